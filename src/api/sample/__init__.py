"""The bundled sample: real facts in texts written for this project, to try the service with.

A file for each publication under publications/. Its figures take the way of all figures: they are read from the texts, and
review.csv holds what a reviewer decided on them. When they are read otherwise, redecide.py writes that file anew.
"""

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from importlib.resources import files
from typing import Any

from sqlalchemy import Connection

from api.ingest.drafts import Source, note_import, store_page
from api.ingest.reading import Figures, read_figures
from api.ingest.records import PageRecord, PublicationRecord, TextRecord
from api.ingest.review_answers import apply_rows
from api.ingest.review_sheet import read_sheet
from api.publishing.publish import Notes, Published, publish
from api.text.languages import LANGUAGES

REVIEW = files("api.sample").joinpath("review.csv")
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


def publish_sample(connection: Connection) -> Published:
    """Imports the sample, takes the reviewer's decisions and publishes it, all in the caller's transaction."""
    import_sample(connection)
    apply_rows(connection, read_sheet(REVIEW.read_bytes(), REVIEW.name), REVIEW.name, REVIEWED_ON)
    notes = Notes(en="The bundled sample.", ar="العيّنة المرفقة.", notice_en=NOTICE_EN, notice_ar=NOTICE_AR)
    return publish(connection, notes)


def import_sample(connection: Connection) -> None:
    """Makes drafts of the sample's publications and of the figures that their texts state."""
    publications = figures = 0
    digest = hashlib.sha256()
    for content in _files():
        digest.update(content)
        figures += _store(connection, tomllib.loads(content.decode())).found
        publications += 1
    note_import(connection, Source("sample", "bundled", digest.hexdigest()), publications, figures)


def _files() -> Iterator[bytes]:
    folder = files("api.sample").joinpath("publications")
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith(".toml"):
            yield entry.read_bytes()


def _store(connection: Connection, sample: Mapping[str, Any]) -> Figures:
    publication = PublicationRecord.model_validate({name: sample[name] for name in _PUBLICATION if name in sample})
    first, *others = (_text(language, sample) for language in LANGUAGES if language in sample)
    public_id, _ = store_page(connection, PageRecord(publication=publication, text=first))
    for text in others:
        store_page(connection, PageRecord(publication=publication, text=text), pair=public_id)
    return read_figures(connection, public_id)


def _text(language: str, sample: Mapping[str, Any]) -> TextRecord:
    return TextRecord.model_validate({"language": language, "related": sample.get("related", []), **sample[language]})
