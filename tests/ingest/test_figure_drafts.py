"""Figures as records and back to drafts: their ids, their order, and the words that they were read from."""

import pytest
from factories import BODY, Desk, make_figure, make_page
from sqlalchemy import select

from api import models
from api.errors import Refusal
from api.ingest.figure_drafts import load_figures, store_figures
from api.ingest.records import FigureRecord


def load(desk: Desk, public_id: str) -> list[FigureRecord]:
    with desk.engine.connect() as connection:
        return load_figures(connection, public_id)


def test_evidence_that_does_not_stand_in_the_text_is_refused(desk: Desk) -> None:
    wrong = make_figure().model_copy(update={"evidence": [make_figure().evidence[0].model_copy(update={"start": 3})]})
    with pytest.raises(Refusal, match="do not stand at 3"):
        desk.take(make_page(), wrong)


def test_figures_come_back_as_they_were_stored(desk: Desk) -> None:
    children = make_figure("children", "12 children", value=12, victim="children", subset_of="total", reviewed_on=None)
    public_id = desk.take(make_page(), make_figure(), children)
    total, part = load(desk, public_id)
    assert total == make_figure(total.key, ordinal=0)
    expected = {"key": part.key, "ordinal": 1, "subset_of": total.key}
    assert part == children.model_copy(update=expected)


def test_a_figure_keeps_its_id_and_its_place_when_it_changes(desk: Desk) -> None:
    public_id = desk.take(make_page(), make_figure(), make_figure("other", "12 children", value=12, victim="children"))
    first, second = load(desk, public_id)
    with desk.engine.begin() as connection:
        store_figures(connection, public_id, [second, first.model_copy(update={"party": "isis", "value": 40})])
    assert [(figure.key, figure.party, figure.ordinal) for figure in load(desk, public_id)] == [
        (first.key, "isis", 0),
        (second.key, "syrian-regime", 1),
    ]


def test_the_id_of_a_figure_that_was_withdrawn_is_never_given_again(desk: Desk) -> None:
    public_id = desk.take(make_page(), make_figure())
    desk.publish()
    (withdrawn,) = load(desk, public_id)
    desk.withdraw(withdrawn.key)
    desk.take(make_page(), make_figure("again"))
    (again,) = load(desk, public_id)
    assert again.key != withdrawn.key


def test_a_figure_keeps_its_id_when_its_value_changes(desk: Desk) -> None:
    desk.take(make_page(), make_figure(), make_figure("children", "12 children", value=12, victim="children", subset_of="total"))
    desk.publish()
    public_id = desk.take(
        make_page(), make_figure(value=40), make_figure("children", "12 children", value=12, victim="children", subset_of="total")
    )
    desk.publish(**{desk.figure_ids(public_id)[0]: "correction"})
    table = models.figure
    with desk.engine.connect() as connection:
        statement = select(table.c.value, table.c.first_release, table.c.removed_in).where(table.c.victim == "civilians")
        assert connection.execute(statement.order_by(table.c.row_id)).all() == [(41.0, 1, 2), (40.0, 2, None)]
        ids = set(connection.scalars(select(table.c.public_id)))
        parents = set(connection.scalars(select(table.c.subset_of).where(table.c.victim == "children")))
    assert len(ids) == 2
    assert parents < ids


def test_two_figures_of_the_same_dimensions_have_two_ids(desk: Desk) -> None:
    public_id = desk.take(make_page(), make_figure("one"), make_figure("two", value=12, quote="12 children"))
    assert len({figure.key for figure in load(desk, public_id)}) == 2
    assert BODY.index("41 civilians") == load(desk, public_id)[0].evidence[0].start
