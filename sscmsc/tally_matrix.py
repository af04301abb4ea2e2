"""The evidence matrix: how many works there are for each value of one facet and of another.

A work counts for a value where the query for that value finds it: with `facet:value` also where
it has a narrower one. It counts once in each cell it belongs to, and in each sum once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sscmsc.entry import Entry
from sscmsc.query_tree import All, Tree
from sscmsc.tally import Sum, Units, check_size, narrowed
from sscmsc.vocabulary import Vocabulary

#: Cells above this number are not counted.
MOST_CELLS = 20_000

#: A value, or None for the works that have none.
Label = str | None


class Axis(NamedTuple):
    """A facet with the values that works have, and at the end None, which stands for having none;
    `works` are a bit for each work that belongs to each. `none` is what stands for having none."""

    facet: str
    title: str
    values: tuple[Label, ...]
    works: tuple[int, ...]
    none: str = "Unclassified"

    def label(self, value: Label) -> str:
        """A value as it is shown."""
        return self.none if value is None else value

    @property
    def labels(self) -> tuple[str, ...]:
        """All values as they are shown."""
        return tuple(map(self.label, self.values))


class Cell(NamedTuple):
    """Values of the axes and the works that have them all; `query` finds these."""

    values: tuple[Label, ...]
    sum: Sum
    query: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """The cells of all combinations of values, in the order of the axes.

    `rows` and `columns` are the sums over all values of the other axes, `whole` that of all
    works: no work counts twice in any of them.
    """

    axes: tuple[Axis, ...]
    cells: tuple[Cell, ...]
    rows: tuple[Cell, ...]
    columns: tuple[Cell, ...]
    whole: Cell
    by_trial: bool

    @property
    def by_values(self) -> Mapping[tuple[Label, ...], Cell]:
        """Each cell by its values."""
        return {one.values: one for one in self.cells}


def make_axis(
    entries: Sequence[Entry], facet: str, vocabulary: Vocabulary, *, exact: bool = False
) -> Axis:
    """The values of a facet that some work has, in the order of the vocabulary.

    With `exact` a work with a narrower value alone does not belong to the wider one. Raises
    `InputError` for a facet that there is not.
    """
    scheme = vocabulary.scheme(facet)
    held: dict[str, int] = {}
    none = 0
    for place, entry in enumerate(entries):
        own = entry.values(facet)
        for value in own:
            held[value] = held.get(value, 0) | 1 << place
        none |= 0 if own else 1 << place
    order = {one.name: place for place, one in enumerate(vocabulary.named(facet))}
    values = sorted(held, key=lambda one: (order.get(one, len(order)), _number(one), one))
    works = []
    for value in values:
        below = {value} if exact else vocabulary.narrower(facet, value)
        mask = 0
        for one in below:
            mask |= held.get(one, 0)
        works.append(mask)
    return Axis(facet, scheme.title, (*values, None), (*works, none))


def _number(value: str) -> int:
    return int(value) if value.isdecimal() and len(value) < 20 else -1


def make_matrix(
    axes: Sequence[Axis], units: Units, works: int, base: Tree | None = None, relation: str = ":"
) -> Matrix:
    """The matrix of one to three axes over so many works. `base` is the query that chose them.

    Raises `InputError` where there are too many cells.
    """
    number = 1
    for axis in axes:
        number *= len(axis.values)
    check_size(number, MOST_CELLS, "cells")
    everything = (1 << works) - 1
    asked = base if base is not None else All()

    def cell(chosen: Sequence[Axis], places: Sequence[int]) -> Cell:
        mask = everything
        for axis, place in zip(chosen, places, strict=True):
            mask &= axis.works[place]
        values = tuple(axis.values[place] for axis, place in zip(chosen, places, strict=True))
        pairs = [(axis.facet, value) for axis, value in zip(chosen, values, strict=True)]
        return Cell(values, units.sum(_bits(mask)), narrowed(asked, pairs, relation))

    sums = [[cell((one,), (place,)) for place in range(len(one.values))] for one in axes[:2]]
    return Matrix(
        tuple(axes),
        tuple(cell(axes, places) for places in _places(axes)),
        tuple(sums[0]),
        tuple(sums[1]) if len(sums) > 1 else (),
        cell((), ()),
        units.by_trial,
    )


def _places(axes: Sequence[Axis]) -> Iterator[tuple[int, ...]]:
    """Every combination of values, by their numbers."""
    if not axes:
        yield ()
        return
    for place in range(len(axes[0].values)):
        for rest in _places(axes[1:]):
            yield (place, *rest)


def _bits(mask: int) -> Iterator[int]:
    """The numbers of the bits that are set."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low
