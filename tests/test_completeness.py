from __future__ import annotations

from dataclasses import replace

from sscmsc.completeness import Completeness, completeness, is_full
from sscmsc.dates import PartialDate
from sscmsc.entry import Entry
from sscmsc.identifiers import DOI, PMID
from sscmsc.library import Library
from sscmsc.record import Container, Person, Record
from sscmsc.reference import Reference, ReferenceList, SourceCount
from sscmsc.text import RichText

FULL = Record(
    "pubmed", pmid=PMID("1"), title=RichText("Cells"), authors=(Person("Amsel"),),
    container=Container("A Journal"), issued=PartialDate(2020),
)  # fmt: skip


def test_a_full_record_says_all_that_a_bibliography_prints() -> None:
    assert is_full(FULL)
    for thin in (
        replace(FULL, pmid=None), replace(FULL, title=None), replace(FULL, container=None),
        replace(FULL, issued=None), replace(FULL, authors=()),
        replace(FULL, authors_complete=False),
    ):  # fmt: skip
        assert not is_full(thin)


def test_every_line_is_counted_once() -> None:
    counts = (SourceCount("pubmed", 5, 4), SourceCount("crossref", None, None))
    day = PartialDate(2026, 11, 22)
    listed = ReferenceList(
        (
            Reference(1, "a", citekey="Full2020"),
            Reference(2, "b", citekey="Thin2020"),
            Reference(3, "c", doi=DOI("10.5555/c")),
            Reference(4, "d"),
        ),
        counts,
        day,
    )
    library = Library((Entry("Full2020", FULL), Entry("Thin2020", replace(FULL, authors=()))))
    found = completeness(listed, library)
    assert found == Completeness(4, 2, 1, 1, 1, counts, day)
    assert found.short_of == 1


def test_an_empty_list_is_short_of_nothing() -> None:
    found = completeness(ReferenceList(), Library())
    assert (found.lines, found.short_of, found.full) == (0, 0, 0)
