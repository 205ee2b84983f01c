"""What an organizer enters for letters: to whom, when, where, and the wording of this act."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from pydantic import Field

from services.scheduling.domain.letter_texts import KINDS, TO_TRAINERS
from services.scheduling.domain.refusals import Invalid
from shared.events.envelope import Part
from shared.events.scheduling import PaperKind
from shared.indonesia import check_nip, district

MOST_LETTERS = 100  # made in one act
MOST_PEOPLE = 50  # in one surat tugas
NATURES = ("Biasa", "Penting", "Segera", "Rahasia")
_COLUMNS = re.compile(r"\t|;")  # as they come from a spreadsheet, or as people type them
_VILLAGE = re.compile(r"(\d\d\.\d\d\.\d\d)\.([12])\d{3}")


class Person(Part):
    """Somebody a letter is addressed to, or whom a surat tugas sends."""

    name: str  # with titles
    nip: str = ""  # 18 digits
    rank: str = ""  # pangkat/golongan
    position: str = ""
    trainer_id: UUID | None = None


class Addressee(Part):
    """Of one letter: the lines after "Yth.", or the people of a surat tugas."""

    lines: tuple[str, ...] = ()
    people: tuple[Person, ...] = ()
    district_code: str = ""  # of the village or kecamatan it goes to

    @property
    def name(self) -> str:
        """As lists show it: the first of them, and how many more."""
        if self.lines:
            return self.lines[0]
        first = self.people[0].name
        return first if len(self.people) == 1 else f"{first} +{len(self.people) - 1}"

    @property
    def shown(self) -> str:
        """In one line, without the "di Tempat" that every letter has."""
        if not self.lines:
            return ", ".join(person.name for person in self.people)
        return ", ".join(line for line in self.lines if line != "di Tempat")


class Details(Part):
    """What one act's letters share. What is empty is taken from the schedule."""

    letter_date: date
    signed_at: str  # town
    nature: str = "Biasa"
    held_on: str = ""  # Hari/Tanggal
    hours: str = ""
    place: str = ""
    event: str = ""  # Acara
    people: int | None = Field(None, ge=1)  # participants asked of each addressee
    schedule: bool = False  # the timetable as an attachment
    text: dict[str, str]  # part → wording


def paper_of(kind: str) -> PaperKind:
    return KINDS[kind]


def assigns(kind: str) -> bool:
    """Whether it is a surat tugas."""
    return KINDS[kind] is PaperKind.ASSIGNMENT_LETTER


# Addressees


def to_trainer(person: Person) -> Addressee:
    """An invitation to one trainer."""
    lines = (person.name, *filter(None, (person.position,)), "di Tempat")
    return Addressee(lines=lines, people=(person,))


def to_place(code: str, village: str = "") -> Addressee:
    """To the head of a village or kecamatan of the region codes; `village` is its name. Raises Invalid."""
    found = _VILLAGE.fullmatch(code)
    above = district(found[1] if found else code)
    if above is None or (found and not village):
        raise Invalid("places", "place_unknown")
    if not found:
        lines = (f"Camat {above.name}", above.regency, "di Tempat")
    else:
        head = "Lurah" if found[2] == "1" else "Kepala Desa"
        lines = (f"{head} {village}", f"Kecamatan {above.name}, {above.regency}", "di Tempat")
    return Addressee(lines=lines, district_code=code)


def typed_addressees(words: str) -> list[Addressee]:
    """One addressee a line; what follows a semicolon stands in lines of its own, the last as the place.

    "Ketua Sentra Gula Aren; Desa Kembiri" → "di Desa Kembiri".
    """
    return [typed_addressee(line.replace(";", "\n")) for line in words.splitlines() if line.strip(" ;\t")]


def typed_addressee(words: str) -> Addressee:
    """The lines of one; without a place it goes to "di Tempat"."""
    lines = [" ".join(line.split()).removeprefix("Yth. ") for line in words.splitlines() if line.strip()]
    if not lines or any(len(line) > 120 for line in lines) or len(lines) > 5:
        raise Invalid("addressees", "addressee_lines")
    last = lines[-1] if len(lines) > 1 else "Tempat"
    place = last if last.startswith("di ") else f"di {last}"
    return Addressee(lines=(*(lines[:-1] if len(lines) > 1 else lines), place))


def typed_people(words: str) -> list[Person]:
    """One person a line: name, NIP, pangkat/golongan, jabatan. Raises Invalid for a NIP that is none."""
    people = []
    for line in filter(str.strip, words.splitlines()):
        cells = [" ".join(cell.split()) for cell in _COLUMNS.split(line)]
        name, nip, rank, position = [*cells, "", "", ""][:4]
        if len(cells) > 4 or not 2 <= len(name) <= 120 or max(len(rank), len(position)) > 160:
            raise Invalid("people", "person_line")
        if nip.strip("-–"):
            checked = check_nip(nip)
            if checked is None:
                raise Invalid("people", "person_nip")
            nip = checked
        else:
            nip = ""
        people.append(Person(name=name, nip=nip, rank=rank.strip("-–"), position=position.strip("-–")))
    return people


def person_line(person: Person) -> str:
    """The same the other way, for a form."""
    return "; ".join((person.name, person.nip, person.rank, person.position)).rstrip("; ")


def once_each(people: Iterable[Person]) -> list[Person]:
    """Everybody once; who is typed again with details stands with those."""
    found: dict[str, Person] = {}
    for person in people:
        key = person.name.casefold()
        known = found.get(key)
        found[key] = person if known is None else person.model_copy(update={"trainer_id": known.trainer_id})
    return list(found.values())


def assigned(people: Sequence[Person], together: bool) -> list[Addressee]:
    """One surat tugas for all, or one for each."""
    if together:
        return [Addressee(people=tuple(people))] if people else []
    return [Addressee(people=(person,)) for person in people]


def checked(kind: str, addressees: Sequence[Addressee]) -> Sequence[Addressee]:
    """The addressees, if letters can be made of them. Raises Invalid."""
    field = "trainers" if kind in TO_TRAINERS else ("people" if assigns(kind) else "addressees")
    if not addressees:
        raise Invalid(field, "nobody_chosen")
    if len(addressees) > MOST_LETTERS:
        raise Invalid(field, "too_many_letters")
    if any(len(one.people) > MOST_PEOPLE for one in addressees):
        raise Invalid(field, "too_many_people")
    return addressees
