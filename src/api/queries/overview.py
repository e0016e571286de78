"""What the landing page says of a release: how much there is, which datasets, and a series to draw."""

from dataclasses import dataclass

from api.queries.cards import find_cards
from api.queries.datasets import list_datasets
from api.queries.figures import FigureQuery, find_figures
from api.queries.publications import ArticleQuery, ReportQuery
from api.queries.series import SeriesRow, list_series
from api.queries.snapshot import Snapshot

# Shown as a chart where there is one; else the first series.
_DRAWN = "civilian-deaths-monthly"


@dataclass(frozen=True)
class Overview:
    """Counts of records, the names of the datasets, and the series that is drawn (None: there is none)."""

    reports: int
    articles: int
    figures: int
    series: int
    datasets: list[str]
    drawn: SeriesRow | None


def find_overview(snapshot: Snapshot) -> Overview:
    """The numbers of a release."""
    series = list_series(snapshot)
    return Overview(
        reports=find_cards(snapshot, ReportQuery(), limit=1).total,
        articles=find_cards(snapshot, ArticleQuery(), limit=1).total,
        figures=find_figures(snapshot, FigureQuery(), limit=1).total,
        series=len(series),
        datasets=[dataset.name for dataset in list_datasets(snapshot)],
        drawn=next((row for row in series if row.id == _DRAWN), series[0] if series else None),
    )
