"""`bimtek breach-report`: what an office must write within three days, from what the installation knows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from services.cli.operating import Databases, with_databases
from shared import staff
from shared.db import Database
from shared.settings import BadSetting, Settings


@dataclass(frozen=True, slots=True)
class Asked:
    """The options of the command; times without a zone are those of this machine."""

    folder: Path
    office: str
    since: datetime
    until: datetime
    known_at: datetime
    how: str
    measures: str
    workshop: UUID | None
    everybody: bool
    staff: UUID | None
    fields: tuple[str, ...]


def report(asked: Asked, port: int | None) -> int:
    """Write the papers into a new folder that only its owner reads."""

    async def work(databases: Databases) -> str:
        from services.registration.actions.breach import Whose, papers
        from services.registration.domain.breach import Breach

        if "registration" not in databases:
            raise SystemExit("This database has no participants: run the command where registration runs.")
        db = databases["registration"]
        id = await _office(db, asked.office)
        async with db.read() as tx:
            office = await staff.organization(tx, id)
        if office is None:
            raise SystemExit("This office is not known here.")
        told = Breach(
            office=office.name,
            since=asked.since.astimezone(),
            until=asked.until.astimezone(),
            known_at=asked.known_at.astimezone(),
            how=asked.how,
            measures=asked.measures,
        )
        who = f"Staff/{asked.staff}" if asked.staff else ""
        whose = Whose(id, asked.workshop, asked.everybody, who, asked.fields)
        contact = ", ".join(part for part in (office.phone, office.email) if part) or office.address
        made = await db.run(papers, told, whose, office.zone, contact)
        asked.folder.mkdir(mode=0o700)
        for name, data in made.files.items():
            path = asked.folder / name
            path.touch(mode=0o600, exist_ok=False)
            path.write_bytes(data)
        return (
            f"{made.people} people are touched. {asked.folder}: {', '.join(made.files)}\n"
            f"In writing to them and to the lembaga until {told.due_at:%Y-%m-%d %H:%M %Z} "
            "(UU 27/2022 pasal 46)."
        )

    if asked.folder.exists():
        raise BadSetting(f"{asked.folder} exists already: name a new folder")
    if not asked.since < asked.until:
        raise BadSetting("--since must be before --until")
    return with_databases(Settings.load(port=port), work)


async def _office(db: Database, text: str) -> UUID:
    """The one office, or the one with this text in its name or as its id."""
    from services.registration.store.breach import offices

    async with db.read() as tx:
        known = await offices(tx)
    found = [id for id, name in known if text.casefold() in name.casefold() or text == str(id)]
    if len(found) != 1:
        names = "; ".join(name for _id, name in known)
        raise SystemExit(f"{len(found)} offices have {text!r} in their name. There are: {names}")
    return found[0]
