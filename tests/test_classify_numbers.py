"""Sample sizes and trial registrations: taken where they are stated, and only there."""

from __future__ import annotations

import pytest

from sscmsc.classify import classify
from sscmsc.entry import Facet
from sscmsc.record import AbstractSection, PublicationType, Record, TrialRegistration
from sscmsc.text import RichText
from sscmsc.vocabulary import load_vocabulary

VOCABULARY = load_vocabulary()


def record(title: str = "", *abstract: str, trials: tuple[TrialRegistration, ...] = ()) -> Record:
    sections = tuple(AbstractSection(RichText(one)) for one in abstract)
    return Record("x", title=RichText(title) or None, abstract=sections, trials=trials)


def size(given: Record) -> Facet | None:
    return next((one for one in classify(given, VOCABULARY) if one.facet == "n"), None)


@pytest.mark.parametrize(
    ("title", "number", "shown"),
    [
        ("Stem cells in seven patients with lupus", "7", "seven patients"),
        ("Scleroderma in twenty-six women", "26", "twenty-six women"),
        ("A study of 1,204 patients with SSc", "1204", "1,204 patients"),
        ("Clinical features in 750 children", "750", "750 children"),
        ("Report of five cases of morphea", "5", "five cases"),
        ("Survival in 48 consecutive SSc patients", "48", "48 consecutive SSc patients"),
        ("Lupus nephritis (n = 31) in men", "31", "n = 31"),
    ],
)
def test_a_title_that_states_a_number(title: str, number: str, shown: str) -> None:
    assert size(record(title)) == Facet("n", number, (f'title: "{shown}"',))


@pytest.mark.parametrize(
    "title",
    [
        "Type 1 diabetes patients",
        "Phase 2 patients with SSc",
        "Children aged 5 years with JIA",
        "Patients over 75 years admitted with SSc",
        "Three medications in patients with RA",
        "A meta-analysis of 36 randomized trials in patients with RA",
        "SSc: 12-month follow-up of patients",
        "IL-6 patients",
        "20-30 patients a week in a scleroderma clinic",
        "12 patients with SSc and 13 patients with SLE",
        "95% of patients with SSc",
        "Treatment of a patient with SSc",
        "One patient with SSc",
        "A million patients with SSc",
        "Five mice with scleroderma",
    ],
)
def test_a_title_that_states_none(title: str) -> None:
    assert size(record(title)) is None


@pytest.mark.parametrize(
    ("abstract", "number"),
    [
        ("A total of 156 patients were randomised: 78 patients to cells, 78 to placebo.", "156"),
        ("We screened 200 patients. Of these, 156 patients were randomly assigned.", "156"),
        ("Twenty-six patients with SSc were enrolled. Five patients died.", "26"),
        ("We studied 40 women. They were well.", "40"),
        ("Cells were given to SSc patients (n = 18). All lived.", "18"),
        ("We included 12 patients with SSc. Among 4 patients who relapsed, all died.", "12"),
        ("Between 2005 and 2013, 75 patients were followed.", "75"),
    ],
)
def test_an_abstract_that_states_the_whole(abstract: str, number: str) -> None:
    found = size(record("Cells in SSc", abstract))
    assert found is not None
    assert found.value == number
    assert found.evidence[0].startswith("abstract: ")


@pytest.mark.parametrize(
    "abstract",
    [
        "In 12 patients it was high, in 30 patients low.",
        "In all 36 patients were randomly assigned to cells and 39 patients to placebo.",
        "We randomly assigned adults to cells (36 participants) or drugs (39 participants).",
        "Patients with SSc (n = 18) and with lupus (n = 20) were seen.",
        "Most patients with SSc were seen in 3 centres.",
        "About 30% of patients with SSc have it.",
        "We tell what is known of patients with SSc in this review: 12 patients were treated.",
    ],
)
def test_an_abstract_that_states_no_whole(abstract: str) -> None:
    assert size(record("Cells in SSc", abstract)) is None


def test_a_title_is_believed_before_an_abstract() -> None:
    given = record("Cells in seven patients with SSc", "A total of 90 patients were screened.")
    assert size(given) == Facet("n", "7", ('title: "seven patients"',))


def test_a_review_has_no_sample() -> None:
    review = (PublicationType("Review", "D016454"),)
    given = Record("x", title=RichText("SSc in 40 patients"), publication_types=review)
    assert size(given) is None


def trials(given: Record) -> list[Facet]:
    return [one for one in classify(given, VOCABULARY) if one.facet == "trial"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Registered as NCT00114530.", "NCT00114530"),
        ("(ISRCTN 54371254)", "ISRCTN54371254"),
        ("ChiCTR-TRC-10000942 and so on", "ChiCTR-TRC-10000942"),
        ("ChiCTR2000029990", "ChiCTR2000029990"),
        ("EudraCT 2009-012345-12", "EudraCT 2009-012345-12"),
        ("UMIN000012345", "UMIN000012345"),
        ("DRKS00012345", "DRKS00012345"),
        ("ACTRN12605000123456", "ACTRN12605000123456"),
    ],
)
def test_a_registration_in_the_text(text: str, number: str) -> None:
    (found,) = trials(record("Cells", f"They were given. {text}"))
    assert found.value == number
    assert found.evidence[0].startswith('abstract: "')


@pytest.mark.parametrize(
    "text", ["NCT-1", "2009-012345-12", "NCT001145301", "EudraCT", "XNCT00114530"]
)
def test_what_is_no_registration(text: str) -> None:
    assert trials(record("Cells", text)) == []


def test_a_registration_is_listed_once_with_all_its_evidence() -> None:
    listed = (
        TrialRegistration("ClinicalTrials.gov", "NCT00114530"),
        TrialRegistration("EudraCT", "2009-012345-12"),
    )
    found = trials(record("NCT00114530", "NCT00114530 again: NCT00114530.", trials=listed))
    assert found == [
        Facet(
            "trial",
            "NCT00114530",
            (
                "registration ClinicalTrials.gov",
                'title: "NCT00114530"',
                'abstract: "NCT00114530"',
            ),
        ),
        Facet("trial", "EudraCT 2009-012345-12", ("registration EudraCT",)),
    ]
    assert found[0].confidence == 0.99


def test_numbers_of_an_abstract_that_is_gone_stay() -> None:
    given = record("Cells in SSc", "We enrolled 40 women with SSc (NCT00114530).")
    before = classify(given, VOCABULARY)
    after = classify(record("Cells in SSc"), VOCABULARY, before)
    assert after == before
