"""Works a year, and how old the works are that a review cites."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import quantiles

from sscmsc.entry import Entry
from sscmsc.library import Library
from sscmsc.overlap_lists import closed_on
from sscmsc.tally import YEAR
from sscmsc.tally_matrix import Axis
from sscmsc.vocabulary import Vocabulary

#: Years without works stand between others, unless these are so far apart.
SPAN = 200
#: References up to this age count for Price's index.
RECENT = 5
PHASES = ("phase I trial", "phase II trial", "phase III trial")


@dataclass(frozen=True, slots=True)
class Ages:
    """How old the works are that a review cites: its year less theirs.

    `ages` are those of the `known` lines that name a year, sorted; of the `lines` there are.
    """

    citekey: str
    year: int | None
    lines: int
    ages: tuple[int, ...]

    @property
    def known(self) -> int:
        """How many lines have an age."""
        return len(self.ages)

    @property
    def quartiles(self) -> tuple[float, float, float] | None:
        """The lower quartile, the median and the upper one, between which values are
        interpolated (R's type 7, Excel's QUARTILE.INC); None where no age is known."""
        if not self.ages:
            return None
        if len(self.ages) == 1:
            return (float(self.ages[0]),) * 3
        low, middle, high = quantiles(self.ages, n=4, method="inclusive")
        return low, middle, high

    @property
    def recent(self) -> Fraction | None:
        """Price's index: the share of references that are at most five years old (Price, in
        Nelson and Pollock, Communication among Scientists and Engineers, 1970:3-22)."""
        young = sum(1 for one in self.ages if one <= RECENT)
        return Fraction(young, self.known) if self.ages else None


def year_axis(entries: Sequence[Entry]) -> Axis:
    """The years from the first to the last in which works appeared, and those without a year."""
    held: dict[int, int] = {}
    none = 0
    for place, entry in enumerate(entries):
        year = entry.record.year
        if year is None:
            none |= 1 << place
        else:
            held[year] = held.get(year, 0) | 1 << place
    years = sorted(held)
    if years and years[-1] - years[0] <= SPAN:
        years = list(range(years[0], years[-1] + 1))
    works = tuple(held.get(one, 0) for one in years)
    return Axis(YEAR, "Year", (*map(str, years), None), (*works, none), "No year")


def phases_of(axis: Axis, vocabulary: Vocabulary) -> Axis:
    """Of the axis of designs the phases of trials, in their order; no other design, and no place
    for works without a phase."""
    wanted = [one for one in PHASES if vocabulary.value(axis.facet, one) is not None]
    works = [
        axis.works[axis.values.index(one)] if one in axis.values else 0 for one in wanted
    ]  # fmt: skip
    return axis._replace(title="Phase", values=tuple(wanted), works=tuple(works))


def reference_ages(library: Library, review: Entry) -> Ages:
    """The ages of the works that a review cites: of an entry its year, else that of the line.

    The review's year is that in which it was accepted, or appeared first.
    """
    closed = closed_on(review.record)
    lines = review.references.references if review.references else ()
    years = []
    for line in lines:
        entry = library.entries.get(line.citekey or "")
        years.append(entry.record.year if entry is not None else line.cited.year)
    known = sorted(closed.year - one for one in years if closed is not None and one)
    return Ages(review.citekey, closed.year if closed else None, len(lines), tuple(known))
