"""A picture of a network: works as marks of their community, links as lines, names that fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from sscmsc.plots import POINTS, new_figure, saved
from sscmsc.plots_panels import GREY, clipped

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Colours that people with any colour vision tell apart (Okabe and Ito,
#: https://jfly.uni-koeln.de/color/), each with a mark of its own; the rest is grey.
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442")
MARKS = "os^DvPX"
REST = ("#999999", "o")
#: Inches of the picture without its margins, and of the largest and smallest mark.
SIDE, LARGEST, SMALLEST = 6.4, 0.26, 0.09
LETTER, LINE = 0.06, 0.13
#: From so many links on they have no heads.
HEADS = 250


class Dot(NamedTuple):
    """A work: its name, place, community from 1 on, and weight."""

    name: str
    place: tuple[float, float]
    community: int
    weight: int


class Line(NamedTuple):
    """A link from one work to another, by their numbers; the main path is drawn dark."""

    source: int
    target: int
    weight: int
    main: bool


def draw_network(
    dots: Sequence[Dot], lines: Sequence[Line], *, directed: bool, legend: str, kind: str
) -> bytes:
    """The network. Names are written at works of most weight first, and left out where they would
    lie over another. Raises `UsageError` where matplotlib is not installed.
    """
    figure = new_figure(SIDE + 1.4, SIDE + 0.6)
    axes = figure.add_axes((0.7 / (SIDE + 1.4), 0.5 / (SIDE + 0.6),
                            SIDE / (SIDE + 1.4), SIDE / (SIDE + 0.6)))  # fmt: skip
    axes.set(xlim=(0, SIDE), ylim=(0, SIDE), aspect="equal")
    axes.set_axis_off()
    places = _spread([one.place for one in dots])
    sizes = _sizes(dots)
    _draw_lines(axes, lines, places, sizes, heads=directed and len(lines) <= HEADS)
    numbers = sorted({one.community for one in dots})
    for number in numbers:
        own = [at for at, one in enumerate(dots) if one.community == number]
        colour, mark = _look(number)
        axes.scatter(
            [places[at][0] for at in own], [places[at][1] for at in own],
            s=[(sizes[at] * 72) ** 2 for at in own], c=colour, marker=mark, edgecolors="white",
            linewidths=0.7, zorder=3,
        )  # fmt: skip
    _draw_names(axes, dots, places, sizes)
    _explain(axes, [one.community for one in dots], numbers, legend)
    return saved(figure, kind)


def _look(number: int) -> tuple[str, str]:
    return (COLOURS[number - 1], MARKS[number - 1]) if number <= len(COLOURS) else REST


def _spread(places: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Places made to fill the square, one that stands alone in its middle."""
    if not places:
        return []
    xs, ys = [one[0] for one in places], [one[1] for one in places]
    span = max(max(xs) - min(xs), max(ys) - min(ys)) or 1.0
    room = SIDE - 2 * LARGEST
    middle = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2
    return [
        (SIDE / 2 + (x - middle[0]) / span * room, SIDE / 2 + (y - middle[1]) / span * room)
        for x, y in places
    ]


def _sizes(dots: Sequence[Dot]) -> list[float]:
    """The width of each mark in inches: its area grows with the weight."""
    most = max((one.weight for one in dots), default=0) or 1
    crowded = min(1.0, (60 / max(len(dots), 1)) ** 0.5)
    least = SMALLEST * max(crowded, 0.5)
    return [least + (LARGEST * max(crowded, 0.5) - least) * (one.weight / most) ** 0.5
            for one in dots]  # fmt: skip


def _draw_lines(
    axes: Axes,
    lines: Sequence[Line],
    places: Sequence[tuple[float, float]],
    sizes: Sequence[float],
    *,
    heads: bool,
) -> None:
    from matplotlib.collections import LineCollection

    most = max((one.weight for one in lines), default=1)
    pale = max(0.12, min(0.6, 40 / max(len(lines), 1)))
    widths = [0.5 + 1.6 * (one.weight - 1) / max(most - 1, 1) for one in lines]
    if not heads:
        plain = [at for at, one in enumerate(lines) if not one.main]
        axes.add_collection(LineCollection(
            [(places[lines[at].source], places[lines[at].target]) for at in plain],
            linewidths=[widths[at] for at in plain], colors=GREY, alpha=pale, zorder=1,
        ))  # fmt: skip
    for one, width in zip(lines, widths, strict=True):
        if heads or one.main:
            axes.annotate(
                "", xy=places[one.target], xytext=places[one.source], zorder=2 if one.main else 1,
                arrowprops={
                    "arrowstyle": "-|>", "color": "black" if one.main else GREY,
                    "linewidth": 1.8 if one.main else width, "alpha": 1.0 if one.main else pale,
                    "shrinkA": sizes[one.source] * 36, "shrinkB": sizes[one.target] * 36 + 1,
                    "mutation_scale": 7,
                },
            )  # fmt: skip


def _draw_names(
    axes: Axes,
    dots: Sequence[Dot],
    places: Sequence[tuple[float, float]],
    sizes: Sequence[float],
) -> None:
    from matplotlib.patheffects import withStroke

    halo = [withStroke(linewidth=2, foreground="white")]
    taken = [
        (x - size / 2, y - size / 2, x + size / 2, y + size / 2)
        for (x, y), size in zip(places, sizes, strict=True)
    ]
    for at in sorted(range(len(dots)), key=lambda one: (-dots[one].weight, one)):
        name = clipped(dots[at].name, 24)
        for box in _boxes(places[at], sizes[at], len(name) * LETTER):
            if not any(_overlap(box, other) for other in taken):
                taken.append(box)
                axes.text(
                    (box[0] + box[2]) / 2, (box[1] + box[3]) / 2, name, ha="center", va="center",
                    fontsize=POINTS - 2, zorder=4,
                    path_effects=halo,
                )  # fmt: skip
                break


Box = tuple[float, float, float, float]


def _boxes(place: tuple[float, float], size: float, width: float) -> Iterator[Box]:
    """Where a name may stand: at the right of a mark, at its left, above it, below it."""
    x, y = place
    away = size / 2 + 0.03
    for left, low in (
        (x + away, y - LINE / 2), (x - away - width, y - LINE / 2),
        (x - width / 2, y + away), (x - width / 2, y - away - LINE),
    ):  # fmt: skip
        yield left, low, left + width, low + LINE


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _explain(axes: Axes, communities: Sequence[int], numbers: Sequence[int], legend: str) -> None:
    """What marks and colours stand for, below the picture."""
    from matplotlib.lines import Line2D

    shown = [one for one in numbers if one <= len(COLOURS) and len(numbers) > 1]
    keys = [
        Line2D([], [], linestyle="", color=_look(one)[0], marker=_look(one)[1], markersize=5,
               label=f"community {one} ({communities.count(one)})")
        for one in shown
    ]  # fmt: skip
    rest = sum(1 for one in communities if one > len(COLOURS))
    if rest:
        keys.append(Line2D([], [], linestyle="", color=REST[0], marker=REST[1], markersize=5,
                           label=f"others ({rest})"))  # fmt: skip
    if keys:
        axes.legend(
            handles=keys, loc="upper center", bbox_to_anchor=(0.5, 0.0), ncols=4, frameon=False,
            fontsize=POINTS - 2, handletextpad=0.2, columnspacing=1.0,
        )  # fmt: skip
    axes.text(SIDE / 2, SIDE + 0.05, legend, ha="center", va="bottom", fontsize=POINTS - 1)
