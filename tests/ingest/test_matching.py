"""Two languages' figures brought together: equal ones first, then those that differ in one thing, then contradictions."""

from typing import Any

import pytest
from factories import make_figure

from api.ingest.matching import Match, match_languages
from api.ingest.records import FigureRecord


def figures(*given: dict[str, Any]) -> list[FigureRecord]:
    return [make_figure(str(place), **values) for place, values in enumerate(given)]


@pytest.mark.parametrize(
    ("first", "second", "matches"),
    [
        ([{}], [{}], [Match(0, 0, ())]),
        ([{}, {}], [{}, {}], [Match(0, 0, ()), Match(1, 1, ())]),
        ([{"value": 1}, {"value": 2}], [{"value": 2}, {"value": 1}], [Match(0, 1, ()), Match(1, 0, ())]),
        ([{"party": "isis"}], [{"party": "hts"}], [Match(0, 0, ("party",))]),
        # An equal one further on goes before a nearly equal one nearby.
        ([{"party": "isis"}], [{"party": "hts"}, {"party": "isis"}], [Match(0, 1, ())]),
        # In order: the first of two that lost their party belongs to the first.
        (
            [{"party": "isis"}, {"party": "hts"}],
            [{"party": None}, {"party": None}],
            [Match(0, 0, ("party",)), Match(1, 1, ("party",))],
        ),
        ([{"value": 82}], [{"value": 820}], [Match(0, 0, ("value",))]),
        ([{"party": "isis", "victim": "any"}], [{"party": "hts", "victim": "children"}], []),
        ([{}], [], []),
    ],
)
def test_figures_are_matched(first: list[dict[str, Any]], second: list[dict[str, Any]], matches: list[Match]) -> None:
    assert match_languages(figures(*first), figures(*second)) == matches


def test_other_values_are_two_figures() -> None:
    assert not Match(0, 0, ("value",)).is_one_figure
    assert Match(0, 0, ("party",)).is_one_figure
