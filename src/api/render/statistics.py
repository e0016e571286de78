"""The table of a series in each of its formats."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from api.queries.parameters import TableQuery, values
from api.render.formats import Rendering
from api.render.json import render_json
from api.render.jsonstat import render_jsonstat
from api.render.tables import render_csv, render_ndjson
from api.render.xlsx import render_xlsx
from api.schemas.statistics import MEASURES, StatisticsRecord

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A chart is styled from within, and runs nothing.
_CHART_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"


def _csv(body: Mapping[str, Any], query: TableQuery) -> bytes:
    columns = [*body["meta"]["group_by"], *MEASURES]
    asked = [name for name in columns if name in values(query.fields)] if query.fields else columns
    return b"".join(render_csv(StatisticsRecord, [body["data"]], asked, bom=query.bom == "1"))


def _ndjson(body: Mapping[str, Any], _: TableQuery) -> bytes:
    return b"".join(render_ndjson([body["data"]]))


def _svg(body: Mapping[str, Any], _: TableQuery) -> bytes:
    """The library that draws takes a second to load: a worker starts without it, and the first chart waits."""
    drawn: bytes = import_module("api.render.charts").render_svg(body)
    return drawn


RENDERINGS: Mapping[str, Rendering] = {
    "json": Rendering("application/json", lambda body, _: render_json(body)),
    "csv": Rendering("text/csv; charset=utf-8; header=present", _csv),
    "ndjson": Rendering("application/x-ndjson", _ndjson),
    "jsonstat": Rendering("application/json", lambda body, _: render_jsonstat(body), keeps_fields=False),
    "xlsx": Rendering(_XLSX, lambda body, _: render_xlsx(body), keeps_fields=False),
    "svg": Rendering("image/svg+xml", _svg, keeps_fields=False, headers={"Content-Security-Policy": _CHART_POLICY}),
}
