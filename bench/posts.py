"""Posts for two WordPress sites: the bundled sample's texts over and over with other numbers, and labelled pages."""

import json
import re
import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from api.codelists import section_path

LANGUAGES = ("en", "ar")
_SAMPLE = Path(__file__).parents[1] / "src/api/sample/publications"
_NUMBER = re.compile(r"(?<![\d,.])\d{1,3}(?:,\d{3})+(?![\d,])|(?<![\d,.])\d+(?![\d,.]*\d)")
# How the two languages of post n are joined, by n % 20: mostly by links, some by a report's code, a few by nothing but numbers.
_BY_CODE, BY_NUMBERS, _ONE_WAY = (14, 15, 16), (17,), (13,)


def varied(text: str, number: int) -> str:
    """A text with other numbers in it; small ones and years stay, and both languages change alike."""

    def other(found: re.Match[str]) -> str:
        value = int(found[0].replace(",", ""))
        if value < 32 or (1900 < value < 2100 and "," not in found[0]):
            return found[0]
        return f"{value + number:,}" if "," in found[0] else str(value + number)

    return _NUMBER.sub(other, text)


def _category(code: str, language: str) -> str:
    return " > ".join(getattr(entry, f"label_{language}") for entry in section_path(code))


def make_posts(hosts: dict[str, str], counts: dict[str, int]) -> dict[str, list[dict[str, Any]]]:
    """Posts of both languages, number n of one being number n of the other."""
    sample = _sample()
    posts: dict[str, list[dict[str, Any]]] = {language: [] for language in LANGUAGES}
    for number in range(1, max(counts.values()) + 1):
        for language in LANGUAGES:
            if number <= counts[language]:
                posts[language].append(_make_post(sample[number % len(sample)], number, language, hosts))
    return posts


def _make_post(given: dict[str, Any], number: int, language: str, hosts: dict[str, str]) -> dict[str, Any]:
    other = "ar" if language == "en" else "en"
    day = date(2012, 1, 1) + timedelta(days=number)
    linked = number % 20 not in (*_BY_CODE, *BY_NUMBERS) and not (number % 20 in _ONE_WAY and language == "ar")
    code = f"R{day:%y%m}{number % 100:02d}{language[0].upper()}" if number % 20 in _BY_CODE else ""
    name = "عربي" if other == "ar" else "English"
    switch = f'<p>Available In <a href="{hosts[other]}/?p={identifier(number, other)}">{name}</a></p>'
    pdf = f'<p><a href="/files/{code}.pdf">PDF</a></p>' if code else ""
    body = varied(given[language]["body"].strip(), number)
    if number % 3:
        body = "\n".join(f"<p>{paragraph}</p>" for paragraph in body.split("\n\n"))
    noise = '[caption id="a" width="9"]<img src="/a.jpg" /> 99 dead[/caption]\n\n<div class="sharedaddy">Share 12 times</div>\n\n'
    related = '\n\n<p>Related articles</p><p><a href="/x">At least 777 civilians killed</a></p>'
    return {
        "id": identifier(number, language),
        "date": f"{day}T10:00:00",
        "title": f"{given[language]['title']} · {number}",
        "content": noise + body + pdf + (switch if linked else "") + related,
        "categories": [_category(code, language) for code in given["sections"]],
        "sections": given["sections"],
    }


def identifier(number: int, language: str) -> int:
    return 10 * number + LANGUAGES.index(language)


def labelled(folder: Path) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Labelled pages as posts, with their labels."""
    for place, file in enumerate(sorted(folder.rglob("*.json"))):
        page = json.loads(file.read_text(encoding="utf-8"))
        paragraphs = "\n\n".join(line for line in page["text"].split("\n") if line and line != page["title"])
        post = {
            "id": 900_001 + place,
            "date": f"{page['published_on'] if len(page['published_on'] or '') == 10 else '2020-05-05'}T10:00:00",
            "title": page["title"] or f"Page {page['id']}",
        }
        yield page["language"], {**post, "content": paragraphs, "categories": []}, page


def _sample() -> list[dict[str, Any]]:
    """The sample's publications that have both languages."""
    texts = (tomllib.loads(file.read_text(encoding="utf-8")) for file in sorted(_SAMPLE.glob("*.toml")))
    return [one for one in texts if all(map(one.get, LANGUAGES))]
