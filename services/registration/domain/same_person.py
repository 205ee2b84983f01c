"""Which of an office's registrations are one person's: by NIK, or by phone and name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar
from uuid import UUID


class Known(Protocol):
    """What people are told apart by."""

    @property
    def id(self) -> UUID: ...
    @property
    def nik_index(self) -> bytes | None: ...
    @property
    def phone(self) -> str: ...
    @property
    def full_name(self) -> str: ...


K = TypeVar("K", bound=Known)


def people(found: Iterable[K]) -> list[list[K]]:
    """The registrations of each person together, in the order in which the first of theirs was found.

    Two with different NIKs are two people, whatever phone and name they share: families share phones.
    """
    by_nik: dict[bytes, list[K]] = {}
    by_name: dict[tuple[str, str], list[list[K]]] = {}
    groups: list[list[K]] = []
    ordered: Sequence[K] = list(found)
    for one in sorted(ordered, key=lambda one: one.nik_index is None):  # those with a NIK make the groups
        name = (one.phone, one.full_name.casefold())
        near = by_name.get(name, []) if one.phone else []
        group = by_nik.get(one.nik_index) if one.nik_index else near[0] if len(near) == 1 else None
        if group is None:
            group = []
            groups.append(group)
        group.append(one)
        if one.nik_index:
            by_nik[one.nik_index] = group
        if group not in near:
            by_name.setdefault(name, []).append(group)
    place = {one.id: at for at, one in enumerate(ordered)}
    for group in groups:
        group.sort(key=lambda one: place[one.id])
    return sorted(groups, key=lambda group: place[group[0].id])
