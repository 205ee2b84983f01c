"""The office's list of people from a spreadsheet: what each row means here, and the pages of the import."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from aiohttp import web

from services.registration.actions import imports as actions
from services.registration.actions.imports import Coming, Doing
from services.registration.actions.sign_up import Admission
from services.registration.domain.importing import People
from services.registration.domain.questions import Kind, Moment
from services.registration.domain.seats import Refusal, Seats
from services.registration.store import imports as store
from services.registration.store import seats
from services.registration.web import views
from services.registration.web.kept import Asked, Kept
from services.registration.web.organizer.address import workshop_of
from services.registration.web.organizer.decisions import by_of
from services.registration.web.sheet_imports import PeopleImports, refused, secret_of
from services.registration.web.sheet_rows import Judge
from services.registration.web.sheet_table import table_of
from shared import staff
from shared.db import Tx
from shared.i18n import N_, _, ngettext
from shared.sheets.importing import CHANGED, NEW, Planned
from shared.sheets.kept import Kept as Upload
from shared.sheets.kept import Place
from shared.sheets.reading import Sheet
from shared.web import NotFound, running, staff_of
from shared.web.importing import Scene
from shared.web.rendering import route_url

REFUSALS = {
    Refusal.UNKNOWN: N_("Bimtek ini belum diterbitkan."),
    Refusal.CANCELLED: N_("Bimtek ini dibatalkan, jadi orang baru tidak dapat ditambahkan."),
    Refusal.FINISHED: N_("Bimtek ini sudah dilaksanakan, jadi orang baru tidak dapat ditambahkan."),
    Refusal.NOT_YET_OPEN: N_("Pendaftaran belum dibuka. Orang baru dapat ditambahkan setelah dibuka."),
    Refusal.CLOSED: N_(
        "Pendaftaran sudah ditutup. Mundurkan batas waktunya di tab Jadwal untuk menambahkan orang baru."
    ),
}
_SETTLED = N_("Bimtek ini sudah selesai, jadi data pesertanya tidak dapat diubah lagi.")
_BUSY = N_("Sedang sangat ramai, orang ini belum didaftarkan. Kirim baris ini sekali lagi.")


class ParticipantImports(PeopleImports):
    """Into one workshop, by somebody of its office; only they see what they uploaded again."""

    kind = "participant"

    async def scene(self, request: web.Request) -> Scene:
        async with running(request).db.read() as tx:
            workshop = await workshop_of(request, tx)
            row = (await seats.read(tx, (workshop.id,))).get(workshop.id)
            province = await _province(tx, workshop.organization_id, workshop.place.district_code)
        asked = await running(request).part(Kept).asked(workshop.slug)
        if asked is None or row is None:
            raise NotFound
        member, params = staff_of(request), {"workshop_id": workshop.id}
        subject, owner = f"Workshop/{workshop.id}", f"Staff/{member.staff_id}"
        keys, back = running(request).keys, "participants"
        return Scene(
            Place(member.organization_id, self.kind, subject, owner, keys),
            table_of(asked, province, cards=True),
            back,
            [
                (_("Peserta"), route_url(request, "participants_of_office")),
                (workshop.full_title, route_url(request, back, **params)),
            ],
            _(
                "Orang yang sudah terdaftar di Bimtek ini dikenali dari kode kartu, lalu NIK, lalu nomor HP "
                "beserta nama; datanya diubah. Yang lain ditambahkan menurut urutan baris, dengan kursi, "
                "kuota, dan daftar tunggu seperti pendaftar lain. Sel kosong tidak mengubah apa pun. Untuk "
                "membetulkan nama atau HP, unduh dahulu daftar peserta dengan kolom Kode kartu."
            ),
            params,
            _("Orang-orang di daftar ini setuju datanya dicatat, dan panitia dapat menunjukkan buktinya."),
            _hints(asked, row),
            {"asked": asked, "seats": row, "province": province, "secret": secret_of(asked)},
        )

    async def plan_rows(
        self, request: web.Request, scene: Scene, sheet: Sheet, mapped: Mapping[int, str]
    ) -> list[Planned[Coming]]:
        asked, row = scene.more["asked"], scene.more["seats"]
        now = running(request).clock.now()
        closed = row.refusal(now, nominated=True)
        async with running(request).db.read() as tx:
            known = await store.people(tx, asked.workshop.id, scene.place.organization_id, None)
        judge = Judge(
            request,
            asked,
            scene.more["province"],
            scene.table,
            mapped,
            People(known),
            _(REFUSALS[closed]) if closed else "",
            _(_SETTLED) if asked.workshop.ends_at <= now else "",
        )
        return await judge.judged(sheet)

    async def carry_out(
        self, request: web.Request, scene: Scene, upload: Upload, mapped: Mapping[int, str]
    ) -> None:
        service, by, workshop = running(request), by_of(request), scene.more["asked"].workshop
        async with service.db.read() as tx:
            before = await actions.done_before(tx, service.keys, upload, actions.prefix_of(upload))
        left = tuple(pair for pair in upload.sheet.rows if pair[0] not in before)
        planned = await self.plan_rows(request, scene, Sheet(upload.sheet.headings, left), mapped)
        doing = Doing(
            *(service.db, service.part(Admission), service.keys, by, workshop.id, upload),
            service.clock.now(),
        )
        new = await doing.sign_up([row for row in planned if row.state == NEW])
        changed = await doing.change([row for row in planned if row.state == CHANGED])
        why = {
            **{number: _why(text) for number, text in new.items()},
            **{number: _(views.REASONS[reason]) for number, reason in changed.items()},
        }
        rows = refused(planned, why)
        await service.db.run(actions.finish, scene.place, by, upload, rows, len(before))


def _why(refusal: str) -> str:
    return _(REFUSALS[Refusal(refusal)]) if refusal in {one.value for one in REFUSALS} else _(_BUSY)


def _hints(asked: Asked, row: Seats) -> list[str]:
    """What is good to know before the yes."""
    hints = [
        ngettext(
            "Masih ada {n} kursi kosong; orang baru sesudahnya masuk daftar tunggu.",
            "Masih ada {n} kursi kosong; orang baru sesudahnya masuk daftar tunggu.",
            max(0, row.free),
        )
    ]
    if asked.workshop.sign_up == "approval":
        hints = [_("Orang baru menunggu persetujuan panitia, seperti pendaftar lain.")]
    files = [one.label for one in asked.form.of(Moment.SIGN_UP) if one.kind is Kind.FILE and one.required]
    if files:
        text = _(
            "Berkas tidak dapat dikirim lewat lembar kerja: {labels}. Orang baru tetap didaftarkan; "
            "berkasnya diminta di halaman pendaftaran mereka sampai terkirim.",
            labels="; ".join(files),
        )
        hints.append(text)
    return [*hints, _("Yang punya email mendapat email; yang lain masuk daftar “Perlu dihubungi”.")]


async def _province(tx: Tx, organization_id: UUID, district_code: str) -> str:
    """Of the office; until it is known here, where the workshop is held."""
    office = await staff.organization(tx, organization_id)
    return office.province_code if office else district_code[:2]


PARTICIPANTS = ParticipantImports()
