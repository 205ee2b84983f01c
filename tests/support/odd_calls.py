"""What no description tells a caller to send, and somebody sends all the same."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import aiohttp
import jsonschema_rs
from yarl import URL

from shared.ids import new_id

_JSON = {"Content-Type": "application/json"}
_HUGE = "a" * 300_000
_ENCODINGS = ("utf-16", "utf-32", "latin-1")
# By what is odd about it: headers and content.
ODD_BODIES: dict[str, tuple[dict[str, str], bytes]] = {
    "nothing": ({}, b""),
    "nothing called JSON": (_JSON, b""),
    "half of it": (_JSON, b'{"name": '),
    "a list": (_JSON, b"[]"),
    "null": (_JSON, b"null"),
    "a number no computer has": (_JSON, b'{"capacity": 1e400, "year": ' + b"9" * 400 + b"}"),
    "not a number": (_JSON, b'{"capacity": NaN, "people": -Infinity}'),
    "depth": (_JSON, b'{"ids": ' + b"[" * 20_000 + b"]" * 20_000 + b"}"),
    "a huge text": (_JSON, json.dumps({"title": _HUGE, "name": _HUGE, "reason": _HUGE}).encode()),
    "more than may come": (_JSON, b'{"title": "' + b"a" * 1_100_000 + b'"}'),
    "NUL": (_JSON, json.dumps({"title": "a\x00b", "name": "\x00", "reason": "\x00\x00\x00"}).encode()),
    "half a letter": (_JSON, rb'{"title": "\ud800", "name": "\udfff", "reason": "\ud800\ud800"}'),
    "bytes that are no text": (_JSON, b'{"title": "\xff\xfe", "name": "\xc3\x28"}'),
    "a name twice": (_JSON, b'{"name": "Ayu", "name": 7, "title": "Ayu", "title": []}'),
    "unknown names": (_JSON, b'{"__proto__": {"admin": true}, "": 1, "organization_id": "x"}'),
    **{
        f"JSON in {name}": (_JSON, json.dumps({"title": "Café", "name": "Café"}).encode(name))
        for name in _ENCODINGS
    },
    "a form": ({"Content-Type": "application/x-www-form-urlencoded"}, b"name=Ayu"),
    "an upload": ({"Content-Type": "multipart/form-data; boundary=x"}, b"--x\r\n\r\nAyu\r\n--x--\r\n"),
    "XML": ({"Content-Type": "application/xml"}, b"<name>Ayu</name>"),
    "no kind at all": ({"Content-Type": ";;;"}, b"{}"),
    "a key that is none": ({**_JSON, "Idempotency-Key": "a b"}, b"{}"),
    "a key without end": ({**_JSON, "Idempotency-Key": "k" * 5000}, b"{}"),
    "another site": ({**_JSON, "Origin": "https://elsewhere.example"}, b"{}"),
}
ODD_QUERIES = (
    "halaman=0&cari=%00",
    "halaman=%F0%9F%98%80&urut=%22",
    "cari=%ff%fe&status=%25&kecamatan=%27%20or%201=1",
    "halaman=1&halaman=2&arsip=2",
    "cari=" + "a" * 4000,
    "=&&==&halaman=1e3",
    "halaman=" + "9" * 40,
    "bahasa=%00&reason=%00&version=-1",
)
ODD_IDS = ("%00", "%ff", "..%2f..", "0" * 300, "01900000-0000-7000-8000-00000000000g", str(new_id()))


async def odd_faults(document: dict[str, Any], url: str, cookies: dict[str, str]) -> list[str]:
    """Calls of the description that answer something odd with what it does not tell, in words."""
    faults: list[str] = []
    jar = aiohttp.CookieJar(unsafe=True)
    jar.update_cookies(cookies, URL(url))
    async with aiohttp.ClientSession(cookie_jar=jar) as client:
        for path, methods in document["paths"].items():
            for method, operation in methods.items():
                for what, address, headers, content in _odd(method, path, operation):
                    async with client.request(
                        method,
                        URL(url + address, encoded=True),
                        data=None if content is None else io.BytesIO(content),
                        headers=headers,
                    ) as answer:
                        fault = described(
                            document, operation, answer.status, answer.content_type, await answer.read()
                        )
                    if fault:
                        faults.append(f"{method.upper()} {path} with {what}: {fault}")
    return faults


def _odd(
    method: str, path: str, operation: dict[str, Any]
) -> Iterator[tuple[str, str, dict[str, str], bytes | None]]:
    names = [one["name"] for one in operation["parameters"] if one["in"] == "path"]
    usual = path
    for name in names:
        usual = usual.replace(f"{{{name}}}", str(new_id()))
    if method == "get":
        for query in ODD_QUERIES:
            yield f"?{query[:40]}", f"{usual}?{query}", {}, None
    else:
        for what, (headers, content) in ODD_BODIES.items():
            yield what, usual, headers, content
    for odd in ODD_IDS if names else ():
        yield odd[:40], path.replace(f"{{{names[-1]}}}", odd).replace("{", "").replace("}", ""), {}, None


def described(
    document: dict[str, Any], operation: dict[str, Any], status: int, media_type: str, content: bytes
) -> str:
    """What is wrong with an answer as the description tells them; empty for nothing.

    An address that no call has is answered 404 though a description cannot say so.
    """
    told = operation["responses"].get(str(status))
    if told is None:
        return "" if status == 404 else f"answers {status}, which is not described: {content[:200]!r}"
    schemas = told.get("content", {})
    if media_type not in schemas:
        return f"answers {status} as {media_type}"
    schema = {**schemas[media_type]["schema"], "components": document["components"]}
    error = next(jsonschema_rs.validator_for(schema).iter_errors(json.loads(content)), None)
    return f"answers {status} with {error.message}" if error else ""
