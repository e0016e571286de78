"""Records as JSON, written once: dates ISO, times in UTC with Z, and what is JSON already as it is."""

from collections.abc import Mapping
from typing import Any

import orjson

from api.schemas.cards import Card, written


def render_json(value: Mapping[str, Any], *, line: bool = False) -> bytes:
    """An object as UTF-8 JSON; with `line`, as a line of NDJSON."""
    meanings: Mapping[bytes, bytes] = {}

    def as_it_is(value: object) -> orjson.Fragment:
        nonlocal meanings
        if isinstance(value, Card):
            meanings = value.meanings
            return orjson.Fragment(value.json)
        raise TypeError(f"{type(value).__name__} is not JSON")

    option = orjson.OPT_UTC_Z | (orjson.OPT_APPEND_NEWLINE if line else 0)
    return written(orjson.dumps(value, default=as_it_is, option=option), meanings)
