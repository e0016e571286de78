"""The rules of addition as a table: which values of which kind of dimension may become one number, and when."""

from typing import Any

import pytest

from api.queries.additivity import Dimension, dimensions_of, why_not_added

DECLARED: list[dict[str, Any]] = [
    {
        "name": "party",
        "values": "incomplete",
        "default": "all-parties",
        "total": "all-parties",
        "codes": ["isis", "hts", "sdf", "extremist-islamist-groups", "all-parties"],
        "overlaps": [{"whole": "extremist-islamist-groups", "parts": ["isis", "hts"], "sum": True, "start": None, "end": None}],
    },
    {
        "name": "violation",
        "values": "different",
        "default": "killing",
        "total": None,
        "codes": ["killing", "death-by-torture", "release"],
        "overlaps": [{"whole": "killing", "parts": ["death-by-torture"], "sum": False, "start": "2021-01", "end": "2023-12"}],
    },
    {"name": "victim", "values": "overlapping", "default": None, "total": None, "codes": ["children", "women"], "overlaps": []},
    {"name": "place", "values": "partition", "default": "all", "total": None, "codes": ["aleppo", "homs"], "overlaps": []},
]
DIMENSIONS = dimensions_of(DECLARED)
YEARS = ("2016-01", "2024-12")


@pytest.mark.parametrize(
    ("name", "codes", "span", "refused"),
    [
        ("party", ["isis"], YEARS, None),
        ("party", ["all-parties"], YEARS, None),
        ("party", ["isis", "sdf"], YEARS, ("incomplete-values", ["isis", "sdf"])),
        ("party", ["all-parties", "sdf"], YEARS, ("overlapping-values", ["all-parties", "sdf"])),
        ("party", ["extremist-islamist-groups", "isis"], YEARS, ("overlapping-values", ["extremist-islamist-groups", "isis"])),
        (
            "party",
            ["sdf", "hts", "extremist-islamist-groups"],
            YEARS,
            ("overlapping-values", ["hts", "extremist-islamist-groups"]),
        ),
        ("party", ["isis", "hts"], YEARS, ("incomplete-values", ["isis", "hts"])),
        ("violation", ["killing"], YEARS, None),
        ("violation", ["killing", "death-by-torture"], YEARS, ("overlapping-values", ["killing", "death-by-torture"])),
        (
            "violation",
            ["killing", "death-by-torture"],
            ("2019-01", "2020-12"),
            ("different-values", ["killing", "death-by-torture"]),
        ),
        (
            "violation",
            ["killing", "death-by-torture"],
            ("2024-01", "2024-06"),
            ("different-values", ["killing", "death-by-torture"]),
        ),
        (
            "violation",
            ["killing", "death-by-torture"],
            ("2020-12", "2021-01"),
            ("overlapping-values", ["killing", "death-by-torture"]),
        ),
        ("violation", ["killing", "release"], YEARS, ("different-values", ["killing", "release"])),
        ("victim", ["children"], YEARS, None),
        ("victim", ["children", "women"], YEARS, ("overlapping-values", ["children", "women"])),
        ("place", ["aleppo", "homs"], YEARS, None),
        ("place", ["all"], YEARS, None),
        ("place", ["all", "homs"], YEARS, ("overlapping-values", ["all", "homs"])),
    ],
)
def test_what_may_become_one_number(
    name: str, codes: list[str], span: tuple[str, str], refused: tuple[str, list[str]] | None
) -> None:
    mistake = why_not_added(DIMENSIONS[name], codes, *span)
    assert (None if mistake is None else (mistake.code, list(mistake.values))) == refused
    assert mistake is None or mistake.parameter == name


def test_parts_are_what_is_neither_the_total_nor_a_sum_of_others() -> None:
    assert DIMENSIONS["party"].parts() == ("isis", "hts", "sdf")


def test_only_a_partition_can_be_asked_for_as_a_whole() -> None:
    choices = {name: dimension.choices[-1] for name, dimension in DIMENSIONS.items()}
    assert choices == {"party": "all-parties", "violation": "release", "victim": "women", "place": "all"}
    assert isinstance(DIMENSIONS["place"], Dimension)
