"""The centre somebody chose on a form, out of those the office offers."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from shared.i18n import _

Offered = Sequence[tuple[str, str]]  # id and name


def chosen(typed: str, offered: Offered, before: UUID | None = None) -> tuple[UUID | None, dict[str, str]]:
    """The centre, and what is wrong by field. A form that offers none asks none: it stays as `before`."""
    if not offered and not typed:
        return before, {}
    if not typed:
        return None, {}
    if typed == str(before) or any(typed == id for id, _name in offered):
        return UUID(typed), {}
    return None, {"centre": _("Pilih sentra dari daftar, atau kosongkan.")}
