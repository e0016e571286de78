"""GET /v1/datasets: what there is, and files that never change under their address."""

import base64
import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Serve
from databases import Databases
from plant import Plant
from shelf import NAMES, URL, make_shelf, take_everything
from starlette.testclient import TestClient


@pytest.fixture(scope="module")
def shelf(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Plant:
    """One release with everything; nothing may change it."""
    folder = tmp_path_factory.mktemp("shelf")
    plant = make_shelf(databases.make(folder), folder)
    take_everything(plant)
    plant.publish()
    return plant


@pytest.fixture
def client(shelf: Plant, serve: Serve) -> TestClient:
    made = serve(shelf.url, data_dir=shelf.data_dir)
    made.follow_redirects = False
    return made


@pytest.fixture
def address(client: TestClient) -> str:
    """The lasting address of a file of some size."""
    return str(client.get("/v1/datasets/deaths/data.csv").headers["location"]).removeprefix(URL)


def test_every_dataset_is_listed_with_its_files_as_they_are(client: TestClient, shelf: Plant) -> None:
    listed = {record["name"]: record for record in client.get("/v1/datasets").json()["data"]}
    assert set(listed) == set(NAMES)
    for name, record in listed.items():
        assert client.get(f"/v1/datasets/{name}").json()["data"] == record
        assert [file["name"] for file in record["files"]] == [
            *("data.csv", "data.csv.gz", "data.ndjson.gz", "data.parquet", "data.xlsx", "datapackage.json", "metadata.jsonld"),
            *("README.en.md", "README.ar.md", "bundle.zip"),
        ]
        for file in record["files"]:
            answer = client.get(file["url"].removeprefix(URL))
            assert answer.headers["content-type"] == file["media_type"]
            assert (len(answer.content), hashlib.sha256(answer.content).hexdigest()) == (file["bytes"], file["sha256"])
            assert (answer.content) == (shelf.data_dir / record["release"] / name / file["name"]).read_bytes()


def test_a_dataset_speaks_both_languages(client: TestClient) -> None:
    english, arabic = (client.get(f"/v1/datasets/deaths?lang={lang}").json()["data"] for lang in ("en", "ar"))
    assert (english["title"], arabic["title"]) == ("Deaths", "الوفيات")
    assert (english["rows"], english["coverage"]) == (4, {"start": "2020-01", "end": "2020-03"})
    assert english["license"] == {"name": "Some licence", "url": "https://example.org/licence"}
    assert english["caveats"][-1] == "Months of documentation."
    assert arabic["caveats"][-1] == "أشهر التوثيق."
    assert english["links"]["statistics"] == f"{URL}/v1/statistics/deaths"
    assert english["columns"][1] == {"name": "party_label", "type": "string", "description": "Label in English of party."}
    assert client.get("/v1/datasets/figures").json()["data"]["license"]["name"] == "Not stated; ask the publisher"


@pytest.mark.parametrize("asked", ["", "?release={day}", "?release={day}T23:59:59Z", "?lang=ar"])
def test_without_an_exact_release_it_leads_to_one(client: TestClient, shelf: Plant, asked: str) -> None:
    (release,) = [path.name for path in shelf.data_dir.iterdir()]
    answer = client.get("/v1/datasets/figures/data.parquet" + asked.format(day=release[:10]))
    if asked.endswith("Z"):
        # That moment has not come yet.
        assert answer.status_code == 404
        return
    assert answer.status_code == 302
    assert answer.headers["location"] == f"{URL}/v1/datasets/figures/data.parquet?release={release}"
    assert answer.headers["cache-control"] == "public, max-age=60"


def test_a_file_is_the_same_for_everybody_and_for_ever(client: TestClient, address: str) -> None:
    answer = client.get(address, headers={"accept-encoding": "gzip, br, zstd"})
    digest = hashlib.sha256(answer.content)
    headers = answer.headers
    assert answer.status_code == 200
    assert headers["etag"] == f'"{digest.hexdigest()[:32]}"'
    assert headers["repr-digest"] == f"sha-256=:{base64.b64encode(digest.digest()).decode()}:"
    assert headers["cache-control"] == "public, max-age=31536000, immutable, no-transform"
    assert headers["accept-ranges"] == "bytes"
    assert headers["content-length"] == str(len(answer.content))
    assert headers["content-disposition"] == 'attachment; filename="deaths.data.csv"'
    assert headers["data-release"] == address.split("=")[1]
    assert "content-encoding" not in headers
    head = client.head(address)
    assert (head.status_code, head.content, dict(head.headers)) == (200, b"", dict(headers))


Given = Callable[[str, str], dict[str, str]]


@pytest.mark.parametrize(
    "given",
    [
        lambda etag, _: {"if-none-match": etag},
        lambda etag, _: {"if-none-match": f'"other", W/{etag}'},
        lambda _, __: {"if-none-match": "*"},
        lambda _, modified: {"if-modified-since": modified},
    ],
)
def test_what_the_client_has_is_not_sent_again(client: TestClient, address: str, given: Given) -> None:
    headers = client.get(address).headers
    answer = client.get(address, headers=given(headers["etag"], headers["last-modified"]))
    assert (answer.status_code, answer.content) == (304, b"")
    assert (answer.headers["etag"], answer.headers["cache-control"]) == (headers["etag"], headers["cache-control"])


@pytest.mark.parametrize("given", [{"if-none-match": '"other"'}, {"if-modified-since": "Wed, 25 Nov 2020 00:00:00 GMT"}])
def test_what_the_client_has_not_is_sent(client: TestClient, address: str, given: dict[str, str]) -> None:
    assert client.get(address, headers=given).status_code == 200


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("bytes=0-9", slice(0, 10)),
        ("bytes=100-", slice(100, None)),
        ("bytes=-7", slice(-7, None)),
        ("BYTES=5-99999999", slice(5, None)),
    ],
)
def test_a_range_is_that_part_of_the_same_file(client: TestClient, address: str, asked: str, part: slice) -> None:
    whole = client.get(address)
    for more in ({}, {"if-range": whole.headers["etag"]}, {"if-range": whole.headers["last-modified"]}):
        answer = client.get(address, headers={"range": asked, **more})
        assert answer.status_code == 206
        assert answer.content == whole.content[part]
        start, end, _ = part.indices(len(whole.content))
        assert answer.headers["content-range"] == f"bytes {start}-{end - 1}/{len(whole.content)}"
        for name in ("etag", "repr-digest", "cache-control"):
            assert answer.headers[name] == whole.headers[name]


