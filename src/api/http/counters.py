"""Where budgets are counted: in this process, bounded however many clients come; or in a Redis that all workers share.

A Redis that hangs, refuses or restarts delays a request by _PATIENCE at most, and only the first ones: until it answers again,
which is looked for beside the requests, this process counts on its own.
"""

import asyncio
import math
import time
from collections import OrderedDict
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from time import monotonic
from typing import Any, TypeVar

from limits import RateLimitItem
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from limits.errors import StorageError
from limits.storage import MemoryStorage, storage_from_string
from limits.strategies import RateLimiter
from redis.asyncio.connection import ConnectionPool
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from api.errors import TooManyRequests

_PATIENCE = 0.1
_PROBE_SECONDS = 0.25
_CONNECTIONS = 256
# About 40 MB of counters at most. A client that is forgotten starts with a full budget.
_MOST_COUNTERS = 100_000

Answer = TypeVar("Answer")
# Requests left, seconds until there are more, and the name of the budget.
Left = tuple[int, int, bytes]


class Budget(RateLimitItem):
    """A named limit. Its key is short: it is made at each request."""

    __slots__ = ("encoded", "name", "prefix", "seconds")

    def __init__(self, name: str, item: RateLimitItem) -> None:
        super().__init__(item.amount, item.multiples)
        self.name = name
        self.encoded = name.encode()
        self.prefix = f"{name}/"
        self.seconds = item.get_expiry()

    def get_expiry(self) -> int:
        """The window in seconds."""
        return self.seconds

    def key_for(self, *identifiers: bytes | str | int | float) -> str:
        """The key of one client."""
        return f"{self.prefix}{identifiers[0]!s}"


class BoundedMemory(MemoryStorage):
    """limits' storage `bounded://`: sliding windows in one ordered dictionary, the longest unused forgotten first.

    limits' own keeps every key until a thread has walked over all of them. This one is for one thread, the event loop's.
    """

    STORAGE_SCHEME = ["bounded"]  # noqa: RUF012  (limits' own way of registering)

    def __init__(self, uri: str | None = None, wrap_exceptions: bool = False, **options: str) -> None:
        super().__init__(uri, wrap_exceptions, **options)
        self.timer.cancel()
        # By key: the number of the window, and the counts of the one before it and of itself.
        self._windows: OrderedDict[str, list[int]] = OrderedDict()

    def acquire_sliding_window_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        return self.take(key, limit, expiry, amount)[0] >= 0

    def take(self, key: str, limit: int, expiry: int, amount: int = 1) -> tuple[int, int]:
        """What is left, and in how many whole seconds there is more. Below 0 where there was not enough: nothing is taken then.

        What WindowStats of limits says, in one go and without its detours: it is asked at each request.
        """
        counts, rest = self.counts(key, expiry)
        _, before, since = counts
        left = limit - since - amount - (int(before * rest / expiry) if before else 0)
        if left >= 0:
            counts[2] = since + amount
        return left, min(expiry, int(rest % (expiry / before) if before else rest) + 1)

    def get_sliding_window(self, key: str, expiry: int) -> tuple[int, float, int, float]:
        counts, rest = self.counts(key, expiry)
        return counts[1], rest, counts[2], rest + expiry

    def clear_sliding_window(self, key: str, expiry: int) -> None:  # noqa: ARG002  (as limits calls it)
        self._windows.pop(key, None)

    def counts(self, key: str, expiry: int) -> tuple[list[int], float]:
        """A key's counts now, and how many seconds of the window before still weigh."""
        # The clock may be set back; this time is not.
        now = monotonic()
        window = int(now // expiry)
        counts = self._windows.get(key)
        if counts is None:
            counts = self._windows[key] = [window, 0, 0]
            if len(self._windows) > _MOST_COUNTERS:
                self._windows.popitem(last=False)
        else:
            self._windows.move_to_end(key)
            if counts[0] != window:
                counts[:] = window, counts[2] if counts[0] == window - 1 else 0, 0
        return counts, expiry - now % expiry


class Local:
    """The counters of this process, in the BoundedMemory of slowapi's limiter."""

    def __init__(self, limiter: RateLimiter) -> None:
        self._memory: Any = limiter.storage

    def take(self, budgets: Sequence[Budget], client: str) -> list[Left]:
        """Takes one request from each budget and says what is left; raises TooManyRequests when one of them is spent."""
        found = []
        for budget in budgets:
            left, seconds = self._memory.take(budget.prefix + client, budget.amount, budget.seconds)
            if left < 0:
                raise TooManyRequests(budget.name, retry_after=seconds)
            found.append((left, seconds, budget.encoded))
        return found


class Shared:
    """Counters in Redis. While it does not answer, nothing is asked of it."""

    def __init__(self, uri: str) -> None:
        self._pool = ConnectionPool.from_url(
            uri,
            max_connections=_CONNECTIONS,
            socket_timeout=_PATIENCE,
            socket_connect_timeout=_PATIENCE,
            # Once more, at once: a connection kept from before a restart is dead.
            retry=Retry(NoBackoff(), 1),
        )
        # limits' own choice of a client is another library than redis.
        chosen: Any = {"implementation": "redispy", "wrap_exceptions": True, "connection_pool": self._pool}
        self._storage: Any = storage_from_string(f"async+{uri}", **chosen)
        self._limiter = SlidingWindowCounterRateLimiter(self._storage)
        self._probe: asyncio.Task[None] | None = None

    @property
    def answers(self) -> bool:
        """Whether Redis is taken to answer now."""
        return self._probe is None or self._probe.done()

    async def take(self, budgets: Sequence[Budget], client: str) -> list[Left] | None:
        """Takes one request from each budget and says what is left; raises TooManyRequests when one of them is spent.

        None without an answer.
        """
        return await self._asked(self._take(budgets, client))

    async def close(self) -> None:
        """Ends what waits for Redis, and the connections."""
        if self._probe:
            self._probe.cancel()
        await self._pool.disconnect()

    async def _take(self, budgets: Sequence[Budget], client: str) -> list[Left]:
        found = []
        for budget in budgets:
            taken = await self._limiter.hit(budget, client)
            stats = await self._limiter.get_window_stats(budget, client)
            seconds = min(budget.seconds, max(1, math.ceil(stats.reset_time - time.time())))
            if not taken:
                raise TooManyRequests(budget.name, retry_after=seconds)
            found.append((stats.remaining, seconds, budget.encoded))
        return found

    async def _asked(self, question: Coroutine[Any, Any, Answer]) -> Answer | None:
        if not self.answers:
            question.close()
            return None
        try:
            async with asyncio.timeout(_PATIENCE):
                return await question
        except (StorageError, OSError):  # TimeoutError is an OSError
            if self.answers:
                self._probe = asyncio.create_task(self._until_it_answers())
            return None

    async def _until_it_answers(self) -> None:
        while True:
            await asyncio.sleep(_PROBE_SECONDS)
            with suppress(OSError):
                async with asyncio.timeout(_PATIENCE):
                    if await self._storage.check():
                        return


def scarcest(left: Sequence[Left], among: Sequence[Budget]) -> bytes:
    """The budget that ends first, of the first ones that were taken from, as RateLimit."""
    if not among:
        return b""
    requests, seconds, name = min(left[: len(among)])
    return b'"%b";r=%d;t=%d' % (name, requests, seconds)
