"""Making letters: choose the kind, fill in, look at the drafts, correct what is final."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from aiohttp import web

from services.scheduling.actions import letters as actions
from services.scheduling.domain import letter_texts
from services.scheduling.domain import letters as domain
from services.scheduling.domain.letters import Addressee, Details
from services.scheduling.domain.refusals import Refused
from services.scheduling.store import letter_batches, letter_course, letter_rules, letters
from services.scheduling.store.letters import Filter, Letter
from services.scheduling.web import letter_words, words
from services.scheduling.web.doing import once, tried
from services.scheduling.web.forms.letters import CorrectForm, NewLettersForm, wording_problems
from services.scheduling.web.organizer import choices
from services.scheduling.web.organizer.letter_choices import Given, addressees, known_people, places_of
from services.scheduling.web.organizer.workshops import find
from services.scheduling.web.sentences import problems_of
from shared.i18n import _
from shared.web import NotFound, flash, id_in, read_form, redirect, render, running, staff_of, zone_of
from shared.web.access import ORGANIZER
from shared.web.context import ORGANIZATION

# The kinds as their addresses name them.
SLUGS = {
    "undangan-narasumber": "trainer_invitation",
    "permohonan-peserta": "participant_request",
    "tugas-panitia": "committee_assignment",
    "tugas-narasumber": "trainer_assignment",
}
KIND_PATH = "|".join(SLUGS)


def kind_in(request: web.Request) -> str:
    return SLUGS[request.match_info["letter_kind"]]


def slug_of(kind: str) -> str:
    return next(slug for slug, one in SLUGS.items() if one == kind)


async def of_workshop(request: web.Request) -> web.StreamResponse:
    """The letters of a workshop, and the kinds that can be made."""
    by, workshop_id = staff_of(request), id_in(request, "workshop_id")
    async with running(request).db.read() as tx:
        workshop = await find(tx, by.organization_id, workshop_id)
        rows = await letters.listed(tx, by.organization_id, Filter(workshop_id=workshop_id))
    return render(
        request,
        "organizer/workshop_letters.html",
        workshop=workshop,
        letters=rows,
        kinds=[(slug, _(letter_words.KINDS[kind])) for slug, kind in SLUGS.items()],
        states=letter_words.STATES,
        kind_words=letter_words.KINDS,
        may_change=ORGANIZER.allows(by.role),
    )


async def new(request: web.Request) -> web.StreamResponse:
    by, kind = staff_of(request), kind_in(request)
    async with running(request).db.read() as tx:
        text = await letter_rules.text(tx, by.organization_id, kind)
        teaching = await letter_course.trainers(tx, by.organization_id, id_in(request, "workshop_id"))
    values = {
        "letter_date": _today(request).isoformat(),
        "signed_at": request[ORGANIZATION].town if ORGANIZATION in request else "",
        "nature": "Biasa",
        "together": "1",
        # Who works for the state is assigned by a letter, everybody is invited by one.
        "trainers": [str(one.id) for one in teaching if kind == "trainer_invitation" or one.nip],
        **text,
    }
    return await _form_page(request, id_in(request, "workshop_id"), kind, values, {}, 200)


async def create(request: web.Request) -> web.StreamResponse:
    workshop_id, kind = id_in(request, "workshop_id"), kind_in(request)
    values, problems = await read_form(request, NewLettersForm)
    if "show" in values:  # only the villages of a kecamatan; nothing is kept
        return await _form_page(request, workshop_id, kind, values, {}, 200)
    details, chosen, problems = await _entered(request, workshop_id, kind, values, problems)
    if details is not None:
        now, by = running(request).clock.now(), staff_of(request)
        try:
            made = await once(request, actions.draft, now, by, workshop_id, kind, details, chosen)
            return redirect(request, "letter_batch", batch_id=made["id"])
        except Refused as refused:
            problems = problems_of(refused)
    return await _form_page(request, workshop_id, kind, values, problems, 422)


async def edit(request: web.Request) -> web.StreamResponse:
    by, batch_id = staff_of(request), id_in(request, "batch_id")
    async with running(request).db.read() as tx:
        batch = await letter_batches.find(tx, by.organization_id, batch_id)
        drafts = await letters.of_batch(tx, by.organization_id, batch_id)
    if batch is None:
        raise NotFound
    values = entered(batch.details) | _chosen([one.addressee for one in drafts])
    return await _form_page(request, batch.workshop_id, batch.kind, values, {}, 200, batch_id)


async def change(request: web.Request) -> web.StreamResponse:
    by, batch_id = staff_of(request), id_in(request, "batch_id")
    async with running(request).db.read() as tx:
        batch = await letter_batches.find(tx, by.organization_id, batch_id)
    if batch is None:
        raise NotFound
    values, problems = await read_form(request, NewLettersForm)
    if "show" in values:
        return await _form_page(request, batch.workshop_id, batch.kind, values, {}, 200, batch_id)
    details, chosen, problems = await _entered(request, batch.workshop_id, batch.kind, values, problems)
    if details is not None:
        problems = await tried(request, actions.change, by, batch_id, details, chosen)
        if not problems:
            return redirect(request, "letter_batch", batch_id=batch_id)
    return await _form_page(request, batch.workshop_id, batch.kind, values, problems, 422, batch_id)


async def correct_page(request: web.Request) -> web.StreamResponse:
    letter = await letter_in(request)
    async with running(request).db.read() as tx:
        batch = await letter_batches.find(tx, letter.organization_id, letter.batch_id)
    assert batch is not None
    values = entered(letter.own_details or batch.details) | {
        "to": "\n".join(letter.addressee.lines),
        "people": "\n".join(domain.person_line(one) for one in letter.addressee.people),
    }
    return _correct_page(request, letter, values, {}, 200)


async def correct(request: web.Request) -> web.StreamResponse:
    letter = await letter_in(request)
    values, problems = await read_form(request, CorrectForm)
    if not problems:
        form = values.model
        problems = wording_problems(letter.kind, form.text(letter.kind))
    if not problems:
        now, by, url = running(request).clock.now(), staff_of(request), running(request).settings.public_url
        try:
            to = corrected(letter, form.to, form.people)
            details = form.details(letter.kind)
            problems = await tried(
                request, actions.correct, now, by, letter.id, details, to, form.reason, url
            )
        except Refused as refused:
            problems = problems_of(refused)
    if problems:
        return _correct_page(request, letter, values, problems, 422)
    response = redirect(request, "letter", letter_id=letter.id)
    flash(response, _("Terbitan baru sedang dibuat dengan nomor yang sama."))
    return response


def corrected(letter: Letter, to: str, people: str) -> Addressee:
    """The addressee as it was typed anew; trainers stay who they are. Raises Invalid."""
    old = letter.addressee
    known = {one.name.casefold(): one.trainer_id for one in old.people}
    if domain.assigns(letter.kind):
        typed = domain.once_each(domain.typed_people(people))
        named = [one.model_copy(update={"trainer_id": known.get(one.name.casefold())}) for one in typed]
        (made,) = domain.checked(letter.kind, domain.assigned(named, True))
        return made
    return old.model_copy(update={"lines": domain.typed_addressee(to).lines})


async def letter_in(request: web.Request) -> Letter:
    """The letter the address names. Raises NotFound for another office's."""
    async with running(request).db.read() as tx:
        found = await letters.find(tx, staff_of(request).organization_id, id_in(request, "letter_id"))
    if found is None:
        raise NotFound
    return found


