"""What is counted of works: works, or trials where several report one, and their participants."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sscmsc.entry import Entry
from sscmsc.errors import InputError
from sscmsc.overlap_lists import SECONDARY
from sscmsc.query_facets import UNCLASSIFIED
from sscmsc.query_syntax import parse_query
from sscmsc.query_tree import All, AnyOf, Term, Tree, write_query
from sscmsc.trials import find_trials

#: The facet that says how many people were studied.
NUMBER = "n"
YEAR = "year"
#: Designs of works that report no participants of their own; a protocol is of its trial.
_NO_REPORT = SECONDARY - {"protocol"}


class Sum(NamedTuple):
    """Of works: how many count (`works`; trials, where reports of one are one), how many there
    are (`reports`), and the `participants` of the `known` ones that state a number."""

    works: int
    reports: int
    participants: int
    known: int


class Units:
    """Works, and which of them count as one: with `by_trial`, the reports of one trial."""

    def __init__(self, entries: Sequence[Entry], *, by_trial: bool) -> None:
        self.by_trial = by_trial
        trials = trial_of(entries) if by_trial else {}
        self._units = [trials.get(one.citekey, one.citekey) for one in entries]
        self._numbers = [participants(one) for one in entries]

    def sum(self, places: Iterable[int]) -> Sum:
        """The figures of the works at these places. Of several reports of one trial the largest
        number of participants counts."""
        most: dict[str, int | None] = {}
        reports = 0
        for place in places:
            reports += 1
            unit, number = self._units[place], self._numbers[place]
            held = most.get(unit)
            most[unit] = number if held is None or (number or 0) > held else held
        known = [one for one in most.values() if one is not None]
        return Sum(len(most), reports, sum(known), len(known))


def trial_of(entries: Iterable[Entry]) -> Mapping[str, str]:
    """The trial of each work that reports one, by citekey.

    A review names trials without reporting them, and so does a work that names several: these
    are of none.
    """
    reports = [one for one in entries if _NO_REPORT.isdisjoint(one.values("design"))]
    found: dict[str, list[str]] = {}
    for trial in find_trials(reports):
        for one in trial.entries:
            found.setdefault(one.citekey, []).append(trial.registrations[0].number)
    return {key: f"trial {names[0]}" for key, names in found.items() if len(names) == 1}


def participants(entry: Entry) -> int | None:
    """How many people a primary study says it studied; None where it does not, or sums up
    studies of others."""
    if not _NO_REPORT.isdisjoint(entry.values("design")):
        return None
    numbers = [int(one) for one in entry.values(NUMBER) if one.isdecimal() and len(one) < 10]
    return max(numbers, default=None)


def base_query(terms: str, keys: Sequence[str]) -> Tree:
    """What was asked before anything is counted: the query of terms, among works of `keys`.

    Raises `InputError`.
    """
    tree = parse_query(terms) if terms else All()
    if not keys:
        return tree
    named = tuple(Term(one, "key", quoted="*" in one) for one in keys)
    among = named[0] if len(named) == 1 else AnyOf(named)
    return All((among, *_parts(tree)))


def narrowed(base: Tree, values: Iterable[tuple[str, str | None]], relation: str = ":") -> str:
    """The query for the works of `base` that have each of these values, None for unclassified."""
    terms = [
        Term(YEAR, "missing") if value is None and facet == YEAR
        else Term(UNCLASSIFIED, facet) if value is None
        else Term(value, facet, relation, quoted="*" in value or "?" in value)
        for facet, value in values
    ]  # fmt: skip
    return write_query(All((*_parts(base), *terms)))


def _parts(tree: Tree) -> tuple[Tree, ...]:
    return tree.parts if isinstance(tree, All) else (tree,)


def check_size(number: int, most: int, what: str) -> None:
    """Raises `InputError` where there is more than can be looked at."""
    if number > most:
        raise InputError(
            f"{number} {what}: at most {most} can be shown",
            hint="Ask for fewer works with a query, or count by a facet with fewer values.",
        )
