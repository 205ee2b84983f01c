"""How long the office keeps what people said, and what of it would be erased now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from services.registration.actions import retention as actions
from services.registration.domain.retention import DEFAULTS, Field, chosen
from services.registration.store import retention
from services.registration.store.retention import Rules
from services.registration.web.forms.retention import Months
from services.registration.web.organizer.decisions import by_of
from services.registration.web.retained import MORE, RETAINED
from shared.i18n import _
from shared.web import flash, read_form, redirect, render, running, staff_of


async def due_now(request: web.Request) -> tuple[Rules, dict[Field, int]]:
    """The office's rules, and how many people would lose what by them at this moment."""
    office, now = staff_of(request).organization_id, running(request).clock.now()
    async with running(request).db.read() as tx:
        rules = await retention.read(tx, office)
        return rules, await retention.counts(tx, office, actions.moments(now, rules.months))


async def form(request: web.Request) -> web.StreamResponse:
    rules, due = await due_now(request)
    return _page(request, rules, due, {f.value: str(n) for f, n in chosen(rules.months).items()}, {})


def _page(
    request: web.Request,
    rules: Rules,
    due: Mapping[Field, int],
    values: Mapping[str, Any],
    problems: Mapping[str, str],
) -> web.Response:
    fields = [
        (field.value, _(RETAINED[field]), _(MORE[field]) if field in MORE else "", DEFAULTS[field])
        for field in Field
    ]
    return render(
        request,
        "organizer/retention.html",
        status=422 if problems else 200,
        fields=fields,
        due=[(_(RETAINED[field]), _("{n} orang", n=number)) for field, number in due.items() if number],
        done_on=rules.done_on,
        values=values,
        problems=problems,
    )


async def keep(request: web.Request) -> web.StreamResponse:
    """Store the rules. What they make due is erased within a minute."""
    values, problems = await read_form(request, Months)
    if problems:
        rules, due = await due_now(request)
        return _page(request, rules, due, values, problems)
    await running(request).db.run(actions.set_rules, by_of(request), values.model.rules)
    response = redirect(request, "retention")
    flash(response, _("Masa simpan disimpan."))
    return response
