"""The pages made from the code, so that they cannot tell anything else than it does."""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from services.cli.api_page import api_page
from services.suite import SERVICES
from shared.bus.rabbitmq import asyncapi
from shared.events.messages import messages_page
from shared.settings import CHECKOUT, described
from shared.web import openapi

SETTINGS_HEAD = """\
# Settings

Made by `bimtek docs` from `shared/settings.py`; do not edit. Each is an environment variable, or a
file that holds the value, named by the same variable with `_FILE` appended (as container secrets
do). A wrong or unknown one ends the start with a line that names it.

| variable | default | meaning |
|---|---|---|
"""


def docs(*, check: bool) -> int:
    """Write the pages; with `check` only tell which differ, and fail if any does."""
    differing = [path for path, text in pages() if not _same(path, text)]
    if not check:
        for path, text in pages():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    for path in differing:
        name = path.relative_to(CHECKOUT)
        print(f"{name} differs from the code; run: ./bimtek docs" if check else f"{name} written")
    return 1 if check and differing else 0


def pages() -> Iterator[tuple[Path, str]]:
    """Every page and its text."""
    heard_by = hearers()
    folder = CHECKOUT / "docs"
    yield folder / "messages.md", messages_page(heard_by)
    yield folder / "asyncapi.json", _as_json(asyncapi.document(heard_by))
    yield folder / "settings.md", _settings()
    yield folder / "api.md", api_page(SERVICES)
    for service in SERVICES:
        description = openapi.document(service.name, service.routes)
        yield folder / "openapi" / f"{service.name}.json", _as_json(description)


def hearers() -> dict[str, list[str]]:
    """Kind of subject → names of the services that have a handler for it."""
    found: dict[str, list[str]] = defaultdict(list)
    for service in SERVICES:
        for kind in service.handlers:
            found[kind].append(service.name)
    return found


def _as_json(description: Any) -> str:
    return json.dumps(description, indent=1, ensure_ascii=False) + "\n"


def _settings() -> str:
    rows = [
        f"| `{name}` | {f'`{default}`' if default else '–'} | {meaning} |\n"
        for name, default, meaning in described()
    ]
    return SETTINGS_HEAD + "".join(rows)


def _same(path: Path, text: str) -> bool:
    try:
        return path.read_text(encoding="utf-8") == text
    except FileNotFoundError:
        return False


if __name__ == "__main__":
    sys.exit(docs(check=True))
