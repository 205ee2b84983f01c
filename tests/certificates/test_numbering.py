"""The number: what a template prints, and a counter without gaps."""

from __future__ import annotations

import asyncio
from datetime import date, datetime
from uuid import UUID

import pytest

from services.certificates import actions
from services.certificates.domain import numbering
from services.certificates.domain.numbering import Series
from services.certificates.domain.refusals import Reason, Refused
from services.certificates.store import numbers
from shared import staff
from shared.db import Tx
from shared.events.scheduling import Programme
from shared.ids import new_id
from tests.support.certificates import (
    OFFICE,
    Desk,
    belitung,
    office_document,
    workshop,
)
from tests.support.databases import execute


async def test_numbers_have_no_gap_whatever_fails_at_the_same_time(desk: Desk, dsn: str) -> None:
    async def take(tx: Tx, fails: bool) -> list[int]:
        given = await numbers.take(tx, OFFICE, Series("DISPERIN", 2017), 3)
        await asyncio.sleep(0)
        if fails:
            raise RuntimeError("the approval is rolled back")
        return list(given)

    outcomes = await asyncio.gather(
        *(desk.db.run(take, at % 3 == 0) for at in range(30)), return_exceptions=True
    )
    taken = sorted(number for given in outcomes if isinstance(given, list) for number in given)
    assert taken == list(range(1, 61))

    # The control: a sequence, which is what most programs use.
    await execute(dsn, "create sequence certificates.urut; grant usage on certificates.urut to public")

    async def draw(tx: Tx, fails: bool) -> int:
        number: int = await tx.fetchval("select nextval('certificates.urut')")
        if fails:
            raise RuntimeError("the approval is rolled back")
        return number

    draws = await asyncio.gather(
        *(desk.db.run(draw, at % 3 == 0) for at in range(30)), return_exceptions=True
    )
    drawn = sorted(given for given in draws if isinstance(given, int))
    assert drawn != list(range(1, 21))


async def test_two_workshops_approved_at_once_share_the_counter(desk: Desk) -> None:
    first, second = await belitung(desk, 5), await belitung(desk, 5)
    given = await asyncio.gather(desk.approves(first.workshop), desk.approves(second.workshop))
    ordinals = sorted(int(number[:3]) for numbers in given for number in numbers)
    assert ordinals == list(range(1, 11))


async def test_a_unit_that_no_number_shows_does_not_begin_again_at_one(desk: Desk) -> None:
    for unit, first in (("", "001"), ("DISPERIN", "002"), ("DISPERINDAG", "003")):
        office = office_document(number_template="{urut:03}/SERT/{tahun}", number_unit=unit)
        await desk.db.run(staff.keep_organization, office)
        assert await desk.approves((await belitung(desk, 1)).workshop) == [f"{first}/SERT/2017"]


async def test_a_format_that_loses_its_unit_goes_on_counting(desk: Desk) -> None:
    for template, first in (("{urut:03}/{unit}/{tahun}", "001"), ("{urut:03}/DISPERIN/{tahun}", "002")):
        office = office_document(number_template=template, number_unit="DISPERIN")
        await desk.db.run(staff.keep_organization, office)
        assert await desk.approves((await belitung(desk, 1)).workshop) == [f"{first}/DISPERIN/2017"]


async def test_a_number_that_was_given_before_is_refused_and_the_others_do_not_wait(desk: Desk) -> None:
    """An office whose new unit's first number looks like one of its old unit."""
    same = {"number_template": "{urut:03}/{unit}{kegiatan}/{tahun}", "approves_certificates": True}
    await desk.db.run(staff.keep_organization, office_document(number_unit="A", **same))
    taken = await belitung(desk, 1, programme=_programme("BC"))
    assert await desk.approves(taken.workshop) == ["001/ABC/2017"]
    await desk.db.run(staff.keep_organization, office_document(number_unit="AB", **same))
    stuck = await belitung(desk, 1, programme=_programme("C"))
    with pytest.raises(Refused) as refused:
        await desk.approves(stuck.workshop)
    assert refused.value.reason is Reason.NUMBER_TAKEN and refused.value.values == {"number": "001/ABC/2017"}
    later = await belitung(desk, 1, programme=_programme("LAIN"))
    assert stuck.workshop.id < later.workshop.id  # the job takes them in this order
    assert await desk.approves_by_rule() == 1
    assert [row.number for row in await desk.rows(later.workshop)] == ["001/ABLAIN/2017"]


async def test_one_workshop_that_fails_keeps_no_other_waiting(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.db.run(staff.keep_organization, office_document(approves_certificates=True))
    fails, waits = await belitung(desk, 1), await belitung(desk, 1)
    right = actions.approve_by_rule

    async def broken(tx: Tx, now: datetime, workshop_id: UUID, public_url: str) -> list[str]:
        if workshop_id == fails.workshop.id:
            raise RuntimeError("a fault nobody foresaw")
        return await right(tx, now, workshop_id, public_url)

    monkeypatch.setattr(actions, "approve_by_rule", broken)
    assert await desk.approves_by_rule() == 1
    assert [row.number[:3] for row in await desk.rows(waits.workshop)] == ["001"]


def _programme(code: str) -> Programme:
    return Programme(id=new_id(), title="Pelatihan IKM", year=2017, code=code)


def test_templates_seen_in_real_offices() -> None:
    held = workshop(class_label="Angkatan II")

    def printed(template: str, **given: str) -> str:
        office = office_document(number_template=template, **given)
        return numbering.number(office, held, date(2017, 4, 28), 1)

    assert printed("{urut:03}/{kegiatan}-POKJAWAS/JBR/{bulan_romawi}/{tahun}") == (
        "001/BTK-KL-POKJAWAS/JBR/IV/2017"
    )
    assert printed("{urut:04}/Sertifikat/BPMPKALTIM/{tahun}") == "0001/Sertifikat/BPMPKALTIM/2017"
    assert printed("556/BIMTEK-DISPAR/SDK/{urut:03}/{tahun}") == "556/BIMTEK-DISPAR/SDK/001/2017"
    assert printed("{klasifikasi}/{urut}/{bulan}/{tahun} {angkatan}", number_classification="893.3") == (
        "893.3/1/04/2017 Angkatan II"
    )


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        ("{urut:03}/{tahun", Reason.TEMPLATE_BRACES),
        ("{urut:03}/{tahun}/{nik}", Reason.TEMPLATE_FIELD),
        ("{urut:03}/{tahun}/{0}", Reason.TEMPLATE_FIELD),
        ("{urut:03}/{tahun.real}", Reason.TEMPLATE_FIELD),
        ("{urut:>99999999}/{tahun}", Reason.TEMPLATE_SPEC),
        ("{urut:03}/{tahun!r}", Reason.TEMPLATE_SPEC),
        ("{urut:03}", Reason.TEMPLATE_LACKS),
        ("SERT/{tahun}", Reason.TEMPLATE_LACKS),
    ],
)
def test_a_template_that_cannot_work_is_refused_with_the_reason(template: str, reason: Reason) -> None:
    with pytest.raises(Refused) as refused:
        numbering.check_template(template)
    assert refused.value.reason is reason
