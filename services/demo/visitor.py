"""Somebody with a browser: opens pages, fills in the forms found there, follows links.

The story uses nothing else, so what it shows is what a person can do; there is no door for the demo.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from types import TracebackType
from typing import Any
from urllib.parse import urljoin, urlsplit

import aiohttp


class PageError(Exception):
    """A page did not hold what the story expects; the message names the page and what it said."""


@dataclass(slots=True)
class Form:
    """A form as the page shows it: its address and its fields with the values they already have."""

    method: str
    action: str
    fields: dict[str, str] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)


class _Reader(HTMLParser):
    """Collects forms, links and the visible text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[tuple[str, str]] = []
        self.words: list[str] = []
        self._form: Form | None = None
        self._select = ""
        self._textarea = ""
        self._href: str | None = None
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in ("script", "style", "template"):
            self._silent += 1
        elif tag == "form":
            self._form = Form(values.get("method", "get").lower(), values.get("action", ""))
            self.forms.append(self._form)
        elif tag == "a" and "href" in values:
            self._href = values["href"]
            self.links.append((values["href"], ""))
        elif self._form is not None:
            self._field(tag, values)

    def _field(self, tag: str, values: dict[str, str]) -> None:
        assert self._form is not None
        name = values.get("name", "")
        if tag == "option" and self._select:
            value = values.get("value", "")
            self._form.choices.setdefault(self._select, []).append(value)
            if "selected" in values or self._select not in self._form.fields:
                self._form.fields[self._select] = value
        elif not name:
            return
        elif tag == "select":
            self._select = name
        elif tag == "textarea":
            self._textarea = name
            self._form.fields[name] = ""
        elif tag == "input" and values.get("type") in ("checkbox", "radio"):
            self._form.choices.setdefault(name, []).append(values.get("value", "on"))
            if "checked" in values:
                self._form.fields[name] = values.get("value", "on")
        elif tag == "input" and values.get("type") not in ("submit", "button", "file"):
            self._form.fields[name] = values.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style", "template"):
            self._silent -= 1
        elif tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._textarea = ""
        elif tag == "a":
            self._href = None

    def handle_data(self, data: str) -> None:
        if self._textarea and self._form is not None:
            self._form.fields[self._textarea] += data
        if self._href is not None and self.links:
            href, text = self.links[-1]
            self.links[-1] = (href, text + data)
        if not self._silent:
            self.words.append(data)


@dataclass(frozen=True, slots=True)
class Page:
    """An answer: its address after redirects, status, bytes and what can be read from it."""

    url: str
    status: int
    media_type: str
    body: bytes
    forms: list[Form]
    links: list[tuple[str, str]]
    text: str

    def form(self, action: str) -> Form:
        """The form whose address ends with `action`; raises PageError with what the page says.

        A list is searched and added to at one address: the form that changes something comes first.
        """
        for found in sorted(self.forms, key=lambda form: form.method != "post"):
            if urlsplit(found.action or self.url).path.endswith(action):
                return found
        raise PageError(f"{self.url} ({self.status}) has no form for {action}: {self.text[:400]}")

    def link(self, part: str) -> str:
        """The address of the first link that contains `part` in its address or its words."""
        for href, words in self.links:
            if part in href or part in words:
                return href
        raise PageError(f"{self.url} ({self.status}) has no link with {part!r}: {self.text[:400]}")


class Visitor:
    """One browser with its own cookies, speaking to one installation."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url.rstrip("/")
        jar = aiohttp.CookieJar(unsafe=True)  # localhost and IP addresses may set cookies too
        self._session = aiohttp.ClientSession(cookie_jar=jar)

    async def __aenter__(self) -> Visitor:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()

    def cookies(self) -> dict[str, str]:
        """What the site has set, by name."""
        return {cookie.key: cookie.value for cookie in self._session.cookie_jar}

    async def open(self, address: str) -> Page:
        """GET a page by its path or its whole address (a link from a mail)."""
        return await self._ask("GET", urljoin(self.base_url + "/", address))

    async def send(self, page: Page, action: str, /, **values: str) -> Page:
        """Fill in the form of `page` whose address ends with `action`, send it, follow the redirect."""
        form = page.form(action)
        filled = {**form.fields, **values}
        return await self._ask("POST", urljoin(page.url, form.action or page.url), data=filled)

    async def upload(self, page: Page, action: str, field_name: str, name: str, data: bytes) -> Page:
        """Send a file through the form of `page` whose address ends with `action`."""
        form = page.form(action)
        body = aiohttp.FormData()
        for key, value in form.fields.items():
            body.add_field(key, value)
        body.add_field(field_name, data, filename=name, content_type="application/pdf")
        return await self._ask("POST", urljoin(page.url, form.action or page.url), data=body)

    async def call(self, method: str, path: str, body: Any = None, *, key: str = "") -> tuple[int, Any]:
        """One call of the JSON API: status and parsed answer. With the same `key` it may be repeated."""
        headers = self._headers() | ({"Idempotency-Key": key} if key else {})
        async with self._session.request(
            method, urljoin(self.base_url + "/", path), json=body, headers=headers
        ) as answer:
            return answer.status, await answer.json(content_type=None)

    def _headers(self) -> dict[str, str]:
        return {"Origin": self.base_url, "Sec-Fetch-Site": "same-origin"}

    async def _ask(self, method: str, url: str, data: Any = None) -> Page:
        headers = self._headers() if method == "POST" else {}
        async with self._session.request(method, url, data=data, headers=headers) as answer:
            body = await answer.read()
            reader = _Reader()
            if answer.content_type == "text/html":
                reader.feed(body.decode().replace("<wbr>", ""))  # a line may break there; the word is one
            return Page(
                url=str(answer.url),
                status=answer.status,
                media_type=answer.content_type,
                body=body,
                forms=reader.forms,
                links=reader.links,
                text=" ".join(" ".join(reader.words).split()),
            )
