"""What an installation has written down: its database, events, logs, mails and files, piece by piece."""

from __future__ import annotations

import asyncio
import io
import logging as standard_logging
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from email import message_from_bytes, policy
from pathlib import Path

import asyncpg

from services.demo.stage import Stage
from shared import logging
from shared.embedded.programs import found

TAP = "tap"  # a queue that hears everything and that nobody works off


@contextmanager
def talkative(log: io.StringIO) -> Iterator[None]:
    """Everything that is ever logged, at the lowest level, written here."""
    logging.configure("DEBUG", json=True, stream=log)
    try:
        yield
    finally:
        logging.configure("ERROR")


async def everything(
    stage: Stage, log: io.StringIO, answers: Mapping[str, bytes]
) -> dict[str, dict[str, bytes]]:
    """By place: what is written there, piece by piece."""
    connection = await asyncpg.connect(stage.suite.owner_dsn)
    try:
        await connection.execute("checkpoint")  # so that the files below have it
        bodies = await connection.fetch("select message_id, body from bus.delivery where queue = $1", TAP)
    finally:
        await connection.close()
    for handler in standard_logging.getLogger().handlers:
        handler.flush()
    folder = stage.suite.settings.folder
    return {
        "database": await asyncio.to_thread(_dump, stage),
        "events": {str(row["message_id"]): bytes(row["body"]) for row in bodies},
        "logs": {"log": log.getvalue().encode()},
        "mails": {path.name: _readable(path) for path in sorted((folder / "mail").glob("*.eml"))},
        "files": await asyncio.to_thread(_files, folder),
        "answers": dict(answers),
    }


def _dump(stage: Stage) -> dict[str, bytes]:
    """Every table of every schema, by its name, as pg_dump writes it."""
    program = found(stage.suite.settings.pg_bin) / "pg_dump"
    command = [str(program), "--data-only", "--no-owner", f"--dbname={stage.suite.owner_dsn}"]
    whole = subprocess.run(command, capture_output=True, check=True).stdout
    tables = whole.split(b"\nCOPY ")[1:]
    assert any(table.startswith(b"registration.registration ") for table in tables), "the dump has the table"
    return {table.split(b" ", 1)[0].decode(): table for table in tables}


def _readable(path: Path) -> bytes:
    """A mail as it was sent and, behind it, each of its parts as it is read."""
    raw = path.read_bytes()
    parts = message_from_bytes(raw, policy=policy.default).walk()
    contents = [part.get_payload(decode=True) for part in parts if not part.is_multipart()]
    return b"\n".join([raw, *(content for content in contents if isinstance(content, bytes))])


def _files(folder: Path) -> dict[str, bytes]:
    """Everything in the installation's folder, PostgreSQL's own files too."""
    pieces: dict[str, bytes] = {}
    for path in sorted(folder.rglob("*")):
        with suppress(OSError):  # a file of PostgreSQL's may go while it is looked for; a socket is none
            if path.is_file():
                pieces[str(path.relative_to(folder))] = path.read_bytes()
    return pieces
