"""``/metrics``, in the form that Prometheus reads."""

from __future__ import annotations

import os
import time
from typing import Any

from litestar import Response, get
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.process_collector import ProcessCollector

from talka.http.call import Call

UNKNOWN = "unknown"
SHARED = "PROMETHEUS_MULTIPROC_DIR"
"""Where a machine's server processes keep what they count, if there are several."""


class Metrics:
    """What the process counts of its requests."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._requests = Counter(
            "talka_requests",
            "Requests answered",
            ("environment", "method", "route", "status"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "talka_request_seconds",
            "Time from a request to its answer",
            ("environment", "method", "route"),
            buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 30),
            registry=self.registry,
        )
        # To find a series by its labels takes longer than to count in it.
        self._series: dict[tuple[str, str, str, int], tuple[Counter, Histogram]] = {}

    def note(self, scope: Any, environment: str, status: int, started: float) -> None:
        """Count one request. Routes are templates, so that ids do not make a series each."""
        key = environment, scope["method"], scope.get("path_template") or UNKNOWN, status
        series = self._series.get(key)
        if series is None:
            series = self._series[key] = self._series_of(*key)
        requests, seconds = series
        requests.inc()
        seconds.observe(time.perf_counter() - started)

    def _series_of(self, environment: str, method: str, route: str, status: int) -> tuple[Counter, Histogram]:
        requests = self._requests.labels(environment, method, route, str(status))
        return requests, self._seconds.labels(environment, method, route)

    def render(self) -> bytes:
        """The current figures as text; of several processes, what they counted together."""
        if SHARED in os.environ:
            together = CollectorRegistry()
            MultiProcessCollector(together)  # type: ignore[no-untyped-call]
            return generate_latest(together)
        return generate_latest(self.registry)


@get("/metrics", include_in_schema=False)
async def metrics(request: Call) -> Response[bytes]:
    """The process's figures."""
    found: Metrics = request.application.metrics
    return Response(found.render(), media_type=CONTENT_TYPE_LATEST)
