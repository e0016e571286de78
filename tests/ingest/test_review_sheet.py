"""A review session by a file for a spreadsheet: exported, filled, applied whole or not at all."""

import csv
import io
from datetime import date

import pytest
from conftest import Serve
from factories import Desk, make_figure, make_page, make_report

from api.errors import Refusal
from api.ingest.review import accept, figures_on_desk
from api.ingest.review_answers import apply_rows
from api.ingest.review_sheet import COLUMNS, export_rows, read_sheet, write_sheet

TODAY = date(2026, 11, 20)
Row = dict[str, str]


@pytest.fixture
def report(desk: Desk) -> str:
    public_id = desk.read(make_report("en"))
    return desk.read(make_report("ar"), pair=public_id)


def export(desk: Desk, public_id: str, *, all_figures: bool = False) -> list[Row]:
    with desk.engine.connect() as connection:
        content = write_sheet(list(export_rows(connection, [public_id], all_figures=all_figures)))
    return read_sheet(content, "sheet.csv")


def apply(desk: Desk, rows: list[Row]) -> dict[str, int]:
    with desk.engine.begin() as connection:
        return apply_rows(connection, rows, "sheet.csv", TODAY)


def refused(desk: Desk, rows: list[Row]) -> str:
    before = export(desk, rows[0]["publication"], all_figures=True)
    with pytest.raises(Refusal) as refusal:
        apply(desk, rows)
    assert export(desk, rows[0]["publication"], all_figures=True) == before, "nothing is applied"
    return str(refusal.value)


def by_value(rows: list[Row], value: str) -> Row:
    (row,) = [row for row in rows if row["value"] == value]
    return row


def test_a_new_reviewer_takes_a_report_of_15_figures_to_the_public(desk: Desk, report: str, serve: Serve) -> None:
    rows = export(desk, report)
    assert len(rows) == 15
    assert by_value(rows, "20")["sentence_ar"].startswith("فقد قتلت قوات النظام السوري 80 مدنياً، بينهم ⟦20 طفلاً⟧ و12 سيدة،")
    for row in rows:
        row["decision"] = "accept"
    by_value(rows, "95")["decision"] = "reject"
    by_value(rows, "230").update(decision="edit", qualifier="at-least")
    by_value(rows, "1").update(decision="Edit ", party="hts")
    assert apply(desk, rows) == {"accept": 12, "reject": 1, "edit": 2, "add": 0}
    desk.publish()
    client = serve(desk.url)
    served = {record["value"]: record for record in client.get(f"/v1/figures?report={report}&limit=100").json()["data"]}
    assert len(served) == 14
    assert 95 not in served
    assert (served[230]["qualifier"], served[1]["party"]["code"]) == ("at-least", "hts")
    assert served[230]["id"] == by_value(rows, "230")["id"]
    assert served[15]["subset_of"] == served[230]["id"]
    assert {record["reviewed_on"] for record in served.values()} == {"2026-11-20"}


def test_the_file_can_be_read_by_a_spreadsheet_and_has_no_formulas(desk: Desk) -> None:
    title = "=HYPERLINK(1)"
    public_id = desk.take(make_page(title=title), make_figure(reviewed_on=None))
    with desk.engine.connect() as connection:
        content = write_sheet(list(export_rows(connection, [public_id], all_figures=False)))
    assert content.startswith(b"\xef\xbb\xbfid,decision,")
    (raw,) = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert raw["title"] == f"'{title}"
    assert read_sheet(content, "sheet.csv")[0]["title"] == title


