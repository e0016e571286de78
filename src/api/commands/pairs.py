"""review pair, and what else of an imported site waits for a person: pages that may be one publication, pages that are gone."""

from collections.abc import Iterator
from typing import Annotated

import typer
from sqlalchemy import Connection

from api.commands.writing import writing
from api.ingest.pairing import join, open_proposals, refuse
from api.ingest.sites import Gone, gone_posts


def review_pair(
    one: Annotated[str, typer.Argument(metavar="ID", help="A publication in one language.")],
    other: Annotated[str, typer.Argument(metavar="ID", help="A publication in the other language.")],
    no: Annotated[bool, typer.Option("--no", help="They are two: never propose it again.")] = False,
) -> None:
    """Make one publication of two that are one in two languages; the figures of both are proposed anew."""
    with writing() as connection:
        kept = None if no else join(connection, one, other)
        if kept is None:
            refuse(connection, one, other)
    print(f"{kept} has both languages now; 'snhr-api review show {kept}' shows it" if kept else f"{one} and {other} stay two")


def questions(connection: Connection) -> Iterator[str]:
    """A line for each pair that is proposed and each publication whose page is gone, with the command that decides."""
    for pair in open_proposals(connection):
        command = f"'snhr-api review pair {pair.english_id} {pair.arabic_id}' joins them, with --no they stay two"
        yield f"{pair.english_id}  perhaps one with {pair.arabic_id} ({pair.reason}); {command}"
    for gone in gone_posts(connection):
        yield gone_line(gone)


def gone_line(gone: Gone) -> str:
    """What somebody has to decide where a page is gone, and how."""
    stands = f", its page in {' and '.join(gone.others)} still stands" if gone.others else ""
    command = "release withdraw {} --reason withdrawn-by-publisher" if gone.is_published else "review reject {}"
    said = f"{gone.public_id}  gone from its site since {gone.gone_on}  [{gone.language}] {gone.title}{stands}"
    return f"{said}; 'snhr-api {command.format(gone.public_id)}' takes it back"
