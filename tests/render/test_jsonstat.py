"""JSON-stat: a program of its kind reads the same values as the records."""

import io
import json
import math

import pytest
from pyjstat import pyjstat
from starlette.testclient import TestClient

ASKED = "/v1/statistics/civilian-deaths-monthly?group_by=year,party"


# The library's reader calls a function of its own that it has deprecated.
@pytest.mark.filterwarnings("ignore:Shouldn't use this function anymore:DeprecationWarning")
def test_pyjstat_reads_the_values_of_the_records(sample: TestClient) -> None:
    records = sample.get(ASKED).json()["data"]
    text = sample.get(f"{ASKED}&format=jsonstat").text
    frame = pyjstat.Dataset.read(io.StringIO(text)).write("dataframe", naming="id")
    read = {
        (int(row["year"]), row["party"]): None if math.isnan(row["value"]) else int(row["value"])
        for row in frame.to_dict("records")
    }
    assert read == {(record["year"], record["party"]["code"]): record["value"] for record in records}
    assert set(frame["violation"]) == {"killing"}


def test_what_is_held_is_a_dimension_and_what_is_not_exact_says_so(sample: TestClient) -> None:
    dataset = json.loads(sample.get("/v1/statistics/civilian-deaths-monthly?group_by=year&lang=ar&format=jsonstat").content)
    assert (dataset["version"], dataset["class"]) == ("2.0", "dataset")
    assert dict(zip(dataset["id"], dataset["size"], strict=True)) == {"violation": 1, "party": 1, "victim": 1, "year": 9}
    assert dataset["role"] == {"time": ["year"], "geo": []}
    assert dataset["dimension"]["victim"] == {
        "label": "الضحية", "category": {"index": ["civilians"], "label": {"civilians": "مدنيون"}},
    }  # fmt: skip
    assert dataset["value"][4:6] == [1530, 1271]
    assert (dataset["status"]["4"], dataset["status"].get("5")) == ("at-least", None)
    assert dataset["note"] == sample.get("/v1/statistics/civilian-deaths-monthly?lang=ar").json()["meta"]["caveats"]
