"""GET /v1/reports: publications that document violations."""

from typing import Annotated

from fastapi import Query, Response

from api.http.answers import Listing, answer_list, answer_record
from api.http.parameters import Ask, data_router
from api.queries.cards import find_cards
from api.queries.figures import figures_of
from api.queries.parameters import RecordQuery
from api.queries.publications import ReportQuery, find_related, get_publication, withdrawn_publication
from api.queries.snapshot import Snapshot
from api.schemas.cards import shape_listed
from api.schemas.common import ListAnswer, RecordAnswer, View
from api.schemas.publications import PublicationDetail, PublicationRecord, shape_detail
from api.schemas.revisions import refuse_withdrawn

router = data_router("reports")
_LISTING = Listing(PublicationRecord, find_cards, lambda listed, view: shape_listed(listed, view, "reports"))


@router.get("/reports", response_model=ListAnswer[PublicationRecord], operation_id="listReports")
def list_reports(query: Annotated[ReportQuery, Query()], ask: Ask) -> Response:
    """Reports, newest first."""
    return answer_list(ask, query, _LISTING)


@router.get("/reports/{report_id}", response_model=RecordAnswer[PublicationDetail], operation_id="getReport")
def get_report(report_id: str, query: Annotated[RecordQuery, Query()], ask: Ask) -> Response:
    """One report with its text, quotes, documents, figures and what goes with it; 410 once it is withdrawn."""

    def make(snapshot: Snapshot, view: View) -> PublicationDetail:
        refuse_withdrawn(withdrawn_publication(snapshot, report_id), view)
        row = get_publication(snapshot, report_id, report=True)
        return shape_detail(row, figures_of(snapshot, report_id), find_related(snapshot, row), view, "reports")

    return answer_record(ask, query, PublicationDetail, make)
