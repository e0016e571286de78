"""How a whole answer is written in one format."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from api.queries.parameters import TableQuery


@dataclass(frozen=True)
class Rendering:
    """A format: its media type, how an answer (data, meta, links) is written, and whether some fields may be left out of it."""

    media_type: str
    render: Callable[[Mapping[str, Any], TableQuery], bytes]
    keeps_fields: bool = True
    headers: Mapping[str, str] = field(default_factory=dict)
