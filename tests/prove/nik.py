"""The promise `nik`: a NIK is written nowhere but sealed.

The Belitung story is played, and on top of it people sign up by form, by call and from spreadsheets with
known NIKs, typed in several ways and mistyped, lists are downloaded, pages read and everything told again.
Then everything the installation has written is looked through for each NIK in whatever spelling a program
could give it: a dump of the whole database (with a queue that nobody works off, so that every event is still
in it), the logs at their most talkative, the mails, every file of its folder (so also PostgreSQL's own files
and its log), and what the office's pages, lists and exports answered, and what another system of the office
was sent. The control logs one sign-up, puts its NIK into a field that travels, and keeps a spreadsheet
unsealed.
"""

from __future__ import annotations

import io
import socket
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from rich.console import Console

from services.demo import people, story
from services.demo.stage import REGISTRATION, Stage
from services.registration.actions.sign_up import make_wish
from services.registration.domain.webhooks import TYPES
from shared import logging
from shared.bus.postgres import PostgresTransport
from shared.events.catalogue import DOCUMENTS
from shared.events.registration import Registration
from shared.settings import Settings
from shared.web.limit import Limiter
from tests.prove.nik_entered import by_form, entered, nik_of, sheet_uploaded
from tests.prove.nik_written import TAP, everything, talkative
from tests.prove.proof import Proof, Size
from tests.prove.spellings import places_of
from tests.support.homes import home
from tests.support.receiver import Receiver, receiver

PLACES = ("database", "events", "logs", "mails", "files", "answers", "webhooks")
PEOPLE = {"ci": 12, "long": 40}  # who sign up beside those of the story
_log = logging.logger(__name__)


async def prove(size: Size, seed: int) -> Proof:
    """Play, then look everywhere. The seed changes nothing."""
    niks = {person.nik for person in people.COCONUT_SHELL} | {
        nik_of(number) for number in range(PEOPLE[size])
    }
    async with AsyncExitStack() as stack:
        log = io.StringIO()
        stack.enter_context(talkative(log))
        stage = await stack.enter_async_context(_played())
        other = await stack.enter_async_context(receiver())
        await _connected(stage, other)
        # One address stands for many people here.
        stack.enter_context(patch.object(Limiter, "wait", lambda *_given: 0.0))
        answers = await entered(stage, PEOPLE[size])
        looked = {**await everything(stage, log, answers), "webhooks": _heard(other)}
        tried = {"NIKs": len(niks), "events": len(looked["events"])}
        tried["webhooks"] = len(looked["webhooks"])
        tried |= {f"KiB of {place}": sum(map(len, looked[place].values())) >> 10 for place in PLACES[2:]}
        ours = {place: len(places_of(niks, looked[place])) for place in PLACES}
        with _thoughtless():
            await by_form(stage, [nik_of(7777)])
            await sheet_uploaded(stage, [nik_of(7777)])
            await stage.settled()
        looked = {**await everything(stage, log, {}), "webhooks": _heard(other)}
        control = {place: len(places_of({nik_of(7777)}, looked[place])) for place in PLACES}
    return Proof(
        "nik", tried, ours, "a NIK is logged, noted in a field that travels, and kept in a sheet", control
    )


# Where it happens


@asynccontextmanager
async def _played() -> AsyncIterator[Stage]:
    """The story, with every event also kept in a queue of its own."""
    declare = PostgresTransport.declare

    async def with_tap(self: PostgresTransport, url: str, bindings: Mapping[str, Iterable[str]]) -> None:
        await declare(self, url, {**bindings, TAP: tuple(DOCUMENTS)})

    with home() as folder, patch.object(PostgresTransport, "declare", with_tap):
        with socket.socket() as probe:  # the suite prints its own address, so it must know its port
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
            settings = Settings.load(home=Path(folder), port=port, webhooks_to_loopback=True)
        async with story.performed(settings, Console(file=io.StringIO())) as stage:
            await stage.settled()
            yield stage


async def _connected(stage: Stage, other: Receiver) -> None:
    """Another system of the office hears everything that happens from now on."""
    system = {"name": "Sistem data IKM (CONTOH)", "url": other.url, "types": list(TYPES)}
    await stage.ask("POST", f"{REGISTRATION}/webhooks", system)


def _heard(other: Receiver) -> dict[str, bytes]:
    """What the other system was sent, heads and bodies."""
    return {str(number): repr(headers).encode() + body for number, (headers, body) in enumerate(other.heard)}


@contextmanager
def _thoughtless() -> Iterator[None]:
    """Log what was typed, and note it in a field that the other services hear of."""

    def noted(keys: Any, workshop_id: Any, person: Any, now: Any, **given: Any) -> Any:
        _log.info("sign-up", nik=person.nik)
        return make_wish(keys, workshop_id, person._replace(business_name=person.nik), now, **given)

    def whole(document: Registration) -> dict[str, Any]:
        return document.model_dump()

    with (
        patch("services.registration.web.pages.sign_up.make_wish", noted),
        patch("services.registration.domain.webhooks.told", whole),
        patch("shared.sheets.kept._sealed", lambda _keys, _whole: None),
    ):
        yield
