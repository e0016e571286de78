"""Load on one server, by wrk where it is installed and by an own client elsewhere; what it costs is read from /proc."""

import asyncio
import os
import re
import shutil
import socket
import statistics
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0}
CONNECTIONS = 32


@dataclass(frozen=True)
class Measured:
    """One round: requests a second, median and 99th percentile in milliseconds, server CPU in microseconds a request."""

    rate: float
    p50: float
    p99: float
    cpu: float
    refused: int = 0


def measure(pid: int, port: int, paths: Sequence[str], headers: Mapping[str, str], seconds: float) -> Measured:
    """Asks a server for paths in turn, as fast as it answers."""
    client = _wrk if shutil.which("wrk") else _own
    before = cpu_seconds(pid)
    requests, took, latencies, refused = client(port, paths, headers, seconds)
    if not requests:
        raise TimeoutError(f"nothing was answered in {seconds} s: {paths[0]}")
    return Measured(requests / took, *latencies, (cpu_seconds(pid) - before) * 1e6 / requests, refused)


def cpu_seconds(pid: int) -> float:
    """What a process has used of the processor."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def resident(pid: int) -> int:
    """The memory of a process in bytes."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE_BYTES


def export(port: int, pid: int, path: str) -> str:
    """Takes a whole stream, and says when its first byte came, how long it took, and by how much the server grew."""
    before, started, first, size, peak = resident(pid), time.perf_counter(), 0.0, 0, 0
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n".encode())
        while block := connection.recv(1 << 16):
            if not size:
                first = time.perf_counter() - started
            size += len(block)
            peak = max(peak, resident(pid))
    took, grown = time.perf_counter() - started, (peak - before) / 2**20
    return f"first byte after {first * 1000:.0f} ms, {size / 2**20:.1f} MiB in {took:.1f} s, memory grew by {grown:.1f} MiB"


def length_of(head: bytes) -> int:
    """How many bytes of body follow a head."""
    length = _LENGTH.search(head)
    return int(length[1]) if length else 0


Result = tuple[int, float, tuple[float, float], int]


def _wrk(port: int, paths: Sequence[str], headers: Mapping[str, str], seconds: float) -> Result:
    lines = ["local paths = {" + ",".join(f"'{path}'" for path in paths) + "}", "local n = 0"]
    lines += [f"wrk.headers['{name}'] = '{value}'" for name, value in headers.items()]
    lines += ["request = function() n = n + 1; return wrk.format('GET', paths[n % #paths + 1]) end"]
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write("\n".join(lines))
        script.flush()
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "-s", script.name, f"http://127.0.0.1:{port}/"]
        out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    total = re.search(r"(\d+) requests in ([\d.]+)s", out)
    percentiles = [float(number) * _UNITS[unit] for number, unit in re.findall(r"(?:50|99)%\s+([\d.]+)(us|ms|s)", out)]
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", out)
    assert total, out
    return int(total[1]), float(total[2]), (percentiles[0], percentiles[1]), int(failed[1]) if failed else 0


def _own(port: int, paths: Sequence[str], headers: Mapping[str, str], seconds: float) -> Result:
    return asyncio.run(_ask_all(port, paths, headers, seconds))


async def _ask_all(port: int, paths: Sequence[str], headers: Mapping[str, str], seconds: float) -> Result:
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    asked = [f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{lines}\r\n".encode() for path in paths]
    started = time.perf_counter()
    shares = [asked[start::CONNECTIONS] or asked for start in range(CONNECTIONS)]
    answered = await asyncio.gather(*(_ask(port, share, started + seconds) for share in shares))
    times = sorted(taken * 1000 for part in answered for taken, _ in part)
    refused = sum(status >= 400 for part in answered for _, status in part)
    cuts = statistics.quantiles(times, n=100)
    return len(times), time.perf_counter() - started, (cuts[49], cuts[98]), refused


async def _ask(port: int, asked: Sequence[bytes], until: float) -> list[tuple[float, int]]:
    """One connection. Gives the seconds and the status of each answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answers: list[tuple[float, int]] = []
    while (started := time.perf_counter()) < until:
        writer.write(asked[len(answers) % len(asked)])
        head = await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(length_of(head))
        answers.append((time.perf_counter() - started, int(head[9:12])))
    writer.close()
    return answers
