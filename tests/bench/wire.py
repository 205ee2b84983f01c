"""What a phone loads to show the pages that people open: every byte of every answer, compressed as sent."""

from __future__ import annotations

import re
from urllib.parse import urljoin

import aiohttp

from services.registration.actions import questions
from services.registration.actions.office import By
from services.registration.domain.business import BusinessPart
from services.registration.domain.questions import Kind, Question
from services.suite import Suite
from shared.events.scheduling import Workshop
from tests.bench.figures import Row
from tests.bench.product import product, publish

MOST_KB = {"list": 50.0, "form": 60.0, "form asking": 60.0, "card": 60.0}  # of 1,000 bytes
_TOKEN = re.compile(r'name="form_token" value="([^"]+)"')
# What a page, a style sheet and a script make a browser fetch; links to follow are not among it.
_FETCHED = (
    re.compile(r'<link\b[^>]*?\bhref="([^"]+)"'),
    re.compile(r'<(?:script|img)\b[^>]*?\bsrc="([^"]+)"'),
    re.compile(r'\burl\("?([^"\')]+)"?\)'),
    re.compile(r'\bimport\b[^;"]*"([^"]+)"'),
)
PERSON = {
    "full_name": "Siti Rahmawati",
    "phone": "081290000001",
    "gender": "P",
    "district_code": "19.02.01",
    "consent": "1",
}


async def measure(rounds: int = 1) -> list[Row]:
    async with product() as suite:
        shown, asking, *_others = await publish(suite, 20, capacity=15)
        await _ask(suite, asking)
        form = f"/bimtek/{shown.slug}/daftar"
        as_sent = {"Accept-Encoding": "br, gzip"}
        async with aiohttp.ClientSession(suite.url) as reader:
            card = await _signed_up(reader, form)
            async with aiohttp.ClientSession(suite.url, headers=as_sent, auto_decompress=False) as phone:
                asked = f"/bimtek/{asking.slug}/daftar"
                pages = {"list": "/", "form": form, "form asking": asked, "card": card}
                loaded = {name: await _loaded(phone, reader, path) for name, path in pages.items()}
    what = "with style, font, icon and scripts, against the most it may be"
    return [
        Row(f"bytes {name}", size / 1000, MOST_KB[name], None, 1, "kB", f"{name} page {what}", most=1.0)
        for name, size in loaded.items()
    ]


async def _ask(suite: Suite, of: Workshop) -> None:
    """All there is to ask of a business, and a question of the office's own of every kind."""
    registration = suite.running["registration"]
    by = By("Staff/bench", "Panitia", of.organization_id)
    await registration.db.run(questions.set_business, by, of.id, list(BusinessPart))
    for kind in Kind:
        options = ("Botol", "Kotak", "Kantong", "Keranjang") if kind in (Kind.ONE, Kind.SEVERAL) else ()
        one = Question("", kind, f"Pertanyaan panitia tentang usaha: {kind.value}", options=options)
        await registration.db.run(questions.add, by, of.id, one)


async def _signed_up(reader: aiohttp.ClientSession, form: str) -> str:
    """The path of the page that a person sees after signing up."""
    async with reader.get(form) as page:
        token = _TOKEN.search(await page.text())
    assert token is not None
    async with reader.post(form, data={"form_token": token[1], **PERSON}) as page:
        assert page.status == 200
        return page.url.path


async def _loaded(phone: aiohttp.ClientSession, reader: aiohttp.ClientSession, path: str) -> int:
    """Bytes of the page and of everything it makes a browser fetch, with the heads of the answers."""
    waiting, seen, total = [path], {path}, 0
    while waiting:
        path = waiting.pop()
        async with phone.get(path) as answer:
            assert answer.status == 200, path
            head = sum(len(name) + len(value) + 4 for name, value in answer.raw_headers)
            total += len(f"HTTP/1.1 200 {answer.reason}\r\n\r\n") + head + len(await answer.read())
        async with reader.get(path) as answer:
            if not answer.content_type.startswith(("text/html", "text/css", "text/javascript")):
                continue
            text = await answer.text()
        for pattern in _FETCHED:
            found = {urljoin(path, address) for address in pattern.findall(text)}
            own = {address for address in found if address.startswith("/")} - seen
            waiting += own
            seen |= own
    return total
