"""Who is signed in: what the cookie claims, what the stored row says, and when it ends."""

from __future__ import annotations

from datetime import timedelta

import aiohttp
import pytest

from shared import clock
from shared.crypto import Keys
from shared.events.scheduling import Role, Staff
from shared.web import session
from tests.shared.web.conftest import OpenSite, Site, text, token_in
from tests.support import factories


async def seen_by(site: Site, cookies: dict[str, str], path: str = "/kelola") -> int:
    """The status this session gets."""
    async with (
        aiohttp.ClientSession(cookies=cookies) as client,
        client.get(site.url + path, allow_redirects=False) as response,
    ):
        return response.status


async def test_a_session_opens_the_desk_and_nothing_opens_it_without(site: Site) -> None:
    assert await seen_by(site, {}) == 303
    assert await seen_by(site, await site.cookies(await site.member())) == 200


async def test_a_changed_cookie_is_nobody(site: Site) -> None:
    ((name, value),) = (await site.cookies(await site.member())).items()
    payload, signature = value.rsplit(".", 1)
    for forged in (f"{payload[:-2]}AA.{signature}", f"{payload}.{signature[:-2]}AA", payload, "", "x.y.z"):
        assert await seen_by(site, {name: forged}) == 303
    assert await seen_by(site, {name: value}) == 200  # the control: unchanged it opens


async def test_a_cookie_of_another_installation_is_nobody(
    site: Site, open_site: OpenSite, other_keys: Keys
) -> None:
    other = await open_site(keys=other_keys)
    foreign = await other.cookies(await other.member())
    assert await seen_by(site, foreign) == 303


async def test_the_newer_of_row_and_cookie_decides_the_role(site: Site) -> None:
    member = await site.member(Role.ADMIN)
    cookies = await site.cookies(member)
    assert await seen_by(site, cookies, "/kelola/pengguna") == 200
    await site.keep(_newer(member, role=Role.VIEWER))
    assert await seen_by(site, cookies, "/kelola/pengguna") == 403
    assert await seen_by(site, cookies, "/kelola") == 200


async def test_claims_count_until_the_event_has_arrived(site: Site) -> None:
    cookies = await site.cookies(await site.member(Role.ADMIN, version=2**40))
    stale = site.running
    await stale.db.run(_forget_staff)
    assert await seen_by(site, cookies, "/kelola/pengguna") == 200


async def _forget_staff(tx: object) -> None:
    await tx.execute("delete from staff")  # type: ignore[attr-defined]


@pytest.mark.parametrize("change", ["disabled", "signed_out"])
async def test_the_office_can_end_a_session(site: Site, change: str) -> None:
    member = await site.member()
    cookies = await site.cookies(member)
    given = {"disabled": True} if change == "disabled" else {"signed_out_before": clock.wall()}
    await site.keep(_newer(member, **given))
    assert await seen_by(site, cookies) == 303


async def test_signing_in_again_after_signed_out_before_works(site: Site) -> None:
    member = await site.member(signed_out_before=clock.wall())
    assert await seen_by(site, await site.cookies(member)) == 200


@pytest.mark.parametrize(
    ("idle", "status"),
    [(timedelta(minutes=29), 200), (timedelta(minutes=31), 303)],
    ids=["idle 29", "idle 31"],
)
async def test_a_session_ends_after_half_an_hour_of_nothing(
    site: Site, monkeypatch: pytest.MonkeyPatch, idle: timedelta, status: int
) -> None:
    cookies = await site.cookies(await site.member())
    monkeypatch.setattr(session, "wall", lambda: clock.wall() + idle)
    assert await seen_by(site, cookies) == status


async def test_work_keeps_a_session_but_not_beyond_twelve_hours(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    cookies = await site.cookies(await site.member())
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as client:
        jar.update_cookies(cookies, response_url=client._build_url(site.url))
        for minutes in range(20, 12 * 60, 20):
            monkeypatch.setattr(
                session, "wall", lambda after=minutes: clock.wall() + timedelta(minutes=after)
            )
            async with client.get(f"{site.url}/kelola", allow_redirects=False) as response:
                assert response.status == 200, minutes
        monkeypatch.setattr(session, "wall", lambda: clock.wall() + timedelta(hours=12, minutes=1))
        async with client.get(f"{site.url}/kelola", allow_redirects=False) as response:
            assert response.status == 303


async def test_a_post_after_the_end_comes_back_after_signing_in(
    site: Site, client: aiohttp.ClientSession
) -> None:
    """The form travels through the sign-in page, is shown for one more press, and then arrives."""
    member = await site.member()
    path = "/kelola/peserta/1/tutup"
    async with client.post(path, data={"alasan": "Kursi penuh & <b>", "form_token": "x"}) as response:
        page = await response.text()
        assert response.status == 401
    held = page.split('name="held" value="')[1].split('"')[0]
    data = {"email": member.email, "password": str(member.id), "held": held, "form_token": token_in(page)}
    async with client.post("/masuk", data=data) as response:
        page = await response.text()
        assert response.status == 200
        assert f'action="{path}"' in page and 'value="Kursi penuh &amp; &lt;b&gt;"' in page
    data = {"alasan": "Kursi penuh & <b>", "form_token": token_in(page)}
    async with client.post(path, data=data, allow_redirects=False) as response:
        assert response.status == 303


async def test_a_forged_held_form_is_dropped(site: Site, client: aiohttp.ClientSession) -> None:
    member = await site.member()
    token = token_in(await text(client, "/masuk"))
    data = {"email": member.email, "password": str(member.id), "held": "e30.x.y", "form_token": token}
    async with client.post("/masuk", data=data, allow_redirects=False) as response:
        assert (response.status, response.headers["Location"]) == (303, "/kelola")


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example", "/a\nb", ""])
async def test_signing_in_never_leads_elsewhere(
    site: Site, client: aiohttp.ClientSession, target: str
) -> None:
    member = await site.member()
    token = token_in(await text(client, "/masuk"))
    data = {"email": member.email, "password": str(member.id), "next": target, "form_token": token}
    async with client.post("/masuk", data=data, allow_redirects=False) as response:
        assert response.headers["Location"] == "/kelola"


async def test_a_page_is_found_again_after_signing_in(site: Site, client: aiohttp.ClientSession) -> None:
    async with client.get("/kelola/peserta/1?orang=2", allow_redirects=False) as response:
        assert response.headers["Location"] == "/masuk?next=%2Fkelola%2Fpeserta%2F1%3Forang%3D2"


async def test_the_cookie_on_https_is_bound_to_the_host(open_site: OpenSite) -> None:
    site = await open_site(public_url="https://bimtek.example")
    async with aiohttp.ClientSession() as client:
        token = token_in(await text(client, f"{site.url}/masuk"))
        member = await site.member()
        data = {"email": member.email, "password": str(member.id), "form_token": token}
        async with client.post(f"{site.url}/masuk", data=data, allow_redirects=False) as response:
            cookie = response.headers["Set-Cookie"]
    assert cookie.startswith("__Host-bimtek=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


def _newer(member: Staff, **given: object) -> Staff:
    return member.model_copy(update={"version": factories.version(), **given})
