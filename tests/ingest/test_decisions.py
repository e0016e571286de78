"""A person's decisions on figures, published or not: what stays, what changes, and what needs a reason."""

from datetime import date

import pytest
from conftest import Serve
from factories import Desk, make_figure, make_page, make_report
from sqlalchemy import func, select

from api import models
from api.errors import Refusal
from api.ingest.decisions import Decision, decide_all
from api.ingest.figure_drafts import load_figures
from api.ingest.records import FigureRecord
from api.ingest.review import accept, figures_on_desk, publication_of, reject

TODAY = date(2026, 11, 20)


def decide(desk: Desk, public_id: str, *decisions: Decision) -> None:
    with desk.engine.begin() as connection:
        decide_all(connection, {public_id: decisions}, TODAY)


def figures(desk: Desk, public_id: str) -> list[FigureRecord]:
    with desk.engine.connect() as connection:
        return load_figures(connection, public_id)


def published(desk: Desk) -> tuple[str, str]:
    """A publication with one published figure: their ids."""
    public_id = desk.take(make_page(), make_figure())
    desk.publish()
    return public_id, figures(desk, public_id)[0].key


def test_a_published_figure_is_revised_with_a_reason_and_keeps_its_id(desk: Desk, serve: Serve) -> None:
    public_id, figure_id = published(desk)
    notes = {"en": "Three names stood twice.", "ar": "تكررت ثلاثة أسماء."}
    decide(desk, public_id, Decision("edit", figure_id, {"value": "38", "victim": "any"}, reason="correction", notes=notes))
    desk.publish()
    record = serve(desk.url).get(f"/v1/figures/{figure_id}?lang=ar").json()["data"]
    assert (record["value"], record["victim"]["code"], record["revision"]) == (38, "any", 2)
    assert record["revisions"][-1]["reason"]["code"] == "correction"
    assert record["revisions"][-1]["reason"]["note"] == "تكررت ثلاثة أسماء."


@pytest.mark.parametrize("reason", [None, "because"])
def test_a_published_figure_changes_only_with_a_reason_of_the_list(desk: Desk, reason: str | None) -> None:
    public_id, figure_id = published(desk)
    with pytest.raises(Refusal, match="the reasons are correction, late-documentation"):
        decide(desk, public_id, Decision("edit", figure_id, {"value": "38"}, reason=reason))


def test_a_published_figure_is_not_rejected_but_withdrawn(desk: Desk) -> None:
    public_id, figure_id = published(desk)
    with pytest.raises(Refusal, match=f"'snhr-api release withdraw {figure_id}'"):
        decide(desk, public_id, Decision("reject", figure_id))


def test_an_edited_proposal_needs_no_reason_and_is_accepted(desk: Desk) -> None:
    public_id = desk.take(make_page(), make_figure(reviewed_on=None))
    (before,) = figures(desk, public_id)
    decide(desk, public_id, Decision("edit", before.key, {"value": "42"}, reason="correction"))
    (after,) = figures(desk, public_id)
    assert (after.key, after.value, after.reviewed_on, after.revision_reason) == (before.key, 42, TODAY, None)


def test_a_rejected_change_leaves_the_figure_as_it_is_published(desk: Desk) -> None:
    public_id = desk.read(make_report("en"))
    with desk.engine.begin() as connection:
        accept(connection, [public_id], TODAY)
    desk.publish()
    before = figures(desk, public_id)
    change = ("40 civilians, including eight", "41 civilians, including eight")
    desk.read(make_report("en", change))
    figure_id = next(figure.key for figure in figures(desk, public_id) if figure.value == 41)
    decide(desk, public_id, Decision("reject", figure_id))
    assert [figure.value for figure in figures(desk, public_id)] == [figure.value for figure in before]
    with desk.engine.connect() as connection:
        states = {one.figure.key: one.state for one in figures_on_desk(connection, public_id)}
    assert states[figure_id] == "gone"
    desk.read(make_report("en", change))
    assert 41 not in [figure.value for figure in figures(desk, public_id)], "what was rejected is not proposed again"


def test_parts_of_a_rejected_figure_are_parts_of_nothing(desk: Desk) -> None:
    part = make_figure("part", "12 children", value=12, victim="children", subset_of="total")
    public_id = desk.take(make_page(), make_figure(reviewed_on=None), part)
    decide(desk, public_id, Decision("reject", figures(desk, public_id)[0].key))
    assert [(figure.value, figure.subset_of) for figure in figures(desk, public_id)] == [(12, None)]


def test_a_corrected_sum_no_longer_flags(desk: Desk) -> None:
    public_id = desk.read(make_report("en", ("killed 40 civilians", "killed 60 civilians")))
    with desk.engine.connect() as connection:
        wrong = {one.figure.value: one for one in figures_on_desk(connection, public_id)}
    assert wrong[60].flags == ["sum-above"]
    decide(desk, public_id, Decision("edit", wrong[60].figure.key, {"value": "40"}))
    with desk.engine.connect() as connection:
        assert {flag for one in figures_on_desk(connection, public_id) for flag in one.flags} == {"unknown-party"}


def test_only_hashes_of_rejected_words_are_kept(desk: Desk) -> None:
    public_id = desk.take(make_page(), make_figure(reviewed_on=None))
    (figure,) = figures(desk, public_id)
    with desk.engine.begin() as connection:
        assert reject(connection, [figure.key]) == (1, 0)
        (row,) = connection.execute(select(models.figure_rejection)).all()
    assert {len(row.words), len(row.reading)} == {64}
    assert "civilians" not in str(row)


def test_a_publication_that_was_thrown_away_may_be_imported_anew(desk: Desk) -> None:
    public_id = desk.read(make_report("en"))
    first, *_ = figures(desk, public_id)
    with desk.engine.begin() as connection:
        reject(connection, [first.key])
        reject(connection, [public_id])
        for table in (models.figure, models.figure_evidence, models.figure_check, models.figure_rejection):
            assert connection.scalar(select(func.count()).select_from(table)) == 0
    assert desk.read(make_report("en")) == public_id
    assert len(figures(desk, public_id)) == 15


def test_an_unknown_id_is_refused(desk: Desk) -> None:
    published(desk)
    with desk.engine.connect() as connection, pytest.raises(Refusal, match="there is no publication or figure fig_nothing"):
        publication_of(connection, "fig_nothing")
