"""The health check of a container, by the standard library alone: is the service in here alive?

`python -m services.cli.healthy`: exit code 0 when one of the services answers on this port.
"""

from __future__ import annotations

import http.client
import os
import sys

SERVICES = ("registration", "scheduling", "attendance", "certificates")


def alive(service: str, port: int) -> bool:
    """Whether that service answers on this machine."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", f"/healthz/{service}")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    port = int(os.environ.get("BIMTEK_PORT") or 8000)
    sys.exit(not any(alive(service, port) for service in SERVICES))
