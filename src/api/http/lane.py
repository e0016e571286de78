"""Where brief questions are read, so that they wait for no search and the way there and back is the shortest there is.

Several threads would take the interpreter from one another at each row, and an executor's futures lock four times for each:
together nearly as much as such an answer costs. So there is one thread for it; and what an embedded database has at hand is
read without leaving the thread of the event loop.
"""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread, get_ident
from typing import Any, TypeVar

from api.database import DATABASE_ERRORS
from api.errors import ApiError
from api.queries.snapshot import NotBrief

Value = TypeVar("Value")
# A read that takes longer holds up everybody: then the next ones go to the lane, for so long.
BRIEF_SECONDS = 0.05
_REST_SECONDS = 1.0
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


class AtHand:
    """Reads in the thread of the event loop, one after the other, and lets the loop do everything else in between.

    What cannot be had at once, as the file is locked or the disk slow, is left to the lane, and so is what comes soon after it.
    To be made in the loop that it is for. failed: what is to be done after an error that nobody meant.
    """

    def __init__(self, lane: Lane, failed: Callable[[], None]) -> None:
        self._lane = lane
        self._failed = failed
        self._thread = get_ident()
        self._turn = asyncio.Lock()
        self._rests_until = 0.0

    def is_here(self) -> bool:
        """Whether this is the thread of the loop, in which nothing may wait."""
        return get_ident() == self._thread

    async def run(self, read: Callable[[], Value]) -> Value:
        """What a function gives, or raises."""
        async with self._turn:
            started = time.monotonic()
            if started >= self._rests_until:
                try:
                    return self._read(read)
                except (*DATABASE_ERRORS, NotBrief):
                    pass
                finally:
                    if time.monotonic() - started > BRIEF_SECONDS:
                        self._rest()
                    await asyncio.sleep(0)
        return await self._lane.run(read)

    def _read(self, read: Callable[[], Value]) -> Value:
        try:
            return read()
        except (ApiError, NotBrief):
            raise
        except Exception as error:  # whatever it is, the connection may be in the middle of something
            self._failed()
            if isinstance(error, DATABASE_ERRORS):
                self._rest()
            raise

    def _rest(self) -> None:
        self._rests_until = time.monotonic() + _REST_SECONDS


def _settle(answer: "asyncio.Future[Any]", settle: Callable[[Any], None], outcome: object) -> None:
    if not answer.done():
        settle(outcome)
