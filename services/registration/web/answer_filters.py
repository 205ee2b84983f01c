"""Who answered the office's own questions in a certain way: those with options, and yes or no."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from services.registration.domain.questions import CONDITIONS, Form, Kind, Question
from shared.i18n import N_, _

_YES_NO = {"true": N_("Ya"), "false": N_("Tidak")}


def offered(form: Form) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Field, label and choices of each question to filter by. A sealed answer is not looked at."""
    return [(one.field, one.label, _choices(one)) for one in form.questions if _can(one)]


def asked(form: Form, query: Mapping[str, str]) -> dict[str, Any]:
    """What an address asks for, as answers are stored; what no question offers is everything."""
    return _stored(form, ((one.key, query.get(one.field, "")) for one in form.questions))


def told(form: Form, said: Mapping[str, str]) -> dict[str, Any]:
    """The same by key, as programs say it."""
    return _stored(form, said.items())


def _stored(form: Form, pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    by_key = {one.key: one for one in form.questions if _can(one)}
    found: dict[str, Any] = {}
    for key, text in pairs:
        one = by_key.get(key)
        if one is None or text not in dict(_choices(one)):
            continue
        if one.kind is Kind.SEVERAL:
            found[key] = [*found.get(key, []), text]
        else:
            found[key] = text == "true" if one.kind is Kind.YES_NO else text
    return found


def _can(one: Question) -> bool:
    return one.kind in CONDITIONS and not one.sensitive


def _choices(one: Question) -> list[tuple[str, str]]:
    if one.kind is Kind.YES_NO:
        return [(value, _(word)) for value, word in _YES_NO.items()]
    return [(option, option) for option in one.options]
