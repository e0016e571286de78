"""Pages for people, from templates that escape whatever data has. No page runs a script of its own text, or asks another host."""

import base64
import hashlib
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from api.queries.embeds import Theme
from api.text import dates
from api.text.languages import Language, direction
from api.text.pages import page_words

_TEMPLATES = Path(__file__).parent / "templates"
# Pages carry this as it is: a file of the program, which its hash in the policy stands for.
_STYLE = (_TEMPLATES / "page.css").read_text(encoding="utf-8")
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_BASE_POLICY = f"default-src 'none'; style-src 'sha256-{_HASH}'; img-src 'self' data:; base-uri 'none'; form-action 'none'"
# A frame runs nothing, and may stand on any site.
EMBED_POLICY = f"{_BASE_POLICY}; frame-ancestors *"
PAGE_POLICY = f"{_BASE_POLICY}; script-src 'self'; connect-src 'self'; frame-ancestors 'none'"

# To be raised with every change of the file: a page that names its hash must get what it names.
COMPONENT_VERSION = "1.0.0"
COMPONENT = (Path(__file__).parent / "static" / "snhr.js").read_bytes()
COMPONENT_HASH = f"sha384-{base64.b64encode(hashlib.sha384(COMPONENT).digest()).decode()}"

_ENVIRONMENT = Environment(
    loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
_ENVIRONMENT.globals["style"] = Markup(_STYLE)  # noqa: S704  (a file of the program)


@dataclass(frozen=True)
class Frame:
    """What every page has. address: its own; public_url: of the service, without a closing slash; notice: of the release."""

    language: Language
    address: str
    public_url: str
    publisher: str
    release: str = ""
    theme: Theme = "auto"
    notice: str | None = None

    @property
    def home(self) -> str:
        """The landing page in the language."""
        return home(self.public_url, self.language)


def home(public_url: str, language: Language) -> str:
    """The address of the landing page in a language."""
    return f"{public_url}/{'ar/' if language == 'ar' else ''}"


def render_page(template: str, frame: Frame, **given: Any) -> str:
    """A page as HTML. given: what the template of this name shows."""
    return _ENVIRONMENT.get_template(template).render(
        frame=frame,
        dir=direction(frame.language),
        t=page_words(frame.language),
        day=partial(dates.day, language=frame.language),
        **given,
    )
