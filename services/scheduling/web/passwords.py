"""Passwords hashed with argon2id in a few threads, so that signing in never stops the other pages."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from services.scheduling.settings import PASSWORD_QUEUE, PASSWORD_THREADS
from shared.db import Busy

T = TypeVar("T")

# OWASP's first choice for argon2id: 19 MiB, two passes, one lane.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


class Passwords:
    """Hashes and checks, at most `PASSWORD_THREADS` at a time; Busy when too many wait."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(PASSWORD_THREADS, "password")
        self._waiting = 0
        # Checked in place of a hash that is not there, so that an unknown address takes as long.
        self._nobody = _HASHER.hash("nobody has this password")

    async def hash(self, password: str) -> str:
        """The argon2id hash to store."""
        return await self._run(_HASHER.hash, password)

    async def check(self, stored: str | None, password: str) -> bool:
        """Whether the password fits; None takes as long and never fits."""
        fits = await self._run(_fits, stored or self._nobody, password)
        return fits and stored is not None

    @staticmethod
    def outdated(stored: str) -> bool:
        """Whether the hash was made with weaker figures than today's."""
        return _HASHER.check_needs_rehash(stored)

    async def _run(self, function: Callable[..., T], *args: str) -> T:
        if self._waiting >= PASSWORD_QUEUE:
            raise Busy("too many sign-ins at once")
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, function, *args)
        finally:
            self._waiting -= 1

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)


def _fits(stored: str, password: str) -> bool:
    try:
        return _HASHER.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


@asynccontextmanager
async def password_threads(running: object) -> AsyncIterator[list[object]]:
    """The threads for as long as the service runs."""
    passwords = Passwords()
    try:
        yield [passwords]
    finally:
        passwords.close()
