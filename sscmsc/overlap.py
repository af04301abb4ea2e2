"""How far reviews rest on the same works: shared works, Jaccard, the corrected covered area.

CCA = (N - r) / (r * c - r), of N inclusions of r works in c reviews (Pieper et al., J Clin
Epidemiol 2014;67:368-75). A cell that could not be filled, because the work is newer than the
review, is a structural zero; X of them leave CCA = (N - r) / (r * c - r - X) (Hennessy and
Johnson, Res Synth Methods 2020;11:134-45).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import NamedTuple

#: From which share on a covered area is called what (Pieper et al. 2014).
BANDS = (
    (Fraction(15, 100), "very high"), (Fraction(10, 100), "high"), (Fraction(5, 100), "moderate"),
)  # fmt: skip
SLIGHT = "slight"


@dataclass(frozen=True, slots=True)
class Grid:
    """Which review includes which work.

    `included` and `barred` hold a number for each review, in which bit i stands for
    `works[i]`: those it includes, and those it does not and could not.
    """

    reviews: tuple[str, ...]
    works: tuple[str, ...]
    included: tuple[int, ...]
    barred: tuple[int, ...]


class Cover(NamedTuple):
    """What the area that reviews cover is made of: `inclusions` (N) of `works` (r) in `reviews`
    (c), with `zeros` cells (X) that could not be filled."""

    reviews: int
    works: int
    inclusions: int
    zeros: int

    @property
    def area(self) -> Fraction | None:
        """The corrected covered area from 0 to 1; None where nothing could be shared, because
        there is one review, no work, or no work that two reviews could include."""
        room = self.works * self.reviews - self.works - self.zeros
        return Fraction(self.inclusions - self.works, room) if room > 0 else None


class Pair(NamedTuple):
    """Two reviews: how many works they share, how many they include together, their cover."""

    first: str
    second: str
    shared: int
    together: int
    cover: Cover

    @property
    def jaccard(self) -> Fraction | None:
        """The share of their works that both include; None where they include none."""
        return Fraction(self.shared, self.together) if self.together else None


def make_grid(
    included: Mapping[str, Set[str]], barred: Mapping[str, Set[str]] | None = None
) -> Grid:
    """The grid of reviews, in their order, and of all works that at least one of them includes.

    Works stand with those that most reviews include first. `barred` are the works of each
    review that are newer than it; what it includes all the same is not barred.
    """
    counts = Counter(work for works in included.values() for work in works)
    works = tuple(sorted(counts, key=lambda work: (-counts[work], work)))
    bits = {work: 1 << number for number, work in enumerate(works)}
    newer = barred or {}
    return Grid(
        tuple(included),
        works,
        tuple(_mask(works_of, bits) for works_of in included.values()),
        tuple(
            _mask(newer.get(review, frozenset()), bits) & ~_mask(works_of, bits)
            for review, works_of in included.items()
        ),
    )


def _mask(works: Set[str], bits: Mapping[str, int]) -> int:
    size = (len(bits) + 7) // 8
    made = bytearray(size)
    for work in works:
        if (bit := bits.get(work)) is not None:
            place = bit.bit_length() - 1
            made[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(made, "little")


def cover(grid: Grid) -> Cover:
    """The cover of all reviews of a grid."""
    return Cover(
        len(grid.reviews),
        len(grid.works),
        sum(one.bit_count() for one in grid.included),
        sum(one.bit_count() for one in grid.barred),
    )


def pairs(grid: Grid) -> tuple[Pair, ...]:
    """Every two reviews of a grid, in its order; only their own works count for them."""
    found = []
    rows = zip(grid.reviews, grid.included, grid.barred, strict=True)
    for (first, one, one_barred), (second, other, other_barred) in combinations(rows, 2):
        union = one | other
        shared, together = (one & other).bit_count(), union.bit_count()
        zeros = (one_barred & union).bit_count() + (other_barred & union).bit_count()
        area = Cover(2, together, shared + together, zeros)
        found.append(Pair(first, second, shared, together, area))
    return tuple(found)


def citing_counts(grid: Grid) -> tuple[int, ...]:
    """How many reviews include each work, in the order of the grid."""
    return tuple(len(reviews_of(grid, number)) for number in range(len(grid.works)))


def reviews_of(grid: Grid, number: int) -> tuple[str, ...]:
    """The reviews that include the work of a number."""
    bit = 1 << number
    return tuple(
        review for review, mask in zip(grid.reviews, grid.included, strict=True) if mask & bit
    )


def band(area: Fraction | float) -> str:
    """What a covered area is called: slight (below 5 %), moderate (from 5), high (from 10),
    very high (from 15)."""
    return next((name for least, name in BANDS if area >= least), SLIGHT)


def percent(share: Fraction | None) -> str:
    """A share as people write it, with one digit: `8.3 %`; a dash where there is none."""
    if share is None:
        return "–"
    tenths = round(share * 1000)
    return f"{tenths // 10}.{tenths % 10} %"


def ordered_pairs(found: Sequence[Pair]) -> list[Pair]:
    """The pairs, those that overlap most first."""
    return sorted(found, key=lambda one: (-(one.cover.area or 0), -one.shared))
