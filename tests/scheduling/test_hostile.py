"""What a stranger, or somebody of another office, might try on the pages of scheduling."""

from __future__ import annotations

import threading
from typing import Any

import aiohttp
import pytest

from services.scheduling.store import requests
from shared import ids
from shared.sheets.importing import plan
from shared.web import body, middlewares
from tests.support.scheduling_site import Site

VENUE = {"name": "Sanggar Bekemas", "district_code": "19.02.01", "capacity": "40"}


@pytest.mark.parametrize(
    "link", ["https://peta.example/\nX-EVIL:1", "https://peta.example/\ta", "https://a b"]
)
async def test_a_map_link_holds_no_white_space(site: Site, link: str) -> None:
    async with site.signed_in() as alice:
        page = await alice.fill("/kelola/tempat/baru", {**VENUE, "map_url": link})
        assert page.status == 422 and "Tempel tautan lengkap" in page.words
        kept = await alice.fill("/kelola/tempat/baru", {**VENUE, "map_url": "https://peta.example/a?b=1"})
        assert kept.status == 200, kept.words


class Lines:
    """Stands for the log of the middlewares."""

    def __init__(self) -> None:
        self.said: list[dict[str, Any]] = []

    def exception(self, _event: str, **facts: Any) -> None:
        self.said.append(facts)

    warning = exception


async def test_a_link_that_opens_a_page_is_never_logged(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    async def breaks(*_args: object) -> None:
        raise ValueError("broken")

    lines, code = Lines(), ids.new_code()
    monkeypatch.setattr(middlewares, "log", lines)
    monkeypatch.setattr(requests, "by_code", breaks)
    async with site.visitor() as visitor:
        assert (await visitor.get(f"/usulan/{code}")).status == 500
    assert [line["path"] for line in lines.said] == ["/usulan/{code}"]
    assert code not in repr(lines.said)


async def test_thousands_of_rows_are_planned_beside_the_loop(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else everybody of every office waits while one file is looked through."""
    threads = list[threading.Thread]()

    def seen(*args: Any) -> Any:
        threads.append(threading.current_thread())
        return plan(*args)

    monkeypatch.setattr("services.scheduling.web.organizer.imports.plan", seen)
    async with site.signed_in() as alice:
        look = await alice.sends_file(
            "/kelola/narasumber/impor", "data.csv", b"Nama,Kota asal\nSri,Belitung\n"
        )
        done = await alice.fill(look.url, {}, f"{look.url}/terapkan")
        assert done.status == 200, done.words
    assert len(threads) >= 2 and threading.main_thread() not in threads


async def test_strangers_do_not_take_the_room_that_uploads_have(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the desk takes is read before its sender is asked to sign in, so it is counted too."""
    monkeypatch.setattr(body, "UPLOADS_PER_ADDRESS", "1/minute")
    async with site.visitor() as stranger:
        answers = []
        for _try in range(2):
            form = aiohttp.FormData()
            form.add_field("file", b"x" * 1000, filename="a.csv")
            answers.append(await stranger.post("/kelola/narasumber/impor", form))
    assert "/masuk" in answers[0].text and [answer.status for answer in answers][1] == 429
