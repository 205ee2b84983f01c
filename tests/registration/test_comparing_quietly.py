"""Whoever is known gets the same answer as one who is not: nobody learns by it who is registered."""

from __future__ import annotations

import re

import pytest

from shared.events.registration import RegistrationState as State
from shared.events.scheduling import Workshop
from tests.registration.test_comparing import NIK
from tests.support.registration import workshop
from tests.support.registration_site import FORM, Site


def _shape(text: str) -> str:
    """A page without what is another's for each person: codes, tokens, the QR code's picture."""
    text = re.sub(r"<svg\b.*?</svg>", "<svg>", text, flags=re.S)
    text = re.sub(r"[0-9A-HJKMNP-TV-Z]{26}", "CODE", text)
    text = re.sub(r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}", "CARD", text)
    return re.sub(r'(name="form_token" value=")[^"]*', r"\1TOKEN", text)


async def _answered(site: Site, of: Workshop, **given: str) -> tuple[int, str, str]:
    async with site.visitor() as visitor:
        page = await visitor.fill(f"/bimtek/{of.slug}/daftar", {**FORM, **given})
    return page.status, re.sub(r"[0-9A-Z]{26}", "CODE", page.url), _shape(page.text)


async def test_a_known_person_gets_the_same_answer_byte_for_byte(site: Site) -> None:
    batok = workshop(10)
    await site.panitia.hears(batok)
    unknown = await _answered(site, batok, nik=NIK)
    assert unknown[0] == 200 and unknown[1] == "/pendaftaran/CODE"
    known = await _answered(site, batok, nik=NIK)
    assert known == unknown
    assert await site.panitia.states(batok) == {State.CONFIRMED: 2}


async def test_the_comparison_of_answers_sees_a_page_that_tells(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: a page that says one word more for a known NIK does not pass the same test."""
    from services.registration.web.pages import registration

    batok = workshop(10)
    await site.panitia.hears(batok)
    unknown = await _answered(site, batok, nik=NIK)
    honest = registration.card_page

    def telling(request: object, opened: registration.Opened, **given: bool) -> object:
        response = honest(request, opened, **given)  # type: ignore[arg-type]
        response.text = (response.text or "") + "<p>NIK ini sudah terdaftar.</p>"
        return response

    monkeypatch.setattr(registration, "card_page", telling)
    assert await _answered(site, batok, nik=NIK) != unknown
