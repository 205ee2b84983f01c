"""Each safety with its guard taken away: the attack must then succeed, or its test proves nothing."""

from __future__ import annotations

import json

import aiohttp
import pytest
from aiohttp import web
from itsdangerous import URLSafeSerializer, base64_encode
from multidict import MultiDict

from shared.events.scheduling import Role
from shared.web import csrf, middlewares, session
from shared.web.access import Access
from shared.web.context import FORM, TOKEN_ID
from shared.web.routes import Route
from tests.shared.web.conftest import Site
from tests.shared.web.test_sessions import seen_by

CLOSE = "/kelola/peserta/1/tutup"


async def forged_post(site: Site) -> int:
    """What a page elsewhere can make a signed-in browser send."""
    cookies = await site.cookies(await site.member())
    headers = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
    async with (
        aiohttp.ClientSession(cookies=cookies) as client,
        client.post(site.url + CLOSE, data={}, headers=headers, allow_redirects=False) as response,
    ):
        return response.status


async def test_forged_posts(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    assert await forged_post(site) == 403
    monkeypatch.setattr(csrf, "check_origin", lambda request: None)
    assert await forged_post(site) == 403, "the token alone must refuse it too"

    def no_check(request: web.Request, route: Route) -> None:
        request[TOKEN_ID] = str(request.get(FORM, MultiDict()).get("form_token", ""))

    monkeypatch.setattr(csrf, "check", no_check)
    assert await forged_post(site) == 303, "without the guard the attack goes through"


class _Trusting(URLSafeSerializer):
    """A serializer that believes any signature."""

    def loads(self, s: str | bytes, salt: str | bytes | None = None, **_: object) -> object:
        text = s.decode() if isinstance(s, bytes) else s
        return self.load_payload(text.rsplit(".", 2)[0].encode())


async def test_changed_cookies(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    ((name, value),) = (await site.cookies(await site.member(Role.VIEWER, version=1))).items()
    claims = URLSafeSerializer("any").load_payload(value.rsplit(".", 2)[0].encode())
    claims |= {"role": "admin", "version": 2**60}
    forged = base64_encode(json.dumps(claims)).decode() + "." + ".".join(value.rsplit(".", 2)[1:])
    assert await seen_by(site, {name: forged}, "/kelola/pengguna") == 303
    monkeypatch.setattr(session, "_serializer", lambda request: _Trusting("any"))
    assert await seen_by(site, {name: forged}, "/kelola/pengguna") == 200


async def test_roles(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    cookies = await site.cookies(await site.member(Role.VIEWER))
    assert await seen_by(site, cookies, "/kelola/pengguna") == 403
    monkeypatch.setattr(Access, "allows", lambda self, role: True)
    assert await seen_by(site, cookies, "/kelola/pengguna") == 200


def test_the_guards_are_really_in_the_chain() -> None:
    assert {middlewares.access, middlewares.posted, middlewares.errors} <= set(middlewares.IN_ORDER)
