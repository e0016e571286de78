"""Datasets: every file opens with a program of its kind and carries the same values, which are those of the API."""

import csv
import io
import json
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import frictionless
import openpyxl
import pandas
import pytest
from conftest import Serve
from databases import Databases, Postgresql, Sqlite
from factories import make_figure, make_page
from plant import Plant
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCAT, RDF
from shelf import DECLARED, NAMES, OBSERVATIONS, READERS, URL, make_makers, make_shelf, read_parquet, take_everything, take_series

from api.errors import Refusal
from api.publishing import datasets
from api.publishing.files import digest_of

SCHEMA = "https://schema.org/"


@pytest.fixture(scope="module")
def shelf(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Plant:
    """One release with everything; nothing may change it."""
    folder = tmp_path_factory.mktemp("shelf")
    plant = make_shelf(databases.make(folder), folder)
    take_everything(plant)
    plant.publish()
    return plant


def folder_of(plant: Plant, name: str, release: str | None = None) -> Path:
    (newest,) = plant.data_dir.glob(f"{release or '*'}/{name}")
    return newest


def is_same_file(plant: Plant, name: str, first: str, second: str) -> bool:
    old, new = (folder_of(plant, name, release) / "data.csv" for release in (first, second))
    return old.samefile(new)


def types_of(folder: Path) -> dict[str, str]:
    (table,) = json.loads((folder / "datapackage.json").read_text())["resources"]
    return {field["name"]: field["type"] for field in table["schema"]["fields"]}


@pytest.mark.parametrize("name", NAMES)
def test_every_table_file_holds_the_same_values(shelf: Plant, name: str) -> None:
    folder = folder_of(shelf, name)
    tables = {file: read(folder / file, types_of(folder)) for file, read in READERS.items()}
    assert len(tables["data.parquet"]) == {"figures": 3, "reports": 2, "articles": 3, "deaths": 4}[name]
    assert all(table == tables["data.parquet"] for table in tables.values())


def test_a_series_has_its_cells_in_order_with_labels_and_what_is_not_known(shelf: Plant) -> None:
    folder = folder_of(shelf, "deaths")
    rows = read_parquet(folder / "data.parquet", types_of(folder))
    assert list(rows[0]) == [
        *("party", "party_label", "party_label_ar", "value", "value_status", "qualifier", "attribution"),
        *("period", "period_start", "period_end", "source_url", "source_kind", "other_values", "note"),
    ]
    shown = ("period", "party", "value", "value_status", "qualifier", "attribution", "other_values", "note")
    assert [tuple(row[name] for name in shown) for row in rows] == [
        ("2020-01", "all-parties", 10, "reported", "exact", "stated", "11;12", None),
        ("2020-01", "syrian-regime", 0, "reported", "at-least", "believed", None, "=1+1"),
        ("2020-03", "all-parties", None, "not-documented", "exact", "stated", None, "لا معلومات"),
        ("2020-03", "isis", 1234567, "reported", "about", "stated", None, 'two, "quoted" words'),
    ]
    assert (rows[0]["party_label"], rows[0]["party_label_ar"]) == ("All parties", "جميع الأطراف")
    assert (str(rows[2]["period_start"]), str(rows[2]["period_end"])) == ("2020-03-01", "2020-03-31")
    assert "'=1+1" in (folder / "data.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["figures", "reports", "articles"])
def test_a_collection_says_what_the_api_says(shelf: Plant, serve: Serve, name: str) -> None:
    client = serve(shelf.url, data_dir=shelf.data_dir)
    with (folder_of(shelf, name) / "data.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    english, arabic = (
        list(csv.DictReader(io.StringIO(client.get(f"/v1/{name}?format=csv&lang={lang}").text, newline="")))
        for lang in ("en", "ar")
    )
    assert len(rows) == len(english)
    for row, api, api_ar in zip(rows, english, arabic, strict=True):
        assert {column: row[column] for column in api} == api
        added = {column.removesuffix("_ar") for column in row if column not in api}
        assert {f"{column}_label" in api and f"{column}_label" in added for column in ("party", "places") if column in api} == {
            True
        }
        for column in added:
            spoken = api_ar.get("report_language" if column.startswith("report_") else "language", "ar")
            translated = column in ("title", "subtitle", "summary", "url", "report_title", "report_url")
            assert row[f"{column}_ar"] == ("" if translated and spoken != "ar" else api_ar[column])


@pytest.mark.parametrize("name", NAMES)
def test_pandas_reads_it_as_the_readme_says(shelf: Plant, name: str) -> None:
    folder = folder_of(shelf, name)
    table = pandas.read_csv(folder / "data.csv", keep_default_na=False, na_values=[""])
    parquet = pandas.read_parquet(folder / "data.parquet")
    assert list(table) == list(parquet)
    assert table.isna().equals(parquet.isna())
    for column in ("value", "figure_count"):
        if column in table:
            assert table[column].dropna().tolist() == parquet[column].dropna().tolist()


@pytest.mark.parametrize("name", NAMES)
def test_frictionless_finds_the_package_valid_in_the_folder_and_in_the_bundle(shelf: Plant, tmp_path: Path, name: str) -> None:
    folder = folder_of(shelf, name)
    with zipfile.ZipFile(folder / "bundle.zip") as bundle:
        assert bundle.namelist() == ["data.csv", "datapackage.json", "metadata.jsonld", "README.en.md", "README.ar.md"]
        assert bundle.testzip() is None
        bundle.extractall(tmp_path / "bundle")
    for place in (folder, tmp_path / "bundle"):
        package = frictionless.Package(str(place / "datapackage.json"))
        report = package.validate()
        assert report.valid, report.flatten(["message"])
        rows = package.get_table_resource("data").read_rows()
        assert [row["period_start"] for row in rows] == [
            row["period_start"] for row in read_parquet(folder / "data.parquet", types_of(folder))
        ]


def test_frictionless_sees_a_changed_file(shelf: Plant, tmp_path: Path) -> None:
    for name in ("data.csv", "datapackage.json"):
        (tmp_path / name).write_bytes((folder_of(shelf, "deaths") / name).read_bytes().replace(b"1234567", b"1234568"))
    assert not frictionless.Package(str(tmp_path / "datapackage.json")).validate().valid


# rdflib's own reader of JSON-LD uses what rdflib gives up.
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
@pytest.mark.parametrize("name", NAMES)
def test_the_metadata_is_a_dataset_of_schema_org_and_of_dcat(shelf: Plant, name: str) -> None:
    folder = folder_of(shelf, name)
    release = folder.parent.name
    graph = Graph().parse(folder / "metadata.jsonld", format="json-ld")
    (page,) = graph.subjects(RDF.type, DCAT.Dataset)
    assert page == URIRef(f"{URL}/v1/datasets/{name}?release={release}")
    assert (page, RDF.type, URIRef(f"{SCHEMA}Dataset")) in graph
    assert {str(title.language) for title in graph.objects(page, URIRef(f"{SCHEMA}name")) if isinstance(title, Literal)} == {
        "en",
        "ar",
    }
    assert all(len(str(text)) >= 50 for text in graph.objects(page, URIRef(f"{SCHEMA}description")))
    files = list(graph.objects(page, DCAT.distribution))
    assert len(files) == len(READERS)
    for file in files:
        path = folder / str(file).split("?")[0].rsplit("/", 1)[1]
        assert graph.value(file, DCAT.downloadURL) == file
        assert graph.value(file, URIRef(f"{SCHEMA}contentUrl")) == Literal(str(file))
        assert graph.value(file, DCAT.byteSize) == Literal(path.stat().st_size)
        assert graph.value(file, URIRef(f"{SCHEMA}sha256")) == Literal(digest_of(path))


@pytest.mark.parametrize(
    ("language", "words"), [("en", ["curl", "pandas", "R:", "a spreadsheet"]), ("ar", ["curl", "pandas", "R:", "برنامج جداول"])]
)
@pytest.mark.parametrize("name", NAMES)
def test_the_readme_has_caveats_citation_columns_and_examples(
    shelf: Plant, serve: Serve, name: str, language: str, words: list[str]
) -> None:
    folder = folder_of(shelf, name)
    text = (folder / f"README.{language}.md").read_text(encoding="utf-8")
    client = serve(shelf.url, data_dir=shelf.data_dir)
    record = client.get(f"/v1/datasets/{name}?lang={language}").json()["data"]
    for said in (
        record["title"],
        record["description"],
        record["citation"],
        record["license"]["name"],
        *record["caveats"],
        *words,
    ):
        assert said in text
    for column in record["columns"]:
        assert f"| `{column['name']}` | {column['type']} | {column['description']} |" in text
    assert f"{URL}/v1/datasets/{name}/data.csv?release={folder.parent.name}" in text
    assert "$" not in text
    sheet = openpyxl.load_workbook(folder / "data.xlsx")[{"en": "notes", "ar": "ملاحظات"}[language]]
    assert {cell for row in sheet.iter_rows(values_only=True) for cell in row} >= {
        record["title"],
        record["citation"],
        *record["caveats"],
    }
    assert bool(sheet.sheet_view.rightToLeft) == (language == "ar")


def test_a_long_table_has_no_spreadsheet_and_says_so(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(datasets, "XLSX_ROWS", 3)
    plant = make_shelf(database, tmp_path)
    take_series(plant)
    plant.publish()
    folder = folder_of(plant, "deaths")
    assert not (folder / "data.xlsx").exists()
    for language in ("en", "ar"):
        text = (folder / f"README.{language}.md").read_text(encoding="utf-8")
        assert "| `data.xlsx` |" not in text
        assert "200,000" in text
    assert frictionless.Package(str(folder / "datapackage.json")).validate().valid


def test_the_same_data_gives_the_same_bytes_on_both_databases(sqlite: Sqlite, postgresql: Postgresql, tmp_path: Path) -> None:
    made = []
    for databases in (sqlite, postgresql):
        folder = tmp_path / type(databases).__name__
        folder.mkdir()
        plant = make_shelf(databases.make(folder), folder)
        take_everything(plant)
        release = folder_of(plant, "deaths", plant.publish())
        made.append((release.parent.name, {path.name: digest_of(path) for path in release.iterdir()}))
    assert made[0] == made[1]


def test_a_dataset_without_a_change_is_the_one_of_the_release_before(database: str, tmp_path: Path, serve: Serve) -> None:
    plant = make_shelf(database, tmp_path)
    take_everything(plant)
    first = plant.publish()
    plant.take(make_page(4), make_figure())
    second = plant.publish()
    for name in ("figures", "reports", "articles"):
        assert not is_same_file(plant, name, first, second)
    for path in folder_of(plant, "deaths", first).iterdir():
        assert path.samefile(folder_of(plant, "deaths", second) / path.name)
    take_series(plant, OBSERVATIONS.replace("1234567", "7"))
    third = plant.publish()
    assert not is_same_file(plant, "deaths", second, third)
    assert is_same_file(plant, "figures", second, third)
    client = serve(plant.url, data_dir=plant.data_dir)
    shown = {record["name"]: record["release"] for record in client.get("/v1/datasets").json()["data"]}
    assert shown == {"figures": second, "reports": second, "articles": second, "deaths": third}


def test_other_terms_make_the_files_anew(database: str, tmp_path: Path) -> None:
    plant = make_shelf(database, tmp_path)
    take_everything(plant)
    plant.publish()
    plant.press = replace(plant.press, makers=make_makers(database, license_name_en="CC BY 4.0"))
    plant.take(make_page(4))
    second = plant.publish()
    assert "- Licence: CC BY 4.0" in (folder_of(plant, "articles", second) / "README.en.md").read_text(encoding="utf-8")
    assert f"- Release: {second}" in (folder_of(plant, "deaths", second) / "README.en.md").read_text(encoding="utf-8")


def test_a_damaged_file_is_not_taken_over(database: str, tmp_path: Path) -> None:
    plant = make_shelf(database, tmp_path)
    take_everything(plant)
    first = plant.publish()
    (folder_of(plant, "deaths", first) / "data.csv").write_text("something else")
    plant.take(make_page(4))
    second = plant.publish()
    assert "2020-01" in (folder_of(plant, "deaths", second) / "data.csv").read_text(encoding="utf-8")


def test_redacted_words_leave_the_files_and_the_numbers_stay(database: str, tmp_path: Path, serve: Serve) -> None:
    plant = make_shelf(database, tmp_path)
    take_everything(plant)
    first = plant.publish()
    figure = plant.figure_ids(_report(plant))[0]
    done = plant.redact(figure, "41 civilians")
    folder = folder_of(plant, "figures", done.id)
    (row,) = [row for row in read_parquet(folder / "data.parquet", types_of(folder)) if row["id"] == figure]
    assert (row["value"], row["evidence_language"]) == (41, "en|ar")
    assert "41 civilians" not in row["evidence_quote"] + row["evidence_sentence"]
    assert not list((plant.data_dir / first / "figures").iterdir())
    client = serve(plant.url, data_dir=plant.data_dir)
    assert client.get(f"/v1/datasets/figures/data.csv?release={first}").json()["type"].endswith("/problems/redacted")
    assert client.get(f"/v1/datasets/figures/data.csv?release={done.id}").status_code == 200
    assert client.get(f"/v1/datasets/deaths/data.csv?release={first}").status_code == 200
    old = client.get(f"/v1/datasets/figures?release={first}").json()["data"]
    assert {file["removed"] for file in old["files"]} == {True}


def _report(plant: Plant) -> str:
    with plant.engine.connect() as connection:
        return str(
            connection.exec_driver_sql("SELECT publication_id FROM figure WHERE value = 41 AND party IS NOT NULL").scalar()
        )


def test_a_series_cannot_take_the_name_of_another_dataset(plant: Plant) -> None:
    with pytest.raises(Refusal, match="figures is the name of another dataset"):
        take_series(plant, declared=DECLARED.replace('"deaths"', '"figures"'))


def test_neither_service_nor_commands_load_what_only_writes_files() -> None:
    code = "import sys, api.cli, api.app; print({'pyarrow', 'pandas'} & set(sys.modules))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == "set()\n"
