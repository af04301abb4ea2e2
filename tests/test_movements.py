"""What moved between two states of an entry."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sscmsc.dates import PartialDate
from sscmsc.entry import Entry
from sscmsc.identifiers import DOI, PMCID, PMID
from sscmsc.movements import movements
from sscmsc.record import MeshHeading, Person, PublicationType, Record, Relation
from sscmsc.text import literal

RECORD = Record(
    "pubmed", pmid=PMID("97000001"), doi=DOI("10.5555/moved.1"), title=literal("A synthetic study"),
    authors=(Person("Amsel", "Ada"),), volume="3", issue="2", pages="1-9",
    issued=PartialDate(2020, 5),
)  # fmt: skip
RETRACTED = (PublicationType("Retracted Publication", "D016441"),)
NOTICE = Relation("RetractionIn", "J Synth. 2021;1:1", PMID("97000009"))


def kinds(before: Record, **changed: object) -> list[str]:
    after = replace(before, **changed)  # type: ignore[arg-type]
    return [one.kind for one in movements(Entry("A", before), Entry("A", after))]


def test_nothing_moved() -> None:
    assert kinds(RECORD) == []


@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        ({"volume": "4"}, "place"),
        ({"article_number": "e1"}, "place"),
        ({"pmcid": PMCID("PMC1")}, "pmcid"),
        ({"pmid": PMID("97000002")}, "pmid"),
        ({"doi": DOI("10.5555/moved.2"), "superseded_dois": (RECORD.doi,)}, "doi"),
        ({"title": literal("Another")}, "title"),
        ({"authors": (Person("Birke"),)}, "authors"),
        ({"authors_complete": False}, "authors"),
        ({"issued": PartialDate(2021)}, "dates"),
        ({"mesh": (MeshHeading("Fibrosis"),)}, "mesh"),
        ({"publication_types": (PublicationType("Review", "D016454"),)}, "types"),
        ({"keywords": ("fibrosis",)}, "other"),
        ({"relations": (Relation("CommentIn", "J Synth"),)}, "other"),
        ({"relations": (Relation("ErratumIn", "J Synth"),)}, "correction"),
        ({"relations": (Relation("ExpressionOfConcernIn", "J Synth"),)}, "concern"),
        ({"relations": (NOTICE,)}, "retraction"),
        ({"relations": (Relation("is-preprint-of", doi=DOI("10.5555/a")),)}, "published"),
    ],
)
def test_each_kind(changed: dict[str, object], kind: str) -> None:
    assert kinds(RECORD, **changed) == [kind]


def test_a_work_that_was_online_only_is_in_an_issue() -> None:
    early = replace(RECORD, volume=None, issue=None, pages=None)
    (moved,) = movements(Entry("A", early), Entry("A", RECORD))
    assert (moved.kind, moved.before, moved.after) == ("issue", "", "3(2):1-9")


def test_what_is_serious_comes_first_and_is_news_once() -> None:
    found = kinds(RECORD, volume="4", publication_types=RETRACTED)
    assert found == ["retraction", "place", "types"]
    known = replace(RECORD, publication_types=RETRACTED)
    assert kinds(known, volume="4") == ["place"]
    # The notice of a retraction that was known is told, as it was not; its being lost is not.
    assert kinds(known, relations=(NOTICE,)) == ["retraction"]
    assert "retraction" not in kinds(replace(known, relations=(NOTICE,)), relations=())


def test_a_concern_that_becomes_a_retraction_is_told() -> None:
    doubted = replace(RECORD, relations=(Relation("ExpressionOfConcernIn", "J Synth"),))
    (moved,) = movements(
        Entry("A", doubted), Entry("A", replace(doubted, relations=(*doubted.relations, NOTICE)))
    )
    assert (moved.kind, moved.before) == ("retraction", "expression of concern")
    assert "PMID 97000009" in moved.after
