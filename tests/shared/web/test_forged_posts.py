"""Posts that our own pages did not send; each with the control that ours does arrive."""

from __future__ import annotations

import aiohttp
import pytest

from shared.crypto import Keys
from shared.web import tokens
from tests.shared.web import sample
from tests.shared.web.conftest import OpenSite, Site, text, token_in

FORM = "/bimtek/batok/daftar"
PERSON = {
    "full_name": "Siti Maryam",
    "phone": "081234567890",
    "gender": "P",
    "district_code": "19.02.01",
    "consent": "1",
}


async def send(
    client: aiohttp.ClientSession, token: str, headers: dict[str, str] | None = None, **more: str
) -> tuple[int, str]:
    data = {**PERSON, **more, "form_token": token}
    async with client.post(FORM, data=data, headers=headers, allow_redirects=False) as response:
        return response.status, await response.text()


async def test_our_own_form_arrives(client: aiohttp.ClientSession) -> None:
    status, _ = await send(client, token_in(await text(client, FORM)), {"Sec-Fetch-Site": "same-origin"})
    assert status == 303


@pytest.mark.parametrize("site_header", ["cross-site", "same-site", "anything"])
async def test_the_browsers_word_refuses_even_with_a_good_token(
    client: aiohttp.ClientSession, site_header: str
) -> None:
    token = token_in(await text(client, FORM))
    before = len(sample.SEEN.keys)
    assert (await send(client, token, {"Sec-Fetch-Site": site_header}))[0] == 403
    assert len(sample.SEEN.keys) == before


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("https://evil.example", 403),
        ("http://localhost:8000", 303),
        ("null", 303),
        ("http://127.0.0.1.evil", 403),
    ],
)
async def test_without_it_a_real_origin_must_be_ours(
    client: aiohttp.ClientSession, origin: str, status: int
) -> None:
    token = token_in(await text(client, FORM))
    assert (await send(client, token, {"Origin": origin}))[0] == status


async def test_origin_null_does_not_pass_by_itself(client: aiohttp.ClientSession) -> None:
    assert (await send(client, "", {"Origin": "null"}))[0] == 403


async def test_a_token_that_was_changed_or_never_made_is_refused(client: aiohttp.ClientSession) -> None:
    token = token_in(await text(client, FORM))
    for forged in (
        "",
        "x",
        token[:-1],
        f"a{token}",
        token.replace(".-.", ".01900000-0000-7000-8000-000000000001."),
    ):
        assert (await send(client, forged))[0] == 403, forged
    assert (await send(client, token))[0] == 303


async def test_a_token_of_another_installation_is_refused(
    site: Site, open_site: OpenSite, other_keys: Keys
) -> None:
    other = await open_site(keys=other_keys)
    async with aiohttp.ClientSession(site.url) as client, aiohttp.ClientSession(other.url) as foreign:
        assert (await send(client, token_in(await text(foreign, FORM))))[0] == 403
        assert (await send(client, token_in(await text(client, FORM))))[0] == 303


async def test_an_old_form_comes_back_with_everything_kept_and_a_fresh_token(
    client: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = token_in(await text(client, FORM))
    monkeypatch.setattr(tokens, "LIFE", -1)
    status, page = await send(client, token)
    assert status == 422
    assert 'value="Siti Maryam"' in page and "terlalu lama terbuka" in page
    monkeypatch.undo()
    assert (await send(client, token_in(page)))[0] == 303


async def test_an_old_button_is_shown_for_one_more_press(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    cookies = await site.cookies(await site.member())
    path = f"{site.url}/kelola/peserta/1/tutup"
    async with aiohttp.ClientSession(cookies=cookies) as client:
        token = token_in(await text(client, f"{site.url}/kelola"))
        before = len(sample.SEEN.keys)
        monkeypatch.setattr(tokens, "LIFE", -1)
        async with client.post(path, data={"form_token": token, "alasan": "penuh"}) as response:
            page = await response.text()
            assert response.status == 422 and 'name="alasan" value="penuh"' in page
        assert len(sample.SEEN.keys) == before, "the handler ran for an expired form"
        monkeypatch.undo()
        again = page.split('class="form">')[1]
        async with client.post(
            path, data={"form_token": token_in(again), "alasan": "penuh"}, allow_redirects=False
        ) as response:
            assert response.status == 303


async def test_a_strangers_token_does_not_work_for_staff(site: Site) -> None:
    """Anybody can fetch a public form; its token must not open a desk post."""
    async with aiohttp.ClientSession(site.url) as stranger:
        token = token_in(await text(stranger, FORM))
    cookies = await site.cookies(await site.member())
    before = len(sample.SEEN.keys)
    path = f"{site.url}/kelola/peserta/1/tutup"
    async with (
        aiohttp.ClientSession(cookies=cookies) as client,
        client.post(path, data={"form_token": token}) as response,
    ):
        assert response.status == 422
    assert len(sample.SEEN.keys) == before


async def test_a_double_click_has_one_key(client: aiohttp.ClientSession) -> None:
    token = token_in(await text(client, FORM))
    await send(client, token)
    await send(client, token)
    first, second = sample.SEEN.keys[-2:]
    assert first == second
    await send(client, token_in(await text(client, FORM)))
    assert sample.SEEN.keys[-1] != first


async def test_the_api_takes_json_only(client: aiohttp.ClientSession) -> None:
    path = "/api/v1/sample/things"
    for kind in ("text/plain", "application/x-www-form-urlencoded"):
        headers = {"Content-Type": kind, "Idempotency-Key": "k1"}
        async with client.post(path, data=b'{"name":"a","count":1}', headers=headers) as response:
            assert response.status == 415
    async with client.post(
        path, json={"name": "a", "count": 1}, headers={"Idempotency-Key": "k1"}
    ) as response:
        assert await response.json() == {"name": "a", "key": "- k1"}  # nobody's, for nobody is signed in
    headers = {"Idempotency-Key": "k1", "Sec-Fetch-Site": "cross-site"}
    async with client.post(path, json={"name": "a", "count": 1}, headers=headers) as response:
        assert response.status == 403
