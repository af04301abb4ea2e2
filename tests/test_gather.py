"""What is asked of whom, and that every identifier has one outcome with its reasons."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sscmsc.cited_works import Resolved, resolve
from sscmsc.gather import Gathered, gather_reviews
from sscmsc.identifiers import DOI, PMCID, PMID, Identifier
from sscmsc.record import PublicationType
from sscmsc.reference import Reference, SourceCount
from sscmsc.source import Answer, Failed, Missing
from sscmsc.sources import silent
from sscmsc.text import RichText
from tests.fake_sources import FakeServices, FakeSource
from tests.one_work import CROSSREF, PUBMED, REVIEW_DOI, work

REVIEW_PMID = PMID("30283435")
REVIEW_PMCID = PMCID("PMC6146027")
LINES = (Reference(1, pmid=PMID("5001")), Reference(2, doi=DOI("10.5555/work.2")))


@pytest.fixture
def fakes() -> FakeServices:
    """Services that know the review, PubMed with two lines and Crossref with the second."""
    made = FakeServices()
    made.pubmed.add(PUBMED, LINES)
    made.crossref.add(CROSSREF, LINES[1:])
    made.converter.known = {REVIEW_PMCID: (REVIEW_PMID, REVIEW_DOI)}
    return made


def gathered(fakes: FakeServices, *identifiers: Identifier, references: bool = True) -> Gathered:
    return gather_reviews(identifiers, fakes.services, references=references, progress=silent)


def resolved(fakes: FakeServices, *lines: Reference) -> Resolved:
    return resolve(lines, fakes.services, progress=silent)


def sources(found: Gathered) -> list[list[str]]:
    return [[record.source for record in arrival.records] for _, arrival in found.reviews]


@pytest.mark.parametrize("asked", [REVIEW_DOI, REVIEW_PMID, REVIEW_PMCID])
def test_both_services_state_the_review_and_its_list(
    fakes: FakeServices, asked: Identifier
) -> None:
    found = gathered(fakes, asked)
    ((one, arrival),) = found.reviews
    assert one == asked
    assert sources(found)[0][:2] == ["pubmed", "crossref"]
    assert arrival.references is not None
    assert arrival.references.counts == (
        SourceCount("pubmed", 2, 2), SourceCount("crossref", 1, 1),
    )  # fmt: skip
    assert [line.sources for line in arrival.references.references] == [
        ("pubmed",), ("pubmed", "crossref"),
    ]  # fmt: skip
    assert (found.unanswered, found.troubles) == ((), ())


def test_a_work_asked_for_twice_is_asked_once(fakes: FakeServices) -> None:
    assert len(gathered(fakes, REVIEW_DOI, REVIEW_DOI).reviews) == 1
    assert fakes.pubmed.asked == [(REVIEW_DOI,)]
    assert fakes.crossref.asked == [(REVIEW_DOI,)]


def test_one_work_by_two_identifiers(fakes: FakeServices) -> None:
    found = gathered(fakes, REVIEW_DOI, REVIEW_PMID)
    assert [one for one, _ in found.reviews] == [REVIEW_DOI, REVIEW_PMID]
    assert sources(found) == [["pubmed", "crossref"]] * 2
    assert fakes.crossref.asked == [(REVIEW_DOI,)]


def test_two_works_with_one_doi_both_have_what_crossref_states(fakes: FakeServices) -> None:
    twin = replace(PUBMED, pmid=PMID("7"))
    fakes.pubmed.works[PMID("7")] = replace(fakes.pubmed.works[REVIEW_PMID], record=twin)
    assert sources(gathered(fakes, REVIEW_PMID, PMID("7"))) == [["pubmed", "crossref"]] * 2


def test_a_notice_is_not_joined_with_the_work_whose_doi_it_carries(fakes: FakeServices) -> None:
    notice = replace(
        PUBMED, pmid=PMID("7"), title=RichText("Erratum: Mesenchymal Stromal Cells"),
        publication_types=(PublicationType("Published Erratum", "D016425"),),
    )  # fmt: skip
    fakes.pubmed.works[PMID("7")] = replace(fakes.pubmed.works[REVIEW_PMID], record=notice)
    assert sources(gathered(fakes, PMID("7"))) == [["pubmed"]]


def test_without_references_no_list_is_taken(fakes: FakeServices) -> None:
    ((_, arrival),) = gathered(fakes, REVIEW_DOI, references=False).reviews
    assert arrival.references is None


def test_no_list_at_all_is_told_apart_from_an_empty_one() -> None:
    fakes = FakeServices()
    fakes.pubmed.add(PUBMED)
    fakes.crossref.add(CROSSREF, [])
    ((_, arrival),) = gathered(fakes, REVIEW_DOI).reviews
    assert arrival.references is not None
    assert [one.listed for one in arrival.references.counts] == [None, 0]


def test_one_service_down_is_a_trouble_where_the_other_answers(fakes: FakeServices) -> None:
    fakes.crossref.down = "timed out"
    found = gathered(fakes, REVIEW_DOI)
    assert sources(found) == [["pubmed"]]
    assert found.troubles == ("crossref: timed out",)
    fakes.crossref.down, fakes.pubmed.down = "", "answered 503"
    for asked in (REVIEW_DOI, REVIEW_PMCID):
        found = gathered(fakes, asked)
        assert sources(found)[0][0] == "crossref"
        assert found.troubles == ("pubmed: answered 503",)


def test_crossref_failing_for_the_doi_that_pubmed_brought(fakes: FakeServices) -> None:
    fakes.crossref.down = "timed out"
    found = gathered(fakes, REVIEW_PMID)
    assert (sources(found), found.troubles) == ([["pubmed"]], ("crossref: timed out",))


def test_all_services_down(fakes: FakeServices) -> None:
    fakes.crossref.down, fakes.pubmed.down = "timed out", "answered 503"
    (reason,) = gathered(fakes, REVIEW_DOI).unanswered
    assert reason == Failed(REVIEW_DOI, "pubmed, crossref", "answered 503; timed out")
    assert gathered(fakes, REVIEW_PMID).unanswered == (
        Failed(REVIEW_PMID, "pubmed", "answered 503"),
    )


def test_a_failure_says_more_than_an_absence(fakes: FakeServices) -> None:
    """PubMed could not be asked, Crossref does not know it: it may exist."""
    fakes.pubmed.down = "answered 503"
    unknown = DOI("10.5555/nothing")
    assert gathered(fakes, unknown).unanswered == (Failed(unknown, "pubmed", "answered 503"),)
    fakes.pubmed.down = ""
    assert gathered(fakes, unknown).unanswered == (
        Missing(unknown, "pubmed, crossref", "pubmed does not know it; crossref does not know it"),
    )


def test_pmcids_that_the_converter_cannot_give(fakes: FakeServices) -> None:
    alone, unknown = PMCID("PMC1"), PMCID("PMC2")
    fakes.converter.known = {alone: ()}
    assert [type(one) for one in gathered(fakes, alone, unknown).unanswered] == [Missing, Missing]
    assert gathered(fakes, unknown).unanswered[0].reason == "not in PMC"
    assert "neither a PMID nor a DOI" in gathered(fakes, alone).unanswered[0].reason
    assert fakes.pubmed.asked == []
    fakes.converter.down = "timed out"
    assert gathered(fakes, REVIEW_PMCID).unanswered == (
        Failed(REVIEW_PMCID, "ID converter", "timed out"),
    )


def test_a_work_found_by_its_pmcid_is_known_by_it_afterwards(fakes: FakeServices) -> None:
    ((_, arrival),) = gathered(fakes, REVIEW_PMCID).reviews
    assert REVIEW_PMCID in arrival.identifiers
    fakes.pubmed.add(replace(PUBMED, pmcid=REVIEW_PMCID), LINES)
    assert sources(gathered(fakes, REVIEW_PMCID)) == [["pubmed", "crossref"]]
    fakes.converter.known = {PMCID("PMC9"): (DOI("10.5555/work.2"),)}
    fakes.lists.add(work(2, "crossref"))
    (cited,) = resolved(fakes, Reference(1, pmcid=PMCID("PMC9"))).works
    assert PMCID("PMC9") in cited.identifiers


@pytest.mark.parametrize("by_pmid", [False, True])
def test_an_alias_is_the_work_in_its_place(by_pmid: bool) -> None:
    """Crossref forwards the DOI that PubMed has to another one: both are the work's."""
    old, new = DOI("10.5555/old"), DOI("10.5555/new")
    fakes = FakeServices()
    fakes.pubmed.add(replace(PUBMED, doi=old))
    fakes.crossref.add(replace(CROSSREF, doi=new), known_as=[old])
    ((_, arrival),) = gathered(fakes, REVIEW_PMID if by_pmid else old).reviews
    assert [record.doi for record in arrival.records] == [old, new]
    assert arrival.records[1].superseded_dois == (old,)


