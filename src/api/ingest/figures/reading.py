"""Which part of a saved page is its own text: not the path and headings above it, nor the headlines of other pages below."""

import re

from api.ingest.lines import HOME, ends_text, is_paragraph, is_switch

_LINE = re.compile(r"[^\n]+")


def own_text(text: str) -> tuple[int, int]:
    """Where the text of a page begins and ends, in code points.

    A text that does not start with a page's path has no headings: it is read from its beginning.
    """
    start: int | None = None
    for match in _LINE.finditer(text):
        line = match.group().strip()
        if start is None:
            if line.startswith(HOME):
                return _below_path(text, match.end())
            start = match.start() if line else None
        elif line and ends_text(line):
            return start, match.start()
    return start or 0, len(text)


def _below_path(text: str, position: int) -> tuple[int, int]:
    start: int | None = None
    for match in _LINE.finditer(text, position):
        line = match.group().strip()
        if start is None:
            if is_paragraph(line) and not is_switch(line):
                start = match.start()
        elif line and ends_text(line):
            return start, match.start()
    return (len(text) if start is None else start), len(text)
