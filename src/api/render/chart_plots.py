"""The plots of a chart: lines that break where nothing is known, bars beside one another, hollow where incomplete."""

import textwrap
from typing import Any

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from api.render.chart_lines import Chart, Line, Point
from api.text.agreement import digits
from api.text.labels import label

# Okabe and Ito's colours, which colour-blind readers can tell apart, without the yellow; each also has a marker of its own.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
MARKERS = ("o", "s", "^", "D", "v", "P")
INK, GREY, FAINT, PAPER = "#222222", "#555555", "#D5D5D5", "#FFFFFF"
_MAX_BARRED, _MANY_POINTS, _MAX_TICKS, _CATEGORY_LETTERS = 3, 40, 14, 34
# A printed total this near to a bar's top, as a share of the scale, would cross the bar's number.
_NEAR = 0.09


def is_barred(chart: Chart) -> bool:
    """Whether the chart has bars over years."""
    return chart.unit == "year" and len(chart.lines) <= _MAX_BARRED


def shows_printed(chart: Chart) -> bool:
    """Whether the organisation's own totals are drawn: over the bars of one line."""
    return is_barred(chart) and len(chart.lines) == 1 and any(point.printed is not None for point in chart.lines[0].points)


def plot(axes: Axes, chart: Chart) -> None:
    """All lines of a chart in one plot."""
    if chart.unit is None:
        _plot_categories(axes, chart)
        return
    for place, line in enumerate(chart.lines):
        if is_barred(chart):
            _plot_bars(axes, line, COLOURS[place], (place, len(chart.lines)))
        else:
            _plot_line(axes, line, place)
    if shows_printed(chart):
        _plot_printed(axes, chart.lines[0])
    _scale(axes, chart)
    if is_barred(chart) and len(chart.lines) == 1:
        _number_bars(axes, chart.lines[0])
    axes.set_xlabel(label(chart.unit, chart.language), fontsize=8.5, color=INK)


