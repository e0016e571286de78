"""Requests that schemathesis makes up from the description of the API, right ones and wrong ones: none may fail or hang.

python -m bench.attacks --requests 20000
"""

import argparse
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings, strategies
from schemathesis.core.result import Err

from api.database import migrate, write_engine
from api.sample import publish_sample
from bench import servers

_MODES = (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE)
# A right request is kept from a wrong one by what is drawn, which takes longer than hypothesis likes.
_UNHURRIED = tuple(HealthCheck)
SLOWEST_SECONDS = 2.0


@dataclass
class Outcome:
    """How many answers had which status, the slowest in seconds, and what must not have happened."""

    statuses: Counter[int] = field(default_factory=Counter)
    slowest: float = 0.0
    faults: list[str] = field(default_factory=list)

    @property
    def requests(self) -> int:
        """How many there were."""
        return self.statuses.total()

    def note(self, answer: Any, seconds: float) -> None:
        """Counts an answer and judges it."""
        self.statuses[answer.status_code] += 1
        self.slowest = max(self.slowest, seconds)
        kind = answer.headers.get("content-type", [""])[0]
        if answer.status_code >= 500:
            self.faults.append(f"{answer.status_code}: {answer.request.url}")
        elif answer.status_code >= 400 and kind != "application/problem+json":
            self.faults.append(f"{answer.status_code} as {kind or 'nothing'}: {answer.request.url}")
        if seconds > SLOWEST_SECONDS:
            self.faults.append(f"{seconds:.1f} s: {answer.request.url}")


def attack(url: str, requests: int) -> Outcome:
    """Sends so many requests, to each operation as many right as wrong ones."""
    schema = schemathesis.openapi.from_url(f"{url}/v1/openapi.json")
    operations = [found.ok() for found in schema.get_all_operations() if not isinstance(found, Err)]
    outcome = Outcome()
    share = -(-requests // (len(operations) * len(_MODES)))
    for operation in operations:
        known = _known(schema.raw_schema, operation.path)
        for mode in _MODES:
            cases = operation.as_strategy(generation_mode=mode)
            _ask(strategies.tuples(cases, strategies.sampled_from([{}, known])), share, url, outcome)
    return outcome


def _known(description: Any, path: str) -> dict[str, str]:
    """What the description gives as an example of each part of a path: something that there is."""
    parameters = description["paths"][path]["get"].get("parameters", ())
    return {one["name"]: one["example"] for one in parameters if one["in"] == "path" and "example" in one}


def _ask(cases: Any, requests: int, url: str, outcome: Outcome) -> None:
    @seed(0)
    @settings(max_examples=requests, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=_UNHURRIED)
    @given(drawn=cases)
    def ask(drawn: tuple[Any, dict[str, str]]) -> None:
        case, known = drawn
        if known:
            case.path_parameters = known
        started = time.perf_counter()
        answer = case.call(base_url=url, timeout=30)
        outcome.note(answer, time.perf_counter() - started)

    ask()


def main() -> None:
    """Attacks a service over the sample, and says what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=20_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{folder}/sample.db"
        migrate(database)
        with write_engine(database).begin() as connection:
            publish_sample(connection)
        server = servers.service(database, SNHR_SEARCH_LIMIT="1000000/minute", SNHR_DATA_DIR=str(Path(folder, "data")))
        started = time.perf_counter()
        outcome = attack(f"http://127.0.0.1:{server.port}", asked.requests)
        took = time.perf_counter() - started
        server.stop()
    print(f"{outcome.requests} requests in {took:.0f} s, the slowest {outcome.slowest:.2f} s")
    print(", ".join(f"{count} × {status}" for status, count in sorted(outcome.statuses.items())))
    print("\n".join(outcome.faults) or "no fault")


if __name__ == "__main__":
    main()
