"""A Redis that is refused, restarted or hangs, seen by clients of two workers: no failure, no wait, and exact again afterwards."""

import json
import socket
import time
from collections import Counter
from pathlib import Path

from databases import only_sqlite
from edge import Service, serving
from raw import Client
from servers import RedisServer

# No database changes what stands in front of it.
pytestmark = only_sqlite

BUDGET, MORE = 20, 30
# What waits for Redis waits for seconds. The patience itself is a tenth of one (tests/http/test_counters.py); a busy machine adds more.
PATIENCE = 1.0


class Crowd:
    """Clients of one service, each request over a connection of its own, so that either worker may get it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.slowest = 0.0

    def ask(self, client: str, path: str = "/v1/nothing") -> int:
        """The status that a client is answered with."""
        started = time.perf_counter()
        with Client(self.port, seconds=30) as connection:
            connection.send(f"GET {path} HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: {client}\r\nConnection: close\r\n\r\n".encode())
            answer = connection.answer()
        self.slowest = max(self.slowest, time.perf_counter() - started)
        assert answer
        return answer.status

    def spend(self, client: str) -> Counter[int]:
        """Asks for more than a budget holds."""
        self.slowest = 0.0
        return Counter(self.ask(client) for _ in range(MORE))

    def is_degraded(self) -> bool:
        """Whether a worker counts on its own."""
        with Client(self.port, seconds=30) as connection:
            connection.send(b"GET /readyz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            answer = connection.answer()
        assert answer
        assert answer.status == 200
        return bool(json.loads(answer.body)["degraded"])

    def recover(self) -> None:
        """Returns when no worker is degraded any more, as far as a number of answers show."""
        until = time.monotonic() + 30
        good = 0
        while good < 20:
            assert time.monotonic() < until, "Redis is not taken up again"
            good = 0 if self.is_degraded() else good + 1


def test_two_workers_share_one_budget_whatever_happens_to_redis(sample_url: str, tmp_path: Path, redis: RedisServer) -> None:
    settings = {"SNHR_CLIENT_LIMITS": f"{BUDGET}/minute", "SNHR_RATE_LIMIT_STORAGE": redis.url}
    service = Service(sample_url, tmp_path, workers=2, SNHR_TRUSTED_PROXIES="127.0.0.1/32", **settings)
    exact = Counter({404: BUDGET, 429: MORE - BUDGET})
    with serving(service):
        crowd = Crowd(service.port)
        crowd.recover()
        assert crowd.spend("203.0.113.1") == exact
        usual = crowd.slowest

        redis.kill()
        refused = crowd.spend("203.0.113.2")
        assert set(refused) <= {404, 429}
        assert BUDGET <= refused[404] <= 2 * BUDGET
        assert crowd.slowest < usual + PATIENCE
        assert crowd.is_degraded()

        redis.start()
        crowd.recover()
        assert crowd.spend("203.0.113.3") == exact

        _hang(redis, seconds=4)
        hung = crowd.spend("203.0.113.4")
        assert set(hung) <= {404, 429}
        assert crowd.slowest < usual + PATIENCE
        assert crowd.ask("203.0.113.4", "/livez") == 200
        crowd.recover()
        assert crowd.spend("203.0.113.5") == exact


def _hang(redis: RedisServer, seconds: int) -> None:
    """Connections are taken and nothing is answered, for a time."""
    with socket.create_connection(("127.0.0.1", redis.port)) as connection:
        connection.sendall(f"CLIENT PAUSE {seconds * 1000}\r\n".encode())
        assert connection.recv(16) == b"+OK\r\n"
