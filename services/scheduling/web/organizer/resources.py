"""The pages that trainers and venues share: a list, a form, and the times they cannot be had."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from aiohttp import web
from pydantic import BaseModel

from services.scheduling.actions import blocks as block_actions
from services.scheduling.domain.refusals import InUse, Refused
from services.scheduling.settings import PAGE_ROWS
from services.scheduling.store import blocks, usage
from services.scheduling.web import words
from services.scheduling.web.doing import once, tried
from services.scheduling.web.forms.many import ArchiveForm
from services.scheduling.web.forms.resources import BlockForm
from services.scheduling.web.organizer import choices, many
from services.scheduling.web.sentences import page_of, problems_of
from shared import ids
from shared.db import Tx
from shared.i18n import _, ngettext
from shared.sheets import Table
from shared.web import NotFound, flash, id_in, read_form, redirect, render, running, staff_of
from shared.web.access import ORGANIZER
from shared.web.context import ORGANIZATION
from shared.web.searching import chosen, kept, page_number, pages_of, searched, typed
from shared.web.sheets import READ_ROWS, sheet_answer


class Resource(Protocol):
    """A trainer or a venue, as far as these pages are concerned."""

    @property
    def id(self) -> UUID: ...
    @property
    def name(self) -> str: ...


_KEPT = ("cari", "arsip", "kecamatan", "keahlian", "muat", "urut")  # of the address, from page to page
R = TypeVar("R", bound=Resource)
F = TypeVar("F", bound=BaseModel)


class Rows(Protocol[R]):
    """A store module: store/trainers.py or store/venues.py."""

    @property
    def search(self) -> Callable[..., Awaitable[list[R]]]: ...
    @property
    def count(self) -> Callable[..., Awaitable[int]]: ...
    async def find(self, tx: Tx, organization_id: UUID, resource_id: UUID, /) -> R | None: ...


@dataclass(frozen=True)
class Pages(Generic[R, F]):
    """The handlers of one kind; its fields are what trainers and venues differ in.

    `kind` ("trainer") also names the routes `trainers`, `trainer`, `new_trainer`, `block_trainer` and so
    on, the templates `trainers.html` and `trainer_form.html`, and in them the row.
    """

    kind: str
    rows: Rows[R]
    form: type[F]
    made: Callable[[UUID, F], R]  # from an id and a checked form
    typed: Callable[[R], dict[str, Any]]  # the values of its form
    filters: Callable[[web.Request], dict[str, Any]]  # what else `search` and `count` take
    options: Callable[[Tx, UUID], Awaitable[dict[str, Any]]]  # what the filters offer, for the template
    sorts: Mapping[str, str]  # of `search`, with their words
    table: Callable[[str], Table[R]]  # of an office in this province
    add_one: Callable[..., Awaitable[object]]  # (tx, by, resource)
    change_one: Callable[..., Awaitable[object]]  # (tx, now, by, resource)
    archive_some: Callable[..., Awaitable[dict[str, Any]]]  # (tx, now, by, ids, archived)
    delete_one: Callable[..., Awaitable[object]]  # (tx, by, id)

    async def index(self, request: web.Request) -> web.StreamResponse:
        return await self._list_page(request, {}, 200)

    async def archive(self, request: web.Request) -> web.StreamResponse:
        """Several at once; those that are needed stay, and the next page names them."""
        values, problems = await read_form(request, ArchiveForm)
        if problems:
            return await self._list_page(request, {"chosen": _("Pilih dahulu satu atau beberapa.")}, 422)
        form, now, by = values.model, running(request).clock.now(), staff_of(request)
        try:
            outcome = await once(request, self.archive_some, now, by, form.chosen, form.archived)
        except Refused as problem:
            raise page_of(problem) from problem
        response = redirect(request, f"{self.kind}s")
        many.tell(
            response,
            put_away_text(outcome["done"], form.archived),
            [text for needed in outcome["refused"] for text in problems_of(InUse(**needed)).values()],
        )
        return response

    async def download(self, request: web.Request) -> web.StreamResponse:
        """The list as it is filtered, as XLSX or CSV; the import takes it back."""
        office, kind = staff_of(request).organization_id, request.match_info["kind"]
        async with running(request).db.read() as tx:
            found = await self.rows.search(
                tx,
                office,
                searched(request),
                archived=_with_archived(request),
                sort=self._sort(request),
                limit=READ_ROWS,
                **self.filters(request),
            )
        return await sheet_answer(self.table(province_of(request)), found, kind)

    async def _list_page(self, request: web.Request, problems: dict[str, str], status: int) -> web.Response:
        by, text, page = staff_of(request), searched(request), page_number(request)
        archived, filters = _with_archived(request), self.filters(request)
        async with running(request).db.read() as tx:
            count = await self.rows.count(tx, by.organization_id, text, archived=archived, **filters)
            found = await self.rows.search(
                tx,
                by.organization_id,
                text,
                archived=archived,
                sort=self._sort(request),
                limit=PAGE_ROWS,
                skip=(page - 1) * PAGE_ROWS,
                **filters,
            )
            options = await self.options(tx, by.organization_id)
        query = kept(request, *_KEPT)
        return render(
            request,
            f"organizer/{self.kind}s.html",
            status=status,
            problems=problems,
            rows=found,
            count=count,
            query=query,
            filtered=bool({*query} - {"urut"}),
            sorts=words.options(self.sorts),
            may_change=ORGANIZER.allows(by.role),
            district_name=choices.district_name,
            page=page,
            pages=pages_of(count, PAGE_ROWS),
            **options,
        )

    def _sort(self, request: web.Request) -> str:
        return chosen(request, "urut", self.sorts, "name")

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
            when = (form.first_day, form.last_day, form.note, form.starts, form.ends)
            problems = await tried(request, block_actions.block_days, by, self.kind, resource.id, *when)
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

    async def ask_delete(self, request: web.Request) -> web.StreamResponse:
        return await self._delete_page(request, await self._found(request), {}, 200)

    async def delete(self, request: web.Request) -> web.StreamResponse:
        resource = await self._found(request)
        problems = await tried(request, self.delete_one, staff_of(request), resource.id)
        if problems:
            return await self._delete_page(request, resource, problems, 422)
        response = redirect(request, f"{self.kind}s")
        flash(response, _("{name} dihapus.", name=resource.name))
        return response

    async def _delete_page(
        self, request: web.Request, resource: R, problems: dict[str, str], status: int
    ) -> web.Response:
        """Asks once more; for what is used it says where, and offers the archive."""
        async with running(request).db.read() as tx:
            uses = await usage.ever(tx, staff_of(request).organization_id, resource.id)
        return render(
            request,
            "organizer/delete_resource.html",
            status=status,
            resource=resource,
            uses=uses,
            problems=problems,
            kind=self.kind,
            one={f"{self.kind}_id": resource.id},
        )

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


def put_away_text(done: int, archived: bool) -> str:
    """What was done with several; nothing for none."""
    if not done:
        return ""
    if archived:
        return ngettext("{n} diarsipkan.", "{n} diarsipkan.", done)
    return ngettext("{n} ditawarkan lagi di jadwal.", "{n} ditawarkan lagi di jadwal.", done)


def _with_archived(request: web.Request) -> bool:
    return request.query.get("arsip") == "1"


def asked_district(request: web.Request) -> str:
    """`?kecamatan=`: the code of a kecamatan, or of a kabupaten for all of it."""
    code = typed(request, "kecamatan")
    return code if code.replace(".", "").isdecimal() else ""


def province_of(request: web.Request) -> str:
    return request[ORGANIZATION].province_code if ORGANIZATION in request else ""
