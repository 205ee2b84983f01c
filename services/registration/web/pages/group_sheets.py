"""People added to a contact person's list from a spreadsheet: the office's columns, looked at first."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web

from services.registration.actions import groups as actions
from services.registration.actions import imports
from services.registration.actions.groups import Entry, Outcome
from services.registration.actions.imports import Coming
from services.registration.actions.sign_up import Admission, Admitted
from services.registration.domain.importing import People
from services.registration.domain.seats import LIVE, Refusal
from services.registration.settings import GROUP_SHEET_BYTES, GROUP_SHEETS_PER_ADDRESS
from services.registration.store import imports as store
from services.registration.web import group_words
from services.registration.web.pages.group_people import slow_down, why
from services.registration.web.pages.groups import Opened, asked_of, offers_sheets, opened_of
from services.registration.web.sheet_imports import PeopleImports, refused, secret_of
from services.registration.web.sheet_rows import Judge
from services.registration.web.sheet_table import table_of
from services.registration.web.trap import caught
from services.registration.web.uploads import GroupSheets
from shared.db import Busy
from shared.i18n import _, language, ngettext
from shared.sheets import kept
from shared.sheets.importing import NEW, Planned
from shared.sheets.kept import Kept as Upload
from shared.sheets.kept import Place
from shared.sheets.reading import Sheet
from shared.web import redirect, render, running
from shared.web.importing import Scene
from shared.web.limit import limited
from shared.web.rendering import route_url
from shared.web.tokens import sent_too_soon


class GroupImports(PeopleImports):
    """Onto the list of a link. Only who stands on the same list is known here: of others nothing is said."""

    kind = "group"
    layout = "layout/public.html"
    form_start = "participant/trap.html"
    reader = GroupSheets
    most_bytes = GROUP_SHEET_BYTES
    columns_said = False  # a stranger does not say what an office's columns are

    async def scene(self, request: web.Request) -> Scene:
        opened = await opened_of(request)
        asked, params = await asked_of(request, opened), {"code": request.match_info["code"]}
        group, office = opened.group, opened.office
        province = office.province_code if office else opened.workshop.place.district_code[:2]
        place = Place(group.organization_id, self.kind, group.subject, "", running(request).keys)
        return Scene(
            place,
            table_of(asked, province, cards=False),
            self.kind,
            [(_("Daftar narahubung"), route_url(request, self.kind, **params))],
            _(
                "Orang didaftarkan menurut urutan baris. Yang sudah ada di daftar ini, dikenali dari NIK "
                "atau dari nomor HP beserta nama, tidak ditambahkan lagi dan datanya tetap."
            ),
            params,
            hints=[
                ngettext("Masih {n} tempat di daftar Anda.", "Masih {n} tempat di daftar Anda.", group.left)
            ],
            more={"opened": opened, "asked": asked, "province": province, "secret": secret_of(asked)},
        )

    async def choose(self, request: web.Request) -> web.StreamResponse:
        if not await takes_sheets(request):
            return redirect(request, self.kind, **request.match_info)
        return await super().choose(request)

    async def take(self, request: web.Request) -> web.StreamResponse:
        limited(request, "group_sheets", GROUP_SHEETS_PER_ADDRESS)
        if caught(request):
            return render(request, "participant/thanks.html")
        return await super().take(request)

    def refused(self, request: web.Request) -> str:
        if sent_too_soon(request):
            return _("Berkas dikirim terlalu cepat. Pilih berkasnya lagi, lalu unggah sekali lagi.")
        return ""

    async def apply(self, request: web.Request) -> web.StreamResponse:
        opened = await opened_of(request)
        slow_down(request, opened.workshop.slug)
        if not opened.declared:
            return redirect(request, self.kind, code=request.match_info["code"])
        return await super().apply(request)

    async def plan_rows(
        self, request: web.Request, scene: Scene, sheet: Sheet, mapped: Mapping[int, str]
    ) -> list[Planned[Coming]]:
        opened: Opened = scene.more["opened"]
        group, asked = opened.group, scene.more["asked"]
        async with running(request).db.read() as tx:
            listed = await store.people(tx, group.workshop_id, group.organization_id, group.id)
        people = People(one for one in listed if one.state in LIVE)
        closed = group_words.refusal(opened.refusal) if opened.refusal else ""
        judge = Judge(
            request,
            asked,
            scene.more["province"],
            scene.table,
            mapped,
            people,
            closed,
            changes=False,
        )
        rows = await judge.judged(sheet)
        over = [row.number for row in rows if row.state == NEW][group.left :]
        return refused(rows, dict.fromkeys(over, group_words.refusal(Refusal.LIST_FULL)))

    async def carry_out(
        self, request: web.Request, scene: Scene, upload: Upload, mapped: Mapping[int, str]
    ) -> None:
        service, opened = running(request), scene.more["opened"]
        prefix = f"group:{opened.group.id}:sheet:{upload.id}"
        async with service.db.read() as tx:
            before = await imports.done_before(tx, service.keys, upload, prefix)
        left = tuple(pair for pair in upload.sheet.rows if pair[0] not in before)
        planned = await self.plan_rows(request, scene, Sheet(upload.sheet.headings, left), mapped)
        told: dict[int, str] = {}
        for some in imports.some_of([row for row in planned if row.state == NEW]):
            outcomes = await _added(request, opened, some, upload)
            told |= {
                row.number: why(outcome)
                for row, outcome in zip(some, outcomes, strict=True)
                if not isinstance(outcome, Admitted)
            }
            await service.db.run(kept.renew, upload.id)
        rows = refused(planned, told)
        await service.db.run(imports.finish, scene.place, None, upload, rows, len(before))


async def _added(request: web.Request, opened: Opened, rows: imports.Rows, upload: Upload) -> list[Outcome]:
    """The outcome of each; who found no turn in a crowd is handed over again."""
    service = running(request)
    entries = [_entry(request, row) for row in rows]
    outcomes: list[Outcome] = []
    for _try in range(imports.TRIES):
        outcomes = await actions.add(
            service.part(Admission),
            service.keys,
            opened.group,
            entries,
            opened.now,
            key=f"sheet:{upload.id}",
            language=language(),
        )
        if not any(isinstance(one, Busy) for one in outcomes):
            break
    return outcomes


def _entry(request: web.Request, row: Planned[Coming]) -> Entry:
    assert row.after is not None and row.after.person is not None, "a row that is new has a person"
    return Entry(row.number, row.after.person, said=imports.said(running(request).keys, row.cells))


async def takes_sheets(request: web.Request) -> bool:
    """Whether people can be added to this list now by a spreadsheet."""
    opened = await opened_of(request)
    return offers_sheets(opened, await asked_of(request, opened))


LISTS = GroupImports()
