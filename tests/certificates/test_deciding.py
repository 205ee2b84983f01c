"""Who gets a certificate: decided from what is known, in whatever order it came."""

from __future__ import annotations

import random
from itertools import permutations
from typing import Any
from uuid import UUID

from services.certificates import actions
from services.certificates.domain.eligibility import decide, jp_needed, missing_facts
from services.certificates.domain.states import Attention, State
from services.certificates.store import copies, eligibility
from services.certificates.store.certificates import Row
from shared.events.attendance import SessionMark, Status
from shared.events.certificates import PublicReason, Verdict
from shared.events.registration import RegistrationState
from shared.events.scheduling import EligibilityRule
from tests.support.certificates import OFFICE, Desk, belitung, newer, registration, sheet, workshop


def test_jp_needed_is_the_share_rounded_up() -> None:
    assert [jp_needed(75, total) for total in (32, 31, 30, 1, 0)] == [24, 24, 23, 1, 0]
    assert jp_needed(0, 32) == 0 and jp_needed(100, 31) == 31


def test_only_hadir_and_terlambat_earn_and_a_mandatory_session_must_be_earned() -> None:
    held = workshop()
    statuses = [Status.HADIR, Status.TERLAMBAT, Status.IZIN, Status.SAKIT, Status.PULANG_AWAL, None]
    marks = [
        SessionMark(session_id=session.id, status=status)
        for session, status in zip(held.sessions, statuses, strict=False)
    ]
    outcome = decide(held, marks)
    assert (outcome.jp_reached, outcome.jp_needed, outcome.verdict) == (8, 24, Verdict.SHORT)
    assert len(outcome.missed_sessions) == 6

    sessions = (held.sessions[0].model_copy(update={"mandatory": True}), *held.sessions[1:])
    strict = held.model_copy(update={"sessions": sessions})
    all_but_first = [SessionMark(session_id=one.id, status=Status.HADIR) for one in sessions[1:]]
    outcome = decide(strict, all_but_first)
    assert outcome.jp_reached == 28 and outcome.verdict is Verdict.SHORT
    assert outcome.missed_mandatory == (sessions[0].id,)


def test_a_session_that_was_not_held_counts_for_nobody() -> None:
    held = workshop()
    sessions = tuple(
        one.model_copy(update={"held": at < 6}) if at >= 6 else one for at, one in enumerate(held.sessions)
    )
    shorter = held.model_copy(update={"sessions": sessions})
    marks = [SessionMark(session_id=one.id, status=Status.HADIR) for one in held.sessions[:5]]
    outcome = decide(shorter, marks)
    assert (outcome.jp_reached, outcome.jp_needed, outcome.jp_total) == (20, 18, 24)
    assert outcome.verdict is Verdict.EARNED


async def test_those_who_earned_one_get_a_draft_and_the_others_read_what_is_missing(desk: Desk) -> None:
    story = await belitung(desk, 3, short=1)
    hendra = story.people[0]
    rows = await desk.rows(story.workshop)
    assert {row.registration_id for row in rows} == {person.id for person in story.people[1:]}
    assert {row.state for row in rows} == {State.DRAFT}
    assert (await desk.events()).count("EligibilityDecided") == 3

    (letter,) = await desk.mails()
    assert letter["purpose"] == "certificate_withheld" and letter["recipient"] == hendra.email
    data = letter["data"]
    assert (data["jp_reached"], data["jp_needed"], data["jp_short"]) == (16, 24, 8)
    assert [one["subject"] for one in data["missed"]] == [one.subject for one in story.workshop.sessions[4:]]


async def test_it_waits_while_a_fact_is_missing_and_goes_on_when_it_comes(desk: Desk) -> None:
    held = workshop()
    siti, budi = registration(held), registration(held)
    await desk.hears(sheet(held, {siti.id: 8, budi.id: 8}), siti)
    assert await desk.rows(held) == []
    await desk.hears(held)  # Budi is still unknown; Siti is not kept waiting for him
    assert [row.registration_id for row in await desk.rows(held)] == [siti.id]
    async with desk.db.read() as tx:
        people = await copies.people(tx, held.id)
        waiting = missing_facts(held, await copies.SHEETS.get(tx, held.id), people)
    assert waiting.unknown_people == (budi.id,) and not waiting.everything
    await desk.hears(budi)
    assert len(await desk.rows(held)) == 2


async def test_any_order_and_any_repetition_end_the_same(desk: Desk) -> None:
    """The inbox is not used here: it is the rows that make repeats harmless."""
    chance = random.Random(4)
    for order in permutations(range(4)):
        held = workshop()
        siti, hendra = registration(held), registration(held)
        documents = [held, siti, hendra, sheet(held, {siti.id: 8, hendra.id: 4})]
        chosen = [documents[at] for at in order]
        repeated = chosen + [chance.choice(documents) for _ in range(4)]
        await desk.hears(*repeated)
        async with desk.db.read() as tx:
            verdicts = await eligibility.of_workshop(tx, held.id)
        assert {id: one.jp_reached for id, one in verdicts.items()} == {siti.id: 32, hendra.id: 16}
        assert [row.registration_id for row in await desk.rows(held)] == [siti.id]
    letters = [one["purpose"] for one in await desk.mails()]
    assert letters == ["certificate_withheld"] * 24


async def test_an_older_sheet_that_comes_late_changes_nothing(desk: Desk) -> None:
    story = await belitung(desk, 1)
    siti = story.people[0]
    late = sheet(story.workshop, {siti.id: 0}).model_copy(update={"version": 1})
    await desk.hears(late)
    assert len(await desk.rows(story.workshop)) == 1


