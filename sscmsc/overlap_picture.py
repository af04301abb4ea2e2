"""The picture of how far reviews rest on the same works."""

from __future__ import annotations

from sscmsc.overlap import Grid, pairs
from sscmsc.plots import heat_map


def draw_overlap(grid: Grid, kind: str) -> bytes:
    """A heat map of every two reviews: the colour is their CCA, the number how many works they
    share, on the diagonal how many a review cites."""
    areas = {(one.first, one.second): one for one in pairs(grid)}
    shares: list[list[float | None]] = []
    written: list[list[str]] = []
    for row, review in enumerate(grid.reviews):
        found = [areas[other, review] for other in grid.reviews[:row]]
        rest = len(grid.reviews) - row - 1
        shares.append([*(float(one.cover.area or 0) for one in found), None, *[None] * rest])
        cited = grid.included[row].bit_count()
        written.append([*(str(one.shared) for one in found), str(cited), *[""] * rest])
    return heat_map(
        grid.reviews, grid.reviews, shares, written,
        legend="corrected covered area", kind=kind,
    )  # fmt: skip
