"""No list reads a big table from end to end: every filter and order has an index, for the page and for the total."""

import re
from typing import Any

import pytest
from conftest import Serve
from databases import Sqlite
from factories import Desk, make_figure, make_page
from sqlalchemy import Connection, event
from starlette.testclient import TestClient

from api.database import write_engine
from api.queries.figures import FigureQuery
from api.queries.parameters import ListQuery
from api.queries.publications import ArticleQuery, ReportQuery

QUERIES: dict[str, type[ListQuery]] = {"/v1/articles": ArticleQuery, "/v1/reports": ReportQuery, "/v1/figures": FigureQuery}
VALUES = {
    "q": "civilians",
    "section": "thematic-reports/others,none",
    "place": "hama,none",
    "party": "syrian-regime,none",
    "violation": "killing",
    "victim": "civilians",
    "attribution": "stated",
    "weapon": "none",
    "facility": "none",
    "qualifier": "exact",
    "unit": "persons",
    "report": "pub_00000000",
    "value_min": "1",
    "value_max": "100",
    "published_from": "2015-01-01",
    "published_to": "2016-01-01",
    "period_from": "2015-01-01",
    "period_to": "2016-01-01",
    "available_in": "ar",
    "has_figures": "false",
    "kind": "report",
    "facets": "section,year",
}
SHOWN = {"lang", "release", "fields", "format", "bom", "limit", "cursor", "sort"}
BY_CODE = "ix_publication_(text_language|section_section|place_place)"
FIGURES_BY_CODE = "ix_figure_(party|violation)"
SCAN = re.compile(r"SCAN (publication|figure)\w*\Z")


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory, sqlite: Sqlite) -> str:
    """SQLite alone: with so few rows PostgreSQL rightly reads the table. The indexes are the same."""
    desk = Desk(sqlite.make(tmp_path_factory.mktemp("plans")))
    for number in range(4):
        desk.take(make_page(number), make_figure())
    desk.publish()
    return desk.url


@pytest.fixture
def client(database: str, serve: Serve) -> TestClient:
    return serve(database, cache_bytes=0)


def asked() -> list[str]:
    found = []
    for path, model in QUERIES.items():
        found += [path, f"{path}?limit=1"]
        found += [f"{path}?{name}={VALUES[name]}" for name in model.model_fields if name not in SHOWN]
        found += [f"{path}?limit=1&sort={sort}{'&q=page' if sort == '-relevance' else ''}" for sort in model.sorts]
    return found


def listened(client: TestClient) -> list[tuple[str, Any]]:
    """The statements, each with its parameters, that the service will send from now on."""
    seen: list[tuple[str, Any]] = []
    for engine in client.app.metrics.reader.engines:  # type: ignore[attr-defined]  # the outermost part has it
        event.listen(engine, "before_cursor_execute", lambda _c, _u, *asked: seen.append(asked[:2]))
    return seen


def plan_of(connection: Connection, statement: str, parameters: Any) -> list[str]:
    return [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]


@pytest.mark.parametrize("address", asked())
def test_no_big_table_is_scanned(client: TestClient, database: str, address: str) -> None:
    seen = listened(client)
    page = client.get(address)
    assert page.status_code == 200
    if following := page.json()["links"]["next"]:
        client.get(following.removeprefix("https://data.example.org"))
    lists = [one for one in seen if "FROM publication" in one[0] or "FROM figure" in one[0]]
    assert lists
    with write_engine(database).connect() as connection:
        plans = {step for statement, parameters in lists for step in plan_of(connection, statement, parameters)}
    assert {step for step in plans if SCAN.match(step)} == set()
    # One code may have half of all rows: looked up for each publication, that is a scan for each.
    by_code = re.compile(BY_CODE if "/v1/figures" in address else f"{BY_CODE}|{FIGURES_BY_CODE}")
    assert {step for step in plans if by_code.search(step)} == set()


@pytest.mark.parametrize("path", ["/v1/articles", "/v1/reports"])
def test_a_page_is_read_along_the_index_without_sorting(client: TestClient, database: str, path: str) -> None:
    seen = listened(client)
    first = client.get(f"{path}?limit=1").json()
    client.get(first["links"]["next"].removeprefix("https://data.example.org"))
    pages = [one for one in seen if "ORDER BY sort_value" in one[0]]
    with write_engine(database).connect() as connection:
        plans = [plan_of(connection, statement, parameters) for statement, parameters in pages]
    assert len(plans) == 2
    assert [step for plan in plans for step in plan if "TEMP B-TREE" in step] == []


def test_what_goes_with_a_publication_is_asked_of_each_on_the_way(client: TestClient, database: str) -> None:
    record = client.get("/v1/articles?limit=1").json()["data"][0]["id"]
    seen = listened(client)
    assert len(client.get(f"/v1/articles/{record}").json()["data"]["related"]) == 3
    with write_engine(database).connect() as connection:
        plans = {step for statement, parameters in seen for step in plan_of(connection, statement, parameters)}
    assert {step for step in plans if re.search(BY_CODE, step)} == set()