def test_a_file_with_semicolons_and_without_a_mark_is_read_the_same(desk: Desk, report: str) -> None:
    rows = export(desk, report)
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS[::-1], delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    assert read_sheet(text.getvalue().encode(), "sheet.csv") == rows


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"\xff\xfe", "sheet.csv: not UTF-8"),
        (b"", "sheet.csv: row 1: the column id is missing"),
        (b"id,decision\r\n", "sheet.csv: row 1: the column reason is missing"),
        (",".join([*COLUMNS, "remarks"]).encode(), "sheet.csv: row 1: there is no column 'remarks'"),
    ],
)
def test_what_is_no_such_file_is_refused(content: bytes, line: str) -> None:
    with pytest.raises(Refusal, match=line):
        read_sheet(content, "sheet.csv")


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"decision": "yes"}, "column decision: a decision is one of accept, reject, edit, add"),
        ({"decision": "accept", "value": "81"}, "column value: the cell was changed, but the decision is accept"),
        ({"decision": "accept", "sentence_en": "Nothing."}, "column sentence_en: this cell may not be changed"),
        ({"decision": "accept", "version": "v_aaaaaaaa"}, "column version: the figure has changed since the export"),
        ({"decision": "accept", "id": "fig_nothing"}, "column id: the publication has no figure with this id"),
        ({"decision": "accept", "publication": "pub_nothing"}, "column publication: there is no publication with this id"),
        ({"decision": "edit", "value": "1,236"}, "column value: a number in digits is expected"),
        ({"decision": "edit", "value": "4.5"}, "a count has no decimals"),
        ({"decision": "edit", "party": "nobody"}, "column party: nobody is not in the code list parties"),
        ({"decision": "edit", "period": "19/09/2016"}, "column period: a period is written 2016-09-19/2016-10-14"),
        ({"decision": "edit", "period": "2016-10-14/2016-09-19"}, "column period: the period ends before it starts"),
        ({"decision": "edit", "quote_en": "no such words"}, "column quote_en: these words stand nowhere"),
        ({"decision": "edit", "quote_en": "children"}, "column quote_en: these words stand more than once"),
        ({"decision": "edit", "quote_en": "", "quote_ar": ""}, "column quote_en: a figure needs the words"),
        ({"decision": "edit", "subset_of": "fig_nothing"}, "column subset_of: fig_nothing is no other figure"),
        ({"decision": "edit", "attribution": "believed", "party": ""}, "a believed attribution names the party"),
        ({"decision": "edit", "qualifier": ""}, "column qualifier: this may not be empty"),
    ],
)
def test_a_row_that_cannot_be_taken_is_refused_with_row_and_column(desk: Desk, report: str, change: Row, line: str) -> None:
    rows = export(desk, report)
    rows[0]["decision"] = "accept"
    by_value(rows, "80").update(change)
    said = refused(desk, rows)
    assert said.startswith("sheet.csv: row 3, column ")
    assert line in said
    assert said.endswith("; nothing was applied")


def test_a_row_that_went_stale_is_refused_and_nothing_is_applied(desk: Desk, report: str) -> None:
    rows = export(desk, report)
    with desk.engine.begin() as connection:
        accept(connection, [rows[4]["id"]], TODAY)
    for row in rows:
        row["decision"] = "accept"
    assert refused(desk, rows) == (
        "sheet.csv: row 6, column version: the figure has changed since the export; export it again; nothing was applied"
    )
    with desk.engine.connect() as connection:
        assert [one.state for one in figures_on_desk(connection, report)].count("accepted") == 1


def test_a_row_of_a_text_that_changed_since_is_refused(desk: Desk, report: str) -> None:
    rows = export(desk, report)
    desk.read(make_report("en", ("including 20 children", "including 21 children")))
    by_value(rows, "20")["decision"] = "accept"
    assert "row 4, column " in refused(desk, rows)


def test_two_decisions_on_one_figure_are_refused(desk: Desk, report: str) -> None:
    rows = [row | {"decision": "accept"} for row in export(desk, report)[:1] * 2]
    assert "row 3, column id: row 2 decides on this figure already" in refused(desk, rows)


def test_rows_without_a_decision_and_rows_left_out_go_on_waiting(desk: Desk, report: str) -> None:
    rows = export(desk, report)
    rows[0]["decision"] = "accept"
    assert apply(desk, rows[:5])["accept"] == 1
    assert len(export(desk, report)) == 14


def new_row(publication: str, **cells: str) -> Row:
    return dict.fromkeys(COLUMNS, "") | {"decision": "add", "publication": publication} | cells


def test_a_figure_that_was_not_found_is_added_by_its_words(desk: Desk, report: str) -> None:
    shared = {"value": "4", "unit": "incidents", "violation": "massacre", "place": "hama"}
    rows = [
        new_row(report, id="all", **shared, quote_en="four massacres", quote_ar="أربع مجازر"),
        new_row(
            report,
            **shared,
            party="isis",
            subset_of="all",
            quote_en="one massacre",
            sentence_en=by_value(export(desk, report), "1")["sentence_en"],
        ),
    ]
    assert apply(desk, rows)["add"] == 2
    with desk.engine.connect() as connection:
        added = [one.figure for one in figures_on_desk(connection, report) if one.state == "accepted"]
    assert [(figure.qualifier, figure.victim, figure.reviewed_on) for figure in added] == [("exact", "any", TODAY)] * 2
    assert added[1].subset_of == added[0].key
    assert [said.language for said in added[0].evidence] == ["en", "ar"]


@pytest.mark.parametrize(
    ("cells", "line"),
    [
        ({}, "column value: a number in digits is expected"),
        ({"value": "4"}, "column quote_en: a figure needs the words"),
        ({"value": "4", "quote_en": "four massacres"}, "column unit: this may not be empty"),
        (
            {"value": "4", "unit": "incidents", "violation": "massacre", "quote_en": "five massacres"},
            "column quote_en: these words stand nowhere",
        ),
        (
            {"value": "4", "place_detail_en": "the city"},
            "column quote_en: a place detail or the words of a period belong to words",
        ),
    ],
)
def test_an_added_row_says_what_it_needs(desk: Desk, report: str, cells: Row, line: str) -> None:
    assert line in refused(desk, [new_row(report, **cells)])
