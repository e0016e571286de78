"""extract, as a person types it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli import app
from api.errors import Refusal

RUN = CliRunner()


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    first, second = tmp_path / "a.txt", tmp_path / "b.txt"
    first.write_text("Russian forces killed 12 civilians, including two children.", encoding="utf-8")
    second.write_text("No number here.", encoding="utf-8")
    return [first, second]


def test_json_is_one_line_for_each_file_in_order(files: list[Path]) -> None:
    done = RUN.invoke(app, ["extract", *map(str, files), "--lang", "en", "--format", "json"])
    assert done.exit_code == 0
    first, second = [json.loads(line) for line in done.stdout.splitlines()]
    assert (first["file"], first["language"], second["figures"], second["checks"]) == (str(files[0]), "en", [], [])
    whole, part = first["figures"]
    assert (whole["value"], whole["party"], whole["violation"], whole["victim"]) == (12, "russian-forces", "killing", "civilians")
    assert (part["subset_of"], part["evidence"]["quote"], part["evidence"]["language"]) == (0, "two children", "en")
    assert part["period"] == {"start": None, "end": None, "kind": "window", "date_basis": "documented", "text": None}


def test_text_shows_the_figures(files: list[Path]) -> None:
    done = RUN.invoke(app, ["extract", str(files[0]), "--lang", "en"])
    assert "2 figures" in done.stdout
    assert "“12 civilians”" in done.stdout


@pytest.mark.parametrize(("words", "line"), [(["--lang", "fr"], "--lang"), (["--lang", "en", "--format", "xml"], "--format")])
def test_what_is_not_known_is_refused(files: list[Path], words: list[str], line: str) -> None:
    done = RUN.invoke(app, ["extract", str(files[0]), *words])
    assert isinstance(done.exception, Refusal)
    assert str(done.exception).startswith(line)


def test_a_file_that_is_no_text_is_refused_by_name(tmp_path: Path) -> None:
    file = tmp_path / "binary.txt"
    file.write_bytes(b"\xff\xfe")
    done = RUN.invoke(app, ["extract", str(file), "--lang", "en"])
    assert isinstance(done.exception, Refusal)
    assert str(done.exception).startswith(str(file))
