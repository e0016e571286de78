"""Many rows to drafts inside the database: all that is wanted goes in as drafts, then those that change nothing go out again."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import JSON, ColumnElement, Connection, String, and_, cast, delete, exists, func, insert, literal, select

from api.models import Versioned, is_current, is_draft, table_of
from api.models.base import BOOKKEEPING

# Which rows of a table (or of an alias of it) an operation is about.
Scope = Callable[[Any], ColumnElement[bool]]


def keep_differences(connection: Connection, model: type[Versioned], scope: Scope) -> int:
    """Leaves of a scope's drafts, which say all that it shall hold, what differs from what is published. Gives their number.

    A published row that no draft stands for gets a draft that drops it.
    """
    table = table_of(model)
    published: Any = table.alias()  # read as a table of the same columns
    content = [name for name in table.c.keys() if name not in BOOKKEEPING]  # noqa: SIM118  (a column collection)
    same_key = and_(*(published.c[name] == table.c[name] for name in model.key))
    others = [name for name in content if name not in model.key]
    gone = select(*(published.c[name] for name in content), literal(value=True)).where(
        scope(published),
        is_current(published),
        ~exists(select(literal(1)).where(is_draft(table), same_key).correlate(published)),
    )
    connection.execute(insert(table).from_select([*content, "drops"], gone))
    alike = (_comparable(published.c[name]).is_not_distinct_from(_comparable(table.c[name])) for name in others)
    unchanged = and_(same_key, is_current(published), *alike)
    connection.execute(
        delete(table).where(
            scope(table), is_draft(table), ~table.c.drops, exists(select(literal(1)).where(unchanged).correlate(table))
        )
    )
    return connection.scalar(select(func.count()).select_from(table).where(scope(table), is_draft(table))) or 0


def _comparable(column: Any) -> ColumnElement[Any]:
    """JSON is compared as the text that was written: PostgreSQL has no equality for it."""
    found: ColumnElement[Any] = cast(column, String) if isinstance(column.type, JSON) else column
    return found


def discard_drafts(connection: Connection, model: type[Versioned], scope: Scope) -> None:
    """Throws the drafts of a scope away."""
    table = table_of(model)
    connection.execute(delete(table).where(scope(table), is_draft(table)))
