"""What a row of a sheet changes of somebody known: what is stored, and how it reads.

Sealed data stay masked.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from services.registration.actions import own
from services.registration.actions.answers import NOTHING, opened, prepared
from services.registration.actions.imports import Given, sealed_nik
from services.registration.actions.sealing import needs_of, sealed_needs
from services.registration.domain.people import Person
from services.registration.store.registrations import Row
from services.registration.web.answers import BUSINESS, MASK, text_of
from services.registration.web.forms.people import asked_only
from services.registration.web.forms.questions import Read
from services.registration.web.kept import Asked
from services.registration.web.sheet_table import questions_of
from services.registration.web.villages import Villages
from shared.i18n import N_, _
from shared.indonesia import district, shown_phone
from shared.sheets.importing import Change
from shared.web import running

TITLES = {
    "full_name": N_("Nama lengkap"),
    "certificate_name": N_("Nama untuk sertifikat"),
    "gender": N_("Jenis kelamin"),
    "phone": N_("Nomor HP/WhatsApp"),
    "email": N_("Email"),
    "district_code": N_("Kecamatan"),
    "village_code": N_("Desa atau kelurahan"),
    "business_name": N_("Nama usaha"),
    "centre_id": N_("Sentra"),
    "disability": N_("Disabilitas"),
}


async def given_of(
    request: web.Request,
    asked: Asked,
    values: Mapping[str, Any],
    person: Person,
    read: Read,
    before: Row,
    nik: str,
) -> tuple[Given, tuple[Change, ...]]:
    """`person` is whom the row makes of `before`; `nik` is one that is not known yet."""
    keys, was = running(request).keys, own.person_of(before)
    after = asked_only(asked.form, person, was)
    changes: list[Change] = []
    fields: dict[str, Any] = {}
    for name, title in TITLES.items():
        old, new = getattr(was, name), getattr(after, name)
        if old != new:
            fields[name] = new
            texts = [await _shown(request, asked, name, value) for value in (old, new)]
            changes.append(Change(_(title), *texts))
    business = {name: new for name, new in after.business.items() if was.business.get(name) != new}
    for name, new in business.items():
        changes.append(Change(_(BUSINESS[name]), str(was.business.get(name, "")), str(new)))
    if "needs" in values and person.needs != needs_of(keys, before):
        fields |= {"needs": "", "needs_sealed": sealed_needs(keys, person.needs)}
        changes.append(Change(_("Kebutuhan khusus"), MASK if before.has_needs else "", MASK))
    answered, told = _answered(request, asked, read, before)
    if nik:
        changes.append(Change(_("NIK"), "", MASK))
    given = Given(fields, business, answered, sealed_nik(keys, person.nik) if nik else None)
    return given, (*changes, *told)


def _answered(request: web.Request, asked: Asked, read: Read, before: Row) -> tuple[Any, list[Change]]:
    keys, stored = running(request).keys, before.answers
    questions = {one.key: one for one in questions_of(asked)}
    new = {key: value for key, value in read.given.items() if opened(keys, stored.get(key)) != value}
    dropped = [key for key in read.dropped if key in stored]
    if not new and not dropped:
        return NOTHING, []
    told = []
    for key in (*new, *dropped):
        question = questions[key]
        after = MASK if question.sensitive and key in new else text_of(question, new.get(key))
        told.append(Change(question.label, text_of(question, stored.get(key)), after))
    return prepared(keys, questions.values(), new, dropped), told


async def _shown(request: web.Request, asked: Asked, name: str, value: Any) -> str:
    if name == "disability":
        return MASK if value else ""
    if name == "phone":
        return shown_phone(value) if value else ""
    if name == "district_code":
        place = district(value) if value else None
        return place.full_name if place else _("luar provinsi")
    if name == "village_code":
        return await running(request).part(Villages).name(value)
    if name == "centre_id":
        return dict(asked.centres).get(str(value), "")
    return str(value)
