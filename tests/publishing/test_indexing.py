"""The search index that releases add to is the one that is made from all of them at once."""

from typing import Any

from factories import Desk, make_page, tell_story
from sqlalchemy import Table, text

from api.ingest.records import DocumentRecord
from api.models import search_figure, search_publication
from api.publishing.indexing import reindex


def entries(desk: Desk, entry: Table) -> list[str]:
    """All entries with their terms, but for the numbers of their rows."""
    key = "rowid" if desk.engine.dialect.name == "sqlite" else "row_id"
    joined = f"SELECT * FROM {entry.name} JOIN {entry.name}_words AS words ON words.{key} = {entry.name}.row_id"
    with desk.engine.connect() as connection:
        rows = connection.execute(text(joined))
        names: list[Any] = [name for name in rows.keys() if name != "row_id"]  # noqa: SIM118  (not a mapping)
        return sorted(repr([row._mapping[name] for name in names]) for row in rows)


def test_what_releases_added_to_the_index_is_what_all_of_them_make(desk: Desk) -> None:
    tell_story(desk)
    desk.withdraw(desk.take(make_page(3, title="A title to come")))
    desk.take(make_page(3, title="A title that came back"))
    desk.take(make_page(2, title="Account number 2, corrected", documents=[DocumentRecord(url="https://snhr.org/a.pdf")]))
    desk.publish()
    added = {entry: entries(desk, entry) for entry in (search_publication, search_figure)}
    with desk.engine.begin() as connection:
        reindex(connection)
    assert added == {entry: entries(desk, entry) for entry in (search_publication, search_figure)}
    assert len(added[search_publication]) == 5