def entered(details: Details) -> dict[str, Any]:
    """The fields of the form that made these details."""
    values = details.model_dump(mode="json", exclude={"text", "people"})
    return {**values, "asked": details.people, **details.text}


def _chosen(found: list[Addressee]) -> dict[str, Any]:
    people = list({one.name: one for addressee in found for one in addressee.people}.values())
    return {
        "trainers": [str(one.trainer_id) for one in people if one.trainer_id],
        "places": [one.district_code for one in found if one.district_code],
        "addressees": "\n".join("; ".join(one.lines) for one in found if one.lines and not one.district_code),
        "people": "\n".join(domain.person_line(one) for one in people if not one.trainer_id),
        "together": "0" if len(found) > 1 else "1",
    }


async def _entered(
    request: web.Request, workshop_id: UUID, kind: str, values: Any, problems: dict[str, str]
) -> tuple[Details | None, list[Addressee], dict[str, str]]:
    """What the form says; without details there are problems to show."""
    if problems:
        return None, [], problems
    form: NewLettersForm = values.model
    problems = wording_problems(kind, form.text(kind))
    given = Given(form.trainers, form.places, form.addressees, form.known, form.people, form.together == "1")
    try:
        chosen = await addressees(request, workshop_id, kind, given)
        domain.checked(kind, chosen)
    except Refused as refused:
        problems |= problems_of(refused)
    return (None, [], problems) if problems else (form.details(kind), chosen, {})


def _today(request: web.Request) -> date:
    zone = zone_of(request)
    return running(request).clock.now().astimezone(ZoneInfo(zone)).date()


async def _form_page(
    request: web.Request,
    workshop_id: UUID,
    kind: str,
    values: Any,
    problems: dict[str, str],
    status: int,
    batch_id: UUID | None = None,
) -> web.Response:
    by = staff_of(request)
    async with running(request).db.read() as tx:
        workshop = await find(tx, by.organization_id, workshop_id)
        teaching = await letter_course.trainers(tx, by.organization_id, workshop_id)
        known = await known_people(tx, by.organization_id)
    chosen = values.get("places", [])
    return render(
        request,
        "organizer/letter_form.html",
        status=status,
        workshop=workshop,
        kind=kind,
        title=_(letter_words.KINDS[kind]),
        values=values,
        problems=problems,
        batch_id=batch_id,
        assigns=domain.assigns(kind),
        parts=[(part, _(letter_words.PARTS[part])) for part in letter_texts.parts_of(kind)],
        fields=letter_texts.FIELDS,
        trainers=[(str(one.id), one.name + (f" · NIP {one.nip}" if one.nip else "")) for one in teaching],
        places=await places_of(request, str(values.get("district", "")), chosen)
        if kind == "participant_request"
        else [],
        districts=choices.districts(request.get(ORGANIZATION)),
        known=known,
        natures=[(one, _(word)) for one, word in letter_words.NATURES.items()],
        words=words,
    )


def _correct_page(
    request: web.Request, letter: Letter, values: Any, problems: dict[str, str], status: int
) -> web.Response:
    return render(
        request,
        "organizer/letter_correct.html",
        status=status,
        letter=letter,
        title=_(letter_words.KINDS[letter.kind]),
        values=values,
        problems=problems,
        assigns=domain.assigns(letter.kind),
        kind=letter.kind,
        parts=[(part, _(letter_words.PARTS[part])) for part in letter_texts.parts_of(letter.kind)],
        fields=letter_texts.FIELDS,
        natures=[(one, _(word)) for one, word in letter_words.NATURES.items()],
    )
