"""Registrations that look like one person's, as programs read them."""

from __future__ import annotations

from uuid import UUID

from pydantic import BaseModel

from services.registration.domain.comparing import Ground, Likeness, Verdict


class FlagAnswer(BaseModel):
    """The other registration, and why the two should be compared."""

    registration_id: UUID
    full_name: str
    workshop_id: UUID
    workshop: str
    likeness: Likeness
    grounds: list[Ground]


class FlagsAnswer(BaseModel):
    flags: list[FlagAnswer]


class CompareBody(BaseModel):
    """`different`: two people. `allowed`: one person, and both registrations may stand."""

    registration_id: UUID  # the other one
    verdict: Verdict


class MergeBody(BaseModel):
    registration_id: UUID  # the one that stays, of the same workshop
