"""The commands, as a person types them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from databases import only_sqlite
from factories import CELLS, write_series
from sqlalchemy import inspect

from api.database import database_exists, write_engine

DATA = Path(__file__).parent / "data"
COMMAND = Path(sys.executable).with_name("snhr-api")
Run = subprocess.CompletedProcess[str]


@pytest.fixture
def folder(tmp_path: Path, blank: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SNHR_DATABASE_URL", blank)
    return tmp_path


def run(folder: Path, *words: str | Path) -> Run:
    return subprocess.run([COMMAND, *words], capture_output=True, text=True, cwd=folder, check=False)


def contents() -> dict[str, list[str]]:
    """Every row of every table."""
    url = os.environ["SNHR_DATABASE_URL"]
    if not database_exists(url):
        return {}
    with write_engine(url).connect() as connection:
        tables = inspect(connection).get_table_names()
        return {name: sorted(map(str, connection.exec_driver_sql(f'SELECT * FROM "{name}"'))) for name in tables}


def take(folder: Path) -> str:
    done = run(folder, "import", "page", DATA / "page.en.txt", "--lang", "en", "--url", "https://snhr.org/blog/2015/05/16/7001/")
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.split()[0]


def test_a_page_goes_from_file_to_release(folder: Path) -> None:
    public_id = take(folder)
    assert public_id in run(folder, "review", "list").stdout
    assert "Every name in this report was checked twice." in run(folder, "review", "show", public_id).stdout
    arabic = run(folder, "import", "page", DATA / "page.ar.txt", "--lang", "ar", "--pair", public_id)
    assert arabic.stdout.split()[:2] == [public_id, "draft"]
    assert "accepted" in run(folder, "review", "accept", public_id).stdout
    rehearsal = run(folder, "publish", "--dry-run")
    assert "nothing was written" in rehearsal.stdout
    published = run(folder, "publish", "--note-en", "First.")
    assert f"adds {public_id}" in published.stdout
    release = published.stdout.split()[-1]
    assert release in run(folder, "release", "list").stdout
    assert "note_en: First." in run(folder, "release", "show", release).stdout


def test_the_same_input_twice_makes_no_draft_and_no_release(folder: Path) -> None:
    take(folder)
    run(folder, "publish")
    again = run(
        folder, "import", "page", DATA / "page.en.txt", "--lang", "en", "--url", "http://www.sn4hr.org/blog/2015/05/16/7001"
    )
    assert again.stdout.split()[1] == "draft", "the address is stored as it was given last"
    run(folder, "publish")
    take_again = run(
        folder, "import", "page", DATA / "page.en.txt", "--lang", "en", "--url", "http://www.sn4hr.org/blog/2015/05/16/7001"
    )
    assert take_again.stdout.split()[1] == "unchanged"
    refused = run(folder, "publish")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith("snhr-api: nothing to publish")
    assert len(run(folder, "release", "list").stdout.splitlines()) == 2


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["import", "page", "{data}/page.en.txt", "--lang", "fr"], "--lang: the languages are en and ar"),
        (["import", "page", "{folder}/binary.txt", "--lang", "en"], "not a text file in UTF-8"),
        (["import", "page", "{folder}/untitled.html", "--lang", "en"], "no title found"),
        (["import", "page", "{folder}/missing.txt", "--lang", "en"], "No such file"),
        (
            ["import", "page", "{data}/page.ar.txt", "--lang", "ar", "--pair", "pub_nothing"],
            "there is no publication pub_nothing",
        ),
        (
            ["import", "page", "{data}/page.en.txt", "{data}/page.ar.txt", "--lang", "en", "--url", "https://x.org/"],
            "go with one file",
        ),
        (["import", "page", "{data}/page.en.txt", "--lang", "en", "--url", "file:///etc/passwd"], "starts with http"),
        (["review", "accept", "fig_nothing"], "no draft has the id fig_nothing"),
        (["review", "show", "pub_nothing"], "there is no publication or figure pub_nothing"),
        (["review", "edit", "fig_nothing", "--value", "3"], "there is no publication or figure fig_nothing"),
        (["review", "edit", "fig_nothing", "--valeu", "3"], "edit: --valeu is no field; the fields are value, qualifier"),
        (["review", "edit", "fig_nothing", "--value"], "edit: --value needs one value"),
        (["review", "edit", "fig_nothing"], "edit: say what is right"),
        (["review", "apply", "{data}/page.en.txt"], "row 1: the column id is missing"),
        (["release", "show", "2020-01-01.1"], "there is no release 2020-01-01.1"),
    ],
)
def test_a_refused_input_is_one_line_and_changes_nothing(folder: Path, words: list[str], line: str) -> None:
    take(folder)
    (folder / "binary.txt").write_bytes(b"\xff\xfe\x00\x01")
    (folder / "untitled.html").write_text("<html><body><p>Only a paragraph.</p></body></html>")
    before = contents()
    done = run(folder, *(word.format(data=DATA, folder=folder) for word in words))
    assert done.returncode == 1
    assert done.stdout == ""
    assert line in done.stderr
    assert done.stderr.count("\n") == 1
    assert contents() == before


# A database of a server is there before any command.
@only_sqlite
def test_a_refused_page_makes_no_database(folder: Path) -> None:
    (folder / "empty.txt").write_bytes(b"")
    for words in (["import", "page", "empty.txt", "--lang", "en"], ["publish"], ["review", "list"]):
        assert run(folder, *words).returncode == 1
    assert contents() == {}


def test_an_empty_publish_of_a_new_database_changes_nothing(folder: Path) -> None:
    assert run(folder, "migrate").stdout == "the database has the newest schema\n"
    before = contents()
    assert run(folder, "publish").returncode == 1
    assert contents() == before


def test_a_series_is_taken_whole_or_not_at_all_and_every_refused_row_is_printed(folder: Path) -> None:
    bad = write_series(folder / "bad", CELLS.replace("isis", "daesh").replace(",9,", ",-9,"))
    refused = run(folder, "import", "series", bad)
    assert (refused.returncode, refused.stderr.count("\n")) == (1, 1)
    assert [line.partition(":")[0] for line in refused.stdout.splitlines()] == [
        "observations.csv row 7, column party",
        "observations.csv row 8, column value",
    ]
    assert "nothing was imported" in refused.stderr
    assert contents() == {}
    taken = run(folder, "import", "series", write_series(folder / "good"))
    assert taken.stdout == "deaths  2019-01 to 2019-04  7 of 7 cells are drafts\n"


def test_a_report_of_15_figures_is_reviewed_in_a_spreadsheet_and_published(folder: Path) -> None:
    english = run(
        folder, "import", "page", DATA / "report.en.txt", "--lang", "en", "--url", "https://snhr.org/blog/2015/06/02/7100/"
    )
    assert english.stdout.endswith("15 figures, 15 to decide\n")
    public_id = english.stdout.split()[0]
    run(folder, "import", "page", DATA / "report.ar.txt", "--lang", "ar", "--pair", public_id)
    assert "15 of 15 figures to decide" in run(folder, "review", "list").stdout
    shown = run(folder, "review", "show", public_id).stdout
    assert "including ⟦20 children⟧ and 12 women" in shown
    assert "بينهم ⟦20 طفلاً⟧ و12 سيدة" in shown
    assert "= sum-closes" in shown
    assert run(folder, "review", "export", "sheet.csv").stdout.startswith("sheet.csv: 15 figures")
    sheet = folder / "sheet.csv"
    filled = [
        line.replace(",", ",accept,", 1).replace(",accept,,", ",accept,", 1) for line in sheet.read_text("utf-8-sig").splitlines()
    ]
    sheet.write_text("\r\n".join([filled[0].replace(",accept,", ",", 1), *filled[1:]]), "utf-8-sig")
    first = filled[1].split(",")[0]
    assert "edited and accepted" in run(folder, "review", "edit", first, "--party", "all-parties").stdout
    stale = run(folder, "review", "apply", "sheet.csv")
    assert (stale.returncode, stale.stdout) == (1, "")
    assert stale.stderr.startswith("snhr-api: sheet.csv: row 2, column version: the figure has changed since the export")
    assert "14 of 15 figures to decide" in run(folder, "review", "list").stdout
    sheet.write_text("\r\n".join([filled[0].replace(",accept,", ",", 1), *filled[2:]]), "utf-8-sig")
    assert run(folder, "review", "apply", "sheet.csv").stdout.startswith("accept: 14, reject: 0, edit: 0, add: 0")
    assert "figure: 15 added" in run(folder, "publish").stdout


@pytest.mark.parametrize(
    ("setting", "value", "line"),
    [
        ("SNHR_WORKERS", "21", "SNHR_DATABASE_CONNECTIONS: 21 workers need 63 at least"),
        ("SNHR_TRUSTED_PROXIES", "*", "SNHR_TRUSTED_PROXIES: name the networks of your proxies; * is refused"),
        (
            "SNHR_QUERY_SECONDS",
            "secret",
            "SNHR_QUERY_SECONDS: Input should be a valid number, unable to parse string as a number",
        ),
    ],
)
def test_a_wrong_setting_is_one_line_without_its_value(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, setting: str, value: str, line: str
) -> None:
    monkeypatch.setenv(setting, value)
    done = run(tmp_path, "serve")
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"snhr-api: {line}\n")
