"""Memory of the product on one machine after some work: all services, the renderer, the database server.

It runs in a process of its own, so that nothing else that was measured before counts.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
from pathlib import Path

from services.certificates.jobs.make import Press
from shared import logging
from tests.bench import pgbench
from tests.bench.figures import Row
from tests.bench.load import get, play
from tests.bench.product import product, publish
from tests.bench.sign_up import forms
from tests.support.certificates import PUBLIC_URL, wording
from tests.support.databases import ROOT

REQUESTS = 1_000
WORKER_MB = 130.0


async def measure(rounds: int = 1) -> list[Row]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "tests.bench.memory", str(REQUESTS)),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    answer, _ = await process.communicate()
    assert process.returncode == 0
    found = json.loads(answer)
    web = "one process with all four services, resident; for information, against 100"
    worker = "process that renders and seals, resident, against the most it may be"
    server = "PostgreSQL with all its connections, shared pages counted once; for information, against 100"
    return [
        Row("memory one process", found["web"], 100.0, None, 1, "MB", web),
        Row("memory renderer", found["worker"], WORKER_MB, None, 1, "MB", worker, most=1.0),
        Row("memory postgres", found["postgres"], 100.0, None, 1, "MB", server),
    ]


async def _work(requests: int) -> dict[str, float]:
    """Pages, sign-ups with all that follows, and certificates; megabytes of each process afterwards."""
    logging.configure("ERROR")
    async with product() as suite:
        shown, *_others = await publish(suite, 20, capacity=requests)
        pages = [get("/"), get(f"/bimtek/{shown.slug}"), get(f"/bimtek/{shown.slug}/daftar")]
        await play(suite.settings.port, pages * requests, connections=32)
        await play(suite.settings.port, forms(suite, [shown], requests), connections=32)
        await suite.settled(timeout=600)
        press = suite.running["certificates"].part(Press)
        for number in range(20):
            await press.sealed(wording(url=f"{PUBLIC_URL}/sertifikat/{number:026}"))
        workers = [pid for pid in _children(os.getpid()) if "shared.workers" in _command(pid)]
        server = await pgbench.value(suite.owner_dsn, "show data_directory")
        postmaster = int(Path(str(server), "postmaster.pid").read_text().split()[0])
        return {
            "web": _megabytes(os.getpid(), "Rss"),
            "worker": max(_megabytes(pid, "Rss") for pid in workers),
            "postgres": sum(_megabytes(pid, "Pss") for pid in (postmaster, *_children(postmaster))),
        }


def _children(parent: int) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended meanwhile
        if int(fields[1]) == parent:
            found.append(int(path.parent.name))
    return found


def _command(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")


def _megabytes(pid: int, kind: str) -> float:
    """`Rss`: all it has in memory; `Pss`: pages shared with others divided among them. 10^6 bytes."""
    rows = re.findall(rf"^{kind}:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M)
    return int(rows[0]) * 1024 / 1e6


if __name__ == "__main__":
    print(json.dumps(asyncio.run(_work(int(sys.argv[1])))))