@dataclass
class Meeting:
    """A source that answers only while the other one of its pair is being asked, too."""

    name: str
    barrier: threading.Barrier

    def records(self, identifiers: Sequence[Identifier]) -> tuple[Answer, ...]:
        self.barrier.wait(10)
        return tuple(Missing(one, self.name, "unknown") for one in identifiers)


@dataclass
class Raising:
    """A source with a fault of its own, after a wait for `until`."""

    error: BaseException
    until: threading.Event
    name: str = "raising"

    def records(self, identifiers: Sequence[Identifier]) -> tuple[Answer, ...]:
        self.until.wait(10)
        raise self.error


@dataclass
class Waiting:
    """A source whose answer takes as long as the test wants."""

    released: threading.Event
    name: str = "waiting"

    def records(self, identifiers: Sequence[Identifier]) -> tuple[Answer, ...]:
        self.released.wait(60)
        return tuple(Missing(one, self.name, "unknown") for one in identifiers)


def test_the_two_are_asked_at_the_same_time(fakes: FakeServices) -> None:
    barrier = threading.Barrier(2)
    services = fakes.services._replace(
        pubmed=Meeting("pubmed", barrier), crossref=Meeting("crossref", barrier)
    )
    found = gather_reviews([REVIEW_DOI], services, references=True, progress=silent)
    assert [one.source for one in found.unanswered] == ["pubmed, crossref"]


