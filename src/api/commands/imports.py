"""import: saved pages to drafts."""

import hashlib
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Connection

from api.commands.writing import language_of, progress, writing
from api.errors import Refusal
from api.ingest.drafts import Source, note_import, store_page
from api.ingest.reading import read_figures
from api.ingest.records import PageRecord
from api.ingest.sources.page import read_page

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


def _import_one(connection: Connection, file: Path, page: PageRecord, pair: str | None) -> str:
    public_id, changed = store_page(connection, page, pair)
    figures = read_figures(connection, public_id)
    if changed:
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        note_import(connection, Source("page", page.text.url or file.name, digest), publications=1, figures=figures.found)
    return f"{public_id}  {'draft' if changed else 'unchanged'}  {page.text.title}  {figures}"
