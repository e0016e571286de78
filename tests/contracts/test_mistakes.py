"""Every mistake is answered with a problem that names the parameter and what is allowed, in the asked language; never with a 500."""

import pytest
from conftest import Serve
from factories import Desk, make_page
from starlette.testclient import TestClient

from api.codelists import bundled

LISTS = ("/v1/reports", "/v1/articles", "/v1/figures", "/v1/releases")
TABLES = ("/v1/codelists", "/v1/codelists/parties")
SECRET = "zzqx"


@pytest.fixture(scope="module")
def published(shared: Desk) -> str:
    shared.take(make_page())
    shared.publish()
    return shared.url


@pytest.fixture
def client(published: str, serve: Serve) -> TestClient:
    return serve(published)


@pytest.mark.parametrize("path", [*LISTS, *TABLES, "/v1"])
def test_an_unknown_or_repeated_or_empty_parameter_is_refused_everywhere(client: TestClient, path: str) -> None:
    for query, parameter, code in (
        (f"{SECRET}=1", SECRET, "unknown-parameter"),
        ("lang=en&lang=en", "lang", "repeated-parameter"),
        ("lang=fr", "lang", "invalid-value"),
        ("fields=", "fields", "empty-value"),
        (f"fields={SECRET}", "fields", "unknown-field"),
        ("release=yesterday", "release", "not-a-release"),
    ):
        answer = client.get(f"{path}?{query}")
        assert answer.status_code == 400, query
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert [(mistake["parameter"], mistake["code"]) for mistake in answer.json()["errors"]] == [(parameter, code)]


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(
    ("query", "parameter", "code", "allowed"),
    [
        ("limit=0", "limit", "out-of-range", [1, 100]),
        ("limit=101", "limit", "out-of-range", [1, 100]),
        ("limit=1.5", "limit", "not-a-number", [1, 100]),
        ("limit=%D9%A3", "limit", "not-a-number", [1, 100]),
        ("cursor=" + "a" * 513, "cursor", "too-long", [512]),
        ("cursor=a", "cursor", "invalid-cursor", None),
        ("format=xml", "format", "invalid-value", ["json", "csv", "ndjson"]),
        ("format=csv&limit=5", "limit", "not-with-format", None),
        ("bom=1", "bom", "only-with-csv", None),
        ("offset=3", "offset", "unknown-parameter", ...),
    ],
)
def test_a_walk_refuses_what_it_cannot_take(
    client: TestClient, path: str, query: str, parameter: str, code: str, allowed: object
) -> None:
    answer = client.get(f"{path}?{query}")
    (mistake,) = answer.json()["errors"]
    assert (answer.status_code, mistake["parameter"], mistake["code"]) == (400, parameter, code)
    if allowed is ...:
        assert "limit" in mistake["allowed"]
    else:
        assert mistake.get("allowed") == allowed


@pytest.mark.parametrize(
    ("path", "parameter", "code", "allowed"),
    [
        ("/v1/figures?party=nobody", "party", "unknown-code", [*bundled("parties"), "none"]),
        ("/v1/figures?unit=kilos", "unit", "unknown-code", [*bundled("units"), "none"]),
        ("/v1/figures?attribution=sure", "attribution", "invalid-value", ["stated", "believed"]),
        ("/v1/figures?value_min=-1", "value_min", "not-a-number", None),
        ("/v1/figures?value_min=5&value_max=4", "value_max", "reversed-range", None),
        ("/v1/figures?sort=party", "sort", "invalid-value", ...),
        ("/v1/reports?published_from=2016-13-01", "published_from", "not-a-date", None),
        ("/v1/reports?published_from=0", "published_from", "not-a-date", None),
        ("/v1/reports?published_from=2016-01-01T00:00:00", "published_from", "not-a-date", None),
        ("/v1/reports?period_from=2016-02-01&period_to=2016-01-01", "period_to", "reversed-range", None),
        ("/v1/reports?kind=report", "kind", "unknown-parameter", ...),
        ("/v1/openapi.json?colour=red", "colour", "unknown-parameter", ["lang", "release"]),
        ("/v1/articles?kind=opinion", "kind", "invalid-value", ["report", "statement", "news"]),
        ("/v1/articles?has_figures=1", "has_figures", "not-a-boolean", None),
        ("/v1/articles?place=hama,,aleppo", "place", "empty-value", None),
        ("/v1/articles?q=" + "a" * 201, "q", "too-long", [200]),
    ],
)
def test_a_filter_refuses_what_it_does_not_know(
    client: TestClient, path: str, parameter: str, code: str, allowed: object
) -> None:
    answer = client.get(path)
    assert answer.status_code == 400, answer.text
    (mistake,) = answer.json()["errors"]
    assert (mistake["parameter"], mistake["code"]) == (parameter, code)
    if allowed is not ...:
        assert mistake.get("allowed") == allowed


def test_a_problem_is_said_in_the_asked_language_and_repeats_nothing(client: TestClient) -> None:
    english = client.get(f"/v1/figures?party={SECRET}")
    arabic = client.get(f"/v1/figures?party={SECRET}&lang=ar")
    assert english.json()["title"] == "The request has a parameter that is not accepted"
    assert arabic.json()["title"] == "في الطلب مُعامِل غير مقبول"
    assert arabic.json()["errors"][0]["detail"] == "الرمز غير موجود في قائمة الرموز."
    assert (english.headers["Content-Language"], arabic.headers["Content-Language"]) == ("en", "ar")
    assert SECRET not in english.text + arabic.text
    assert english.json()["type"] == "https://data.example.org/problems/invalid-parameter"
    assert english.json()["instance"].startswith("urn:uuid:")


@pytest.mark.parametrize(
    "path", ["/v1/nothing", "/nothing", "/v1/reports/pub_nothing", "/v1/reports/", "/v1/codelists/nothing", "/v1/figures/x"]
)
@pytest.mark.parametrize("query", ["", "?format=csv"])
def test_an_unknown_address_is_a_problem_in_every_format(client: TestClient, path: str, query: str) -> None:
    answer = client.get(path + query)
    assert answer.status_code in ((404,) if not query else (404, 400))
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_other_methods_are_refused_and_options_says_what_there_is(client: TestClient) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        answer = client.request(method, "/v1/reports")
        assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
        assert answer.json()["type"].endswith("/problems/method-not-allowed")
    asked = client.options("/v1/reports")
    assert (asked.status_code, asked.content) == (204, b"")
    assert asked.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert asked.headers["Access-Control-Max-Age"] == "86400"


def test_an_unknown_or_future_release_is_not_found(client: TestClient) -> None:
    for release in ("2020-01-01.1", "2020-01-01", "2999-01-01", "2020-01-01T00:00:00Z"):
        answer = client.get(f"/v1/articles?release={release}")
        assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (404, "unknown-release")


def test_without_a_release_the_service_says_what_to_run(database: str, serve: Serve) -> None:
    client = serve(database)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "snhr-api publish" in answer.json()["detail"]
    assert client.get("/v1/reports").status_code == 503
    assert client.get("/livez").status_code == 200
