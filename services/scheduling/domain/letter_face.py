"""What stands on one letter, frozen when it becomes final: what was looked at is what is printed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from services.scheduling.domain import letter_texts as texts
from services.scheduling.domain.letters import Addressee, Details, Person, assigns, paper_of
from shared.events.envelope import Part
from shared.events.scheduling import Organization, SignatureBlock
from shared.indonesia import shown_phone

_TABLE = (("Hari/Tanggal", "hari_tanggal"), ("Waktu", "waktu"), ("Tempat", "tempat"), ("Acara", "acara"))


class Signature(Part):
    """The signature block as it is printed."""

    prefix: str = ""
    position: tuple[str, ...] = ()
    name: str = ""  # empty on a draft: nobody signs this kind of letter on that day
    rank: str = ""
    nip: str = ""


class Row(Part):
    """One line of the timetable."""

    hours: str
    subject: str
    trainers: str
    jp: int
    place: str


class ScheduleDay(Part):
    day: str
    rows: tuple[Row, ...]


class Face(Part):
    """A letter. Empty tuples and texts are not printed."""

    title: str  # of the file
    letterhead: tuple[str, ...]
    office: str
    address: str
    contact: str
    example: bool
    assigns: bool  # a surat tugas
    signed_at: str  # town
    dated: str  # "10 April 2017"
    signing_date: date
    signature: Signature
    copies: tuple[str, ...]
    closing: tuple[str, ...]
    nature: str = ""
    subject: str = ""
    to: tuple[str, ...] = ()
    opening: tuple[str, ...] = ()
    table: tuple[tuple[str, str], ...] = ()
    request: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    considering: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()
    people: tuple[Person, ...] = ()
    task: tuple[str, ...] = ()
    activity: str = ""
    schedule: tuple[ScheduleDay, ...] = ()


def face(
    kind: str,
    office: Organization,
    details: Details,
    addressee: Addressee,
    facts: Mapping[str, str],
    schedule: tuple[ScheduleDay, ...],
    day: str,
) -> tuple[Face, list[str]]:
    """The letter, and the lines left out because something in them is not known.

    `facts` fill the fields of the wording, `day` is the letter's date in words. Who signs is asked of the
    office for that day; nobody leaves the block empty, and such a letter cannot become final.
    """
    left_out: list[str] = []

    def printed(part: str) -> tuple[str, ...]:
        found, dropped = texts.lines(details.text.get(part, ""), facts)
        left_out.extend(dropped)
        return tuple(texts.items(found) if part in texts.LISTS else found)

    parts = {part: printed(part) for part in texts.parts_of(kind)}
    subject = " ".join(parts.pop("subject", ()))
    made = Face(
        title=f"{'Surat Tugas' if assigns(kind) else subject} · {addressee.name}",
        letterhead=office.letterhead,
        office=office.name,
        address=" ".join(office.address.split()),
        contact=" · ".join(
            filter(None, (f"Telepon {shown_phone(office.phone)}" if office.phone else "", office.email))
        ),
        example=office.example,
        assigns=assigns(kind),
        signed_at=details.signed_at,
        dated=day,
        signing_date=details.letter_date,
        signature=_signature(office.signer(paper_of(kind), details.letter_date)),
        nature="" if assigns(kind) else details.nature,
        subject=subject,
        to=addressee.lines,
        table=() if assigns(kind) else _table(kind, facts),
        people=addressee.people if assigns(kind) else (),
        activity=facts["bimtek"],
        schedule=schedule if details.schedule else (),
        **parts,
    )
    return made, left_out


def _table(kind: str, facts: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    rows = {name: facts[field] for name, field in _TABLE if facts[field]}
    if kind == "trainer_invitation" and facts["materi"]:
        rows["Materi"] = facts["materi"]
    return tuple(rows.items())


def _signature(block: SignatureBlock | None) -> Signature:
    if block is None:
        return Signature()
    return Signature(
        prefix=block.prefix, position=block.position, name=block.name, rank=block.rank, nip=block.nip
    )
