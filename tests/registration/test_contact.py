"""Whom to ask: the number people can reach stands on the page and in letters, also without a name."""

from __future__ import annotations

import re

import pytest

from services.registration.actions.letters import facts
from shared.crypto import Keys
from shared.events.scheduling import Contact
from tests.registration.test_letters import compose
from tests.support.registration import Office, workshop
from tests.support.registration_site import Site

ANA = "Ibu Yuliana"
NUMBER = "6281299900001"
SHOWN = "WhatsApp 0812-9990-0001"


@pytest.mark.parametrize(("name", "number"), [(ANA, NUMBER), ("", NUMBER), (ANA, "")])
async def test_a_letter_says_the_number_or_nothing(
    name: str, number: str, panitia: Office, keys: Keys
) -> None:
    belitung = workshop(contact=Contact(name=name, whatsapp=number))
    await panitia.hears(belitung)
    row = await panitia.signs_up(belitung)
    message = compose(keys, row, "sign_up_confirmed", facts(belitung))
    for kind in ("plain", "html"):
        body = message.get_body((kind,))
        assert body is not None
        words = " ".join(re.sub(r"<[^>]+>", "", body.get_content()).split())
        assert (SHOWN in words) == bool(number)
        assert (ANA in words) == bool(name and number)
        assert "WhatsApp ." not in words and " , WhatsApp" not in words


@pytest.mark.parametrize(("name", "number"), [(ANA, NUMBER), ("", NUMBER), (ANA, "")])
async def test_a_page_says_the_number_or_nothing(name: str, number: str, site: Site) -> None:
    belitung = workshop(contact=Contact(name=name, whatsapp=number))
    await site.panitia.hears(belitung)
    async with site.visitor() as siti:
        page = await siti.get(f"/bimtek/{belitung.slug}")
    assert (SHOWN in page.words) == bool(number)
    assert (ANA in page.words) == bool(name and number)
