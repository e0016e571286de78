"""Fifty clients that dawdle, some over their heads and some over their answers, cost a quick one nothing."""

import statistics
import time
from contextlib import ExitStack
from pathlib import Path

from databases import only_sqlite
from edge import Service, serving
from raw import Client

# No database changes what stands in front of it.
pytestmark = only_sqlite

ASKED = b"GET /v1/reports?limit=20 HTTP/1.1\r\nHost: a\r\n\r\n"
EXPORT = b"GET /v1/figures?format=ndjson HTTP/1.1\r\nHost: a\r\n\r\n"


def test_slow_clients_do_not_slow_a_quick_one(sample_url: str, tmp_path: Path) -> None:
    with serving(Service(sample_url, tmp_path)) as service:
        _p99(service.port)  # so that what is asked is in the cache
        alone = _p99(service.port)
        with ExitStack() as stack:
            slow = [stack.enter_context(Client(service.port, window=4096)) for _ in range(50)]
            for number, client in enumerate(slow):
                client.send(EXPORT if number % 2 else ASKED[:20])
            for client in slow[1::2]:
                assert client.socket.recv(1) == b"H"  # the answer is made, and waits to be taken
            beside = _p99(service.port)
    # A server that waited for any of them would wait for seconds; a busy machine adds some hundredths.
    assert beside < 1.5 * alone + 0.05


def _p99(port: int) -> float:
    """The best of three: a machine that is busy with other things gives its noise to some."""
    return min(_measured(port) for _ in range(3))


def _measured(port: int) -> float:
    took = []
    with Client(port, seconds=30) as client:
        for _ in range(500):
            started = time.perf_counter()
            client.send(ASKED)
            assert client.answer()
            took.append(time.perf_counter() - started)
    return statistics.quantiles(took, n=100)[98]