def test_a_fault_in_the_other_thread_is_raised_here(fakes: FakeServices) -> None:
    now = threading.Event()
    now.set()
    services = fakes.services._replace(crossref=Raising(ZeroDivisionError("a fault"), now))
    with pytest.raises(ZeroDivisionError, match="a fault"):
        gather_reviews([REVIEW_DOI], services, references=True, progress=silent)


@pytest.mark.parametrize("error", [KeyboardInterrupt(), ZeroDivisionError()])
def test_an_interrupt_does_not_wait_for_the_other_answer(
    fakes: FakeServices, error: BaseException
) -> None:
    """And the thread that is left would not keep the program from ending."""
    released, now = threading.Event(), threading.Event()
    now.set()
    before = set(threading.enumerate())
    services = fakes.services._replace(pubmed=Raising(error, now), crossref=Waiting(released))
    with pytest.raises(type(error)):
        gather_reviews([REVIEW_DOI], services, references=True, progress=silent)
    assert all(one.daemon for one in set(threading.enumerate()) - before)
    released.set()


def test_references_are_asked_for_in_batches() -> None:
    fakes = FakeServices()
    for number in (1, 2):
        fakes.pubmed.add(work(number))
    fakes.lists.add(work(3, "crossref"))
    lines = [
        Reference(1, pmid=PMID("5001")), Reference(2, doi=DOI("10.5555/work.2")),
        Reference(3, doi=DOI("10.5555/work.3")), Reference(4, pmid=PMID("5001")),
        Reference(5, text="Unknown."),
    ]  # fmt: skip
    found = resolved(fakes, *lines)
    assert [one.records[0] for one in found.works] == [work(1), work(2), work(3, "crossref")]
    assert (found.unanswered, found.troubles) == ((), ())
    assert [len(one) for one in fakes.pubmed.asked] == [3]
    assert fakes.lists.asked == [(DOI("10.5555/work.3"),)]
    assert fakes.crossref.asked == []


def test_nothing_to_ask_asks_nothing() -> None:
    fakes = FakeServices()
    assert resolved(fakes, Reference(1, text="Unknown.")) == Resolved()
    assert resolved(fakes) == Resolved()
    assert gathered(fakes) == Gathered()
    assert fakes.pubmed.asked == []


def test_a_pmid_that_brings_nothing_falls_back_to_the_doi() -> None:
    fakes = FakeServices()
    fakes.lists.add(work(1, "crossref"))
    line = Reference(1, pmid=PMID("404"), doi=DOI("10.5555/work.1"))
    found = resolved(fakes, line)
    assert [one.records[0].source for one in found.works] == ["crossref"]
    assert (found.unanswered, found.troubles) == ((), ())
    fakes.pubmed.down = "answered 503"
    assert resolved(fakes, line).troubles == ("pubmed: answered 503",)


def test_with_pmcids_the_dois_go_to_crossref_alone() -> None:
    fakes = FakeServices()
    fakes.pubmed.add(replace(work(1), pmcid=PMCID("PMC1")))
    fakes.lists.add(work(2, "crossref"))
    fakes.converter.known = {PMCID("PMC1"): (PMID("5001"),)}
    lines = (Reference(1, pmcid=PMCID("PMC1")), Reference(2, doi=DOI("10.5555/work.2")))
    assert len(resolved(fakes, *lines).works) == 2
    assert fakes.pubmed.asked == [(PMID("5001"),)]


