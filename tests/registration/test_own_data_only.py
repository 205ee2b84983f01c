"""My data shows what is kept of the person, and nothing whatever happens to anybody else."""

from __future__ import annotations

import json
from types import ModuleType

import pytest

from services.registration.actions import data_requests as requests
from services.registration.actions import facts, own
from services.registration.actions.opening import open_field
from services.registration.actions.sealing import sealed
from services.registration.domain.access import Purpose
from services.registration.domain.data_requests import Kind
from services.registration.store import access, consents, copies, data_requests
from services.registration.web.views import manage_code
from shared.events.certificates import Certificate, CertificateState
from shared.ids import new_id
from tests.registration.test_retention import ALICE, SOMEBODY
from tests.support.factories import version
from tests.support.questions import HAS, asks, signs_up
from tests.support.registration import OFFICE
from tests.support.registration_site import Site


async def the_same_whatever_happens_to_others(site: Site) -> bool:
    """Whether Ani's data are word for word what they were, after everything was done with Zubaidah's, who
    shares her workshop and her phone."""
    asked = await asks(site, HAS)
    panitia = site.panitia
    async with site.visitor() as ani:
        card = await signs_up(ani, asked, full_name="Ani", phone=SOMEBODY.phone, q_punya_usaha="no")
        before = [(await ani.get(f"{card.url}/data{kind}")).text for kind in (".json", ".txt")]
        row = await panitia.signs_up(asked, SOMEBODY._replace(answers={"punya_usaha": True}))
        for field in ("nik", "needs"):
            await panitia.db.run(
                open_field, panitia.keys, ALICE, row.id, field, Purpose.OTHER, "Ditelepon Zubaidah"
            )
        person = sealed(panitia.keys, SOMEBODY._replace(consent_photo=True))
        await panitia.db.run(own.change, panitia.now, row.id, person)
        await panitia.db.run(requests.ask, panitia.now, row.id, Kind.CORRECT, "Nama saya Zubaidah")
        certificate = Certificate(
            id=new_id(),
            version=version(),
            organization_id=OFFICE,
            registration_id=row.id,
            workshop_id=asked.id,
            state=CertificateState.ISSUED,
            number="001/ZUBAIDAH/2017",
        )
        await panitia.db.run(facts.take_certificates, [certificate])
        after = [(await ani.get(f"{card.url}/data{kind}")).text for kind in (".json", ".txt")]
        theirs = await ani.get(f"/pendaftaran/{manage_code(panitia.keys, row)}/data.json")
    assert len(json.loads(theirs.text)["openings"]) == 2, "hers are there to be confused with"
    return before == after


async def test_nobody_elses_data_show(site: Site) -> None:
    assert await the_same_whatever_happens_to_others(site)


@pytest.mark.parametrize(
    ("module", "statement", "held", "instead"),
    [
        (access, "OF_PERSON", "l.registration_id = $1", "$1::uuid is not null"),
        (consents, "OF_PERSON", "registration_id = $1", "$1::uuid is not null"),
        (data_requests, "OF_PERSON", "d.registration_id = $1", "$1::uuid is not null"),
        (data_requests, "MESSAGES", "subject = 'Registration/' || $1::uuid", "$1::uuid is not null"),
        (copies, "CERTIFICATES_OF", "registration_id = $1", "$1::uuid is not null"),
    ],
)
async def test_control_a_page_that_forgets_whose_it_is_is_noticed(
    site: Site, monkeypatch: pytest.MonkeyPatch, module: ModuleType, statement: str, held: str, instead: str
) -> None:
    told = getattr(module, statement)
    assert held in told
    monkeypatch.setattr(module, statement, told.replace(held, instead, 1))
    assert not await the_same_whatever_happens_to_others(site)


async def test_what_people_filled_in_is_called_as_the_form_calls_it(site: Site) -> None:
    asked = await asks(site, HAS)
    who = SOMEBODY._replace(business={"product": "Gelas batok"}, answers={"punya_usaha": True})
    row = await site.panitia.signs_up(asked, who)
    async with site.visitor() as ani:
        path = f"/pendaftaran/{manage_code(site.panitia.keys, row)}/data"
        page, text = await ani.get(path), await ani.get(f"{path}.txt")
        told = json.loads((await ani.get(f"{path}.json")).text)
    for words in (page.words, text.text):
        assert "Produk" in words and "Gelas batok" in words and "Punya usaha?" in words
        assert "punya_usaha" not in words and "product" not in words
    assert {"label": "Produk", "value": "Gelas batok"} in told["business"]
    assert told["answers"] == [{"key": "punya_usaha", "label": "Punya usaha?", "answer": "Ya"}]
