"""Guides: there in both languages, and each example of them, copied and run, does what it says."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx2 as httpx
import pytest
from browser import served
from shelf import make_shelf
from starlette.testclient import TestClient

from api.database import migrate, write_engine
from api.render.openapi import EXAMPLES
from api.sample import publish_sample

GUIDES = Path(__file__).parents[1] / "docs" / "guides"
NAMES = sorted(path.name for path in GUIDES.glob("*.md"))
HOST = "http://127.0.0.1:8000"
_EXAMPLE = re.compile(r"^```(sh|python)\n(.*?)^```", re.MULTILINE | re.DOTALL)
# An answer that is an error fails; nothing is printed but answers.
_CURL = 'set -euo pipefail\ncurl() { command curl --fail-with-body --silent --show-error "$@"; echo; }\n'


def examples() -> list[tuple[str, str, str]]:
    return [
        (name, kind, code)
        for name in NAMES
        for kind, code in _EXAMPLE.findall((GUIDES / name).read_text(encoding="utf-8"))
        if HOST in code
    ]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The sample with its datasets, as `make serve` shows it."""
    folder = tmp_path_factory.mktemp("guides")
    url = f"sqlite:///{folder}/sample.db"
    migrate(url)
    press = make_shelf(url, folder).press
    with write_engine(url).begin() as connection:
        publish_sample(connection, sealed=False)
    press.seal_all()
    with served(url, press.data_dir) as found:
        yield found


def test_every_guide_is_there_in_both_languages_and_served(sample: TestClient) -> None:
    names = {name.partition(".")[0] for name in NAMES}
    assert {f"{name}{end}" for name in names for end in (".md", ".ar.md")} == set(NAMES)
    assert {"journalists", "partners", "researchers", "operators"} <= names
    for name in names:
        for path, direction in ((f"/guides/{name}", "ltr"), (f"/ar/guides/{name}", "rtl")):
            text = sample.get(path).text
            assert f'dir="{direction}"' in text
            assert HOST not in text
            assert ".md" not in re.sub(r"<code>.*?</code>", "", text, flags=re.DOTALL)


def test_each_example_of_the_reference_is_answered(address: str) -> None:
    with httpx.Client(base_url=address, follow_redirects=True) as client:
        described = client.get("/v1/openapi.json").json()
        operations = [(path, method["get"]) for path, method in described["paths"].items()]
        assert {operation["operationId"] for _, operation in operations} == set(EXAMPLES)
        for path, operation in operations:
            links = re.findall(r"\]\((\S+)\)", operation["description"])
            assert len(links) == len(EXAMPLES[operation["operationId"]])
            for link in links:
                assert client.get(link).status_code == 200, link
            for parameter in operation.get("parameters", []):
                assert parameter["in"] == "query" or parameter["example"], (path, parameter["name"])


def test_there_are_examples_of_both_kinds() -> None:
    kinds = [kind for _, kind, _ in examples()]
    assert (kinds.count("sh") >= 10, kinds.count("python") >= 2) == (True, True)


@pytest.mark.parametrize(("name", "kind", "code"), examples(), ids=lambda value: value if len(value) < 24 else "")
def test_an_example_runs(address: str, tmp_path: Path, name: str, kind: str, code: str) -> None:
    code = code.replace(HOST, address)
    program = ["bash", "-c", _CURL + code] if kind == "sh" else [sys.executable, "-c", code]
    done = subprocess.run(program, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert kind == "python" or done.stdout.strip() or list(tmp_path.iterdir())
