"""Works removed: lines that cite them stay, open; what is an orphan and what is the user's."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import pytest

from sscmsc.entry import Entry
from sscmsc.identifiers import DOI, PMID
from sscmsc.library import Library
from sscmsc.record import PublicationType, Record
from sscmsc.reference import Reference, ReferenceList
from sscmsc.removal import orphans, remove
from sscmsc.text import RichText

DOI_C = DOI("10.1000/c")
CITED = Entry("C", Record("pubmed", doi=DOI_C, title=RichText("A title of its own")))


def review(citekey: str, *lines: Reference) -> Entry:
    numbered = tuple(replace(line, position=at) for at, line in enumerate(lines, start=1))
    return Entry(citekey, Record("pubmed"), references=ReferenceList(numbered))


BY_DOI = Reference(1, text="as printed", doi=DOI_C, citekey="C", matched_by="doi")
BY_TEXT = Reference(1, text="as printed", citekey="C", matched_by="text", score=0.9)
FOUND = replace(BY_TEXT, pmid=PMID("1"), matched_by="user")


@pytest.mark.parametrize(
    ("line", "opened"),
    [
        (BY_DOI, replace(BY_DOI, citekey=None, matched_by=None)),
        (
            replace(BY_DOI, notes=("doi refused: x", "the entry has PMID 2")),
            replace(BY_DOI, citekey=None, matched_by=None, notes=("doi refused: x",)),
        ),
        (BY_TEXT, replace(BY_TEXT, citekey=None, matched_by=None, score=None)),
        (FOUND, replace(FOUND, citekey=None)),
    ],
)
def test_a_line_that_pointed_at_it_is_open_again(line: Reference, opened: Reference) -> None:
    other = Reference(2, text="another", citekey="D", matched_by="doi")
    library = Library((review("R", line, other), CITED, Entry("D", Record("pubmed"))))
    removal = remove(library, ("C",))
    assert removal.removed == ("C",)
    assert removal.opened == (("R", 1),)
    (changed,) = removal.changed
    assert changed.references == ReferenceList((opened, other))


def test_a_double_takes_over_what_pointed_at_it() -> None:
    double = replace(CITED, citekey="Cbis")
    removal = remove(Library((review("R", BY_DOI), CITED, double)), ("C",))
    (changed,) = removal.changed
    assert changed.references is not None
    assert changed.references.references == (replace(BY_DOI, citekey="Cbis"),)
    assert removal.opened == (("R", 0),)


def test_a_work_that_goes_with_what_cites_it_changes_nothing_else() -> None:
    library = Library((review("R", BY_DOI), CITED))
    assert remove(library, ("C", "R")) == (("C", "R"), (), ())


def test_orphans_are_what_nothing_and_nobody_holds() -> None:
    alone = Entry("Alone", Record("pubmed", doi=DOI("10.1000/alone")))
    mine: dict[str, Entry] = {
        "tag": replace(alone, tags=("read",)),
        "label": replace(alone, labels=("disease=SSc",)),
        "note": replace(alone, note="n"),
        "edit": replace(alone, edits=MappingProxyType({"volume": "1"})),
        "hand": replace(alone, hand_edited=True),
        "field": replace(alone, provenance=MappingProxyType({"title": "user"})),
        "page": replace(alone, record=Record("saved page")),
        "review": replace(
            alone, record=Record("pubmed", publication_types=(PublicationType("Review"),))
        ),
        "list": review("list", Reference(1, text="open")),
    }
    kept = [replace(one, citekey=key) for key, one in mine.items()]
    merged = Entry(
        "Merged",
        Record("merged"),
        provenance=MappingProxyType({"title": "pubmed", "doi": "citation"}),
    )
    itself = replace(alone, citekey="Itself", references=ReferenceList(()))
    library = Library((alone, merged, itself, *kept, review("R", BY_DOI), CITED))
    assert orphans(library) == ("Alone", "Itself", "Merged")
