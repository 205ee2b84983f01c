"""The pages and calls by which an admin tells the office's other systems."""

from __future__ import annotations

import json
import re

import pytest

from services.registration.actions import webhooks as actions
from services.registration.domain import webhooks as rules
from services.registration.jobs import deliver
from shared.events.scheduling import Role
from tests.support.receiver import Receiver
from tests.support.registration_site import Site, Visitor
from tests.support.webhooks import CALL, PAGE, hook, verified


async def added(admin: Visitor, url: str) -> str:
    """Add it as an admin does; the secret from the page that shows it once."""
    fields: dict[str, str | list[str]] = {
        "name": "Sistem data IKM provinsi",
        "url": url,
        "types": ["RegistrationConfirmed"],
    }
    shown = await admin.fill(PAGE, fields)
    assert shown.status == 200
    found = re.search(r"whsec_[A-Za-z0-9+/=]+", shown.words)
    assert found
    return found[0]


async def test_an_admin_adds_tries_and_repeats(trying_out: Site, other: Receiver) -> None:
    async with trying_out.organizer(Role.ADMIN) as admin:
        assert "Belum ada sistem lain" in (await admin.get(PAGE)).words
        wrong = await admin.fill(PAGE, {"name": "", "url": "ftp://a", "types": []})
        assert wrong.status == 422
        assert "diawali https://" in wrong.words
        secret = await added(admin, other.url)
        (one,) = json.loads((await admin.get(CALL)).text)["webhooks"]
        path = f"{PAGE}/{one['id']}"
        page = await admin.get(path)
        assert secret not in page.text
        tried = await admin.post(f"{path}/uji", {"form_token": page.token()})
        assert "Uji coba dikirim" in tried.words
        await deliver(trying_out.running)
        assert json.loads(other.heard[0][1])["type"] == rules.TRIAL
        assert verified(secret, *other.heard[0])
        assert "Uji coba" in (await admin.get(path)).words
        nothing = await admin.fill(path, {"since": ""}, action=f"{path}/ulang")
        assert nothing.status == 422
        again = await admin.fill(path, {"since": "2020-01-01T00:00"}, action=f"{path}/ulang")
        assert "1 kiriman dikirim lagi." in again.words
        none = await admin.fill(path, {"since": "2099-01-01T00:00"}, action=f"{path}/ulang")
        assert "Tidak ada kiriman sejak waktu itu." in none.words
        await admin.fill(path, {}, action=f"{path}/matikan")
        assert (await admin.fill(path, {}, action=f"{path}/uji")).status == 409
        asked = await admin.get(f"{path}/hapus")
        assert "catatan 1 kiriman hilang" in asked.words
        await admin.fill(f"{path}/hapus", {})
        assert (await admin.get(path)).status == 404
        history = (await admin.get("/kelola/peserta/riwayat")).words
        assert "Sistem lain ditambahkan" in history
        assert "Sistem lain dihapus" in history
    async with trying_out.organizer() as alice:
        assert (await alice.get(PAGE)).status == 403


async def test_plain_http_is_for_trying_out_only(site: Site, other: Receiver) -> None:
    async with site.organizer(Role.ADMIN) as admin:
        refused = await admin.fill(
            PAGE, {"name": "Sistem data", "url": other.url, "types": ["RegistrationConfirmed"]}
        )
        assert refused.status == 422
        assert "kiriman tanpa sandi tidak diizinkan" in refused.words


async def test_an_office_has_at_most_so_many(trying_out: Site) -> None:
    for _number in range(rules.MOST_HOOKS):
        await hook(trying_out, "https://sistem.contoh.example/")
    with pytest.raises(actions.TooManyHooks):
        await hook(trying_out, "https://sistem.contoh.example/")
