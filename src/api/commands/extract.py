"""extract: the figures that texts state. Writes nothing to the database."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from api.commands.writing import language_of, progress
from api.errors import Refusal
from api.ingest.figures import Candidate, Extraction, extract


def extract_figures(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Texts in UTF-8.")],
    lang: Annotated[str, typer.Option(help="The language of the texts: en or ar.")],
    format: Annotated[str, typer.Option(help="text, or json: one line for each file.")] = "text",
) -> None:
    """Show the figures that texts state."""
    language = language_of(lang)
    if format not in ("text", "json"):
        raise Refusal("--format: the formats are text and json")
    for file in progress(files):
        found = extract(_read(file), language)
        if format == "json":
            line = {
                "file": str(file),
                "language": language,
                "figures": [_figure(figure, language) for figure in found.figures],
                "checks": [asdict(check) for check in found.checks],
            }
            print(orjson.dumps(line).decode())
        else:
            _show(file, found)


def _read(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refusal(f"{file}: not a text file in UTF-8 (byte {error.start} is none); save it as UTF-8") from None


def _figure(figure: Candidate, language: str) -> dict[str, Any]:
    row = asdict(figure)
    row["period"] = {
        "start": figure.period.start,
        "end": figure.period.end,
        "kind": row.pop("period_kind"),
        "date_basis": row.pop("date_basis"),
        "text": row.pop("period_text"),
    }
    row["evidence"] = {"language": language, **{name: row.pop(name) for name in ("quote", "sentence", "start", "end")}}
    return row


def _show(file: Path, found: Extraction) -> None:
    print(f"{file}: {len(found.figures)} figures")
    for index, figure in enumerate(found.figures):
        part = "" if figure.subset_of is None else f" (part of {figure.subset_of})"
        dimensions = ", ".join((figure.unit, figure.violation, figure.victim, figure.party or "no party", figure.qualifier))
        print(f"  {index}  {figure.value:g}  {dimensions}{part}  “{figure.quote}”")
    for check in found.checks:
        print(f"  {check.kind}: {' '.join(str(index) for index in check.figures)}")
