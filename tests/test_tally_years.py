"""Works a year, and the ages of references by hand."""

from __future__ import annotations

from fractions import Fraction

from sscmsc.dates import PartialDate
from sscmsc.entry import Entry, Facet
from sscmsc.library import Library
from sscmsc.record import HistoryDate, Record
from sscmsc.reference import Cited, Reference, ReferenceList
from sscmsc.tally import Sum, Units
from sscmsc.tally_matrix import make_axis, make_matrix
from sscmsc.tally_years import Ages, phases_of, reference_ages, year_axis
from sscmsc.vocabulary import load_vocabulary

VOCABULARY = load_vocabulary()


def work(key: str, year: int | None, *designs: str) -> Entry:
    issued = PartialDate(year) if year else None
    facets = tuple(Facet("design", one, ("title",)) for one in designs)
    return Entry(key, Record("test", issued=issued), facets=facets)


WORKS = (
    work("A", 2010, "phase I trial", "phase II trial"), work("B", 2013, "phase II trial"),
    work("C", 2013, "RCT"), work("D", None),
)  # fmt: skip


def test_years_between_are_there_and_what_has_none_is_last() -> None:
    axis = year_axis(WORKS)
    assert axis.values == ("2010", "2011", "2012", "2013", None)
    matrix = make_matrix((axis,), Units(WORKS, by_trial=False), 4)
    assert [one.sum.works for one in matrix.cells] == [1, 0, 0, 2, 1]
    assert [one.query for one in matrix.cells[3:]] == ["year:2013", "missing:year"]
    assert matrix.columns == ()
    assert year_axis(WORKS[3:]).values == (None,)
    far = (work("X", 1543), work("Y", 2020))
    assert year_axis(far).values == ("1543", "2020", None)


def test_trials_by_phase() -> None:
    """A trial of two phases counts in both; what has no phase in none."""
    phases = phases_of(make_axis(WORKS, "design", VOCABULARY), VOCABULARY)
    assert phases.values == ("phase I trial", "phase II trial", "phase III trial")
    matrix = make_matrix((year_axis(WORKS), phases), Units(WORKS, by_trial=False), 4)
    found = {one.values: one.sum for one in matrix.cells if one.sum.works}
    assert found == {
        ("2010", "phase I trial"): Sum(1, 1, 0, 0), ("2010", "phase II trial"): Sum(1, 1, 0, 0),
        ("2013", "phase II trial"): Sum(1, 1, 0, 0),
    }  # fmt: skip


def test_ages_by_hand() -> None:
    """Accepted in 2014: 2010 is 4 years old, 2013 one; a line's own year counts where no entry
    has one, and a line without is of unknown age."""
    accepted = HistoryDate("accepted", PartialDate(2014))
    lines = (
        Reference(1, citekey="A"), Reference(2, citekey="B"), Reference(3, citekey="D"),
        Reference(4, cited=Cited(year=1994)), Reference(5, cited=Cited(year=2015)),
    )  # fmt: skip
    record = Record("test", issued=PartialDate(2015), history=(accepted,))
    review = Entry("R", record, references=ReferenceList(lines))
    ages = reference_ages(Library((*WORKS, review)), review)
    assert ages == Ages("R", 2014, 5, (-1, 1, 4, 20))
    assert ages.quartiles == (0.5, 2.5, 8.0)
    assert ages.recent == Fraction(3, 4)


def test_ages_that_are_not_known() -> None:
    nothing = reference_ages(Library(WORKS), WORKS[3])
    assert (nothing.ages, nothing.quartiles, nothing.recent) == ((), None, None)
    assert Ages("R", 2014, 1, (3,)).quartiles == (3.0, 3.0, 3.0)
