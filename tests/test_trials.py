"""Registrations of trials, wherever they are given, and the publications of one trial."""

from __future__ import annotations

import pytest

from sscmsc.dates import PartialDate
from sscmsc.entry import Entry
from sscmsc.record import AbstractSection, Record, TrialRegistration
from sscmsc.registrations import find_registrations, read_registration
from sscmsc.text import RichText
from sscmsc.trials import find_trial, find_trials, mentions


def work(key: str, year: int, *numbers: str, title: str = "A trial", abstract: str = "") -> Entry:
    return Entry(
        key,
        Record(
            "pubmed",
            title=RichText(title),
            issued=PartialDate(year),
            trials=tuple(TrialRegistration("ClinicalTrials.gov", one) for one in numbers),
            abstract=(AbstractSection(RichText(abstract)),) if abstract else (),
        ),
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("registered (NCT00114530).", [("ClinicalTrials.gov", "NCT00114530")]),
        ("nct 00114530", [("ClinicalTrials.gov", "NCT00114530")]),
        ("ISRCTN54371254; EudraCT number: 2010-012345-67",
         [("ISRCTN", "ISRCTN54371254"), ("EudraCT", "2010-012345-67")]),
        ("ChiCTR-OPC-17012345 and ChiCTR2000029990",
         [("ChiCTR", "CHICTR-OPC-17012345"), ("ChiCTR", "CHICTR2000029990")]),
        ("ACTRN12605000000000", [("ANZCTR", "ACTRN12605000000000")]),
        ("UMIN000012345, jRCTs031180123",
         [("UMIN-CTR", "UMIN000012345"), ("jRCT", "JRCTS031180123")]),
        ("DRKS00012345 IRCT20100101003456N1 CTRI/2018/05/013567",
         [("DRKS", "DRKS00012345"), ("IRCT", "IRCT20100101003456N1"),
          ("CTRI", "CTRI/2018/05/013567")]),
        ("NCT0011453 and grant 2010-12", []),
    ],
)  # fmt: skip
def test_registrations_in_text(text: str, found: list[tuple[str, str]]) -> None:
    assert [(one.registry, one.number) for one in find_registrations(text)] == found


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("NCT00114530", "NCT00114530"),
        (" nct 00114530 ", "NCT00114530"),
        ("isrctn54371254", "ISRCTN54371254"),
        ("2010-012345-67", "EudraCT 2010-012345-67"),
        ("EudraCT number: 2010-012345-67", "EudraCT 2010-012345-67"),
        ("2022-501234-12-00", "CTIS 2022-501234-12-00"),
        ("chictr-TRC-10000942", "ChiCTR-TRC-10000942"),
        ("jrcts031180123", "jRCTs031180123"),
        ("actrn12605000123456", "ACTRN12605000123456"),
        ("foo", None),
        ("NCT123", None),
        ("see NCT00114530", None),
        ("", None),
    ],
)
def test_a_registration_by_itself(written: str, number: str | None) -> None:
    assert read_registration(written) == number


def test_a_registration_is_told_once_with_the_best_place() -> None:
    entry = work("A", 2010, "NCT00114530", abstract="NCT 00114530 and ISRCTN54371254.")
    assert [(one.trial.number, one.where) for one in mentions(entry.record)] == [
        ("NCT00114530", "registration"), ("ISRCTN54371254", "abstract"),
    ]  # fmt: skip


def test_a_pooled_analysis_makes_no_two_trials_one() -> None:
    works = [
        work("A", 2016, "NCT02396238"), work("B", 2018, "NCT03060551"),
        work("Pooled", 2020, "NCT02396238", "NCT03060551"),
    ]  # fmt: skip
    trials = find_trials(works)
    assert [[one.number for one in trial.registrations] for trial in trials] == [
        ["NCT02396238"], ["NCT03060551"],
    ]  # fmt: skip
    assert [[one.citekey for one in trial.entries] for trial in trials] == [
        ["A", "Pooled"], ["B", "Pooled"],
    ]  # fmt: skip


@pytest.mark.parametrize("other", ["EudraCT 2010-012345-67", "ISRCTN54371254"])
def test_a_trial_registered_in_two_registries_is_one(other: str) -> None:
    both = work("Both", 2016, "NCT02396238", title=f"A trial ({other})")
    (trial,) = find_trials(
        [both, work("A", 2018, "NCT02396238"), work("B", 2020, title=f"On {other}")]
    )
    assert [one.citekey for one in trial.entries] == ["Both", "A", "B"]


def test_publications_of_one_trial_stand_together_by_year() -> None:
    entries = [
        work("Later", 2016, "NCT00114530"),
        work("First", 2014, "nct00114530", "ISRCTN54371254"),
        work("Named", 2015, title="Long-term results of ISRCTN54371254"),
        work("Review", 2020, abstract="NCT00114530, NCT01445821 and NCT02213705 were reviewed."),
        work("Alone", 2018, "NCT01445821"),
        work("None", 2019),
    ]
    first, second, third = find_trials(entries)
    assert [one.citekey for one in first.entries] == ["First", "Named", "Later", "Review"]
    assert [one.number for one in first.registrations] == ["NCT00114530", "ISRCTN54371254"]
    assert [one.citekey for one in second.entries] == ["Alone", "Review"]
    assert [one.citekey for one in third.entries] == ["Review"]
    assert find_trial(entries, "isrctn 54371254") == first
    assert find_trial(entries, "NCT09999999") is None
    assert find_trials([]) == ()
