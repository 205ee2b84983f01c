"""An office's own words in a mail: the same for the form and the call."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from services.registration.domain.message_texts import (
    MOST_CLOSING,
    MOST_OPENING,
    MOST_SUBJECT,
    Text,
    allowed,
    unknown,
)
from shared.audit import has_nik
from shared.i18n import N_, _

_TIDY = StringConstraints(strip_whitespace=True)


class TextForm(BaseModel):
    """Empty parts leave the product's own text."""

    subject: Annotated[str, _TIDY, Field(max_length=MOST_SUBJECT, pattern=r"^[^\r\n]*$")] = Field(
        "", title=N_("Judul"), description="Of the mail; one line"
    )
    opening: Annotated[str, _TIDY, Field(max_length=MOST_OPENING)] = Field(
        "", title=N_("Pembuka"), description="After the greeting; an empty line begins a new paragraph"
    )
    closing: Annotated[str, _TIDY, Field(max_length=MOST_CLOSING)] = Field(
        "", title=N_("Penutup"), description="Before the contact person"
    )

    @property
    def text(self) -> Text:
        lines = (part.replace("\r\n", "\n") for part in (self.opening, self.closing))
        return Text(self.subject, *lines)


def word_problems(purpose: str, text: Text) -> dict[str, str]:
    """By field, what cannot be mailed: between braces what is no fact of this mail, and a NIK."""
    secret = {part: _("Jangan tulis NIK di email.") for part, words in asdict(text).items() if has_nik(words)}
    names = ", ".join(f"{{{name}}}" for name in allowed(purpose))
    return secret | {
        part: _(
            "{written} bukan penanda yang dikenal email ini. Yang dapat dipakai: {names}.",
            written=found.written,
            names=names,
        )
        for part, found in unknown(purpose, text).items()
    }
