"""Stand-ins for a parser that a file has got the better of."""

from __future__ import annotations

import time


def sleep(_name: str, _data: bytes) -> None:
    time.sleep(60)


def swell(_name: str, _data: bytes) -> None:
    bytearray(1024 * 1024 * 1024)
