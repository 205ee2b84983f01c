"""What stands on a certificate, beside the person's name and the number. Always Indonesian."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from babel.dates import format_date

from services.certificates.domain.refusals import Reason, Refused
from shared.events.envelope import Part
from shared.events.scheduling import Organization, PaperKind, Session, SignatureBlock, Workshop
from shared.indonesia import district, shown_phone, terbilang

KINDS = {
    "peserta": "Peserta",
    "narasumber": "Narasumber",
    "panitia": "Panitia",
    "moderator": "Moderator",
}


class Signature(Part):
    """The signature block as it is printed."""

    prefix: str = ""
    position: tuple[str, ...]
    name: str
    rank: str = ""
    nip: str = ""


class Material(Part):
    """One row of the back."""

    subject: str
    trainers: str
    jp: int


class Face(Part):
    """A certificate's wording, frozen when it is approved: what the approver saw is what is printed."""

    letterhead: tuple[str, ...]
    office: str
    address: str
    kind: str  # "Peserta"
    activity: str
    held_by: str
    dates: str  # "25 s.d. 28 April 2017"
    place: str
    jp: int
    jp_words: str  # "tiga puluh dua"
    signing_date: date
    signed_at: str  # "Tanjungpandan, 28 April 2017"
    signature: Signature
    materials: tuple[Material, ...]
    example: bool


def long_date(day: date) -> str:
    """28 April 2017"""
    return format_date(day, "d MMMM y", locale="id")


def date_range(first: date, last: date) -> str:
    """25 s.d. 28 April 2017; only what differs is repeated."""
    if first == last:
        return long_date(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} s.d. {long_date(last)}"
    if first.year == last.year:
        return f"{format_date(first, 'd MMMM', locale='id')} s.d. {long_date(last)}"
    return f"{long_date(first)} s.d. {long_date(last)}"


def signer(office: Organization, day: date) -> SignatureBlock:
    """Who signs certificates on that day. Raises Refused."""
    block = office.signer(PaperKind.CERTIFICATE, day)
    if block is None:
        raise Refused(Reason.NO_SIGNER, day=day)
    return block


def face(office: Organization, workshop: Workshop, kind: str, signing_date: date, place: str) -> Face:
    """The wording of every certificate of this kind in this workshop. Raises Refused."""
    block = signer(office, signing_date)
    zone = ZoneInfo(workshop.zone)
    held = [session for session in workshop.sessions if session.held is not False]
    first = min(session.starts_at for session in held or workshop.sessions).astimezone(zone).date()
    last = max(session.ends_at for session in held or workshop.sessions).astimezone(zone).date()
    return Face(
        letterhead=office.letterhead,
        office=office.name,
        address=" · ".join(part for part in (office.address, shown_phone(office.phone)) if part),
        kind=KINDS.get(kind, kind),
        activity=workshop.full_title,
        held_by=workshop.held_by or office.name,
        dates=date_range(first, last),
        place=_place(workshop),
        jp=workshop.total_jp,
        jp_words=terbilang(workshop.total_jp),
        signing_date=signing_date,
        signed_at=f"{place}, {long_date(signing_date)}",
        signature=Signature(
            prefix=block.prefix,
            position=block.position,
            name=block.name,
            rank=block.rank,
            nip=block.nip,
        ),
        materials=materials(held),
        example=office.example,
    )


def materials(sessions: list[Session]) -> tuple[Material, ...]:
    """The rows of the back, in order of time. A subject taught over several sessions is one row."""
    rows: dict[str, tuple[Session, list[str], int]] = {}
    for session in sorted(sessions, key=lambda session: session.starts_at):
        if not session.kind.counts or not session.jp:
            continue
        first, names, jp = rows.get(session.subject.casefold(), (session, [], 0))
        teaching = (trainer.name for trainer in session.trainers if trainer.role.teaches)
        names += [name for name in teaching if name not in names]
        rows[session.subject.casefold()] = (first, names, jp + session.jp)
    return tuple(
        Material(subject=first.subject, trainers="; ".join(names), jp=jp)
        for first, names, jp in rows.values()
    )


def _place(workshop: Workshop) -> str:
    found = district(workshop.place.district_code)
    if found is None or found.name in workshop.place.name:
        return workshop.place.name
    return f"{workshop.place.name}, {found.name}"
