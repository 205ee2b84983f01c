"""What the chapters share: the running product, its clock, who is signed in, and what was found out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from services.demo.claims import Claims
from services.demo.people import Person
from services.demo.visitor import PageError, Visitor
from services.suite import Suite
from shared.clock import MovedClock
from shared.embedded.catcher import Caught

HERE = ZoneInfo("Asia/Jakarta")
SCHEDULING = "/api/v1/scheduling"
ATTENDANCE = "/api/v1/attendance"
REGISTRATION = "/api/v1/registration"


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment in Belitung."""
    return datetime.combine(day, time(hour, minute), HERE)


@dataclass(slots=True)
class Workshop:
    """A workshop of the story: where it is found, and the page each person was given."""

    id: str
    slug: str = ""
    pages: dict[str, str] = field(default_factory=dict)  # name → /pendaftaran/<manage code>


@dataclass(slots=True)
class Tour:
    """What a visitor may try afterwards: addresses on the site and files on this machine."""

    real: str = ""
    revoked: str = ""
    papers: Path = Path()  # real, altered, copied and revoked, to hand in
    sign_up: str = ""
    door: str = ""
    not_earned: str = ""


@dataclass(slots=True)
class Stage:
    """Everything a chapter needs."""

    suite: Suite
    clock: MovedClock
    claims: Claims
    office: Visitor  # the organizer's browser, signed in as admin
    programme_id: str = ""
    venues: dict[str, str] = field(default_factory=dict)  # name → id
    trainers: dict[str, str] = field(default_factory=dict)
    workshops: dict[str, Workshop] = field(default_factory=dict)
    tour: Tour = field(default_factory=Tour)

    async def ask(self, method: str, path: str, body: Any = None, *, status: int | None = None) -> Any:
        """A call of the organizer; PageError unless it is answered with `status` (default: any 2xx)."""
        found, answer = await self.office.call(method, path, body)
        if found != status if status else found >= 300:
            raise PageError(f"{method} {path} answered {found}: {str(answer)[:600]}")
        return answer

    async def sign_up(self, workshop: Workshop, person: Person, *, clicks: int = 1) -> str:
        """Fill in the public form as `person`; the words of the page it leads to.

        `clicks` 2 sends the very same form again, as an impatient finger does.
        """
        async with Visitor(self.suite.url) as visitor:
            form = await visitor.open(f"/bimtek/{workshop.slug}/daftar")
            answers = {
                "full_name": person.name,
                "certificate_name": person.certificate_name,
                "phone": person.phone,
                "email": person.email,
                "gender": person.gender,
                "district_code": person.district,
                "nik": person.nik,
                "business_name": person.business,
                "consent": "1",
            }
            for _click in range(clicks):
                page = await visitor.send(form, "/daftar", **answers)
                if page.status != 200 or "/pendaftaran/" not in page.url:
                    raise PageError(f"{page.url} ({page.status}): {page.text[:600]}")
            workshop.pages[person.name] = page.url.removeprefix(self.suite.url)
            return page.text

    async def mails(self, person: Person, words: str = "") -> list[Caught]:
        """What lies in a person's mailbox, newest first; `words` picks by subject or text."""
        assert self.suite.mailbox is not None, "the story needs the mail catcher"
        found = self.suite.mailbox.newest(to=person.email)
        return [mail for mail in found if words in mail.subject or words in mail.text]

    async def sessions(self, workshop: Workshop) -> list[dict[str, Any]]:
        """The workshop's sessions as the API tells them, in order of time."""
        answer = await self.ask("GET", f"{SCHEDULING}/workshops/{workshop.id}")
        return sorted(answer["sessions"], key=lambda session: str(session["starts_at"]))

    async def teaching(self, workshop: Workshop) -> list[dict[str, Any]]:
        """Those of its sessions that count JP."""
        return [one for one in await self.sessions(workshop) if one["kind"] in ("materi", "praktik")]

    async def settled(self) -> None:
        """Wait until every service has done what it had to do."""
        await self.suite.settled(timeout=120)
