"""Who may be one person: told to the office with the reason, to nobody else, and decided pair by pair."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest

from services.registration.actions import facts, own
from services.registration.actions.comparing import compare
from services.registration.domain.comparing import Ground, Likeness, Verdict
from services.registration.domain.refusals import NotPossible
from services.registration.store import comparing
from services.registration.store.comparing import Flag
from services.registration.store.registrations import Row
from shared.events.certificates import Certificate, CertificateState
from shared.events.registration import RegistrationState as State
from shared.events.scheduling import Programme, Workshop, WorkshopState
from shared.ids import new_id
from tests.registration.test_people import ALICE, CHARLIE
from tests.support.factories import version
from tests.support.registration import OFFICE, Office, newer, person, session, workshop
from tests.support.registration_site import Site

NIK = "1902010101809991"
APRIL = datetime(2017, 4, 25, 1, 0, tzinfo=UTC)
BASE = "/kelola/peserta"


def later(days: int = 30, **given: object) -> Workshop:
    """Another class of the office, of another programme and title unless said otherwise."""
    values = {"title": "Bimtek Pembuatan Gula Aren", "sessions": (session(APRIL + timedelta(days=days)),)}
    return workshop(**{**values, **given})  # type: ignore[arg-type]


async def flags(panitia: Office, row: Row) -> list[Flag]:
    async with panitia.db.read() as tx:
        return (await comparing.flags(tx, row.organization_id, [row.id])).get(row.id, [])


async def grounds(panitia: Office, row: Row) -> list[tuple[Ground, ...]]:
    return [flag.grounds for flag in await flags(panitia, row)]


async def test_a_class_at_the_same_time_is_told_on_both_sides(panitia: Office) -> None:
    batok, aren, free = workshop(), later(0), later(30, title="Bimtek Kemasan")
    await panitia.hears(batok, aren, free)
    one = await panitia.signs_up(batok, person(nik=NIK))
    two = await panitia.signs_up(aren, person(nik=NIK))
    three = await panitia.signs_up(free, person(nik=NIK))
    assert [(flag.id, flag.grounds, flag.likeness) for flag in await flags(panitia, one)] == [
        (two.id, (Ground.OVERLAP,), Likeness.SAME_NIK)
    ]
    assert [flag.id for flag in await flags(panitia, two)] == [one.id]
    assert await flags(panitia, three) == []  # the same person, and nothing against it


async def test_days_between_the_sessions_of_another_class_do_not_overlap(panitia: Office) -> None:
    """From first to last moment both take April; they never meet at one time."""
    odd = later(0, sessions=tuple(session(APRIL + timedelta(days=day)) for day in (0, 2)))
    even = later(0, title="Bimtek Kemasan", sessions=(session(APRIL + timedelta(days=1)),))
    await panitia.hears(odd, even)
    one = await panitia.signs_up(odd, person(nik=NIK))
    await panitia.signs_up(even, person(nik=NIK))
    assert await flags(panitia, one) == []
    moved = newer(even, sessions=(session(APRIL + timedelta(days=2, hours=1)),))
    await panitia.hears(moved)
    assert await grounds(panitia, one) == [(Ground.OVERLAP,)]


@pytest.mark.parametrize("same", ["title", "programme"])
async def test_a_seat_of_the_same_subject_this_year_is_told_of_the_later_one(
    panitia: Office, same: str
) -> None:
    of = Programme(id=new_id(), title="Pelatihan IKM", year=2017)
    first = later(-20, programme=of, title="Bimtek Gula Aren")
    given = {"programme": of} if same == "programme" else {"title": "bimtek gula aren"}
    again = later(10, **given)
    await panitia.hears(first, again)
    before = await panitia.signs_up(first, person(full_name="Hendra", phone="6281299900017"))
    after = await panitia.signs_up(again, person(full_name="hendra", phone="6281299900017"))
    assert await grounds(panitia, after) == [(Ground.SEAT_THIS_YEAR,)]
    assert await flags(panitia, before) == []
    await panitia.db.run(own.cancel, panitia.now, before.id)
    assert await flags(panitia, after) == []


async def test_another_year_and_another_subject_are_no_reason(panitia: Office) -> None:
    last_year = later(-300, title="Bimtek Batok")
    other = later(-20, title="Bimtek Anyaman")
    now = later(10, title="Bimtek Batok")
    await panitia.hears(last_year, other, now)
    for of in (last_year, other):
        # Their sign-up is over; what counts is the row.
        await panitia.hears(newer(of, sign_up_closes_at=datetime(2018, 1, 1, tzinfo=UTC)))
        await panitia.signs_up(of, person(nik=NIK))
    assert await flags(panitia, await panitia.signs_up(now, person(nik=NIK))) == []


async def test_a_certificate_of_this_year_is_told_even_where_the_seat_was_given_up(panitia: Office) -> None:
    first, again = later(-20, title="Bimtek Batok"), later(10, title="Bimtek Batok")
    await panitia.hears(first, again)
    before = await panitia.signs_up(first, person(nik=NIK))
    after = await panitia.signs_up(again, person(nik=NIK))
    await panitia.db.run(own.cancel, panitia.now, before.id)
    assert await flags(panitia, after) == []

    async def certificate(year: int, **given: object) -> None:
        values = {
            "id": new_id(), "version": version(), "organization_id": OFFICE, "workshop_id": first.id,
            "registration_id": before.id, "state": CertificateState.ISSUED, "number": "1",
            "issued_at": datetime(year, 4, 10, tzinfo=UTC),
        }  # fmt: skip
        await panitia.db.run(facts.take_certificates, [Certificate.model_validate({**values, **given})])

    await certificate(2016)
    await certificate(2017, state=CertificateState.REVOKED)
    await certificate(2017, kind="panitia")
    assert await flags(panitia, after) == []
    await certificate(2017)
    assert await grounds(panitia, after) == [(Ground.CERTIFICATE_THIS_YEAR,)]


async def test_another_office_is_no_reason_and_tells_nothing(panitia: Office) -> None:
    ours, theirs = workshop(), later(0, organization_id=new_id())
    await panitia.hears(ours, theirs)
    one = await panitia.signs_up(ours, person(nik=NIK))
    await panitia.signs_up(theirs, person(nik=NIK))
    assert await flags(panitia, one) == []


async def test_different_people_are_kept_apart_pair_by_pair(panitia: Office) -> None:
    """Whoever is not the same as a sister is still found when they sign up twice themselves."""
    belitung = workshop()
    await panitia.hears(belitung)
    who = person(full_name="Hendra", phone="6281299900017")
    one, two = [await panitia.signs_up(belitung, who) for _ in range(2)]
    await panitia.db.run(compare, panitia.now, ALICE, two.id, one.id, Verdict.DIFFERENT)
    assert await flags(panitia, one) == [] == await flags(panitia, two)
    async with panitia.db.read() as tx:
        assert await comparing.waiting(tx, OFFICE) == []
    third = await panitia.signs_up(belitung, who)
    assert {flag.id for flag in await flags(panitia, third)} == {one.id, two.id}
    assert [flag.id for flag in await flags(panitia, one)] == [third.id]
    with pytest.raises(NotPossible):
        await panitia.db.run(compare, panitia.now, CHARLIE, two.id, one.id, Verdict.DIFFERENT)


async def test_the_desk_has_one_row_for_a_workshop(panitia: Office) -> None:
    belitung, aren = workshop(), later(0)
    await panitia.hears(belitung, aren)
    for of in (belitung, belitung, aren):
        await panitia.signs_up(of, person(nik=NIK))
    async with panitia.db.read() as tx:
        found = {one.workshop_id: one.count for one in await comparing.waiting(tx, OFFICE)}
    assert found == {belitung.id: 2, aren.id: 1}
    await panitia.hears(newer(aren, state=WorkshopState.CANCELLED, reason="Pelatih sakit"))
    async with panitia.db.read() as tx:
        assert [one.workshop_id for one in await comparing.waiting(tx, OFFICE)] == [belitung.id]


async def test_the_office_reads_the_reason_everywhere_and_decides(site: Site) -> None:
    batok, aren = workshop(2), later(0)
    await site.panitia.hears(batok, aren)
    kept = await site.panitia.signs_up(batok, person(full_name="Hendra", nik=NIK))
    again = await site.panitia.signs_up(batok, person(full_name="Hendra Gunawan", nik=NIK))
    waits = await site.panitia.signs_up(batok)
    other = await site.panitia.signs_up(aren, person(full_name="Hendra G.", nik=NIK))
    async with site.organizer() as alice:
        desk = await alice.get(f"{BASE}/ringkas", **{"Bimtek-Fragment": "1"})
        assert desk.words.count("Pendaftaran perlu dibandingkan") == 2
        people = await alice.get(f"{BASE}/{batok.id}")
        assert f"{BASE}/orang/{again.id}" in people.text and "NIK sama" in people.words
        listed = await alice.get(f"{BASE}/{batok.id}/peserta.csv")
        assert f"/kelola/peserta/orang/{other.id}" in listed.text and "Jadwal bertabrakan" in listed.text
        assert NIK not in listed.text
        page = await alice.get(f"{BASE}/orang/{kept.id}")
        assert "yang sesinya bertabrakan" in page.words and f"{BASE}/orang/{other.id}" in page.text
        assert "Mungkin orang yang sama mendaftar dua kali" in page.words

        fields = {"form_token": page.token(), "into": str(kept.id)}
        done = await alice.post(f"{BASE}/orang/{again.id}/gabung", fields)
        assert "Digabung." in done.words
        assert (await site.panitia.row(waits.id)).state is State.CONFIRMED  # the seat went on
        page = await alice.get(f"{BASE}/orang/{kept.id}")
        assert "Mungkin orang yang sama" not in page.words
        fields = {"form_token": page.token(), "other": str(other.id), "verdict": "allowed"}
        done = await alice.post(f"{BASE}/orang/{kept.id}/bandingkan", fields)
        assert "kedua pendaftaran ini boleh" in done.words and "bertabrakan" not in done.words
        assert "perlu dibandingkan" not in (await alice.get(f"{BASE}/{batok.id}/hubungi")).words.lower()


# Each of these says which registrations stand beside which, and each must notice a guard that is wrong there.
BROKEN = (
    # A class at the same time is not looked for.
    (test_a_class_at_the_same_time_is_told_on_both_sides, "here.meets && there.meets", "false"),
    # It takes part in a class of another time, too.
    (test_a_class_at_the_same_time_is_told_on_both_sides, "and here.meets && there.meets", ""),
    # From the first to the last moment instead of the sessions.
    (
        test_days_between_the_sessions_of_another_class_do_not_overlap,
        "here.meets && there.meets",
        "range_merge(here.meets) && range_merge(there.meets)",
    ),
    # Who was compared with one person is cleared against everybody, as it was once.
    (
        test_different_people_are_kept_apart_pair_by_pair,
        "where compared_pair.one = least(pair.id, pair.other_id)\n"
        "          and compared_pair.other = greatest(pair.id, pair.other_id)",
        "where pair.id in (compared_pair.one, compared_pair.other)",
    ),
    # What was decided about a pair is forgotten.
    (
        test_different_people_are_kept_apart_pair_by_pair,
        "where compared_pair.one = least(pair.id, pair.other_id)",
        "where false and compared_pair.one = least(pair.id, pair.other_id)",
    ),
    # Other offices' people are compared.
    (test_another_office_is_no_reason_and_tells_nothing, "and other.organization_id = $1", ""),
)


@pytest.mark.parametrize(("story", "right", "wrong"), BROKEN)
async def test_control_a_broken_guard_is_noticed(
    panitia: Office,
    monkeypatch: pytest.MonkeyPatch,
    story: Callable[[Office], Awaitable[None]],
    right: str,
    wrong: str,
) -> None:
    for name in ("OF_PEOPLE", "OF_WORKSHOP", "WAITING"):
        statement = getattr(comparing, name)
        assert right in statement
        monkeypatch.setattr(comparing, name, statement.replace(right, wrong))
    with pytest.raises(AssertionError):
        await story(panitia)
