"""An office that sends, a server that can be told to fail, and the catcher."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from shared.clock import MovedClock
from shared.crypto import Keys
from shared.db import Tx
from shared.embedded.catcher import Catcher, catch_mail
from shared.mail.compose import Composer
from shared.staff import keep_organization
from tests.conftest import DatabaseOf
from tests.support import imap
from tests.support.factories import organization
from tests.support.imap import FakeImap
from tests.support.mailing import FaultySmtp, Office, listening

TEMPLATES = Path(__file__).parent / "templates"


@pytest.fixture
async def faulty() -> AsyncIterator[FaultySmtp]:
    server = FaultySmtp()
    async with listening(server):
        yield server


@pytest.fixture
async def mailbox() -> AsyncIterator[FakeImap]:
    box = FakeImap()
    async with imap.listening(box):
        yield box


@pytest.fixture
async def catcher(tmp_path: Path) -> AsyncIterator[Catcher]:
    async with catch_mail(tmp_path / "mail") as running:
        yield running


@pytest.fixture
async def office(database_of: DatabaseOf, keys: Keys, clock: MovedClock) -> Office:
    db = await database_of("example")
    document = organization()
    composer = Composer(
        TEMPLATES, mail_from="bimtek@contoh.example", public_url="https://bimtek.example", keys=keys
    )

    async def prepare(tx: Tx) -> None:
        await keep_organization(tx, document)
        await tx.execute("insert into counter (id, n) values (1, 0)")

    await db.run(prepare)
    return Office(db, composer, clock, document.id)
