"""How fast a series of a million observations is grouped, beside Datasette's group-by over the same table in the same run.

    .venv/bin/python -m pip install datasette        (only for the comparison; SQLite only)
    .venv/bin/python bench/aggregates.py [--url DATABASE_URL] [--rounds 15]

Each question goes through the whole service in this process, without a network and without any cache, in turn with
Datasette's. Without --url a new SQLite file is filled first (minutes), and kept in var/bench for the next run. Times are
milliseconds: medians of the clock, and of the processor's time (cpu), which is the steadier one on a busy machine.
"""

import argparse
import asyncio
import csv
import importlib.util
import json
import random
import sys
import time
from itertools import combinations
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import func, select

from api import models
from api.app import create_app
from api.codelists import bundled
from api.database import migrate, write_engine
from api.ingest.series_drafts import store_series
from api.ingest.sources.series import read_series
from api.publishing.publish import Notes, publish
from api.settings import Settings

HELD = {"violation": "killing", "party": "syrian-regime", "victim": "civilians"}
CODES = {
    "violation": list(bundled("violations"))[:6],
    "party": list(bundled("parties"))[:12],
    "victim": list(bundled("victims"))[:9],
    "place": list(bundled("places")),
}
TIMES = ("year", "quarter", "month")
SQL_TIMES = {"year": "year", "quarter": "year, (month + 2) / 3", "month": "year, month"}
FOLDER = Path("var/bench")
DECLARATION = f"""
id = "million"
unit = "persons"
date_basis = "documented"
title = {{ en = "A million cells", ar = "مليون خانة" }}
counted = {{ en = "Persons", ar = "أشخاص" }}
source = {{ en = "Made up", ar = "مختلق" }}
caveats = {{ en = ["Made up."], ar = ["مختلق."] }}
[dimensions.violation]
values = "different"
default = "{HELD["violation"]}"
[dimensions.party]
values = "incomplete"
default = "{HELD["party"]}"
[dimensions.victim]
values = "overlapping"
default = "{HELD["victim"]}"
[dimensions.place]
values = "partition"
default = "all"
parts = {CODES["place"]}
"""

_THEIR_ROUNDS = 5


def write_series(folder: Path) -> None:
    """A made-up series of about a million cells: ten years, four dimensions, one cell in twelve missing."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "series.toml").write_text(DECLARATION, encoding="utf-8")
    chance = random.Random(7)  # noqa: S311  (the same table each time)
    with (folder / "observations.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["period", *CODES, "value", "qualifier", "source_url", "source_kind"])
        for violation in CODES["violation"]:
            for party in CODES["party"]:
                for victim in CODES["victim"]:
                    for place in CODES["place"]:
                        for month in range(120):
                            if chance.random() < 0.92:
                                period = f"{2016 + month // 12}-{month % 12 + 1:02}"
                                word = "at-least" if chance.random() < 0.02 else "exact"
                                source = f"https://example.org/{period}/"
                                value = chance.randint(0, 400)
                                writer.writerow([period, violation, party, victim, place, value, word, source, "publisher"])


def fill(url: str) -> None:
    """Imports and publishes the series, unless the database has a release already."""
    migrate(url)
    with write_engine(url).begin() as connection:
        if connection.scalar(select(func.count()).select_from(models.release)):
            return
        write_series(FOLDER / "million")
        started = time.perf_counter()
        source = read_series(FOLDER / "million")
        store_series(connection, source)
        print(f"imported {source.count} cells in {time.perf_counter() - started:.1f} s")
        started = time.perf_counter()
        publish(connection, Notes())
        print(f"published in {time.perf_counter() - started:.1f} s")


def questions() -> list[tuple[str, ...]]:
    """Every pair of dimensions, and every dimension with a unit of time."""
    return [pair for pair in combinations((*CODES, *TIMES), 2) if pair[0] not in TIMES]


def as_sql(pair: tuple[str, ...]) -> str:
    """The same question to the table of observations."""
    groups = ", ".join(SQL_TIMES.get(name, name) for name in pair)
    held = " and ".join(f"{name} = '{code}'" for name, code in HELD.items() if name not in pair)
    return f"select {groups}, sum(value) from observation where {held or '1'} group by {groups}"


async def call(app: Any, path: str) -> bytes:
    """One GET over ASGI; gives the body."""
    place, _, query = path.partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": place,
        "raw_path": place.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(b"host", b"127.0.0.1")],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
    parts: list[bytes] = []
    status = 0

    async def send(message: Any) -> None:
        nonlocal status
        status = message.get("status", status)
        parts.append(message.get("body", b""))

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    await app(scope, receive, send)
    if status != 200:
        sys.exit(f"{path}: {status} {b''.join(parts)[:300]!r}")
    return b"".join(parts)


async def timed(app: Any, path: str) -> tuple[float, float]:
    """The clock's and the processor's milliseconds for one question."""
    clock, processor = time.perf_counter(), time.process_time()
    await call(app, path)
    return (time.perf_counter() - clock) * 1000, (time.process_time() - processor) * 1000


async def compare(url: str, rounds: int) -> None:
    """Prints a line for each question."""
    app, theirs = create_app(Settings(database_url=url, client_limits="", cache_bytes=0)), _datasette(url)
    print(f"{'group_by':<22}{'cells':>7}{'median':>9}{'cpu':>7}{'datasette':>11}{'cpu':>7}{'ratio':>7}{'cpu ratio':>11}")
    slowest = [0.0, 0.0]
    for pair in questions():
        path = f"/v1/statistics/million?group_by={','.join(pair)}"
        sql = f"/bench.json?{urlencode({'sql': as_sql(pair), '_shape': 'array'})}"
        cells = len(json.loads(await call(app, path))["data"])
        mine, other = [], []
        for turn in range(rounds):
            mine.append(await timed(app, path))
            if theirs and turn < _THEIR_ROUNDS:
                other.append(await timed(theirs, sql))
        clock, processor = (median(each) for each in zip(*mine, strict=True))
        slowest = [max(slowest[0], clock), max(slowest[1], processor)]
        beside = ""
        if other:
            their_clock, theirs_processor = (median(each) for each in zip(*other, strict=True))
            ratios = their_clock / clock, theirs_processor / processor
            beside = f"{their_clock:>11.1f}{theirs_processor:>7.1f}{ratios[0]:>7.1f}{ratios[1]:>11.1f}"
        print(f"{','.join(pair):<22}{cells:>7}{clock:>9.1f}{processor:>7.1f}{beside}", flush=True)
    print(f"slowest: {slowest[0]:.1f} ms by the clock, {slowest[1]:.1f} ms of the processor")


def _datasette(url: str) -> Any:
    """Datasette over the same file, where it is installed."""
    if not url.startswith("sqlite") or not importlib.util.find_spec("datasette"):
        return None
    module = importlib.import_module("datasette.app")
    settings = {"sql_time_limit_ms": 60000, "max_returned_rows": 50000}
    return module.Datasette([url.removeprefix("sqlite:///")], settings=settings).app()


def main() -> None:
    """Fills a database where there is none, and compares."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default=f"sqlite:///{FOLDER}/bench.db")
    parser.add_argument("--rounds", type=int, default=15)
    given = parser.parse_args()
    fill(given.url)
    asyncio.run(compare(given.url, given.rounds))


if __name__ == "__main__":
    main()
