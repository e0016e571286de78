"""A table as a chart that can be printed: title, legend, plots, source and release; from right to left in Arabic."""

import textwrap
from collections.abc import Mapping
from itertools import count
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from api.render.chart_lines import Chart, chart_of
from api.render.chart_markup import markup
from api.render.chart_plots import COLOURS, GREY, INK, MARKERS, PAPER, plot, plot_panel, shows_printed
from api.text.labels import label

# Text stays text; the same question gives the same bytes.
mpl.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "chart", "font.family": "DejaVu Sans", "font.size": 9})

_LEGEND_COLUMNS, _PANEL_COLUMNS = 3, 4
_TITLE_LETTERS, _LETTERS, _NOTE_LETTERS, _PANEL_LETTERS = 66, 105, 125, 30
# Inches.
_WIDTH, _SIDE, _TOP, _TITLE, _TEXT, _NOTE = 9.0, 0.25, 0.4, 0.3, 0.22, 0.17
_PLOT, _BAR, _PANEL, _SCALE, _NAMES, _FOOT = 3.3, 0.34, 1.55, 0.6, 2.5, 0.55


def render_svg(body: Mapping[str, Any]) -> bytes:
    """The chart as SVG."""
    chart = chart_of(body)
    names = [line.name for line in chart.lines if line.name] or chart.ticks
    shown = f"{chart.measure}: {('، ' if chart.rtl else ', ').join(names)}"
    first, last = body["meta"]["coverage"]["start"], body["meta"]["coverage"]["end"]
    described = label("chart", chart.language, title=chart.title, shown=shown, first=first, last=last)
    return markup(_draw(chart), chart.language, chart.title, " ".join([described, *chart.notes]))


def _draw(chart: Chart) -> Figure:
    """Text from the top down, then the plots, then the notes, each as high as it needs to be."""
    paneled = len(chart.lines) > len(COLOURS)
    titles, subtitles = _wrapped(chart.title, _TITLE_LETTERS), _wrapped(chart.subtitle, _LETTERS)
    signs = [] if paneled else _signs(chart)
    notes = [line for note in chart.notes for line in _wrapped(note, _NOTE_LETTERS)]
    heading = _TOP + _TITLE * len(titles) + _TEXT * len(subtitles) + 0.05
    above = heading + _TEXT * -(-len(signs) // _LEGEND_COLUMNS) + 0.3
    below = _SIDE + _NOTE * len(notes) + (0.2 if paneled else _FOOT)
    figure = Figure(figsize=(_WIDTH, above + _plots_height(chart, paneled=paneled) + below), facecolor=PAPER)
    lines = [(text, _TITLE, {"fontsize": 14, "fontweight": "bold", "color": INK}) for text in titles]
    lines += [(text, _TEXT, {"fontsize": 9.5, "color": GREY}) for text in subtitles]
    at = _TOP
    for text, height, looks in lines:
        _write(figure, chart, (_SIDE, at), text, **looks)
        at += height
    for place, (name, sign) in enumerate(signs):
        _write_sign(figure, chart, (heading + _TEXT * (place // _LEGEND_COLUMNS), place % _LEGEND_COLUMNS), name, sign)
    _write(figure, chart, (_SIDE, above - 0.05), chart.measure, fontsize=8.5, color=INK)
    _draw_plots(figure, chart, (above, below), paneled=paneled)
    for note, inches in zip(reversed(notes), count(_SIDE, _NOTE), strict=False):
        _write(figure, chart, (_SIDE, figure.get_figheight() - inches), note, fontsize=7.5, color=GREY)
    return figure


def _plots_height(chart: Chart, *, paneled: bool) -> float:
    if paneled:
        return _PANEL * -(-len(chart.lines) // _PANEL_COLUMNS)
    return _PLOT if chart.unit else max(1.0, _BAR * len(chart.ticks))


def _draw_plots(figure: Figure, chart: Chart, around: tuple[float, float], *, paneled: bool) -> None:
    above, below = around
    if not paneled:
        side = _SCALE if chart.unit else _NAMES
        plot(_axes(figure, chart, (side, below, _WIDTH - side - _SIDE, figure.get_figheight() - above - below - 0.1)), chart)
        return
    greatest = max((point.value or 0 for line in chart.lines for point in line.points), default=0) or 1
    width = (_WIDTH - _SCALE - _SIDE) / _PANEL_COLUMNS
    for place, line in enumerate(chart.lines):
        row, column = divmod(place, _PANEL_COLUMNS)
        bottom = figure.get_figheight() - above - _PANEL * (row + 1) + 0.25
        axes = _axes(figure, chart, (_SCALE + column * width, bottom, width - 0.2, _PANEL - 0.85))
        plot_panel(axes, chart, line, greatest, outermost=column == 0)
        top = above + _PANEL * row + 0.25
        for text, inches in zip(reversed(_wrapped(line.name, _PANEL_LETTERS)), count(top, -0.15), strict=False):
            _write(figure, chart, (_SCALE + column * width, inches), text, fontsize=8.5, color=INK)


def _axes(figure: Figure, chart: Chart, inches: tuple[float, float, float, float]) -> Axes:
    """Axes at (side, bottom, width, height), the side being that where reading starts."""
    side, bottom, width, height = inches
    left = _WIDTH - side - width if chart.rtl else side
    tall = figure.get_figheight()
    axes = figure.add_axes((left / _WIDTH, bottom / tall, width / _WIDTH, height / tall))
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(INK)
    axes.tick_params(length=0, colors=GREY)
    return axes


def _write(figure: Figure, chart: Chart, inches: tuple[float, float], text: str, **looks: Any) -> None:
    """A line of text, so far from the side where reading starts and from the top."""
    side, top = inches
    x = (_WIDTH - side if chart.rtl else side) / _WIDTH
    figure.text(x, 1 - top / figure.get_figheight(), text, ha="right" if chart.rtl else "left", parse_math=False, **looks)


def _signs(chart: Chart) -> list[tuple[str, Line2D]]:
    """The legend: a sign for each line that has a name, and one for printed totals where they are drawn."""
    found = [
        (line.name, Line2D([], [], color=colour, marker=marker, markersize=6))
        for line, colour, marker in zip(chart.lines, COLOURS, MARKERS, strict=False)
        if line.name
    ]
    if shows_printed(chart):
        found.append((label("published_total", chart.language), Line2D([], [], color=INK, linewidth=2)))
    return found


def _write_sign(figure: Figure, chart: Chart, at: tuple[float, int], name: str, sign: Line2D) -> None:
    """An entry of the legend: its distance from the top, and its column counted from where reading starts."""
    top, column = at
    side = _SIDE + column * (_WIDTH - 2 * _SIDE) / _LEGEND_COLUMNS
    ends = [side, side + 0.14, side + 0.28]
    height = figure.get_figheight()
    sign.set_data([(_WIDTH - end if chart.rtl else end) / _WIDTH for end in ends], [1 - (top - 0.045) / height] * 3)
    sign.set_markevery([1])
    sign.set_transform(figure.transFigure)
    figure.add_artist(sign)
    _write(figure, chart, (side + 0.38, top), name, fontsize=9, color=INK)


def _wrapped(text: str, letters: int) -> list[str]:
    return textwrap.wrap(text, letters, break_long_words=False, break_on_hyphens=False)
