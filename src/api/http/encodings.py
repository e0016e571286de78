"""Content encodings: which one a client takes, and bytes in it, whole or block by block."""

import zlib
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Protocol

import brotli
import zstandard

IDENTITY = "identity"
# In order of preference where a client likes several equally: the smallest answer first.
ENCODINGS = ("br", "zstd", "gzip")
# Whole answers are encoded once and kept; streams are encoded at each request, so they take a cheaper level.
_WHOLE = {"br": 5, "zstd": 9, "gzip": 6}
_STREAMED = {"br": 3, "zstd": 3, "gzip": 5}
_GZIP_WINDOW = 31
_TEXTS = (b"json", b"xml", b"javascript")


class Encoder(Protocol):
    """Encodes a stream: each block as it comes, so that a reader gets it at once, then the end."""

    def block(self, data: bytes) -> bytes:
        """One block, flushed."""

    def end(self) -> bytes:
        """What closes the stream."""


class _Brotli:
    def __init__(self, level: int) -> None:
        self._encoder = brotli.Compressor(quality=level)

    def block(self, data: bytes) -> bytes:
        return bytes(self._encoder.process(data) + self._encoder.flush())

    def end(self) -> bytes:
        return bytes(self._encoder.finish())


class _Zstd:
    def __init__(self, level: int) -> None:
        self._encoder = zstandard.ZstdCompressor(level=level).compressobj()

    def block(self, data: bytes) -> bytes:
        return self._encoder.compress(data) + self._encoder.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)

    def end(self) -> bytes:
        return self._encoder.flush(zstandard.COMPRESSOBJ_FLUSH_FINISH)


class _Gzip:
    def __init__(self, level: int) -> None:
        self._encoder = zlib.compressobj(level, zlib.DEFLATED, _GZIP_WINDOW)

    def block(self, data: bytes) -> bytes:
        return self._encoder.compress(data) + self._encoder.flush(zlib.Z_SYNC_FLUSH)

    def end(self) -> bytes:
        return self._encoder.flush(zlib.Z_FINISH)


_ENCODERS: dict[str, Callable[[int], Encoder]] = {"br": _Brotli, "zstd": _Zstd, "gzip": _Gzip}


def is_text(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Whether an answer with these headers may be encoded and gets smaller by it."""
    named = dict(headers)
    kind = named.get(b"content-type", b"").partition(b";")[0]
    return (kind.startswith(b"text/") or kind.endswith(_TEXTS)) and b"no-transform" not in named.get(b"cache-control", b"")


def encoder(encoding: str) -> Encoder:
    """An encoder of a stream."""
    return _ENCODERS[encoding](_STREAMED[encoding])


def encode(encoding: str, data: bytes) -> bytes:
    """A whole answer, encoded."""
    whole = _ENCODERS[encoding](_WHOLE[encoding])
    return whole.block(data) + whole.end()


@lru_cache(maxsize=256)
def chosen(accepted: bytes) -> str:
    """The encoding for an Accept-Encoding header: the one with the greatest q, identity where none of ours is accepted."""
    weights: dict[str, float] = {}
    for part in accepted.decode("latin-1").lower().split(","):
        name, *parameters = (word.strip() for word in part.split(";"))
        weights[name] = _weight(parameters)
    other = weights.get("*", 0.0)
    # Identity needs no naming; it wins only where a client names it above the others.
    liked = {name: weights.get(name, other) for name in ENCODINGS}
    best = max(ENCODINGS, key=lambda name: liked[name])
    return best if liked[best] > 0 and liked[best] >= weights.get(IDENTITY, 0.0) else IDENTITY


def _weight(parameters: list[str]) -> float:
    """The q of an accepted encoding; 1 without, 0 where it cannot be read."""
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                return min(1.0, max(0.0, float(parameter[2:])))
            except ValueError:
                return 0.0
    return 1.0
