"""import: saved pages and series to drafts."""

import hashlib
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Connection

from api.commands.writing import language_of, progress, writing
from api.errors import Refusal, RefusedRows
from api.ingest.drafts import Source, note_import, store_page
from api.ingest.reading import read_figures
from api.ingest.records import PageRecord
from api.ingest.series_drafts import store_series
from api.ingest.sources.page import read_page
from api.ingest.sources.series import read_series

app = typer.Typer(no_args_is_help=True, help="Read sources into drafts.")


@app.command("page")
def import_page(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Saved pages, HTML or plain text.")],
    lang: Annotated[str, typer.Option(help="The language of the pages: en or ar.")],
    url: Annotated[str | None, typer.Option(help="The page's address (one file).")] = None,
    pair: Annotated[str | None, typer.Option(metavar="ID", help="The publication it is the other language of.")] = None,
) -> None:
    """Read saved pages into drafts."""
    language = language_of(lang)
    if len(files) > 1 and (url or pair):
        raise Refusal("--url and --pair go with one file; import the files one by one")
    if url and not url.startswith(("http://", "https://")):
        raise Refusal("--url: an address starts with http:// or https://")
    pages = [(file, read_page(file.read_bytes(), language, url, str(file))) for file in progress(files)]
    with writing(create=pair is None) as connection:
        lines = [_import_one(connection, file, page, pair) for file, page in pages]
    print("\n".join(lines))


@app.command("series")
def import_series(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder with series.toml and observations.csv.")],
) -> None:
    """Read a series into drafts, whole or not at all."""
    try:
        source = read_series(folder)
    except RefusedRows as refused:
        print("\n".join(refused.rows))
        raise
    with writing(create=True) as connection:
        changed = store_series(connection, source)
    state = f"{changed} of {source.count} cells are drafts" if changed else "no cell changed"
    print(f"{source.record.id}  {source.starts} to {source.ends}  {state}")


def _import_one(connection: Connection, file: Path, page: PageRecord, pair: str | None) -> str:
    public_id, changed = store_page(connection, page, pair)
    figures = read_figures(connection, public_id)
    if changed:
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        note_import(connection, Source("page", page.text.url or file.name, digest), publications=1, figures=figures.found)
    return f"{public_id}  {'draft' if changed else 'unchanged'}  {page.text.title}  {figures}"
