import gzip

import brotli
import pytest
import zstandard

from api.http.encodings import ENCODINGS, chosen, encode, encoder

DECODERS = {
    "br": brotli.decompress,
    "gzip": gzip.decompress,
    "zstd": lambda data: zstandard.ZstdDecompressor().decompressobj().decompress(data),
}


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        (b"", "identity"),
        (b"gzip", "gzip"),
        (b"gzip, deflate, br, zstd", "br"),
        (b"gzip, zstd", "zstd"),
        (b"br;q=0.1, gzip;q=0.9", "gzip"),
        (b"BR;Q=1.0", "br"),
        (b"*", "br"),
        (b"*, br;q=0", "zstd"),
        (b"br;q=0, gzip;q=0", "identity"),
        (b"identity, gzip;q=0.5", "identity"),
        (b"deflate", "identity"),
        (b"gzip;q=nonsense", "identity"),
        (b"gzip;q=nan", "identity"),
    ],
)
def test_the_encoding_with_the_greatest_weight_is_taken(accepted: bytes, encoding: str) -> None:
    assert chosen(accepted) == encoding


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_what_is_encoded_is_the_same_again(encoding: str) -> None:
    text = "قتل 41 مدنياً. ".encode() * 200
    assert DECODERS[encoding](encode(encoding, text)) == text
    assert len(encode(encoding, text)) < len(text) // 10


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_each_block_of_a_stream_can_be_read_when_it_arrives(encoding: str) -> None:
    stream = encoder(encoding)
    first, second, end = stream.block(b"first\n" * 50), stream.block(b"second\n"), stream.end()
    assert DECODERS[encoding](first + second + end) == b"first\n" * 50 + b"second\n"
    assert first
    if encoding == "zstd":
        assert DECODERS[encoding](first) == b"first\n" * 50
