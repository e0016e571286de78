"""Datasets with a million rows: building them, and downloading data.csv against a bare static ASGI answer in the same run.

    .venv/bin/python bench/datasets.py [--rows 1000000] [--keep FOLDER]

Prints the time and the memory of publishing, the speed of the download as a ratio to the bare answer, whether a download that
was cut off resumes to the same bytes, and the memory of the service before and after.
"""

import argparse
import csv
import hashlib
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from itertools import islice, product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import insert, update

from api.codelists import bundled
from api.commands.writing import press
from api.database import migrate, write_engine
from api.ingest.series_drafts import store_series
from api.ingest.sources.series import read_series
from api.models import observation, series
from api.models.series import NO_DIMENSION
from api.publishing.publish import Notes, publish
from api.settings import Settings

NAME = "million"
ROUNDS = 7
SLOW_CLIENTS = 16
BLOCK = 1024 * 1024
_BARE_BLOCK = 64 * 1024
_INSERTED = 10_000

Download = tuple[float, str, int]


async def bare(scope: dict[str, Any], _receive: object, send: Callable[[dict[str, Any]], Awaitable[None]]) -> None:
    """The baseline: the file in blocks of 64 KiB, and nothing else at all."""
    if scope["type"] != "http":
        return
    path = Path(os.environ["BARE_FILE"])
    size = str(os.path.getsize(path)).encode()  # noqa: ASYNC240, PTH202  (the barest way there is)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", size)]})
    async for block in _blocks(path):
        await send({"type": "http.response.body", "body": block, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def _blocks(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(_BARE_BLOCK):
            yield block


def write_series(folder: Path) -> None:
    """A series of one cell, which says what the others are like."""
    folder.mkdir()
    parts = "\n".join(f'[dimensions.{name}]\nvalues = "overlapping"' for name, *_ in _DIMENSIONS)
    (folder / "series.toml").write_text(f'id = "{NAME}"\n{_DECLARED}{parts}\n', encoding="utf-8")
    with (folder / "observations.csv").open("w", newline="", encoding="utf-8") as file:
        names = [name for name, *_ in _DIMENSIONS]
        first = [next(iter(bundled(codes))) for _, codes, _ in _DIMENSIONS]
        csv.writer(file).writerows([["period", *names, "value"], ["2024-12", *first, 1]])


def cells(rows: int) -> Iterator[dict[str, Any]]:
    """So many cells from 1990 on, each unlike the one before, as rows of the first release."""
    codes = [list(bundled(codelist))[:count] for _, codelist, count in _DIMENSIONS]
    names = [name for name, *_ in _DIMENSIONS]
    for place, (year, month, *cell) in enumerate(islice(product(range(1990, 2024), range(1, 13), *codes), rows)):
        yield {
            **dict(zip(names, cell, strict=True)),
            "series_id": NAME,
            "first_release": 1,
            "drops": False,
            "weapon": NO_DIMENSION,
            "facility": NO_DIMENSION,
            "year": year,
            "month": month,
            "value": place % 977,
            "value_status": "reported",
            "qualifier": "exact",
            "attribution": "stated",
            "source_url": f"https://example.org/{year}-{month:02}",
            "source_kind": "publisher",
        }


_DIMENSIONS = (("violation", "violations", 6), ("party", "parties", 14), ("victim", "victims", 8), ("place", "places", 14))
_DECLARED = """unit = "persons"
date_basis = "documented"
title = {en = "A million cells", ar = "مليون خانة"}
counted = {en = "Cells", ar = "خانات"}
caveats = {en = ["Made up."], ar = ["بيانات مصنوعة."]}
source = {en = "Nobody", ar = "لا أحد"}
"""


def build(folder: Path, rows: int) -> None:
    """Publishes the series; prints how long its files took, and the memory that the process had at most before and then."""
    write_series(folder / "series")
    url = Settings().database_url
    migrate(url)
    with write_engine(url).begin() as connection:
        store_series(connection, read_series(folder / "series"))
        publish(connection, Notes(), sealed=False)
        # Rollups are not what is measured here: the cells are put into the release as they are.
        connection.execute(update(series).values(starts="1990-01"))
        made = cells(rows)
        while block := list(islice(made, _INSERTED)):
            connection.execute(insert(observation), block)
    _say_seconds_and_memory(f"files and manifest of {rows:,} rows", press().seal_all)


def _say_seconds_and_memory(what: str, work: Callable[[], object]) -> None:
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    before, started, used = _memory(os.getpid(), "VmRSS"), time.perf_counter(), time.process_time()
    work()
    spent = f"{time.perf_counter() - started:.1f} s, {time.process_time() - used:.1f} s of the processor"
    print(f"{what}: {spent}; memory {before} MB before, at most {_memory(os.getpid(), 'VmHWM')} MB", flush=True)


def _memory(pid: int, name: str) -> int:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith(f"{name}:"))


@contextmanager
def server(app: str, *options: str) -> Iterator[tuple[int, int]]:
    """A server of its own process: its port and its process id."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "uvicorn", app, *options, "--host", "127.0.0.1", "--port", str(port)]
    quiet = ["--no-access-log", "--log-level", "warning", "--loop", "uvloop", "--http", "httptools"]
    process = subprocess.Popen([*command, *quiet])
    try:
        _wait(port)
        yield port, process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def _wait(port: int) -> None:
    for _ in range(6000):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("the server does not answer")


def ask(port: int, path: str, **headers: str) -> HTTPResponse:
    """An answer whose body has yet to be read."""
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    return connection.getresponse()


def download(port: int, path: str) -> Download:
    """Seconds, hash and bytes of a whole body; the hash is taken afterwards."""
    started = time.perf_counter()
    answer = ask(port, path)
    blocks = list(iter(lambda: answer.read(BLOCK), b""))
    seconds = time.perf_counter() - started
    body = hashlib.sha256()
    for block in blocks:
        body.update(block)
    return seconds, body.hexdigest(), sum(map(len, blocks))


def compare(ours: tuple[int, str], base: int) -> None:
    """Downloads in turn, so that whatever else the machine does weighs on both."""
    both: dict[str, list[Download]] = {"service": [], "bare": []}
    for _ in range(ROUNDS):
        both["service"].append(download(*ours))
        both["bare"].append(download(base, "/"))
    speeds = {name: statistics.median(size / seconds / 1e6 for seconds, _, size in found) for name, found in both.items()}
    same = len({digest for found in both.values() for _, digest, _ in found}) == 1
    ratios = [theirs[0] / mine[0] for mine, theirs in zip(both["service"], both["bare"], strict=True)]
    print(f"data.csv of {both['service'][0][2] / 1e6:.0f} MB: " + ", ".join(f"{n} {s:.0f} MB/s" for n, s in speeds.items()))
    spread = f"{min(ratios):.2f} to {max(ratios):.2f}"
    print(f"ratio to the bare answer: {statistics.median(ratios):.2f} ({spread}, {ROUNDS} pairs); same bytes: {same}")


def resume(port: int, path: str) -> None:
    """Cuts a download off in the middle, and goes on where it stopped."""
    answer = ask(port, path)
    etag, size = answer.headers["ETag"], int(answer.headers["Content-Length"])
    body = answer.read(size // 3)
    answer.close()
    rest = ask(port, path, Range=f"bytes={len(body)}-", If_Range=etag)
    digest = hashlib.sha256(body + rest.read())
    expected = json.loads(ask(port, f"/v1/datasets/{NAME}").read())["data"]["files"][0]["sha256"]
    right = digest.hexdigest() == expected
    print(f"resumed after {len(body):,} bytes: {rest.status} {rest.headers['Content-Range']}; right: {right}")


def slow_clients(port: int, pid: int, path: str) -> None:
    """Many that hold a download open and hardly read."""
    answers = [ask(port, path) for _ in range(SLOW_CLIENTS)]
    for answer in answers:
        answer.read(1000)
    time.sleep(2)
    print(f"memory with {SLOW_CLIENTS} slow clients in the middle: {_memory(pid, 'VmRSS')} MB")
    for answer in answers:
        answer.close()


def main() -> None:
    """Builds once, then measures the service and the bare answer side by side."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--keep", type=Path, help="A folder that is kept, and used again where it is there.")
    given = parser.parse_args()
    with TemporaryDirectory() as temporary:
        folder = given.keep or Path(temporary)
        os.environ |= {
            "SNHR_DATABASE_URL": f"sqlite:///{folder.absolute()}/million.db",
            "SNHR_DATA_DIR": f"{folder.absolute()}/data",
            "SNHR_CLIENT_LIMITS": "",
            "PYTHONPATH": str(Path(__file__).parent),
        }
        if not (folder / "data").exists():
            folder.mkdir(exist_ok=True)
            build(folder, given.rows)
        measure(next((folder / "data").glob(f"*/{NAME}")))


def measure(files: Path) -> None:
    """Everything about one dataset's data.csv."""
    for path in sorted(files.iterdir()):
        print(f"  {path.name}: {path.stat().st_size:,} bytes")
    os.environ["BARE_FILE"] = str(files / "data.csv")
    address = f"/v1/datasets/{NAME}/data.csv?release={files.parent.name}"
    with server("api.app:create_app", "--factory") as (port, pid), server("datasets:bare") as (base, _):
        print(f"memory of the service before: {_memory(pid, 'VmRSS')} MB")
        compare((port, address), base)
        resume(port, address)
        slow_clients(port, pid, address)
        print(f"memory of the service after: {_memory(pid, 'VmRSS')} MB, at most {_memory(pid, 'VmHWM')} MB")


if __name__ == "__main__":
    main()
