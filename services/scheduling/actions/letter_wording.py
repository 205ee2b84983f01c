"""What a letter says now: the office, the workshop and the addressee put into the wording."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from uuid import UUID

from services.scheduling.domain.accounts import Actor
from services.scheduling.domain.letter_face import Face, face
from services.scheduling.domain.letter_facts import Course, facts, long_date, schedule
from services.scheduling.domain.letters import Addressee, Details
from services.scheduling.domain.refusals import Invalid, Missing
from services.scheduling.store import letter_course, offices
from shared.db import Tx
from shared.events.scheduling import Organization


@dataclass(frozen=True)
class Source:
    """What all letters of a workshop are made from."""

    office: Organization
    course: Course

    def worded(self, kind: str, details: Details, addressee: Addressee) -> tuple[Face, list[str]]:
        """The letter, and the lines left out because a field of theirs is empty."""
        return face(
            kind,
            self.office,
            details,
            addressee,
            facts(self.course, details, addressee),
            schedule(self.course),
            long_date(details.letter_date),
        )

    def final(self, kind: str, details: Details, addressee: Addressee) -> Face:
        """The letter, if it may become final. Raises Invalid for what it still lacks."""
        made, _left_out = self.worded(kind, details, addressee)
        if not made.signature.name:
            raise Invalid("form", "letter_unsigned")
        if not facts(self.course, details, addressee)["hari_tanggal"]:
            raise Invalid("form", "letter_no_day")
        if not made.closing or not (made.task if made.assigns else made.subject and made.opening):
            raise Invalid("form", "letter_incomplete")
        return made


async def source(tx: Tx, by: Actor, workshop_id: UUID, public_url: str) -> Source:
    """Raises Missing for a workshop that is not the office's."""
    office = await offices.document(tx, by.organization_id)
    if office is None:
        raise Missing
    course = await letter_course.course(tx, office, workshop_id, public_url)
    if course is None:
        raise Missing
    return Source(office, course)


def left_out(source: Source, kind: str, details: Details, addressees: Sequence[Addressee]) -> list[str]:
    """Lines that stand in none of these letters."""
    each = [source.worded(kind, details, addressee)[1] for addressee in addressees]
    return [line for line in dict.fromkeys(chain.from_iterable(each)) if all(line in lines for lines in each)]
