"""Who wrote works: people under one name each, groups, and reviews that cite their own authors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from sscmsc.entry import Entry
from sscmsc.library import Library
from sscmsc.likeness import key
from sscmsc.record import Group, Person, Record
from sscmsc.tally_names import Name, identify, name_of


class Writer(NamedTuple):
    """A person or a group: the name most works have, the other `variants`, and works by year;
    `first` and `last` are how often it stands first and last among several authors."""

    name: str
    variants: tuple[str, ...]
    orcid: str
    works: tuple[Entry, ...]
    first: int
    last: int

    @property
    def years(self) -> tuple[int, int] | None:
        """The first and the last year of the works."""
        known = [one.record.year for one in self.works if one.record.year]
        return (min(known), max(known)) if known else None


@dataclass(frozen=True, slots=True)
class SelfCitations:
    """Of `lines` references of a review, the `known` ones have authors; `own` are those entries
    that have an author in common with the review (Aksnes, Scientometrics 2003;56:235-46)."""

    citekey: str
    lines: int
    known: int
    own: tuple[str, ...]

    @property
    def share(self) -> Fraction | None:
        """The share of the references with known authors; None where there are none."""
        return Fraction(len(self.own), self.known) if self.known else None


class People:
    """The people who wrote works of a library, each known by one name."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._names = identify(
            [[name_of(one) for one in persons(entry.record)] for entry in entries]
        )

    def of(self, record: Record) -> tuple[Name, ...]:
        """Who wrote a work, in the order of its authors."""
        return tuple(self._names.get(name, name) for name in map(name_of, persons(record)))


def persons(record: Record) -> tuple[Person, ...]:
    """The authors of a work that are people."""
    return tuple(one for one in record.authors if isinstance(one, Person))


def shown_name(person: Person) -> str:
    """Family name and initials, as NLM writes them."""
    initials = person.initials or "".join(word[0] for word in (person.given or "").split())
    return f"{person.family} {initials}".strip()


def find_writers(people: People, entries: Sequence[Entry]) -> tuple[Writer, ...]:
    """The people who wrote works, those with most works first."""
    works: dict[Name, dict[str, Entry]] = {}
    names: dict[Name, Counter[str]] = {}
    places: dict[Name, Counter[str]] = {}
    orcids: dict[Name, str] = {}
    for entry in entries:
        listed = people.of(entry.record)
        for place, (who, person) in enumerate(zip(listed, persons(entry.record), strict=True)):
            works.setdefault(who, {})[entry.citekey] = entry
            names.setdefault(who, Counter())[shown_name(person)] += 1
            if person.orcid:
                orcids[who] = min(person.orcid, orcids.get(who, person.orcid))
            at = places.setdefault(who, Counter())
            at["first"] += place == 0 and person is entry.record.authors[0]
            at["last"] += place == len(listed) - 1 > 0 and person is entry.record.authors[-1]
    found = [
        _writer(names[who], orcids.get(who, ""), held.values(), places[who])
        for who, held in works.items()
    ]
    return _ordered(found)


def find_groups(entries: Sequence[Entry]) -> tuple[Writer, ...]:
    """The groups that wrote works, those with most works first; names that differ only in case,
    accents and signs are one group."""
    works: dict[str, dict[str, Entry]] = {}
    names: dict[str, Counter[str]] = {}
    for entry in entries:
        for one in entry.record.authors:
            if isinstance(one, Group):
                works.setdefault(key(one.name), {})[entry.citekey] = entry
                names.setdefault(key(one.name), Counter())[one.name] += 1
    nowhere: Counter[str] = Counter()
    return _ordered(_writer(names[one], "", held.values(), nowhere) for one, held in works.items())


def self_citations(library: Library, people: People, review: Entry) -> SelfCitations:
    """How many of the works that a review cites have an author in common with it."""
    authors = set(people.of(review.record))
    lines = review.references.references if review.references else ()
    cited = dict.fromkeys(one.citekey for one in lines if one.citekey is not None)
    known, own = 0, []
    for citekey in cited:
        entry = library.entries.get(citekey)
        if entry is not None and entry.record.authors:
            known += 1
            if not authors.isdisjoint(people.of(entry.record)):
                own.append(citekey)
    return SelfCitations(review.citekey, len(lines), known, tuple(own))


def _writer(
    names: Counter[str], orcid: str, works: Iterable[Entry], places: Mapping[str, int]
) -> Writer:
    first, *others = sorted(names, key=lambda one: (-names[one], one))
    by_year = sorted(works, key=lambda one: (one.record.year or 9999, one.citekey))
    return Writer(
        first, tuple(others), orcid, tuple(by_year), places.get("first", 0), places.get("last", 0)
    )  # fmt: skip


def _ordered(found: Iterable[Writer]) -> tuple[Writer, ...]:
    return tuple(sorted(
        found, key=lambda one: (-len(one.works), -one.first, one.name.casefold(), one.orcid)
    ))  # fmt: skip
