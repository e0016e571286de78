import asyncio
from collections.abc import Callable
from functools import partial
from threading import current_thread

import pytest
from sqlalchemy.exc import OperationalError

from api.errors import NotFound
from api.http import lane as module
from api.http.lane import AtHand, Lane
from api.queries.snapshot import NotBrief


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


class Clock:
    """Time that passes only when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(module, "time", clock)
    return clock


def threads_of(*reads: Callable[[], object], failed: Callable[[], None] = lambda: None) -> list[str]:
    """In which thread each of several reads, one after the other, was answered; a read's own result is left out."""

    def noted(read: Callable[[], object]) -> str:
        read()
        return current_thread().name

    async def test() -> list[str]:
        lane = Lane()
        at_hand = AtHand(lane, failed)
        names = [await at_hand.run(partial(noted, read)) for read in reads]
        lane.close()
        return names

    return asyncio.run(test())


def nothing() -> None:
    """A read that takes no time."""


def test_what_is_at_hand_is_read_in_the_thread_of_the_loop() -> None:
    assert threads_of(nothing, nothing) == [current_thread().name] * 2


def test_between_two_reads_the_loop_does_what_waits() -> None:
    seen: list[str] = []

    async def other(number: int) -> None:
        await asyncio.sleep(0)
        seen.append(f"other {number}")

    async def test() -> None:
        at_hand = AtHand(Lane(), nothing)
        reads = [at_hand.run(partial(seen.append, f"read {number}")) for number in range(3)]
        await asyncio.gather(*reads, other(1), other(2))

    asyncio.run(test())
    assert seen == ["read 0", "other 1", "other 2", "read 1", "read 2"]


def test_what_fails_in_the_database_is_read_in_the_lane_and_so_is_what_comes_within_a_second(clock: Clock) -> None:
    failed: list[float] = []

    def fails_here() -> None:
        if current_thread().name != "lane":
            raise OperationalError("SELECT 1", {}, Exception("database is locked"))

    def later(seconds: float) -> None:
        clock.now += seconds

    here = current_thread().name
    read = threads_of(
        fails_here, nothing, partial(later, 0.9), partial(later, 0.1), nothing, failed=lambda: failed.append(clock.now)
    )
    assert read == ["lane", "lane", "lane", "lane", here]
    assert failed == [1000.0]


def test_a_read_that_held_everybody_up_sends_the_next_ones_to_the_lane(clock: Clock) -> None:
    def takes(seconds: float) -> None:
        clock.now += seconds

    here = current_thread().name
    read = threads_of(partial(takes, 0.04), partial(takes, 0.06), nothing, partial(takes, 1.0), nothing)
    assert read == [here, here, "lane", "lane", here]


def test_what_turns_out_to_take_long_is_left_to_the_lane_and_the_next_is_read_at_once() -> None:
    def counts() -> None:
        if current_thread().name != "lane":
            raise NotBrief

    assert threads_of(counts, nothing) == ["lane", current_thread().name]


def test_an_error_that_nobody_meant_lets_the_connection_go(clock: Clock) -> None:
    failed: list[float] = []

    async def test() -> list[str]:
        at_hand = AtHand(Lane(), lambda: failed.append(clock.now))
        with pytest.raises(NotFound):
            await at_hand.run(_raise(NotFound()))
        with pytest.raises(KeyError):
            await at_hand.run(_raise(KeyError("total")))
        return [await at_hand.run(lambda: current_thread().name)]

    assert asyncio.run(test()) == [current_thread().name]
    assert failed == [1000.0]


def _raise(error: Exception) -> Callable[[], None]:
    def read() -> None:
        raise error

    return read


def test_a_mistake_is_for_whoever_asked_alone(clock: Clock) -> None:
    async def test() -> tuple[str, int]:
        at_hand = AtHand(Lane(), nothing)
        with pytest.raises(ZeroDivisionError):
            await at_hand.run(lambda: 1 // 0)
        return await at_hand.run(lambda: (current_thread().name, 2))

    assert asyncio.run(test()) == (current_thread().name, 2)


def test_whoever_goes_while_it_waits_for_its_turn_stops_nobody() -> None:
    async def test() -> tuple[list[bool], list[int]]:
        at_hand = AtHand(Lane(), nothing)
        asked = [asyncio.create_task(at_hand.run(partial(int, number))) for number in range(4)]
        await asyncio.sleep(0)  # the first has read, the others wait
        asked[0].cancel()
        asked[2].cancel()
        answers = await asyncio.gather(asked[1], asked[3])
        return [one.cancelled() for one in asked], list(answers)

    assert asyncio.run(test()) == ([True, False, True, False], [1, 3])
