"""What a service counts about itself, served as Prometheus text at /metrics/<service>."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Metrics:
    """One service's figures. Labels hold route names and kinds, never an id, a name or an address."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Histogram(
            "bimtek_request_seconds",
            "Time to answer, by route and status",
            ("route", "method", "status"),
            registry=self.registry,
            buckets=_SECONDS,
        )
        self.loop_work = Counter(
            "bimtek_loop_work", "What the background loops did", ("loop",), registry=self.registry
        )
        self.loop_failures = Counter(
            "bimtek_loop_failures", "Steps of background loops that failed", ("loop",), registry=self.registry
        )

    def text(self) -> bytes:
        """The exposition format, UTF-8."""
        return generate_latest(self.registry)
