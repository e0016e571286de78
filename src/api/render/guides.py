"""Guides as pages: the files of docs/guides, whose examples ask this service wherever it is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup, escape

from api.errors import NotFound
from api.text.languages import Language

_FOLDER = Path(__file__).parents[3] / "docs" / "guides"
# Whom a guide is for comes first; then what each part of the service does.
_FIRST = ("journalists", "partners", "researchers", "operators")
# What turns an Arabic file around where it is read as a file; a page has its direction already.
_WRAPPER = re.compile(r"^</?div[^>]*>$", re.MULTILINE)
# What the examples of the files name as the service.
_EXAMPLE_HOSTS = ("http://127.0.0.1:8000", "https://data.example.org")
_LINK = re.compile(r"(?P<name>[a-z]+)(?P<arabic>\.ar)?\.md(?P<mark>#.*)?\Z")
IMAGES = _FOLDER.parent / "images"


@dataclass(frozen=True)
class Guide:
    """A guide in a language: its name in addresses, its title, and its text as HTML."""

    name: str
    title: str
    html: Markup


def list_guides(language: Language) -> Sequence[Guide]:
    """All guides, those for groups of people first."""
    names = {path.name.partition(".")[0] for path in _FOLDER.glob("*.md")}
    ordered = sorted(names, key=lambda name: (_FIRST.index(name) if name in _FIRST else len(_FIRST), name))
    return [_read(name, language) for name in ordered]


def get_guide(name: str, language: Language, public_url: str) -> Guide:
    """One guide, its examples with the service's own address; or NotFound."""
    found = next((guide for guide in list_guides(language) if guide.name == name), None)
    if found is None:
        raise NotFound()
    html = str(found.html)
    for host in _EXAMPLE_HOSTS:
        html = html.replace(host, str(escape(public_url)))
    return Guide(found.name, found.title, Markup(html))  # noqa: S704  (made by markdown-it of a file of the program)


@cache
def _read(name: str, language: Language) -> Guide:
    text = (_FOLDER / f"{name}{'.ar' if language == 'ar' else ''}.md").read_text(encoding="utf-8")
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    for rule in ("fence", "code_block"):
        parser.add_render_rule(rule, _code)
    parser.add_render_rule("table_open", lambda *_: '<div class="scroll" tabindex="0"><table>')
    parser.add_render_rule("table_close", lambda *_: "</table></div>")
    tokens = parser.parse(_WRAPPER.sub("", text))
    _point_links(tokens)
    title = tokens[1].content
    return Guide(name, title, Markup(parser.renderer.render(tokens, parser.options, {})))  # noqa: S704  (HTML in the file is text)


def _code(_renderer: RendererHTML, tokens: Sequence[Token], at: int, _options: Any, _env: Any) -> str:
    """An example, which can be scrolled with the keyboard."""
    return f'<pre tabindex="0" dir="ltr"><code>{escape(tokens[at].content)}</code></pre>\n'


def _point_links(tokens: Sequence[Token]) -> None:
    """Links between the files become links between the pages, and pictures are found below /guides/."""
    for token in tokens:
        match = _LINK.match(str(token.attrs.get("href", "")))
        if match:
            token.attrs["href"] = f"{'/ar' if match['arabic'] else ''}/guides/{match['name']}{match['mark'] or ''}"
        if token.type == "image":
            token.attrs["src"] = str(token.attrs["src"]).replace("../images/", "/guides/images/")
        _point_links(token.children or [])
