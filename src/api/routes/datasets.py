"""GET /v1/datasets: tables to download, whole, as files that never change within a release."""

from typing import Annotated

from fastapi import Query, Response

from api.http.answers import answer_record, answer_table
from api.http.files import answer_file
from api.http.parameters import Ask, data_router
from api.queries.datasets import get_dataset as find_dataset
from api.queries.datasets import get_file as find_file
from api.queries.datasets import list_datasets as find_datasets
from api.queries.parameters import FileQuery, RecordQuery, TableQuery
from api.schemas.common import ListAnswer, RecordAnswer
from api.schemas.datasets import MEDIA_TYPES, DatasetRecord, shape_dataset

router = data_router("datasets")


@router.get("/datasets", response_model=ListAnswer[DatasetRecord], operation_id="listDatasets")
def list_datasets(query: Annotated[TableQuery, Query()], ask: Ask) -> Response:
    """Every dataset: figures, reports, articles, and each series."""
    return answer_table(
        ask,
        query,
        DatasetRecord,
        lambda snapshot, view: [shape_dataset(row, ask.settings, view) for row in find_datasets(snapshot)],
    )


@router.get("/datasets/{name}", response_model=RecordAnswer[DatasetRecord], operation_id="getDataset")
def get_dataset(name: str, query: Annotated[RecordQuery, Query()], ask: Ask) -> Response:
    """One dataset: its columns, caveats, citation, and its files with their sizes and hashes."""
    return answer_record(
        ask, query, DatasetRecord, lambda snapshot, view: shape_dataset(find_dataset(snapshot, name), ask.settings, view)
    )


@router.get("/datasets/{name}/{file}", operation_id="getDatasetFile")
def get_dataset_file(name: str, file: str, query: Annotated[FileQuery, Query()], ask: Ask) -> Response:
    """A file of a dataset. Without release=, a redirect to the address of the current one, which never changes."""
    release = ask.reader.release(query.release)
    with ask.reader.snapshot(release) as snapshot:
        row = find_file(snapshot, name, file)
    return answer_file(ask, release, f"{name}/{file}", row, MEDIA_TYPES[file])
