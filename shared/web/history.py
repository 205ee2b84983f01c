"""The audit trail of one service as a page: who changed what, from what to what; searched, never edited."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from aiohttp import web

from shared import audit
from shared.db import Tx
from shared.i18n import DEFAULT_ZONE, _, date_plain, date_time
from shared.web.access import ADMIN
from shared.web.context import ORGANIZATION, running, staff_of
from shared.web.rendering import render
from shared.web.routes import Route, page
from shared.web.searching import page_number, searched, typed

PAGE_ROWS = 25
_LONGEST = 200  # characters of one value
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\S*")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_ID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")

# (tx, office, ids, text) -> the names, by "Kind/<id>", of these ids and of what has the text in its name.
Naming = Callable[[Tx, UUID, Collection[UUID], str], Awaitable[dict[str, str]]]


def _nothing(field: str, text: str) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Words:
    """How a service says what its audit rows hold; every text is a msgid."""

    acts: Mapping[str, str]  # `what` of a row
    fields: Mapping[str, str]  # names in before and after, in the order they are shown
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # by field; "": nothing
    hidden: frozenset[str] = frozenset()  # fields that say nothing to people
    telling: frozenset[str] = frozenset()  # fields that are shown although they did not change
    special: Callable[[str, str], str] = _nothing  # (field, text) -> words in the language in use, or ""


def history_page(path: str, words: Words, naming: Naming) -> Route:
    """The route, named `history`, of a service's page; for admins, of their own office."""

    async def show(request: web.Request) -> web.StreamResponse:
        office, text, number = staff_of(request).organization_id, searched(request), page_number(request)
        meant = typed(request).casefold()
        acts = [what for what, word in words.acts.items() if meant in _(word).casefold()] if meant else []
        async with running(request).db.read() as tx:
            called = await naming(tx, office, (), text) if text else {}
            rows = await audit.search(
                tx, office, text, acts, list(called), limit=PAGE_ROWS + 1, skip=(number - 1) * PAGE_ROWS
            )
            names = await naming(tx, office, _ids(rows), "")
        zone = request[ORGANIZATION].zone if ORGANIZATION in request else DEFAULT_ZONE
        by_id = {subject.partition("/")[2]: name for subject, name in names.items()}
        teller = _Teller(words, by_id, zone)
        return render(
            request,
            "pages/history.html",
            entries=[
                (
                    row,
                    row.maker or names.get(row.who, ""),
                    teller.act(row.what),
                    row.member or names.get(row.subject, ""),
                    teller.changes(row),
                )
                for row in rows[:PAGE_ROWS]
            ],
            here=path,
            search=request.query.get("cari", ""),
            page=number,
            pages=number + (len(rows) > PAGE_ROWS),
        )

    return page(path, show, "history", access=ADMIN)


def _ids(rows: list[audit.Entry]) -> set[UUID]:
    """Everything the rows name by its id."""
    return {
        UUID(found)
        for row in rows
        for text in (row.who, row.subject, json.dumps([row.before, row.after]))
        for found in _ID.findall(text)
    }


@dataclass(frozen=True, slots=True)
class _Teller:
    """Says rows in a service's words and the language in use."""

    words: Words
    names: Mapping[str, str]  # by id, as they are called now
    zone: str

    def act(self, what: str) -> str:
        return _(self.words.acts[what]) if what in self.words.acts else what

    def changes(self, row: audit.Entry) -> list[tuple[str, str, str]]:
        """(field, before, after) of everything that says something."""
        old, new = row.before or {}, row.after or {}
        order = list(self.words.fields)
        given = {*old, *new} - self.words.hidden
        found = []
        for name in [*sorted(given & {*order}, key=order.index), *sorted(given - {*order})]:
            was, became = (self._said(name, half[name]) if name in half else "" for half in (old, new))
            if was != became or name in self.words.telling:
                label = self.words.fields.get(name)
                found.append((_(label) if label else name, was if was != became else "", became))
        return found

    def _said(self, field: str, value: Any) -> str:
        """A stored value as people read it; ids by the name they have now."""
        if isinstance(value, bool):
            return _("Ya") if value else _("Tidak")
        if isinstance(value, list):
            return ", ".join(self._said(field, part) for part in value)
        if isinstance(value, Mapping):  # a signature block
            return " ".join(filter(None, (self._said(key, part) for key, part in value.items())))
        text = "" if value is None else str(value)
        word = self.words.values.get(field, {}).get(text)
        if word:
            return _(word)
        if _MOMENT.fullmatch(text):
            return date_time(datetime.fromisoformat(text), self.zone)
        if _DAY.fullmatch(text):
            return date_plain(date.fromisoformat(text))
        return (self.names.get(text) or self.words.special(field, text) or text)[:_LONGEST]
