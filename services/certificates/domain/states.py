"""The states of a certificate inside this service, and what a person has to look at."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """From the verdict to the paper. The last three are known outside too."""

    DRAFT = "draft"  # earned; the office has not handed it in
    SUBMITTED = "submitted"  # waits for approval
    APPROVED = "approved"  # numbered; the first file is being made
    ISSUED = "issued"
    REVOKED = "revoked"

    @property
    def numbered(self) -> bool:
        return self in (State.APPROVED, State.ISSUED, State.REVOKED)


class Attention(StrEnum):
    """What changed after the number was given. Only a person decides what follows."""

    NONE = ""
    NAME = "name"  # registration has another name than the paper
    SHORT = "short"  # by the corrected sheet the rule is no longer met
    LEFT = "left"  # the registration was cancelled


def matter(attention: Attention, name: str) -> str:
    """What exactly a person decided about: another new name is another matter."""
    return f"{attention.value}:{name}" if attention is Attention.NAME else attention.value


class Answer(StrEnum):
    """What somebody who checks a paper or a file is told."""

    GENUINE = "genuine"
    ALTERED = "altered"  # claims to be one of ours, but the bytes are others
    REVOKED = "revoked"
    REPLACED = "replaced"
    UNKNOWN = "unknown"
