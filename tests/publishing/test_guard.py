"""What would happen without a reason is refused and listed."""

from pathlib import Path

import pytest
from factories import Desk, make_figure, make_page
from sqlalchemy import select

from api.errors import Refusal
from api.ingest.drafts import store_page
from api.ingest.figure_drafts import store_figures
from api.models import figure, removal
from api.publishing.guard import Reason, read_reasons
from api.publishing.publish import Notes, publish


def refused(desk: Desk, **reasons: str) -> str:
    with pytest.raises(Refusal) as caught:
        desk.publish(**reasons)
    return str(caught.value)


def test_a_published_value_that_changes_without_a_reason_is_refused_and_named(desk: Desk) -> None:
    public_id = desk.take(make_page(), make_figure())
    desk.publish()
    (figure_id,) = desk.figure_ids(public_id)
    desk.take(make_page(), make_figure(value=40))
    assert f"{figure_id} changes from 41 to 40" in refused(desk)
    assert refused(desk, **{figure_id: "typo"}).startswith("typo is not a reason; the reasons are correction, ")
    assert "no draft has the id fig_other" in refused(desk, fig_other="correction")
    desk.publish(**{figure_id: "correction"})
    with desk.engine.connect() as connection:
        assert connection.execute(select(figure.c.value, figure.c.revision_reason)).all() == [(41.0, None), (40.0, "correction")]


@pytest.mark.parametrize(("gone", "is_refused"), [(2, False), (3, True)])
def test_more_than_two_in_a_hundred_that_vanish_are_refused(desk: Desk, gone: int, is_refused: bool) -> None:
    with desk.engine.begin() as connection:
        ids = [store_page(connection, make_page(number))[0] for number in range(100)]
        for public_id in ids:
            store_figures(connection, public_id, [make_figure()])
    desk.publish()
    vanishing = [figure_id for public_id in ids[:gone] for figure_id in desk.figure_ids(public_id)]
    with desk.engine.begin() as connection:
        for public_id in ids[:gone]:
            store_figures(connection, public_id, [])
    if is_refused:
        message = refused(desk)
        assert all(f"{figure_id} would vanish" in message for figure_id in vanishing)
        desk.publish(**dict.fromkeys(vanishing, "duplicate"))
        with desk.engine.connect() as connection:
            told = connection.execute(select(removal.c.public_id, removal.c.reason, removal.c.release_number))
            assert {tuple(row) for row in told} == {(figure_id, "duplicate", 2) for figure_id in vanishing}
    else:
        desk.publish()


def test_a_rehearsal_refuses_too(desk: Desk) -> None:
    desk.take(make_page(), make_figure())
    desk.publish()
    desk.take(make_page(), make_figure(value=40))
    with pytest.raises(Refusal, match="give a reason for each"), desk.engine.begin() as connection:
        publish(connection, Notes())


def test_reasons_come_from_words_and_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "reasons.csv"
    file.write_text("\ufeffid,code,note_en,note_ar\nfig_b,duplicate,Twice.,مكرر.\nfig_c,safety,,\n", encoding="utf-8")
    assert read_reasons(["fig_a=correction"], file) == {
        "fig_a": Reason("correction"),
        "fig_b": Reason("duplicate", "Twice.", "مكرر."),
        "fig_c": Reason("safety"),
    }
    file.write_text("code\nsafety\n", encoding="utf-8")
    with pytest.raises(Refusal, match="the first row names the columns"):
        read_reasons([], file)
    with pytest.raises(Refusal, match=" is not a reason"):
        read_reasons(["fig_a"], None)
