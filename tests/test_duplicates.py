"""Which records are one work, and which only look like it."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest

from sscmsc.dates import PartialDate
from sscmsc.duplicates import compare_records, find_duplicates
from sscmsc.identifiers import DOI, PMCID, PMID
from sscmsc.record import (
    AbstractSection,
    Container,
    Person,
    PublicationType,
    Record,
    Relation,
    TrialRegistration,
)
from sscmsc.text import RichText

TITLE = RichText("Mesenchymal stromal cells for digital ulcers of systemic sclerosis in mice")
WORK = Record(
    "ris",
    title=TITLE,
    authors=(Person("Peltzer", "Anna", "A"), Person("van den Berg", "Bo", "B")),
    container=Container("Annals of the Rheumatic Diseases", "Ann Rheum Dis"),
    volume="60",
    issue="3",
    pages="577-584",
    issued=PartialDate(2011, 3),
)
LATER = replace(WORK, issued=PartialDate(2012), volume="61", pages="12-19", issue="1")


def titled(title: str, base: Record = WORK) -> Record:
    return replace(base, title=RichText(title))


@pytest.mark.parametrize(
    "other",
    [
        titled(f"{TITLE}."),
        titled(TITLE.upper()),
        titled("Mesenchymal stromal cells for digital ulcers of systemic scler"),
        titled(f"{TITLE}: a pilot study"),
        titled("Mesenchymal stromal cells for digital ulcres of systemic sclerosis in mice"),
        titled(f"{TITLE} (Retracted article. See vol. 70, pg. 3, 2012)"),
        titled(f"RETRACTED: {TITLE}"),
        replace(WORK, pages="577-84"),
        replace(WORK, pages="577"),
        replace(WORK, pages=None, volume=None, issue=None),
        replace(WORK, issued=PartialDate(2010), pages=None, volume=None, issue=None),
        replace(WORK, issued=PartialDate(2010)),
        replace(WORK, container=Container("ANN RHEUM DIS")),
        replace(WORK, container=Container("The Annals")),
        replace(WORK, authors=()),
        replace(WORK, authors=(Person("PELTZER", None, "AB"),)),
        replace(WORK, authors=WORK.authors[::-1]),
        replace(WORK, authors=(Person("Anna", "Peltzer"),)),
        replace(WORK, doi=DOI("10.5555/one")),
        replace(WORK, container=None, volume=None, pages=None),
        titled(f"{TITLE}. [German]"),
        titled(f"Mesenchymale Stromazellen bei digitalen Ulzera. [{TITLE}]"),
        replace(WORK, authors=(Person("Anonymous"),)),
    ],
)
def test_what_databases_make_of_one_work_is_certainly_one(other: Record) -> None:
    found = compare_records(WORK, other)
    assert found.verdict == "certain"
    assert found.reasons
    assert compare_records(other, WORK) == found


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        (titled(f"Erratum: {TITLE}"), "a notice"),
        (titled(f"{TITLE} (vol 60, pg 577, 2011)", LATER), "a notice"),
        (titled(f"{TITLE} - authors' reply"), "a notice"),
        (titled(f"Comment on: {TITLE}"), "a notice"),
        (
            replace(LATER, container=Container("bioRxiv"), volume=None, pages=None),
            "a preprint and the article",
        ),
        (
            replace(LATER, pages="S12", issue="Suppl 1"),
            "an abstract of a meeting and the article",
        ),
        (
            replace(LATER, publication_types=(PublicationType("Meeting Abstract", "D016416"),)),
            "an abstract of a meeting and the article",
        ),
        (LATER, "published more than once"),
        (titled(f"{TITLE}. Part 2", LATER), "titles with other numbers"),
    ],
)
def test_versions_are_works_of_their_own(other: Record, reason: str) -> None:
    found = compare_records(WORK, other)
    assert found.verdict in ("versions", "different")
    assert found.reasons[0].startswith(reason)
    assert find_duplicates([("a", WORK), ("b", other)]).groups == ()


def test_what_records_state_of_each_other_makes_them_versions() -> None:
    article = replace(WORK, pmid=PMID("1"))
    notice = replace(WORK, pmid=PMID("2"), relations=(Relation("ErratumFor", pmid=PMID("1")),))
    found = compare_records(article, notice)
    assert (found.verdict, found.reasons[0]) == ("versions", "a correction and its article")


def test_reports_of_one_trial_are_not_one_work() -> None:
    trial = (TrialRegistration("ClinicalTrials.gov", "NCT01234567"),)
    one = replace(WORK, trials=trial)
    found = compare_records(one, replace(LATER, trials=trial))
    assert found.verdict == "versions"
    assert found.reasons[0] == "reports of one trial (NCT01234567)"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"doi": DOI("10.5555/one")}, {"doi": DOI("10.5555/two")}),
        ({"pmid": PMID("1")}, {"pmid": PMID("2")}),
        ({"pmcid": PMCID("PMC1")}, {"pmcid": PMCID("PMC2")}),
        (
            {"doi": DOI("10.5555/one"), "pmid": PMID("1")},
            {"doi": DOI("10.5555/one"), "pmid": PMID("2")},
        ),
    ],
)
def test_contradictory_identifiers_are_told_and_never_joined(
    one: dict[str, object], other: dict[str, object]
) -> None:
    left, right = replace(WORK, **one), replace(WORK, **other)  # type: ignore[arg-type]
    found = find_duplicates([("a", left), ("b", right)])
    assert found.groups == ()
    assert [pair.finding.verdict for pair in found.apart] == ["contradictory"]


def test_one_identifier_is_enough_but_not_for_the_talks_of_a_supplement() -> None:
    doi = DOI("10.5555/supplement")
    one = replace(WORK, doi=doi)
    assert compare_records(one, Record("ris", doi=doi)).verdict == "certain"
    assert compare_records(one, replace(WORK, doi=doi, title=None)).reasons[0] == f"same DOI {doi}"
    early = replace(LATER, doi=doi, container=Container("In press"))
    assert compare_records(one, early).verdict == "certain"
    assert compare_records(one, titled(f"Erratum: {TITLE}", early)).verdict == "versions"
    talk = replace(
        WORK, doi=doi, title=RichText("Fibroblasts of the skin under pressure"), pages="590",
        authors=(Person("Falk"),),
    )  # fmt: skip
    assert compare_records(one, talk).verdict == "different"


def test_abstracts_tell_what_titles_do_not() -> None:
    text = RichText("Ulcers of the fingers are frequent in systemic sclerosis. " * 6)
    one = replace(WORK, abstract=(AbstractSection(text),), pages=None)
    german = titled("Mesenchymale Stromazellen bei digitalen Ulzera der Sklerodermie", one)
    assert compare_records(one, german).verdict == "certain"
    other = replace(german, abstract=(AbstractSection(RichText("We saw nothing. " * 20)),))
    assert compare_records(one, other).verdict == "different"


def test_titles_that_come_again_are_no_duplicates() -> None:
    one, other = titled("Editorial"), titled("Editorial", LATER)
    assert find_duplicates([(1, one), (2, other)]).groups == ()
    assert find_duplicates([(1, one), (2, replace(one, source="nbib"))]).groups[0].keys == (1, 2)


def test_groups_never_hold_a_pair_that_is_apart() -> None:
    first = replace(WORK, doi=DOI("10.5555/one"))
    second = replace(WORK, doi=DOI("10.5555/two"))
    for order in permutations([("a", first), ("b", second), ("bare", WORK)]):
        found = find_duplicates(order)
        assert [pair.finding.verdict for pair in found.apart] == ["contradictory"]
        assert [one.verdict for one in found.groups] == ["certain", "likely"]
        assert all(not {"a", "b"} <= set(one.keys) for one in found.groups)


def test_what_a_person_said_is_not_asked_again() -> None:
    held = [("a", WORK), ("b", replace(WORK, source="nbib")), ("c", replace(WORK, source="x"))]
    assert find_duplicates(held).groups[0].keys == ("a", "b", "c")
    found = find_duplicates(held, {frozenset(("a", "b"))})
    assert all(not {"a", "b"} <= set(one.keys) for one in found.groups)


def test_nothing_and_works_without_titles() -> None:
    assert find_duplicates([]).groups == ()
    bare = Record("ris")
    assert find_duplicates([(1, bare), (2, bare)]).groups == ()


def test_a_response_within_a_word_is_no_reply() -> None:
    one = titled("Insulin and the mice that are given it for digital ulcers: a dose-response")
    cut = titled("Insulin and the mice that are given it for digital ulcers: a dose-resp")
    assert compare_records(one, cut).verdict == "certain"


def test_greek_letters_that_a_database_lost() -> None:
    one = titled("Beta-cell function and alpha-cell mass in mice that are given insulin")
    other = titled("B-cell function and a-cell mass in mice that are given insulin")
    assert compare_records(one, other).verdict == "certain"


def test_a_doi_that_was_cut_at_an_angle_bracket() -> None:
    whole = replace(WORK, doi=DOI("10.1002/(sici)1097-0134(1996)13:1<1::aid-x>3.0.co;2-y"))
    cut = replace(WORK, doi=DOI("10.1002/(sici)1097-0134(1996)13:1"))
    assert compare_records(whole, cut).verdict == "certain"
