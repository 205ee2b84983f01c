"""What the office says of a pair of registrations."""

from __future__ import annotations

from uuid import UUID

from pydantic import BaseModel

from services.registration.domain.comparing import Verdict


class CompareForm(BaseModel):
    other: UUID
    verdict: Verdict
