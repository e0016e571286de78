"""The bundled sample: real facts in texts written for this project, to try the service with.

A file for each publication under publications/; a figure's evidence is given by its words, which stand once in the text.
"""

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from importlib.resources import files
from typing import Any

from sqlalchemy import Connection

from api.ingest.drafts import Source, note_import, store_page
from api.ingest.figure_drafts import store_figures
from api.ingest.records import EvidenceRecord, FigureRecord, PageRecord, PublicationRecord, TextRecord
from api.publishing.publish import Notes, Published, publish
from api.text.languages import LANGUAGES
from api.text.plain import clean

REVIEWED_ON = date(2026, 11, 24)
NOTICE_EN = (
    "Demonstration data. The texts are paraphrases written for this sample and are not the organisation's words; "
    "each number is cited from the address given with it, where one is known."
)
NOTICE_AR = (
    "بيانات للعرض التوضيحي. النصوص صياغات كُتبت لهذه العيّنة وليست كلام المنظمة، "
    "وكل رقم مقتبس من العنوان المذكور معه، حيث يُعرف العنوان."
)
_PUBLICATION = ("kind", "sections", "published_on", "period", "places")


def publish_sample(connection: Connection, *, sealed: bool = True) -> Published:
    """Imports the sample, its figures as reviewed, and publishes it, all in the caller's transaction."""
    publications = figures = 0
    digest = hashlib.sha256()
    for content in _files():
        digest.update(content)
        sample = tomllib.loads(content.decode())
        figures += _store(connection, sample)
        publications += 1
    note_import(connection, Source("sample", "bundled", digest.hexdigest()), publications, figures)
    notes = Notes(en="The bundled sample.", ar="العيّنة المرفقة.", notice_en=NOTICE_EN, notice_ar=NOTICE_AR)
    return publish(connection, notes, sealed=sealed)


def _files() -> Iterator[bytes]:
    folder = files("api.sample").joinpath("publications")
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith(".toml"):
            yield entry.read_bytes()


def _store(connection: Connection, sample: Mapping[str, Any]) -> int:
    publication = PublicationRecord.model_validate({name: sample[name] for name in _PUBLICATION if name in sample})
    texts = {language: _text(language, sample) for language in LANGUAGES if language in sample}
    first, *others = texts.values()
    public_id, _ = store_page(connection, PageRecord(publication=publication, text=first))
    for text in others:
        store_page(connection, PageRecord(publication=publication, text=text), pair=public_id)
    bodies: dict[str, str] = {language: text.body for language, text in texts.items()}
    records = [_figure(given, sample.get("period", {}), bodies) for given in sample.get("figures", [])]
    return len(store_figures(connection, public_id, records))


def _text(language: str, sample: Mapping[str, Any]) -> TextRecord:
    return TextRecord.model_validate({"language": language, "related": sample.get("related", []), **sample[language]})


def _figure(given: Mapping[str, Any], period: Mapping[str, Any], bodies: Mapping[str, str]) -> FigureRecord:
    own = dict(given.get("period", period))
    kinds = {"period_kind": own.pop("kind", "window"), "date_basis": own.pop("date_basis", "documented")}
    details, words = given.get("place_detail", {}), given.get("period_text", {})
    evidence = [
        EvidenceRecord(
            language=language,
            quote=quote,
            start=bodies[language].index(clean(quote)),
            place_detail=details.get(language),
            period_text=words.get(language),
        )
        for language, quote in given["quote"].items()
    ]
    plain = {name: value for name, value in given.items() if name not in ("quote", "period", "place_detail", "period_text")}
    return FigureRecord(**plain, **kinds, period=own, evidence=evidence, reviewed_on=REVIEWED_ON)
