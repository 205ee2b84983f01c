"""Who does what in a session: lead, assistant, moderator; as planned and as it took place."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from services.certificates.domain.face import materials
from services.scheduling.actions import holding
from services.scheduling.domain.bookings import Span
from services.scheduling.store import sessions as store
from services.scheduling.store.sessions import Session
from shared.clock import MovedClock
from shared.events.scheduling import TrainerRole
from tests.support.scheduling import FIRST_DAY, Planner, at
from tests.support.scheduling_site import Site


async def stored(office: Planner, workshop: UUID, session: UUID) -> Session:
    async with office.db.read() as tx:
        found = await store.find(tx, workshop, session)
    assert found is not None
    return found


def names(given: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(trainer["name"], trainer["role"]) for trainer in given]


async def test_roles_are_chosen_on_the_form_and_stand_in_the_document(site: Site) -> None:
    office = site.office
    bekemas, suparno = await office.venue(), await office.trainer("Suparno, S.Sn.")
    sri, joko = await office.trainer("Dra. Sri Wahyuni"), await office.trainer("Joko Purnomo, S.E.")
    workshop = await office.draft(bekemas)
    form = f"/kelola/jadwal/{workshop}/sesi/baru"
    fields = {
        "kind": "praktik",
        "subject": "Teknik ukir",
        "day": "2017-04-25",
        "starts": "09:00",
        "ends": "10:30",
        "venue_id": str(bekemas),
    }
    async with site.signed_in() as alice:
        token = (await alice.get(form)).token()
        rows = [("", "lead"), (suparno, "lead"), (sri, "assistant"), (joko, "moderator")]
        chosen = [(name, str(value)) for row in rows for name, value in zip(_FIELDS, row, strict=True)]
        saved = await alice.post(form, [("form_token", token), *fields.items(), *chosen])
        assert saved.status == 200, saved.words
        assert "Suparno, S.Sn., Dra. Sri Wahyuni (asisten), Joko Purnomo, S.E. (moderator)" in saved.words
        history = await alice.get("/kelola/riwayat?cari=Teknik+ukir")
        assert "Dra. Sri Wahyuni Asisten/pendamping" in history.words
        twice = [("trainer_ids", str(sri)), ("trainer_roles", "lead")] * 2
        token = (await alice.get(form)).token()
        later = fields | {"starts": "11:00", "ends": "12:00"}
        refused = await alice.post(form, [("form_token", token), *later.items(), *twice])
        assert (refused.status, "dipilih dua kali dalam sesi" in refused.words) == (422, True)
        assert f'value="{sri}" selected' in refused.text
    await office.publishes(workshop)
    (session,) = (await office.document(workshop)).sessions
    assert [trainer.role for trainer in session.trainers] == [*TrainerRole]
    (row,) = materials([session])
    assert row.trainers == "Suparno, S.Sn.; Dra. Sri Wahyuni"  # a moderator teaches nothing


_FIELDS = ("trainer_ids", "trainer_roles")


async def test_several_sessions_get_trainers_although_a_row_was_left_empty(site: Site) -> None:
    office = site.office
    bekemas, suparno = await office.venue(), await office.trainer()
    workshop = await office.draft(bekemas)
    session = await office.adds(workshop, venue_id=bekemas)
    address = f"/kelola/jadwal/{workshop}"
    async with site.signed_in() as alice:
        page = await alice.get(address)
        sent = [("form_token", page.token()), ("session_ids", str(session)), ("trainer_ids", str(suparno))]
        sent += [("trainer_roles", "assistant"), ("trainer_ids", ""), ("trainer_roles", "lead")]
        done = await alice.post(f"{address}/narasumber", sent)
        assert "Narasumber 1 sesi tersimpan" in done.words
        assert "Suparno, S.Sn. (asisten)" in done.words


async def test_who_was_planned_is_kept_beside_who_taught(office: Planner, clock: MovedClock) -> None:
    bekemas, suparno = await office.venue(), await office.trainer("Suparno, S.Sn.")
    sri = await office.trainer("Dra. Sri Wahyuni")
    workshop = await office.draft(bekemas)
    session = await office.adds(workshop, venue_id=bekemas, trainers=(suparno,))
    await office.publishes(workshop)
    clock.move_to(at(FIRST_DAY, "12.00"))

    async def hold(**given: Any) -> Session:
        await office.db.run(
            holding.hold_session, office.now, office.by, workshop, session, **{"held": True, **given}
        )
        return await stored(office, workshop, session)

    actual = Span(at(FIRST_DAY, "09.15"), at(FIRST_DAY, "10.00"))
    other = await hold(actual=actual, trainer_ids=(sri,), roles={sri: "assistant"})
    assert names(other.trainers) == [("Dra. Sri Wahyuni", "assistant")]
    assert names(other.planned) == [("Suparno, S.Sn.", "lead")]
    assert (other.planned_minutes, other.minutes) == (90, 45)
    # Said again it replaces what was said before: times and trainers are those of the plan.
    planned = await hold()
    assert names(planned.trainers) == names(planned.planned) == [("Suparno, S.Sn.", "lead")]
    assert planned.minutes == 90
    dropped = await hold(held=False)
    assert (dropped.held, names(dropped.trainers)) == (False, [("Suparno, S.Sn.", "lead")])


async def test_programs_say_roles_and_old_calls_still_lead(site: Site) -> None:
    office = site.office
    bekemas, suparno = await office.venue(), await office.trainer("Suparno, S.Sn.")
    workshop = await office.draft(bekemas)
    body = {
        "kind": "praktik",
        "subject": "Membentuk batok",
        "starts_at": at(FIRST_DAY, "09.00").isoformat(),
        "ends_at": at(FIRST_DAY, "10.00").isoformat(),
        "venue_id": str(bekemas),
    }
    async with site.signed_in() as alice:
        path = f"/workshops/{workshop}/sessions"
        roles = {"trainers": [{"trainer_id": str(suparno), "role": "moderator"}]}
        assert (await alice.call("POST", path, body | roles))[0] == 201
        later = {
            f"{edge}_at": at(FIRST_DAY, clock).isoformat()
            for edge, clock in (("starts", "11.00"), ("ends", "12.00"))
        }
        assert (await alice.call("POST", path, body | later | {"trainer_ids": [str(suparno)]}))[0] == 201
        wrong = {"trainers": [{"trainer_id": str(suparno), "role": "kepala"}]}
        status, problem = await alice.call("POST", path, body | wrong)
        assert (status, problem["errors"][0]["field"]) == (422, "trainers.0.role")
        _status, shown = await alice.call("GET", f"/workshops/{workshop}")
    assert [one["trainers"][0]["role"] for one in shown["sessions"]] == ["moderator", "lead"]
