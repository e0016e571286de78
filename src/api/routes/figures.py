"""GET /v1/figures: numbers that reports state, with their meaning and evidence."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.http.answers import Listing, answer_list, answer_record
from api.http.parameters import Ask
from api.queries.figures import FigureQuery, find_figures, revisions_of
from api.queries.figures import get_figure as find_figure
from api.queries.parameters import RecordQuery
from api.schemas.common import ListAnswer, RecordAnswer
from api.schemas.figures import FigureDetail, FigureRecord, shape_detail, shape_figure

router = APIRouter(tags=["figures"])
_LISTING = Listing(FigureRecord, find_figures, shape_figure)


@router.get("/figures", response_model=ListAnswer[FigureRecord], operation_id="listFigures")
def list_figures(query: Annotated[FigureQuery, Query()], ask: Ask) -> Response:
    """Figures that a person accepted, of the newest reports first."""
    return answer_list(ask, query, _LISTING)


@router.get("/figures/{figure_id}", response_model=RecordAnswer[FigureDetail], operation_id="getFigure")
def get_figure(figure_id: str, query: Annotated[RecordQuery, Query()], ask: Ask) -> Response:
    """One figure with its revisions, and its sentence and citation in both languages."""
    return answer_record(
        ask,
        query,
        FigureDetail,
        lambda snapshot, view: shape_detail(find_figure(snapshot, figure_id), revisions_of(snapshot, figure_id), view),
    )
