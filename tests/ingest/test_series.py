"""A series is taken whole or not at all; every refused cell is named; only what differs becomes a draft."""

import tomllib
from pathlib import Path

import pytest
from factories import CELLS, Desk, write_series
from sqlalchemy import func, select

from api import models
from api.errors import Refusal, RefusedRows
from api.ingest.series_records import SeriesRecord
from api.ingest.sources.series import read_series
from api.models import is_current, is_draft

HEADER, *LINES = CELLS.splitlines()
GOOD = "2019-03,all-parties,aleppo,3,exact,,"


def drafts(desk: Desk) -> list[tuple[object, ...]]:
    table = models.observation
    columns = (table.c[name] for name in ("year", "month", "party", "place", "value", "drops"))
    with desk.engine.connect() as connection:
        return sorted(tuple(row) for row in connection.execute(select(*columns).where(is_draft(table))))


def test_only_what_differs_becomes_a_draft(database: str, tmp_path: Path) -> None:
    desk = Desk(database)
    assert desk.take_series(write_series(tmp_path / "s")) == 7
    desk.publish()
    assert desk.take_series(write_series(tmp_path / "s")) == 0
    assert drafts(desk) == []
    with pytest.raises(Refusal, match="nothing to publish"):
        desk.publish()
    changed = CELLS.replace("homs,5", "homs,6").replace(LINES[-1] + "\n", "") + "2019-04,all-parties,homs,1,exact,,\n"
    for _ in range(2):
        assert desk.take_series(write_series(tmp_path / "s", changed)) == 3
        assert drafts(desk) == [
            (2019, 1, "all-parties", "homs", 6, False),
            (2019, 1, "sdf", "aleppo", 9, True),
            (2019, 4, "all-parties", "homs", 1, False),
        ]
    desk.publish()
    table = models.observation
    with desk.engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(table).where(is_current(table))) == 7
        runs = connection.execute(select(models.import_run.c.source, models.import_run.c.observations)).all()
    assert runs == [("deaths", 7), ("deaths", 3), ("deaths", 3)]


def test_what_the_last_import_no_longer_says_leaves_no_draft(desk: Desk, tmp_path: Path) -> None:
    desk.take_series(write_series(tmp_path / "s"))
    desk.publish()
    desk.take_series(write_series(tmp_path / "s", CELLS.replace("homs,5", "homs,6"), caveat="Another."))
    assert desk.take_series(write_series(tmp_path / "s")) == 0
    with desk.engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(models.series).where(is_draft(models.series))) == 0


@pytest.mark.parametrize(
    ("line", "refusal"),
    [
        ("2016-13,isis,homs,1,exact,,", "row 3, column period: “2016-13” is not a month; allowed: YYYY-MM"),
        ("2019,isis,homs,1,exact,,", "column period: “2019” is not a month"),
        ("2019-03,daesh,homs,1,exact,,", "row 3, column party: “daesh” is not a code of parties here; allowed: syrian-regime,"),
        ("2019-03,isis,idlib,1,exact,,", "column place: “idlib” is not a code of places here; allowed: aleppo, homs"),
        ("2019-03,isis,homs,1.5,exact,,", "row 3, column value: “1.5” is not a count; allowed: a whole number"),
        ("2019-03,isis,homs,-1,exact,,", "row 3, column value: “-1” is not a count"),
        ('2019-03,isis,homs,"1,236",exact,,', "column value: “1,236” is not a count"),
        ("2019-03,isis,homs,١٢,exact,,", "column value: “١٢” is not a count"),
        ("2019-03,=isis,homs,1,exact,,", "column party: “=isis” is not a code"),
        ("2019-03,isis,homs,,exact,,", "row 3, column value: reported needs a value"),
        (
            "2019-03,isis,homs,1,roughly,,",
            "column qualifier: “roughly” is not known here; allowed: exact, at-least, about, more-than",
        ),
        ("2019-03,isis,homs,1,exact,javascript:1,", "column source_url: “javascript:1” is not an address"),
        ("2019-03,isis,homs,1,exact,,blog", "column source_kind: “blog” is not known here; allowed: publisher, clipping, press"),
        (
            "2019-03,isis,homs,1,exact,https://snhr.org/1,",
            "row 3, column source_kind: a source_url needs it; allowed: publisher, clipping, press",
        ),
        ("2019-03,isis,homs,1", "row 3: 4 cells under 7 columns"),
        (GOOD.replace("2019-03", " 2019-03 "), "row 3: the same cell as row 2; a cell has one value"),
    ],
)
def test_a_refused_row_is_named_with_what_is_allowed(tmp_path: Path, line: str, refusal: str) -> None:
    folder = write_series(tmp_path / "s", "\n".join([HEADER, GOOD, line, *LINES]))
    with pytest.raises(RefusedRows) as refused:
        read_series(folder)
    assert [refusal in row for row in refused.value.rows] == [True]
    assert str(refused.value).startswith(refused.value.rows[0])
    assert str(refused.value).endswith("nothing was imported")


