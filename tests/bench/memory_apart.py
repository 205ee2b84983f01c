"""Memory on several machines: each process of each service, web and worker, over RabbitMQ.

Real processes behind the shipped proxy, started as compose.yaml starts them. Web processes have answered
requests; workers have carried what came of them and wait.
"""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from services.cli.apart import NAMES, Name
from shared.embedded.catcher import catch_mail
from tests.bench.figures import Row
from tests.bench.load import get, play
from tests.support import apart, rabbitmq

REQUESTS = 500  # of each path
WEB_MB, WORKER_MB = 100.0, 130.0
PATHS: dict[Name, tuple[str, ...]] = {
    "registration": ("/", "/pendaftaran", "/bantuan"),
    "scheduling": ("/kalender", "/masuk", "/kelola"),
    "attendance": ("/kelola/kehadiran", "/healthz/attendance"),
    "certificates": ("/sertifikat", "/sertifikat/kunci"),
}


async def measure(rounds: int = 1) -> list[Row]:
    with rabbitmq.node() as broker, tempfile.TemporaryDirectory() as folder:
        async with (
            catch_mail(Path(folder)) as catcher,
            apart.installation(broker, smtp_url=catcher.url) as place,
        ):
            webs = {name: place.start(name, role="web") for name in NAMES}
            workers = {name: place.start(name, role="worker") for name in NAMES}
            await asyncio.gather(*(replica.ready() for replica in place.replicas))
            for name, paths in PATHS.items():
                asked = [get(path) for path in paths] * REQUESTS
                await play(place.port, asked, connections=16, address=webs[name].address)
            found = [
                (f"memory {name} {role}", replicas[name].megabytes(), most)
                for role, replicas, most in (("web", webs, WEB_MB), ("worker", workers, WORKER_MB))
                for name in NAMES
            ]
    what = "resident memory of one process on several machines, against the most it may be"
    return [Row(name, megabytes, most, None, 1, "MB", what, most=1.0) for name, megabytes, most in found]
