"""What counts as a name: nearly everything, but nothing that garbles the paper it is printed on."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from services.registration.web.forms.fields import Name

NAME: TypeAdapter[str] = TypeAdapter(Name)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Suharto", "Suharto"),
        ("  Abdul   Ma'ruf ", "Abdul Ma'ruf"),
        ("Dr. H. Yusuf, M.M.", "Dr. H. Yusuf, M.M."),
        ("Siti\u202eAminah", "SitiAminah"),  # right-to-left override
        ("\u2066Rusdi\u2069", "Rusdi"),  # isolates
        ("क्\u200dष", "क्\u200dष"),  # a joiner that the script needs
    ],
)
def test_a_name_is_kept_as_typed_but_for_invisible_direction(typed: str, kept: str) -> None:
    assert NAME.validate_python(typed) == kept


@pytest.mark.parametrize("typed", ["12345", "---", "\u202e!"])
def test_what_has_no_letter_is_no_name(typed: str) -> None:
    with pytest.raises(ValidationError):
        NAME.validate_python(typed)
