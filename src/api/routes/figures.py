"""GET /v1/figures: numbers that reports state, with their meaning and evidence."""

from typing import Annotated

from fastapi import Query, Response

from api.errors import Gone
from api.http.answers import Listing, answer_list, answer_record
from api.http.parameters import Ask, data_router
from api.queries.figures import FigureQuery, find_figures
from api.queries.figures import get_figure as find_figure
from api.queries.parameters import RecordQuery
from api.queries.revisions import CheckQuery, history_of, judge
from api.queries.snapshot import Snapshot
from api.schemas.checks import shape_check
from api.schemas.common import ListAnswer, RecordAnswer, View
from api.schemas.figures import FigureDetail, FigureRecord, shape_detail, shape_figure
from api.schemas.revisions import CheckRecord, shape_gone

router = data_router("figures")
_LISTING = Listing(FigureRecord, find_figures, shape_figure)


@router.get("/figures", response_model=ListAnswer[FigureRecord], operation_id="listFigures")
def list_figures(query: Annotated[FigureQuery, Query()], ask: Ask) -> Response:
    """Figures that a person accepted, of the newest reports first."""
    return answer_list(ask, query, _LISTING)


@router.get("/figures/{figure_id}", response_model=RecordAnswer[FigureDetail], operation_id="getFigure")
def get_figure(figure_id: str, query: Annotated[RecordQuery, Query()], ask: Ask) -> Response:
    """One figure with its revisions, and its sentence and citation in both languages; 410 once it is withdrawn."""

    def make(snapshot: Snapshot, view: View) -> FigureDetail:
        history = history_of(snapshot, figure_id)
        if history.withdrawal:
            raise Gone(members=shape_gone(history, history.withdrawal, view))
        return shape_detail(find_figure(snapshot, figure_id), history, view)

    return answer_record(ask, query, FigureDetail, make)


@router.get("/figures/{figure_id}/check", response_model=RecordAnswer[CheckRecord], operation_id="checkFigure")
def check_figure(figure_id: str, query: Annotated[CheckQuery, Query()], ask: Ask) -> Response:
    """Is the number that I printed still right? The verdict of today, and a sentence to print, in both languages."""
    return answer_record(
        ask, query, CheckRecord, lambda snapshot, view: shape_check(judge(snapshot, figure_id, query), figure_id, view)
    )
