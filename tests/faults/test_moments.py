"""What happens between two moments: a publish in the middle of one request, and a clock that is set back."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from conftest import Serve
from factories import Desk, make_figure, make_page
from sqlalchemy import event


@pytest.mark.parametrize(
    "path", ["/v1/articles?facets=year&limit=2", "/v1/reports?format=csv", "/v1/figures", "/v1/articles?q=account"]
)
def test_one_request_sees_one_release_though_another_is_published_between_its_queries(
    desk: Desk, serve: Serve, path: str
) -> None:
    for number in range(3):
        desk.take(make_page(number), make_figure())
    desk.publish()
    client = serve(desk.url, cache_bytes=0)
    whole = client.get(path).content
    fresh = serve(desk.url, cache_bytes=0)
    engines = fresh.app.metrics.reader.engines  # type: ignore[attr-defined]  # the outermost part has it
    published: list[str] = []

    def publish(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        """After each query of the request there is another release."""
        if "publication" in statement or "figure" in statement:
            desk.take(make_page(0, title=f"Another title {len(published)}"))
            desk.take(make_page(10 + len(published)), make_figure())
            published.append(desk.publish())

    for engine in engines:
        event.listen(engine, "after_cursor_execute", publish)
    answer = fresh.get(path)
    for engine in engines:
        event.remove(engine, "after_cursor_execute", publish)
    assert published
    assert answer.content == whole


def test_a_clock_that_is_set_back_makes_no_release_older_than_the_one_before(desk: Desk, serve: Serve) -> None:
    now = datetime.now(UTC)
    desk.take(make_page(1))
    with time_machine.travel(now + timedelta(hours=1), tick=False):
        first = desk.publish()
    desk.take(make_page(2))
    with time_machine.travel(now, tick=False):
        second = desk.publish()
    client = serve(desk.url)
    listed = client.get("/v1/releases?sort=number").json()["data"]
    assert [one["id"] for one in listed] == [first, second]
    assert listed[0]["released_at"] < listed[1]["released_at"]
    assert client.get("/v1/articles").json()["meta"]["total"] == 2
