"""Answers that are kept: ready bytes in every encoding that was asked for, bounded by bytes, the longest unused dropped first."""

from collections import OrderedDict
from dataclasses import dataclass, field

from api.http.encodings import IDENTITY, encode, is_text
from api.http.reply import RawHeaders

Given = dict[bytes, bytes]
Key = tuple[int, int, str, bytes]

# What an entry weighs beyond its bodies: its headers, its key and its places in dictionaries.
_OVERHEAD = 4096
# One answer may take this part of the cache, so that a single large table does not drive everything else out.
_LARGEST_PART = 8
# Below this, an encoding saves nothing.
_SMALLEST = 256


@dataclass(frozen=True)
class Form:
    """An answer as it goes out in one encoding."""

    headers: RawHeaders
    body: bytes


@dataclass(frozen=True)
class Marks:
    """What is known of an answer before it is made: its validators, and the headers that also a 304 has."""

    etag: bytes
    modified: bytes
    headers: RawHeaders

    def are_named(self, given: Given) -> bool:
        """Whether If-None-Match names this answer. Tags are compared weakly, as it asks for."""
        tags = given.get(b"if-none-match")
        return tags is not None and (tags == self.etag or _bare(self.etag) in map(_bare, tags.split(b",")))

    def match(self, given: Given) -> bool:
        """Whether the client has this answer, which is known to exist."""
        if b"if-none-match" in given:
            return given[b"if-none-match"].strip() == b"*" or self.are_named(given)
        return given.get(b"if-modified-since") == self.modified


@dataclass
class Entry:
    """A whole answer of status 200, its headers but those that depend on the encoding. route: the template that made it."""

    marks: Marks
    headers: RawHeaders
    body: bytes
    route: str
    forms: dict[str, Form] = field(default_factory=dict)

    def form(self, encoding: str) -> Form:
        """The answer in an encoding (or plain, where that would not make it smaller), encoded once."""
        found = self.forms.get(encoding)
        if found is None:
            found = self.forms[encoding] = self._formed(encoding)
        return found

    @property
    def weight(self) -> int:
        """Bytes that it takes, about."""
        return _OVERHEAD + len(self.body) + sum(len(form.body) for form in self.forms.values() if form.body is not self.body)

    def _formed(self, encoding: str) -> Form:
        if encoding == IDENTITY or len(self.body) < _SMALLEST or not is_text(self.headers):
            return Form([*self.headers, (b"content-length", b"%d" % len(self.body))], self.body)
        body = encode(encoding, self.body)
        coded = [(b"content-encoding", encoding.encode()), (b"content-length", b"%d" % len(body))]
        return Form([*self.headers, *coded], body)


class Entries:
    """The answers that one worker keeps. For the event loop only."""

    def __init__(self, limit: int) -> None:
        self.largest = limit // _LARGEST_PART
        self.size = 0
        self.hits = 0
        self.misses = 0
        self._limit = limit
        self._kept: OrderedDict[Key, tuple[Entry, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Key) -> Entry | None:
        """The answer of a key, now the last to be dropped."""
        found = self._kept.get(key)
        if found is None:
            self.misses += 1
            return None
        self.hits += 1
        self._kept.move_to_end(key)
        return found[0]

    def put(self, key: Key, entry: Entry) -> None:
        """Keeps an answer, or weighs it anew when it has grown by an encoding."""
        before = self._kept.pop(key, None)
        self.size -= before[1] if before else 0
        weight = entry.weight
        if weight > self.largest:
            return
        self._kept[key] = (entry, weight)
        self.size += weight
        while self.size > self._limit:
            _, (_, dropped) = self._kept.popitem(last=False)
            self.size -= dropped


def _bare(tag: bytes) -> bytes:
    return tag.strip().removeprefix(b"W/")
