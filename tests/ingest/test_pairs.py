"""Which publications are one in two languages: sure only where nothing lays another claim."""

from datetime import date

import pytest

from api.ingest.pairs import CODE, LINK, NUMBERS, Lone, Pair, find_alike, find_claims, report_codes


def lone(public_id: str, *links: str, day: int | None = 1, codes: tuple[str, ...] = (), numbers: tuple[float, ...] = ()) -> Lone:
    published_on = date(2020, 1, day) if day else None
    return Lone(public_id, published_on, frozenset(links), frozenset(codes), numbers)


def by_id(*lones: Lone) -> dict[str, Lone]:
    return {one.public_id: one for one in lones}


def claims(english: list[Lone], arabic: list[Lone], reason: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    sure, unsure = find_claims(by_id(*english), by_id(*arabic), reason)
    return [(pair.english_id, pair.arabic_id) for pair in sure], [(pair.english_id, pair.arabic_id) for pair in unsure]


def test_pages_that_link_to_each_other_are_one() -> None:
    assert claims([lone("e1", "a1")], [lone("a1", "e1", day=None)], LINK) == ([("e1", "a1")], [])


def test_a_link_from_one_side_is_enough_when_nothing_contradicts() -> None:
    assert claims([lone("e1")], [lone("a1", "e1", day=20)], LINK) == ([("e1", "a1")], [])


def test_a_link_from_one_side_over_months_or_without_days_is_a_question() -> None:
    far = Lone("a1", date(2020, 5, 1), frozenset({"e1"}), frozenset(), ())
    assert claims([lone("e1")], [far], LINK) == ([], [("e1", "a1")])
    assert claims([lone("e1", day=None)], [lone("a1", "e1")], LINK) == ([], [("e1", "a1")])


def test_of_two_that_link_to_one_page_the_one_that_is_linked_back_wins() -> None:
    english = [lone("e1", "a1"), lone("e2", "a1")]
    assert claims(english, [lone("a1", "e1")], LINK) == ([("e1", "a1")], [])
    assert claims(english, [lone("a1")], LINK) == ([], [("e1", "a1"), ("e2", "a1")])


def test_links_in_a_circle_are_questions() -> None:
    english, arabic = [lone("e1", "a1"), lone("e2", "a2")], [lone("a1", "e2"), lone("a2", "e1")]
    assert claims(english, arabic, LINK) == ([], [("e1", "a1"), ("e1", "a2"), ("e2", "a1"), ("e2", "a2")])


def test_a_report_code_joins_one_with_one() -> None:
    one, two = lone("e1", codes=("R190804",)), lone("a1", codes=("R190804", "M190801"))
    assert claims([one], [two], CODE) == ([("e1", "a1")], [])
    assert claims([one], [two, lone("a2", codes=("R190804",))], CODE) == ([], [("e1", "a1"), ("e1", "a2")])


def test_the_same_numbers_within_a_day_are_a_question() -> None:
    english = by_id(lone("e1", numbers=(12, 41)), lone("e2", numbers=(5,)), lone("e3", day=9, numbers=(12, 41)))
    arabic = by_id(lone("a1", day=2, numbers=(12, 41)), lone("a2", numbers=(5,)), lone("a3", numbers=(12, 12, 41)))
    assert list(find_alike(english, arabic)) == [Pair("e1", "a1", NUMBERS)]


def test_what_a_person_said_are_two_is_no_claim() -> None:
    english, arabic = by_id(lone("e1", "a1", "a2")), by_id(lone("a1", "e1"), lone("a2"))
    sure, unsure = find_claims(english, arabic, LINK, frozenset({("e1", "a1")}))
    assert ([(pair.english_id, pair.arabic_id) for pair in sure], unsure) == ([("e1", "a2")], [])


@pytest.mark.parametrize(
    ("address", "codes"),
    [
        ("https://snhr.org/wp-content/uploads/2019/08/R190804E.pdf", {"R190804"}),
        ("https://snhr.org/files/M190903-ar.pdf", {"M190903"}),
        ("https://snhr.org/files/annual_report_P210205_EN.pdf", {"P210205"}),
        ("https://snhr.org/files/annual%20report%20P210205.pdf", {"P210205"}),
        ("https://snhr.org/files/X12345678.pdf", set()),
    ],
)
def test_codes_stand_in_names_of_files(address: str, codes: set[str]) -> None:
    assert report_codes([address]) == codes
