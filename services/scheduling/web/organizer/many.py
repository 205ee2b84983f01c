"""What is done with several rows of a list at once: which were ticked, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from aiohttp import web

from services.scheduling.web.forms.many import MOST_AT_ONCE
from shared.i18n import ngettext
from shared.web import NotFound, NothingTicked, flash, render

_SAID_SINGLY = 5  # sentences; a notice travels in a cookie


def ticked(request: web.Request, values: Any = None, *, at_list: bool = False) -> list[UUID]:
    """The rows ticked in the address, or in a form that came back with problems.

    They are asked about one step below their list in the address, or `at_list` itself.
    Raises NothingTicked for none, NotFound for what can be no row.
    """
    given = request.query.getall("chosen", []) if values is None else values.get("chosen", [])
    try:
        ids = [UUID(str(text)) for text in (given if isinstance(given, list) else [given])[:MOST_AT_ONCE]]
    except ValueError:
        raise NotFound from None
    if not ids:
        raise NothingTicked(request.path if at_list else request.path.rpartition("/")[0])
    return list(dict.fromkeys(ids))


@dataclass(frozen=True, slots=True)
class Chosen:
    """A ticked row as it is asked about once more."""

    id: UUID
    name: str
    detail: str = ""
    stays: str = ""  # why nothing will be done with it


def ask(
    request: web.Request,
    rows: Sequence[Chosen],
    *,
    question: str,
    lead: str,
    button: str,
    dangerous: bool,
    back: tuple[str, str],
    act: str = "",
) -> web.Response:
    """The page that names what will be done, with how many, and who stays; its form goes to the same path.

    `back`: the list's name and path. `act` is sent along where a path has several.
    """
    return render(
        request,
        "organizer/ask_many.html",
        rows=rows,
        going=[row for row in rows if not row.stays],
        question=question,
        lead=lead,
        button_text=button,
        look="danger" if dangerous else "primary",
        back=back,
        act=act,
    )


def tell(response: web.StreamResponse, done: str, refused: Sequence[str]) -> None:
    """Say on the next page what was done, and of the rows that stay as they are why."""
    if done:
        flash(response, done)
    for sentence in refused[:_SAID_SINGLY]:
        flash(response, sentence)
    left = len(refused) - _SAID_SINGLY
    if left > 0:
        flash(response, ngettext("{n} lagi tetap seperti semula.", "{n} lagi tetap seperti semula.", left))
