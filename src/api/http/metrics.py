"""What the service did, for Prometheus: requests by route and status, how long they took, the cache, refusals, the release."""

import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from itertools import accumulate

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Receive, Scope, Send

from api.errors import NotReady
from api.http.access_log import log_access
from api.http.entries import Entries
from api.http.outgoing import route_of
from api.http.rate_limits import Budgets
from api.http.reading import Reader
from api.http.reply import reply_of

# Upper bounds in seconds.
_BOUNDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


class Metrics(Collector):
    """Counted in plain integers, which costs a request a microsecond; put into Prometheus's words when somebody asks."""

    def __init__(self, reader: Reader, budgets: Budgets, entries: Entries) -> None:
        self.requests: Counter[tuple[str, int]] = Counter()
        self.reader = reader
        self.budgets = budgets
        self.entries = entries
        self._times = [0] * (len(_BOUNDS) + 1)
        self._seconds = 0.0

    def note(self, route: str, status: int, seconds: float) -> None:
        """Counts an answered request."""
        self.requests[route, status] += 1
        self._times[bisect_left(_BOUNDS, seconds)] += 1
        self._seconds += seconds

    def text(self) -> bytes:
        """All of it in Prometheus's text format."""
        registry = CollectorRegistry()
        registry.register(self)
        return generate_latest(registry)

    def collect(self) -> Iterator[Metric]:
        """As prometheus_client wants it."""
        requests = CounterMetricFamily("snhr_requests", "Answered requests.", labels=("route", "status"))
        for (route, status), count in self.requests.items():
            requests.add_metric((route, str(status)), count)
        yield requests
        buckets = list(zip([*map(str, _BOUNDS), "+Inf"], accumulate(self._times), strict=True))
        yield HistogramMetricFamily("snhr_request_seconds", "How long requests took.", buckets, self._seconds)
        yield CounterMetricFamily("snhr_cache_hits", "Answers given from the cache.", self.entries.hits)
        yield CounterMetricFamily("snhr_cache_misses", "Answers that were not in the cache.", self.entries.misses)
        yield GaugeMetricFamily("snhr_cache_bytes", "What the cache holds, in bytes.", self.entries.size)
        refusals = CounterMetricFamily("snhr_budget_refusals", "Requests refused with 429.", labels=("budget",))
        for budget, count in self.budgets.refusals.items():
            refusals.add_metric((budget,), count)
        yield refusals
        yield GaugeMetricFamily(
            "snhr_budgets_degraded", "1 while the budgets' storage does not answer.", self.budgets.is_degraded
        )
        yield from self._release()

    def _release(self) -> Iterator[Metric]:
        try:
            release = self.reader.releases()[-1]
        except NotReady:
            return
        current = GaugeMetricFamily("snhr_release", "The number of the current release.", labels=("id",))
        current.add_metric((release.id,), release.number)
        yield current


class Measured:
    """ASGI, outermost: counts every request, refused ones too, and writes the access log where that is wanted."""

    def __init__(self, app: ASGIApp, metrics: Metrics, *, logs: bool) -> None:
        self.app = app
        self.metrics = metrics
        self.logs = logs

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        reply = reply_of(send)
        try:
            await self.app(scope, receive, reply)
        finally:
            seconds = time.perf_counter() - started
            route = route_of(scope)
            self.metrics.note(route, reply.status, seconds)
            if self.logs:
                log_access(scope, route, reply.status, seconds)
