"""Readers that go on asking while something breaks, and keep what they got."""

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

Seen = TypeVar("Seen")


class Load(Generic[Seen]):
    """Threads that ask the same question again and again while the block runs. `seen`: what each got, in its order."""

    def __init__(self, ask: Callable[[], Seen], readers: int = 2) -> None:
        self.seen: list[list[Seen]] = [[] for _ in range(readers)]
        self._stopping = threading.Event()
        self._failures: list[BaseException] = []
        self._threads = [threading.Thread(target=self._read, args=(ask, seen)) for seen in self.seen]

    def __enter__(self) -> "Load[Seen]":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        for thread in self._threads:
            thread.join()
        if self._failures:
            raise self._failures[0]

    def _read(self, ask: Callable[[], Seen], seen: list[Seen]) -> None:
        try:
            while not self._stopping.is_set():
                seen.append(ask())
        except Exception as failure:  # of whatever kind, it is the test's to raise, not a thread's to print
            self._failures.append(failure)


def wait_until(is_so: Callable[[], bool]) -> None:
    """Returns when something is so."""
    until = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.01)  # what is waited for happens in other threads and processes
