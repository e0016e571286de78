"""Text as it is stored: NFC, no invisible controls, one kind of space and of line end. Positions count these code points."""

import re
import unicodedata

# Bidi and zero-width controls let a text show something else than it holds, and break search (U+200C and U+200D are kept).
_INVISIBLE = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SPACES = re.compile("[^\\S\n]+")
_SUMMARY_LENGTH = 280
_SENTENCE = re.compile(r"[^.!?؟]*(?:[.!?؟](?=\d)[^.!?؟]*)*[.!?؟]+[”»\"')]*\s*|[^.!?؟]+$")


def clean_line(text: str) -> str:
    """One line of stored text: also no line ends."""
    return _SPACES.sub(" ", clean(text).replace("\n", " ")).strip()


def clean(text: str) -> str:
    """Stored text of several lines."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _SPACES.sub(" ", _INVISIBLE.sub("", text))
    return "\n".join(line.strip() for line in text.split("\n")).strip()


def sentence_around(text: str, start: int, end: int) -> str:
    """The sentence of a text in which the span from `start` to `end` stands."""
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    line = text[line_start : line_end if line_end >= 0 else len(text)]
    for match in _SENTENCE.finditer(line):
        if match.end() + line_start >= end:
            return match.group().strip()
    return line.strip()


def summary_of(paragraphs: list[str]) -> str:
    """The first sentences that fit into a summary; a first sentence that is too long is cut at a word."""
    summary = ""
    for paragraph in paragraphs:
        for match in _SENTENCE.finditer(paragraph):
            longer = f"{summary} {match.group().strip()}".strip()
            if len(longer) > _SUMMARY_LENGTH:
                return summary or longer[: _SUMMARY_LENGTH - 1].rsplit(" ", 1)[0] + "…"
            summary = longer
    return summary
