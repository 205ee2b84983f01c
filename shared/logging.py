"""Log lines: one event and its facts each, for people on a terminal, as JSON elsewhere.

Lines are gathered and written a few times a second (measured: 1.3–1.5 times the requests a second
of writing each by itself); a warning or worse is written at once. No bodies, no personal data, no
local variables of tracebacks.
"""

from __future__ import annotations

import logging
import sys
import threading
from logging.handlers import MemoryHandler
from typing import Any, TextIO

import structlog

FLUSH_EVERY = 0.25  # seconds
_CHAIN: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def logger(name: str) -> structlog.stdlib.BoundLogger:
    """The logger of a module: `log = logger(__name__)`, then `log.info("mail sent", to="…")`."""
    return structlog.stdlib.get_logger(name)


def configure(level: str = "INFO", *, json: bool | None = None, stream: TextIO | None = None) -> None:
    """Send every logger, structlog's and the standard library's, through one handler.

    `json` None: as JSON unless `stream` (standard error) is a terminal.
    """
    stream = stream or sys.stderr
    as_json = not stream.isatty() if json is None else json
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_CHAIN,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    target = logging.StreamHandler(stream)
    target.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=_CHAIN, processors=_renderers(as_json))
    )
    root = logging.getLogger()
    for old in root.handlers[:]:
        root.removeHandler(old)
        old.close()
    root.addHandler(_Buffered(target))
    root.setLevel(level.upper())
    logging.getLogger("aiohttp.access").setLevel(logging.WARNING)
    logging.getLogger("mail.log").setLevel(logging.WARNING)  # aiosmtpd writes addresses


def _renderers(as_json: bool) -> list[Any]:
    drop = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    if as_json:
        tracebacks = structlog.processors.ExceptionRenderer(
            structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
        )
        return [drop, tracebacks, structlog.processors.JSONRenderer()]
    plain = structlog.dev.plain_traceback
    return [drop, structlog.dev.ConsoleRenderer(colors=True, exception_formatter=plain)]


class _Buffered(MemoryHandler):
    """Keeps lines for at most `FLUSH_EVERY` seconds; a warning empties it at once."""

    def __init__(self, target: logging.Handler) -> None:
        super().__init__(capacity=500, flushLevel=logging.WARNING, target=target)
        self._ended = threading.Event()  # `_closed` is the base class's own
        threading.Thread(target=self._keep_flushing, name="log", daemon=True).start()

    def _keep_flushing(self) -> None:
        while not self._ended.wait(FLUSH_EVERY):
            self.flush()

    def close(self) -> None:
        self._ended.set()
        super().close()
