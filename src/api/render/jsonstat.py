"""A table as JSON-stat 2.0: what is held at one value is a dimension of one category; what is not known is null."""

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

import orjson

from api.codelists.dimensions import DIMENSIONS
from api.text.labels import label

_TIMES = ("year", "quarter", "month")


def render_jsonstat(body: Mapping[str, Any]) -> bytes:
    """A dataset. `status` says of a value at-least, about or more-than; a value without one is exact."""
    data, meta = body["data"], body["meta"]
    labels = _labels(data, meta)
    by_key = {tuple(_code(record[name]) for name in meta["group_by"]): record for record in data}
    held = [name for name in labels if name not in meta["group_by"]]
    cells = [by_key.get(key, {}) for key in product(*(labels[name] for name in labels if name not in held))]
    dataset = {
        "version": "2.0",
        "class": "dataset",
        "label": meta["title"],
        "href": body["links"]["self"],
        "source": meta["attribution"],
        "note": meta["caveats"],
        "id": list(labels),
        "size": [len(categories) for categories in labels.values()],
        "role": {"time": [name for name in labels if name in _TIMES], "geo": [name for name in labels if name == "place"]},
        "dimension": {name: _dimension(name, categories, meta) for name, categories in labels.items()},
        "value": [cell.get("value") for cell in cells],
        "status": {
            str(place): cell["qualifier"] for place, cell in enumerate(cells) if cell.get("qualifier") not in (None, "exact")
        },
        "extension": {name: meta[name] for name in meta if name not in ("title", "caveats", "attribution")},
    }
    return orjson.dumps(dataset)


def _labels(data: Sequence[Mapping[str, Any]], meta: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """The categories of each dimension with their labels: first what is held, then what is grouped, as it was asked."""
    labels = {
        name: {code: meta["filter_labels"][name]}
        for name, code in meta["filters"].items()
        if name in DIMENSIONS and name not in meta["group_by"]
    }
    for name in meta["group_by"]:
        labels[name] = {_code(record[name]): _label(record[name]) for record in data}
    return labels


def _dimension(name: str, categories: Mapping[str, str], meta: Mapping[str, Any]) -> dict[str, Any]:
    return {"label": label(name, meta["language"]), "category": {"index": list(categories), "label": dict(categories)}}


def _code(value: Any) -> str:
    return str(value["code"] if isinstance(value, dict) else value)


def _label(value: Any) -> str:
    return str(value["label"] if isinstance(value, dict) else value)
