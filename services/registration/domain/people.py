"""The person who signs up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple
from uuid import UUID

from services.registration.domain.quotas import Traits

NOTHING: Final[Mapping[str, Any]] = {}


class Person(NamedTuple):
    """What somebody said of themselves; the NIK is in clear only between the form and the sealed column."""

    full_name: str
    phone: str = ""  # "628…"; may be the family's, may be empty when the office types
    certificate_name: str = ""
    email: str = ""
    gender: str = ""  # "L" | "P"
    district_code: str = ""
    village_code: str = ""  # "19.02.01.2001", of the same district; often not said
    nik: str = ""
    business_name: str = ""
    needs: str = ""  # in clear only between the form and the sealed column, as the NIK
    needs_sealed: bytes | None = None
    disability: str = ""  # "yes" | "no" | "unsaid"
    business: Mapping[str, Any] = NOTHING  # what is known of it beside its name
    answers: Mapping[str, Any] = NOTHING  # to the office's own questions, by key
    centre_id: UUID | None = None  # the cluster of small businesses they belong to
    consent_photo: bool = False  # photos of them may be published
    consent_contact: bool = False  # they may be told of later workshops

    @property
    def traits(self) -> Traits:
        """What quotas know of this person."""
        return Traits(self.district_code, self.gender, str(self.centre_id or ""), self.disability)

    @property
    def name_on_certificate(self) -> str:
        return self.certificate_name or self.full_name


def last_digits_match(phone: str, typed: str) -> bool:
    """Whether `typed` are the last four digits of a known phone number."""
    return len(typed) == 4 and typed.isdigit() and len(phone) >= 8 and phone.endswith(typed)
