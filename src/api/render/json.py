"""Records as JSON, written once: dates ISO, times in UTC with Z."""

from collections.abc import Mapping
from typing import Any

import orjson


def render_json(value: Mapping[str, Any]) -> bytes:
    """An object as UTF-8 JSON."""
    return orjson.dumps(value, option=orjson.OPT_UTC_Z)
