"""Registrations of trials, and the publications of one trial.

A registration is known by its number: of a data bank of PubMed, or as it stands in a title or an
abstract.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from sscmsc.entry import Entry
from sscmsc.record import Record, TrialRegistration
from sscmsc.registrations import bare_number, find_registrations
from sscmsc.text import folded, plain

_LETTERS = re.compile(r"[A-Z]+")


class Mention(NamedTuple):
    """A registration of a work, and where that is said: `registration` (a data bank), `title`
    or `abstract`."""

    trial: TrialRegistration
    where: str


class Trial(NamedTuple):
    """A trial: its registrations, and its publications, the earliest first."""

    registrations: tuple[TrialRegistration, ...]
    entries: tuple[Entry, ...]


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
    return bare_number(trial.number)


def find_trials(entries: Iterable[Entry]) -> tuple[Trial, ...]:
    """The trials that works are about, those with most publications first.

    Two registrations in different registries that one publication gives as its own (in a data
    bank, or in its title) are of one trial: many are registered twice. Two in one registry are
    two trials, of which it pools the data. Those that an abstract merely names are joined to a
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
        if len(own) == 2 and _registry(known[own[0]]) != _registry(known[own[1]]):
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
    wanted = {bare_number(number), *(trial_number(one) for one in find_registrations(number))}
    for trial in find_trials(entries):
        if any(trial_number(one) in wanted for one in trial.registrations):
            return trial
    return None


def _registry(trial: TrialRegistration) -> str:
    """What the numbers of one registry begin with (`NCT`), else its name."""
    letters = _LETTERS.match(trial_number(trial))
    return letters.group() if letters else folded(trial.registry)


def _root(number: str, root: dict[str, str]) -> str:
    while number in root and root[number] != number:
        number = root[number]
    return number


def _by_year(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    once = {one.citekey: one for one in entries}
    return tuple(
        sorted(once.values(), key=lambda one: (one.record.year or 9999, one.citekey.casefold()))
    )
