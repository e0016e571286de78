"""A publish that is killed at any moment, under readers: the old release whole or the new one whole, and never back."""

from conftest import Serve
from faults.kills import check, trial

KILLS = 12


def test_a_publish_that_is_killed_leaves_one_whole_release(database: str, serve: Serve) -> None:
    """A few of the kills that the script does by the hundred."""
    with trial(database, serve(database, cache_bytes=0)) as tried:
        seen, back = tried.run(KILLS), tried.look_back()
    assert check(seen, back, KILLS).endswith("none torn, none older, no release gone")
    assert len(back) < KILLS + 3, "no publish was killed"
