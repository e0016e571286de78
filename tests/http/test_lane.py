import asyncio
from functools import partial
from threading import current_thread

import pytest

from api.http.lane import Lane


def named(number: int) -> tuple[int, str]:
    return number, current_thread().name


def test_answers_come_in_order_from_one_thread_of_its_own() -> None:
    async def test() -> list[tuple[int, str]]:
        lane = Lane()
        answers = await asyncio.gather(*(lane.run(partial(named, number)) for number in range(5)))
        lane.close()
        return answers

    assert asyncio.run(test()) == [(number, "lane") for number in range(5)]


def test_an_error_is_for_whoever_asked_alone() -> None:
    async def test() -> int:
        lane = Lane()
        with pytest.raises(ZeroDivisionError):
            await lane.run(lambda: 1 // 0)
        answer = await lane.run(lambda: 2)
        lane.close()
        return answer

    assert asyncio.run(test()) == 2


def test_whoever_goes_before_the_answer_stops_nobody() -> None:
    async def test() -> tuple[bool, int]:
        lane = Lane()
        gone = asyncio.create_task(lane.run(lambda: 1))
        await asyncio.sleep(0)  # it has asked
        gone.cancel()
        answer = await lane.run(lambda: 2)
        lane.close()
        return gone.cancelled(), answer

    assert asyncio.run(test()) == (True, 2)
