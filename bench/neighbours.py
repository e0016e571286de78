"""What one client notices of another that asks ten times what it may, and what 100,000 clients weigh.

    python -m bench.neighbours [--seconds 20]

Over the data set of 10,000 publications (made where it is not there yet). The quiet client asks for new and for repeated pages,
one at a time; its 99th percentile is taken alone and beside the greedy one, turn by turn. Then as many addresses ask once each,
through a proxy that is trusted, and the memory of the service is read before and after.
"""

import argparse
import asyncio
import itertools
import time
from collections import Counter
from collections.abc import Iterator
from ipaddress import IPv4Address
from pathlib import Path
from statistics import median, quantiles

from bench import data, load, servers
from bench.servers import Server

_BUDGET = 3000
_TIMES = 10
_TURNS = 5
_CLIENTS = 100_000
_CONNECTIONS = 16
_QUIET, _GREEDY = "127.0.0.1", "127.0.0.2"


def main() -> None:
    """Prints both measurements."""
    parser = argparse.ArgumentParser(prog="python -m bench.neighbours")
    parser.add_argument("--seconds", type=float, default=20, help="of each turn")
    seconds = parser.parse_args().seconds
    database = data.make(Path("var/bench"), 10_000)
    asyncio.run(_neighbours(database, seconds))
    asyncio.run(_crowd(database))


async def _neighbours(database: str, seconds: float) -> None:
    # The quiet client stays within its budget however fast it is answered; the greedy one has a tenth of what it asks for.
    server = servers.service(database, SNHR_CLIENT_LIMITS=f"{_BUDGET}/minute")
    try:
        ratios, seen = [], Counter[int]()
        addresses = _addresses()
        for _ in range(_TURNS):
            alone = await _ask(server, addresses, seconds)
            beside, statuses = await asyncio.gather(_ask(server, addresses, seconds), _hammer(server, seconds))
            ratios.append(_p99(beside) / _p99(alone))
            seen += statuses
            print(f"p99 alone {_p99(alone):.1f} ms of {len(alone)}, beside {_p99(beside):.1f} ms of {len(beside)}", flush=True)
        print(f"ratio of p99, median of {_TURNS} turns: {median(ratios):.2f}; the greedy one's answers: {dict(seen)}")
    finally:
        server.stop()


def _addresses() -> Iterator[str]:
    """New pages and a repeated one in turn."""
    for number in itertools.count():
        yield f"/v1/articles?limit={1 + number % 100}&published_from=20{number // 100 % 90 + 10}-01-01"
        yield "/v1/articles"


async def _ask(server: Server, addresses: Iterator[str], seconds: float) -> list[float]:
    """Milliseconds of each answer; a pause between questions keeps within the budget."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port, local_addr=(_QUIET, 0))
    times: list[float] = []
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        started = time.perf_counter()
        status = await _question(reader, writer, next(addresses))
        times.append((time.perf_counter() - started) * 1000)
        assert status == 200, status
        await asyncio.sleep(2 * 60 / _BUDGET)
    writer.close()
    return times


async def _hammer(server: Server, seconds: float) -> Counter[int]:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port, local_addr=(_GREEDY, 0))
    seen = Counter[int]()
    started = time.monotonic()
    for number in range(int(_TIMES * _BUDGET * seconds / 60)):
        await asyncio.sleep(max(0.0, started + number * 60 / (_TIMES * _BUDGET) - time.monotonic()))
        seen[await _question(reader, writer, f"/v1/articles?limit={1 + number % 100}&sort=published_on")] += 1
    writer.close()
    return seen


async def _crowd(database: str) -> None:
    server = servers.service(database, SNHR_TRUSTED_PROXIES="127.0.0.0/8")
    try:
        await _walk_past(server, range(1000))
        before = load.resident(server.pid)
        await asyncio.gather(*(_walk_past(server, range(start, _CLIENTS, _CONNECTIONS)) for start in range(_CONNECTIONS)))
        grown = (load.resident(server.pid) - before) / 2**20
        print(f"{_CLIENTS} clients: memory grew by {grown:.1f} MiB")
    finally:
        server.stop()


async def _walk_past(server: Server, numbers: range) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    for number in numbers:
        forwarded = f"X-Forwarded-For: {IPv4Address((100 << 24) + number)}\r\n"
        status = await _question(reader, writer, "/v1/articles", forwarded)
        assert status == 200, status
    writer.close()


async def _question(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str, more: str = "") -> int:
    writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{more}\r\n".encode())
    head = await reader.readuntil(b"\r\n\r\n")
    await reader.readexactly(load.length_of(head))
    return int(head[9:12])


def _p99(times: list[float]) -> float:
    return quantiles(times, n=100)[98]


if __name__ == "__main__":
    main()
