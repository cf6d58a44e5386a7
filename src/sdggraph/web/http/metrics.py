"""Metrics for a monitoring system, in the text format of Prometheus.

`prometheus-client` does the formatting, the escaping and the negotiation. The registry is our own, so nothing is
global.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.registry import Collector

from sdggraph.errors import LimitExceeded
from sdggraph.web.http.access_log import Entry

MEDIA_TYPE = CONTENT_TYPE_PLAIN_0_0_4
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Metrics:
    """Counts events. `present` supplies the current values at each scrape."""

    def __init__(self, present: Callable[[], Iterator[Metric]]) -> None:
        self._registry = CollectorRegistry(auto_describe=False)
        self._requests = Counter(
            "sdggraph_requests", "Requests that were answered.", ("route", "method", "status"), registry=self._registry
        )
        self._seconds = Histogram(
            "sdggraph_request_seconds", "Time to answer.", ("route",), buckets=_SECONDS, registry=self._registry
        )
        self._outcomes = Counter(
            "sdggraph_outcomes",
            "Requests by outcome: made, cached, unchanged (304), cut, left (by the client), stopped.",
            ("outcome",),
            registry=self._registry,
        )
        self._limits = Counter(
            "sdggraph_limits",
            "Requests that a limit ended: time, memory, rows, queue, budget.",
            ("limit",),
            registry=self._registry,
        )
        self._worked = Counter("sdggraph_worker_seconds", "Time that workers worked.", registry=self._registry)
        self._kills = Counter(
            "sdggraph_workers_ended",
            "Workers that were terminated while they answered a request, by reason.",
            ("reason",),
            registry=self._registry,
        )
        self._registry.register(_Present(present))

    def observe(self, route: str, method: str, entry: Entry, seconds: float) -> None:
        """Count an answered request."""
        self._requests.labels(route, method, entry.status).inc()
        self._seconds.labels(route).observe(seconds)
        if entry.outcome:
            self._outcomes.labels(entry.outcome).inc()
        if entry.limit:
            self._limits.labels(entry.limit).inc()

    def worked(self, seconds: float, error: Exception | None) -> None:
        """Count the seconds of a worker, and the reason if it was ended."""
        self._worked.inc(seconds)
        if isinstance(error, LimitExceeded) and error.limit in ("time", "memory"):
            self._kills.labels(error.limit).inc()

    def text(self) -> bytes:
        """Return all metrics as text."""
        return generate_latest(self._registry)


class _Present(Collector):
    def __init__(self, present: Callable[[], Iterator[Metric]]) -> None:
        self._present = present

    def collect(self) -> Iterator[Metric]:
        """Return the current values."""
        return self._present()


def gauges(values: Mapping[str, tuple[str, float]]) -> Iterator[Metric]:
    """Yield gauges: name -> (description, value)."""
    for name, (about, value) in values.items():
        yield GaugeMetricFamily(f"sdggraph_{name}", about, value)


def counter(name: str, about: str, value: float) -> Metric:
    """Return a counter: a number that only rises."""
    return CounterMetricFamily(f"sdggraph_{name}", about, value)


def info(name: str, about: str, **facts: str) -> Metric:
    """Return a metric that carries facts as labels."""
    found = GaugeMetricFamily(f"sdggraph_{name}", about, labels=list(facts))
    found.add_metric(list(facts.values()), 1)
    return found
