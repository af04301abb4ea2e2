"""The corrected covered area by hand, and what holds of it for any reviews."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sscmsc.overlap import (
    Cover,
    Grid,
    band,
    citing_counts,
    cover,
    make_grid,
    ordered_pairs,
    pairs,
    percent,
    reviews_of,
)

A = frozenset({"w1", "w2", "w3"})
B = frozenset({"w2", "w3", "w4", "w5"})
C = frozenset({"w3", "w6"})
THREE = {"A": A, "B": B, "C": C}

grids = st.dictionaries(
    st.sampled_from("ABCDEFG"), st.frozensets(st.integers(0, 40).map(str), max_size=12), min_size=2
)


def test_an_example_by_hand() -> None:
    """Nine inclusions of six works in three reviews: (9 - 6) / (6 * 3 - 6) = 3 / 12 = 25 %."""
    grid = make_grid(THREE)
    assert grid.works == ("w3", "w2", "w1", "w4", "w5", "w6")
    assert cover(grid) == Cover(reviews=3, works=6, inclusions=9, zeros=0)
    assert cover(grid).area == Fraction(1, 4)
    assert citing_counts(grid) == (3, 2, 1, 1, 1, 1)
    assert reviews_of(grid, 1) == ("A", "B")
    first, second, third = pairs(grid)
    assert (first.first, first.second, first.shared, first.together) == ("A", "B", 2, 5)
    assert [one.cover.area for one in (first, second, third)] == [
        Fraction(2, 5), Fraction(1, 4), Fraction(1, 5),
    ]  # fmt: skip


def test_cells_that_could_not_be_filled_are_taken_out() -> None:
    """A is older than w4 and w5, and cites w2 all the same: 3 / (12 - 2) = 30 %. Of A and B
    two of the five works: 2 / (5 - 2)."""
    grid = make_grid(THREE, {"A": frozenset({"w2", "w4", "w5", "w9"})})
    assert cover(grid) == Cover(3, 6, 9, 2)
    assert cover(grid).area == Fraction(3, 10)
    first, second, third = pairs(grid)
    assert first.cover == Cover(2, 5, 7, 2)
    assert first.cover.area == Fraction(2, 3)
    assert first.jaccard == Fraction(2, 5)
    assert second.cover.area == Fraction(1, 4)  # w4 and w5 are in neither A nor C
    assert third.cover.area == Fraction(1, 5)


def test_what_has_no_area() -> None:
    assert cover(make_grid({"A": A})).area is None
    assert cover(make_grid({"A": frozenset(), "B": frozenset()})).area is None
    assert cover(make_grid({})).area is None
    only = make_grid({"A": A, "B": frozenset()}, {"B": A})
    assert cover(only).area is None
    assert pairs(make_grid({"A": frozenset(), "B": frozenset()}))[0].jaccard is None


@pytest.mark.parametrize(
    ("share", "name"),
    [(0, "slight"), (0.0499, "slight"), (0.05, "moderate"), (0.0999, "moderate"), (0.1, "high"),
     (0.1499, "high"), (0.15, "very high"), (1, "very high")],
)  # fmt: skip
def test_bands(share: float, name: str) -> None:
    assert band(Fraction(share).limit_denominator(10_000)) == name


def test_shares_are_written_with_one_digit() -> None:
    shares = (Fraction(1, 12), Fraction(1), Fraction(0), None)
    assert [percent(one) for one in shares] == ["8.3 %", "100.0 %", "0.0 %", "–"]


@given(grids)
@settings(max_examples=100, derandomize=True, deadline=None)
def test_the_order_of_reviews_does_not_matter(
    included: dict[str, frozenset[str]],
) -> None:
    names = sorted(included, reverse=True)
    one, other = make_grid(included), make_grid({name: included[name] for name in names})
    assert one.works == other.works
    assert cover(one) == cover(other)
    assert citing_counts(one) == citing_counts(other)
    areas = {frozenset(pair[:2]): pair[2:] for pair in pairs(one)}
    assert areas == {frozenset(pair[:2]): pair[2:] for pair in pairs(other)}


@given(grids)
@settings(max_examples=100, derandomize=True, deadline=None)
def test_against_counting_cell_by_cell(included: dict[str, frozenset[str]]) -> None:
    grid = make_grid(included)
    works = set().union(*included.values())
    assert set(grid.works) == works
    total = sum(len(one) for one in included.values())
    assert cover(grid) == Cover(len(included), len(works), total, 0)
    for pair in pairs(grid):
        one, other = included[pair.first], included[pair.second]
        assert (pair.shared, pair.together) == (len(one & other), len(one | other))
        assert pair.cover.area == pair.jaccard  # with two reviews, the same by definition
    counts = citing_counts(grid)
    assert list(counts) == sorted(counts, reverse=True)
    assert 0 <= (cover(grid).area or 0) <= 1


@given(st.frozensets(st.text("abc", min_size=1, max_size=4), min_size=1, max_size=20))
@settings(max_examples=50, derandomize=True, deadline=None)
def test_a_review_and_its_copy_cover_everything(works: frozenset[str]) -> None:
    grid = make_grid({"A": works, "copy of A": works})
    assert cover(grid).area == 1
    assert band(cover(grid).area or 0) == "very high"


def test_pairs_that_overlap_most_come_first() -> None:
    assert [one.first + one.second for one in ordered_pairs(pairs(make_grid(THREE)))] == [
        "AB", "AC", "BC",
    ]  # fmt: skip


def test_an_empty_grid_has_no_pairs() -> None:
    assert pairs(Grid((), (), (), ())) == ()
