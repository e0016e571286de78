"""A long run at a fixed mix of questions, with publishes in between: what fails, how long answers take, and whether memory grows.

python -m bench.soak --minutes 20
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from api.database import write_engine
from bench import data, servers
from bench.load import resident

# Of 20 questions: what is asked for most, what is searched for, what is new each time, and a whole table.
_REPEATED = [
    "/v1/articles?limit=20",
    "/v1/reports?lang=ar",
    "/v1/figures?limit=20",
    "/v1/feeds/articles.atom",
    "/embed/articles",
    "/",
]
_PUBLICATIONS = 2000
_CLIENTS = 8
_PUBLISH_SECONDS = 20.0
_TABLE = "/v1/figures?format=csv"


@dataclass
class Seen:
    """What the clients saw."""

    statuses: Counter[int] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)


def question(number: int) -> str:
    """The question of a number, in the mix."""
    place = number % 20
    if place == 0:
        return f"/v1/reports?q=report%20{number % 977}"
    if place in (1, 2, 3):
        return f"/v1/articles?limit=20&published_to=2020-{number % 12 + 1:02}-{number % 28 + 1:02}"
    if place == 4 and number % 2000 == 4:
        return _TABLE
    return _REPEATED[number % len(_REPEATED)]


async def _ask(port: int, first: int, until: float, seen: Seen) -> None:
    number = first
    while time.monotonic() < until:
        started = time.perf_counter()
        try:
            status = await _status(port, question(number))
        except (OSError, asyncio.IncompleteReadError, ValueError):
            status = 0
        seen.statuses[status] += 1
        if status == 0 or status >= 500:
            seen.failed[question(number).partition("?")[0]] += 1
        seen.seconds.append(time.perf_counter() - started)
        number += _CLIENTS


async def _status(port: int, path: str) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()
    return int(answer[9:12])


async def _publish(database: str, every: float, until: float) -> int:
    """A release with one publication more, from time to time. Gives how many."""
    published = 0
    while time.monotonic() + every < until:
        await asyncio.sleep(every)
        await _add(database, _PUBLICATIONS + published)
        published += 1
    return published


async def _add(database: str, number: int) -> None:
    """In a process of its own: this one would not see the answers come while it works."""
    command = "import sys; from bench import soak; soak.add(sys.argv[1], int(sys.argv[2]))"
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", command, database, str(number))
    assert await process.wait() == 0


def add(database: str, number: int) -> None:
    """Publishes one publication more."""
    with write_engine(database).begin() as connection:
        data.add(connection, number)


async def _watch(pid: int, until: float) -> list[tuple[float, float]]:
    """Minutes and MiB, once a second."""
    started, sizes = time.monotonic(), []
    while (now := time.monotonic()) < until:
        sizes.append(((now - started) / 60, resident(pid) / 2**20))
        await asyncio.sleep(1)
    return sizes


async def soak(server: servers.Server, database: str, minutes: float) -> str:
    """Runs the mix, and says what came of it."""
    until, seen = time.monotonic() + minutes * 60, Seen()
    watching = asyncio.create_task(_watch(server.pid, until))
    publishing = asyncio.create_task(_publish(database, _PUBLISH_SECONDS, until))
    await asyncio.gather(*(_ask(server.port, first, until, seen) for first in range(_CLIENTS)))
    sizes, published = await watching, await publishing
    # The first third fills caches and is no sign of a leak.
    later = sizes[len(sizes) // 3 :]
    slope = statistics.linear_regression(*zip(*later, strict=True)).slope
    cuts = statistics.quantiles(seen.seconds, n=1000)
    return (
        f"{seen.statuses.total()} requests in {minutes:g} minutes, {published} releases published meanwhile: "
        f"{seen.failed.total()} failed {dict(seen.failed)}; "
        f"p50 {cuts[499] * 1000:.1f} ms, p99 {cuts[989] * 1000:.1f} ms, p99.9 {cuts[998] * 1000:.1f} ms; "
        f"memory {sizes[0][1]:.0f} MiB at the start, {sizes[-1][1]:.0f} at the end, "
        f"{slope:+.2f} MiB a minute after the first third; "
        f"statuses {dict(sorted(seen.statuses.items()))}"
    )


def main() -> None:
    """Makes the data, starts the service, and runs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=20)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = data.make(Path(folder), _PUBLICATIONS)
        server = servers.service(database, SNHR_SEARCH_LIMIT="1000000/minute", SNHR_DATA_DIR=f"{folder}/data")
        try:
            print(asyncio.run(soak(server, database, asked.minutes)))
        finally:
            server.stop()


if __name__ == "__main__":
    main()
