"""What an office decides of its letters: their wording and their numbers."""

from __future__ import annotations

from services.scheduling.domain import letter_numbers, letter_texts
from services.scheduling.domain.accounts import Actor, who
from services.scheduling.domain.letter_numbers import Numbering
from services.scheduling.domain.refusals import Invalid, Missing
from services.scheduling.domain.workshops import differences
from services.scheduling.store import letter_rules, offices
from shared import audit
from shared.db import Tx
from shared.events.scheduling import PaperKind


async def put_text(tx: Tx, by: Actor, kind: str, parts: dict[str, str]) -> None:
    """Keep the office's own wording. Raises Invalid for a field nobody fills."""
    wrong = letter_texts.check(kind, parts)
    if wrong:
        raise Invalid(wrong[0].part, f"text_{wrong[0].problem}")
    before = await letter_rules.text(tx, by.organization_id, kind)
    await letter_rules.put_text(tx, by.organization_id, kind, parts)
    old, new = differences(before, parts)
    subject = f"LetterText/{kind}"
    await audit.record(tx, who(by), by.organization_id, "letter text changed", subject, old, new)


async def reset_text(tx: Tx, by: Actor, kind: str) -> None:
    """Go back to the wording that comes with Bimtek."""
    await letter_rules.drop_text(tx, by.organization_id, kind)
    await audit.record(tx, who(by), by.organization_id, "letter text reset", f"LetterText/{kind}")


async def put_numbering(tx: Tx, by: Actor, paper: PaperKind, given: Numbering) -> None:
    """Keep how letters are numbered from now on; numbers that were given stay. Raises Invalid."""
    letter_numbers.check(given)
    await offices.lock(tx, by.organization_id)
    office = await offices.document(tx, by.organization_id)
    if office is None:
        raise Missing
    before = await letter_rules.numbering(tx, office, paper)
    await letter_rules.put_numbering(tx, by.organization_id, paper, given)
    old, new = differences(_facts(before), _facts(given))
    subject = f"LetterNumbering/{paper.value}"
    await audit.record(tx, who(by), by.organization_id, "letter numbering changed", subject, old, new)


def _facts(given: Numbering) -> dict[str, str]:
    return {
        "number_template": given.template,
        "number_unit": given.unit,
        "number_classification": given.classification,
    }
