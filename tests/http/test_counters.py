import asyncio
import time
from collections.abc import Awaitable, Callable
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from servers import RedisServer, free_port
from starlette.types import Scope

from api.errors import TooManyRequests
from api.http import counters
from api.http.counters import BoundedMemory
from api.http.rate_limits import Budgets, client_of
from api.settings import Settings


def budgets(storage: str, limits: str = "5/minute;1000/day") -> Budgets:
    return Budgets(Settings(client_limits=limits, rate_limit_storage=storage))


def asking(path: str = "/livez", query: bytes = b"", client: str = "203.0.113.7") -> Scope:
    return {"type": "http", "path": path, "query_string": query, "headers": [], "client": (client, 4000)}


async def taken(budget: Budgets, requests: int, scope: Scope | None = None) -> int:
    """How many of some requests are let through."""
    passed = 0
    for _ in range(requests):
        try:
            await budget.charge(scope or asking(), "203.0.113.7")
            passed += 1
        except TooManyRequests:
            pass
    return passed


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110  (what is waited for knows no event)
            await asyncio.sleep(0.01)


def resident() -> int:
    """The memory of this process in bytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


def run(test: Callable[[], Awaitable[None]]) -> None:
    async def whole() -> None:
        await test()

    asyncio.run(whole())


@pytest.mark.parametrize(
    ("path", "query", "passed"),
    [("/v1/reports", b"q=aleppo", 2), ("/v1/reports", b"format=csv", 3), ("/v1/reports", b"", 9), ("/docs", b"q=aleppo", 9)],
)
def test_search_and_exports_have_budgets_of_their_own(path: str, query: bytes, passed: int) -> None:
    budget = Budgets(Settings(client_limits="", search_limit="2/minute", export_limit="3/minute"))
    assert asyncio.run(taken(budget, 9, asking(path, query))) == passed


def test_a_budget_returns_as_its_window_slides(monkeypatch: pytest.MonkeyPatch) -> None:
    budget = budgets("memory://")

    def at(now: float) -> int:
        monkeypatch.setattr("api.http.counters.monotonic", lambda: now)
        return asyncio.run(taken(budget, 9))

    assert [at(now) for now in (6000.0, 6059.0, 6060.0, 6072.0, 6084.0, 6300.0)] == [5, 0, 0, 1, 1, 5]


def test_counters_are_bounded_however_many_clients_come() -> None:
    budget = budgets("memory://", "120/minute;5000/day")

    async def many() -> None:
        for number in range(100_000):
            client = str(IPv4Address(number))
            await budget.charge(asking(client=client), client_of(asking(client=client), ()))

    before = resident()
    asyncio.run(many())
    assert resident() - before < 64 * 1024 * 1024


def test_the_longest_unused_counter_is_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.http.counters._MOST_COUNTERS", 2)
    memory = BoundedMemory()
    for key in ("a", "b", "a", "c"):
        memory.acquire_sliding_window_entry(key, 10, 60)
    assert [memory.get_sliding_window(key, 60)[2] for key in ("a", "c", "b")] == [2, 1, 0]


def test_two_workers_share_one_budget(redis: RedisServer) -> None:
    async def test() -> None:
        one, two = budgets(redis.url), budgets(redis.url)
        assert await taken(one, 3) == 3
        assert (await two.charge(asking(), "203.0.113.7")).startswith(b'"client";r=1;t=')
        assert (await one.charge(asking(), "203.0.113.7")).startswith(b'"client";r=0;t=')
        assert await taken(one, 3) + await taken(two, 9) == 0
        assert not one.is_degraded
        await one.close()
        await two.close()

    run(test)


def test_a_refused_redis_delays_nothing_and_the_limit_holds() -> None:
    async def test() -> None:
        budget = budgets(f"redis://127.0.0.1:{free_port()}")
        started = time.perf_counter()
        assert await taken(budget, 9) == 5
        assert time.perf_counter() - started < 0.15
        assert budget.is_degraded
        await budget.close()

    run(test)


def test_a_redis_that_hangs_delays_one_request_by_a_tenth_of_a_second(redis: RedisServer) -> None:
    async def test() -> None:
        budget = budgets(redis.url)
        assert await taken(budget, 2) == 2
        redis.pause()
        delays = []
        for _ in range(5):
            started = time.perf_counter()
            await taken(budget, 1)
            delays.append(time.perf_counter() - started)
        assert max(delays) < 0.15
        assert sorted(delays)[-2] < 0.05
        redis.resume()
        await until(lambda: not budget.is_degraded)
        # Two were counted before it hung, and it had been asked for a third one, which it counts when it wakes.
        assert await taken(budget, 9) == 2
        await budget.close()

    run(test)


def test_a_restarted_redis_counts_again(redis: RedisServer, monkeypatch: pytest.MonkeyPatch) -> None:
    # A Redis that is slow on a busy machine is not what this is about.
    monkeypatch.setattr(counters, "_PATIENCE", 5.0)

    async def test() -> None:
        budget = budgets(redis.url)
        assert await taken(budget, 9) == 5
        redis.kill()
        assert await taken(budget, 9) == 5  # on its own now
        assert budget.is_degraded
        redis.start()
        await until(lambda: not budget.is_degraded)
        assert await taken(budget, 9) == 5
        await budget.close()

    run(test)
