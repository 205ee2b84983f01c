"""What the worker process does, by name. It keeps compiler, fonts and village names loaded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from services.registration.rendering import cards, decisions

_WORK: Mapping[str, Callable[..., Any]] = {"cards": cards.render, "decision": decisions.render}


def work(what: str, *args: Any) -> Any:
    """The result of one piece of work; raises what it raised."""
    return _WORK[what](*args)
