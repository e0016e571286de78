"""A thread of its own for what reads briefly: it waits for no search, and going there and back costs the least.

Several threads would take the interpreter from one another at each row, and an executor's futures lock four times for each:
together nearly as much as such an answer costs.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread
from typing import Any, TypeVar

Value = TypeVar("Value")
_Asked = tuple[Callable[[], Any], "asyncio.Future[Any]"]


class Lane:
    """Reads one after the other. Its thread starts with the first question."""

    def __init__(self) -> None:
        self._asked: SimpleQueue[_Asked | None] = SimpleQueue()
        self._thread: Thread | None = None

    async def run(self, read: Callable[[], Value]) -> Value:
        """What a function gives, or raises."""
        if self._thread is None:
            self._thread = Thread(target=self._work, name="lane", daemon=True)
            self._thread.start()
        answer: asyncio.Future[Value] = asyncio.get_running_loop().create_future()
        self._asked.put((read, answer))
        return await answer

    def close(self) -> None:
        """Ends the thread, after what was asked before."""
        self._asked.put(None)

    def _work(self) -> None:
        while (asked := self._asked.get()) is not None:
            read, answer = asked
            try:
                settle = (answer.set_result, read())
            except BaseException as error:
                settle = (answer.set_exception, error)
            # Whoever asked may have gone, and its loop with it.
            with suppress(RuntimeError):
                answer.get_loop().call_soon_threadsafe(_settle, answer, *settle)


def _settle(answer: "asyncio.Future[Any]", settle: Callable[[Any], None], outcome: object) -> None:
    if not answer.done():
        settle(outcome)
