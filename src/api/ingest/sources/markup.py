"""HTML pages to lines of text in reading order, with what their markup says: title, path, dates, address, documents."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from api.text.languages import LANGUAGES, Language
from api.text.plain import clean_line
from api.text.searching import terms

_LOOKS_LIKE_HTML = re.compile(r"<(!doctype\s+html|html|head|body|article|main|div|section|h1|p)\b", re.IGNORECASE)
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "br",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "td",
        "th",
        "tr",
        "ul",
    ]
)
_UNREAD = (
    "script, style, noscript, template, svg, iframe, form, button, head, .wp-caption, .gallery, "
    "figure:not(.wp-block-table):not(.wp-block-pullquote), .wp-block-embed, blockquote[class*=embed], "
    "blockquote[class^=twitter], "
    "[class*=sharedaddy], [class*=addtoany], [class*=share-], [class*=social-], [class*=relatedposts], [class*=related-posts], "
    "[class*=yarpp]"
)
_LANGUAGE_NAMES: dict[str, Language] = {
    "english": "en",
    "انجليزيه": "en",
    "انكليزيه": "en",
    "عربي": "ar",
    "عربيه": "ar",
    "arabic": "ar",
}
_DOCUMENTS = 'a[href$=".pdf"]'
_RELATED = "[class*=related] a[href], [id*=related] a[href]"
_PATH = "[class*=crumb], [id*=crumb], [aria-label*=readcrumb]"
_SITE_IN_TITLE = re.compile(r"\s+[-–—|»]\s+[^-–—|»]*(Syrian Network|SNHR|الشبكة السورية)[^-–—|»]*\Z")
_POST_ID = re.compile(r"\bpostid-(\d+)\b")
_SHORT_LINK = re.compile(r"[?&]p=(\d+)\b")


@dataclass(frozen=True)
class Page:
    """A page as lines. `above` stand before its title and `below` after it."""

    title: str | None
    above: list[str]
    below: list[str]
    path: str | None = None
    categories: list[str] = field(default_factory=list)
    url: str | None = None
    post_id: int | None = None
    published_on: date | None = None
    modified_on: date | None = None
    documents: list[str] = field(default_factory=list)
    related: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Fragment:
    """A piece of a page: its lines, and what its links lead to. alternates: the language that is named, and the address."""

    lines: list[str]
    documents: list[str]
    related: list[str]
    alternates: list[tuple[Language, str]]


def looks_like_html(text: str) -> bool:
    """Whether a text is markup: tags near its beginning."""
    return bool(_LOOKS_LIKE_HTML.search(text[:5000]))


def read_html(text: str, url: str | None) -> Page:
    """A page's lines and what its markup says. An unknown thing is None or empty."""
    tree = LexborHTMLParser(text)
    post_id, published_on, modified_on = _post_id(tree), _day(tree, "published"), _day(tree, "modified")
    own_url = url or _attribute(tree, "link[rel=canonical]", "href")
    named = _named_title(tree)
    path = next((_inline(node) for node in tree.css(_PATH) if _inline(node)), None)
    categories = [_inline(node) for node in tree.css("a[rel~=category]")]
    documents = _links(tree, _DOCUMENTS, own_url)
    related = _links(tree, _RELATED, own_url)
    for node in tree.css(f"{_UNREAD}, {_PATH}"):
        node.decompose()
    title = next((_inline(node) for node in tree.css("h1") if _inline(node)), named)
    above, below = _around_title(_lines(tree))
    return Page(title, above, below, path, categories, own_url, post_id, published_on, modified_on, documents, related)


def read_fragment(html: str, url: str) -> Fragment:
    """The lines of a post's content and its links; figures, embeds and what asks to share left out."""
    tree = LexborHTMLParser(f"<body>{html}</body>")
    documents, related = _links(tree, _DOCUMENTS, url), _links(tree, _RELATED, url)
    alternates = [(language, urljoin(url, href)) for language, href in _switches(tree)]
    for node in tree.css(_UNREAD):
        if node.tag != "head":
            node.decompose()
    return Fragment([line for line, _ in _lines(tree)], documents, related, alternates)


def _switches(tree: LexborHTMLParser) -> Iterator[tuple[Language, str]]:
    """Links to the same page in a language: by hreflang, or because the language's name is all they say."""
    for node in tree.css("a[href], link[rel=alternate][hreflang]"):
        named = (node.attributes.get("hreflang") or "")[:2]
        language = next((known for known in LANGUAGES if known == named), None)
        language = language or _LANGUAGE_NAMES.get(" ".join(terms(_inline(node))))
        if language:
            yield language, node.attributes.get("href") or ""


def _named_title(tree: LexborHTMLParser) -> str | None:
    """The title that a page's head gives it, for a page without a first heading."""
    named = _attribute(tree, 'meta[property="og:title"]', "content")
    node = tree.css_first("title")
    found = clean_line(named or (node.text() if node else ""))
    return _SITE_IN_TITLE.sub("", found) or None


def _around_title(lines: list[tuple[str, bool]]) -> tuple[list[str], list[str]]:
    place = next((place for place, (line, is_title) in enumerate(lines) if is_title and line), -1)
    texts = [line for line, _ in lines]
    return texts[: max(place, 0)], texts[place + 1 :]


def _lines(tree: LexborHTMLParser) -> list[tuple[str, bool]]:
    """The lines of the page, each with whether it stands in a first heading."""
    lines: list[tuple[str, bool]] = []
    words: list[str] = []
    for piece, in_title in _pieces(tree.body or tree.root, in_title=False):
        if piece is None:
            lines.append((clean_line("".join(words)), in_title))
            words = []
        else:
            words.append(piece)
    lines.append((clean_line("".join(words)), False))
    return [(line, in_title) for line, in_title in lines if line]


def _pieces(node: LexborNode | None, *, in_title: bool) -> Iterator[tuple[str | None, bool]]:
    """Runs of text, and None where a block starts or ends."""
    if node is None:
        return
    for child in node.iter(include_text=True):
        if child.tag == "-text":
            yield (child.text_content or "").replace("\n", " "), in_title
            continue
        inside = in_title or child.tag == "h1"
        if child.tag in _BLOCKS:
            yield None, in_title
        yield from _pieces(child, in_title=inside)
        if child.tag in _BLOCKS:
            yield None, inside


def _inline(node: LexborNode) -> str:
    return clean_line(node.text())


def _attribute(tree: LexborHTMLParser, selector: str, name: str) -> str | None:
    node = tree.css_first(selector)
    return (node.attributes.get(name) or None) if node else None


def _day(tree: LexborHTMLParser, which: str) -> date | None:
    stamp = _attribute(tree, f'meta[property="article:{which}_time"]', "content")
    if stamp is None and which == "published":
        stamp = _attribute(tree, "time[datetime]", "datetime")
    try:
        return date.fromisoformat((stamp or "")[:10])
    except ValueError:
        return None


def _post_id(tree: LexborHTMLParser) -> int | None:
    classes = tree.body.attributes.get("class") if tree.body else None
    found = _POST_ID.search(classes or "") or _SHORT_LINK.search(_attribute(tree, "link[rel=shortlink]", "href") or "")
    return int(found.group(1)) if found else None


def _links(tree: LexborHTMLParser, selector: str, base: str | None) -> list[str]:
    found = (node.attributes.get("href") or "" for node in tree.css(selector))
    absolute = (urljoin(base, link) if base else link for link in found)
    return list(dict.fromkeys(link for link in absolute if link.startswith(("http://", "https://"))))
