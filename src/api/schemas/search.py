"""What a search says of itself: how each word was understood, the counts of facets, and where a text has what was asked for."""

from collections.abc import Mapping
from typing import Any, Literal, get_args

from typing_extensions import TypedDict

from api.queries.paging import Found
from api.schemas.common import MatchedWord, SearchMeta, View
from api.text.facets import facet_label
from api.text.languages import Language
from api.text.questions import Question, Wanted, marks_in

Field = Literal["title", "subtitle", "summary", "body"]
_FIELDS: tuple[Field, ...] = get_args(Field)
_LISTS = {"section": "sections", "place": "places", "party": "parties", "violation": "violations"}


class Highlight(TypedDict):
    """Where a text has what was asked for: field[start:end], counted in Unicode code points."""

    field: Field
    start: int
    end: int


class EvidenceHighlight(TypedDict):
    """Where a figure's evidence has it: the `sentence` of the evidence in this language, from start to end."""

    language: Language
    start: int
    end: int


def shape_search(found: Found | None, view: View) -> SearchMeta:
    """For meta."""
    shaped: SearchMeta = {}
    if found and found.question:
        shaped["query"] = {"matched": [_matched(part, view) for part in found.question.parts]}
    if found and found.facets:
        shaped["facets"] = {
            name: [{"code": code, "label": _label(name, code, view), "count": count} for code, count in counts.items()]
            for name, counts in found.facets.items()
        }
    return shaped


def highlights(question: Question, text: Mapping[str, Any]) -> list[Highlight]:
    """The marks in one language's text, field by field."""
    return [
        {"field": field, "start": start, "end": end}
        for field in _FIELDS
        if text.get(field)
        for start, end in marks_in(question, text[field])
    ]


def evidence_highlights(question: Question, evidence: Mapping[Language, Mapping[str, Any]]) -> list[EvidenceHighlight]:
    """The marks in the sentences that a figure was read from."""
    return [
        {"language": language, "start": start, "end": end}
        for language, said in evidence.items()
        for start, end in marks_in(question, said["sentence"])
    ]


def _matched(part: Wanted, view: View) -> MatchedWord:
    name = part.name
    return {
        "words": part.words,
        "kind": part.kind,
        "excluded": part.excluded,
        "list": name.list_name if name else None,
        "code": name.code if name else None,
        "label": view.codelists.label(name.list_name, name.code, view.language) if name else None,
    }


def _label(name: str, code: str, view: View) -> str:
    if name in _LISTS and code in view.codelists.lists[_LISTS[name]]:
        return view.codelists.path_label(_LISTS[name], code, view.language)
    return facet_label(code, view.language)
