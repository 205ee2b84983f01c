"""Registration on a real server, with a browser-like visitor and a door for staff that only tests have."""

from __future__ import annotations

import re
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path
from uuid import UUID

import aiohttp
from aiohttp import web

from services.registration.rendering.press import Press
from services.registration.service import SERVICE
from services.registration.web.kept import Kept
from services.registration.web.uploads import GroupSheets, Papers
from services.registration.web.villages import Villages
from shared import staff
from shared.clock import Clock
from shared.crypto import Keys
from shared.db import Database
from shared.events.scheduling import Organization, Role, Staff
from shared.mail.compose import Composer
from shared.metrics import Metrics
from shared.service import Running
from shared.settings import Settings
from shared.sheets.reading import SheetReader
from shared.web import running
from shared.web.app import web_app
from shared.web.routes import page
from shared.web.server import serve
from shared.web.session import sign_in
from tests.support.factories import organization, staff_document
from tests.support.registration import OFFICE, Office, office


async def _let_in(request: web.Request) -> web.StreamResponse:
    async with running(request).db.read() as tx:
        member = await staff.find(tx, UUID(request.match_info["id"]))
    assert member is not None
    response = web.Response(text="in")
    sign_in(request, response, member)
    return response


UNDER_TEST = replace(SERVICE, routes=(*SERVICE.routes, page("/uji/masuk/{id}", _let_in, "let_in")))


@dataclass(frozen=True)
class Answer:
    """What came back after redirects."""

    url: str
    status: int
    text: str
    body: bytes

    @property
    def words(self) -> str:
        """The visible text, roughly: what a person reads."""
        whole = self.text.replace("<wbr>", "")  # a line may break there; the word is one
        without = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", whole, flags=re.S)
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", without)).split())

    def token(self) -> str:
        return self.text.split('name="form_token" value="')[1].split('"')[0]


class Visitor:
    """Somebody with a browser: keeps cookies, follows redirects."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self.session = session

    async def get(self, path: str, **headers: str) -> Answer:
        async with self.session.get(path, headers=headers) as response:
            return await _answer(response)

    async def post(self, path: str, fields: object, **headers: str) -> Answer:
        async with self.session.post(path, data=fields, headers=headers) as response:
            return await _answer(response)

    async def fill(self, path: str, fields: Mapping[str, str | list[str]], action: str = "") -> Answer:
        """Open a page, take its token, send its form."""
        form = await self.get(path)
        return await self.post(action or path, {"form_token": form.token(), **fields})


async def _answer(response: aiohttp.ClientResponse) -> Answer:
    body = await response.read()
    kind = response.content_type
    text = body.decode(errors="replace") if kind.startswith("text/") or "json" in kind else ""
    return Answer(str(response.url.relative()), response.status, text, body)


@dataclass
class Site:
    """The server, what is behind it, and people who come to it."""

    url: str
    running: Running
    panitia: Office
    document: Organization

    @asynccontextmanager
    async def visitor(self) -> AsyncIterator[Visitor]:
        jar = aiohttp.CookieJar(unsafe=True)  # 127.0.0.1 is an address, not a name
        async with aiohttp.ClientSession(self.url, cookie_jar=jar) as session:
            yield Visitor(session)

    def forget_what_was_read(self) -> None:
        """The form of a workshop is read anew, as it is a second later."""
        self.running.part(Kept)._found.clear()

    async def member(self, role: Role = Role.ORGANIZER, office_id: UUID = OFFICE) -> Staff:
        member = staff_document(office_id, role=role)
        await self.running.db.run(staff.keep_staff, member)
        return member

    @asynccontextmanager
    async def organizer(
        self, role: Role = Role.ORGANIZER, office_id: UUID = OFFICE
    ) -> AsyncIterator[Visitor]:
        member = await self.member(role, office_id)
        async with self.visitor() as visitor:
            await visitor.get(f"/uji/masuk/{member.id}")
            yield visitor


@asynccontextmanager
async def site(
    db: Database, keys: Keys, clock: Clock, home: Path, *, fill_seconds: int = 0
) -> AsyncIterator[Site]:
    """Its people send a form at once, unless they must take so many seconds to fill it in."""
    listener = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    document = organization(OFFICE)
    await db.run(staff.keep_organization, document)
    async with office(db, keys, clock) as panitia:
        settings = Settings(home=home, public_url=url, fill_seconds=fill_seconds)
        press, papers, villages = Press(), Papers(), Villages()
        sheets, lists = SheetReader(), GroupSheets()
        composer = Composer(
            SERVICE.folder / "templates", mail_from=settings.mail_from, public_url=url, keys=keys
        )
        parts = [panitia.admission, panitia.leaving, Kept(db), press, papers, villages]
        parts += [sheets, lists, composer]
        service = Running(UNDER_TEST, settings, db, clock, keys, Metrics(), parts)
        runner = await serve(web_app(service), listener)
        try:
            yield Site(url, service, panitia, document)
        finally:
            await runner.cleanup()
            await press.close()
            await papers.close()
            await villages.close()
            await sheets.close()
            await lists.close()


FORM = {
    "full_name": "Hj. Siti Nurhaliza binti Abdul Karim",
    "phone": "0812 9990 0017",
    "gender": "P",
    "district_code": "19.02.01",
    "consent": "1",
}
