"""Rows of a sheet as they are meant: which column is which field, and what each row would change."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from shared.i18n import ENGLISH, _, using_language
from shared.sheets.parsing import cell_name
from shared.sheets.reading import MOST_CHARACTERS, Sheet
from shared.sheets.tables import Table

ID = "id"  # the key of the column that our own files carry
NEW, CHANGED, UNCHANGED, WRONG = "new", "changed", "unchanged", "wrong"
STATES = (NEW, CHANGED, UNCHANGED, WRONG)
_CUT = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d+")
_FORMULA = re.compile(r'=\s*[\w+\-(@"\[{]')  # as text: a saved formula, not what it came to
_UNREADABLE = "\ufffd"


class Identified(Protocol):
    @property
    def id(self) -> UUID: ...


R = TypeVar("R", bound=Identified)
Mapped = Mapping[int, str]  # column, from 0 → key of a field
Values = dict[str, object]
Problems = dict[str, str]  # key of a field → sentence


@dataclass(frozen=True, slots=True)
class Change:
    """One value of a row that is known already."""

    title: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Planned(Generic[R]):
    """One row of the sheet, and what will be done with it."""

    number: int  # as the sheet counts
    cells: tuple[str, ...]
    state: str  # one of STATES
    before: R | None = None
    after: R | None = None
    changes: tuple[Change, ...] = ()
    problems: tuple[tuple[str, str], ...] = ()  # (cell "B7" or "", sentence)
    link: str = ""  # the page of what is there already

    def refused(self, sentence: str) -> Planned[R]:
        """The same row, which cannot be done after all."""
        return Planned(self.number, self.cells, WRONG, problems=(("", sentence),))

    @property
    def returned(self) -> tuple[str, ...]:
        """The cells with the reason behind them, as a wrong row goes home."""
        return (*self.cells, self.reason)

    @property
    def reason(self) -> str:
        return " ".join(f"{cell}: {text}" if cell else text for cell, text in self.problems)


@dataclass(frozen=True)
class Rules(Generic[R]):
    """How rows of one kind are recognised and checked.

    `keys` find the row that is meant, tried one after another after the id: each gives what must be equal
    for a row of ours, or None where it has nothing to compare.
    """

    table: Table[R]
    typed: Callable[[R], Values]  # the values of its form
    made: Callable[[UUID, Values], tuple[R | None, Problems]]  # checked
    keys: Sequence[Callable[[Values], object | None]]
    new_id: Callable[[], UUID]


def plain(heading: str) -> str:
    """A heading without what people write differently."""
    return " ".join(re.sub(r"[^\w]+", " ", heading.casefold()).split())


def recognised(table: Table[Any], headings: Sequence[str], remembered: Mapping[str, str]) -> dict[int, str]:
    """What each column is: as the office said it last, else by its title or another name of it.

    Each field is taken once, by the first column that fits best.
    """
    names: dict[str, str] = {}
    for field in reversed(table.fields):  # of two that answer to a name, the first has it
        with using_language(ENGLISH):
            english = _(field.title)
        for name in (*field.synonyms, field.key, field.title, english):
            names[plain(name)] = field.key
    known = {field.key for field in table.fields}
    found: dict[int, str] = {}
    for source in (remembered, names):
        for column, heading in enumerate(headings):
            key = source.get(plain(heading), "")
            if plain(heading) in remembered and source is names:
                continue  # said to be left out, or already placed
            if key in known and key not in found.values() and column not in found:
                found[column] = key
    return found


def plan(rules: Rules[R], existing: Iterable[R], sheet: Sheet, mapped: Mapped) -> list[Planned[R]]:
    """What would become of each row. A row that names the same as one above it is wrong."""
    known = _Known(rules, existing)
    taken: dict[UUID, int] = {}
    named: dict[object, int] = {}
    found = []
    for number, cells in sheet.rows:
        one = _planned(rules, known, number, cells, mapped)
        twice = None
        if one.before is not None:
            twice = taken.setdefault(one.before.id, number)
        elif one.after is not None:
            marks = [(at, key(rules.typed(one.after))) for at, key in enumerate(rules.keys)]
            twice = min(
                (named.setdefault(mark, number) for mark in marks if mark[1] is not None), default=None
            )
        if twice is not None and twice != number:
            one = one.refused(_("Baris ini sama dengan baris {n}. Hapus salah satunya.", n=twice))
        found.append(one)
    return found


class _Known(Generic[R]):
    """The rows there are, by what may name them."""

    def __init__(self, rules: Rules[R], existing: Iterable[R]) -> None:
        self._rules = rules
        self._by_id: dict[str, R] = {}
        self._by_key: list[dict[object, list[R]]] = [{} for _key in rules.keys]
        for one in existing:
            self._by_id[str(one.id)] = one
            values = rules.typed(one)
            for rows, key in zip(self._by_key, rules.keys, strict=True):
                mark = key(values)
                if mark is not None:
                    rows.setdefault(mark, []).append(one)

    def meant(self, values: Values) -> R | None:
        """The row that these values name. Raises ValueError with a sentence."""
        id = str(values.get(ID) or "").lower()
        if id and id not in self._by_id:
            raise ValueError(_("ID ini tidak ada di data kita. Kosongkan untuk menambahkannya sebagai baru."))
        if id:
            return self._by_id[id]
        for rows, key in zip(self._by_key, self._rules.keys, strict=True):
            mark = key(values)
            found = rows.get(mark, []) if mark is not None else []
            if len(found) > 1:
                raise ValueError(_("Ada beberapa data seperti ini. Isi kolom ID untuk memilih yang mana."))
            if found:
                return found[0]
        return None


def _planned(
    rules: Rules[R], known: _Known[R], number: int, cells: tuple[str, ...], mapped: Mapped
) -> Planned[R]:
    values, problems = read_cells(rules.table, cells, mapped)
    before = None
    if not problems:
        try:
            before = known.meant(values)
        except ValueError as error:
            problems = {ID: str(error)}
    given = {key: value for key, value in values.items() if key != ID}
    full = (rules.typed(before) if before is not None else {}) | given
    after, wrong = rules.made(before.id if before is not None else rules.new_id(), full)
    # Where a cell could not be read the others are still judged, so that everything is mended in one go.
    problems = {key: text for key, text in wrong.items() if not problems or key in given} | problems
    if problems or after is None:
        return Planned(number, cells, WRONG, problems=placed(problems, number, mapped))
    changes = _changes(rules.table, before, after) if before is not None else ()
    state = NEW if before is None else CHANGED if changes else UNCHANGED
    return Planned(number, cells, state, before, after, changes)


def placed(problems: Problems, number: int, mapped: Mapped) -> tuple[tuple[str, str], ...]:
    """The problems of one row, each with its cell; without one where the sheet has no such column."""
    columns = {key: column for column, key in mapped.items()}
    said = sorted(problems.items(), key=lambda one: columns.get(one[0], -1))
    return tuple((cell_name(columns[key], number) if key in columns else "", text) for key, text in said)


def read_cells(table: Table[Any], cells: Sequence[str], mapped: Mapped) -> tuple[Values, Problems]:
    """What the fields of one row say, and what cannot be read, by field."""
    values: Values = {}
    problems: Problems = {}
    for column, key in mapped.items():
        field, text = table.field(key), cells[column]
        if _UNREADABLE in text:
            problems[key] = _("Ada huruf yang tidak dapat dibaca. Ketik ulang sel ini.")
        elif len(text) > MOST_CHARACTERS:
            problems[key] = _("Terlalu panjang. Ringkas menjadi paling banyak {n} huruf.", n=MOST_CHARACTERS)
        elif _FORMULA.match(text):
            problems[key] = _(
                "Sel ini berisi rumus. Salin kolomnya, tempel sebagai nilai, lalu simpan dan unggah lagi."
            )
        elif field.digits and _CUT.fullmatch(text):
            problems[key] = _(
                "Nomor ini terpotong oleh aplikasi lembar kerja menjadi {text}. "
                "Ubah format kolomnya menjadi Teks, lalu ketik ulang nomornya.",
                text=text,
            )
        else:
            try:
                values[key] = field.read(text)
            except ValueError as error:
                problems[key] = str(error)
    return values, problems


def _changes(table: Table[R], before: R, after: R) -> tuple[Change, ...]:
    shown = ((field.title, str(field.shown(before)), str(field.shown(after))) for field in table.fields)
    return tuple(Change(_(title), old, new) for title, old, new in shown if old != new)
