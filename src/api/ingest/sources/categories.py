"""The site's categories to sections and kinds, through a table that an editor can change. Nothing is guessed."""

import csv
import hashlib
import html
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from api.codelists import KINDS, bundled, section_path
from api.errors import Refusal
from api.text.searching import terms

_COLUMNS = ["category", "section", "kind"]


@dataclass(frozen=True)
class Placed:
    """Where categories put a post. sections: the first is the primary one; kind None: no known category says it."""

    sections: list[str]
    kind: str | None
    unknown: list[str]


@dataclass(frozen=True)
class Categories:
    """The table: the path of a category's names, to a section (empty: none) and a kind."""

    rows: dict[str, tuple[str, str]]
    sha256: str

    def place(self, paths: Iterable[str]) -> Placed:
        """The sections of a post's categories, without those above another one; reports first, news last."""
        known, unknown = [], []
        for path in dict.fromkeys(paths):
            row = self.rows.get(_spelled(path))
            if row is None:
                unknown.append(path)
            else:
                known.append(row)
        sections = sorted({section for section, _ in known if section}, key=list(bundled("sections")).index)
        leaves = [code for code in sections if not any(other.startswith(f"{code}/") for other in sections)]
        kinds = sorted({kind for _, kind in known if kind}, key=KINDS.index)
        leaves.sort(key=lambda code: KINDS.index(bundled("sections")[code].kind or KINDS[-1]))
        return Placed(leaves, kinds[0] if kinds else None, unknown)

    def lies_in(self, path: str, section: str) -> bool:
        """Whether a category's section is the given one or lies below it."""
        code = self.rows.get(_spelled(path), ("", ""))[0]
        return code == section or code.startswith(f"{section}/")


def load_categories(file: str = "") -> Categories:
    """The editor's table, or else the bundled one. Refusal, naming row and column, where it is not such a table."""
    name = file or "categories.csv"
    try:
        content = Path(file).read_bytes() if file else files("api.codelists").joinpath("words", name).read_bytes()
        rows = csv.DictReader(content.decode("utf-8-sig").splitlines())
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(f"{name}: the table of categories cannot be read ({error})") from None
    if rows.fieldnames != _COLUMNS:
        raise Refusal(f"{name}, row 1: the columns are {', '.join(_COLUMNS)}")
    table = {_spelled(row["category"]): _entry(row, f"{name}, row {number}") for number, row in enumerate(rows, 2)}
    return Categories(table, hashlib.sha256(content).hexdigest())


def section_of(code: str) -> str:
    """A section's code; Refusal where there is none such."""
    if code not in bundled("sections"):
        raise Refusal(f"--section: the sections are {', '.join(bundled('sections'))}")
    return code


def path_of(names: Iterable[str]) -> str:
    """A category's path: its names from the outermost on."""
    return " > ".join(html.unescape(name).strip() for name in names)


def _entry(row: dict[str, str], where: str) -> tuple[str, str]:
    section, kind = row["section"] or "", row["kind"] or ""
    if section and section not in bundled("sections"):
        raise Refusal(f"{where}, column section: {section} is not in the code list sections")
    if kind and kind not in KINDS:
        raise Refusal(f"{where}, column kind: the kinds are {', '.join(KINDS)}")
    return section, kind or (section and section_path(section)[-1].kind) or ""


def _spelled(path: str) -> str:
    return " > ".join(" ".join(terms(part)) for part in path.split(">"))
