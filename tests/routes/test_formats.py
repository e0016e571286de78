"""CSV and NDJSON: whole queries, with columns that follow from the records."""

import csv
import io
import json

import pytest
from conftest import Serve
from factories import Desk, make_arabic, make_figure, make_page
from starlette.testclient import TestClient


@pytest.fixture(scope="module")
def published(shared: Desk) -> str:
    for number in range(120):
        shared.take(make_page(number))
    shared.take(
        make_page(900, title="=HYPERLINK(1)", places=["aleppo", "hama"]),
        make_figure(),
        make_figure("children", "12 children", value=12, victim="children", subset_of="total", attribution="believed"),
        arabic=make_arabic(900),
    )
    shared.publish()
    return shared.url


@pytest.fixture
def client(published: str, serve: Serve) -> TestClient:
    return serve(published)


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_csv_has_all_rows_and_one_header(client: TestClient) -> None:
    answer = client.get("/v1/articles?format=csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8; header=present"
    lines = answer.content.decode().split("\r\n")
    assert (len(lines), lines[-1]) == (123, "")
    assert lines[0].startswith(
        "id,kind,language,dir,available_languages,title,title_origin,subtitle,summary,published_on,modified_on,"
    )
    assert "period_start,period_end,sections,sections_label,sections_primary,places,places_label" in lines[0]


def test_a_table_without_rows_keeps_its_header(client: TestClient) -> None:
    whole, empty = (client.get(f"/v1/figures?format=csv{more}").text for more in ("", "&party=isis"))
    assert empty == whole.partition("\r\n")[0] + "\r\n"


def test_cells_say_the_same_as_the_records(client: TestClient) -> None:
    (title,) = [row for row in rows(client.get("/v1/articles?format=csv").text) if row["places"] != "hama"]
    assert (title["title"], title["places"], title["places_label"]) == ("'=HYPERLINK(1)", "aleppo|hama", "Aleppo|Hama")
    assert (title["available_languages"], title["period_start"], title["modified_on"]) == ("ar|en", "2015-05-01", "")
    figures = rows(client.get("/v1/figures?format=csv&lang=ar").text)
    (child,) = [row for row in figures if row["victim"] == "children"]
    assert (child["value"], child["party"], child["party_label"]) == ("12", "syrian-regime", "قوات نظام الأسد")
    assert (child["attribution"], child["weapon"], child["period_kind"]) == ("believed", "", "window")
    assert child["subset_of"] == next(row["id"] for row in figures if row["victim"] == "civilians")


def test_fields_choose_columns_and_bom_goes_before_them(client: TestClient) -> None:
    answer = client.get("/v1/figures?format=csv&fields=id,value,party&bom=1&victim=children")
    header, row, end = answer.content.decode("utf-8-sig").split("\r\n")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert (header, row.partition(",")[2], end) == ("id,value,party,party_label", "12,syrian-regime,Assad regime forces", "")


def test_ndjson_has_the_records_of_the_list(client: TestClient) -> None:
    lines = client.get("/v1/articles?format=ndjson").text.splitlines()
    first = client.get("/v1/articles?limit=100").json()
    assert len(lines) == first["meta"]["total"] == 121
    assert [json.loads(line) for line in lines[:100]] == first["data"]


@pytest.mark.parametrize("path", ["/v1/codelists", "/v1/codelists/places", "/v1/releases"])
def test_every_list_has_the_formats(client: TestClient, path: str) -> None:
    records = client.get(path).json()["data"]
    assert len(rows(client.get(f"{path}?format=csv").text)) == len(records)
    assert [json.loads(line) for line in client.get(f"{path}?format=ndjson").text.splitlines()] == records