async def test_a_corrected_sheet_takes_back_drafts_but_never_a_number(desk: Desk) -> None:
    story = await belitung(desk, 2)
    siti, budi = story.people
    await desk.approves(story.workshop, [(await desk.row(story.workshop, siti)).id])
    await desk.hears(sheet(story.workshop, {siti.id: 2, budi.id: 2}))
    (row,) = await desk.rows(story.workshop)
    assert row.registration_id == siti.id
    assert row.state is State.APPROVED and row.attention is Attention.SHORT

    await desk.hears(sheet(story.workshop, {siti.id: 8, budi.id: 8}))
    rows = {row.registration_id: row for row in await desk.rows(story.workshop)}
    assert rows[siti.id].attention is Attention.NONE and rows[budi.id].state is State.DRAFT


async def test_who_holds_a_number_is_not_told_that_there_is_none(desk: Desk) -> None:
    story = await belitung(desk, 2)
    siti, budi = story.people
    await desk.approves(story.workshop, [(await desk.row(story.workshop, siti)).id])
    await desk.hears(sheet(story.workshop, {siti.id: 2, budi.id: 2}))
    assert [(one["purpose"], one["recipient"]) for one in await desk.mails()] == [
        ("certificate_withheld", budi.email)
    ]


async def test_nothing_is_taken_back_because_something_is_absent(desk: Desk) -> None:
    story = await belitung(desk, 2)
    siti = story.people[0]
    await desk.hears(sheet(story.workshop, {}, closed=False))
    await desk.hears(sheet(story.workshop, {siti.id: 8}))
    assert len(await desk.rows(story.workshop)) == 2


async def test_the_rule_of_the_workshop_decides_and_may_change(desk: Desk) -> None:
    story = await belitung(desk, 2, short=1)
    assert len(await desk.rows(story.workshop)) == 1
    await desk.hears(newer(story.workshop, rule=EligibilityRule(percent=50)))
    assert len(await desk.rows(story.workshop)) == 2


async def test_a_name_corrected_before_approval_is_simply_the_name(desk: Desk) -> None:
    story = await belitung(desk, 1)
    await desk.hears(newer(story.people[0], certificate_name="Hj. Siti Nur'aini, S.E."))
    (row,) = await desk.rows(story.workshop)
    assert row.name == "Hj. Siti Nur'aini, S.E." and row.attention is Attention.NONE


async def test_who_cancels_loses_a_draft_and_a_number_waits_for_a_person(desk: Desk) -> None:
    story = await belitung(desk, 2)
    siti, budi = story.people
    await desk.approves(story.workshop, [(await desk.row(story.workshop, siti)).id])
    for person in (siti, budi):
        await desk.hears(newer(person, state=RegistrationState.CANCELLED))
    (row,) = await desk.rows(story.workshop)
    assert row.registration_id == siti.id and row.attention is Attention.LEFT


async def _merged(desk: Desk, given: Any, into: UUID) -> None:
    await desk.hears(newer(given, state=RegistrationState.MERGED, merged_into=into))


async def _told_owner(desk: Desk, row: Row) -> tuple[str, str]:
    """The last event about the certificate, and the registration it names."""
    async with desk.db.read() as tx:
        body = await tx.fetchval(
            "select convert_from(body, 'UTF8')::jsonb from outbox where subject = $1"
            " order by id desc limit 1",
            row.subject,
        )
    return body["type"].rsplit(".", 1)[-1], body["data"]["registration_id"]


async def test_a_merged_persons_certificate_moves(desk: Desk) -> None:
    story = await belitung(desk, 1)
    walk_in = story.people[0]
    await desk.approves(story.workshop)
    stays = registration(story.workshop, full_name=walk_in.full_name)
    await desk.hears(stays)
    await _merged(desk, walk_in, stays.id)
    (row,) = await desk.rows(story.workshop)
    assert row.registration_id == stays.id and row.state is State.APPROVED
    assert await _told_owner(desk, row) == ("CertificateIssued", str(stays.id))


async def test_a_revoked_certificate_moves_as_revoked_and_a_draft_in_silence(desk: Desk) -> None:
    story = await belitung(desk, 2)
    goes, waits = story.people
    await desk.approves(story.workshop, [(await desk.row(story.workshop, goes)).id])
    row = await desk.row(story.workshop, goes)
    await desk.db.run(actions.revoke, desk.now, OFFICE, row.id, PublicReason.MISTAKE, "", "x")
    before = (await desk.events()).count("CertificateRevoked")
    for person in (goes, waits):
        stays = registration(story.workshop, full_name=person.full_name)
        await desk.hears(stays)
        await _merged(desk, person, stays.id)
    events = await desk.events()
    assert events.count("CertificateRevoked") == before + 1 and "CertificateIssued" not in events
    (row,) = [row for row in await desk.rows(story.workshop) if row.state is State.REVOKED]
    assert row.registration_id != goes.id
    assert await _told_owner(desk, row) == ("CertificateRevoked", str(row.registration_id))


async def test_of_two_certificates_of_a_merged_person_one_is_revoked(desk: Desk) -> None:
    story = await belitung(desk, 2)
    stays, goes = story.people
    await desk.approves(story.workshop)
    await _merged(desk, goes, stays.id)
    rows = {row.registration_id: row for row in await desk.rows(story.workshop)}
    assert rows[stays.id].state is State.APPROVED
    assert rows[goes.id].state is State.REVOKED and rows[goes.id].reason is PublicReason.MERGED
    assert (await desk.events())[-1] == "CertificateRevoked"