@pytest.mark.parametrize("asked", ["bytes=9-5", "lines=0-9", "bytes=", "bytes=a-b", "bytes=0-1,5-6", "bytes=0-9 "])
def test_a_range_that_is_not_understood_gives_the_whole_or_itself(client: TestClient, address: str, asked: str) -> None:
    answer = client.get(address, headers={"range": asked})
    assert answer.status_code == (206 if asked == "bytes=0-9 " else 200)


def test_a_range_of_another_file_gives_the_whole(client: TestClient, address: str) -> None:
    etag = client.get(address).headers["etag"]
    for condition in ('"other"', f"W/{etag}", "Wed, 25 Nov 2020 00:00:00 GMT"):
        for asked in ("bytes=0-9", "bytes=99999999-"):
            assert client.get(address, headers={"range": asked, "if-range": condition}).status_code == 200


@pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=-0"])
def test_a_range_beyond_the_end_says_how_long_the_file_is(client: TestClient, address: str, asked: str) -> None:
    size = len(client.get(address).content)
    answer = client.get(address + "&lang=ar", headers={"range": asked})
    assert (answer.status_code, answer.headers["content-range"]) == (416, f"bytes */{size}")
    assert answer.json()["type"] == f"{URL}/problems/range-not-satisfiable"
    assert answer.headers["content-language"] == "ar"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v1/datasets/nothing", 404),
        ("/v1/datasets/nothing/data.csv", 404),
        ("/v1/datasets/deaths/data.txt", 404),
        ("/v1/datasets/deaths/..%2Fmanifest.json", 404),
        ("/v1/datasets/..%2Fmanifest.json", 404),
        ("/v1/datasets/deaths/data.csv?release=2020-01-01.1", 404),
        ("/v1/datasets/deaths/data.csv?fields=value", 400),
        ("/v1/datasets/deaths/data.csv?release=", 400),
        ("/v1/datasets?limit=5", 400),
    ],
)
def test_what_is_not_there_or_not_known_is_a_problem(client: TestClient, path: str, status: int) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


def test_a_lost_file_is_not_answered_as_if_it_were_there(database: str, tmp_path: Path, serve: Serve) -> None:
    plant = make_shelf(database, tmp_path)
    take_everything(plant)
    release = plant.publish()
    client = serve(plant.url, data_dir=plant.data_dir)
    (plant.data_dir / release / "deaths" / "data.csv").unlink()
    answer = client.get(f"/v1/datasets/deaths/data.csv?release={release}")
    assert (answer.status_code, answer.json()["type"]) == (503, f"{URL}/problems/damaged-release")
    assert client.get("/v1/articles").status_code == 200


def test_a_release_without_files_has_no_datasets(sample: TestClient) -> None:
    assert sample.get("/v1/datasets").json()["data"] == []
    assert sample.get("/v1/datasets/figures").status_code == 404
