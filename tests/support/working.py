"""Functions for a worker process to run."""

from __future__ import annotations

import atexit
import os
import time
from pathlib import Path


def who_and_how_nice() -> tuple[int, int]:
    return os.getpid(), os.nice(0)


def chatty(word: str) -> str:
    print("a library says hello on standard output")
    return word


def same(content: bytes) -> bytes:
    return content


def fails_on_zero(number: int) -> int:
    assert 1 // number
    return os.getpid()


class Stubborn(Exception):
    def __init__(self, paper: str, ink: str) -> None:
        super().__init__(f"no {paper}")


def fails_stubbornly() -> None:
    raise Stubborn("paper", "ink")


def sleeps(seconds: float) -> float:
    time.sleep(seconds)
    return seconds


def takes_memory(megabytes: int) -> int:
    return len(bytearray(megabytes * 1024 * 1024)) // 1024 // 1024


def tidies_up(path: str) -> None:
    atexit.register(lambda: Path(path).write_text("tidied up"))
