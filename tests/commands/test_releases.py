"""publish, withdraw, redact, verify and keys, as a person types them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from factories import Desk, make_figure, make_page
from typer.testing import CliRunner, Result

from api.cli import app
from api.errors import Refusal

Run = Callable[..., Result]
KEY = "snhr-release-key.pem"


@pytest.fixture
def run(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs words over an installation of the test's own; a refusal is raised as it is."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SNHR_DATABASE_URL", database)
    monkeypatch.setenv("SNHR_DATA_DIR", str(tmp_path / "data"))

    def one(*words: str) -> Result:
        result = CliRunner().invoke(app, words, catch_exceptions=True)
        if isinstance(result.exception, Refusal):
            raise result.exception
        return result

    return one


def test_keys_are_made_once_and_only_their_owner_reads_them(run: Run, tmp_path: Path) -> None:
    made = run("keys", "new")
    assert made.exit_code == 0
    assert "public key:  " in made.output
    assert (tmp_path / KEY).stat().st_mode & 0o777 == 0o600
    content = (tmp_path / KEY).read_bytes()
    with pytest.raises(Refusal, match="is there already"):
        run("keys", "new")
    assert (tmp_path / KEY).read_bytes() == content


def test_a_figure_is_corrected_withdrawn_and_redacted_and_all_of_it_is_verified(
    run: Run, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("keys", "new")
    monkeypatch.setenv("SNHR_SIGNING_KEY", KEY)
    public_id = desk.take(make_page(), make_figure(), make_figure("children", "12 children", value=12, victim="children"))
    run("publish")
    total, children = desk.figure_ids(public_id)
    desk.take(make_page(), make_figure(value=45), make_figure("children", "12 children", value=12, victim="children"))
    with pytest.raises(Refusal, match=f"{total} changes from 41 to 45"):
        run("publish")
    reasons = tmp_path / "reasons.csv"
    reasons.write_text(f"id,code,note_en,note_ar\n{total},late-documentation,Four more names.,أربعة أسماء أخرى.\n", "utf-8")
    assert "published release" in run("publish", "--reasons", str(reasons)).output
    assert "figure: 0 added, 0 replaced, 1 removed" in run("release", "withdraw", children, "--reason", "duplicate").output
    done = run("redact", total, "--reason", "safety")
    assert f"https://snhr.org/v1/figures/{total}" not in done.output
    assert f"  http://127.0.0.1:8000/v1/figures/{total}\n" in done.output
    checked = run("verify", "data")
    assert checked.exit_code == 0
    assert checked.output.splitlines()[-1] == "nothing was changed"
    assert f"{public_id}: words were taken out on" in checked.output
    assert "database: table figure_evidence" in checked.output
    with desk.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE figure SET value = 46 WHERE value = 45")
    with pytest.raises(Refusal, match="of these checks failed"):
        run("verify", "data")


def test_an_interrupted_publish_is_finished_and_said(run: Run, desk: Desk, tmp_path: Path) -> None:
    desk.take(make_page(1))
    (tmp_path / "data").write_text("a file where the folder should be")
    assert run("publish").exit_code == 1
    assert "published release" not in run("release", "list").output
    (tmp_path / "data").unlink()
    finished = run("publish")
    assert (finished.exit_code, "which an earlier publish had left unfinished" in finished.output) == (0, True)
    assert run("verify", "data").exit_code == 0


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["release", "withdraw", "fig_nothing", "--reason", "duplicate"], "no published figure or publication has the id"),
        (["release", "withdraw", "fig_nothing", "--reason", "because"], "because is not a reason"),
        (["redact", "fig_nothing", "--reason", "safety"], "no figure or publication has the id fig_nothing"),
        (["publish", "--reason", "fig_nothing=correction"], "no draft has the id fig_nothing"),
        (["verify", "nothing"], "1 of these checks failed"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_changes_nothing(run: Run, desk: Desk, words: list[str], line: str) -> None:
    desk.take(make_page(1))
    run("publish")
    desk.take(make_page(2))
    before = run("release", "list").output
    with pytest.raises(Refusal, match=line):
        run(*words)
    assert run("release", "list").output == before
