"""What somebody needs to take part speaks of their health: sealed, masked, opened with a reason."""

from __future__ import annotations

import pytest

from services.registration.actions import own, sign_up
from services.registration.actions import sealing as sealing_actions
from services.registration.jobs import seal
from services.registration.store import access
from services.registration.store.registrations import Row
from shared.crypto import Keys
from shared.db import Tx
from tests.support.registration import OFFICE, Office, person, workshop
from tests.support.registration_site import FORM, Site
from tests.support.traces import places

NEEDS = "Kursi roda untuk Zubaidah"


async def somebody(panitia: Office) -> Row:
    belitung = workshop()
    await panitia.hears(belitung)
    return await panitia.signs_up(belitung, person(needs=NEEDS))


async def test_it_is_written_nowhere_in_clear(site: Site) -> None:
    belitung = workshop()
    await site.panitia.hears(belitung)
    async with site.visitor() as ani:
        page = f"/bimtek/{belitung.slug}/daftar"
        card = await ani.fill(page, {**FORM, "needs": NEEDS})
        assert "/pendaftaran/" in card.url
        assert await places(site.panitia.db, (NEEDS,)) == []
        changed = await ani.get(f"{card.url}/ubah")
        assert NEEDS in changed.text, "who wrote it reads it"
        await ani.fill(f"{card.url}/ubah", {**FORM, "needs": f"{NEEDS}, juga pendamping"})
        assert "juga pendamping" in (await ani.get(f"{card.url}/data")).words
        assert await places(site.panitia.db, (NEEDS,)) == []
        await ani.fill(f"{card.url}/ubah", {**FORM, "needs": ""})
        assert "Kebutuhan khusus" not in (await ani.get(f"{card.url}/data")).words


async def test_control_a_sign_up_that_seals_nothing_is_noticed(
    panitia: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def careless(_keys: Keys, needs: str) -> bytes:
        return needs.encode()

    monkeypatch.setattr(sign_up, "sealed_needs", careless)
    await somebody(panitia)
    assert await places(panitia.db, (NEEDS,)) == ["registration.needs_sealed"]


async def test_the_office_sees_that_there_is_something_and_opens_it_with_a_reason(site: Site) -> None:
    row = await somebody(site.panitia)
    page, listed = f"/kelola/peserta/orang/{row.id}", f"/kelola/peserta/{row.workshop_id}"
    async with site.organizer() as alice:
        for address in (page, f"{listed}?kolom=kebutuhan", f"{listed}/peserta.csv"):
            answer = await alice.get(address)
            assert NEEDS not in answer.text, address
            assert "ebutuhan khusus" in answer.text, address
        call = await alice.get(f"/api/v1/registration/workshops/{row.workshop_id}/participants")
        assert '"has_needs":true' in call.text.replace(" ", "") and NEEDS not in call.text
        opened = await alice.fill(f"{page}/buka/needs", {"purpose": "preparing"})
        assert NEEDS in opened.words
        body = {"field": "needs", "purpose": "preparing"}
        async with alice.session.post(
            f"/api/v1/registration/registrations/{row.id}/opened", json=body
        ) as told:
            assert (await told.json())["value"] == NEEDS
    async with site.panitia.db.read() as tx:
        assert [one.field for one in await access.of_office(tx, OFFICE, 9)] == ["needs", "needs"]


async def _in_clear(panitia: Office, row: Row, text: str) -> None:
    """As an older release wrote it."""

    async def write(tx: Tx) -> None:
        await tx.execute(
            "update registration set needs = $2, needs_sealed = null where id = $1", row.id, text
        )

    await panitia.db.run(write)


async def test_what_an_older_release_wrote_is_sealed_and_the_old_column_emptied(site: Site) -> None:
    panitia = site.panitia
    rows = [await somebody(panitia) for _twice in range(2)]
    for row in rows:
        await _in_clear(panitia, row, f"{NEEDS} {row.id}")
    assert await places(panitia.db, (NEEDS,)) == ["registration.needs"]
    async with site.organizer() as alice:  # read before the job came by
        seen = await alice.get(f"/kelola/peserta/orang/{rows[0].id}")
        assert "buka/needs" in seen.text and NEEDS not in seen.text
        before = await alice.fill(f"/kelola/peserta/orang/{rows[0].id}/buka/needs", {"purpose": "asked"})
        assert NEEDS in before.words
    versions = [(await panitia.row(row.id)).version for row in rows]
    assert [await seal(site.running), await seal(site.running)] == [2, 0]
    assert await places(panitia.db, (NEEDS,)) == []
    for row, version in zip(rows, versions, strict=True):
        now = await panitia.row(row.id)
        assert sealing_actions.needs_of(panitia.keys, now) == f"{NEEDS} {row.id}"
        assert now.version == version, "no document says it, so nobody has to hear of it"


async def test_it_survives_what_others_correct(panitia: Office) -> None:
    row = await somebody(panitia)
    with pytest.raises(ValueError, match="sealed first"):
        clear = own.person_of(row)._replace(needs=NEEDS)
        await panitia.db.run(own.change, panitia.now, row.id, clear)
    await panitia.db.run(own.change, panitia.now, row.id, own.person_of(row))
    assert sealing_actions.needs_of(panitia.keys, await panitia.row(row.id)) == NEEDS
    assert (await panitia.row(row.id)).needs == ""
