"""What a draft changes in the published text of a publication, line by line."""

from collections.abc import Sequence
from difflib import unified_diff

from sqlalchemy import Connection

from api.ingest.versions import Values, current, latest
from api.models.publications import PublicationText

_FIELDS = ("title", "subtitle", "url")


def text_changes(connection: Connection, public_id: str) -> dict[str, list[str]]:
    """By language, the lines that go (-) and come (+) with one line around them; only of texts that are published already."""
    scope = {"public_id": public_id}
    before = {row["language"]: row for row in current(connection, PublicationText, scope)}
    after = {row["language"]: row for row in latest(connection, PublicationText, scope)}
    return {
        language: changes
        for language, row in before.items()
        if (changes := _changes(_lines(row), _lines(after[language]) if language in after else []))
    }


def _lines(text: Values) -> list[str]:
    named = [f"{name}: {text[name]}" for name in _FIELDS if text[name]]
    return [*named, *(line for line in text["body"].split("\n") if line)]


def _changes(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """Without the two lines that name the files, which there are not."""
    return list(unified_diff(before, after, n=1, lineterm=""))[2:]
