"""`sscmsc list --count-by`: how many works have each value, or each combination of values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import product

from sscmsc.commands.columns import Shown, Values
from sscmsc.commands.options import Desk
from sscmsc.commands.show_facets import UNCLASSIFIED
from sscmsc.commands.wording import counted
from sscmsc.present import Json
from sscmsc.present_cells import Column

#: What stands for a field in which a work has nothing.
NOTHING = "None"

#: A combination of values, None where a work has none in that field, and how many works have it.
Counted = tuple[tuple[str | int | None, ...], int]


def count_values(values: Sequence[Sequence[Values]], *, lacking: bool) -> list[Counted]:
    """How many works have each combination of values, most first; those that lack one come last.

    `values` are those of each work in each field; a work counts once for each of its
    combinations. With `lacking` (of a single field) it is told too that no work lacks a value.
    """
    counts: Counter[tuple[str | int | None, ...]] = Counter({(None,): 0} if lacking else {})
    for work in values:
        counts.update(set(product(*(one or (None,) for one in work))))
    return sorted(counts.items(), key=lambda one: (None in one[0], -one[1], _key(one[0])))


def _key(values: tuple[str | int | None, ...]) -> tuple[tuple[bool, int, str], ...]:
    """Numbers by their size, then texts, then what is missing."""
    return tuple(
        (one is None, one if isinstance(one, int) else 0, str(one).casefold()) for one in values
    )


def show_counts(desk: Desk, shown: Sequence[Shown], counts: Sequence[Counted], works: int) -> None:
    """The counts as a table or as JSON; `works` is how many works were counted."""
    if desk.screen.as_json:
        desk.screen.json([_object(shown, one) for one in counts])
        return
    columns = (
        *(Column(one.heading, most=28, style="magenta") for one in shown),
        Column("Works", most=8, right=True),
    )
    several = "; a work with several values counts for each" if _overlap(counts, works) else ""
    rows = [
        (*(_cell(one, value) for one, value in zip(shown, values, strict=True)), str(number))
        for values, number in counts
    ]
    desk.screen.table(columns, rows, caption=counted(works, "work") + several)


def _overlap(counts: Sequence[Counted], works: int) -> bool:
    return sum(number for _, number in counts) > works


def _cell(shown: Shown, value: str | int | None) -> str:
    if value is None:
        return UNCLASSIFIED if shown.field is not None else NOTHING
    return str(value)


def _object(shown: Sequence[Shown], counted: Counted) -> Json:
    values, number = counted
    named = {one.name: value for one, value in zip(shown, values, strict=True)}
    return {**named, "works": number}
