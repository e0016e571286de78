"""A worker ends, as on SIGTERM, when its supervisor is gone or has given it up: nobody else would ever end it."""

import asyncio
import multiprocessing
import os
import signal


def follow_supervisor() -> None:
    """Watches, from the event loop, the pipe that the supervisor of this process holds open; a single worker has none."""
    supervisor = multiprocessing.parent_process()
    if supervisor is not None:
        loop = asyncio.get_running_loop()
        loop.add_reader(supervisor.sentinel, _end, loop, supervisor.sentinel)


def _end(loop: asyncio.AbstractEventLoop, sentinel: int) -> None:
    loop.remove_reader(sentinel)
    os.kill(os.getpid(), signal.SIGTERM)
