"""Trainers and venues from a spreadsheet: what each row means, and the pages of the import."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
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
from shared.i18n import N_, _
from shared.ids import new_id
from shared.sheets.importing import Planned, Problems, Rules, Values, plan
from shared.sheets.kept import Kept, Place
from shared.sheets.reading import Sheet
from shared.web import running, staff_of
from shared.web.forms import check_text, sentences
from shared.web.importing import Imports, Scene
from shared.web.rendering import route_url

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


class OfficeImports(Imports[R]):
    """Rows that belong to the office as a whole, done in one transaction."""

    def __init__(
        self, what: Imported[R], list_title: str, keyed: str, rules: Callable[[web.Request], Rules[R]]
    ) -> None:
        self.kind = what.kind
        self.what: Imported[R] = what
        self.list_title, self.keyed = list_title, keyed
        self.rules: Callable[[web.Request], Rules[R]] = rules

    async def scene(self, request: web.Request) -> Scene:
        back = f"{self.kind}s"
        empties = _("Kolom yang tidak ada di berkas tidak diubah. Sel kosong mengosongkan isinya.")
        return Scene(
            Place(staff_of(request).organization_id, self.kind),
            self.rules(request).table,
            back,
            [(_(self.list_title), route_url(request, back))],
            f"{_(self.keyed)} {empties}",
        )

    async def plan_rows(
        self, request: web.Request, scene: Scene, sheet: Sheet, mapped: Mapping[int, str]
    ) -> list[Planned[R]]:
        service, by = running(request), staff_of(request)
        async with service.db.read() as tx:
            rows = await actions.existing(tx, by.organization_id, self.what)
            # Beside the loop: thousands of rows take a second or two.
            planned = await asyncio.to_thread(plan, self.rules(request), rows, sheet, mapped)
            return await actions.objected(tx, service.clock.now(), by, self.what, planned, _say)

    async def apply_rows(
        self, request: web.Request, scene: Scene, upload: Kept, mapped: Mapping[int, str]
    ) -> None:
        now, by, rules = running(request).clock.now(), staff_of(request), self.rules(request)

        def planned(rows: Sequence[R]) -> list[Planned[R]]:
            return plan(rules, rows, upload.sheet, mapped)

        await called(request, apply_import, now, by, self.what, scene.place, upload.id, planned, _say)


def _say(refused: Refused) -> str:
    return " ".join(problems_of(refused).values())


TRAINERS: Imports[Any] = OfficeImports(
    actions.TRAINERS,
    N_("Narasumber"),
    N_(
        "Baris yang sudah ada dikenali dari kolom ID (ada di berkas unduhan kita), lalu NIP, lalu nomor HP, "
        "lalu nama dan asalnya; baris itu diubah. Yang lain ditambahkan."
    ),
    _trainer_rules,
)
VENUES: Imports[Any] = OfficeImports(
    actions.VENUES,
    N_("Tempat"),
    N_(
        "Baris yang sudah ada dikenali dari kolom ID (ada di berkas unduhan kita), lalu nama dan "
        "kecamatannya; baris itu diubah. Yang lain ditambahkan."
    ),
    _venue_rules,
)
