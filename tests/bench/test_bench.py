"""The figures can be taken; how large they are is no test's business."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from tests.bench import (
    certificates,
    check_in,
    commit_delay,
    list_page,
    memory,
    memory_apart,
    open_loop,
    rabbitmq,
    run,
    schedule,
    sign_up,
)
from tests.bench.figures import Row, interleaved
from tests.bench.load import get, play, post


@pytest.fixture
async def port() -> AsyncIterator[int]:
    """A server that answers a POST with its body, and everything else with 404."""

    async def echo(request: web.Request) -> web.Response:
        return web.Response(body=await request.read())

    app = web.Application()
    app.router.add_post("/echo", echo)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield runner.addresses[0][1]
    await runner.cleanup()


async def test_the_load_sends_every_request_once_and_counts_the_answers(port: int) -> None:
    large = post("/echo", b"x" * 300_000)
    played = await play(port, [get("/nothing"), large, *[post("/echo", b"a=1")] * 40], connections=7)
    assert played.statuses == {"404": 1, "200": 41}
    assert 0 < played.p50 <= played.p99 < played.seconds
    with pytest.raises(AssertionError):
        played.rate_of(200)


async def test_the_load_keeps_its_rate_and_counts_from_the_moment_a_request_was_due(port: int) -> None:
    played = await play(port, [post("/echo", b"a=1")] * 50, connections=5, rate=100)
    assert played.statuses == {"200": 50}
    assert played.seconds >= 0.49
    # Far more than one connection can do: the last ones waited long, though each answer came at once.
    crowded = await play(port, [post("/echo", b"a=1")] * 2_000, connections=1, rate=1_000_000)
    assert crowded.p99 > crowded.seconds / 2


async def test_sides_take_turns_and_the_median_counts() -> None:
    turns: list[str] = []
    figures = {"ours": iter((1.0, 9.0, 2.0)), "theirs": iter((4.0, 4.0, 4.0))}

    def side(name: str) -> float:
        turns.append(name)
        return next(figures[name])

    async def ours() -> float:
        return side("ours")

    async def theirs() -> float:
        return side("theirs")

    found = await interleaved(3, {"ours": ours, "theirs": theirs})
    assert turns == ["ours", "theirs"] * 3
    assert found == {"ours": 2.0, "theirs": 4.0}


def test_a_row_is_one_line_and_fails_below_what_it_must() -> None:
    row = Row("list", 40.0, 100.0, 0.5, 3, "pages/s", "list against hello")
    assert not row.good
    assert run.in_columns(row).split() == ["list", "40.0", "100.0", "0.40", "0.50", "3", "pages/s"]
    assert Row("events", 1.0, 100.0, None, 3, "deliveries/s", "").good
    assert not Row("events p99", 300.0, 250.0, None, 1, "ms", "", most=1.0).good
    assert Row("events p99", 100.0, 250.0, None, 1, "ms", "", most=1.0).good


def test_an_unknown_row_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main("speed") == 2
    assert "There is no row 'speed'" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.parametrize("row", run.ROWS)
def test_every_row_can_be_measured(
    row: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(list_page, "REQUESTS", 100)
    monkeypatch.setattr(sign_up, "REQUESTS", 20)
    monkeypatch.setattr(sign_up, "SECONDS", 1)
    monkeypatch.setattr(commit_delay, "SECONDS", 1)
    monkeypatch.setattr(open_loop, "A_SECOND", 20)
    monkeypatch.setattr(check_in, "CHECK_INS", 5)
    monkeypatch.setattr(check_in, "SIGN_UPS", 5)
    monkeypatch.setattr(check_in, "SECONDS", 4)
    monkeypatch.setattr(memory, "REQUESTS", 20)
    monkeypatch.setattr(memory_apart, "REQUESTS", 5)
    monkeypatch.setattr(rabbitmq, "MESSAGES", 200)
    monkeypatch.setattr(rabbitmq, "SECONDS", 1)
    monkeypatch.setattr(certificates, "PAPERS", 2)
    monkeypatch.setattr(schedule, "SIZES", (8,))
    run.main(row, json=True, rounds=1)
    found = json.loads(capsys.readouterr().out)
    assert found["commit"]
    assert all(one["ours"] > 0 and one["against"] > 0 for one in found["rows"])
