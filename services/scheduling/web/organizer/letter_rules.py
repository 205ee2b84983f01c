"""The office's wording of letters and how they are numbered."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from services.scheduling.actions import letter_rules as actions
from services.scheduling.domain import letter_numbers, letter_texts
from services.scheduling.domain.letter_numbers import Numbering
from services.scheduling.domain.refusals import Invalid
from services.scheduling.store import letter_rules
from services.scheduling.web import letter_words, words
from services.scheduling.web.doing import tried
from services.scheduling.web.forms.letters import NumberingForm, WordingForm, wording_problems
from services.scheduling.web.organizer.letter_forms import SLUGS, kind_in, slug_of
from services.scheduling.web.organizer.signers import office_of
from shared.events.scheduling import PaperKind
from shared.i18n import _
from shared.web import flash, read_form, redirect, render, route_url, running, staff_of

PAPERS = {"undangan": PaperKind.INVITATION_LETTER, "tugas": PaperKind.ASSIGNMENT_LETTER}
PAPER_PATH = "|".join(PAPERS)


async def index(request: web.Request) -> web.StreamResponse:
    """Which wording is the office's own, and what the next numbers look like."""
    office, today = await office_of(request), running(request).clock.now().date()
    async with running(request).db.read() as tx:
        own = await letter_rules.changed_texts(tx, office.id)
        numberings = [
            (slug, _(words.PAPERS[paper]), await letter_rules.numbering(tx, office, paper))
            for slug, paper in PAPERS.items()
        ]
    return render(
        request,
        "organizer/letter_rules.html",
        texts=[(slug, _(letter_words.KINDS[kind]), kind in own) for slug, kind in SLUGS.items()],
        numberings=[(slug, word, rule, example(rule, today)) for slug, word, rule in numberings],
    )


async def text(request: web.Request) -> web.StreamResponse:
    kind = kind_in(request)
    async with running(request).db.read() as tx:
        values = await letter_rules.text(tx, staff_of(request).organization_id, kind)
    return await _text_page(request, kind, values, {}, 200)


async def put_text(request: web.Request) -> web.StreamResponse:
    kind = kind_in(request)
    values, problems = await read_form(request, WordingForm)
    if not problems:
        parts = values.model.text(kind)
        problems = wording_problems(kind, parts)
    if "check" in values:  # only looked at; nothing is kept
        return await _text_page(request, kind, values, problems, 422 if problems else 200, checked=True)
    if not problems:
        problems = await tried(request, actions.put_text, staff_of(request), kind, parts)
    if problems:
        return await _text_page(request, kind, values, problems, 422)
    response = redirect(request, "letter_text", letter_kind=slug_of(kind))
    flash(response, _("Naskah tersimpan. Surat yang dibuat mulai sekarang memakainya."))
    return response


async def reset_page(request: web.Request) -> web.StreamResponse:
    kind = kind_in(request)
    return render(
        request,
        "organizer/letter_confirm.html",
        title=_(letter_words.KINDS[kind]),
        question=_("Kembalikan naskah ke awal?"),
        consequence=_("Naskah sendiri terhapus. Surat dan draf yang sudah dibuat tidak berubah."),
        action=_("Kembalikan ke awal"),
        back=route_url(request, "letter_text", letter_kind=slug_of(kind)),
    )


async def reset_text(request: web.Request) -> web.StreamResponse:
    kind = kind_in(request)
    await tried(request, actions.reset_text, staff_of(request), kind)
    response = redirect(request, "letter_text", letter_kind=slug_of(kind))
    flash(response, _("Naskah kembali seperti semula."))
    return response


async def numbering(request: web.Request) -> web.StreamResponse:
    office, paper = await office_of(request), PAPERS[request.match_info["paper"]]
    async with running(request).db.read() as tx:
        rule = await letter_rules.numbering(tx, office, paper)
    values = {"template": rule.template, "unit": rule.unit, "classification": rule.classification}
    return _numbering_page(request, paper, values, {}, 200)


async def put_numbering(request: web.Request) -> web.StreamResponse:
    paper = PAPERS[request.match_info["paper"]]
    values, problems = await read_form(request, NumberingForm)
    if "show" in values:  # only the example; nothing is kept
        return _numbering_page(request, paper, values, problems, 200)
    if not problems:
        rule = Numbering(**values.model.model_dump())
        problems = await tried(request, actions.put_numbering, staff_of(request), paper, rule)
    if problems:
        return _numbering_page(request, paper, values, problems, 422)
    response = redirect(request, "letter_rules")
    flash(response, _("Penomoran tersimpan. Nomor yang sudah diberikan tidak berubah."))
    return response


def example(rule: Numbering, today: Any) -> str:
    """The seventh number of this year; nothing while the rule cannot number."""
    try:
        letter_numbers.check(rule)
    except Invalid:
        return ""
    return letter_numbers.number(rule, today, 7, "BIMTEK")


async def _text_page(
    request: web.Request, kind: str, values: Any, problems: dict[str, str], status: int, checked: bool = False
) -> web.Response:
    async with running(request).db.read() as tx:
        own = await letter_rules.changed_texts(tx, staff_of(request).organization_id)
    return render(
        request,
        "organizer/letter_text.html",
        status=status,
        title=_(letter_words.KINDS[kind]),
        slug=slug_of(kind),
        own=kind in own,
        values=values,
        problems=problems,
        checked=checked and not problems,
        parts=[(part, _(letter_words.PARTS[part])) for part in letter_texts.parts_of(kind)],
        fields=[(field, _(letter_words.PLACEHOLDERS[field])) for field in letter_texts.FIELDS],
    )


def _numbering_page(
    request: web.Request, paper: PaperKind, values: Any, problems: dict[str, str], status: int
) -> web.Response:
    rule = Numbering(*(str(values.get(name, "")) for name in ("template", "unit", "classification")))
    return render(
        request,
        "organizer/letter_numbering.html",
        status=status,
        paper=_(words.PAPERS[paper]),
        values=values,
        problems=problems,
        example=example(rule, running(request).clock.now().date()),
    )
