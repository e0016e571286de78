"""Frames for other sites: the newest publications, a figure, a table of a series; each with its source, hedge and corrections."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.render.pages import Frame, render_page
from api.schemas.feeds import Entry
from api.schemas.figures import FigureDetail
from api.schemas.revisions import WithdrawalRecord
from api.schemas.statistics import StatisticsMeta, StatisticsRecord
from api.text.agreement import digits
from api.text.labels import label
from api.text.pages import page_words

# A chart has no more panels than this.
_MAX_LINES = 24
_QUALIFIED: Mapping[str | None, str] = {"at-least": "at_least", "about": "about", "more-than": "more_than"}


@dataclass(frozen=True)
class _Row:
    """A row as it is read: the names of its groups, and its value with what is not exact about it."""

    cells: Sequence[str]
    value: str
    believed: bool


def articles_frame(entries: Sequence[Entry], frame: Frame, *, single: bool = False) -> str:
    """The newest publications, or a single one with its summary."""
    return render_page("embed_articles.html", frame, entries=entries, single=single)


def figure_frame(figure: FigureDetail, frame: Frame) -> str:
    """A figure as its sentence; what was corrected says when."""
    revisions = figure["revisions"]
    corrected_on = revisions[-1]["released_at"].date() if len(revisions) > 1 else None
    return render_page("embed_figure.html", frame, figure=figure, corrected_on=corrected_on)


def withdrawn_frame(withdrawal: WithdrawalRecord, frame: Frame) -> str:
    """What stands in the place of something that was taken back."""
    return render_page("embed_withdrawn.html", frame, withdrawal=withdrawal)


def statistics_frame(records: Sequence[StatisticsRecord], meta: StatisticsMeta, frame: Frame, chart: str) -> str:
    """A table, below its chart where there is one that can be read. chart: its address on this host."""
    names = meta["group_by"]
    rows = [_Row([_cell(record, name) for name in names], _value(record, frame), _is_believed(record)) for record in records]
    lines = {tuple(_cell(record, name) for name in names if name not in ("year", "quarter", "month")) for record in records}
    return render_page(
        "embed_statistics.html",
        frame,
        headings=[label(name, frame.language) for name in names],
        rows=rows,
        meta=meta,
        chart=chart if names and len(lines) <= _MAX_LINES else "",
    )


def _cell(record: Mapping[str, Any], name: str) -> str:
    value = record[name]
    return str(value["label"] if isinstance(value, dict) else value)


def _value(record: StatisticsRecord, frame: Frame) -> str:
    words = page_words(frame.language)
    if record["value"] is None:
        return str(words.not_known)
    said: str = getattr(words, _QUALIFIED.get(record["qualifier"], "exact"))
    return said.format(value=digits(record["value"]))


def _is_believed(record: StatisticsRecord) -> bool:
    return record["attribution"] == "believed"
