"""GET /v1/statistics: numbers by month that may be grouped and filtered, and never added wrongly."""

from typing import Annotated

from fastapi import Query, Response

from api.http.answers import answer_table, answer_whole
from api.http.parameters import Ask, data_router
from api.queries.parameters import TableQuery
from api.queries.series import get_series, list_series
from api.queries.snapshot import Snapshot
from api.queries.statistics import StatisticsQuery, understand
from api.queries.tables import answer
from api.render.statistics import RENDERINGS
from api.schemas.common import ListAnswer, Meta, View
from api.schemas.series import SeriesRecord, shape_series
from api.schemas.statistics import StatisticsAnswer, StatisticsMeta, StatisticsRecord, shape_table

router = data_router("statistics")


@router.get("/statistics", response_model=ListAnswer[SeriesRecord], operation_id="listSeries")
def list_statistics(query: Annotated[TableQuery, Query()], ask: Ask) -> Response:
    """Which series there are, and what may be asked of each."""
    return answer_table(
        ask, query, SeriesRecord, lambda snapshot, view: [shape_series(row, view) for row in list_series(snapshot)]
    )


@router.get("/statistics/{series}", response_model=StatisticsAnswer, operation_id="getStatistics")
def get_statistics(series: str, query: Annotated[StatisticsQuery, Query()], ask: Ask) -> Response:
    """One series as a table: grouped by its dimensions and by year, quarter or month. A chart with format=svg."""

    def make(snapshot: Snapshot, view: View, meta: Meta) -> tuple[list[StatisticsRecord], StatisticsMeta]:
        row = get_series(snapshot, series)
        return shape_table(answer(row, understand(row, query, snapshot), snapshot), view, meta)

    return answer_whole(ask, query, StatisticsRecord, make, RENDERINGS)
