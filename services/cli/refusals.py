"""Errors that the person who started the program can mend, as one line."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from pathlib import Path


def refusal(error: BaseException, arguments: Sequence[str]) -> str | None:
    """The line for this error; None for one that is ours to mend and deserves its traceback.

    Groups (several tasks failing together) are told by their first error that has a line.
    """
    if isinstance(error, BaseExceptionGroup):
        return next((told for one in error.exceptions if (told := refusal(one, arguments))), None)
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return f"No space left on the disk{f' of {error.filename}' if error.filename else ''}."
    if told := _own(error, arguments):
        return told
    if isinstance(error, OSError) and error.filename:
        if isinstance(error, PermissionError):
            return f"{error.filename} cannot be written by you; BIMTEK_HOME can name another folder."
        if _at_home(Path(os.fsdecode(error.filename))):
            return f"{error.filename}: {error.strerror}; BIMTEK_HOME can name another folder."
    return None


def _at_home(path: Path) -> bool:
    """Whether this is in the folder of the installation, or a folder on the way to it."""
    from shared.settings import Settings

    home = Settings.load().folder
    return path.is_relative_to(home) or home.is_relative_to(path)


def _own(error: BaseException, arguments: Sequence[str]) -> str | None:
    # Only what was imported can have been raised: looking in sys.modules keeps refusals quick.
    from shared.settings import BadSetting

    if isinstance(error, BadSetting):
        return str(error)
    if _is(error, "shared.web.listening", "PortInUse"):
        return _port_in_use(error, arguments)
    for module, name in (
        ("shared.embedded.programs", "PostgresFailed"),
        ("shared.db.migrate", "MigrationRefused"),
        ("shared.mail.smtp", "BadUrl"),
        ("shared.mail.imap", "BadUrl"),
    ):
        if _is(error, module, name):
            return str(error)
    if _is(error, "shared.db.errors", "Unavailable"):
        return f"The database cannot be reached: {error}"
    if _is(error, "shared.bus.transport", "TransportAway"):
        return f"The broker cannot be reached: {error}"
    return None


def _port_in_use(error: BaseException, arguments: Sequence[str]) -> str:
    from shared.settings import Settings
    from shared.web.listening import PortInUse, free_port

    assert isinstance(error, PortInUse)
    free = free_port(Settings.load().listen, error.port)
    command = " ".join(arguments[: 2 if arguments[:1] == ["serve"] else 1]) or "up"
    return f"Port {error.port} is in use. Try: ./bimtek {command} --port {free}"


def _is(error: BaseException, module: str, name: str) -> bool:
    kind = getattr(sys.modules.get(module), name, None)
    return kind is not None and isinstance(error, kind)
