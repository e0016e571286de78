"""Statistics: the organisation's own totals come out, nothing is added wrongly, and what is missing is said."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from conftest import Serve
from factories import CELLS, Desk, write_series
from starlette.testclient import TestClient

from api.render.statistics import RENDERINGS

DEATHS = "/v1/statistics/civilian-deaths-monthly"
SHOWN = ("value", "qualifier", "periods", "complete")
TOTALS = """period_start,period_end,party,place,value,source_url,other_values
2019-01,2019-12,all-parties,aleppo,40,https://snhr.org/year,39;41
2019-01,2019-02,all-parties,homs,6,,
"""


@pytest.fixture(scope="module")
def published(shared: Desk, tmp_path_factory: pytest.TempPathFactory) -> str:
    shared.take_series(write_series(tmp_path_factory.mktemp("series") / "s", totals=TOTALS))
    shared.publish()
    return shared.url


@pytest.fixture
def client(published: str, serve: Serve) -> TestClient:
    return serve(published)


def rows(client: TestClient, path: str) -> list[dict[str, Any]]:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["data"]
    return found


def test_years_equal_the_published_totals_where_every_month_is_known(sample: TestClient) -> None:
    years = {row["year"]: row for row in rows(sample, f"{DEATHS}?group_by=year&violation=killing")}
    assert list(years) == list(range(2016, 2025))
    assert [tuple(years[2021][name] for name in SHOWN), years[2021]["published_total"]["value"]] == [
        (1271, "exact", 12, True),
        1271,
    ]
    assert [tuple(years[2024][name] for name in SHOWN), years[2024]["published_total"]["value"]] == [
        (1264, "exact", 12, True),
        1264,
    ]
    assert tuple(years[2020][name] for name in (*SHOWN, "missing")) == (1530, "at-least", 10, False, ["2020-06", "2020-08"])
    assert years[2020]["published_total"]["value"] == 1734
    assert (years[2022]["value"], years[2022]["published_total"]["value"]) == (998, 1057)
    regime = {row["year"]: row for row in rows(sample, f"{DEATHS}?group_by=year&violation=killing&party=syrian-regime")}
    assert tuple(regime[2021][name] for name in (*SHOWN, "periods_expected")) == (190, "at-least", 8, False, 12)


@pytest.mark.parametrize(
    ("query", "code", "colliding"),
    [
        ("victim=children,women", "overlapping-values", ["children", "women"]),
        ("victim=civilians,children&group_by=year", "overlapping-values", ["civilians", "children"]),
        ("party=extremist-islamist-groups,isis", "overlapping-values", ["extremist-islamist-groups", "isis"]),
        ("party=all-parties,sdf", "overlapping-values", ["all-parties", "sdf"]),
        ("party=sdf,isis", "incomplete-values", ["sdf", "isis"]),
        ("violation=killing,death-by-torture", "overlapping-values", ["killing", "death-by-torture"]),
        ("violation=killing,death-by-torture&period_to=2020", "different-values", ["killing", "death-by-torture"]),
    ],
)
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_what_may_not_be_added_is_refused_with_an_address_that_is_right(
    sample: TestClient, query: str, code: str, colliding: list[str], lang: str
) -> None:
    answer = sample.get(f"{DEATHS}?{query}&lang={lang}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (422, "application/problem+json")
    problem = answer.json()
    assert problem["type"] == "https://data.example.org/problems/not-additive"
    (mistake,) = problem["errors"]
    assert (mistake["parameter"], mistake["code"], mistake["values"]) == (query.partition("=")[0], code, colliding)
    assert all(value in mistake["detail"] for value in colliding)
    assert ("لا يجوز" in problem["title"]) == (lang == "ar")
    right = sample.get(problem["suggestion"].removeprefix("https://data.example.org"))
    assert right.status_code == 200
    assert right.headers["Content-Language"] == lang
    assert {row[mistake["parameter"]]["code"] for row in right.json()["data"]} == set(colliding)


def test_parties_stand_side_by_side_and_are_reconciled_with_the_total(sample: TestClient) -> None:
    body = sample.get(f"{DEATHS}?group_by=party,month").json()
    assert len(body["data"]) == 12 * 108
    differences = [row["difference"] for row in body["meta"]["reconciliation"]]
    assert (len(differences), sum(d < 0 for d in differences), sum(d > 0 for d in differences)) == (69, 27, 7)
    assert body["meta"]["reconciliation"][0] == {"period": "2016-01", "total": 1382, "parts": 1379, "difference": -3}
    by_year = sample.get(f"{DEATHS}?group_by=party,year&period_from=2016-01&period_to=2016-01").json()["meta"]["reconciliation"]
    assert by_year == [{"period": 2016, "total": 1382, "parts": 1379, "difference": -3}]
    assert sample.get(f"{DEATHS}?group_by=year").json()["meta"]["reconciliation"] == []


def test_an_answer_says_what_it_holds_fixed_and_what_it_rests_on(sample: TestClient) -> None:
    meta = sample.get(f"{DEATHS}?group_by=year,party&victim=children&period_from=2019-01&period_to=2019-06").json()["meta"]
    assert meta["filters"] == {"violation": "killing", "victim": "children"}
    assert meta["group_by"] == ["year", "party"]
    assert meta["coverage"] == {"start": "2019-01", "end": "2019-06", "missing": ["2019-06"]}
    assert (meta["unit"], meta["date_basis"], meta["series"]) == ("persons", "documented", "civilian-deaths-monthly")
    assert len(meta["caveats"]) == 8
    assert {source["kind"] for source in meta["sources"]} <= {"publisher", "clipping", "press"}
    assert all(source["url"].startswith("http") for source in meta["sources"])


def test_a_believed_attribution_is_never_dropped(sample: TestClient) -> None:
    hedged = rows(sample, f"{DEATHS}?group_by=month&party=isis&period_from=2022-04&period_to=2022-05")
    assert [(row["value"], row["attribution"]) for row in hedged][-1] == (7, "believed")
    chart = sample.get(f"{DEATHS}?group_by=year&party=isis&period_from=2022&period_to=2022&format=svg").text
    assert "Believed to be responsible in some months: ISIS." in chart


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [(24, "at-least", 2, ["2019-03", "2019-04"])]),
        ("place=aleppo", [(19, "at-least", 3, ["2019-03"])]),
        ("place=aleppo&period_to=2019-01", [(10, "exact", 1, [])]),
        ("place=aleppo,homs&period_to=2019-01", [(15, "exact", 1, [])]),
        ("place=homs&period_from=2019-02&period_to=2019-02", [(0, "exact", 1, [])]),
        ("party=isis", [(4, "at-least", 0, ["2019-01", "2019-02", "2019-03", "2019-04"])]),
        ("party=turkey", [(None, None, 0, ["2019-01", "2019-02", "2019-03", "2019-04"])]),
        ("group_by=quarter&period_to=2019-06&place=homs", [(5, "at-least", 2, ["2019-03"]), (None, None, 0, ["2019-04", "2019-05", "2019-06"])]),
        ("group_by=month&place=aleppo&period_from=2019-02&period_to=2019-03", [(7, "at-least", 1, []), (None, None, 0, ["2019-03"])]),
        ("group_by=party&place=homs", [(5, "at-least", 2, ["2019-03", "2019-04"])]),
        ("group_by=party&period_from=1990&period_to=1990-01", []),
        ("group_by=place&period_to=2019-01", [(10, "exact", 1, []), (5, "exact", 1, [])]),
        ("period_from=2018-12&period_to=2019-01&place=homs", [(5, "at-least", 1, ["2018-12"])]),
    ],
)  # fmt: skip
def test_zero_and_missing_differ_and_gaps_make_a_lower_bound(
    client: TestClient, query: str, expected: list[tuple[Any, ...]]
) -> None:
    found = rows(client, f"/v1/statistics/deaths?{query}")
    assert [(row["value"], row["qualifier"], row["periods"], row["missing"]) for row in found] == expected


def test_published_totals_stand_beside_exactly_their_own_span(client: TestClient) -> None:
    by_year = rows(client, "/v1/statistics/deaths?group_by=year,place")
    assert [row["published_total"] for row in by_year] == [
        {"value": 40, "qualifier": "exact", "url": "https://snhr.org/year", "other_values": ["39", "41"]},
        None,
    ]
    (first,) = rows(client, "/v1/statistics/deaths?place=homs&period_to=2019-02")
    assert (first["value"], first["published_total"]["value"], first["published_total"]["other_values"]) == (5, 6, [])


def test_sources_are_those_of_the_codes_that_were_asked_for(client: TestClient) -> None:
    def sources(query: str) -> list[str]:
        return [source["url"][-1] for source in client.get(f"/v1/statistics/deaths?{query}").json()["meta"]["sources"]]

    assert (sources("group_by=party"), sources("party=sdf"), sources("party=isis,sdf&group_by=party")) == (
        ["a", "b", "c", "d"], ["d"], ["a", "d"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("query", "parameter", "code", "allowed"),
    [
        ("group_by=colour", "group_by", "invalid-value", ["party", "place", "year", "quarter", "month"]),
        ("group_by=party,party", "group_by", "twice", None),
        ("group_by=", "group_by", "empty-value", None),
        ("violation=killing", "violation", "not-a-dimension", ["party", "place"]),
        ("party=isis,isis", "party", "twice", None),
        ("period_from=2016-13", "period_from", "not-a-month", None),
        ("period_from=01-2016", "period_from", "not-a-month", None),
        ("period_from=2020&period_to=2019-12", "period_to", "reversed-range", None),
        ("period_from=2030", "period_from", "outside-series", ["2019-01", "2019-04"]),
        ("period_to=2018-12", "period_to", "outside-series", ["2019-01", "2019-04"]),
        ("format=xml", "format", "invalid-value", ["json", "csv", "ndjson", "jsonstat", "xlsx", "svg"]),
        ("format=svg&fields=value", "fields", "not-with-format", None),
        ("fields=colour", "fields", "unknown-field", None),
        ("bom=1", "bom", "only-with-csv", None),
        ("limit=5", "limit", "unknown-parameter", None),
    ],
)
def test_a_mistake_is_named_with_what_is_allowed(
    client: TestClient, query: str, parameter: str, code: str, allowed: list[str] | None
) -> None:
    answer = client.get(f"/v1/statistics/deaths?{query}")
    assert answer.status_code == 400
    mistake = next(mistake for mistake in answer.json()["errors"] if mistake["parameter"] == parameter)
    assert mistake["code"] == code
    assert allowed is None or mistake["allowed"] == allowed


def test_an_unknown_code_is_refused_with_those_of_the_list_and_all(client: TestClient) -> None:
    (mistake,) = client.get("/v1/statistics/deaths?place=nowhere").json()["errors"]
    assert (mistake["code"], mistake["allowed"][0], mistake["allowed"][-1]) == ("unknown-code", "damascus", "all")


def test_an_unknown_series_is_not_found(client: TestClient) -> None:
    assert client.get("/v1/statistics/arrests").status_code == 404


def test_a_dimension_without_a_default_is_asked_for_with_its_choices(desk: Desk, serve: Serve, tmp_path: Path) -> None:
    desk.take_series(write_series(tmp_path / "s", default=""))
    desk.publish()
    answer = serve(desk.url).get("/v1/statistics/deaths?group_by=year")
    assert answer.status_code == 422
    assert [(each["parameter"], each["code"], each["allowed"]) for each in answer.json()["errors"]] == [
        ("place", "choose-a-value", ["aleppo", "homs", "all"])
    ]
    assert answer.json()["suggestion"] == "https://data.example.org/v1/statistics/deaths?group_by=year,place"


def test_a_table_of_too_many_cells_is_refused(client: TestClient) -> None:
    parties = ",".join(code["code"] for code in client.get("/v1/codelists/parties").json()["data"])
    answer = client.get(
        f"/v1/statistics/deaths?group_by=month,party,place&party={parties}&place=all,aleppo,homs&period_from=1970&period_to=2099"
    )
    assert answer.status_code == 422
    assert answer.json()["type"].endswith("/problems/too-many-cells")


def test_an_earlier_release_answers_as_it_did(desk: Desk, serve: Serve, tmp_path: Path) -> None:
    desk.take_series(write_series(tmp_path / "s"))
    first = desk.publish()
    desk.take_series(write_series(tmp_path / "s", CELLS.replace("homs,5", "homs,6"), caveat="Corrected."))
    desk.publish()
    client = serve(desk.url)
    asked = "/v1/statistics/deaths?place=homs&period_to=2019-01"
    assert [rows(client, asked)[0]["value"], rows(client, f"{asked}&release={first}")[0]["value"]] == [6, 5]
    assert client.get(f"{asked}&release={first}").json()["meta"]["caveats"] == ["Counted when documented."]


def test_the_list_says_how_the_values_of_a_dimension_relate(sample: TestClient) -> None:
    arrests, deaths = sample.get("/v1/statistics?lang=ar").json()["data"]
    assert (arrests["id"], deaths["id"]) == ("arrests-monthly", "civilian-deaths-monthly")
    assert (deaths["title"], deaths["coverage"]) == (
        "الوفيات بين المدنيين التي وثّقتها الشبكة السورية لحقوق الإنسان", {"start": "2016-01", "end": "2024-12"},
    )  # fmt: skip
    assert {each["name"]: (each["values"], each["default"]) for each in deaths["dimensions"]} == {
        "violation": ("different", "killing"),
        "party": ("incomplete", "all-parties"),
        "victim": ("overlapping", "civilians"),
    }
    assert sample.get("/v1").json()["data"]["links"]["statistics"] == "https://data.example.org/v1/statistics"


def test_csv_and_ndjson_have_the_columns_that_were_asked_for(client: TestClient) -> None:
    path = "/v1/statistics/deaths?group_by=year,party&place=aleppo"
    found = list(csv.DictReader(io.StringIO(client.get(f"{path}&format=csv").text)))
    assert list(found[0]) == [
        "year", "party", "party_label", "value", "qualifier", "attribution", "periods", "periods_expected", "complete", "missing",
        "published_total_value", "published_total_qualifier", "published_total_url", "published_total_other_values",
    ]  # fmt: skip
    assert [(row["party"], row["value"], row["published_total_value"]) for row in found] == [
        ("isis", "4", ""),
        ("sdf", "9", ""),
        ("all-parties", "19", "40"),
    ]
    few = client.get(f"{path}&format=csv&fields=value,year&bom=1")
    assert few.content.decode("utf-8-sig").splitlines()[:2] == ["year,value", "2019,4"]
    lines = [json.loads(line) for line in client.get(f"{path}&format=ndjson").text.splitlines()]
    assert lines == rows(client, path)


def test_every_format_is_linked_and_answers(client: TestClient) -> None:
    links = client.get("/v1/statistics/deaths?group_by=year").json()["links"]
    assert set(links) == {"self", *RENDERINGS}
    for name, rendering in RENDERINGS.items():
        answer = client.get(links[name].removeprefix("https://data.example.org"))
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, rendering.media_type)


def test_charts_and_json_stat_are_no_exports(desk: Desk, serve: Serve, tmp_path: Path) -> None:
    desk.take_series(write_series(tmp_path / "s"))
    desk.publish()
    client = serve(desk.url, export_limit="1/minute")
    statuses = [
        client.get(f"/v1/statistics/deaths?format={name}").status_code for name in ("jsonstat", "jsonstat", "xlsx", "csv")
    ]
    assert statuses == [200, 200, 200, 429]
