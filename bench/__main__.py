"""`make bench`: measures the service and its rivals in interleaved rounds, and prints medians and ratios."""

import argparse
import shutil
import statistics
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from bench import data, load, servers
from bench.load import Measured, measure
from bench.servers import Server

_FOLDER = Path("var/bench")
_PAGE = "/v1/articles"
_MOST_PAGES = 400
# Records of a page: as they are measured, and as many as there may be.
_SHORT, _LONG = 20, 100
_HOP = {"date", "server", "connection", "transfer-encoding"}


@dataclass(frozen=True)
class Target:
    """One thing that is measured: a server, what it is asked for in turn, and with which headers."""

    name: str
    server: Server
    paths: Sequence[str]
    headers: Mapping[str, str] = field(default_factory=dict)


def main() -> None:
    """The whole run."""
    options = _options()
    database = data.make(_FOLDER, options.size)
    with ExitStack() as stack:
        targets = _targets(database, stack)
        rounds: dict[str, list[Measured]] = {target.name: [] for target in targets}
        for _ in range(options.rounds):
            for target in targets:
                result = measure(target.server.pid, target.server.port, target.paths, target.headers, options.seconds)
                rounds[target.name].append(result)
        _print(options, targets, rounds)
        _print_export(targets[2].server)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--size", type=int, default=10_000, help="publications in the data set")
    parser.add_argument("--rounds", type=int, default=5, help="rounds, of which the medians are shown")
    parser.add_argument("--seconds", type=int, default=2, help="seconds of load for each target in a round")
    return parser.parse_args()


def _targets(database: str, stack: ExitStack) -> list[Target]:
    def run(server: Server) -> Server:
        stack.callback(server.stop)
        return server

    ours, uncached = run(servers.service(database)), run(servers.service(database, SNHR_CACHE_BYTES="0"))
    _, headers, body = ours.get(_PAGE)
    sent = [(name.encode(), value.encode()) for name, value in headers.items() if name not in _HOP]
    few = [(name, value) for name, value in sent if name in (b"content-type", b"content-length")]
    first, last = _pages(uncached)
    # The table that has the texts, in its own order, and without proposals of facets: the page that suits it best.
    table = f"/{Path(database).stem}/publication_text.json?_size=20&_shape=objects&_nosuggest=1"
    return [
        Target("bare: same headers, same body", run(servers.bare(_FOLDER, sent, body)), ["/"]),
        Target("bare: two headers, same body", run(servers.bare(_FOLDER, few, body)), ["/"]),
        Target("repeated page", ours, [_PAGE]),
        Target("repeated page, 304", ours, [_PAGE], {"If-None-Match": headers["etag"].replace('"', '\\"')}),
        Target("repeated page, br", ours, [_PAGE], {"Accept-Encoding": "br"}),
        Target("first-time pages", uncached, first),
        Target("first-time pages at the end of the walk", uncached, last),
        Target(
            "FastAPI + SQLModel pages", run(servers.plain(database)), [f"/articles?offset={20 * n}" for n in range(len(first))]
        ),
        Target("Datasette table page", run(servers.datasette(database)), [table]),
    ]


def _pages(server: Server) -> tuple[list[str], list[str]]:
    """Addresses of the first pages of a walk and of its last ones."""
    return _walk(server, _PAGE), _walk(server, _near_the_end(server))


def _near_the_end(server: Server) -> str:
    """Where the last pages of the walk begin: the way there is by pages of a hundred."""
    address, left = f"{_PAGE}?limit={_LONG}", server.json(_PAGE)["meta"]["total"]
    while left > _MOST_PAGES * _SHORT:
        address = _after(server, address) or address
        left -= _LONG
    return address.replace(f"limit={_LONG}", f"limit={_SHORT}")


def _walk(server: Server, address: str | None) -> list[str]:
    found: list[str] = []
    while address and len(found) < _MOST_PAGES:
        found.append(address)
        address = _after(server, address)
    return found


def _after(server: Server, address: str) -> str | None:
    following: str | None = server.json(address)["links"]["next"]
    return following and following[following.index("/v1") :]


def _print(options: argparse.Namespace, targets: Sequence[Target], rounds: Mapping[str, list[Measured]]) -> None:
    client = "wrk" if shutil.which("wrk") else "own client"
    size = len(targets[2].server.get(_PAGE)[2])
    print(f"{options.size} publications, page of {size} bytes, {client}, {load.CONNECTIONS} connections, one worker each,")
    print(
        f"medians of {options.rounds} interleaved rounds of {options.seconds} s; ratio: CPU of the first line / CPU of this one\n"
    )
    print(f"{'':42}{'req/s':>9}{'p50 ms':>9}{'p99 ms':>9}{'CPU us':>10}{'ratio':>8}{'errors':>8}")
    floor = statistics.median(one.cpu for one in rounds[targets[0].name])
    for name, results in rounds.items():
        rate, p50, p99, cpu = (statistics.median(getattr(one, key) for one in results) for key in ("rate", "p50", "p99", "cpu"))
        errors = sum(one.refused for one in results)
        print(f"{name:42}{rate:9.0f}{p50:9.2f}{p99:9.2f}{cpu:10.1f}{floor / cpu:8.3f}{errors:8}")


def _print_export(server: Server) -> None:
    export = load.export(server.port, server.pid, f"{_PAGE}?format=csv")
    print(f"\nall of it as CSV: {export}")


if __name__ == "__main__":
    main()
