"""Pictures: no text lies over another, whatever is drawn, and the same figures give the same bytes.

The texts are measured where matplotlib draws them, for one value and for very many.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from itertools import combinations
from typing import TYPE_CHECKING

import pytest

from sscmsc import plots_bars, plots_graph, plots_panels
from sscmsc.errors import UsageError
from sscmsc.graph import find_communities, make_network
from sscmsc.library import Library
from sscmsc.plots_bars import Bars, draw_bars, draw_ranked
from sscmsc.plots_graph import Dot, Line, draw_network
from sscmsc.plots_panels import Panel, clipped, draw_panels

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LONG = "a very long name of a thing that nobody can remember, and "
Drawing = Callable[[str], bytes]


def panels(rows: int, columns: int, several: int = 1, most: int = 30, name: str = "") -> Drawing:
    chance = random.Random(rows)
    grids = []
    for at in range(several):
        counts = tuple(
            tuple(chance.randint(0, most) for _ in range(columns + 1)) for _ in range(rows + 1)
        )
        written = tuple(tuple(f"{one} ({one * 97})" for one in row) for row in counts)
        grids.append(Panel(f"{name}design {at}" if several > 1 else "", counts, written))
    return lambda kind: draw_panels(
        [f"{name}disease {at}" for at in range(rows)],
        [f"{name}therapy {at}" for at in range(columns)],
        grids, legend="trials and other works", other="Unclassified", kind=kind,
    )  # fmt: skip


def bars(series: int, years: int, most: int = 40, name: str = "") -> Drawing:
    chance = random.Random(series)
    places = list(range(2025 - years, 2025))
    held = [
        Bars(f"{name}value {at}", tuple(chance.randint(0, most) for _ in places))
        for at in range(series)
    ]
    return lambda kind: draw_bars(held, places, across="year", up="works", kind=kind)


def ranked(number: int, name: str = "") -> Drawing:
    names = [f"{name}journal {at}" for at in range(number)]
    numbers = [10 * (number - at) for at in range(number)]
    return lambda kind: draw_ranked(names, numbers, across="works", kind=kind)


def network(number: int, communities: int, name: str = "") -> Drawing:
    chance = random.Random(number)
    dots = [
        Dot(f"{name}Amsel{at}", (chance.random(), chance.random()), at % communities + 1, at)
        for at in range(number)
    ]
    lines = [Line(at, at - 1, at % 3 + 1, at < 4) for at in range(1, number)]
    return lambda kind: draw_network(
        dots, lines, directed=True, legend=f"{number} works, cites", kind=kind
    )


DRAWINGS = {
    "one cell": panels(0, 0), "one value": panels(1, 1), "30 by 7": panels(7, 30, most=999),
    "long labels": panels(4, 3, 3, name=LONG), "three grids": panels(3, 6, 3),
    "one bar": bars(1, 1), "40 years": bars(1, 40), "40 years of 30 values": bars(30, 40, 999),
    "long names": bars(5, 12, name=LONG), "300 years": bars(2, 300), "two years": bars(2, 2),
    "ranked": ranked(30), "one journal": ranked(1), "long journals": ranked(12, LONG),
    "one work": network(1, 1), "some works": network(30, 4), "many works": network(120, 12),
    "long keys": network(40, 2, LONG),
}  # fmt: skip


def overlapping(figure: Figure) -> list[tuple[str, str]]:
    """The texts that lie over each other by more than a hair."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.text import Text

    figure.set_dpi(100)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()  # type: ignore[no-untyped-call]
    renderer = canvas.get_renderer()  # type: ignore[no-untyped-call]
    shown = []
    for one in figure.findobj(Text):
        assert isinstance(one, Text)
        visible = one.get_visible() and one.get_text().strip()
        if visible and one.figure is not None:
            shown.append((one.get_text(), one.get_window_extent(renderer).padded(-0.5)))
    return [
        (text, other)
        for (text, box), (other, there) in combinations(shown, 2)
        if box.overlaps(there) and box.bounds != there.bounds
    ]


@pytest.mark.parametrize("name", DRAWINGS)
def test_no_text_lies_over_another(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    figures: list[Figure] = []

    def kept(figure: Figure, kind: str) -> bytes:
        figures.append(figure)
        return b""

    for module in (plots_panels, plots_bars, plots_graph):
        monkeypatch.setattr(module, "saved", kept)
    DRAWINGS[name]("png")
    assert overlapping(figures[0]) == []


@pytest.mark.parametrize("name", ["one value", "some works"])
def test_the_same_figures_give_the_same_bytes(name: str) -> None:
    drawn = DRAWINGS[name]("svg")
    assert drawn == DRAWINGS[name]("svg")
    assert b"<dc:date>" not in drawn
    assert DRAWINGS[name]("png").startswith(b"\x89PNG")


def test_hostile_names_are_text() -> None:
    """`$` begins no formula, and what no letter stands for is shown."""
    name = "$\\frac{1}{2}$ \x1b[2J\n<script>"
    drawn = draw_ranked([name], [1], across=name, kind="svg")
    assert b"<script" not in drawn
    assert clipped(name) == "$\\frac{1}{2}$ \\x1b[2J <script>"
    assert clipped("x" * 99) == "x" * 33 + "…"


@pytest.mark.parametrize(
    ("library", "asked"),
    [
        ("matplotlib", lambda: DRAWINGS["one bar"]("png")),
        ("networkx", lambda: find_communities(make_network(Library(), ()))),
    ],
)
def test_without_the_library_it_says_what_to_install(
    library: str, asked: Callable[[], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(UsageError, match=f"need {library}, which is not installed") as told:
        asked()
    assert "pip install 'sscmsc[" in told.value.hint
