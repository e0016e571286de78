"""Records to drafts: what is new, what is the same, what is refused."""

from typing import Any

import pytest
from factories import Desk, make_figure, make_page
from sqlalchemy import func, select

from api import models
from api.errors import Refusal
from api.ingest.drafts import store_page
from api.ingest.records import FigureRecord, TextRecord
from api.models import VERSIONED, is_draft, table_of


def drafts(desk: Desk) -> int:
    with desk.engine.connect() as connection:
        tables = [table_of(model) for model in VERSIONED]
        return sum(connection.scalar(select(func.count()).select_from(table).where(is_draft(table))) or 0 for table in tables)


def test_the_same_page_twice_makes_one_draft_and_after_publishing_none(desk: Desk) -> None:
    first = desk.take(make_page(), make_figure())
    count = drafts(desk)
    assert desk.take(make_page(), make_figure()) == first
    assert drafts(desk) == count
    desk.publish()
    assert drafts(desk) == 0
    desk.take(make_page(), make_figure())
    assert drafts(desk) == 0


def test_a_changed_title_makes_one_new_row(desk: Desk) -> None:
    desk.take(make_page())
    desk.publish()
    desk.take(make_page(title="Another title"))
    assert drafts(desk) == 1


def test_a_section_that_is_gone_is_dropped_at_the_next_release(desk: Desk) -> None:
    public_id = desk.take(make_page(sections=["thematic-reports/others", "arrest"]))
    desk.publish()
    desk.take(make_page(sections=["thematic-reports/others"]))
    desk.publish()
    table = models.publication_section
    with desk.engine.connect() as connection:
        rows = connection.execute(select(table.c.section, table.c.first_release, table.c.removed_in).order_by(table.c.section))
        assert rows.all() == [("arrest", 1, 2), ("thematic-reports/others", 1, None)]
        assert (
            connection.scalar(select(models.publication.c.removed_in).where(models.publication.c.public_id == public_id)) is None
        )


def test_the_arabic_page_joins_the_publication_that_it_is_paired_with(desk: Desk) -> None:
    english = desk.take(make_page())
    arabic = make_page(
        language="ar", title="عنوان", body="نص.", url="https://snhr.org/arabic/2015/06/01/77", places=[], sections=[]
    )
    assert desk.take(arabic, pair=english) == english
    with desk.engine.connect() as connection:
        places = connection.scalars(select(models.publication_place.c.place)).all()
    assert places == ["hama"]


def refused(desk: Desk, *, pair: str | None = None, **page: Any) -> str:
    with pytest.raises(Refusal) as refusal, desk.engine.begin() as connection:
        store_page(connection, make_page(**page), pair)
    return str(refusal.value)


def test_a_page_that_belongs_to_another_publication_is_refused(desk: Desk) -> None:
    first, second = desk.take(make_page(1)), desk.take(make_page(2))
    assert (
        refused(desk, number=1, pair=second)
        == f"this page already belongs to {first}, not to {second}; leave out --pair to update it"
    )
    assert "there is no publication pub_nothing" in refused(desk, number=3, pair="pub_nothing")
    assert f"{first} already has another page in this language" in refused(desk, number=3, pair=first)


def test_an_address_and_a_post_of_two_publications_are_refused(desk: Desk) -> None:
    desk.take(make_page(1))
    desk.take(make_page(url="https://snhr.org/a-long-name/"))
    page = make_page(url="https://snhr.org/a-long-name/").model_copy(update={"post_id": 1})
    with pytest.raises(Refusal, match="belong to different publications"), desk.engine.begin() as connection:
        store_page(connection, page)


@pytest.mark.parametrize(
    "given",
    [{"value": 4.5}, {"value": -1}, {"party": "nobody"}, {"attribution": "believed", "party": None}, {"victim": "men"}],
)
def test_a_figure_that_means_nothing_is_no_record(given: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="1 validation error"):
        make_figure(**given)


def test_records_hold_stored_text() -> None:
    text = TextRecord(language="en", title=" A\u202e title ", summary="s", body="a\r\nb")
    assert (text.title, text.body) == ("A title", "a\nb")
    assert FigureRecord.model_fields["attribution"].default == "stated"
