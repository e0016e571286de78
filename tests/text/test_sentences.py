"""Ready sentences: the form of the noun for each number, the hedge, and what is never said."""

from datetime import date
from typing import Any

import pytest

from api.codelists import bundled
from api.text.languages import Language
from api.text.sentences import Statement, citation, sentence

NUMBERS = (1, 2, 3, 10, 11, 99, 100, 101, 102, 103, 111, 361, 1236)
_SAID = "وثّقت الشبكة السورية لحقوق الإنسان "


def say(language: Language, **given: Any) -> str:
    labels = {
        entry.code: getattr(entry, f"label_{language}")
        for name in ("violations", "victims", "places")
        for entry in bundled(name).values()
    }
    values: dict[str, Any] = {
        "value": 82,
        "qualifier": "exact",
        "unit": "persons",
        "violation": "killing",
        "victim": "civilians",
        "party": None,
        "attribution": "stated",
        "weapon": None,
        "facility": None,
        "place": None,
        "place_detail": None,
        "period_start": None,
        "period_end": None,
        "period_kind": "window",
        **given,
    }
    return sentence(Statement(**values, labels=labels), language)


ARABIC = {
    "civilians": (
        {"victim": "civilians"},
        "مقتل ",
        ["مدني واحد", "مدنيين اثنين", "3 مدنيين", "10 مدنيين", "11 مدنياً", "99 مدنياً", "100 مدني", "101 مدني", "102 مدني",
         "103 مدنيين", "111 مدنياً", "361 مدنياً", "1,236 مدنياً"],
    ),
    "children": (
        {"victim": "children"},
        "مقتل ",
        ["طفل واحد", "طفلين", "3 أطفال", "10 أطفال", "11 طفلاً", "99 طفلاً", "100 طفل", "101 طفل", "102 طفل",
         "103 أطفال", "111 طفلاً", "361 طفلاً", "1,236 طفلاً"],
    ),
    "women": (
        {"victim": "women"},
        "مقتل ",
        ["سيدة واحدة", "سيدتين", "3 سيدات", "10 سيدات", "11 سيدة", "99 سيدة", "100 سيدة", "101 سيدة", "102 سيدة",
         "103 سيدات", "111 سيدة", "361 سيدة", "1,236 سيدة"],
    ),
    "arrests": (
        {"violation": "arbitrary-arrest", "victim": "any"},
        "",
        ["حالة اعتقال تعسفي واحدة", "حالتي اعتقال تعسفي", "3 حالات اعتقال تعسفي", "10 حالات اعتقال تعسفي",
         "11 حالة اعتقال تعسفي", "99 حالة اعتقال تعسفي", "100 حالة اعتقال تعسفي", "101 حالة اعتقال تعسفي",
         "102 حالة اعتقال تعسفي", "103 حالات اعتقال تعسفي", "111 حالة اعتقال تعسفي", "361 حالة اعتقال تعسفي",
         "1,236 حالة اعتقال تعسفي"],
    ),
    "incidents": (
        {"unit": "incidents", "violation": "attack-on-vital-facility", "victim": "any"},
        "",
        ["حادثة اعتداء واحدة على مركز حيوي", "حادثتي اعتداء على مراكز حيوية", "3 حوادث اعتداء على مراكز حيوية",
         "10 حوادث اعتداء على مراكز حيوية", "11 حادثة اعتداء على مراكز حيوية", "99 حادثة اعتداء على مراكز حيوية",
         "100 حادثة اعتداء على مراكز حيوية", "101 حادثة اعتداء على مراكز حيوية", "102 حادثة اعتداء على مراكز حيوية",
         "103 حوادث اعتداء على مراكز حيوية", "111 حادثة اعتداء على مراكز حيوية", "361 حادثة اعتداء على مراكز حيوية",
         "1,236 حادثة اعتداء على مراكز حيوية"],
    ),
    "facilities": (
        {"unit": "facilities", "violation": "attack-on-vital-facility", "victim": "any"},
        "الاعتداء على ",
        ["مركز حيوي واحد", "مركزين حيويين", "3 مراكز حيوية", "10 مراكز حيوية", "11 مركزاً حيوياً", "99 مركزاً حيوياً",
         "100 مركز حيوي", "101 مركز حيوي", "102 مركز حيوي", "103 مراكز حيوية", "111 مركزاً حيوياً", "361 مركزاً حيوياً",
         "1,236 مركزاً حيوياً"],
    ),
    "barrel bombs": (
        {"unit": "munitions", "violation": "barrel-bomb", "victim": "any"},
        "إلقاء ",
        ["برميل متفجر واحد", "برميلين متفجرين", "3 براميل متفجرة", "10 براميل متفجرة", "11 برميلاً متفجراً",
         "99 برميلاً متفجراً", "100 برميل متفجر", "101 برميل متفجر", "102 برميل متفجر", "103 براميل متفجرة",
         "111 برميلاً متفجراً", "361 برميلاً متفجراً", "1,236 برميلاً متفجراً"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ARABIC)
def test_an_arabic_number_takes_the_right_form_of_its_noun(name: str) -> None:
    given, act, forms = ARABIC[name]
    said = [say("ar", value=number, **given) for number in NUMBERS]
    assert said == [f"{_SAID}{act}{form}." for form in forms]


@pytest.mark.parametrize(
    ("given", "english"),
    [
        ({"value": 1, "victim": "children"}, "SNHR documented the killing of 1 child."),
        ({"value": 1236, "violation": "arbitrary-arrest", "victim": "any"}, "SNHR documented 1,236 cases of arbitrary arrest."),
        ({"value": 56, "violation": "arbitrary-arrest", "victim": "children"}, "SNHR documented 56 cases of arbitrary arrest of children."),
        ({"value": 22, "unit": "incidents", "violation": "attack-on-vital-facility", "facility": "medical"}, "SNHR documented 22 attacks on medical facilities."),
        ({"value": 9, "unit": "facilities", "violation": "attack-on-vital-facility", "facility": "market"}, "SNHR documented attacks on 9 markets."),
        ({"value": 3, "unit": "incidents", "violation": "release"}, "SNHR documented 3 incidents (Release)."),
        ({"value": 54, "violation": "death-by-torture", "qualifier": "at-least"}, "SNHR documented the death of at least 54 civilians due to torture."),
        ({"value": 88, "unit": "percent", "victim": "any", "qualifier": "about"}, "SNHR documented a share of about 88% (Killing)."),
        ({"value": 26.5, "unit": "percent", "victim": "children"}, "SNHR documented a share of 26.5% (Killing: Children)."),
    ],
)  # fmt: skip
def test_an_english_sentence_says_what_is_counted(given: dict[str, Any], english: str) -> None:
    assert say("en", **given) == english


def test_a_sentence_says_who_where_and_when_in_both_languages() -> None:
    given: dict[str, Any] = {
        "victim": "children",
        "party": "russian-forces",
        "place": "aleppo",
        "period_start": date(2016, 9, 19),
        "period_end": date(2016, 10, 14),
    }
    assert say("en", **given, place_detail="eastern neighbourhoods") == (
        "SNHR documented the killing of 82 children by Russian forces in Aleppo (eastern neighbourhoods), "
        "from 19 September to 14 October 2016."
    )
    assert say("ar", **given, place_detail="الأحياء الشرقية") == (
        f"{_SAID}مقتل 82 طفلاً على يد القوات الروسية في حلب (الأحياء الشرقية) "
        "في الفترة من 19 أيلول/سبتمبر إلى 14 تشرين الأول/أكتوبر 2016."
    )


@pytest.mark.parametrize("weapon", bundled("weapons"))
def test_a_sentence_says_with_what_unless_the_noun_does(weapon: str) -> None:
    english, arabic = (say(language, party="syrian-regime", weapon=weapon) for language in ("en", "ar"))
    assert english.startswith("SNHR documented the killing of 82 civilians by Assad regime forces with ")
    assert arabic.startswith(f"{_SAID}مقتل 82 مدنياً على يد قوات نظام الأسد ب")


def test_a_weapon_is_not_named_twice() -> None:
    given = {"unit": "munitions", "violation": "barrel-bomb", "weapon": "barrel-bombs", "victim": "any"}
    assert say("en", value=151, **given) == "SNHR documented the dropping of 151 barrel bombs."
    assert say("ar", value=151, **given) == f"{_SAID}إلقاء 151 برميلاً متفجراً."


def test_a_place_without_a_governorate_is_said_in_the_words_of_the_report() -> None:
    assert say("en", place_detail="northern Syria") == "SNHR documented the killing of 82 civilians in northern Syria."
    assert say("ar", place_detail="شمال سوريا") == f"{_SAID}مقتل 82 مدنياً في شمال سوريا."


PARTIES = [code for code in bundled("parties") if code != "all-parties"]


@pytest.mark.parametrize("party", PARTIES)
def test_the_hedge_is_never_lost(party: str) -> None:
    given: dict[str, Any] = {"unit": "incidents", "violation": "incendiary-attack", "party": party, "attribution": "believed"}
    assert "believed" in say("en", **given)
    assert "يُعتقد" in say("ar", **given)
    stated = {**given, "attribution": "stated"}
    assert "believed" not in say("en", **stated)
    assert "يُعتقد" not in say("ar", **stated)


@pytest.mark.parametrize("party", [None, "all-parties"])
def test_a_total_is_never_said_to_be_by_all_parties(party: str | None) -> None:
    assert say("en", value=361, party=party) == "SNHR documented the killing of 361 civilians."
    assert say("ar", value=361, party=party) == f"{_SAID}مقتل 361 مدنياً."


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_combination_of_codes_gives_a_whole_sentence_that_claims_no_more_than_documentation(language: Language) -> None:
    for unit in bundled("units"):
        for violation in bundled("violations"):
            for victim in bundled("victims"):
                said = say(language, unit=unit, violation=violation, victim=victim, party="sdf", qualifier="about")
                assert "{" not in said
                assert "were killed" not in said
                assert said.startswith("SNHR documented " if language == "en" else _SAID)
                assert (" about " if language == "en" else "نحو ") in said


@pytest.mark.parametrize("facility", bundled("facilities"))
def test_every_facility_has_words_for_facilities_and_for_attacks_on_them(facility: str) -> None:
    given: dict[str, Any] = {"violation": "attack-on-vital-facility", "facility": facility}
    for language in ("en", "ar"):
        counted = {say(language, value=value, unit="facilities", **given) for value in (1, 2, 3)}
        assert len(counted) == 3
        assert say(language, unit="incidents", **given) != say(language, unit="incidents", **{**given, "facility": None})


@pytest.mark.parametrize(
    ("start", "end", "kind", "english", "arabic"),
    [
        (date(2016, 10, 1), date(2016, 10, 31), "window", ", in October 2016.", " في تشرين الأول/أكتوبر 2016."),
        (date(2017, 1, 1), date(2017, 12, 31), "window", ", in 2017.", " في عام 2017."),
        (date(2024, 1, 1), date(2024, 6, 30), "window", ", in the first half of 2024.", " في النصف الأول من عام 2024."),
        (date(2016, 5, 5), date(2016, 5, 5), "window", ", on 5 May 2016.", " في 5 أيار/مايو 2016."),
        (date(2011, 3, 1), date(2024, 6, 30), "to-date", ", since March 2011 up to 30 June 2024.", " منذ آذار/مارس 2011 حتى 30 حزيران/يونيو 2024."),
        (date(2023, 11, 20), date(2023, 11, 20), "snapshot", ", as of 20 November 2023.", " حتى تاريخ 20 تشرين الثاني/نوفمبر 2023."),
        (None, None, "window", ".", "."),
    ],
)  # fmt: skip
def test_a_period_is_said_as_it_is_meant(start: date, end: date, kind: str, english: str, arabic: str) -> None:
    given = {"period_start": start, "period_end": end, "period_kind": kind}
    assert say("en", **given) == f"SNHR documented the killing of 82 civilians{english}"
    assert say("ar", **given) == f"{_SAID}مقتل 82 مدنياً{arabic}"


def test_a_citation_names_publisher_title_day_address_figure_and_release() -> None:
    source = {"publisher": "P", "title": "T", "url": "https://snhr.org/x", "figure": "fig_1", "release": "2026-11-23.1"}
    day = date(2016, 10, 15)
    assert citation(source, day, "en") == "P, “T”, 15 October 2016, https://snhr.org/x. Figure fig_1, release 2026-11-23.1."
    assert (
        citation({**source, "url": None}, day, "ar") == "P، «T»، 15 تشرين الأول/أكتوبر 2016. الرقم fig_1، الإصدار 2026-11-23.1."
    )
