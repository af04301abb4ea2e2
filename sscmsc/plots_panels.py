"""Pictures of an evidence matrix: one grid, or one for each value of a third facet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from sscmsc.plots import LETTER, POINTS, new_figure, saved
from sscmsc.text import visible

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Letters of a label that are drawn, and inches of a cell, of what stands between two grids.
LABEL = 34
CELL, GAP = 0.34, 0.42
#: Inches of the scale of colours: there is room for its name.
SCALE = (1.6, 2.2)
#: Cells of one grid above this number are not written in.
WRITTEN = 1600
GREY = "#555555"
#: Few are light and many dark, so that what is empty, which is white, looks like least.
COLOURS = "cividis_r"


class Panel(NamedTuple):
    """A grid of counts, and what stands in its cells; a row or column of an empty name is set off
    as that of what is unclassified."""

    title: str
    counts: tuple[tuple[int, ...], ...]
    written: tuple[tuple[str, ...], ...]


def clipped(label: str, most: int = LABEL) -> str:
    """A label as it is drawn: in one line, and not longer than there is room for."""
    text = visible(label).replace("\n", " ")
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def draw_panels(
    rows: Sequence[str],
    columns: Sequence[str],
    panels: Sequence[Panel],
    *,
    legend: str,
    other: str,
    kind: str,
) -> bytes:
    """Grids one below the other, with one scale of colours; empty cells stay white.

    `other` names the last row and column, in grey: what has no value. Raises `UsageError` where
    matplotlib is not installed.
    """
    beside = [clipped(one) for one in (*rows, other)]
    above = [clipped(one) for one in (*columns, other)]
    titles = [clipped(panel.title) for panel in panels]
    left = max(*map(len, beside), *(len(one) * 1.2 for one in titles)) * LETTER + 0.2
    head = max(map(len, above)) * LETTER + 0.2
    widest = max((len(one) for panel in panels for row in panel.written for one in row), default=1)
    cell = max(CELL, widest * LETTER * 0.8 + 0.08)
    wide, tall = cell * len(above), CELL * len(beside)
    titled = any(titles)
    step = tall + (GAP if titled else 0)
    width, height = left + wide + 1.1, head + step * len(panels) + 0.2
    figure = new_figure(width, height)
    most = max((one for panel in panels for row in panel.counts for one in row), default=0)
    for number, panel in enumerate(panels):
        bottom = height - head - step * number - tall - (GAP if titled else 0) + 0.1
        axes = figure.add_axes((left / width, bottom / height, wide / width, tall / height))
        _draw_grid(axes, panel, most, cell)
        _label(axes, beside, above if not number else [])
        if titles[number]:
            axes.text(
                0.1 - left / cell - 0.5, -0.9, titles[number],
                fontsize=POINTS, fontweight="bold", va="center",
            )  # fmt: skip
    high = max(SCALE[0], min(tall, SCALE[1]))
    bottom = height - head - high - (GAP if titled else 0) + 0.1
    place = ((left + wide + 0.2) / width, bottom / height, 0.14 / width, high / height)
    _scale(figure.add_axes(place), max(most, 1), legend, ticks=max(1, int(high / 0.3)))
    return saved(figure, kind)


def _draw_grid(axes: Axes, panel: Panel, most: int, cell: float) -> None:
    shown = [[float(one) if one else float("nan") for one in row] for row in panel.counts]
    axes.imshow(shown, cmap=COLOURS, vmin=0, vmax=max(most, 1), aspect="auto")
    high, wide = len(panel.counts), len(panel.counts[0])
    if high * wide <= WRITTEN:
        for row, texts in enumerate(panel.written):
            for column, text in enumerate(texts):
                share = panel.counts[row][column] / max(most, 1)
                axes.text(
                    column, row, text, ha="center", va="center", fontsize=POINTS - 2,
                    color="white" if share > 0.45 else "black",
                )  # fmt: skip
    axes.set_xticks([one - 0.5 for one in range(wide + 1)], minor=True)
    axes.set_yticks([one - 0.5 for one in range(high + 1)], minor=True)
    axes.grid(which="minor", color="#dddddd", linewidth=0.6)
    axes.axhline(high - 1.5, color=GREY, linewidth=0.9)
    axes.axvline(wide - 1.5, color=GREY, linewidth=0.9)
    axes.tick_params(which="both", length=0)
    for side in axes.spines.values():
        side.set(color="#dddddd", linewidth=0.6)


def _label(axes: Axes, rows: Sequence[str], columns: Sequence[str]) -> None:
    axes.set_yticks(range(len(rows)), rows, fontsize=POINTS)
    axes.set_xticks(range(len(columns)), columns, fontsize=POINTS)
    axes.tick_params(top=True, labeltop=True, bottom=False, labelbottom=False)
    for label in axes.get_xticklabels():
        label.set(rotation=90, ha="center", va="bottom")
    for labels in (axes.get_xticklabels(), axes.get_yticklabels()):
        for label in labels[-1:]:
            label.set(color=GREY, fontstyle="italic")


def _scale(axes: Axes, most: int, legend: str, *, ticks: int) -> None:
    """The scale of colours beside the grids, with whole numbers."""
    from matplotlib.ticker import MaxNLocator

    axes.imshow(
        [[one / 255 * most] for one in range(256)], cmap=COLOURS, vmin=0, vmax=most,
        aspect="auto", origin="lower", extent=(0, 1, 0, most),
    )  # fmt: skip
    axes.set_xticks([])
    axes.yaxis.set_major_locator(MaxNLocator(nbins=min(ticks, 5), integer=True, min_n_ticks=1))
    axes.yaxis.tick_right()
    axes.yaxis.set_label_position("right")
    axes.set_ylabel(legend, fontsize=POINTS)
    axes.tick_params(labelsize=POINTS - 1)
