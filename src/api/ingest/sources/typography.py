"""A post's content as it is stored, made what WordPress shows: typographic marks, line ends as breaks, no shortcodes."""

import re
from collections.abc import Callable

# Whoever opens a quotation stands at the start, after a space or after an opening bracket.
_OPENS = r"(?<![^\s(\[{\-])"
_MARKS = [
    (re.compile(pattern), shown)
    for pattern, shown in (
        (r"\.\.\.", "…"),
        (r"``", "“"),
        (r"''", "”"),
        (r"'(?=\d\d(?![%\d]|[.,]\d))", "’"),
        (r"(?<![^\s(\[{\-\"])'", "‘"),
        (r"(?<=\S)'(?=[^\s.,:;!?\"'(){}\[\]\-])", "’"),
        (_OPENS + r'"(?!\s)', "“"),
        (r"---|(?<!\S)--(?!\S)", "—"),
        (r"(?<!xn)--|(?<!\S)-(?!\S)", "–"),
        (r"\b(\d[\d.,]*)x(?=\d)", r"\1×"),
    )
]
_TAG = re.compile(r"(<!--.*?-->|<[^>]*>)", re.DOTALL)
_VERBATIM = re.compile(r"<(/?)(pre|code|kbd|style|script|tt)\b", re.IGNORECASE)
_BLOCK_EDITOR = "<!-- wp:"

_MEDIA = "caption|gallery|embed|audio|video|playlist"
_MEDIA_BLOCK = re.compile(rf"\[({_MEDIA})\b[^\]]*\](?:(?!\[\1\b).)*?\[/\1\]", re.DOTALL)
_CLOSING = re.compile(r"\[/([\w-]+)\]")
_WITH_ATTRIBUTES = re.compile(r"\[/?[\w-]+\s[^\]\n]*=[^\]\n]*\]")


def typographic(text: str) -> str:
    """Plain marks of one run of text as WordPress prints them: curly quotation marks, dashes, an ellipsis."""
    for pattern, shown in _MARKS:
        text = pattern.sub(shown, text)
    text = _close(text, '"', "“", "”", "″")
    return _close(text, "'", "‘", "’", "′")


def _close(text: str, plain: str, opening: str, closing: str, prime: str) -> str:
    """What is left closes a quotation; after a digit it is a measure, unless a quotation is open."""
    while (place := text.find(plain)) >= 0:
        is_open = text.rfind(opening, 0, place) > text.rfind(closing, 0, place)
        shown = prime if place and text[place - 1].isdigit() and not is_open else closing
        text = text[:place] + shown + text[place + 1 :]
    return text


def shown_content(raw: str) -> str:
    """A post's stored content as HTML. A line end is a break, except in what the block editor wrote."""
    breaks = _BLOCK_EDITOR not in raw
    return _on_text(raw, lambda text: typographic(text).replace("\n", "<br>") if breaks else typographic(text))


def _on_text(html: str, change: Callable[[str], str]) -> str:
    pieces, verbatim = [], 0
    for piece in _TAG.split(html):
        if piece.startswith("<"):
            if found := _VERBATIM.match(piece):
                verbatim += -1 if found[1] else 1
            pieces.append(piece)
        else:
            pieces.append(piece if verbatim > 0 else change(piece))
    return "".join(pieces)


def without_shortcodes(html: str) -> str:
    """HTML without shortcodes: those of media with what they hold, of others the brackets alone. [sic] is none."""
    html = _MEDIA_BLOCK.sub("", html)
    names = {re.escape(name) for name in _CLOSING.findall(html)}
    html = re.sub(rf"\[/?(?:{'|'.join(sorted(names | {_MEDIA}))})(?:\s[^\]\n]*)?/?\]", "", html)
    return _WITH_ATTRIBUTES.sub("", html)
