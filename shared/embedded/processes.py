"""Which process a PostgreSQL server is, whether it still runs, and why it ended."""

from __future__ import annotations

import os
import re
from pathlib import Path


def noted_pid(data: Path) -> int | None:
    """The server's process, as it has noted it itself."""
    try:
        return int((data / "postmaster.pid").read_text().split()[0])
    except (FileNotFoundError, IndexError, ValueError):
        return None


def is_running(data: Path) -> bool:
    """Whether the noted process lives. One that was killed and that nobody takes away is dead."""
    pid = noted_pid(data)
    return pid is not None and is_postgres(pid) and not _is_zombie(pid)


def is_postgres(pid: int) -> bool:
    """Whether this number is a server's, also of one that has died and is not yet taken away."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return False
    comm = Path(f"/proc/{pid}/comm")
    return comm.read_text().strip() == "postgres" if comm.exists() else True


def _is_zombie(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].startswith("Z")
    except OSError:
        return False  # gone meanwhile, or a system without /proc


def failure_in(log: Path) -> str:
    """Why a server ended, in its log's own words."""
    try:
        lines = log.read_text(errors="replace").splitlines()
    except OSError:
        return "it wrote no log"
    told = [line for line in lines if re.search(r"FATAL|PANIC|No space left", line)]
    return re.sub(r"^.*?(FATAL|PANIC):\s+", "", (told or lines or ["no reason"])[-1])
