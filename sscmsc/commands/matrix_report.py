"""What `sscmsc matrix` prints: a grid, or a row for each cell with its query."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sscmsc.commands.tabulating import TABLE, Told
from sscmsc.commands.wording import counted
from sscmsc.plots_panels import Panel, draw_panels
from sscmsc.present import Json, Screen
from sscmsc.present_cells import GAP, Column, width_of
from sscmsc.tabulated import Value
from sscmsc.tally import Sum
from sscmsc.tally_matrix import Axis, Cell, Label, Matrix
from sscmsc.text import visible

ALL, WORKS, QUERY = "All", "Works", "Query"
MARKDOWN = "md"


def told_of(screen: Screen, matrix: Matrix, shape: str, *, people: bool) -> Told:
    """What is to be printed: a grid for a person, where it has room, else a row for each cell."""
    grid = _grid(matrix, people=people)
    for_person = shape == TABLE and screen.is_terminal
    fits = for_person and _width(grid) <= screen.width
    told = grid if shape == MARKDOWN or fits else _cells(matrix)
    told = _shortened(told) if for_person and not fits else told
    return told._replace(
        json=_json(matrix), caption=_caption(matrix),
        picture=lambda kind: _picture(matrix, kind, people=people),
    )  # fmt: skip


def remarks(matrix: Matrix, *, people: bool = True) -> Iterator[str]:
    """What is to be known of the figures, a line each; of participants only where they count."""
    whole = matrix.whole.sum
    if people and whole.known:
        yield (
            f"{counted(whole.participants, 'participant')} in {whole.known} of {whole.works} "
            f"{counted_noun(matrix)}: primary studies that state a number"
        )
    elif people:
        yield "no primary study here states its number of participants"
    if matrix.by_trial:
        yield (
            f"{counted(whole.reports, 'work')}, reports of one trial counted once; the query of "
            "a cell finds each report"
        )
    elif people and whole.known:
        yield "each report counts, also its participants: --by-trial counts a trial once"
    for axis in matrix.axes:
        if axis.values == (None,):
            yield f"no work has a value of {axis.facet}"


def counted_noun(matrix: Matrix) -> str:
    return "trials and other works" if matrix.by_trial else "works"


def _caption(matrix: Matrix) -> str:
    works = matrix.whole.sum.works
    several = "; one with several values counts for each" if len(matrix.axes) > 1 else ""
    return (f"{works} {counted_noun(matrix)}" if works != 1 else "1 work") + several


def _text(figures: Sum, *, people: bool) -> str | int:
    if people and figures.known:
        return f"{figures.works} ({figures.participants})"
    return figures.works


def _grid(matrix: Matrix, *, people: bool) -> Told:
    """Rows and columns of works; sums at the right and below count no work twice."""
    first, *more = matrix.axes
    third = more[1] if len(more) > 1 else None
    heads = (third.title, first.title) if third else (first.title,)
    names = [visible(one).replace("\n", " ") for one in more[0].labels] if more else ()
    columns = (
        *(Column(one, most=18, style="magenta") for one in heads),
        *(Column(one, most=width_of(one), right=True) for one in names),
        *(() if third else (Column(ALL if more else WORKS, most=6, right=True),)),
    )
    rows: list[tuple[Value, ...]] = []
    for layer in third.values if third else ("",):
        for label, figures in zip(first.values, _sums(matrix, layer), strict=True):
            texts = tuple(_text(one, people=people) for one in figures)
            if third and any(one.works for one in figures):
                rows.append((third.label(layer), first.label(label), *texts[:-1]))
            elif not third:
                rows.append((first.label(label), *texts))
    if not third:
        last = (*(one.sum for one in matrix.columns), matrix.whole.sum)
        rows.append((ALL, *(_text(one, people=people) for one in last)))
    return Told(columns, tuple(rows), None)


def _sums(matrix: Matrix, layer: Label) -> list[tuple[Sum, ...]]:
    """The figures of each row, that of the whole row last; of one value of a third axis."""
    first, *more = matrix.axes
    cells = matrix.by_values
    end = (layer,) if len(more) > 1 else ()
    columns = more[0].values if more else ()
    return [
        (*(cells[(row, column, *end)].sum for column in columns), whole.sum)
        for row, whole in zip(first.values, matrix.rows, strict=True)
    ]


def _width(told: Told) -> int:
    """How wide the grid is on a terminal."""
    widths = [
        max(width_of(one.name), *(width_of(str(row[place])) for row in told.rows))
        for place, one in enumerate(told.columns)
    ]
    return sum(widths) + GAP * (len(widths) - 1)


def _shortened(told: Told) -> Told:
    """Of a row for each cell what a person reads where there is no room for a grid."""
    kept = [
        at for at, one in enumerate(told.columns) if one.name not in ("Reports", "Known", QUERY)
    ]
    works = next(at for at, one in enumerate(told.columns) if one.name == WORKS)
    return Told(
        tuple(told.columns[at] for at in kept),
        tuple(tuple(row[at] for at in kept) for row in told.rows if row[works]), None,
    )  # fmt: skip


def _cells(matrix: Matrix) -> Told:
    """A row for each cell, with its query."""
    columns = (
        *(Column(axis.title, most=18, style="magenta") for axis in matrix.axes),
        Column(WORKS, most=6, right=True), Column("Reports", most=7, right=True),
        Column("Participants", most=12, right=True), Column("Known", most=5, right=True),
        Column(QUERY),
    )  # fmt: skip
    rows = [
        (
            *(axis.label(one) for axis, one in zip(matrix.axes, cell.values, strict=True)),
            *_figures(cell.sum),
            cell.query,
        )
        for cell in matrix.cells
    ]
    return Told(columns, tuple(rows), None)


def _figures(figures: Sum) -> tuple[int, int, int | None, int]:
    people = figures.participants if figures.known else None
    return figures.works, figures.reports, people, figures.known


def _json(matrix: Matrix) -> Json:
    second = matrix.axes[1:2]
    return {
        "facets": [axis.facet for axis in matrix.axes],
        "by_trial": matrix.by_trial,
        **_as_json(matrix.whole, ()),
        "cells": [_as_json(one, matrix.axes) for one in matrix.cells],
        "rows": [_as_json(one, matrix.axes[:1]) for one in matrix.rows],
        "columns": [_as_json(one, second) for one in matrix.columns],
    }


def _as_json(cell: Cell, axes: Sequence[Axis]) -> Mapping[str, Json]:
    works, reports, people, known = _figures(cell.sum)
    values = {axis.facet: value for axis, value in zip(axes, cell.values, strict=True)}
    return {
        **values, "works": works, "reports": reports, "participants": people, "known": known,
        "query": cell.query,
    }  # fmt: skip


def _picture(matrix: Matrix, kind: str, *, people: bool) -> bytes:
    """A grid, or with a third facet one for each of its values that has works."""
    first, second, *more = matrix.axes
    third = more[0] if more else None
    panels = []
    for layer in third.values if third else ("",):
        sums = [row[:-1] for row in _sums(matrix, layer)]
        if third and not any(one.works for row in sums for one in row):
            continue
        counts = tuple(tuple(one.works for one in row) for row in sums)
        written = tuple(
            tuple(str(_text(one, people=people)) if one.works else "" for one in row)
            for row in sums
        )
        panels.append(Panel(third.label(layer) if third else "", counts, written))
    return draw_panels(
        first.labels[:-1], second.labels[:-1], panels,
        legend=counted_noun(matrix), other=first.none, kind=kind,
    )  # fmt: skip
