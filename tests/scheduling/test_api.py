"""Programs plan by JSON: the same rules, RFC 9457 refusals, once per Idempotency-Key."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from shared.clock import MovedClock
from shared.encoding import as_json
from tests.support.scheduling import FIRST_DAY, MEMBALONG, at, planner
from tests.support.scheduling_site import Member, Site

WORKSHOP = {
    "title": "Bimtek Kerajinan Batok Kelapa",
    "zone": "Asia/Jakarta",
    "capacity": 15,
    "sign_up_opens_at": "2017-03-20T08:00:00+07:00",
    "sign_up_closes_at": "2017-04-24T16:00:00+07:00",
    "contact_name": "Ibu Yuliana",
    "contact_whatsapp": "0812 9990 0001",
}


async def made(member: Member, path: str, body: dict[str, Any], **headers: str) -> str:
    status, answer = await member.call("POST", path, body, **headers)
    assert status == 201, answer
    return str(answer["id"])


def session(venue: str, starts: str, ends: str, *trainers: str) -> dict[str, Any]:
    return {
        "kind": "praktik",
        "subject": "Membentuk batok",
        "starts_at": at(FIRST_DAY, starts).isoformat(),
        "ends_at": at(FIRST_DAY, ends).isoformat(),
        "venue_id": venue,
        "trainer_ids": list(trainers),
    }


async def test_the_whole_way_of_a_workshop(site: Site, clock: MovedClock) -> None:
    async with site.signed_in() as alice:
        programme = await made(alice, "/programmes", {"title": "Bimtek Industri Kerajinan", "year": 2017})
        venue = await made(alice, "/venues", {"name": "Bekemas", "district_code": "19.02.01", "capacity": 40})
        trainer = await made(alice, "/trainers", {"name": "Suparno, S.Sn.", "skills": ["ukir"]})
        details = {**WORKSHOP, "programme_id": programme, "venue_id": venue}
        workshop = await made(alice, "/workshops", details)
        lacks = await alice.call("POST", f"/workshops/{workshop}/publish", {})
        assert lacks[0] == 422
        assert "belum ada sesi" in str(lacks[1]["errors"])
        first = await made(
            alice, f"/workshops/{workshop}/sessions", session(venue, "09.00", "10.30", trainer)
        )
        status, published = await alice.call("POST", f"/workshops/{workshop}/publish", {"slug": "batok"})
        assert (status, published["slug"]) == (200, "batok")
        status, problem = await alice.call("POST", f"/workshops/{workshop}/publish", {})
        assert status == 409, problem
        status, problem = await alice.call("PUT", f"/workshops/{workshop}", {**details, "capacity": 12})
        assert (status, problem["errors"][0]["field"]) == (422, "reason")
        status, _done = await alice.call(
            "PUT", f"/workshops/{workshop}", {**details, "capacity": 12, "reason": "Ruang lebih kecil"}
        )
        assert status == 200
        clock.move_to(at(FIRST_DAY, "11.00"))
        held = {"held": True, "ends_at": at(FIRST_DAY, "10.00").isoformat()}
        held["starts_at"] = at(FIRST_DAY, "09.00").isoformat()
        path = f"/workshops/{workshop}/sessions/{first}/held"
        assert (await alice.call("POST", path, held))[0] == 200
        assert (await alice.call("POST", f"/workshops/{workshop}/complete"))[0] == 200
        _status, shown = await alice.call("GET", f"/workshops/{workshop}")
        assert shown["state"] == "completed"
        assert shown["sessions"][0]["held"] is True
        _status, listed = await alice.call("GET", "/workshops")
        assert [row["shown"] for row in listed["items"]] == ["completed"]


async def test_a_double_booking_is_a_problem_with_the_next_free_time(site: Site) -> None:
    office = site.office
    aula, balai = await office.venue("Aula"), await office.venue("Balai")
    suparno = await office.trainer()
    busy, other = await office.draft(aula), await office.draft(balai)
    await office.adds(busy, "09.00", "10.30", venue_id=aula, trainers=(suparno,))
    async with site.signed_in() as alice:
        path = f"/workshops/{other}/sessions"
        status, problem = await alice.call("POST", path, session(str(balai), "10.00", "11.00", str(suparno)))
        assert (status, problem["status"]) == (409, 409)
        assert problem["next_free"] == "2017-04-25T10:30:00+07:00"
        assert [(one["kind"], one["resource"]) for one in problem["collisions"]] == [
            ("trainer", "Suparno, S.Sn.")
        ]
        assert "Waktu kosong berikutnya: Selasa, 25 April 2017 pukul 10.30 WIB" in problem["detail"]


async def test_the_same_key_makes_it_once(site: Site) -> None:
    async with site.signed_in() as alice:
        key = {"Idempotency-Key": "demo-trainer-1"}
        body = {"name": "Suparno, S.Sn."}
        assert await made(alice, "/trainers", body, **key) == await made(alice, "/trainers", body, **key)
        status, problem = await alice.call("POST", "/trainers", {"name": "Sri"}, **key)
        assert (status, problem["status"]) == (422, 422)
        _status, listed = await alice.call("GET", "/trainers")
        assert [row["name"] for row in listed["items"]] == ["Suparno, S.Sn."]


async def test_two_offices_that_use_the_same_key_never_meet(site: Site) -> None:
    other = await planner(site.office.db, site.office.clock, site.office.passwords, "Dinas Lain (CONTOH)")
    key, body = {"Idempotency-Key": "1"}, {"name": "Suparno, S.Sn."}
    async with site.signed_in() as alice, site.signed_in(other.by) as bob:
        ours = await made(alice, "/trainers", body, **key)
        theirs = await made(bob, "/trainers", body, **key)
        assert theirs != ours
        _status, listed = await bob.call("GET", "/trainers")
        assert [row["id"] for row in listed["items"]] == [theirs]


async def test_what_was_asked_cannot_be_tried_out_from_what_is_kept_of_it(site: Site) -> None:
    """A NIK has few digits that are hard to guess; only who has the key finds the row of one."""
    async with (
        site.signed_in() as alice,
        alice.session.post(
            "/api/v1/scheduling/trainers",
            data=b'{"name":"3174"}',
            headers={"Content-Type": "application/json", "Idempotency-Key": "n"},
        ) as answer,
    ):
        assert answer.status == 201
    async with site.office.db.read() as tx:
        kept = await tx.fetchval("select fingerprint from once where key like '% n'")
    guess = as_json(["POST", "/api/v1/scheduling/trainers", b'{"name":"3174"}'.hex()])
    assert kept != hashlib.sha256(guess).digest()
    assert kept == site.running.keys.index(guess.decode(), purpose="request")  # and this is the right guess


async def test_a_warning_is_read_and_overridden(site: Site) -> None:
    office = site.office
    bekemas, suparno = await office.venue(), await office.trainer()
    kembiri = await office.venue("Balai Desa Kembiri", district_code=MEMBALONG)
    workshop = await office.draft(bekemas)
    await office.adds(workshop, "08.00", "10.00", venue_id=bekemas, trainers=(suparno,))
    await office.adds(workshop, "10.30", "12.00", venue_id=kembiri, trainers=(suparno,))
    async with site.signed_in() as alice:
        _status, shown = await alice.call("GET", f"/workshops/{workshop}")
        (warning,) = shown["warnings"]
        assert warning["kind"] == "travel"
        path = f"/workshops/{workshop}/overrides"
        status, _answer = await alice.call("POST", path, {"key": "other", "reason": "Dijemput"})
        assert status == 404
        status, _answer = await alice.call("POST", path, {"key": warning["key"], "reason": "Dijemput"})
        assert status == 200
        assert (await alice.call("GET", f"/workshops/{workshop}"))[1]["warnings"] == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"starts_at": "2017-04-25T09:00:00"}, "starts_at"),
        ({"kind": "seminar"}, "kind"),
        ({"subject": ""}, "subject"),
        ({"trainer_ids": ["x"]}, "trainer_ids.0"),
        ({"ends_at": "2017-04-25T08:00:00+07:00"}, "ends"),
        ({"subject": "a\u0000b"}, "subject"),
    ],
)
async def test_wrong_fields_are_named(site: Site, change: dict[str, Any], field: str) -> None:
    venue = await site.office.venue()
    workshop = await site.office.draft(venue)
    async with site.signed_in() as alice:
        body = {**session(str(venue), "09.00", "10.30"), **change}
        status, problem = await alice.call("POST", f"/workshops/{workshop}/sessions", body)
        assert status == 422
        assert field in [error["field"] for error in problem["errors"]]


async def test_names_and_titles_are_one_line(site: Site) -> None:
    """They stand in mail subjects and calendars, where a line end would be the next line."""
    async with site.signed_in() as alice:
        hostile = "Suparno\r\nBcc: x@contoh.example\u2028 S.Sn."
        await made(alice, "/trainers", {"name": hostile})
        _status, listed = await alice.call("GET", "/trainers")
    assert [row["name"] for row in listed["items"]] == ["Suparno Bcc: x@contoh.example S.Sn."]


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
async def test_a_moment_outside_our_calendar_is_a_wrong_field(site: Site, moment: str) -> None:
    venue = await site.office.venue()
    workshop = await site.office.draft(venue)
    plan = session(str(venue), "09.00", "10.00") | {"starts_at": moment, "ends_at": moment}
    async with site.signed_in() as alice:
        status, problem = await alice.call("POST", f"/workshops/{workshop}/sessions", plan)
    assert status == 422
    assert {error["field"] for error in problem["errors"]} == {"starts_at", "ends_at"}


async def test_a_wrong_mail_address_is_named_at_its_field(site: Site) -> None:
    async with site.signed_in() as alice:
        status, problem = await alice.call("POST", "/trainers", {"name": "Suparno, S.Sn.", "email": "salah"})
        assert (status, [error["field"] for error in problem["errors"]]) == (422, ["email"])


async def test_lists_are_searched_filtered_sorted_and_paged(site: Site) -> None:
    async with site.signed_in() as alice:
        for name, seats in (("Balai Desa", 20), ("Aula", 60), ("Sanggar", 40)):
            await made(alice, "/venues", {"name": name, "district_code": "19.02.01", "capacity": seats})
        for query, names in (
            ("", ["Aula", "Balai Desa", "Sanggar"]),
            ("?muat=30&urut=capacity", ["Aula", "Sanggar"]),
            ("?cari=desa", ["Balai Desa"]),
            ("?kecamatan=19.02.02", []),
            ("?halaman=2", []),
        ):
            status, listed = await alice.call("GET", f"/venues{query}")
            assert (status, [row["name"] for row in listed["items"]]) == (200, names), query
        for wrong in ("?muat=banyak", "?urut=warna", "?halaman=0", "?kecamatan=Sijuk", "?muat=1&muat=2"):
            status, problem = await alice.call("GET", f"/venues{wrong}")
            assert (status, len(problem["errors"])) == (422, 1), wrong
