"""SIGTERM under load: what was asked is answered, and a worker that is ended is followed by another."""

import os
import re
import signal
import time
from contextlib import ExitStack
from pathlib import Path

import pytest
from databases import only_sqlite
from edge import Service, serving
from faults.load import Load, wait_until
from raw import Client
from servers import wait_for

# No database changes what stands in front of it.
pytestmark = only_sqlite

HEAD = b" HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
EXPORT = b"GET /v1/figures?format=ndjson" + HEAD


def workers_of(service: Service) -> set[int]:
    """The processes that answer: children of the one that has loaded the service, which is the supervisor's."""
    return set(_children(_fork_server(service)))


def status_of_a_whole_answer(port: int) -> int:
    """Over a new connection; 0 where none came to its end."""
    with Client(port, seconds=30) as client:
        client.send(b"GET /v1/reports?limit=20" + HEAD)
        answer = client.answer()
        return answer.status if answer and answer.body.endswith(b"}") else 0


@pytest.mark.parametrize("workers", [1, 2])
def test_what_is_being_answered_is_answered_to_its_end(sample_url: str, tmp_path: Path, workers: int) -> None:
    service = Service(sample_url, tmp_path, workers=workers)
    with serving(service), ExitStack() as stack:
        whole = _whole(service.port)
        clients = [stack.enter_context(Client(service.port, window=4096, seconds=30)) for _ in range(8)]
        for client in clients:
            client.send(EXPORT)
        started = [client.socket.recv(1000) for client in clients]
        assert service.process
        service.process.send_signal(signal.SIGTERM)
        time.sleep(0.3)  # the server is at its end now, and the answers are not
        assert service.process.poll() is None
        answers = [first + _rest(client) for first, client in zip(started, clients, strict=True)]
        assert set(map(_body, answers)) == {whole}
        assert service.process.wait(timeout=10) in (0, -signal.SIGTERM)


def test_a_worker_that_is_ended_loses_no_request_and_another_follows(sample_url: str, tmp_path: Path) -> None:
    with serving(Service(sample_url, tmp_path, workers=2)) as service:
        before = _both(service)
        with Load(lambda: status_of_a_whole_answer(service.port), readers=6) as load:
            wait_until(lambda: all(len(seen) > 3 for seen in load.seen))
            first = min(before)
            os.kill(first, signal.SIGTERM)
            wait_until(lambda: bool(workers_of(service) - before))
            counts = [len(seen) for seen in load.seen]
            # The one that is left answers while the new one starts.
            wait_until(lambda: all(len(seen) > count + 3 for seen, count in zip(load.seen, counts, strict=True)))
        assert {status for seen in load.seen for status in seen} == {200}
        assert first not in workers_of(service)


def test_where_all_workers_are_killed_new_ones_answer_within_two_seconds(sample_url: str, tmp_path: Path) -> None:
    """What is asked meanwhile waits for them."""
    with serving(Service(sample_url, tmp_path, workers=2)) as service:
        before = _both(service)
        for worker in before:
            os.kill(worker, signal.SIGKILL)
        wait_until(lambda: not before & workers_of(service))
        started = time.monotonic()
        assert status_of_a_whole_answer(service.port) == 200
        assert time.monotonic() - started < 2


def test_where_all_processes_get_sigterm_at_once_what_is_being_answered_is_answered_to_its_end(
    sample_url: str, tmp_path: Path
) -> None:
    """As systemd ends a service. The process that workers are forked from ends last."""
    service = Service(sample_url, tmp_path, workers=2)
    with serving(service), Client(service.port, window=4096, seconds=30) as client:
        whole = _whole(service.port)
        client.send(EXPORT)
        begun = client.socket.recv(1000)
        assert service.process
        family = {service.process.pid, *_children(service.process.pid), *_both(service)}
        for process in family:
            os.kill(process, signal.SIGTERM)
        assert _body(begun + _rest(client)) == whole
        assert service.process.wait(timeout=20) in (0, -signal.SIGTERM)
        wait_until(lambda: not any(Path(f"/proc/{process}").exists() for process in family))


@pytest.mark.parametrize("victim", ["supervisor", "fork server"])
def test_no_worker_outlives_the_one_that_watches_over_it(sample_url: str, tmp_path: Path, victim: str) -> None:
    service = Service(sample_url, tmp_path, workers=2)
    with serving(service):
        before = _both(service)
        assert service.process
        os.kill(service.process.pid if victim == "supervisor" else _fork_server(service), signal.SIGKILL)
        wait_until(lambda: not any(Path(f"/proc/{worker}").exists() for worker in before))
        if victim == "fork server":
            assert status_of_a_whole_answer(service.port) == 200


def test_a_new_service_takes_over_at_the_same_port(sample_url: str, tmp_path: Path) -> None:
    service = Service(sample_url, tmp_path)
    with serving(service):
        # A connection that is open when the service ends must not keep the port.
        with Client(service.port) as client:
            client.send(b"GET /livez HTTP/1.1\r\nHost: a\r\n\r\n")
            assert client.answer()
            service.stop()
        service.start()
        wait_for(service.port)
        with Client(service.port, seconds=30) as client:
            client.send(b"GET /readyz" + HEAD)
            answer = client.answer()
            assert answer
            assert answer.status == 200


def _children(process: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def _fork_server(service: Service) -> int:
    assert service.process
    return next(child for child in _children(service.process.pid) if b"forkserver" in Path(f"/proc/{child}/cmdline").read_bytes())


def _both(service: Service) -> set[int]:
    wait_until(lambda: len(workers_of(service)) == 2)
    return workers_of(service)


def _whole(port: int) -> bytes:
    with Client(port, seconds=30) as client:
        client.send(EXPORT)
        return _body(_rest(client))


def _rest(client: Client) -> bytes:
    return b"".join(iter(lambda: client.socket.recv(1 << 16), b""))


def _body(answer: bytes) -> bytes:
    """The whole body of an answer: as long as it says, or with its last chunk."""
    head, _, rest = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200")
    if length_given := re.search(rb"content-length: (\d+)", head):
        assert len(rest) == int(length_given[1])
        return rest
    blocks: list[bytes] = []
    while rest:
        size, _, rest = rest.partition(b"\r\n")
        length = int(size, 16)
        if length == 0:
            return b"".join(blocks)
        blocks.append(rest[:length])
        rest = rest[length + 2 :]
    raise AssertionError("the answer has no end")
