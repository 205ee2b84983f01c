"""The pages that trainers and venues share: a list, a form, and the days they cannot be had."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from aiohttp import web
from pydantic import BaseModel

from services.scheduling.actions import blocks as block_actions
from services.scheduling.domain.refusals import Refused
from services.scheduling.settings import PAGE_ROWS
from services.scheduling.store import blocks
from services.scheduling.web.doing import once, tried
from services.scheduling.web.forms.resources import BlockForm
from services.scheduling.web.organizer import choices
from services.scheduling.web.sentences import page_of
from shared import ids
from shared.db import Tx
from shared.i18n import _
from shared.web import NotFound, flash, id_in, read_form, redirect, render, running, staff_of
from shared.web.context import ORGANIZATION
from shared.web.searching import page_number, searched


class Resource(Protocol):
    """A trainer or a venue, as far as these pages are concerned."""

    @property
    def id(self) -> UUID: ...
    @property
    def name(self) -> str: ...


R = TypeVar("R", bound=Resource)
F = TypeVar("F", bound=BaseModel)


class Rows(Protocol[R]):
    """A store module: store/trainers.py or store/venues.py."""

    async def search(
        self, tx: Tx, organization_id: UUID, text: str = "", *, archived: bool, limit: int, skip: int
    ) -> list[R]: ...
    async def count(self, tx: Tx, organization_id: UUID, text: str, *, archived: bool) -> int: ...
    async def find(self, tx: Tx, organization_id: UUID, resource_id: UUID, /) -> R | None: ...


@dataclass(frozen=True)
class Pages(Generic[R, F]):
    """The handlers of one kind; its fields are what trainers and venues differ in.

    `kind` ("trainer") also names the routes `trainers`, `trainer`, `new_trainer`, `block_trainer` and
    `unblock_trainer`, the templates `trainers.html` and `trainer_form.html`, and in them the row.
    """

    kind: str
    rows: Rows[R]
    form: type[F]
    made: Callable[[UUID, F], R]  # from an id and a checked form
    typed: Callable[[R], dict[str, Any]]  # the values of its form
    add_one: Callable[..., Awaitable[object]]  # (tx, by, resource)
    change_one: Callable[..., Awaitable[object]]  # (tx, now, by, resource)

    async def index(self, request: web.Request) -> web.StreamResponse:
        by, text, page = staff_of(request), searched(request), page_number(request)
        archived = request.query.get("arsip") == "1"
        async with running(request).db.read() as tx:
            count = await self.rows.count(tx, by.organization_id, text, archived=archived)
            found = await self.rows.search(
                tx, by.organization_id, text, archived=archived, limit=PAGE_ROWS, skip=(page - 1) * PAGE_ROWS
            )
        return render(
            request,
            f"organizer/{self.kind}s.html",
            rows=found,
            district_name=choices.district_name,
            search=request.query.get("cari", ""),
            archived=archived,
            page=page,
            pages=-(-count // PAGE_ROWS),
        )

    async def new(self, request: web.Request) -> web.StreamResponse:
        return await self._form_page(request, None, {}, {}, 200)

    async def add(self, request: web.Request) -> web.StreamResponse:
        values, problems = await read_form(request, self.form)
        if problems:
            return await self._form_page(request, None, values, problems, 422)
        resource = self.made(ids.new_id(), values.model)
        await once(request, self.add_one, staff_of(request), resource)
        return self._saved(request, resource)

    async def edit(self, request: web.Request) -> web.StreamResponse:
        resource = await self._found(request)
        return await self._form_page(request, resource, self.typed(resource), {}, 200)

    async def change(self, request: web.Request) -> web.StreamResponse:
        resource = await self._found(request)
        values, problems = await read_form(request, self.form)
        if not problems:
            now, changed = running(request).clock.now(), self.made(resource.id, values.model)
            problems = await tried(request, self.change_one, now, staff_of(request), changed)
        if problems:
            return await self._form_page(request, resource, values, problems, 422)
        return self._saved(request, changed)

    async def block(self, request: web.Request) -> web.StreamResponse:
        resource = await self._found(request)
        values, problems = await read_form(request, BlockForm)
        if not problems:
            form, by = values.model, staff_of(request)
            days = (form.first_day, form.last_day, form.note)
            problems = await tried(request, block_actions.block_days, by, self.kind, resource.id, *days)
        if problems:
            typed = self.typed(resource) | values
            return await self._form_page(request, resource, typed, problems, 422)
        return self._back(request, resource, _("Tanggal halangan tersimpan."))

    async def unblock(self, request: web.Request) -> web.StreamResponse:
        resource = await self._found(request)
        try:
            by, block_id = staff_of(request), id_in(request, "block_id")
            await once(request, block_actions.free_days, by, self.kind, resource.id, block_id)
        except Refused as refused:
            raise page_of(refused) from refused
        return self._back(request, resource, _("Tanggal halangan dihapus."))

    async def _found(self, request: web.Request) -> R:
        office, resource_id = staff_of(request).organization_id, id_in(request, f"{self.kind}_id")
        async with running(request).db.read() as tx:
            found = await self.rows.find(tx, office, resource_id)
        if found is None:
            raise NotFound
        return found

    def _saved(self, request: web.Request, resource: R) -> web.Response:
        response = redirect(request, f"{self.kind}s")
        flash(response, _("{name} tersimpan.", name=resource.name))
        return response

    def _back(self, request: web.Request, resource: R, notice: str) -> web.Response:
        response = redirect(request, self.kind, **{f"{self.kind}_id": resource.id})
        flash(response, notice)
        return response

    async def _form_page(
        self,
        request: web.Request,
        resource: R | None,
        values: dict[str, Any],
        problems: dict[str, str],
        status: int,
    ) -> web.Response:
        blocked: list[blocks.Block] = []
        if resource:
            async with running(request).db.read() as tx:
                blocked = await blocks.of(tx, staff_of(request).organization_id, resource.id)
        return render(
            request,
            f"organizer/{self.kind}_form.html",
            status=status,
            values=values,
            problems=problems,
            blocks=blocked,
            districts=choices.districts(request.get(ORGANIZATION)),
            **{self.kind: resource},
        )
