"""How long a publish takes, how much memory it needs, and what readers notice of it.

    python -m bench.publish [PUBLICATIONS]

Publishes that many publications, changes the text of each, adds a series of a million observations, and publishes again while a
client asks the running service. Prints the seconds of the transaction and of all, the writer's peak memory, and readers' p99 as a
ratio to the p99 just before.
"""

import json
import os
import resource
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from datetime import date, timedelta
from pathlib import Path
from statistics import quantiles
from typing import Any

from sqlalchemy import insert

from api.database import migrate, write_engine
from api.ingest.series_drafts import store_series
from api.ingest.sources.series import read_series
from api.models import figure, figure_evidence, publication, publication_section, publication_text
from api.publishing.manifest import Press
from api.publishing.publish import Notes, publish
from bench.aggregates import write_series

PARAGRAPH = "The report documents the killing of 41 civilians, including 12 children, in the governorate. "
BODY = PARAGRAPH * 40
QUESTIONS = (
    "/v1/articles?limit=20",
    "/v1/figures?limit=20&victim=civilians",
    "/v1/reports/pub_{}",
    "/v1/figures?value_min=40&limit=5",
)
BEFORE_SECONDS = 20.0


def fill(url: str, count: int, turn: int) -> None:
    """Drafts of publications with a text and a figure each; from the second turn on only of changed texts and evidence."""
    with write_engine(url).begin() as connection:
        for start in range(0, count, 1000):
            numbers = range(start, min(start + 1000, count))
            for table, rows in _rows(numbers, turn):
                connection.execute(insert(table), rows)


def _rows(numbers: range, turn: int) -> list[tuple[Any, list[dict[str, Any]]]]:
    texts = [_text(number, turn) for number in numbers]
    if turn > 1:
        return [(publication_text, texts)]
    return [
        (publication_text, texts),
        (publication, [_publication(number) for number in numbers]),
        (publication_section, [_section(number) for number in numbers]),
        (figure, [_figure(number) for number in numbers]),
        (figure_evidence, [_evidence(number) for number in numbers]),
    ]


def add_series(url: str, folder: Path) -> None:
    """The drafts of a million observations."""
    write_series(folder)
    with write_engine(url).begin() as connection:
        print(f"{store_series(connection, read_series(folder))} observations wait")


def _text(number: int, turn: int) -> dict[str, Any]:
    said = {"title": f"Account {number} of turn {turn}", "summary": PARAGRAPH, "body": f"{BODY}{turn}"}
    own = {"public_id": f"pub_{number}", "language": "en", "title_origin": "original", "url": None}
    return {**own, **said, "quotes": [], "documents": [], "related": [], "drops": False}


def _publication(number: int) -> dict[str, Any]:
    day = date(2016, 1, 1) + timedelta(number % 3000)
    return {"public_id": f"pub_{number}", "kind": "report", "published_on": day, "drops": False}


def _section(number: int) -> dict[str, Any]:
    return {"public_id": f"pub_{number}", "section": "thematic-reports/others", "is_primary": True, "drops": False}


def _figure(number: int) -> dict[str, Any]:
    codes = {"qualifier": "exact", "unit": "persons", "violation": "killing", "victim": "civilians", "attribution": "stated"}
    period = {"period_kind": "window", "date_basis": "documented", "reviewed_on": date(2026, 11, 20)}
    ids = {"public_id": f"fig_{number}", "publication_id": f"pub_{number}", "ordinal": 0}
    return {**ids, **codes, **period, "value": number % 90, "drops": False}


def _evidence(number: int) -> dict[str, Any]:
    at = BODY.index("41 civilians")
    words = {"quote": "41 civilians", "sentence": PARAGRAPH.strip()}
    place = {"figure_id": f"fig_{number}", "publication_id": f"pub_{number}", "language": "en"}
    return {**place, **words, "start_at": at, "end_at": at + 12, "drops": False}


def publish_once(url: str, folder: str) -> None:
    """In a process of its own: prints the seconds of the transaction and of all, and the peak memory in MB."""
    started = time.perf_counter()
    with write_engine(url).begin() as connection:
        made = publish(connection, Notes(), sealed=False)
    transaction = time.perf_counter() - started
    Press(url, Path(folder)).seal_all(made.number)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"transaction_s": transaction, "all_s": time.perf_counter() - started, "peak_mb": peak}))


class Client(threading.Thread):
    """Asks one question after another until it is told to stop, and keeps how long each took."""

    def __init__(self, port: int, count: int) -> None:
        super().__init__()
        self.port, self.count = port, count
        self.milliseconds: list[float] = []
        self.stopping = threading.Event()

    def run(self) -> None:
        number = 0
        while not self.stopping.is_set():
            path = QUESTIONS[number % len(QUESTIONS)].format(number * 7919 % self.count)
            started = time.perf_counter()
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}") as answer:
                answer.read()
            self.milliseconds.append((time.perf_counter() - started) * 1000)
            number += 1

    def p99(self) -> float:
        return quantiles(self.milliseconds, n=100)[98]


def ask_while(port: int, count: int, work: Any) -> tuple[Client, Any]:
    """A client that asks for as long as some work takes, and what the work gave."""
    client = Client(port, count)
    client.start()
    try:
        return client, work()
    finally:
        client.stopping.set()
        client.join()


def main(count: int) -> None:
    """Everything, in a folder that is thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        url, data = f"sqlite:///{folder}/bench.db", f"{folder}/data"
        migrate(url)
        fill(url, count, 1)
        # As docs/guides/releases.md says: readers go first.
        words = ["nice", "-n", "10", sys.executable, "-m", "bench.publish", "publish", url, data]
        print("first publish:", subprocess.check_output(words, text=True).strip())
        fill(url, count, 2)
        add_series(url, Path(folder, "million"))
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        settings = {"SNHR_DATABASE_URL": url, "SNHR_DATA_DIR": data, "SNHR_CLIENT_LIMITS": "", "SNHR_CACHE_BYTES": "0"}
        command = [str(Path(sys.executable).with_name("snhr-api")), "serve", "--port", str(port)]
        with subprocess.Popen(command, env={**os.environ, **settings}, stderr=subprocess.DEVNULL) as service:
            wait_for(port)
            before, _ = ask_while(port, count, lambda: time.sleep(BEFORE_SECONDS))
            during, made = ask_while(port, count, lambda: subprocess.check_output(words, text=True).strip())
            service.terminate()
    print("second publish, all texts changed:", made)
    print(f"readers: p99 before {before.p99():.1f} ms of {len(before.milliseconds)}, meanwhile {during.p99():.1f} ms of "
          f"{len(during.milliseconds)}, ratio {during.p99() / before.p99():.2f}")  # fmt: skip


def wait_for(port: int) -> None:
    """Until the service is ready: it looks at the whole release first."""
    started = time.perf_counter()
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz").read()
        except OSError:
            time.sleep(0.1)
        else:
            print(f"the service was ready after {time.perf_counter() - started:.1f} s")
            return


if __name__ == "__main__":
    if sys.argv[1:2] == ["publish"]:
        publish_once(*sys.argv[2:])
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
