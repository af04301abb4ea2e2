"""The journals of works, under one name each."""

from __future__ import annotations

from sscmsc.dates import PartialDate
from sscmsc.entry import Entry
from sscmsc.library import Library
from sscmsc.record import Container, Record
from sscmsc.reference import Reference, ReferenceList
from sscmsc.tally_journals import find_journals


def work(key: str, container: Container | None, year: int = 2010, kind: str = "") -> Entry:
    record = Record(
        "test", kind or "article-journal", container=container, issued=PartialDate(year)
    )
    lines = (Reference(1, citekey="A"),) if key == "E" else ()
    return Entry(key, record, references=ReferenceList(lines))


ANNALS = "Annals of the rheumatic diseases"
WORKS = (
    work("A", Container(ANNALS, "Ann Rheum Dis", issn_print="0003-4967")),
    work("B", Container("Ann. Rheum. Dis.", issn_electronic="0003-4967"), 2001),
    work("C", Container("Annals of the Rheumatic Diseases (London)")),
    work("D", Container("The Annals")),
    work("E", None),
    work("F", Container("Handbook of annals"), kind="chapter"),
)


def test_names_that_are_of_one_journal() -> None:
    first, second = find_journals(Library(WORKS), WORKS)
    assert first.name == "Ann Rheum Dis"
    assert first.title == "Annals of the Rheumatic Diseases (London)"
    assert [one.citekey for one in first.works] == ["B", "A", "C"]
    assert (first.issns, first.years, first.cited) == (("0003-4967",), (2001, 2010), 1)
    assert second.name == "The Annals"


def test_the_order_of_works_does_not_matter() -> None:
    assert find_journals(Library(WORKS), WORKS[::-1]) == find_journals(Library(WORKS), WORKS)
