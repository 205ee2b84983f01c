"""Nobody is given a seat in a workshop that is cancelled or over, by whatever way."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from services.registration.actions import office, own
from services.registration.actions.office import By
from services.registration.domain.refusals import NotPossible, Reason
from services.registration.store.registrations import Row
from shared.clock import MovedClock
from shared.events.registration import RegistrationState as State
from shared.events.scheduling import SignUp, Workshop, WorkshopState
from shared.ids import new_id
from tests.support.registration import OFFICE, Office, newer, workshop
from tests.support.registration_site import Site

ALICE = By(f"Staff/{new_id()}", "Alice Rahmawati", OFFICE)
Given = tuple[Workshop, Callable[[], Awaitable[Row]], Row]


async def _approve(panitia: Office) -> Given:
    asks = workshop(2, sign_up=SignUp.APPROVAL)
    await panitia.hears(asks)
    row = await panitia.signs_up(asks)
    return asks, lambda: panitia.db.run(office.approve, panitia.now, ALICE, row.id), row


async def _waiting(panitia: Office) -> tuple[Workshop, Row, Row]:
    full = workshop(1)
    await panitia.hears(full)
    return full, await panitia.signs_up(full), await panitia.signs_up(full)


async def _prefer(panitia: Office) -> Given:
    full, _, row = await _waiting(panitia)
    return full, lambda: panitia.db.run(office.prefer, panitia.now, ALICE, row.id, "Perajin"), row


async def _merge(panitia: Office) -> Given:
    full, seated, row = await _waiting(panitia)
    return full, lambda: panitia.db.run(office.merge, panitia.now, ALICE, seated.id, row.id), row


async def _offered(panitia: Office) -> tuple[Workshop, Row]:
    belitung = workshop(1, offer_hours=24)
    await panitia.hears(belitung)
    first, row = [await panitia.signs_up(belitung) for _ in range(2)]
    await panitia.db.run(own.cancel, panitia.now, first.id)
    return belitung, await panitia.row(row.id)


async def _accept(panitia: Office) -> Given:
    belitung, row = await _offered(panitia)
    return belitung, lambda: panitia.db.run(own.accept, panitia.now, row.id), row


async def _accept_by_phone(panitia: Office) -> Given:
    belitung, row = await _offered(panitia)
    return belitung, lambda: panitia.db.run(office.answer_for, panitia.now, ALICE, row.id, True), row


WAYS = (_approve, _prefer, _merge, _accept, _accept_by_phone)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("end", ["cancelled", "completed", "over"])
async def test_no_seat_is_given(
    way: Callable[[Office], Awaitable[Given]], end: str, panitia: Office, clock: MovedClock
) -> None:
    of, give, row = await way(panitia)
    if end == "over":
        clock.move_to(of.ends_at + timedelta(minutes=1))
    else:
        await panitia.hears(newer(of, state=WorkshopState(end)))
    taken = (await panitia.seats(of)).taken
    with pytest.raises(NotPossible) as refused:
        await give()
    assert refused.value.reason is (Reason.WORKSHOP_CANCELLED if end == "cancelled" else Reason.TOO_LATE)
    assert (await panitia.row(row.id)).state is row.state
    assert (await panitia.seats(of)).taken == taken


@pytest.mark.parametrize("way", WAYS)
async def test_control_while_it_can_take_place_it_is_given(
    way: Callable[[Office], Awaitable[Given]], panitia: Office, clock: MovedClock
) -> None:
    of, give, _row = await way(panitia)
    clock.move_to(of.starts_at + timedelta(hours=1))
    assert isinstance(await give(), Row)


async def test_pages_do_not_offer_what_cannot_be_done(site: Site, clock: MovedClock) -> None:
    belitung, row = await _offered(site.panitia)
    code = site.running.keys.decrypt(row.manage_sealed, purpose="manage_code")
    assert row.state is State.OFFERED
    async with site.organizer() as alice:
        paths = {
            f"/pendaftaran/{code}": "Ambil kursi",
            f"/kelola/peserta/orang/{row.id}": "Peserta mau: ambil kursi",
        }
        for path, button in paths.items():
            assert button in (await alice.get(path)).words
        clock.move_to(belitung.ends_at + timedelta(minutes=1))
        for path, button in paths.items():
            page = await alice.get(path)
            assert page.status == 200 and button not in page.words
