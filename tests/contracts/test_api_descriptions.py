"""Every call of every service keeps what its own OpenAPI description says, whatever it is sent.

The descriptions are taken from the running services. The office of the story has something of everything, so
calls do their work here and are not only turned away.
"""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated, Any

import aiohttp
import pytest
from aiohttp import web
from pydantic import BaseModel, Field, WithJsonSchema

from services.demo.stage import Stage
from services.suite import SERVICES
from shared.clock import MovedClock
from shared.crypto import Keys
from shared.ids import new_id
from shared.metrics import Metrics
from shared.service import Running, Service
from shared.settings import Settings
from shared.web import answer, openapi, read_json
from shared.web.app import web_app
from shared.web.limit import Limiter
from shared.web.routes import Key, api
from shared.web.server import serve
from tests.conftest import DatabaseOf
from tests.support.api_calls import try_all
from tests.support.api_things import Known, everything, known_things
from tests.support.odd_calls import odd_faults

pytestmark = pytest.mark.slow
# Registration last: its calls choose how long data are kept, and what is erased then is missing elsewhere.
NAMES = sorted((service.name for service in SERVICES), key=lambda name: name == "registration")
# Calls that only what somebody has just read makes do their work; each has a story of its own.
IDLE = {
    # the version of the office as it was seen
    *("api_change_office", "api_add_signer", "api_change_signer", "api_remove_signer"),
    # the changes, the warning, or the sessions of a plan that were seen
    *("api_send_notice", "api_dismiss_changes", "api_override_warning", "api_accept_suggestion"),
    # a session that is over, a workshop that is ready, an hour at which everybody is free
    *("api_hold_session", "api_hold_all", "api_complete_workshop", "api_publish_workshop"),
    *("api_substitute", "api_accept_proposal", "api_change_session", "api_delete_session"),
    "api_move_day",
    # a time at which a phone may have seen somebody
    "marks",
    # a programme that no workshop was drafted in
    "api_delete_programme",
    # wording with the fields of its kind, to whom a letter goes; a phone with codes
    *("api_put_letter_text", "api_draft_letters", "api_change_letters", "api_correct_letter"),
    "api_remove_codes",
    # a workshop that takes sign-ups or lists now, somebody on a list who can still leave, an address to send
    # a link to
    *("api_sign_up", "api_start_group", "api_cancel_in_group", "api_group_link_again"),
    # the second day of a workshop
    "api_check_name",
    # a criterion that is scored by hand, and what stood there
    "api_score",
    # somebody with a seat at a workshop that has begun and is not over
    "api_answer_check_in",
    # a name that no centre of the office has yet
    "api_rename_centre",
    # a seat of a workshop that has not begun, where the office allows it
    "api_hand_over",
}


@pytest.fixture(scope="module")
async def stage() -> AsyncIterator[Stage]:
    """The installation, where nobody has to wait for having asked too often."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Limiter, "wait", lambda *_given: 0.0)
        async with everything() as stage:
            yield stage


@pytest.fixture(scope="module")
async def known(stage: Stage) -> dict[str, Known]:
    return await known_things(stage)


async def document_of(url: str, service: str) -> dict[str, Any]:
    async with aiohttp.ClientSession() as client, client.get(url + openapi.path_of(service)) as response:
        document: dict[str, Any] = await response.json()
    return document


@pytest.mark.parametrize("name", NAMES)
async def test_every_call_without_signing_in(stage: Stage, name: str) -> None:
    """Calls of staff are refused, whatever they are about."""
    url, document = stage.suite.url, await document_of(stage.suite.url, name)
    async with aiohttp.ClientSession() as client:
        for path, methods in document["paths"].items():
            for method, operation in methods.items():
                if "security" in operation:
                    address = url + re.sub(r"{\w+}", str(new_id()), path)
                    async with client.request(method, address) as response:
                        assert response.status in (401, 404), (method, path)


@pytest.mark.parametrize("name", NAMES)
async def test_odd_content_is_answered_as_described(stage: Stage, name: str) -> None:
    url = stage.suite.url
    assert await odd_faults(await document_of(url, name), url, stage.office.cookies()) == []


@pytest.mark.parametrize("name", NAMES)
async def test_good_and_bad_content_is_answered_as_described(
    stage: Stage, known: dict[str, Known], name: str
) -> None:
    url, document = stage.suite.url, await document_of(stage.suite.url, name)
    routes = stage.suite.running[name].service.routes
    tried = await asyncio.to_thread(try_all, document, routes, url, stage.office.cookies(), known[name])
    assert tried.faults == []
    assert tried.idle <= IDLE, "every other call does its work"


# The control: a service that is described wrongly in every way


class Count(BaseModel):
    count: int = Field(ge=0, le=9)


class Narrow(BaseModel):
    count: Annotated[int, Field(ge=5), WithJsonSchema({"type": "integer", "minimum": 0, "maximum": 9})]


async def honest(request: web.Request) -> web.Response:
    return answer(await read_json(request, Count))


async def untold(_request: web.Request) -> web.Response:
    return web.Response(status=418)


async def broken(_request: web.Request) -> web.Response:
    raise RuntimeError


async def other(_request: web.Request) -> web.Response:
    return answer({"count": "many"})


async def page(_request: web.Request) -> web.Response:
    return web.Response(text="<p>1</p>", content_type="text/html")


async def careless(_request: web.Request) -> web.Response:
    return answer({"count": 1})


async def narrow(request: web.Request) -> web.Response:
    return answer(await read_json(request, Narrow))


WRONG = {
    "untold": (untold, Count, "Undocumented status code"),
    "broken": (broken, Count, "Server error"),
    "other": (other, Count, "Response violates schema"),
    "page": (page, Count, "Undocumented Content-Type"),
    "careless": (careless, Count, "Invalid data should have been rejected"),
    "narrow": (narrow, Narrow, "what the description allows is refused"),
}
CONTROL = Service(
    name="scheduling",
    prefixes=("/",),
    routes=tuple(
        api("POST", f"/api/v1/{name}", handler, name, summary=name, body=body, answer=Count, key=Key.NONE)
        for name, (handler, body, _says) in {"honest": (honest, Count, ""), **WRONG}.items()
    ),
    handlers={},
    republish={},
)


async def test_a_wrong_description_is_found(
    database_of: DatabaseOf, keys: Keys, clock: MovedClock, tmp_path: Path
) -> None:
    running = Running(
        CONTROL, Settings(home=tmp_path), await database_of("scheduling"), clock, keys, Metrics()
    )
    listener = socket.create_server(("127.0.0.1", 0))
    runner = await serve(web_app(running), listener)
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    try:
        document = await document_of(url, "scheduling")
        tried = await asyncio.to_thread(try_all, document, CONTROL.routes, url, {}, {})
        odd = await odd_faults(document, url, {})
    finally:
        await runner.cleanup()
    for name, (_handler, _body, says) in WRONG.items():
        assert any(f"/{name}:" in fault and says in fault for fault in tried.faults), name
    assert [fault for fault in [*tried.faults, *odd] if "/honest" in fault] == []
    assert all(any(f"/{name} " in fault for fault in odd) for name in ("untold", "broken", "other", "page"))
