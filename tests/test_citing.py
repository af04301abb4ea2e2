from __future__ import annotations

from collections.abc import Sequence

from sscmsc.citing import find_citing
from sscmsc.europepmc import Citations
from sscmsc.europepmc_work import CitingWork
from sscmsc.icite import CitationLinks, Linked
from sscmsc.identifiers import DOI, PMCID, PMID, Identifier
from sscmsc.reference import Cited
from sscmsc.source import Failed

OLD = CitingWork("MED/2", Cited(title="Old", year=2001), PMID("2"))
NEW = CitingWork("MED/3", Cited(title="New", year=2020), PMID("3"), doi=DOI("10.5555/c"))
NAMELESS = CitingWork("PPR/9", Cited(title="A preprint", year=2010))


class Europe:
    def __init__(self, *works: CitingWork, fails: bool = False) -> None:
        self.works, self.fails = works, fails
        self.asked: list[Identifier] = []

    def citations(self, identifier: Identifier) -> Citations | Failed:
        self.asked.append(identifier)
        if self.fails:
            return Failed(identifier, "europepmc", "is down")
        return Citations(identifier, len(self.works), self.works)


class Links:
    def __init__(self, *pmids: str, failure: str = "") -> None:
        self.pmids, self.failure = pmids, failure

    def links(self, pmids: Sequence[PMID]) -> Linked:
        known = CitationLinks(pmids[0], len(self.pmids), tuple(PMID(one) for one in self.pmids))
        return Linked({} if self.failure else {pmids[0]: known}, self.failure)


def test_a_work_that_both_know_is_one_line_newest_first() -> None:
    found = find_citing((PMID("1"),), Europe(OLD, NEW, NAMELESS), Links("3", "4"))
    assert [line.cited.title for line in found.lines] == ["New", "A preprint", "Old", None]
    assert found.lines[0].sources == ("europepmc", "icite")
    assert found.lines[-1].identifiers == (PMID("4"),)
    assert found.stated == (("europepmc", 3), ("icite", 2))


def test_one_that_fails_does_not_cost_the_other() -> None:
    found = find_citing((PMID("1"),), Europe(fails=True), Links("3"))
    assert found.failures == ("europepmc: is down",)
    assert len(found.lines) == 1
    found = find_citing((PMID("1"),), Europe(OLD), Links(failure="is down"))
    assert found.failures == ("icite: is down",)
    assert len(found.lines) == 1


def test_a_pmcid_is_asked_of_europe_pmc_alone_and_a_doi_of_nobody() -> None:
    europe = Europe(OLD)
    found = find_citing((PMCID("PMC5"), DOI("10.5555/a")), europe, Links("3"))
    assert (europe.asked, found.stated) == ([PMCID("PMC5")], (("europepmc", 1),))
    assert find_citing((DOI("10.5555/a"),), europe, Links("3")).lines == ()
