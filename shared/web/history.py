"""The audit trail of one service as a page: who changed what, from what to what; searched, never edited."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from operator import itemgetter
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from aiohttp import web

from shared import audit
from shared.clock import wall
from shared.db import Tx
from shared.i18n import _, date_plain, date_time, zone_name
from shared.sheets import Column
from shared.web.access import ADMIN
from shared.web.context import running, staff_of, zone_of
from shared.web.rendering import redirect, render
from shared.web.routes import Route, page
from shared.web.searching import Period, chosen, kept, page_number, pages_of, period, searched, typed
from shared.web.sheets import READ_ROWS, exported

PAGE_ROWS = 25
_LONGEST = 200  # characters of one value on the page
_FILTERS = ("cari", "siapa", "tindakan", "mengenai", "dari", "sampai")  # of the address
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
    things: Mapping[str, str]  # kinds of subjects ("Workshop"); what is one thing to people has one word
    fields: Mapping[str, str]  # names in before and after, in the order they are shown
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # by field; "": nothing
    # Who acts through a thing's own link, by its kind ("Request"): the thing's name is not theirs.
    makers: Mapping[str, str] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()  # fields that say nothing to people
    telling: frozenset[str] = frozenset()  # fields that are shown although they did not change
    special: Callable[[str, str], str] = _nothing  # (field, text) -> words in the language in use, or ""


@dataclass(frozen=True, slots=True)
class History:
    """The pages of a service's audit trail."""

    path: str
    words: Words
    naming: Naming

    @property
    def routes(self) -> tuple[Route, ...]:
        """The page, named `history`, and the same as a file; for admins, of their own office."""
        file = f"{self.path}/riwayat.{{kind:xlsx|csv}}"
        return (
            page(self.path, self.show, "history", access=ADMIN),
            page(file, self.download, "history_file", access=ADMIN),
        )

    async def show(self, request: web.Request) -> web.StreamResponse:
        office, number, zone = staff_of(request).organization_id, page_number(request), zone_of(request)
        asked = period(request, zone)
        async with running(request).db.read() as tx:
            makers = await audit.makers(tx, office)
            wanted = await self._wanted(request, tx, asked, makers)
            count = await audit.count(tx, office, wanted)
            rows = await audit.search(tx, office, wanted, limit=PAGE_ROWS, skip=(number - 1) * PAGE_ROWS)
            names = {**await self.naming(tx, office, _ids(rows), ""), **makers}
        tell = _Teller(self.words, names, zone, _LONGEST)
        return render(
            request,
            "pages/history.html",
            status=422 if asked.problems else 200,
            entries=[tell.entry(row) for row in rows],
            problems=asked.problems,
            count=count,
            here=self.path,
            query=kept(request, *_FILTERS),
            makers=[*makers.items(), (audit.OTHERS, _("Aplikasi, atau orang lewat tautannya sendiri"))],
            acts=sorted(((what, _(word)) for what, word in self.words.acts.items()), key=itemgetter(1)),
            things=self._things(),
            page=number,
            pages=pages_of(count, PAGE_ROWS),
        )

    async def download(self, request: web.Request) -> web.StreamResponse:
        """What is filtered: a row for each value that changed, so that a spreadsheet can sort them out."""
        office, zone = staff_of(request).organization_id, zone_of(request)
        asked = period(request, zone)
        if asked.problems:
            return redirect(request, "history", **kept(request, *_FILTERS))
        async with running(request).db.read() as tx:
            makers = await audit.makers(tx, office)
            wanted = await self._wanted(request, tx, asked, makers)
            rows = await audit.search(tx, office, wanted, limit=READ_ROWS)
            names = {**await self.naming(tx, office, _ids(rows), ""), **makers}
        tell = _Teller(self.words, names, zone)
        cells = await asyncio.to_thread(tell.table, rows)
        columns = [
            Column(_("Waktu ({zone})", zone=zone_name(wall(), zone)), 20),
            Column(_("Siapa"), 28),
            Column(_("Apa"), 34),
            Column(_("Mengenai"), 40),
            Column(_("Isian"), 26),
            Column(_("Dari"), 44),
            Column(_("Menjadi"), 44),
        ]
        kind = request.match_info["kind"]
        return await exported(kind, "riwayat", _("Riwayat perubahan"), columns, cells)

    async def _wanted(
        self, request: web.Request, tx: Tx, asked: Period, makers: Mapping[str, str]
    ) -> audit.Wanted:
        text, meant, kind = searched(request), typed(request).casefold(), typed(request, "mengenai")
        called = await self.naming(tx, staff_of(request).organization_id, (), text) if text else {}
        acts = (
            [what for what, word in self.words.acts.items() if meant in _(word).casefold()] if meant else []
        )
        word = self.words.things.get(kind)
        return audit.Wanted(
            text=text,
            acts=acts,
            named=[*called, *(who for who, name in makers.items() if meant and meant in name.casefold())],
            who=typed(request, "siapa"),
            what=chosen(request, "tindakan", self.words.acts),
            kinds=[one for one, called in self.words.things.items() if called == word] if word else [],
            since=asked.since,
            until=asked.until,
        )

    def _things(self) -> list[tuple[str, str]]:
        """What can be chosen as touched; several kinds of subjects may be one thing to people."""
        first: dict[str, str] = {}
        for kind, word in self.words.things.items():
            first.setdefault(word, kind)
        return sorted(((kind, _(word)) for word, kind in first.items()), key=itemgetter(1))


def _ids(rows: list[audit.Entry]) -> set[UUID]:
    """Everything the rows name by its id."""
    return {
        UUID(found)
        for row in rows
        for text in (row.who, row.subject, json.dumps([row.before, row.after]))
        for found in _ID.findall(text)
    }


@dataclass(frozen=True, slots=True)
class Told:
    """One row as people read it."""

    at: datetime
    who: str
    act: str
    thing: str  # what it was done to, by name
    changes: list[tuple[str, str, str]]  # (field, before, after)


@dataclass(frozen=True)
class _Teller:
    """Says rows in a service's words and the language in use."""

    words: Words
    names: Mapping[str, str]  # by subject, as they are called now
    zone: str
    longest: int = 32_000  # characters of one value: what a cell of a spreadsheet holds

    @cached_property
    def by_id(self) -> dict[str, str]:
        return {subject.partition("/")[2]: name for subject, name in self.names.items()}

    def entry(self, row: audit.Entry) -> Told:
        maker = self.words.makers.get(row.who.partition("/")[0])
        who = _(maker) if maker else self.names.get(row.who, "") or _("Aplikasi")
        act = _(self.words.acts[row.what]) if row.what in self.words.acts else row.what
        return Told(row.at, who, act, self.names.get(row.subject, ""), self._changes(row))

    def table(self, rows: Iterable[audit.Entry]) -> list[tuple[str, ...]]:
        """The rows of a spreadsheet: one for each value, and one for an act without any."""
        cells: list[tuple[str, ...]] = []
        for told in map(self.entry, rows):
            at = told.at.astimezone(ZoneInfo(self.zone)).strftime("%Y-%m-%d %H:%M:%S")
            first = (at, told.who, told.act, told.thing)
            cells += [(*first, *change) for change in told.changes or [("", "", "")]]
        return cells

    def _changes(self, row: audit.Entry) -> list[tuple[str, str, str]]:
        """Everything that says something."""
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
        return (self.by_id.get(text) or self.words.special(field, text) or text)[: self.longest]
