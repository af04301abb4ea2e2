"""Pictures of what was counted, as SVG or PNG for a paper or a slide.

Colours are of matplotlib's cividis, which people with any colour vision and a printer without
colour tell apart; no text is read as mathematics; the same figures give the same bytes.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sscmsc.errors import UsageError
from sscmsc.text import visible

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DPI = 300
#: Inches for a cell of a heat map, and for a letter of a label, of this size in points.
CELL, LETTER, POINTS = 0.55, 0.085, 9
#: Inches of the cells of a picture together.
WIDEST = 10
#: Cells above this number are not written in: they would be too small to read.
WRITTEN = 400
LEAST_TOP = 0.15
COLOURS = "cividis"


def heat_map(
    rows: Sequence[str],
    columns: Sequence[str],
    shares: Sequence[Sequence[float | None]],
    written: Sequence[Sequence[str]],
    *,
    legend: str,
    kind: str,
) -> bytes:
    """A grid of coloured cells: `shares` from 0 to 1 give the colour, None leaves a cell empty;
    `written` stands in the cells. `kind` is `svg` or `png`. The scale ends at the largest share,
    and not below `LEAST_TOP`, so that slight differences do not look large.

    Raises `UsageError` where matplotlib is not installed.
    """
    names_beside = max((len(one) for one in rows), default=0) * LETTER + 0.3
    names_above = max((len(one) for one in columns), default=0) * LETTER + 0.3
    cell = max(0.12, min(CELL, WIDEST / max(len(rows), len(columns), 1)))
    width = names_beside + cell * len(columns) + 1.3
    height = names_above + cell * len(rows) + 0.3
    figure = new_figure(max(width, 3.2), max(height, 2.0))
    axes = figure.add_axes(
        (names_beside / max(width, 3.2), 0.2 / max(height, 2.0),
         cell * len(columns) / max(width, 3.2), cell * len(rows) / max(height, 2.0))
    )  # fmt: skip
    top = max(LEAST_TOP, *(one or 0.0 for row in shares for one in row), 0.0)
    # Not imshow: in an SVG that is a bitmap of the whole picture, which takes seconds to make.
    image = axes.pcolormesh(
        [one - 0.5 for one in range(len(columns) + 1)],
        [one - 0.5 for one in range(len(rows) + 1)],
        [[float("nan") if one is None else one for one in row] for row in shares],
        cmap=COLOURS, vmin=0, vmax=top, edgecolors="white", linewidth=cell * 2,
        rasterized=len(rows) * len(columns) > WRITTEN,
    )  # fmt: skip
    axes.invert_yaxis()
    size = min(POINTS, cell * 60)
    axes.set_xticks(range(len(columns)), [visible(one) for one in columns], fontsize=size)
    axes.set_yticks(range(len(rows)), [visible(one) for one in rows], fontsize=size)
    axes.tick_params(top=True, labeltop=True, bottom=False, labelbottom=False, length=0)
    for label in axes.get_xticklabels():
        label.set(rotation=90, ha="center", va="bottom")
    if len(rows) * len(columns) <= WRITTEN:
        _write_cells(axes, [[one and one / top for one in row] for row in shares], written, size)
    for side in axes.spines.values():
        side.set_visible(False)
    bar = figure.colorbar(image, ax=axes, fraction=0.05, pad=0.04)
    bar.set_label(legend, fontsize=POINTS)
    bar.ax.tick_params(labelsize=POINTS - 1)
    return saved(figure, kind)


def _write_cells(
    axes: Axes, shares: Sequence[Sequence[float | None]], written: Sequence[Sequence[str]],
    size: float,
) -> None:  # fmt: skip
    for row, (values, texts) in enumerate(zip(shares, written, strict=True)):
        for column, (value, text) in enumerate(zip(values, texts, strict=True)):
            if text:
                axes.text(
                    column, row, text, ha="center", va="center", fontsize=size * 0.85,
                    color="black" if value is None or value > 0.55 else "white",
                )  # fmt: skip


def new_figure(width: float, height: float) -> Figure:
    """An empty picture of so many inches. Raises `UsageError` where matplotlib is not there."""
    try:
        import matplotlib as mpl
        from matplotlib.figure import Figure
    except ImportError as error:
        raise UsageError(
            "pictures need matplotlib, which is not installed",
            hint="`pip install 'sscmsc[plots]'` brings it.",
        ) from error
    mpl.rcParams.update(
        {
            "text.parse_math": False, "svg.hashsalt": "sscmsc", "svg.fonttype": "path",
            "font.family": "DejaVu Sans", "axes.unicode_minus": False,
        }
    )  # fmt: skip
    return Figure(figsize=(width, height), dpi=DPI)


def saved(figure: Figure, kind: str) -> bytes:
    """The picture as bytes, without a date in it, as large as what is drawn."""
    data = io.BytesIO()
    said = {"Date": None, "Creator": None} if kind == "svg" else {"Software": None}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # a letter that no font has is a box
        figure.savefig(data, format=kind, metadata=said, bbox_inches="tight", pad_inches=0.08)
    return data.getvalue()


def for_screen(png: bytes) -> bytes:
    """A picture of half the size in few colours, for a page that holds it beside much else."""
    from PIL import Image

    with Image.open(io.BytesIO(png)) as image:
        size = (max(1, image.width // 2), max(1, image.height // 2))
        small = (
            image.convert("RGB")
            .resize(size, Image.Resampling.LANCZOS)
            .quantize(128, Image.Quantize.FASTOCTREE)
        )
    data = io.BytesIO()
    small.save(data, format="PNG", optimize=True)
    return data.getvalue()
