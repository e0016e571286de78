"""The bundled sample as the service answers it: its size, its evidence, and the page that it started from, in both languages."""

from itertools import product
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.text.plain import clean

TITLE = "Detailed Account of the Russian-Syrian Attacks on the Neighborhoods of Eastern Aleppo"

# Value, unit, violation, victim, party, attribution, the value that it is part of, and its words in English.
STARTED_FROM = [
    (361, "persons", "killing", "civilians", "all-parties", "stated", None, "361 civilians"),
    (287, "persons", "killing", "civilians", "russian-forces", "stated", 361, "287 civilians"),
    (82, "persons", "killing", "children", "russian-forces", "stated", 287, "82 children"),
    (46, "persons", "killing", "women", "russian-forces", "stated", 287, "46 women"),
    (74, "persons", "killing", "civilians", "syrian-regime", "stated", 361, "74 civilians"),
    (14, "persons", "killing", "children", "syrian-regime", "stated", 74, "14 children"),
    (9, "persons", "killing", "women", "syrian-regime", "stated", 74, "nine women"),
    (13, "incidents", "massacre", "any", "russian-forces", "stated", None, "13 massacres"),
    (22, "incidents", "attack-on-vital-facility", "any", "russian-forces", "stated", None, None),
    (3, "incidents", "massacre", "any", "syrian-regime", "stated", None, "three massacres"),
    (4, "incidents", "attack-on-vital-facility", "any", "syrian-regime", "stated", None, None),
    (6, "incidents", "incendiary-attack", "any", "russian-forces", "believed", None, None),
    (151, "munitions", "barrel-bomb", "any", "syrian-regime", "stated", None, "151 barrel bombs"),
]


def records(client: TestClient, path: str) -> list[dict[str, Any]]:
    found, address = [], path
    while address:
        answer = client.get(address).json()
        found += answer["data"]
        address = (answer["links"]["next"] or "").removeprefix("https://data.example.org")
    return found


@pytest.fixture
def started_from(sample: TestClient) -> str:
    (report,) = [report for report in records(sample, "/v1/reports?limit=100") if report["title"].startswith(TITLE)]
    return str(report["id"])


def test_the_sample_is_large_enough_to_try_the_service_with(sample: TestClient) -> None:
    articles = records(sample, "/v1/articles?limit=100")
    assert len(articles) >= 60
    assert sum("ar" in article["available_languages"] for article in articles) >= 25
    assert sum(article["figure_count"] for article in articles) == len(records(sample, "/v1/figures?limit=100")) >= 150
    assert {article["kind"] for article in articles} == {"report", "statement", "news"}


def test_every_figure_was_read_from_words_that_stand_in_the_stored_text(sample: TestClient) -> None:
    figures = records(sample, "/v1/figures?limit=100")
    bodies = {
        (report, language): sample.get(f"/v1/articles/{report}?lang={language}&fields=body,language").json()["data"]
        for report, language in product({figure["report"]["id"] for figure in figures}, ("en", "ar"))
    }
    for figure in figures:
        assert figure["evidence"], figure["id"]
        for evidence in figure["evidence"]:
            text = bodies[figure["report"]["id"], evidence["language"]]
            assert text["language"] == evidence["language"]
            assert text["body"] == clean(text["body"])
            assert text["body"][evidence["start"] : evidence["end"]] == evidence["quote"]
            assert evidence["quote"] in evidence["sentence"]


def test_the_page_that_the_product_started_from_has_its_13_figures(sample: TestClient, started_from: str) -> None:
    figures = records(sample, f"/v1/figures?report={started_from}&limit=100")
    by_id = {figure["id"]: figure["value"] for figure in figures}
    found: dict[Any, dict[str, Any]] = {
        (
            figure["value"],
            figure["unit"],
            figure["violation"]["code"],
            figure["victim"]["code"],
            figure["party"] and figure["party"]["code"],
            figure["attribution"],
            by_id.get(figure["subset_of"]),
        ): figure
        for figure in figures
    }
    assert len(figures) == 13
    assert set(found) == {row[:7] for row in STARTED_FROM}
    for *key, words in STARTED_FROM:
        evidence = found[tuple(key)]["evidence"]
        assert [said["language"] for said in evidence] == ["en", "ar"]
        assert words is None or evidence[0]["quote"] == words


@pytest.mark.parametrize(
    ("lang", "party", "sentence"),
    [
        ("en", "Russian forces", "SNHR documented the killing of 82 children by Russian forces in Aleppo ("),
        ("ar", "القوات الروسية", "وثّقت الشبكة السورية لحقوق الإنسان مقتل 82 طفلاً على يد القوات الروسية في حلب ("),
    ],
)
def test_children_killed_by_russian_forces_in_eastern_aleppo(
    sample: TestClient, started_from: str, lang: str, party: str, sentence: str
) -> None:
    address = f"/v1/figures?party=russian-forces&victim=children&report={started_from}&lang={lang}"
    (figure,) = sample.get(address).json()["data"]
    assert (figure["value"], figure["qualifier"], figure["party"]["label"]) == (82, "exact", party)
    assert figure["sentence"].startswith(sentence)
    for evidence in figure["evidence"]:
        body = sample.get(f"/v1/reports/{started_from}?lang={evidence['language']}").json()["data"]["body"]
        assert body[evidence["start"] : evidence["end"]] == evidence["quote"]


def test_the_sample_says_of_itself_what_it_is(sample: TestClient) -> None:
    english, arabic = (sample.get(f"/v1?lang={lang}").json() for lang in ("en", "ar"))
    assert "paraphrases" in english["data"]["notice"]
    assert english["meta"]["notice"] == english["data"]["notice"]
    assert "صياغات" in arabic["meta"]["notice"]


def test_related_publications_are_others_and_bring_no_figures(sample: TestClient, started_from: str) -> None:
    related = sample.get(f"/v1/reports/{started_from}").json()["data"]["related"]
    assert started_from not in {record["id"] for record in related}
    assert all("figures" not in record and "figure_count" not in record for record in related)
