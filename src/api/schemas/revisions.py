"""The history of a figure as published: its revisions, its withdrawal, and the verdict on a printed number."""

from datetime import datetime
from typing import Literal

from typing_extensions import TypedDict

from api.queries.removals import Reason, Withdrawal
from api.queries.revisions import History
from api.schemas.common import View, number


class Both(TypedDict):
    """One text in each language."""

    en: str
    ar: str


class Notes(TypedDict):
    """What the publisher says, in each language as far as there is something."""

    en: str | None
    ar: str | None


class ReasonRecord(TypedDict):
    """Why something changed: a code of the list `reasons`, and what the publisher says of it."""

    code: str
    label: str
    note: str | None
    notes: Notes


class RevisionRecord(TypedDict):
    """One published state of a figure: from which release on, and until which."""

    revision: int
    value: int | float
    qualifier: str
    unit: str
    release: str
    released_at: datetime
    removed_in: str | None
    reason: ReasonRecord | None


class WithdrawalRecord(TypedDict):
    """The release that no longer has a record, and why."""

    release: str
    released_at: datetime
    reason: ReasonRecord | None


class GoneRecord(TypedDict):
    """What a problem says of a withdrawn figure beyond the usual."""

    release: str
    released_at: datetime
    reason: ReasonRecord | None
    history: list[RevisionRecord]


class CheckLinks(TypedDict):
    """Where the figure is."""

    figure: str


class CheckRecord(TypedDict):
    """Whether a printed number is still right; value, qualifier and unit are those of today, null once withdrawn."""

    verdict: Literal["current", "revised", "withdrawn", "never-published"]
    value: int | float | None
    qualifier: str | None
    unit: str | None
    printed_value: int | float | None
    withdrawn: WithdrawalRecord | None
    history: list[RevisionRecord]
    sentence: str
    sentences: Both
    links: CheckLinks


def shape_reason(reason: Reason | None, view: View) -> ReasonRecord | None:
    """A reason in the wanted language."""
    if reason is None:
        return None
    return {
        "code": reason.code,
        "label": view.codelists.label("reasons", reason.code, view.language),
        "note": reason.note_ar if view.language == "ar" else reason.note_en,
        "notes": {"en": reason.note_en, "ar": reason.note_ar},
    }


def shape_revisions(history: History, view: View) -> list[RevisionRecord]:
    """Every published state of a figure, oldest first."""
    return [
        {
            "revision": place,
            "value": number(one.value),
            "qualifier": one.qualifier,
            "unit": one.unit,
            "release": one.release,
            "released_at": one.released_at,
            "removed_in": one.removed_in,
            "reason": shape_reason(one.reason, view),
        }
        for place, one in enumerate(history.revisions, 1)
    ]


def shape_withdrawal(withdrawal: Withdrawal, view: View) -> WithdrawalRecord:
    """When and why something was taken back."""
    reason = shape_reason(withdrawal.reason, view)
    return {"release": withdrawal.release, "released_at": withdrawal.released_at, "reason": reason}


def shape_gone(history: History, withdrawal: Withdrawal, view: View) -> GoneRecord:
    """What is said in the place of a withdrawn figure."""
    return {**shape_withdrawal(withdrawal, view), "history": shape_revisions(history, view)}
