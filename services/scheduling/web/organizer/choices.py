"""Option lists for selects, from the office's own rows."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from aiohttp import web

from services.scheduling.store import programmes, timetables
from services.scheduling.store import trainers as trainer_store
from services.scheduling.store import venues as venue_store
from services.scheduling.store.programmes import Filter
from services.scheduling.store.sessions import Session
from shared import indonesia
from shared.db import Tx
from shared.events.scheduling import Organization
from shared.i18n import _
from shared.web.context import ORGANIZATION

Options = list[tuple[str, str]]


def districts(organization: Organization | None) -> list[tuple[str, Options]]:
    """The kecamatan of the office's province, grouped by kabupaten or kota."""
    return districts_in(organization.province_code if organization else "")


def districts_in(province_code: str) -> list[tuple[str, Options]]:
    """The same of any province."""
    return [
        (regency, [(district.code, district.name) for district in found])
        for regency, found in indonesia.districts_of(province_code)
    ]


def district_name(code: str) -> str:
    """The kecamatan and its kabupaten in words; nothing for an unknown code."""
    found = indonesia.district(code) if code else None
    return found.full_name if found else ""


def district_filter(codes: Collection[str]) -> list[tuple[str, Options]]:
    """Those of these kecamatan that are known, by kabupaten, with the whole kabupaten first."""
    groups: dict[str, Options] = {}
    for found in filter(None, map(indonesia.district, codes)):
        whole = (found.code[:5], _("Seluruh {regency}", regency=found.regency))
        groups.setdefault(found.regency, [whole]).append((found.code, found.name))
    return [(regency, groups[regency]) for regency in sorted(groups)]


async def venues(tx: Tx, organization_id: UUID, *, also: UUID | None = None) -> Options:
    """Venues that can be chosen, with their capacity; `also` one that is archived but in use."""
    rows = await venue_store.search(tx, organization_id, archived=True)
    return [
        (str(row.id), _("{name} · {n} orang", name=row.name, n=row.capacity))
        for row in rows
        if not row.archived or row.id == also
    ]


async def trainers(tx: Tx, organization_id: UUID, *, also: tuple[UUID, ...] = ()) -> Options:
    """Trainers that can be chosen, with their skills; `also` those archived but in use."""
    rows = await trainer_store.search(tx, organization_id, archived=True)
    return [
        (str(row.id), f"{row.name} · {', '.join(row.skills)}" if row.skills else row.name)
        for row in rows
        if not row.archived or row.id in also
    ]


async def programme_options(tx: Tx, organization_id: UUID, *, also: UUID | None = None) -> Options:
    """Programmes that a workshop can be put into; `also` one that is archived but has it."""
    rows = await programmes.search(tx, organization_id, Filter(archived=True))
    return [(str(row.id), f"{row.title} ({row.year})") for row in rows if not row.archived or row.id == also]


def trainer_rows(session: Session) -> dict[str, list[str]]:
    """The fields of a form that names a session's trainers and what they do."""
    return {
        "trainer_ids": [trainer["id"] for trainer in session.trainers],
        "trainer_roles": [trainer["role"] for trainer in session.trainers],
    }


def rounding(request: web.Request) -> str:
    """How the office rounds minutes to JP."""
    return request[ORGANIZATION].jp_rounding if ORGANIZATION in request else "nearest"


async def templates(tx: Tx, organization_id: UUID, rounding: str) -> Options:
    """What a new workshop's timetable may start from: typical ones, the office's own, or nothing."""
    typical = [("4", _("4 hari, 32 JP")), ("3", _("3 hari, 24 JP")), ("2", _("2 hari, 16 JP"))]
    own = [
        (
            str(kept.id),
            _("{name} · {days} hari, {jp} JP", name=kept.name, days=kept.days, jp=kept.jp(rounding)),
        )
        for kept in await timetables.of_office(tx, organization_id)
    ]
    return [*typical, *own, ("0", _("Jadwal kosong"))]
