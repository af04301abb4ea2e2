"""What `sscmsc overlap` prints: pairs of reviews, works and who cites them, or the lists."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from sscmsc.commands.tabulating import Told
from sscmsc.commands.wording import counted, first_few
from sscmsc.library import Library
from sscmsc.overlap import (
    Cover,
    Grid,
    Pair,
    band,
    cover,
    ordered_pairs,
    pairs,
    percent,
    reviews_of,
)
from sscmsc.overlap_lists import Inclusions
from sscmsc.overlap_picture import draw_overlap
from sscmsc.present import Json
from sscmsc.present_cells import Column
from sscmsc.tabulated import Value
from sscmsc.text import plain

#: So many reviews of a list are named where several are told of.
NAMED = 5
ALL, ONE = -1, 0


class Part(NamedTuple):
    """What is shown: `pairs`, `lists` or `works`; works that at least so many reviews cite, or
    `ALL` of them do, or only `ONE`."""

    name: str
    least: int = 1


PAIRS = (
    Column("Review", most=18, style="cyan"), Column("and", most=18, style="cyan"),
    Column("Shared", most=6, right=True), Column("Together", most=8, right=True),
    Column("Jaccard", most=8, right=True), Column("CCA", most=8, right=True), Column("Overlap"),
)  # fmt: skip
LISTS = (
    Column("Review", most=18, style="cyan"), Column("Closed", most=10),
    Column("Lines", most=6, right=True), Column("Works", most=6, right=True),
    Column("Unidentified", most=12, right=True), Column("Other design", most=12, right=True),
    Column("No design", most=9, right=True), Column("Not held", most=8, right=True),
)  # fmt: skip


def told_of(library: Library, found: Inclusions, part: Part) -> Told:
    """What is to be printed of one part; the JSON holds all parts."""
    told = {"pairs": _pairs, "lists": _lists, "works": _works}[part.name](found, part)
    return told._replace(
        json=_json(library, found), caption=told.caption or area_told(found.grid),
        picture=lambda kind: draw_overlap(found.grid, kind),
    )  # fmt: skip


def assumed(found: Inclusions) -> Iterator[str]:
    """The assumptions, a line each."""
    asked, grid = found.assumptions, found.grid
    whole = cover(grid)
    yield (
        f"N = {whole.inclusions} inclusions of r = {whole.works} works in c = {whole.reviews} "
        f"reviews: CCA = (N - r) / (r * c - r{' - X' if whole.zeros else ''})"
        f"{f', X = {whole.zeros}' if whole.zeros else ''}"
    )
    designs = f"works of design {', '.join(sorted(asked.designs))}" if asked.designs else ""
    counted_works = "primary studies only" if asked.primary else designs or "all references count"
    both = f", {designs}" if asked.primary and designs else ""
    yield counted_works + both
    yield "all reports of one trial are one work" if asked.by_trial else "each report is one work"
    if asked.mask_newer:
        yield f"{counted(found.newer, 'cell')} of works newer than the review left out"
    elif found.newer:
        yield (
            f"{counted(found.newer, 'cell')} hold works newer than the review, which could not "
            "cite them: --mask-newer leaves them out"
        )


def missing(found: Inclusions) -> Iterator[str]:
    """What could not be compared, a line each."""
    told = (
        ("incomplete: lines that sources state and that are not held",
         [(one.citekey, one.short_of) for one in found.lists]),
        ("lines that name no work, which are compared with nothing",
         [(one.citekey, one.unidentified) for one in found.lists]),
        ("works of unknown design, which do not count",
         [(one.citekey, one.no_design) for one in found.lists]),
    )  # fmt: skip
    for what, counts in told:
        if named := [f"{citekey} ({number})" for citekey, number in counts if number]:
            yield f"{what}: {first_few(named, NAMED)}"
    if unknown := [one.citekey for one in found.lists if one.is_unknown]:
        yield f"in no figure, as no work of theirs is known: {first_few(unknown, NAMED)}"
    if empty := [one.citekey for one in found.lists if not one.works and not one.is_unknown]:
        yield f"no work of these counts: {first_few(empty, NAMED)}"
    undated = [one.citekey for one in found.lists if one.date is None]
    if undated and found.assumptions.mask_newer:
        yield f"without a date, so that nothing is newer: {first_few(undated, NAMED)}"


def area_told(grid: Grid) -> str:
    """The overall figure in a sentence."""
    area = cover(grid).area
    if not grid.works:
        return "no work counts: there is nothing to compare"
    if area is None:
        return "no work could be cited by two of these reviews"
    if not area:
        return "these reviews share no work: CCA 0.0 %"
    shared = sum(1 for number in range(len(grid.works)) if len(reviews_of(grid, number)) > 1)
    works = counted(len(grid.works), "work")
    return f"CCA {percent(area)}: {band(area)} overlap; {shared} of {works} cited by two or more"


def _pairs(found: Inclusions, part: Part) -> Told:
    rows = [
        (one.first, one.second, one.shared, one.together, _rounded(one.jaccard),
         percent(one.cover.area), _band(one.cover.area))
        for one in ordered_pairs(pairs(found.grid))
    ]  # fmt: skip
    return Told(PAIRS, tuple(rows), None)


def _lists(found: Inclusions, part: Part) -> Told:
    rows = [
        (one.citekey, str(one.date or ""), one.lines, one.works, one.unidentified,
         one.other_design, one.no_design, one.short_of)
        for one in found.lists
    ]  # fmt: skip
    return Told(LISTS, tuple(rows), None)


def _works(found: Inclusions, part: Part) -> Told:
    """A row for each work, a column for each review: 1, 0, or nothing where the work is newer."""
    grid = found.grid
    columns = (
        Column("Work", most=16, style="cyan"), Column("Title"),
        Column("Cited by", most=8, right=True),
        *(Column(one, most=max(4, 48 // len(grid.reviews)), right=True) for one in grid.reviews),
    )  # fmt: skip
    rows: list[tuple[Value, ...]] = []
    for number, work in enumerate(grid.works):
        citing = len(reviews_of(grid, number))
        if _is_asked(citing, len(grid.reviews), part.least):
            cells = tuple(_cell(grid, place, number) for place in range(len(grid.reviews)))
            rows.append((work, plain(found.titles[work]), citing, *cells))
    which = {ALL: "cited by all", ONE: "cited by one only", 1: "cited"}.get(
        part.least, f"cited by {part.least} or more"
    )
    caption = f"{len(rows)} of {counted(len(grid.works), 'work')} {which}"
    return Told(columns, tuple(rows), None, caption)


def _is_asked(citing: int, reviews: int, least: int) -> bool:
    if least == ALL:
        return citing == reviews
    return citing == 1 if least == ONE else citing >= least


def _cell(grid: Grid, review: int, work: int) -> int | None:
    if grid.included[review] >> work & 1:
        return 1
    return None if grid.barred[review] >> work & 1 else 0


def _rounded(share: Fraction | None) -> float | None:
    return None if share is None else round(float(share), 4)


def _band(area: Fraction | None) -> str:
    return "" if area is None else band(area)


def _json(library: Library, found: Inclusions) -> Json:
    grid, asked = found.grid, found.assumptions
    return {
        **_cover(cover(grid)),
        "assumptions": {
            "designs": sorted(asked.designs) if asked.designs is not None else None,
            "primary": asked.primary, "by_trial": asked.by_trial,
            "mask_newer": asked.mask_newer, "newer_cells": found.newer,
        },
        "reviews": [
            {
                "citekey": one.citekey, "closed": str(one.date) if one.date else None,
                "lines": one.lines, "works": one.works, "unidentified": one.unidentified,
                "other_design": one.other_design, "no_design": one.no_design,
                "not_held": one.short_of,
            }
            for one in found.lists
        ],
        "pairs": [_pair(one) for one in pairs(grid)],
        "works": [
            {
                "work": work, "held": work in library, "title": plain(found.titles[work]),
                "cited_by": list(reviews_of(grid, number)),
            }
            for number, work in enumerate(grid.works)
        ],
    }  # fmt: skip


def _pair(one: Pair) -> Json:
    cells = {name: value for name, value in _cover(one.cover).items() if name in ("cca", "zeros")}
    return {
        "first": one.first, "second": one.second, "shared": one.shared,
        "together": one.together, "jaccard": _rounded(one.jaccard), **cells,
        "overlap": _band(one.cover.area),
    }  # fmt: skip


def _cover(one: Cover) -> dict[str, Json]:
    return {
        "c": one.reviews, "r": one.works, "N": one.inclusions, "zeros": one.zeros,
        "cca": _rounded(one.area), "overlap": _band(one.area),
    }  # fmt: skip
