"""The verdict on a printed number, with a sentence that may be printed as a correction."""

from api.queries.revisions import Judgement
from api.schemas.common import View, number
from api.schemas.figures import figure_sentence
from api.schemas.revisions import CheckRecord, shape_revisions, shape_withdrawal
from api.text.corrections import Correction, correction
from api.text.languages import Language


def shape_check(judgement: Judgement, figure_id: str, view: View) -> CheckRecord:
    """What to say of a printed number."""
    now, withdrawal = judgement.now, judgement.history.withdrawal
    sentences = {"en": _sentence(judgement, view, "en"), "ar": _sentence(judgement, view, "ar")}
    return {
        "verdict": judgement.verdict,
        "value": number(now.columns["value"]) if now else None,
        "qualifier": now.columns["qualifier"] if now else None,
        "unit": now.columns["unit"] if now else None,
        "printed_value": None if judgement.printed_value is None else number(judgement.printed_value),
        "withdrawn": shape_withdrawal(withdrawal, view) if withdrawal else None,
        "history": shape_revisions(judgement.history, view),
        "sentence": sentences[view.language],
        "sentences": {"en": sentences["en"], "ar": sentences["ar"]},
        "links": {"figure": view.link(f"/figures/{figure_id}")},
    }


def _sentence(judgement: Judgement, view: View, language: Language) -> str:
    last = judgement.history.revisions[-1]
    ended = judgement.history.withdrawal
    changed_at, reason = (ended.released_at, ended.reason) if ended else (last.released_at, last.reason)
    said = Correction(
        verdict=judgement.verdict,
        printed=judgement.printed,
        unit=last.unit,
        changed_on=changed_at.date(),
        reason=view.codelists.label("reasons", reason.code, language) if reason else None,
        sentence=figure_sentence(judgement.now, view, language) if judgement.now else None,
    )
    return correction(said, language)
