"""Spreadsheets: typed cells, from right to left in Arabic, with notes, and never a formula."""

import io
from pathlib import Path

from conftest import Serve
from factories import Desk, write_series
from openpyxl import Workbook, load_workbook
from starlette.testclient import TestClient

ASKED = "/v1/statistics/civilian-deaths-monthly?group_by=year&format=xlsx"


def opened(client: TestClient, path: str) -> Workbook:
    return load_workbook(io.BytesIO(client.get(path).content))


def test_cells_have_the_types_of_the_records(sample: TestClient) -> None:
    book = opened(sample, ASKED)
    assert book.sheetnames == ["Data", "Notes"]
    header, *rows = book["Data"].iter_rows(values_only=True)
    assert header == (
        "Year", "Value", "Qualifier", "Attribution", "Months documented", "Months expected", "Complete", "Months missing",
        "Published total", "Published total: source",
    )  # fmt: skip
    assert rows[4][:9] == (2020, 1530, "at-least", "stated", 10, 12, False, "2020-06, 2020-08", 1734)
    assert [row[1] for row in rows] == [record["value"] for record in sample.get(ASKED.replace("xlsx", "json")).json()["data"]]


def test_notes_have_caveats_licence_citation_and_release(sample: TestClient) -> None:
    meta = sample.get(ASKED.replace("xlsx", "json")).json()["meta"]
    rows = list(opened(sample, ASKED)["Notes"].iter_rows(values_only=True))
    notes = {row[0]: row[1] for row in rows if row[0]}
    texts = [row[1] for row in rows]
    assert (notes["Release"], notes["Licence"]) == (meta["release"], "Not stated; ask the publisher")
    assert notes["Citation"].startswith("Syrian Network for Human Rights, “Civilian deaths documented by SNHR”, release ")
    assert all(caveat in texts for caveat in meta["caveats"])
    assert all(source["url"] in texts for source in meta["sources"])


def test_arabic_runs_from_right_to_left(sample: TestClient) -> None:
    book = opened(sample, f"{ASKED}&lang=ar")
    assert book.sheetnames == ["البيانات", "ملاحظات"]
    assert [sheet.sheet_view.rightToLeft for sheet in book] == [True, True]
    assert [sheet.sheet_view.rightToLeft for sheet in opened(sample, ASKED)] == [None, None]


def test_a_text_that_looks_like_a_formula_stays_a_text(desk: Desk, serve: Serve, tmp_path: Path) -> None:
    desk.take_series(write_series(tmp_path / "s", caveat="=HYPERLINK(1)"))
    desk.publish()
    cells = [cell for row in opened(serve(desk.url), "/v1/statistics/deaths?format=xlsx")["Notes"].iter_rows() for cell in row]
    assert [cell.data_type for cell in cells if cell.value == "=HYPERLINK(1)"] == ["s"]
    assert not any(cell.data_type == "f" for cell in cells)


def test_the_same_question_gives_the_same_bytes(sample: TestClient) -> None:
    assert sample.get(ASKED).content == sample.get(ASKED).content
