"""Why something was not done. The sentences people read stand in web/words.py."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """What is in the way; the values of each stand in braces in its sentence."""

    TEMPLATE_BRACES = "template_braces"
    TEMPLATE_FIELD = "template_field"  # field, known
    TEMPLATE_SPEC = "template_spec"  # field
    TEMPLATE_LACKS = "template_lacks"  # field
    NUMBER_LONG = "number_long"  # length, most
    NUMBER_TAKEN = "number_taken"  # number
    NO_SIGNER = "no_signer"  # day
    NOT_LASTING = "not_lasting"  # url
    CANCELLED = "cancelled"
    SHEET_OPEN = "sheet_open"
    NOT_NUMBERED = "not_numbered"
    SAME_NAME = "same_name"
    NOT_ISSUED = "not_issued"
    NO_ADDRESS = "no_address"


class Refused(Exception):
    """It cannot be done now."""

    def __init__(self, reason: Reason, **values: object) -> None:
        super().__init__(f"{reason.value} {values}" if values else reason.value)
        self.reason = reason
        self.values = values


class NotFound(Exception):
    """There is no such workshop or certificate in this office."""
