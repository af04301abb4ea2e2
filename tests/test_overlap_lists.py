"""Which lines of reference lists are one work, and what counts under which assumptions."""

from __future__ import annotations

from sscmsc.dates import PartialDate, parse_date
from sscmsc.entry import Entry, Facet
from sscmsc.identifiers import DOI, PMID
from sscmsc.library import Library
from sscmsc.overlap import cover
from sscmsc.overlap_lists import Assumptions, closed_on, include, is_after
from sscmsc.record import HistoryDate, Record
from sscmsc.reference import Cited, Reference, ReferenceList, SourceCount
from sscmsc.text import RichText


def study(key: str, year: int, design: str = "", trial: str = "") -> Entry:
    labels = [Facet("design", design, ("title",))] if design else []
    labels += [Facet("trial", trial, ("registration",))] if trial else []
    record = Record("test", title=RichText(f"Study {key}"), issued=PartialDate(year))
    return Entry(key, record, facets=tuple(labels))


def review(key: str, year: int, *lines: Reference, stated: int | None = None) -> Entry:
    record = Record("test", title=RichText(f"Review {key}"), issued=PartialDate(year))
    counts = (SourceCount("pubmed", stated, len(lines)),)
    return Entry(key, record, references=ReferenceList(lines, counts))


def line(position: int, key: str | None = None, **fields: object) -> Reference:
    return Reference(position, citekey=key, cited=Cited(title=f"Line {position}"), **fields)  # type: ignore[arg-type]


STUDIES = (
    study("Rct2010", 2010, "RCT", "NCT00000001"),
    study("Later2014", 2014, "RCT", "NCT00000001"),
    study("Cohort2012", 2012, "cohort"),
    study("Review2011", 2011, "systematic review"),
    study("Unknown2009", 2009),
)
ONE = review(
    "One2013", 2013, line(1, "Rct2010"), line(2, "Cohort2012"), line(3, "Review2011"),
    line(4, pmid=PMID("7")), line(5), line(6, "Rct2010"), stated=9,
)  # fmt: skip
TWO = review(
    "Two2015", 2015, line(1, "Later2014"), line(2, "Cohort2012"), line(3, doi=DOI("10.1/x")),
    line(4, "Unknown2009"), line(5, pmid=PMID("7"), doi=DOI("10.1/x")),
)  # fmt: skip
LIBRARY = Library((*STUDIES, ONE, TWO))


def held(assumptions: Assumptions | None = None) -> tuple[set[str], set[str]]:
    """What One and Two include."""
    grid = include(LIBRARY, (ONE, TWO), assumptions).grid
    included = {
        review: {work for number, work in enumerate(grid.works) if mask >> number & 1}
        for review, mask in zip(grid.reviews, grid.included, strict=True)
    }
    return included.get(ONE.citekey, set()), included.get(TWO.citekey, set())


def test_all_references() -> None:
    """A work cited twice counts once; lines that share an identifier are one work, also by way
    of a line of another review; what names nothing counts for nothing."""
    one, two = held()
    assert one == {"Rct2010", "Cohort2012", "Review2011", "doi:10.1/x"}
    assert two == {"Later2014", "Cohort2012", "Unknown2009", "doi:10.1/x"}


def test_what_is_said_of_each_list() -> None:
    first, second = include(LIBRARY, (ONE, TWO), Assumptions(primary=True)).lists
    assert (first.lines, first.works, first.unidentified, first.short_of) == (6, 2, 1, 3)
    assert (first.other_design, first.no_design) == (1, 1)
    assert (second.lines, second.works, second.other_design, second.no_design) == (5, 2, 0, 3)
    assert second.short_of == 0
    assert first.date == PartialDate(2013)


def test_only_some_designs() -> None:
    assert held(Assumptions(primary=True)) == (
        {"Rct2010", "Cohort2012"}, {"Later2014", "Cohort2012"},
    )  # fmt: skip
    assert held(Assumptions(frozenset({"RCT"}))) == ({"Rct2010"}, {"Later2014"})
    assert held(Assumptions(frozenset({"systematic review"}), primary=True)) == (set(), set())


def test_reports_of_one_trial_are_one_work() -> None:
    one, two = held(Assumptions(frozenset({"RCT"}), by_trial=True))
    assert one == two == {"Later2014"}


def test_works_newer_than_a_review() -> None:
    told = include(LIBRARY, (ONE, TWO))
    assert (told.newer, cover(told.grid).zeros) == (1, 0)
    masked = include(LIBRARY, (ONE, TWO), Assumptions(mask_newer=True))
    assert (masked.newer, cover(masked.grid).zeros) == (1, 1)
    assert cover(masked.grid)._replace(zeros=0) == cover(told.grid)


def test_a_work_that_is_cited_before_it_appeared_is_no_empty_cell() -> None:
    early = review("Early2008", 2008, line(1, "Later2014"))
    told = include(Library((*STUDIES, early, TWO)), (early, TWO), Assumptions(mask_newer=True))
    assert cover(told.grid).zeros == 2  # Cohort2012 and Unknown2009


def test_titles_are_those_of_the_works() -> None:
    titles = include(LIBRARY, (ONE, TWO)).titles
    assert titles["Rct2010"] == "Study Rct2010"
    assert titles["doi:10.1/x"] == "Line 4"


def test_the_day_a_review_was_closed() -> None:
    accepted = HistoryDate("accepted", parse_date("2012-11-03"))
    received = HistoryDate("received", parse_date("2012-05-01"))
    record = Record("test", issued=PartialDate(2013, 2), online=parse_date("2012-12-24"))
    assert closed_on(record) == parse_date("2012-12-24")
    dated = Record("test", issued=PartialDate(2013), history=(received, accepted))
    assert closed_on(dated) == parse_date("2012-11-03")
    assert closed_on(Record("test")) is None


def test_later_is_only_what_is_surely_later() -> None:
    def after(one: str, other: str) -> bool:
        return is_after(parse_date(one), parse_date(other))

    assert after("2014", "2013-12-31")
    assert not after("2013", "2013-05")
    assert after("2013-06", "2013-05-20")
    assert not after("2013-05", "2013-05-20")
    assert after("2013-05-21", "2013-05-20")
    assert not after("2012-12", "2013-01")
