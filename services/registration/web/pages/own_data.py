"""One's own data: all that is kept, to be read, taken along, corrected and deleted."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

from aiohttp import web

from services.registration.actions import data_requests as actions
from services.registration.actions.sealing import needs_of
from services.registration.actions.sign_up import NIK_PURPOSE
from services.registration.domain.data_requests import Kind, Standing, masked
from services.registration.domain.refusals import NotPossible
from services.registration.store import data_requests
from services.registration.store.access import Entry
from services.registration.store.consents import Change
from services.registration.store.data_requests import Request, Rest
from services.registration.store.registrations import Row
from services.registration.web import views
from services.registration.web.answers import business_shown, shown
from services.registration.web.forms.data import AskForm
from services.registration.web.history import TOLD
from services.registration.web.opened import PURPOSES, field_word
from services.registration.web.pages.registration import Opened, by_link, opened_of
from shared.i18n import N_, _, date_time
from shared.indonesia import district, shown_phone
from shared.web import flash, read_form, redirect, render, running
from shared.web.sheets import download

Items = list[tuple[str, str]]  # label and value
Part = tuple[str, Items]  # under a heading
CONSENTS = {"photo": N_("Foto boleh dipublikasikan"), "contact": N_("Boleh dihubungi lagi")}
DISABILITY = {"yes": N_("Ya"), "no": N_("Tidak"), "unsaid": N_("Tidak ingin menjawab")}


@dataclass(frozen=True, slots=True)
class Sealed:
    """What rests sealed, as the person themselves may read it."""

    nik: str  # masked all the same: a phone is shared
    needs: str


async def _rest(request: web.Request, opened: Opened) -> tuple[Rest, Sealed, list[Request]]:
    """What is kept beside the row, what is sealed, and what was asked before."""
    async with running(request).db.read() as tx:
        rest = await data_requests.rest(tx, opened.row.id, opened.row.workshop_id, opened.row.language)
        asked = list(await data_requests.of_person(tx, opened.row.id))
    keys = running(request).keys
    nik = keys.decrypt(rest.nik_sealed, purpose=NIK_PURPOSE) if rest.nik_sealed else ""
    return rest, Sealed(masked(nik), needs_of(keys, opened.row)), asked


async def show(request: web.Request) -> web.StreamResponse:
    return await _page(request, {}, {})


async def _page(request: web.Request, values: dict[str, Any], problems: dict[str, str]) -> web.Response:
    opened = await opened_of(request, await by_link(request))
    rest, sealed, asked = await _rest(request, opened)
    return render(
        request,
        "participant/data.html",
        status=422 if problems else 200,
        workshop=opened.workshop,
        code=request.match_info["manage_code"],
        live=opened.live,
        parts=_parts(opened, rest, sealed),
        requests=asked,
        deleting=any(one.kind is Kind.DELETE and one.state is Standing.OPEN for one in asked),
        values=values,
        problems=problems,
    )


def _parts(opened: Opened, rest: Rest, sealed: Sealed) -> list[Part]:
    """What stands on the page, under its headings; what there is nothing of is left out."""
    zone = opened.workshop.zone
    parts = [
        (_("Yang Anda isi"), _filled_in(opened.row, rest, sealed)),
        (_("Pendaftaran"), _registered(opened, rest)),
        (_("Pesan kepada Anda"), _told(rest, zone)),
        (_("Data rahasia Anda yang dibuka panitia"), _looked_at(rest, zone)),
    ]
    return [
        (title, [item for item in items if item[1]]) for title, items in parts if any(v for _n, v in items)
    ]


def _filled_in(row: Row, rest: Rest, sealed: Sealed) -> Items:
    home = district(row.district_code) if row.district_code else None
    return [
        (_("Nama lengkap"), row.full_name),
        (_("Nama untuk sertifikat"), row.certificate_name),
        (_("Nomor HP/WhatsApp"), shown_phone(row.phone) if row.phone else ""),
        (_("Email"), row.email),
        (_("Jenis kelamin"), {"L": _("Laki-laki"), "P": _("Perempuan")}.get(row.gender, "")),
        (_("Kecamatan"), home.full_name if home else _("luar provinsi")),
        (_("Kode desa"), row.village_code),
        (_("NIK"), sealed.nik),
        (_("Sentra"), rest.centre),
        (_("Nama usaha"), row.business_name),
        (_("Kebutuhan khusus"), sealed.needs),
        (_("Disabilitas"), _(DISABILITY[row.disability]) if row.disability else ""),
        *business_shown(row.business),
        *((one.label, one.text) for one in shown(rest.form, row.answers)),
    ]


def _registered(opened: Opened, rest: Rest) -> Items:
    row, zone = opened.row, opened.workshop.zone
    return [
        (_("Bimtek"), opened.workshop.full_title),
        (_("Status"), views.state_word(row)[1]),
        (_("Alasan panitia"), row.reason),
        (_("Mendaftar"), date_time(row.registered_at, zone)),
        (_("Didaftarkan oleh"), rest.contact_person),
        (_("Persetujuan"), _consent(rest, zone)),
        (_("Foto boleh dipublikasikan"), _("Ya") if row.consent_photo else _("Tidak")),
        (_("Boleh dihubungi lagi"), _("Ya") if row.consent_contact else _("Tidak")),
        *((_(CONSENTS[one.purpose]), _changed(one, zone)) for one in rest.consent_changes),
        (_("Kehadiran"), views.jp_sentence(opened.standing) if opened.standing else ""),
        *((_("Sertifikat"), one.number) for one in opened.certificates),
        *((label, _("{points} dari 5", points=points)) for label, points in rest.points),
        (_("Catatan panitia saat memilih"), rest.note),
    ]


def _told(rest: Rest, zone: str) -> Items:
    return [
        (
            date_time(at, zone),
            _(
                "{message} ({how})",
                message=_(TOLD.get(purpose, purpose)),
                how=_("email") if how == "email" else _("panitia"),
            ),
        )
        for purpose, at, how, _state in rest.messages
    ]


def _looked_at(rest: Rest, zone: str) -> Items:
    return [
        (
            date_time(one.at, zone),
            _("{what}, oleh {who}: {why}", what=field_word(one.field), who=one.by_name, why=_why(one)),
        )
        for one in rest.openings
    ]


def _why(opening: Entry) -> str:
    return opening.reason or _(PURPOSES[opening.purpose])


def _consent(rest: Rest, zone: str) -> str:
    channel = _(views.CHANNELS.get(rest.consent_channel, rest.consent_channel))
    said = _(
        "naskah {version}, {when}, lewat {channel}",
        version=rest.consent_version,
        when=date_time(rest.consent_at, zone),
        channel=channel,
    )
    words = rest.consent_words.get("taking_part", "")
    return f"“{words}” ({said})" if words else said


def _changed(one: Change, zone: str) -> str:
    when = date_time(one.at, zone)
    return _("diizinkan, {when}", when=when) if one.given else _("ditarik kembali, {when}", when=when)


async def file(request: web.Request) -> web.StreamResponse:
    """All of it to take along: to be read, or for a program."""
    opened = await opened_of(request, await by_link(request))
    rest, sealed, asked = await _rest(request, opened)
    if request.match_info["kind"] == "txt":
        lines = [_("Data saya"), ""]
        for title, items in _parts(opened, rest, sealed):
            lines += [title, *(f"  {label}: {value}" for label, value in items), ""]
        return download("\n".join(lines).encode(), "data-saya.txt", "text/plain")
    text = json.dumps(_document(opened, rest, sealed, asked), ensure_ascii=False, indent=2, default=str)
    return download(text.encode(), "data-saya.json", "application/json")


def _document(opened: Opened, rest: Rest, sealed: Sealed, asked: list[Request]) -> dict[str, Any]:
    row = opened.row
    names = (
        "full_name", "certificate_name", "phone", "email", "gender", "district_code", "village_code",
        "business_name", "disability", "language", "registered_at",
        "card_code", "reason",
    )  # fmt: skip
    return {
        **{name: getattr(row, name) for name in names},
        "needs": sealed.needs,
        # By what the form calls it, and by the name that programs know.
        "business": [{"label": label, "value": value} for label, value in business_shown(row.business)],
        "answers": [
            {"key": one.key, "label": one.label, "answer": one.text} for one in shown(rest.form, row.answers)
        ],
        "state": row.state.value,
        "centre": rest.centre,
        "signed_up_by": rest.contact_person,
        "nik": sealed.nik,
        "workshop": opened.workshop.full_title,
        "consent": _consent_document(row, rest),
        "jp_reached": opened.standing.reached if opened.standing else None,
        "certificates": [{"number": one.number, "state": one.state.value} for one in opened.certificates],
        "messages": [
            {"purpose": purpose, "at": at, "by": how, "state": state}
            for purpose, at, how, state in rest.messages
        ],
        "openings": [
            {
                "at": one.at,
                "field": one.field,
                "by": one.by_name,
                "why": one.purpose.value,
                "words": one.reason,
            }
            for one in rest.openings
        ],
        "points": [{"criterion": label, "points": points} for label, points in rest.points],
        "note": rest.note,
        "requests": [
            {"kind": one.kind.value, "asked_at": one.asked_at, "due_at": one.due_at, "state": one.state.value}
            for one in asked
        ],
    }


def _consent_document(row: Row, rest: Rest) -> dict[str, Any]:
    return {
        "version": rest.consent_version,
        "at": rest.consent_at,
        "channel": rest.consent_channel,
        "words": rest.consent_words,
        "photo": row.consent_photo,
        "contact": row.consent_contact,
        "changes": [asdict(one) for one in rest.consent_changes],
    }


async def ask(request: web.Request) -> web.StreamResponse:
    """Start the clock of the office."""
    row, service = await by_link(request), running(request)
    values, problems = await read_form(request, AskForm)
    if not problems and values.model.kind is Kind.CORRECT and not values.model.words:
        problems = {"words": _("Tulis apa yang perlu diperbaiki, misalnya nama yang benar.")}
    if problems:
        return await _page(request, values, problems)
    form = values.model
    try:
        await service.db.run(actions.ask, service.clock.now(), row.id, form.kind, form.words)
        text = _("Permintaan Anda sudah diterima. Panitia menjawab paling lambat 3×24 jam.")
    except NotPossible as error:
        text = _(views.REASONS[error.reason])
    response = redirect(request, "my_data", **request.match_info)
    flash(response, text)
    return response
