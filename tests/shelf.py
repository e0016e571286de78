"""A small series, a desk whose releases have the real datasets, and readers of each file that a dataset has."""

import csv
import gzip
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet
from factories import make_arabic, make_figure, make_page
from plant import Plant, make_plant

from api.ingest.series_drafts import store_series
from api.ingest.sources.series import read_series
from api.publishing.datasets import dataset_makers
from api.publishing.files import Maker
from api.queries.snapshot import Snapshot
from api.settings import Settings

URL = "https://data.example.org"
NAMES = ("figures", "reports", "articles", "deaths")
DECLARED = """
id = "deaths"
unit = "persons"
date_basis = "documented"
title = {en = "Deaths", ar = "الوفيات"}
counted = {en = "Deaths", ar = "وفيات"}
caveats = {en = ["Months of documentation."], ar = ["أشهر التوثيق."]}
source = {en = "Statements", ar = "البيانات", url = "https://snhr.org"}
license = {en = "Some licence", ar = "ترخيص ما", url = "https://example.org/licence"}
[dimensions.party]
values = "incomplete"
default = "all-parties"
total = "all-parties"
"""
OBSERVATIONS = """period,party,value,value_status,qualifier,attribution,source_url,source_kind,other_values,note
2020-01,all-parties,10,,exact,,https://snhr.org/1,publisher,11;12,
2020-01,syrian-regime,0,,at-least,believed,https://snhr.org/1,press,,=1+1
2020-03,all-parties,,not-documented,,,,,,لا معلومات
2020-03,isis,1234567,,about,,,,,"two, ""quoted"" words"
"""

Row = dict[str, Any]


def make_shelf(url: str, folder: Path, **settings: Any) -> Plant:
    """A plant that makes the datasets of the product."""
    plant = make_plant(url, folder)
    plant.press = replace(plant.press, makers=make_makers(url, **settings))
    return plant


def make_makers(url: str, **settings: Any) -> Callable[[Snapshot], Iterator[Maker]]:
    """What makes the datasets under some settings."""
    return partial(dataset_makers, Settings(database_url=url, public_url=URL, **settings))


def take_series(plant: Plant, observations: str = OBSERVATIONS, declared: str = DECLARED) -> None:
    """The series to drafts."""
    folder = plant.data_dir.parent / "series"
    folder.mkdir(exist_ok=True)
    (folder / "series.toml").write_text(declared, encoding="utf-8")
    (folder / "observations.csv").write_text(observations, encoding="utf-8")
    with plant.engine.begin() as connection:
        store_series(connection, read_series(folder))


def take_everything(plant: Plant) -> None:
    """Reports in one and in two languages, figures of one of them, a statement, and the series."""
    children = make_figure("children", "12 children", value=12, victim="children", arabic="12 طفلاً", place=None)
    plant.take(make_page(1), make_figure(arabic="41 مدنياً"), children, arabic=make_arabic(1))
    plant.take(make_page(2, title="=HYPERLINK(1)"), make_figure(value=40.5, unit="percent", party=None))
    plant.take(make_page(3, kind="statement", published_on=None, url=None, places=[]))
    take_series(plant)


def read_csv(path: Path, types: dict[str, str]) -> list[Row]:
    """data.csv with the values that it stands for."""
    return _of_csv(path.read_text(encoding="utf-8"), types)


def read_csv_gz(path: Path, types: dict[str, str]) -> list[Row]:
    """data.csv.gz likewise."""
    return _of_csv(gzip.decompress(path.read_bytes()).decode(), types)


def read_ndjson(path: Path, types: dict[str, str]) -> list[Row]:
    """data.ndjson.gz likewise."""
    rows = [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]
    return [{name: _day(value) if types[name] == "date" else value for name, value in row.items()} for row in rows]


def read_parquet(path: Path, types: dict[str, str]) -> list[Row]:
    """data.parquet likewise; its own types must be those of the columns."""
    table = pyarrow.parquet.read_table(path)
    arrow = {"string": "string", "integer": "int64", "number": "double", "date": "date32[day]", "boolean": "bool"}
    assert {field.name: str(field.type) for field in table.schema} == {name: arrow[kind] for name, kind in types.items()}
    rows: list[Row] = table.to_pylist()
    return rows


def read_xlsx(path: Path, _: dict[str, str]) -> list[Row]:
    """The data sheet of data.xlsx likewise; no cell of it is a formula."""
    sheet = openpyxl.load_workbook(path)["data"]
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)
    names, *rows = sheet.iter_rows(values_only=True)
    shown = [[cell.date() if isinstance(cell, datetime) else cell for cell in row] for row in rows]
    return [dict(zip(map(str, names), row, strict=True)) for row in shown]


READERS: dict[str, Callable[[Path, dict[str, str]], list[Row]]] = {
    "data.csv": read_csv,
    "data.csv.gz": read_csv_gz,
    "data.ndjson.gz": read_ndjson,
    "data.parquet": read_parquet,
    "data.xlsx": read_xlsx,
}


def _of_csv(text: str, types: dict[str, str]) -> list[Row]:
    names, *rows = csv.reader(io.StringIO(text, newline=""))
    assert names == list(types)
    return [{name: _typed(value, types[name]) for name, value in zip(names, row, strict=True)} for row in rows]


def _typed(value: str, kind: str) -> Any:
    if value == "":
        return None
    kinds: dict[str, Callable[[str], Any]] = {"integer": int, "number": float, "date": date.fromisoformat}
    return kinds[kind](value) if kind in kinds else value.removeprefix("'")


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
