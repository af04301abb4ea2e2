"""Registrations of trials, and the publications of one trial.

A registration is known by its number: of a data bank of PubMed, or as it stands in a title or an
abstract. Sources of the forms: the registries of WHO's ICTRP, as their identifiers are printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sscmsc.entry import Entry
from sscmsc.record import Record, TrialRegistration
from sscmsc.text import plain


class Mention(NamedTuple):
    """A registration of a work, and where that is said: `registration` (a data bank), `title`
    or `abstract`."""

    trial: TrialRegistration
    where: str


class Trial(NamedTuple):
    """A trial: its registrations, and its publications, the earliest first."""

    registrations: tuple[TrialRegistration, ...]
    entries: tuple[Entry, ...]


#: The registries, and the numbers by which they are known wherever they stand.
_REGISTRIES = (
    ("ClinicalTrials.gov", r"NCT\s?0\d{7}"),
    ("ISRCTN", r"ISRCTN\s?\d{8}"),
    ("EudraCT", r"(?:EudraCT|EUCTR)[^0-9]{0,20}\d{4}-\d{6}-\d{2}"),
    ("CTIS", r"20\d\d-5\d{5}-\d\d-\d\d"),
    ("ChiCTR", r"ChiCTR(?:-[A-Z]{2,5})?-?\s?\d{8,10}"),
    ("UMIN-CTR", r"UMIN\s?(?:CTR\s?)?0{3}\d{6}"),
    ("JapicCTI", r"JapicCTI-?\s?\d{6}"),
    ("jRCT", r"jRCTs?[0-9a-z]{10}"),
    ("ANZCTR", r"ACTRN\s?126\d{11}"),
    ("DRKS", r"DRKS\s?\d{8}"),
    ("IRCT", r"IRCT\s?\d{8,14}(?:N\d{1,3})?"),
    ("CTRI", r"CTRI/\d{4}/\d{2,3}/\d{6}"),
    ("NTR", r"(?<![A-Z])NTR\s?\d{3,5}(?!\d)"),
    ("CRiS", r"KCT\s?\d{7}"),
    ("TCTR", r"TCTR\s?\d{11}"),
    ("PACTR", r"PACTR\s?\d{12,18}"),
    ("ReBEC", r"RBR-\s?[0-9a-z]{6,8}"),
    ("RPCEC", r"RPCEC\s?\d{8}"),
    ("SLCTR", r"SLCTR/\d{4}/\d{3}"),
)  # fmt: skip
_IN_TEXT = re.compile(
    "|".join(f"(?P<r{number}>{form})" for number, (_, form) in enumerate(_REGISTRIES)), re.I
)
#: What each of them has, which few other texts have, and which is found sooner.
_DIGITS = re.compile(r"\d{5}")
_TELLING = ("NTR", "CTRI/", "SLCTR/", "RBR-", "jRCT")
_EUDRACT = re.compile(r"\d{4}-\d{6}-\d{2}(?!-)")


def find_registrations(text: str) -> Iterator[TrialRegistration]:
    """The registrations that stand in running text, in order; each as often as it stands there."""
    if not _DIGITS.search(text) and not any(one in text for one in _TELLING):
        return
    for found in _IN_TEXT.finditer(text):
        assert found.lastgroup is not None
        name, _ = _REGISTRIES[int(found.lastgroup[1:])]
        yield TrialRegistration(name, _number(found.group()))


def mentions(record: Record) -> tuple[Mention, ...]:
    """The registrations of a record, each once, those of data banks first."""
    found: dict[str, Mention] = {}
    for one in record.trials:
        found.setdefault(trial_number(one), Mention(one, "registration"))
    titles = " ".join(plain(one) for one in (record.title, record.original_title) if one)
    abstract = " ".join(plain(one.text) for one in record.abstract)
    for where, text in (("title", titles), ("abstract", abstract)):
        for one in find_registrations(text):
            found.setdefault(trial_number(one), Mention(one, where))
    return tuple(found.values())


def trial_number(trial: TrialRegistration) -> str:
    """The number of a registration in the form in which equal ones are equal."""
    return _number(trial.number)


def find_trials(entries: Iterable[Entry]) -> tuple[Trial, ...]:
    """The trials that works are about, those with most publications first.

    Registrations that one publication gives as its own (in a data bank, or in its title) are of
    one trial: many are registered twice. Those that an abstract merely names are joined to a
    trial only by themselves, since a review names many.
    """
    root: dict[str, str] = {}
    known: dict[str, TrialRegistration] = {}
    about: dict[str, list[Entry]] = {}
    for entry in entries:
        told = mentions(entry.record)
        own = [trial_number(one.trial) for one in told if one.where != "abstract"]
        for one in told:
            number = trial_number(one.trial)
            known.setdefault(number, one.trial)
            about.setdefault(number, []).append(entry)
        if len(own) == 2:
            root[_root(own[1], root)] = _root(own[0], root)
    groups: dict[str, list[str]] = {}
    for number in known:
        groups.setdefault(_root(number, root), []).append(number)
    trials = [
        Trial(
            tuple(known[one] for one in numbers),
            _by_year(entry for one in numbers for entry in about[one]),
        )
        for numbers in groups.values()
    ]
    return tuple(sorted(trials, key=lambda one: (-len(one.entries), one.registrations[0].number)))


def find_trial(entries: Iterable[Entry], number: str) -> Trial | None:
    """The trial of a registration, in any spelling, or None."""
    wanted = {_number(number), *(trial_number(one) for one in find_registrations(number))}
    for trial in find_trials(entries):
        if any(trial_number(one) in wanted for one in trial.registrations):
            return trial
    return None


def _root(number: str, root: dict[str, str]) -> str:
    while number in root and root[number] != number:
        number = root[number]
    return number


def _by_year(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    once = {one.citekey: one for one in entries}
    return tuple(
        sorted(once.values(), key=lambda one: (one.record.year or 9999, one.citekey.casefold()))
    )


def _number(written: str) -> str:
    """A number in capitals, without blanks and the name of a registry that only some print."""
    if (found := _EUDRACT.search(written)) is not None:
        return found.group()
    return re.sub(r"\s", "", written).upper()