@pytest.mark.parametrize(
    ("line", "converter", "outcome"),
    [
        (Reference(1, pmid=PMID("404")), "", Failed(PMID("404"), "pubmed", "down")),
        (Reference(1, doi=DOI("10.5555/x")), "", Failed(DOI("10.5555/x"), "pubmed", "down")),
        (Reference(1, pmcid=PMCID("PMC2"), doi=DOI("10.5555/x")), "",
         Failed(DOI("10.5555/x"), "pubmed", "down")),
        (Reference(1, pmcid=PMCID("PMC1")), "", Failed(PMCID("PMC1"), "pubmed", "down")),
        (Reference(1, pmcid=PMCID("PMC2")), "",
         Missing(PMCID("PMC2"), "ID converter", "not in PMC")),
        (Reference(1, pmcid=PMCID("PMC2")), "broke",
         Failed(PMCID("PMC2"), "ID converter", "broke")),
    ],
)  # fmt: skip
def test_why_a_reference_brought_nothing(
    line: Reference, converter: str, outcome: Failed | Missing
) -> None:
    fakes = FakeServices(pubmed=FakeSource("pubmed", down="down"))
    fakes.converter.down = converter
    fakes.converter.known = {PMCID("PMC1"): (PMID("5001"),)}
    assert resolved(fakes, line, line).unanswered == (outcome,)


def test_progress_ends_where_it_should() -> None:
    fakes = FakeServices()
    fakes.pubmed.add(work(1))
    told: list[tuple[str, int, int]] = []
    resolve(
        [Reference(1, pmid=PMID("5001")), Reference(2, pmid=PMID("404"))],
        fakes.services, progress=lambda *step: told.append(step),
    )  # fmt: skip
    gather_reviews(
        [PMID("5001")], fakes.services, references=True, progress=lambda *step: told.append(step)
    )
    assert told == [
        ("references", 0, 2), ("references", 1, 2), ("references", 2, 2),
        ("works asked for", 0, 1), ("works asked for", 1, 1),
    ]  # fmt: skip


NUMBERS = st.integers(1, 4)
IDENTIFIERS = st.one_of(
    NUMBERS.map(lambda number: PMID(str(5000 + number))),
    NUMBERS.map(lambda number: DOI(f"10.5555/work.{number}")),
    NUMBERS.map(lambda number: PMCID(f"PMC{number}")),
)


@settings(derandomize=True, max_examples=80, deadline=None)
@given(
    st.lists(IDENTIFIERS, max_size=6), st.sets(NUMBERS), st.sets(NUMBERS), st.sets(NUMBERS),
    st.sampled_from(["", "down"]), st.sampled_from(["", "down"]),
)  # fmt: skip
def test_each_identifier_has_exactly_one_outcome(
    asked: list[Identifier], in_pubmed: set[int], in_crossref: set[int], in_pmc: set[int],
    pubmed_down: str, crossref_down: str,
) -> None:  # fmt: skip
    fakes = FakeServices()
    fakes.pubmed.down, fakes.crossref.down, fakes.lists.down = (
        pubmed_down, crossref_down, crossref_down,
    )  # fmt: skip
    for number in in_pubmed:
        fakes.pubmed.add(work(number))
    for number in in_crossref:
        record = replace(work(number, "crossref"), pmid=None)
        fakes.crossref.add(record)
        fakes.lists.add(record)
    fakes.converter.known = {
        PMCID(f"PMC{number}"): (PMID(str(5000 + number)), DOI(f"10.5555/work.{number}"))
        for number in in_pmc
    }
    found = gathered(fakes, *asked)
    outcomes = [*(one for one, _ in found.reviews), *(one.asked for one in found.unanswered)]
    assert sorted(outcomes) == sorted(set(asked))
    assert all(one.reason and one.source for one in found.unanswered)
    lines = [
        Reference(
            place,
            pmid=one if isinstance(one, PMID) else None,
            doi=one if isinstance(one, DOI) else None,
            pmcid=one if isinstance(one, PMCID) else None,
        )
        for place, one in enumerate(asked)
    ]
    cited = resolved(fakes, *lines)
    missed = {one.asked for one in cited.unanswered}
    known = {one for work in cited.works for one in work.identifiers}
    assert len(missed) == len(cited.unanswered)
    assert all(one.reason and one.source for one in cited.unanswered)
    for one in set(asked):
        if isinstance(one, PMCID):  # a work that came by another name is enough
            assert one in missed or known
        else:
            assert (one in known) != (one in missed)
