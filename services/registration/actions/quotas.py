"""Quotas are set and seats that were held back become free; whoever may have them then is promoted at once.

Nobody loses a seat by a new rule: it decides who gets the next one.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.registration.actions.letters import facts
from services.registration.actions.moving import promote
from services.registration.actions.office import By
from services.registration.domain.quotas import (
    Fault,
    Of,
    Quota,
    fault,
    profile_of,
    released,
    replaced,
    tally_of,
)
from services.registration.domain.refusals import NotPossible, Reason
from services.registration.domain.seats import SEATED, Seats
from services.registration.store import centres, copies, quotas, seats
from shared import audit
from shared.db import Tx
from shared.events.registration import RegistrationState


class Contradiction(Exception):
    """These rules cannot stand together; nothing was changed."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


async def change(tx: Tx, now: datetime, by: By, workshop_id: UUID, rules: Sequence[Quota]) -> Seats:
    """Put these rules in the place of a workshop's old ones. Raises NotPossible, Contradiction."""
    seat = await _held(tx, workshop_id, by.organization_id)
    found = fault(rules, seat.wanted_capacity)
    if found is None and not await _centres_are_known(tx, by, rules):
        found = "unknown"
    if found is not None:
        raise Contradiction(found)
    before, after = ({"quotas": _told(held)} for held in (seat.quotas, rules))
    seat = await _keep(tx, now, seat, rules)
    subject = f"Workshop/{workshop_id}"
    await audit.record(tx, by.who, by.organization_id, "quotas changed", subject, before, after)
    return seat


async def put(tx: Tx, now: datetime, by: By, workshop_id: UUID, rule: Quota) -> Seats:
    """Set one rule: in the place of the one with its key, else as the last. Raises as `change`."""
    seat = await _held(tx, workshop_id, by.organization_id)
    rules = [rule if quota.key == rule.key else quota for quota in seat.quotas]
    if rule not in rules:
        rules.append(rule)
    return await change(tx, now, by, workshop_id, rules)


async def remove(tx: Tx, now: datetime, by: By, workshop_id: UUID, key: str) -> Seats:
    """Take one rule away; that nobody is counted by it any more may give seats. Raises as `change`."""
    seat = await _held(tx, workshop_id, by.organization_id)
    rules = [quota for quota in seat.quotas if quota.key != key]
    if len(rules) == len(seat.quotas):
        raise NotPossible(Reason.STATE_CHANGED)
    return await change(tx, now, by, workshop_id, rules)


async def release(tx: Tx, now: datetime, by: By, workshop_id: UUID, key: str) -> Seats:
    """Let everybody have the seats that one rule still holds back, before its moment."""
    seat = await _held(tx, workshop_id, by.organization_id)
    if not any(quota.key == key and quota.holds_back for quota in seat.quotas):
        raise NotPossible(Reason.STATE_CHANGED)
    rules = [replaced(quota, released=True) if quota.key == key else quota for quota in seat.quotas]
    return await change(tx, now, by, workshop_id, rules)


async def release_due(tx: Tx, now: datetime, workshop_id: UUID) -> int:
    """Free what is to be held back until now and no longer; how many rules ended."""
    seat = await seats.lock_one(tx, workshop_id)
    rules = released(seat.quotas, now)
    ended = sum(old.holds_back and not new.holds_back for old, new in zip(seat.quotas, rules, strict=True))
    if ended:
        await _keep(tx, now, seat, rules)
    return ended


def _told(rules: Sequence[Quota]) -> list[str]:
    """Each rule as one text, for the trail; the page of it says them in words."""
    return [json.dumps(rule) for rule in quotas.written(rules)]


async def _centres_are_known(tx: Tx, by: By, rules: Sequence[Quota]) -> bool:
    """Retired ones too: a rule that names one stays as it is."""
    named = {code for quota in rules if quota.of is Of.CENTRE for code in quota.codes}
    return not named or named <= (await centres.names(tx, by.organization_id)).keys()


async def _held(tx: Tx, workshop_id: UUID, organization_id: UUID) -> Seats:
    seat = (await seats.lock(tx, (workshop_id,))).get(workshop_id)
    if seat is None or seat.organization_id != organization_id:
        raise NotPossible(Reason.UNKNOWN)
    return seat


async def _keep(tx: Tx, now: datetime, seat: Seats, rules: Sequence[Quota]) -> Seats:
    """Count everybody by the new rules, store both, and give seats to those who may have them now."""
    people = await quotas.people(tx, seat.workshop_id)
    profiles = {one.id: profile_of(rules, one.traits) for one in people}
    await quotas.set_profiles(
        tx, {one.id: profiles[one.id] for one in people if profiles[one.id] != one.profile}
    )
    tally = tally_of(
        (profiles[one.id], one.state in SEATED, one.state is RegistrationState.WAITLISTED) for one in people
    )
    await quotas.keep(tx, seat.workshop_id, rules, tally)
    seat = await seats.lock_one(tx, seat.workshop_id)
    workshop = await copies.WORKSHOPS.get(tx, seat.workshop_id)
    assert workshop is not None, "a seat row exists only for a workshop we heard of"
    return await promote(tx, now, seat, facts(workshop))
