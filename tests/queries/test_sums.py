"""Sums over months: what is missing is named, and nothing that is not whole looks exact."""

import pytest

from api.queries.sums import NOTHING, Bucket, Extent, Line, Sums, add_up, buckets, merge, month_number

START = month_number("2019-01")


def line(*values: int | None, **words: int) -> Line:
    """Months from January 2019; a month is documented where it has a value, unless `documented` says otherwise."""
    known = sum(1 << at for at, value in enumerate(values) if value is not None)
    sets = {"documented": known, "at_least": 0, "about": 0, "more_than": 0, "believed": 0, **words}
    return Line(START, values, **sets)


def over(first: str, last: str) -> Bucket:
    return Bucket(None, month_number(first), month_number(last))


@pytest.mark.parametrize(
    ("cell", "first", "last", "expected"),
    [
        (line(3, 4, 5), "2019-01", "2019-03", (12, Extent("exact", False, 3, []))),
        (line(0, 0), "2019-01", "2019-02", (0, Extent("exact", False, 2, []))),
        (line(3, None, 5), "2019-01", "2019-03", (8, Extent("at-least", False, 2, ["2019-02"]))),
        (line(None, None), "2019-01", "2019-02", (None, Extent(None, False, 0, ["2019-01", "2019-02"]))),
        (line(3, 4), "2018-12", "2019-01", (3, Extent("at-least", False, 1, ["2018-12"]))),
        (line(3, 4), "2019-02", "2019-04", (4, Extent("at-least", False, 1, ["2019-03", "2019-04"]))),
        (line(3, 4), "2017-01", "2017-02", (None, Extent(None, False, 0, ["2017-01", "2017-02"]))),
        (line(3, 4, at_least=0b10), "2019-01", "2019-02", (7, Extent("at-least", False, 2, []))),
        (line(3, 4, at_least=0b10), "2019-01", "2019-01", (3, Extent("exact", False, 1, []))),
        (line(3, 4, about=0b01), "2019-01", "2019-02", (7, Extent("about", False, 2, []))),
        (line(3, 4, about=0b01, at_least=0b10), "2019-01", "2019-02", (7, Extent("at-least", False, 2, []))),
        (line(3, 4, more_than=0b10), "2019-02", "2019-02", (4, Extent("more-than", False, 1, []))),
        (line(3, 4, more_than=0b10), "2019-01", "2019-02", (7, Extent("at-least", False, 2, []))),
        (line(3, 4, believed=0b10), "2019-01", "2019-02", (7, Extent("exact", True, 2, []))),
        (line(3, 4, documented=0b01), "2019-01", "2019-02", (7, Extent("at-least", False, 1, ["2019-02"]))),
        (NOTHING, "2019-01", "2019-01", (None, Extent(None, False, 0, ["2019-01"]))),
    ],
)
def test_a_sum_says_how_far_it_goes(cell: Line, first: str, last: str, expected: tuple[int | None, Extent]) -> None:
    value, extent = expected
    assert add_up(cell, [over(first, last)]) == Sums([value], [extent])


def test_buckets_are_cut_at_the_ends() -> None:
    start, end = month_number("2019-02"), month_number("2020-01")
    assert [(each.label, each.expected) for each in buckets(start, end, "quarter")] == [
        ("2019-Q1", 2), ("2019-Q2", 3), ("2019-Q3", 3), ("2019-Q4", 3), ("2020-Q1", 1),
    ]  # fmt: skip
    assert [(each.label, each.expected) for each in buckets(start, end, "year")] == [(2019, 11), (2020, 1)]
    assert [each.label for each in buckets(start, start + 1, "month")] == ["2019-02", "2019-03"]
    assert buckets(start, end, None) == [Bucket(None, start, end)]


def test_a_month_of_several_parts_is_whole_only_with_all_of_them() -> None:
    merged = merge([line(1, 2, None, about=0b1), line(10, None)], 2)
    assert (merged.values, merged.documented, merged.about) == ([11, 2, None], 0b01, 0b1)
    assert add_up(merged, [over("2019-01", "2019-02")]) == Sums([13], [Extent("at-least", False, 1, ["2019-02"])])
    assert merge([line(1, 2)], 2).documented == 0


@pytest.mark.parametrize(
    ("first", "last", "unit", "sums"),
    [
        ("2019-03", "2019-07", "quarter", [3, 4 + 5 + 6, 7]),
        ("2019-12", "2021-01", "year", [12, 12 * 100, 25]),
    ],
)
def test_ends_that_are_cut_to_a_month_do_not_make_months_of_what_lies_between(
    first: str, last: str, unit: str, sums: list[int]
) -> None:
    months = [*range(1, 13), *[100] * 12, 25]
    found = add_up(line(*months), buckets(month_number(first), month_number(last), unit))
    assert found.values == sums
    assert [each.periods for each in found.extents] == [
        each.expected for each in buckets(month_number(first), month_number(last), unit)
    ]
