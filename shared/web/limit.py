"""Rate limits per address, and per address and key, kept in the memory of this process.

They slow guessing and floods; nothing correct depends on them, so several replicas may each count.
"""

from __future__ import annotations

import math
import re
import time
from collections import deque
from collections.abc import Callable
from functools import cache
from ipaddress import IPv6Address, ip_network
from socket import AF_INET, inet_pton

from aiohttp import web

from shared.web.context import running
from shared.web.errors import TooMany

MOST_KEYS = 100_000  # then the oldest windows are swept early
_UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400}
_RATE = re.compile(r"([0-9]+)/(?:([0-9]+) )?(second|minute|hour|day)s?")


@cache
def _rate(text: str) -> tuple[int, int]:
    """ "20/minute" or "5/15 minutes" as (most, seconds). Raises ValueError for anything else."""
    parts = _RATE.fullmatch(text)
    if parts is None:
        raise ValueError(f"not a rate: {text!r}")
    most, units, unit = parts.groups()
    return int(most), int(units or 1) * _UNITS[unit]


class Limiter:
    """Moving windows: the moments of the last uses, by what is counted and who did it.

    The limits library counts the same but starts a timer thread again and again, which took a tenth of
    a sign-up (measured).
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._uses: dict[tuple[str, str], deque[float]] = {}
        self._ends: dict[tuple[str, str], float] = {}
        self._sweep_at = 0.0

    def wait(self, name: str, identity: str, rate: str) -> float:
        """Count one use; 0.0 when it is allowed, else the seconds until the next one is (not counted)."""
        most, seconds = _rate(rate)
        now = self._now()
        key = (name, identity)
        uses = self._uses.setdefault(key, deque())
        while uses and uses[0] <= now - seconds:
            uses.popleft()
        if len(uses) >= most:
            return uses[0] + seconds - now
        uses.append(now)
        self._ends[key] = now + seconds
        self._sweep(now)
        return 0.0

    def _sweep(self, now: float) -> None:
        if now < self._sweep_at and len(self._uses) <= MOST_KEYS:
            return
        self._sweep_at = now + 60
        over = [key for key, end in self._ends.items() if end <= now]
        if len(self._uses) - len(over) > MOST_KEYS:
            over = sorted(self._ends, key=self._ends.__getitem__)[: MOST_KEYS // 2]
        for key in over:
            del self._uses[key], self._ends[key]


LIMITER: web.AppKey[Limiter] = web.AppKey("limiter", Limiter)


def address_of(request: web.Request) -> str:
    """The caller's address, through as many proxies as the settings trust; IPv6 by its /64.

    Each trusted proxy adds one entry at the right of X-Forwarded-For; what stands further left is only
    what a caller claims.
    """
    proxies = running(request).settings.trusted_proxies
    address = request.remote or "unknown"
    if proxies > 0:
        hops = [hop.strip() for hop in ",".join(request.headers.getall("X-Forwarded-For", [])).split(",")]
        if len(hops) >= proxies and hops[-proxies]:
            address = hops[-proxies]
    return identity(address)


def identity(address: str) -> str:
    """The address as its owner is counted: IPv4 as it is, IPv6 by its /64, "unknown" for anything else."""
    try:
        # The C library checks it in a tenth of the time that ipaddress takes, and most have IPv4.
        inet_pton(AF_INET, address)
    except (OSError, ValueError):
        return _identity_6(address)
    return address


def _identity_6(address: str) -> str:
    try:
        parsed = IPv6Address(address)
    except ValueError:
        return "unknown"
    # A socket that listens on both families shows IPv4 callers as ::ffff:a.b.c.d, all in one /64.
    return str(parsed.ipv4_mapped or ip_network((int(parsed), 64), strict=False))


def limited(request: web.Request, name: str, rate: str, key: str | None = None) -> None:
    """Count one use of `name` by this address, or of `key` by anybody when given. `rate`: see `_rate`.

    Raises TooMany with the seconds until the next try.
    """
    who = f"key {key}" if key else address_of(request)
    seconds = request.app[LIMITER].wait(name, who, rate)
    if seconds:
        raise TooMany(math.ceil(seconds))
