"""Trainers and venues from a spreadsheet: what each row means, and the pages of the import."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any, TypeVar
from uuid import UUID

from aiohttp import web
from pydantic import BaseModel, ValidationError

from services.scheduling.actions import imports as actions
from services.scheduling.actions.imports import Imported, apply_import
from services.scheduling.domain.refusals import Refused
from services.scheduling.store.trainers import Trainer
from services.scheduling.store.venues import Venue
from services.scheduling.web.doing import called
from services.scheduling.web.forms.resources import TrainerForm, VenueForm
from services.scheduling.web.organizer import trainers, venues
from services.scheduling.web.organizer.resources import province_of
from services.scheduling.web.organizer.tables import trainers_table, venues_table
from services.scheduling.web.sentences import problems_of
from shared import indonesia
from shared.db import Tx
from shared.i18n import N_
from shared.ids import new_id
from shared.sheets.importing import Planned, Problems, Rules, Values
from shared.web import running, staff_of
from shared.web.forms import check_text, sentences
from shared.web.importing import Imports

R = TypeVar("R", Trainer, Venue)
F = TypeVar("F", bound=BaseModel)


def _checked(
    form: type[F], made: Callable[[UUID, F], R]
) -> Callable[[UUID, Values], tuple[R | None, Problems]]:
    """A row by the same form that people fill in, with its sentences."""

    def check(id: UUID, values: Values) -> tuple[R | None, Problems]:
        problems = check_text(values)
        given = {name: value for name, value in values.items() if value not in ("", None)}
        try:
            return (made(id, form.model_validate(given)) if not problems else None), problems
        except ValidationError as error:
            return None, {**sentences(error, form), **problems}

    return check


def _words(value: object) -> str:
    return " ".join(str(value or "").casefold().split())


def _phone(values: Values) -> str | None:
    try:
        return indonesia.normal_phone(str(values.get("phone") or ""))
    except ValueError:
        return None


def _nip(values: Values) -> str | None:
    return str(values.get("nip") or "").replace(" ", "") or None


def _name_and_place(values: Values) -> tuple[str, ...] | None:
    """The name within its district; from elsewhere, within its town."""
    name = _words(values.get("name"))
    return (name, str(values.get("district_code") or ""), _words(values.get("home"))) if name else None


def _trainer_rules(request: web.Request) -> Rules[Trainer]:
    return Rules(
        trainers_table(province_of(request)),
        trainers.typed,
        _checked(TrainerForm, trainers.made),
        (_nip, _phone, _name_and_place),
        new_id,
    )


def _venue_rules(request: web.Request) -> Rules[Venue]:
    return Rules(
        venues_table(province_of(request)),
        asdict,
        _checked(VenueForm, venues.made),
        (_name_and_place,),
        new_id,
    )


def _imports(
    what: Imported[R], list_title: str, keyed: str, rules: Callable[[web.Request], Rules[R]]
) -> Imports[R]:
    async def existing(tx: Tx, organization_id: UUID) -> list[R]:
        return await actions.existing(tx, organization_id, what)

    async def objecting(request: web.Request, tx: Tx, planned: list[Planned[R]]) -> list[Planned[R]]:
        now, by = running(request).clock.now(), staff_of(request)
        return await actions.objected(tx, now, by, what, planned, _say)

    async def apply(
        request: web.Request, import_id: UUID, plan: Callable[[Sequence[R]], list[Planned[R]]]
    ) -> None:
        now, by = running(request).clock.now(), staff_of(request)
        await called(request, apply_import, now, by, what, import_id, plan, _say)

    return Imports(what.kind, f"{what.kind}s", list_title, keyed, rules, existing, objecting, apply)


def _say(refused: Refused) -> str:
    return " ".join(problems_of(refused).values())


TRAINERS: Imports[Any] = _imports(
    actions.TRAINERS,
    N_("Narasumber"),
    N_(
        "Baris yang sudah ada dikenali dari kolom ID (ada di berkas unduhan kita), lalu NIP, lalu nomor HP, "
        "lalu nama dan asalnya; baris itu diubah. Yang lain ditambahkan."
    ),
    _trainer_rules,
)
VENUES: Imports[Any] = _imports(
    actions.VENUES,
    N_("Tempat"),
    N_(
        "Baris yang sudah ada dikenali dari kolom ID (ada di berkas unduhan kita), lalu nama dan "
        "kecamatannya; baris itu diubah. Yang lain ditambahkan."
    ),
    _venue_rules,
)
