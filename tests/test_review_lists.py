from __future__ import annotations

from collections.abc import Sequence

import pytest

from sscmsc.identifiers import DOI, PMCID, PMID, Identifier
from sscmsc.record import Record
from sscmsc.reference import Reference
from sscmsc.review_lists import ask_more, is_settled
from sscmsc.source import Failed, ListAnswer, Listed, SourceWork

LINES = (Reference(1, "One"), Reference(2, "Two"))
ASKED = DOI("10.5555/review")


class Lists:
    """A source of lists that remembers what it was asked for."""

    def __init__(self, name: str, references: tuple[Reference, ...] | None) -> None:
        self.name = name
        self._references = references
        self.asked: list[Identifier] = []

    def references(self, identifiers: Sequence[Identifier]) -> tuple[ListAnswer, ...]:
        self.asked += identifiers
        return tuple(Listed(one, self.name, self._references) for one in identifiers)


class Broken(Lists):
    def references(self, identifiers: Sequence[Identifier]) -> tuple[ListAnswer, ...]:
        return tuple(Failed(one, self.name, "is down") for one in identifiers)


def work(
    source: str, references: tuple[Reference, ...] | None, stated: int | None = None
) -> SourceWork:
    record = Record(source, pmid=PMID("1") if source == "pubmed" else None, doi=ASKED)
    return SourceWork(record, references, stated)


@pytest.mark.parametrize(
    ("works", "settled"),
    [
        ([work("pubmed", LINES), work("crossref", LINES, 2)], True),
        ([work("pubmed", LINES)], False),
        ([work("pubmed", LINES), work("crossref", LINES, 3)], False),
        ([work("pubmed", LINES), work("crossref", LINES[:1])], False),
        ([work("pubmed", None), work("crossref", LINES, 2)], False),
        ([work("pubmed", ()), work("crossref", (), 0)], True),
    ],
)
def test_a_list_is_settled_when_two_sources_agree(works: list[SourceWork], settled: bool) -> None:
    assert is_settled(works) is settled


def test_no_one_is_asked_about_a_settled_list() -> None:
    source = Lists("pmc", LINES)
    settled = [work("pubmed", LINES), work("crossref", LINES, 2)]
    assert ask_more({ASKED: settled}, [source]).lists == {}
    assert source.asked == []


def test_every_source_is_asked_about_a_doubtful_one() -> None:
    pmc, europe = Lists("pmc", None), Lists("europepmc", LINES)
    more = ask_more({ASKED: [work("pubmed", LINES)]}, [pmc, europe])
    assert pmc.asked == europe.asked == [PMID("1")]
    assert [(one.source, one.references) for one in more.lists[ASKED]] == [
        ("pmc", None), ("europepmc", LINES),
    ]  # fmt: skip


def test_a_pmcid_is_preferred() -> None:
    source = Lists("pmc", LINES)
    known = SourceWork(Record("pubmed", pmid=PMID("1"), pmcid=PMCID("PMC2")), LINES)
    ask_more({ASKED: [known]}, [source])
    ask_more({PMCID("PMC3"): [work("pubmed", LINES)]}, [source])
    assert source.asked == [PMCID("PMC2"), PMCID("PMC3")]


def test_a_work_known_by_doi_alone_cannot_be_asked_about() -> None:
    source = Lists("pmc", LINES)
    assert ask_more({ASKED: [work("crossref", LINES)]}, [source]).lists == {}


def test_a_source_that_fails_is_told_and_costs_nothing_else() -> None:
    more = ask_more(
        {ASKED: [work("pubmed", LINES)]}, [Broken("pmc", None), Lists("europepmc", LINES)]
    )
    assert more.troubles == ("pmc: is down",)
    assert [one.source for one in more.lists[ASKED]] == ["europepmc"]
