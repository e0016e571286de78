"""A drawn chart as a picture that is also a text: accessible names, a direction for each text, nothing that runs."""

import io
import re
from xml.etree import ElementTree

from matplotlib.figure import Figure

from api.text.languages import Language

_SVG = "http://www.w3.org/2000/svg"
_PIXELS_PER_INCH = 96
_ARABIC = re.compile("[\u0600-\u06ff]")
# Dates and release ids are read from left to right, also within Arabic.
_NUMBERS = re.compile(r"\d+(?:[-.,/]\d+)+")
_ISOLATED = "\u2066\\g<0>\u2069"
_FAMILY = re.compile(r"font-family: [^;]*(?=;|$)")
# Names that reading programs have; the first one there is is taken. Widths were measured with a wide one, so others fit too.
_FONTS = "font-family: 'Noto Sans', 'Noto Sans Arabic', 'Segoe UI', 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif"
_ANCHOR = re.compile(r"; text-anchor: (\w+)")
_OTHER_END = {"start": "end", "end": "start", "middle": "middle"}


def markup(figure: Figure, language: Language, title: str, description: str) -> bytes:
    """The figure as SVG. Its texts stay texts: they can be selected, searched and read aloud."""
    stream = io.BytesIO()
    figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    ElementTree.register_namespace("", _SVG)
    root = ElementTree.fromstring(stream.getvalue())  # noqa: S314  (what matplotlib has just written)
    for metadata in root.findall(f"{{{_SVG}}}metadata"):
        root.remove(metadata)
    for text in root.iter(f"{{{_SVG}}}text"):
        _settle(text)
    size = {"width": figure.get_figwidth(), "height": figure.get_figheight()}
    root.attrib.update({name: f"{inches * _PIXELS_PER_INCH:.0f}" for name, inches in size.items()})
    root.attrib.update({"role": "img", "lang": language, "aria-labelledby": "chart-title chart-description"})
    for place, (name, mark, content) in enumerate((("title", "chart-title", title), ("desc", "chart-description", description))):
        element = ElementTree.Element(f"{{{_SVG}}}{name}", {"id": mark})
        element.text = content
        root.insert(place, element)
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def _settle(text: ElementTree.Element) -> None:
    """A text with Arabic letters runs from right to left; its anchor then names the other end."""
    style = _FAMILY.sub(_FONTS, text.get("style", ""))
    if _ARABIC.search(text.text or ""):
        found = _ANCHOR.search(style)
        end = _OTHER_END[found[1] if found else "start"]
        style = f"{_ANCHOR.sub('', style)}; text-anchor: {end}; direction: rtl"
        text.text = _NUMBERS.sub(_ISOLATED, text.text or "")
    text.set("style", style)
