"""Saved pages of the site, as HTML or as plain text, to records.

A page has, from above: the path to it (in plain text glued together and cut off), its title, often a sub-headline, a stray
image caption, the text, then "View full Report" and the headlines of other pages. Those are other reports' numbers.
"""

import re
from collections.abc import Sequence
from datetime import date

from pydantic import ValidationError

from api.codelists import bundled
from api.errors import Refusal
from api.ingest.identities import dated_by
from api.ingest.lines import HOME, ends_text, is_paragraph, is_switch
from api.ingest.records import DocumentRecord, PageRecord, PublicationRecord, TextRecord
from api.ingest.sources.markup import Page, looks_like_html, read_html
from api.ingest.sources.statements import stated_period, stated_places, stated_quotes
from api.text.languages import Language
from api.text.plain import clean, summary_of
from api.text.searching import terms

_CUT_OFF = re.compile(r"\s*(\.\.\.|…)\Z")
_SEPARATORS = " \t>›»/|\\-–—←→"
_CAPTION_WORDS = 4
_SUBTITLES_WORDS = 8
_NOISE = frozenset({"share", "english", "عربي", "عربيه", "press release", "بيان صحفي", "مشاركه", "شارك"})


def read_page(content: bytes, language: Language, url: str | None, name: str) -> PageRecord:
    """A saved page as a record. Raises Refusal, naming the file, where it is not text or has no title or no text."""
    text = _decoded(content, name)
    page = read_html(text, url) if looks_like_html(text) else _read_text(text, url, name)
    return page_record(page, language, _sections(page), name)


def page_record(page: Page, language: Language, sections: list[str], name: str) -> PageRecord:
    """A page's lines as a record. Raises Refusal, naming the page, where it has no title or no text."""
    if not page.title:
        raise Refusal(f"{name}: no title found; an HTML page needs a heading, a text file its title on a line of its own")
    subtitle, paragraphs = _split(page)
    if not paragraphs:
        raise Refusal(f"{name}: no text found below the title “{page.title}”")
    try:
        return _record(page, language, sections, (subtitle, paragraphs))
    except ValidationError as error:
        first = error.errors()[0]
        raise Refusal(f"{name}: {'.'.join(str(part) for part in first['loc'])}: {first['msg']}") from None


def _decoded(content: bytes, name: str) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refusal(f"{name}: not a text file in UTF-8 (byte {error.start} is none); save the page as UTF-8") from None
    if "\0" in text:
        raise Refusal(f"{name}: not a text file (it holds NUL bytes)")
    return text


def _record(page: Page, language: Language, sections: list[str], parts: tuple[str | None, Sequence[str]]) -> PageRecord:
    subtitle, paragraphs = parts
    title = page.title or ""
    headings = [title, *([subtitle] if subtitle else [])]
    return PageRecord(
        publication=PublicationRecord(
            kind=bundled("sections")[sections[0]].kind if sections else "news",
            published_on=page.published_on or _url_day(page.url),
            modified_on=page.modified_on,
            period=stated_period(headings, paragraphs),
            sections=sections,
            places=stated_places(headings),
        ),
        text=TextRecord(
            language=language,
            title=title,
            subtitle=subtitle,
            summary=summary_of([paragraph for paragraph in paragraphs if title not in paragraph] or list(paragraphs)),
            body="\n\n".join(paragraphs),
            url=page.url,
            quotes=stated_quotes(paragraphs),
            documents=[DocumentRecord(url=document) for document in page.documents],
            related=page.related,
        ),
        post_id=page.post_id,
    )


def _read_text(text: str, url: str | None, name: str) -> Page:
    """A plain text's title: the line that its path leads to, or else its first line, unless that is a paragraph."""
    lines = [line for line in clean(text).split("\n") if line]
    if not lines:
        raise Refusal(f"{name}: the file is empty")
    path = lines[0] if lines[0].startswith(HOME) else None
    if path is None:
        is_title = not is_paragraph(lines[0])
        return Page(lines[0] if is_title else None, [], lines[1:] if is_title else lines, url=url)
    _, rest = _walk_path(path)
    start = _CUT_OFF.sub("", rest)
    place = next((place for place, line in enumerate(lines[1:], 1) if start and line.startswith(start)), None)
    if place is not None:
        return Page(lines[place], [], lines[place + 1 :], path=path, url=url)
    if _CUT_OFF.search(rest) or not rest:
        raise Refusal(f"{name}: no title found; only the path above it, cut off: “{lines[0]}”")
    return Page(rest, [], lines[1:], path=path, url=url)


def _sections(page: Page) -> list[str]:
    """The section that the page's path leads to, then those of its categories."""
    tried = [page.path] if page.path else [" ".join(page.above[place:]) for place in _homes(page.above)]
    found = [code for path in tried if (code := _walk_path(path)[0])][:1]
    for category in page.categories:
        named = [entry.code for entry in bundled("sections").values() if category in (entry.label_en, entry.label_ar)]
        found.extend(code for code in named if len(named) == 1)
    return list(dict.fromkeys(found))


def _homes(lines: Sequence[str]) -> list[int]:
    """Where a path may start above the title; the nearest first, since menus stand higher."""
    return [place for place in range(len(lines) - 1, -1, -1) if lines[place].startswith(HOME)]


def _walk_path(path: str) -> tuple[str | None, str]:
    """Follows a path, its parts glued or not, by the known names of sections. Gives the section and what is left: the title."""
    rest = next((path.removeprefix(home) for home in HOME if path.startswith(home)), path).lstrip(_SEPARATORS)
    section: str | None = None
    while step := _step(rest, section):
        section, rest = step
    return section, rest


def _step(rest: str, section: str | None) -> tuple[str, str] | None:
    """The longest name, among the sections right below one, that a path goes on with."""
    names = [
        (label, entry.code)
        for entry in bundled("sections").values()
        if entry.parent == section
        for label in (entry.label_en, entry.label_ar)
        if rest.startswith(label)
    ]
    if not names:
        return None
    label, code = max(names, key=lambda name: len(name[0]))
    return code, rest.removeprefix(label).lstrip(_SEPARATORS)


def _split(page: Page) -> tuple[str | None, list[str]]:
    """Sub-headline and paragraphs of the lines below a title; captions, switches and what follows the text left out."""
    lines = [line for line in page.below if " ".join(terms(line)) not in _NOISE]
    start = next((place for place, line in enumerate(lines) if is_paragraph(line) and not is_switch(line)), len(lines))
    subtitle, kept = None, []
    for line in lines[:start]:
        if is_switch(line) or _is_caption(line, page.title or ""):
            continue
        if subtitle is None:
            subtitle = line
        elif len(line.split()) > _SUBTITLES_WORDS:
            kept.append(line)
    return subtitle, kept + _until_stop(lines[start:])


def _until_stop(lines: Sequence[str]) -> list[str]:
    paragraphs = []
    for line in lines:
        if ends_text(line):
            break
        paragraphs.append(line)
    return paragraphs


def _is_caption(line: str, title: str) -> bool:
    """An image's caption repeats words of the title, or is a few words only."""
    words = f" {' '.join(terms(line))} "
    return words in f" {' '.join(terms(title))} " or len(words.split()) <= _CAPTION_WORDS


def _url_day(url: str | None) -> date | None:
    parts = dated_by(url)
    try:
        return date(*parts) if parts else None
    except ValueError:
        return None
