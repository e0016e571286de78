"""Many rows to drafts inside the database: all that is wanted goes in as drafts, then those that change nothing go out again."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, exists, insert, literal, select

from api.models import Versioned, is_current, is_draft, table_of
from api.models.base import BOOKKEEPING


def keep_differences(connection: Connection, model: type[Versioned], scope: Mapping[str, Any]) -> int:
    """Leaves of a scope's drafts, which say all that it shall hold, what differs from what is published. Gives their number.

    A published row that no draft stands for gets a draft that drops it. A tuple in `scope` means any of its values.
    """
    table = table_of(model)
    published: Any = table.alias()  # read as a table of the same columns
    content = [name for name in table.c.keys() if name not in BOOKKEEPING]  # noqa: SIM118  (a column collection)
    same_key = and_(*(published.c[name] == table.c[name] for name in model.key))
    others = [name for name in content if name not in model.key]
    same = and_(same_key, is_current(published), *(published.c[name].is_not_distinct_from(table.c[name]) for name in others))
    mine = _within(table, scope)
    gone = select(*(published.c[name] for name in content), literal(value=True)).where(
        _within(published, scope),
        is_current(published),
        ~exists(select(literal(1)).where(is_draft(table), same_key).correlate(published)),
    )
    connection.execute(insert(table).from_select([*content, "drops"], gone))
    unchanged = exists(select(literal(1)).where(same).correlate(table))
    connection.execute(delete(table).where(mine, is_draft(table), ~table.c.drops, unchanged))
    return len(connection.execute(select(table.c.row_id).where(mine, is_draft(table))).all())


def discard_drafts(connection: Connection, model: type[Versioned], scope: Mapping[str, Any]) -> None:
    """Throws the drafts of a scope away."""
    table = table_of(model)
    connection.execute(delete(table).where(_within(table, scope), is_draft(table)))


def _within(table: Table, scope: Mapping[str, Any]) -> ColumnElement[bool]:
    return and_(
        *(table.c[name].in_(wanted) if isinstance(wanted, tuple) else table.c[name] == wanted for name, wanted in scope.items())
    )
