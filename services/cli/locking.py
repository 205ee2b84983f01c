"""The requirement files: made from pyproject.toml, hash-pinned, without a URL in them."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

from shared.settings import CHECKOUT

PROJECT = CHECKOUT / "pyproject.toml"
RUN = CHECKOUT / "requirements.lock"
SOLVER = CHECKOUT / "requirements-solver.lock"
TEST = CHECKOUT / "requirements-test.lock"
MARK = "# Made by `./bimtek lock` from the dependencies in pyproject.toml, sha256 "


def lock() -> int:
    """Resolve again. Versions already locked stay unless pyproject.toml or a hash forbids them."""
    solver = ("--extra", "solver")
    steps = (
        (RUN, ()),
        (SOLVER, (*solver, "--constraint", str(RUN))),
        (TEST, (*solver, "--group", "test", "--constraint", str(SOLVER))),
    )
    for path, options in steps:
        command = [
            *(str(Path(sys.executable).parent / "uv"), "pip", "compile", "--quiet", "pyproject.toml"),
            *("--python-version", "3.11", "--universal", "--generate-hashes"),
            *("--no-emit-index-url", "--no-emit-find-links", "--no-header", "--no-annotate"),
            *options,
            *("--output-file", str(path)),
        ]
        environment = {"UV_SYSTEM_CERTS": "true", **os.environ}
        done = subprocess.run(command, cwd=CHECKOUT, env=environment, check=False)
        if done.returncode:
            return done.returncode
        path.write_text(f"{MARK}{_fingerprint()}\n{_bare(path.read_text())}")
    return 0


def follows() -> bool:
    """Whether all files were made from pyproject.toml as it is now; asks no package index."""
    first = f"{MARK}{_fingerprint()}"
    return all(path.read_text().split("\n", 1)[0] == first for path in (RUN, SOLVER, TEST))


def _fingerprint() -> str:
    project = tomllib.loads(PROJECT.read_text())
    extras = project["project"]["optional-dependencies"]
    wanted = [project["project"]["dependencies"], extras, project["dependency-groups"]]
    return hashlib.sha256(json.dumps(wanted, sort_keys=True).encode()).hexdigest()


def _bare(text: str) -> str:
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith(MARK))


if __name__ == "__main__":
    if not follows():
        sys.exit("pyproject.toml has changed since the requirements were locked; run: ./bimtek lock")
