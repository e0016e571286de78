"""GET /v1/codelists: closed lists with labels in both languages."""

import pytest
from conftest import Serve
from factories import Desk, make_page
from starlette.testclient import TestClient

from api.codelists import NAMES


@pytest.fixture(scope="module")
def published(shared: Desk) -> str:
    shared.take(make_page())
    shared.publish()
    return shared.url


@pytest.fixture
def client(published: str, serve: Serve) -> TestClient:
    return serve(published)


def test_the_lists_are_listed(client: TestClient) -> None:
    answer = client.get("/v1/codelists").json()
    assert [record["name"] for record in answer["data"]] == list(NAMES)
    assert answer["data"][0] == {
        "name": "parties",
        "count": 16,
        "links": {"self": "https://data.example.org/v1/codelists/parties"},
    }


def test_a_value_has_labels_parent_definition_and_validity(client: TestClient) -> None:
    parties = {record["code"]: record for record in client.get("/v1/codelists/parties?lang=ar").json()["data"]}
    assert len(parties) == 16
    government = parties["syrian-government"]
    assert (government["valid_from"], government["valid_to"], government["replaced_by"]) == ("2024-12-08", None, None)
    assert government["label"] == government["labels"]["ar"]
    assert government["labels"]["en"] == "Syrian government forces (since 8 December 2024)"
    assert parties["syrian-regime"]["valid_to"] is None


def test_places_have_codes_and_centroids(client: TestClient) -> None:
    places = client.get("/v1/codelists/places").json()["data"]
    assert sorted(place["pcode"] for place in places) == [f"SY{number:02}" for number in range(1, 15)]
    assert all(32 < place["centroid"]["latitude"] < 38 and 35 < place["centroid"]["longitude"] < 43 for place in places)
