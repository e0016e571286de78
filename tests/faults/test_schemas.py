"""Another schema than the program knows: it does not start, and one that runs goes on with what it knows."""

import subprocess
import sys
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from conftest import Serve
from factories import Desk, make_page

from api.database import SCHEMA, write_engine

ROOT = Path(__file__).parents[2]
COMMAND = Path(sys.executable).with_name("snhr-api")


def set_schema(url: str, version: str) -> None:
    with write_engine(url).begin() as connection:
        connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{version}'")


def test_the_program_knows_the_newest_migration() -> None:
    assert ScriptDirectory.from_config(Config(ROOT / "alembic.ini")).get_heads() == [SCHEMA]


@pytest.mark.parametrize(
    ("schema", "line"),
    [
        ("0008", "snhr-api: the database has schema 0008 and this program needs 0009: run 'snhr-api migrate'\n"),
        ("0010", "snhr-api: the database has schema 0010, and this program knows 0009: install the program that made it\n"),
    ],
)
def test_a_program_does_not_start_on_another_schema(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, schema: str, line: str
) -> None:
    desk.take(make_page())
    set_schema(desk.url, schema)
    monkeypatch.setenv("SNHR_DATABASE_URL", desk.url)
    for words in (["serve", "--port", "0"], ["publish"]):
        done = subprocess.run([COMMAND, *words], capture_output=True, text=True, cwd=tmp_path, check=False, timeout=60)
        assert (done.returncode, done.stdout, done.stderr) == (1, "", line)


def test_a_service_that_runs_takes_nothing_of_another_schema_and_answers_what_it_knows(desk: Desk, serve: Serve) -> None:
    desk.take(make_page(1))
    first = desk.publish()
    client = serve(desk.url, cache_bytes=0)
    reader = client.app.metrics.reader  # type: ignore[attr-defined]  # the outermost part has it
    set_schema(desk.url, "0010")
    desk.take(make_page(2))
    desk.publish()
    reader._look()
    answer = client.get("/v1/articles").json()
    assert (answer["meta"]["release"], answer["meta"]["total"]) == (first, 1)
    assert serve(desk.url).get("/readyz").status_code == 503
    set_schema(desk.url, SCHEMA)
    reader._look()
    assert client.get("/v1/articles").json()["meta"]["total"] == 2


def test_a_service_starts_on_a_database_without_tables_and_says_what_to_run(blank: str, serve: Serve) -> None:
    refused = serve(blank).get("/readyz")
    assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (503, "not-ready")
    assert "snhr-api" in refused.json()["detail"]
