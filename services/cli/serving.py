"""`up` and `demo`: serve until somebody stops it."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

from services.cli.ending import until_told
from services.suite import Suite, run_suite
from shared import logging
from shared.settings import BadSetting, Settings, default_home


def up(port: int | None) -> int:
    """The installation kept in the home folder."""
    settings = Settings.load(port=port)
    logging.configure(settings.log_level)
    return until_told(_up(settings))


def demo(port: int | None, *, lan: bool, exit: bool) -> int:
    """The Belitung story, in a home folder of its own that begins empty each time."""
    from services.demo.story import run as play

    asked = Settings.load(port=port)
    # Never the folder of `up`: the story begins empty each time.
    given: dict[str, Any] = {"home": default_home(f"demo-{asked.port}")}
    if lan:
        url = f"http://{_address_in_the_network()}:{asked.port}"
        given |= {"lan": True, "listen": "0.0.0.0", "public_url": url}
        print(f"Phones in this network open {url}; camera and offline need https and do not work there.")
    settings = Settings.load(port=port, **given)
    logging.configure("ERROR")
    return until_told(play(settings, exit=exit))


async def _up(settings: Settings) -> int:
    async with run_suite(settings) as suite:
        print(f"Bimtek runs: {suite.settings.public_url}  (Ctrl-C stops it)", flush=True)
        if link := await _first_admin_link(suite):
            print(f"First admin, opens once: {link}", flush=True)
        if suite.mailbox:
            print(f"Mail is kept, not sent: {suite.settings.public_url}/kotak-surat", flush=True)
        await asyncio.Event().wait()
    return 0


async def _first_admin_link(suite: Suite) -> str | None:
    from services.scheduling.actions import first_admin_token

    scheduling = suite.running["scheduling"]
    token = await scheduling.db.run(first_admin_token, scheduling.clock.now())
    return f"{suite.settings.public_url}/masuk/{token}" if token else None


def _address_in_the_network() -> str:
    """This machine's address as others in its network see it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as unsent:
        try:
            unsent.connect(("192.0.2.1", 9))  # chooses a route; a datagram socket sends nothing by that
        except OSError:
            raise BadSetting("--lan: this machine is in no network") from None
        address: str = unsent.getsockname()[0]
        return address
