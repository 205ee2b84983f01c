"""Small counts are not told, and nobody works them out from what is told, also not who knows the rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.registration.domain.recap import LEAST, Told, together, told

Rule = Callable[[Mapping[str, int]], Told]
NAMES = "abcd"
COUNTS = st.lists(st.integers(0, 13), min_size=2, max_size=4)


def tables_of(total: int, parts: int) -> Iterator[tuple[int, ...]]:
    """Every way to put so many people into so many categories."""
    if parts == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for others in tables_of(total - first, parts - 1):
            yield (first, *others)


def known(rule: Rule, counts: tuple[int, ...]) -> set[str]:
    """Categories with people whose hidden count is the same in every table that looks just like this one."""
    table = dict(zip(NAMES, counts, strict=False))
    seen = rule(table)
    hidden = [name for name in table if name not in seen.shown]
    values: dict[str, set[int]] = {name: set() for name in hidden}
    for other in tables_of(sum(counts), len(counts)):
        guess = dict(zip(NAMES, other, strict=False))
        if all(guess[name] == count for name, count in seen.shown.items()) and rule(guess) == seen:
            for name in hidden:
                values[name].add(guess[name])
    return {name for name, found in values.items() if len(found) < 2}


def careless(cells: Mapping[str, int]) -> Told:
    """The rule without its complement: small ones hidden, and nothing else."""
    shown = {name: count for name, count in cells.items() if not 0 < count < LEAST}
    total = sum(cells.values())
    return Told(shown, total - sum(shown.values()) or None, total)


def test_no_hidden_count_of_any_small_table_can_be_worked_out() -> None:
    tables = [table for size in (2, 3) for total in range(1, 19) for table in tables_of(total, size)]
    assert len(tables) > 1_000
    assert [table for table in tables if known(told, table)] == []
    # Negative control: without the complement many can.
    assert sum(bool(known(careless, table)) for table in tables) > 100


@settings(max_examples=60, deadline=None)
@given(COUNTS)
def test_what_is_told_is_true_large_enough_and_adds_up(counts: list[int]) -> None:
    table = dict(zip(NAMES, counts, strict=False))
    seen = told(table)
    assert all(
        table[name] == count and (count >= LEAST or not seen.rest) for name, count in seen.shown.items()
    )
    assert sum(seen.shown.values()) + (seen.rest or 0) == seen.total == sum(counts)
    assert not known(told, tuple(counts[:3]))


def differences(parts: list[Told], whole: Told, tables: list[dict[str, int]]) -> set[tuple[int, str]]:
    """(table, category) of hidden counts that only one set of tables allows, given all that is shown."""
    possible: dict[tuple[int, str], set[int]] = {}
    choices = []
    for part, table in zip(parts, tables, strict=True):
        hidden = [name for name in table if name not in part.shown]
        choices.append(
            [
                {**part.shown, **dict(zip(hidden, values, strict=True))}
                for values in tables_of(part.rest or 0, len(hidden))
            ]
            if hidden
            else [dict(part.shown)]
        )
    for guess in product(*choices):
        if all(sum(one[name] for one in guess) == count for name, count in whole.shown.items()):
            for at, one in enumerate(guess):
                for name, count in one.items():
                    if name not in parts[at].shown:
                        possible.setdefault((at, name), set()).add(count)
    return {
        (at, name)
        for (at, name), values in possible.items()
        if len(values) < 2 and 0 < tables[at][name] < LEAST
    }


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(st.integers(0, 9), min_size=2, max_size=2), min_size=2, max_size=3))
def test_a_sum_tells_nothing_that_its_parts_hide(counts: list[list[int]]) -> None:
    tables = [dict(zip(NAMES, row, strict=False)) for row in counts]
    parts, whole = together(tables)
    assert differences(parts, whole, tables) == set()


def test_a_sum_beside_its_parts_would_tell_them() -> None:
    """Negative control: each table and the sum by themselves, as if nobody looked at both."""
    tables = [{"a": 2, "b": 20}, {"a": 7, "b": 20}]
    apart = [told(table) for table in tables], told({"a": 9, "b": 40})
    assert differences(*apart, tables) == {(0, "a")}
    assert differences(*together(tables), tables) == set()


@pytest.mark.parametrize("counts", [(0, 0), (0, 9), (12, 5)])
def test_where_nothing_is_small_everything_is_told(counts: tuple[int, int]) -> None:
    seen = told(dict(zip(NAMES, counts, strict=False)))
    assert (tuple(seen.shown.values()), seen.rest) == (counts, None)
