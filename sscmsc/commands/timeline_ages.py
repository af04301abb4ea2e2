"""What `sscmsc timeline --ages` prints: how old the references of each review are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from sscmsc.commands.tabulating import Told
from sscmsc.errors import NotFoundError
from sscmsc.overlap import percent
from sscmsc.plots_bars import Bars, draw_bars
from sscmsc.present import Json
from sscmsc.present_cells import Column
from sscmsc.tally_years import Ages

COLUMNS = (
    Column("Review", most=18, style="cyan"), Column("Year", most=4, right=True),
    Column("References", most=10, right=True), Column("With year", most=9, right=True),
    Column("Median", most=6, right=True), Column("Quartiles", most=11, right=True),
    Column("Oldest", most=6, right=True), Column("Up to 5 years", most=13, right=True),
)  # fmt: skip


def ages_of(found: Sequence[Ages], *, named: bool) -> Told:
    """The table of ages, and bars over them for each review.

    Raises `NotFoundError` where there is no review with a list that has years.
    """
    if not any(one.ages for one in found):
        of = "of these works " if named else ""
        raise NotFoundError(
            f"no review {of}has references whose age is known",
            hint="`sscmsc fetch DOI` brings in a review with its reference list.",
        )
    return Told(
        COLUMNS, tuple(map(_row, found)), [_as_json(one) for one in found],
        picture=lambda kind: _picture(found, kind),
    )  # fmt: skip


def _row(one: Ages) -> tuple[str | int | float | None, ...]:
    low, middle, high = one.quartiles or (None, None, None)
    between = "" if low is None or high is None else f"{low:g}–{high:g}"
    return (
        one.citekey, one.year, one.lines, one.known, middle, between,
        one.ages[-1] if one.ages else None, percent(one.recent),
    )  # fmt: skip


def _as_json(one: Ages) -> Mapping[str, Json]:
    low, middle, high = one.quartiles or (None, None, None)
    return {
        "citekey": one.citekey, "year": one.year, "references": one.lines, "known": one.known,
        "median": middle, "lower_quartile": low, "upper_quartile": high,
        "oldest": one.ages[-1] if one.ages else None,
        "recent": None if one.recent is None else round(float(one.recent), 4),
        "ages": {str(age): number for age, number in sorted(Counter(one.ages).items())},
    }  # fmt: skip


def _picture(found: Sequence[Ages], kind: str) -> bytes:
    shown = [one for one in found if one.ages]
    ages = range(min(one.ages[0] for one in shown), max(one.ages[-1] for one in shown) + 1)
    counts = [Counter(one.ages) for one in shown]
    series = [
        Bars(one.citekey, tuple(counted[age] for age in ages))
        for one, counted in zip(shown, counts, strict=True)
    ]
    return draw_bars(series, ages, across="age of the reference in years", up="references",
                     kind=kind)  # fmt: skip