def plot_panel(axes: Axes, chart: Chart, line: Line, greatest: float, *, outermost: bool) -> None:
    """One line in a small plot, on the scale of all; the outermost plots name the scale."""
    _plot_line(axes, line, 0)
    _scale(axes, chart)
    axes.set_ylim(0, greatest * 1.25)
    axes.yaxis.set_major_locator(MaxNLocator(3, integer=True, steps=[1, 2, 5, 10]))
    ticks = _shown_ticks(chart)
    kept = ticks[:: max(1, -(-len(ticks) // 4))]
    axes.set_xticks([at for at, _ in kept], [text for _, text in kept])
    axes.tick_params(labelsize=7, labelleft=outermost and not chart.rtl, labelright=outermost and chart.rtl)
    known = [(point.value, at) for at, point in enumerate(line.points) if point.value is not None]
    if known:
        value, at = max(known, key=lambda pair: (pair[0], -pair[1]))
        _write_at(axes, (at, value), (0, 5), _number(line.points[at]), ha="center", fontsize=7)


def _plot_line(axes: Axes, line: Line, place: int) -> None:
    values = [float("nan") if point.value is None else point.value for point in line.points]
    size = 3 if len(values) > _MANY_POINTS else 5
    axes.plot(range(len(values)), values, color=COLOURS[place], linewidth=1.6, zorder=2, clip_on=False)
    for complete in (True, False):
        at = [place for place, point in enumerate(line.points) if point.value is not None and point.complete == complete]
        looks: Any = {"color": COLOURS[place], "markerfacecolor": COLOURS[place] if complete else PAPER, "markersize": size}
        axes.plot(at, [values[place] for place in at], MARKERS[place], linewidth=0, zorder=3, clip_on=False, **looks)


def _plot_bars(axes: Axes, line: Line, colour: str, turn: tuple[int, int]) -> None:
    """The bars of one of several lines, each in its own part of a period's width."""
    place, count = turn
    width = 0.8 / count
    for at, point in enumerate(line.points):
        if point.value is not None:
            x = at - 0.4 + width * (place + 0.5)
            axes.bar(x, point.value, width * 0.92, facecolor=_fill(point, colour), edgecolor=colour, linewidth=1.4, zorder=2)


def _plot_printed(axes: Axes, line: Line) -> None:
    for at, point in enumerate(line.points):
        if point.printed is not None:
            axes.plot([at - 0.42, at + 0.42], [point.printed] * 2, color=INK, linewidth=2, solid_capstyle="butt", zorder=3)


def _number_bars(axes: Axes, line: Line) -> None:
    """A number on each bar, and over the printed total where that is close."""
    near = axes.get_ylim()[1] * _NEAR
    for at, point in enumerate(line.points):
        if point.value is not None:
            above = point.printed if point.printed is not None and 0 <= point.printed - point.value < near else point.value
            _write_at(axes, (at, above), (0, 4), _number(point), ha="center", fontsize=8)


def _plot_categories(axes: Axes, chart: Chart) -> None:
    """Horizontal bars, the first one on top, each with its number."""
    line = chart.lines[0]
    for at, point in enumerate(line.points):
        if point.value is not None:
            axes.barh(at, point.value, 0.7, facecolor=_fill(point, COLOURS[0]), edgecolor=COLOURS[0], linewidth=1.4)
            side = "right" if chart.rtl else "left"
            _write_at(axes, (point.value, at), (-4 if chart.rtl else 4, 0), _number(point), ha=side, va="center", fontsize=8)
    axes.set_yticks([])
    for at, name in enumerate(chart.ticks):
        _name_category(axes, chart, at, textwrap.wrap(name, _CATEGORY_LETTERS))
    axes.set_ylim(max(len(chart.ticks), 1) - 0.5, -0.5)
    axes.margins(x=0.12)
    axes.set_xlim(0, max(axes.get_xlim()[1], 1))
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: digits(value)))
    if chart.rtl:
        axes.invert_xaxis()


def _name_category(axes: Axes, chart: Chart, at: int, lines: list[str]) -> None:
    """The name of a bar, line by line: only a text of one line keeps its anchor in SVG, and so its side."""
    for place, line in enumerate(lines):
        looks: Any = {"ha": "left" if chart.rtl else "right", "va": "center", "color": GREY, "parse_math": False}
        offset = (6 if chart.rtl else -6, 5.5 * (len(lines) - 1 - 2 * place))
        where = (1 if chart.rtl else 0, at)
        axes.annotate(line, where, offset, xycoords=axes.get_yaxis_transform(), textcoords="offset points", **looks)


def _scale(axes: Axes, chart: Chart) -> None:
    """Periods along the bottom, counts from zero at the side where reading starts."""
    shown = _shown_ticks(chart)
    axes.set_xticks([at for at, _ in shown], [text for _, text in shown])
    axes.set_xlim(-0.6, len(chart.ticks) - 0.4)
    axes.set_ylim(0, max(axes.get_ylim()[1], 1))
    axes.yaxis.set_major_locator(MaxNLocator(7, integer=True, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: digits(value)))
    axes.grid(axis="y", color=FAINT, linewidth=0.7)
    axes.set_axisbelow(True)
    if chart.rtl:
        axes.invert_xaxis()
        axes.yaxis.tick_right()


def _shown_ticks(chart: Chart) -> list[tuple[int, str]]:
    """Every period where there is room; else the first of each year, by its year."""
    if len(chart.ticks) <= _MAX_TICKS:
        return list(enumerate(chart.ticks))
    firsts = [(at, tick[:4]) for at, tick in enumerate(chart.ticks) if chart.unit == "year" or tick.endswith(("-01", "-Q1"))]
    return firsts[:: -(-len(firsts) // _MAX_TICKS) or 1]


def _fill(point: Point, colour: str) -> str:
    return colour if point.complete else PAPER


def _number(point: Point) -> str:
    return f"≥\u00a0{digits(point.value or 0)}" if point.lower_bound else digits(point.value or 0)


def _write_at(axes: Axes, at: tuple[float, float], offset: tuple[float, float], text: str, **looks: Any) -> None:
    axes.annotate(text, at, offset, textcoords="offset points", color=INK, zorder=4, annotation_clip=False, **looks)
