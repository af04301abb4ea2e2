"""The parts of a report page below its list of works: matrix, reviews, overlap."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from sscmsc.completeness import completeness
from sscmsc.entry import Entry
from sscmsc.graph_files import Drawn
from sscmsc.library import Library
from sscmsc.overlap import ordered_pairs, pairs, percent
from sscmsc.overlap_lists import Inclusions
from sscmsc.overlap_picture import draw_overlap
from sscmsc.plots_bars import Bars, draw_bars
from sscmsc.report_page import Section, picture, table, text
from sscmsc.tally import Units
from sscmsc.tally_matrix import Axis, Cell, Matrix, make_axis, make_matrix
from sscmsc.tally_years import year_axis
from sscmsc.text import harmless
from sscmsc.vocabulary import Vocabulary

OTHER = "Unclassified"
#: So many pairs of reviews are listed; the picture shows all.
PAIRS = 200
#: So many works of the network are listed.
NODES = 20


def matrix_part(entries: Sequence[Entry], vocabulary: Vocabulary) -> Section | None:
    """The evidence matrix of diseases and therapies, each cell a button that shows its works;
    None where no work has either."""
    axes = tuple(make_axis(entries, facet, vocabulary) for facet in ("disease", "therapy"))
    if any(len(axis.values) < 2 for axis in axes):
        return None
    matrix = make_matrix(axes, Units(entries, by_trial=False), len(entries))
    html = "".join(_matrix(matrix))
    return Section("matrix", f"{axes[0].title} and {axes[1].title.lower()}", html)


def _matrix(matrix: Matrix) -> Iterator[str]:
    rows, columns = matrix.axes
    cells = matrix.by_values
    most = max((cell.sum.works for cell in matrix.cells), default=0)
    caption = (
        f"Number of works for each {rows.title.lower()} and {columns.title.lower()}; a work with "
        "several counts in each. A cell shows its works above."
    )
    yield (
        f'<div class="scroll" tabindex="0" role="region" aria-label="Evidence matrix">'
        f'<table class="grid"><caption>{text(caption)}</caption><thead><tr><td></td>'
    )
    for value in columns.values:
        yield f'<th scope="col"{_kind(value)}>{text(value or OTHER)}</th>'
    yield '<th scope="col">All</th></tr></thead><tbody>'
    for row, whole in zip(rows.values, matrix.rows, strict=True):
        yield f'<tr><th scope="row"{_kind(row)}>{text(row or OTHER)}</th>'
        for column in columns.values:
            yield _cell(cells[row, column], matrix.axes, most)
        yield _cell(whole, (rows,), 0) + "</tr>"
    yield '<tr><th scope="row">All</th>'
    for whole in matrix.columns:
        yield _cell(whole, (columns,), 0)
    yield f"<td>{matrix.whole.sum.works}</td></tr></tbody></table></div>"


def _kind(value: str | None) -> str:
    return "" if value is not None else ' class="other"'


def _cell(cell: Cell, axes: Sequence[Axis], most: int) -> str:
    number = cell.sum.works
    if not number:
        return "<td></td>"
    names = [axis.facet for axis in axes]
    values = dict(zip(names, (harmless(one or "") for one in cell.values), strict=True))
    said = " and ".join(one or OTHER.lower() for one in cell.values)
    shade = f' class="h{1 + (number * 4) // most}"' if most else ""
    return (
        f"<td{shade}><button type=\"button\" data-values='{_attribute(json.dumps(values))}' "
        f'aria-label="{text(f"{number} on {said}")}">{number}</button></td>'
    )


def _attribute(value: str) -> str:
    return text(value)


def timeline_part(entries: Sequence[Entry]) -> Section | None:
    """Works by year, as bars and as a table that unfolds; None where no work has a year."""
    axis = year_axis(entries)
    counts = [mask.bit_count() for mask in axis.works]
    years = [int(one) for one in axis.values if one is not None]
    if not years:
        return None
    svg = draw_bars(
        [Bars("", tuple(counts[: len(years)]))], years, across="year", up="works", kind="svg"
    )
    drawn = picture(svg, f"Bars: works a year from {years[0]} to {years[-1]}; figures below.")
    rows = [
        (label, number) for label, number in zip(axis.labels, counts, strict=True) if number
    ]  # fmt: skip
    figures = table(("Year", "Works"), rows, caption="Works a year")
    html = f"{drawn}<details><summary>Figures</summary>{figures}</details>"
    return Section("timeline", "Timeline", html)


def network_part(drawn: Drawn, shown: bytes, left_out: int) -> Section:
    """Who cites whom: a picture of the network, and its works with most links."""
    network = drawn.network
    degrees = network.degrees()
    order = sorted(range(len(network.works)), key=lambda at: (-sum(degrees[at]), at))
    rows = [
        (network.works[at].citekey, *degrees[at], drawn.communities.numbers[at])
        for at in order[:NODES]
    ]
    caption = f"Works with most links, {len(rows)} of {len(network.works)}"
    figures = table(("Work", "Cited", "Cites", "Community"), rows, caption=caption)
    more = f" {left_out} works with fewer links are left out." if left_out else ""
    figure = picture(
        shown,
        f"Citation network of {len(network.works)} works and {len(network.links)} links; the table "
        "below lists those with most links.",
        "Marks of one colour and shape are a community, which cites within itself more than "
        f"beyond.{more}",
    )
    return Section("network", "Who cites whom", figure + figures)


def reviews_part(library: Library, reviews: Sequence[Entry]) -> Section | None:
    """How complete the lists of reviews are; None where there is no review with a list."""
    rows = []
    for one in reviews:
        if one.references is None:
            continue
        found = completeness(one.references, library)
        share = f"{100 * found.resolved // found.lines} %" if found.lines else ""
        rows.append(
            (one.citekey, found.lines, found.resolved, found.identified, found.unresolved,
             found.full, found.short_of, share)
        )  # fmt: skip
    if not rows:
        return None
    head = ("Review", "Lines", "Resolved", "Identified only", "Unresolved", "Full records",
            "Not held", "Complete")  # fmt: skip
    caption = "Reference lists: what of each is resolved to a work"
    return Section("reviews", "Reviews", table(head, rows, caption=caption))


def overlap_part(found: Inclusions, told: Sequence[str]) -> Section:
    """How far reviews rest on the same works: what it rests on, a heat map and its figures."""
    grid = found.grid
    drawn = picture(
        draw_overlap(grid, "svg"),
        f"Heat map of the overlap of {len(grid.reviews)} reviews; the table below has its figures.",
        "Colour: corrected covered area of two reviews. Numbers: works that both cite; on the "
        "diagonal, works that one cites.",
    )
    rows = [
        (one.first, one.second, one.shared, one.together, percent(one.cover.area))
        for one in ordered_pairs(pairs(grid))
    ]
    head = ("Review", "and", "Shared", "Together", "CCA")
    caption = "Works that every two reviews share"
    if len(rows) > PAIRS:
        caption = f"The {PAIRS} of {len(rows)} pairs of reviews that overlap most"
    figures = table(head, rows[:PAIRS], caption=caption)
    lines = "".join(f"<li>{text(one[:1].upper() + one[1:])}</li>" for one in told)
    return Section("overlap", "Overlap", f"<ul>{lines}</ul>{drawn}{figures}")