def test_every_refused_row_is_named(tmp_path: Path) -> None:
    lines = ["2016-13,daesh,homs,1,exact,,", GOOD, "2019-03,isis,homs,x,exact,,"]
    with pytest.raises(RefusedRows) as refused:
        read_series(write_series(tmp_path / "s", "\n".join([HEADER, *lines])))
    assert [row.partition(":")[0] for row in refused.value.rows] == [
        "observations.csv row 2, column period",
        "observations.csv row 2, column party",
        "observations.csv row 4, column value",
    ]
    assert "(and 2 more, listed above)" in str(refused.value)


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (
            CELLS.replace("party", "الجهة", 1),
            "row 1, column 2: “الجهة” is not a column of this sheet; columns are period, party, place,",
        ),
        (CELLS.replace("qualifier", "value", 1), "row 1, column 5: “value” is there twice"),
        (CELLS.replace(",value", ",note", 1), "there is no column value"),
        (HEADER.replace(",", ";"), "is not a column of this sheet"),
        (HEADER, "there is no row under the header"),
        ('"', "not CSV"),
    ],
)
def test_a_sheet_that_cannot_be_read_is_refused(tmp_path: Path, content: str, refusal: str) -> None:
    with pytest.raises(Refusal, match=refusal):
        read_series(write_series(tmp_path / "s", content))


def test_a_sheet_in_another_encoding_is_refused(tmp_path: Path) -> None:
    folder = write_series(tmp_path / "s")
    (folder / "observations.csv").write_bytes(CELLS.encode("utf-16"))
    with pytest.raises(Refusal, match="not in UTF-8; save it as “CSV UTF-8”"):
        read_series(folder)


def test_a_formula_in_a_text_cell_and_a_mark_before_the_header_are_taken_as_they_are(desk: Desk, tmp_path: Path) -> None:
    cells = '\ufeffperiod,party,place,value,note,value_status\n2019-01,isis,homs,1,"=HYPERLINK(""x"")",\n2019-02,isis,homs,,,not-documented\n'
    desk.take_series(write_series(tmp_path / "s", cells))
    table = models.observation
    with desk.engine.connect() as connection:
        rows = connection.execute(select(table.c.note, table.c.value, table.c.value_status).order_by(table.c.month)).all()
    assert rows == [('=HYPERLINK("x")', 1, "reported"), (None, None, "not-documented")]


@pytest.mark.parametrize(
    ("old", "new", "refusal"),
    [
        ('"deaths"', '"Deaths!"', "id: "),
        ('unit = "persons"', 'unit = "percent"', "unit: "),
        ("dimensions.party", "dimensions.perpetrator", "perpetrator is not a dimension; there are violation, party,"),
        ('total = "all-parties"', 'total = "everybody"', "dimensions.party: everybody is not in the code list parties"),
        ('values = "partition"', 'values = "different"', "parts: a partition lists all of its parts"),
        ("[dimensions.place]", 'colour = "red"\n[dimensions.place]', "dimensions.party.colour: "),
        ("unit =", "unit", "not a TOML file in UTF-8"),
    ],
)
def test_a_wrong_declaration_is_refused_in_one_line(tmp_path: Path, old: str, new: str, refusal: str) -> None:
    path = write_series(tmp_path / "s") / "series.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(Refusal) as refused:
        read_series(tmp_path / "s")
    assert refusal in str(refused.value)
    assert "\n" not in str(refused.value)


def test_totals_are_checked_as_observations_are(tmp_path: Path) -> None:
    totals = "period_start,period_end,party,place,value\n2019-01,2019-12,all-parties,aleppo,-3\n"
    with pytest.raises(RefusedRows, match=r"published-totals\.csv row 2, column value"):
        read_series(write_series(tmp_path / "s", totals=totals))


def test_the_declaration_that_the_guide_shows_is_a_good_one() -> None:
    guide = (Path(__file__).parents[2] / "docs/guides/statistics.md").read_text(encoding="utf-8")
    shown = guide.partition("```toml\n")[2].partition("```")[0]
    declared = SeriesRecord.model_validate(tomllib.loads(shown))
    assert (declared.id, list(declared.dimensions)) == ("injuries-monthly", ["party", "place"])
