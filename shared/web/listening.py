"""The port a process answers on."""

from __future__ import annotations

import contextlib
import errno
import socket

from shared.settings import BadSetting

EMPTY_HOST = {"0.0.0.0", "::", ""}


class PortInUse(OSError):
    """Somebody else listens there; `port` is the wanted one."""

    def __init__(self, port: int) -> None:
        super().__init__(f"port {port} is in use")
        self.port = port


def listen(host: str, port: int) -> socket.socket:
    """A listening socket, taken before anything slow begins. Raises PortInUse or BadSetting."""
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise BadSetting(f"BIMTEK_LISTEN: {host}: {error.strerror}") from None
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
        listener.listen(1024)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise PortInUse(port) from None
        name = "BIMTEK_PORT" if error.errno == errno.EACCES else "BIMTEK_LISTEN"
        raise BadSetting(f"{name}: cannot listen on {host} port {port}: {error.strerror}") from None
    return listener


def free_port(host: str, after: int) -> int:
    """The first port that can really be listened on, tried from `after` + 10 in steps of 10, else any."""
    for port in (*range(after + 10, min(after + 200, 65536), 10), 0):
        with contextlib.suppress(PortInUse, BadSetting), contextlib.closing(listen(host, port)) as found:
            taken: int = found.getsockname()[1]
            return taken
    raise BadSetting(f"BIMTEK_LISTEN: no free port on {host}")
