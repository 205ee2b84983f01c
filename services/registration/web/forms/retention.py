"""How long an office keeps what people said: the same for the form and the call."""

from __future__ import annotations

from pydantic import BaseModel
from pydantic import Field as Limits

from services.registration.domain.retention import MONTHS, Field
from services.registration.web.retained import RETAINED


def _months(field: Field) -> int:
    limits: int = Limits(title=RETAINED[field], ge=MONTHS.start, le=MONTHS.stop - 1)
    return limits


class Months(BaseModel):
    """By field, the calendar months after the last day of the workshop."""

    nik: int = _months(Field.NIK)
    needs: int = _months(Field.NEEDS)
    disability: int = _months(Field.DISABILITY)
    phone: int = _months(Field.PHONE)
    email: int = _months(Field.EMAIL)
    village: int = _months(Field.VILLAGE)
    business: int = _months(Field.BUSINESS)
    answers: int = _months(Field.ANSWERS)

    @property
    def rules(self) -> dict[Field, int]:
        return {field: getattr(self, field.value) for field in Field}
