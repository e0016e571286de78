"""The description of the API for programs, with a worked example of each operation; the reference at /docs shows them."""

import re
import tomllib
from collections.abc import Mapping
from copy import deepcopy
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from pydantic import TypeAdapter

from api.schemas.common import Problem

EXAMPLES: Mapping[str, list[list[str]]] = tomllib.loads(files("api.text").joinpath("examples.toml").read_text(encoding="utf-8"))


def with_examples(description: Mapping[str, Any], public_url: str, release: str) -> dict[str, Any]:
    """The OpenAPI description with addresses to try, and their values for the parameters of each operation."""
    shown = deepcopy(dict(description))
    shown["components"]["schemas"].update(_problem())
    for path, methods in shown["paths"].items():
        for operation in methods.values():
            examples = [[_filled(word, public_url, release) for word in row] for row in EXAMPLES[operation["operationId"]]]
            lines = [f"- {english} · {arabic}: [`{address}`]({public_url}{address})" for address, english, arabic in examples]
            operation["description"] = "\n".join([operation.get("description", ""), "", *lines])
            _fill_in(operation.get("parameters", ()), path, examples[0][0])
    return shown


def _problem() -> dict[str, Any]:
    """The schemas of a problem, which every operation names."""
    schema = TypeAdapter(Problem).json_schema(ref_template="#/components/schemas/{model}")
    return {**schema.pop("$defs", {}), "Problem": schema}


def _fill_in(parameters: Any, path: str, address: str) -> None:
    """The values of the example, as what a reader tries first."""
    parts = urlsplit(address)
    match = re.fullmatch(re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(path)), parts.path)
    given = {**dict(parse_qsl(parts.query)), **(match.groupdict() if match else {})}
    for parameter in parameters:
        if parameter["name"] in given:
            parameter["example"] = given[parameter["name"]]


def _filled(word: str, public_url: str, release: str) -> str:
    return word.replace("{release}", release).replace("{public_url}", public_url)
