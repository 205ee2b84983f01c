"""The page of caught mail: who may read it, and that a mail's HTML can do nothing there."""

from __future__ import annotations

import dataclasses
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from playwright.async_api import Browser

from services.attendance.service import SERVICE
from shared.crypto import Keys
from shared.embedded.catcher import Catcher
from shared.files import keep
from shared.mail.smtp import Server
from shared.metrics import Metrics
from shared.service import Running
from shared.settings import Settings
from shared.web import mailbox
from shared.web.app import web_app
from shared.web.server import serve
from tests.support.browser import assert_accessible, opened, picture
from tests.support.mailing import Office

Serve = Callable[[bool], AbstractAsyncContextManager[str]]


@pytest.fixture
def served(office: Office, catcher: Catcher, keys: Keys, tmp_path: Path) -> Serve:
    """`async with served(everybody) as url`: the pages as part of a service."""

    @asynccontextmanager
    async def start(everybody: bool) -> AsyncIterator[str]:
        pages = mailbox.routes(catcher.mailbox, everybody=everybody)
        service = dataclasses.replace(SERVICE, routes=pages, prefixes=(mailbox.PREFIX,))
        settings = Settings(home=tmp_path)
        app = web_app(Running(service, settings, office.db, office.clock, keys, Metrics()))
        listener = socket.create_server(("127.0.0.1", 0))
        runner = await serve(app, listener)
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}{mailbox.PREFIX}"
        finally:
            await runner.cleanup()

    return start


@pytest.fixture
async def caught(office: Office, catcher: Catcher) -> None:
    """Three mails, one with an attachment."""
    file = await office.db.run(keep, b"%PDF-1.7 contoh", "application/pdf")
    await office.send(
        office.mail(to="hendra@contoh.example", language="en"),
        office.mail(to="dewi.kusumawardhani.puspitaningrum@contoh.example"),
        office.mail(attachments=((file, "Sertifikat Siti Aminah.pdf"),)),
    )
    await office.sender(Server.from_url(catcher.url).port).step()


async def test_in_an_installation_only_admins_read_it(served: Serve, caught: None) -> None:
    async with served(False) as url, aiohttp.ClientSession() as client:
        for path in ("", "/api", "/1/html"):
            async with client.get(url + path) as response:
                assert "contoh.example" not in await response.text()
                assert response.status in (200, 401, 403, 404)


async def test_the_list_for_programs(served: Serve, caught: None) -> None:
    async with served(True) as url, aiohttp.ClientSession() as client:
        async with client.get(f"{url}/api", params={"kepada": "siti@contoh.example"}) as response:
            (message,) = (await response.json())["messages"]
        (attachment,) = message["attachments"]
        async with client.get(url.removesuffix(mailbox.PREFIX) + attachment["path"]) as response:
            assert await response.read() == b"%PDF-1.7 contoh"
            assert response.headers["Content-Disposition"].startswith("attachment;")
        async with client.get(f"{url}/{message['id']}/lampiran/7") as response:
            assert response.status == 404


async def test_a_mails_html_runs_nothing(served: Serve, catcher: Catcher, browser: Browser) -> None:
    evil = (
        b"To: a@b.example\r\nSubject: <script>alert(1)</script>\r\nContent-Type: text/html\r\n\r\n"
        b"<head></head><body><script>top.location='https://evil.example'</script><p id=there>isi</p></body>"
    )
    id = catcher.mailbox.keep(evil)
    async with served(True) as url:
        async with aiohttp.ClientSession() as client, client.get(f"{url}/{id}/html") as response:
            policy = response.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy and "sandbox" in policy and "allow-scripts" not in policy
        # The browser itself complains about the script it refused, which `opened` would report.
        context = await browser.new_context()
        page = await context.new_page()
        await page.goto(f"{url}/{id}")
        assert await page.frame_locator("iframe").locator("#there").inner_text() == "isi"
        assert page.url == f"{url}/{id}"
        await context.close()


async def test_pages(served: Serve, caught: None, catcher: Catcher, browser: Browser) -> None:
    async with served(True) as url:
        async with opened(browser, url) as page:
            await assert_accessible(page)
            await picture(page, "mailbox-index")
        newest = catcher.mailbox.newest()[0]
        async with opened(browser, f"{url}/{newest.id}") as page:
            await page.frame_locator("iframe").locator("h1").wait_for()
            await assert_accessible(page)
            await picture(page, "mailbox-message")


def test_who_may_read_it(catcher: Catcher) -> None:
    for everybody, access in ((False, "admin"), (True, "public")):
        routes = mailbox.routes(catcher.mailbox, everybody=everybody)
        assert {route.access.name for route in routes} == {access}
