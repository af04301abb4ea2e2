"""Pictures of counts as bars: over years or ages, a small one for each value; or ranked names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from sscmsc.plots import LETTER, POINTS, new_figure, saved
from sscmsc.plots_panels import GREY, clipped

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: The blue of cividis, dark enough for print without colour.
COLOUR = "#3b5b8c"
#: From so many series on there are several beside each other.
ALONE = 1
BESIDE = 3
#: Inches of a picture of one series, and of each of several.
LARGE = (6.2, 2.4)
SMALL = (2.0, 1.05)
#: Letters of the name of a series that have room above it.
NAME = 28


class Bars(NamedTuple):
    """A series: its name, and a number for each place on the common scale."""

    name: str
    numbers: tuple[int, ...]


def draw_bars(
    series: Sequence[Bars], places: Sequence[int], *, across: str, up: str, kind: str
) -> bytes:
    """Bars over `places`, which are whole numbers in order; one series a picture, all to one
    scale, so that series are compared without a legend of colours.

    Raises `UsageError` where matplotlib is not installed.
    """
    wide, high = LARGE if len(series) <= ALONE else SMALL
    beside = min(BESIDE, max(len(series), 1))
    rows = -(-len(series) // beside)
    left, below, above, gap = 0.62, 0.42, 0.3, 0.34
    width = left + beside * (wide + gap)
    height = below + rows * (high + above + 0.12)
    figure = new_figure(width, height)
    top = max((one for bars in series for one in bars.numbers), default=0)
    for number, bars in enumerate(series):
        row, column = divmod(number, beside)
        x = left + column * (wide + gap)
        y = height - (row + 1) * (high + above + 0.12) + 0.12
        axes = figure.add_axes((x / width, y / height, wide / width, high / height))
        lowest = number + beside >= len(series)
        _draw_series(axes, bars, places, max(top, 1), steps=wide / 0.5)
        axes.tick_params(labelbottom=lowest, labelleft=not column, left=not column)
        if len(series) > 1:
            axes.set_title(clipped(bars.name, NAME), fontsize=POINTS - 1, loc="left", pad=3)
    middle = (left + (beside * (wide + gap) - gap) / 2) / width
    figure.text(middle, 0.12 / height, across, ha="center", va="bottom", fontsize=POINTS)
    y = (below + (rows * (high + above + 0.12) - above) / 2) / height
    figure.text(0.05 / width, y, up, ha="left", va="center", rotation=90, fontsize=POINTS)
    return saved(figure, kind)


def _draw_series(axes: Axes, bars: Bars, places: Sequence[int], top: int, *, steps: float) -> None:
    from matplotlib.ticker import MaxNLocator

    first, last = (places[0], places[-1]) if places else (0, 0)
    axes.bar(places, bars.numbers, width=0.8, color=COLOUR, linewidth=0)
    least = 4 if last - first < 4 else 0
    axes.set_xlim(min(first - 0.7, (first + last - least) / 2 - 0.7),
                  max(last + 0.7, (first + last + least) / 2 + 0.7))  # fmt: skip
    axes.set_ylim(0, top * 1.08)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=4, integer=True, min_n_ticks=1))
    shown = _ticks(first, last, max(2, int(steps)))
    axes.set_xticks(shown, [str(one) for one in shown])
    axes.tick_params(labelsize=POINTS - 2, length=2, color=GREY)
    axes.grid(axis="y", color="#e4e4e4", linewidth=0.6)
    axes.set_axisbelow(True)
    for name, side in axes.spines.items():
        side.set(visible=name == "bottom", color=GREY, linewidth=0.6)


def _ticks(first: int, last: int, most: int) -> list[int]:
    """Whole numbers from the first to the last that stand at even distances, `most` of them."""
    for step in (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000):
        start = -(-first // step) * step
        found = list(range(start, last + 1, step))
        if found and len(found) <= most:
            return found
    return [first]


def draw_ranked(names: Sequence[str], numbers: Sequence[int], *, across: str, kind: str) -> bytes:
    """A bar for each name, the first at the top, its number at its end.

    Raises `UsageError` where matplotlib is not installed.
    """
    labels = [clipped(one, 44) for one in names]
    left = max((len(one) for one in labels), default=0) * LETTER + 0.2
    each = 0.22
    wide, tall = 3.6, max(len(labels), 1) * each
    width, height = left + wide + 0.5, tall + 0.7
    figure = new_figure(width, height)
    axes = figure.add_axes((left / width, 0.5 / height, wide / width, tall / height))
    rows = range(len(labels))
    axes.barh(rows, numbers, height=0.7, color=COLOUR, linewidth=0)
    top = max((1, *numbers))
    for row, number in zip(rows, numbers, strict=True):
        axes.text(number + top * 0.015, row, str(number), va="center", fontsize=POINTS - 2)
    axes.set_yticks(rows, labels, fontsize=POINTS)
    axes.set_ylim(len(labels) - 0.5, -0.5)
    axes.set_xlim(0, top * 1.1)
    axes.set_xticks([])
    axes.set_xlabel(across, fontsize=POINTS)
    axes.tick_params(length=0)
    for name, side in axes.spines.items():
        side.set(visible=name == "left", color=GREY, linewidth=0.6)
    return saved(figure, kind)
