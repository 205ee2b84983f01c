"""Dates and figures in mail templates. Data is JSON, so moments come as ISO 8601 text.

The zone is the mail's own `zone` if its data has one, else the office's; an argument overrides both.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context

from shared import i18n, ids
from shared.indonesia import shown_phone

Moment = str | date | datetime


def _moment(value: Moment) -> Any:
    """The date or moment a text stands for; a text without a time is a date."""
    if not isinstance(value, str):
        return value
    return date.fromisoformat(value) if len(value) == 10 else datetime.fromisoformat(value)


def _of_one(shown: Callable[[Any, str], str]) -> Callable[..., str]:
    @pass_context
    def filtered(context: Context, value: Moment, zone: str = "") -> str:
        return shown(_moment(value), zone or context["zone"])

    return filtered


def _of_two(shown: Callable[[Any, Any, str], str]) -> Callable[..., str]:
    """For a pair, as on pages: `(starts_at, ends_at) | date_range`."""

    @pass_context
    def filtered(context: Context, pair: tuple[Moment, Moment], zone: str = "") -> str:
        return shown(_moment(pair[0]), _moment(pair[1]), zone or context["zone"])

    return filtered


FILTERS: dict[str, Callable[..., str]] = {
    "date": _of_one(i18n.date_long),
    "date_plain": _of_one(i18n.date_plain),
    "date_short": _of_one(i18n.date_short),
    "date_range": _of_two(i18n.date_range),
    "time": _of_one(i18n.time),
    "time_range": _of_two(i18n.time_range),
    "datetime": _of_one(i18n.date_time),
    "number": i18n.number,
    "rupiah": i18n.rupiah,
    "shown": ids.shown,
    "phone": shown_phone,
}
