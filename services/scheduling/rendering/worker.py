"""What the worker process does, by name. It keeps compiler, fonts and village names loaded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from services.scheduling.rendering.letter import render
from services.scheduling.rendering.together import together
from shared.indonesia import villages_of

_WORK: Mapping[str, Callable[..., Any]] = {"letter": render, "together": together, "villages": villages_of}


def work(what: str, *args: Any) -> Any:
    """The result of one piece of work; raises what it raised."""
    return _WORK[what](*args)
