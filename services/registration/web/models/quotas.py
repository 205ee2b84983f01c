"""Seats, quotas and centres, as programs read and set them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field, StringConstraints

from services.registration.domain.quotas import MOST_CODES, MOST_QUOTAS, MOST_SEATS, Of, Quota, Rule

Code = Annotated[str, StringConstraints(min_length=1, max_length=36)]


class QuotaBody(BaseModel):
    key: str = Field(
        "", pattern=r"^[a-z0-9]{0,32}$", description="Of a rule that stands already; empty for a new one"
    )
    rule: Rule = Field(description="`at_most`: no more of them; `reserved`: seats that are theirs alone")
    number: int = Field(ge=1, le=MOST_SEATS)
    of: Of
    codes: list[Code] = Field(
        default_factory=list,
        max_length=MOST_CODES,
        description="Kemendagri codes of kecamatan or kabupaten (19.02.01, 19.02); `L` or `P`; "
        "ids of centres; none of disability",
    )
    until: AwareDatetime | None = Field(
        None, description="When reserved seats become free for all; none: when the office says so"
    )
    released: bool = Field(False, description="The seats are free for all already")

    def quota(self, key: str) -> Quota:
        return Quota(
            key=key,
            rule=self.rule,
            number=self.number,
            of=self.of,
            codes=tuple(self.codes),
            until=self.until if self.rule is Rule.RESERVED else None,
            released=self.released and self.rule is Rule.RESERVED,
        )


class QuotasBody(BaseModel):
    """Exactly these rules hold from now on; nobody loses a seat by them."""

    quotas: list[QuotaBody] = Field(max_length=MOST_QUOTAS)


class QuotaAnswer(BaseModel):
    key: str
    rule: Rule
    number: int
    of: Of
    codes: list[str]
    until: datetime | None
    released: bool
    seated: int  # people it counts who have a seat
    words: str


class SeatsAnswer(BaseModel):
    seats: int
    taken: int  # open offers too
    waiting: int
    wanted_capacity: int  # more people than this may sit, until some cancel
    offer_hours: int  # 0: a free seat is given, not offered
    why_nobody_was_promoted: str
    quotas: list[QuotaAnswer]
    hand_over: bool  # people may hand their seats to somebody else


class AllowedBody(BaseModel):
    allowed: bool = Field(description="Whether people may hand their seats over before the workshop begins")


class CentreBody(BaseModel):
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=120)]


class CentreAnswer(BaseModel):
    id: UUID
    name: str
    offered: bool
    people: int  # registrations that name it


class CentresAnswer(BaseModel):
    centres: list[CentreAnswer]


class OfferedBody(BaseModel):
    offered: bool = Field(description="Whether people can choose it; who chose it keeps it")
