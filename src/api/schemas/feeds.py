"""What a feed is made of, whatever its format."""

from dataclasses import dataclass
from datetime import datetime

from api.text.languages import Language


@dataclass(frozen=True)
class Entry:
    """One entry: a text without markup, about something at an address."""

    id: str
    title: str
    url: str
    updated: datetime
    text: str


@dataclass(frozen=True)
class Feed:
    """A feed without its entries."""

    url: str
    title: str
    author: str
    language: Language
    updated: datetime
