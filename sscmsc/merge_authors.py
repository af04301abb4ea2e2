"""The authors of one work as several sources list them, joined person by person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from sscmsc import likeness
from sscmsc.record import Author, Person, Record


class Authorship(NamedTuple):
    """Authors in order, whether they are all, and the source whose list it is."""

    authors: tuple[Author, ...]
    complete: bool
    source: str


def merge_authors(records: Sequence[Record]) -> Authorship:
    """The best list of authors among `records` (most trusted first), each person filled in.

    A complete list beats one with "et al."; of incomplete ones the longest is taken. A list said
    to be complete but shorter than an incomplete one is not believed. Full given names, ORCIDs,
    suffixes and affiliations come from the other lists where the person is the same.
    """
    listed = [record for record in records if record.authors]
    if not listed:
        return Authorship((), all(record.authors_complete for record in records), "")
    partial = max((len(one.authors) for one in listed if not one.authors_complete), default=0)
    complete = [one for one in listed if one.authors_complete and len(one.authors) >= partial]
    longest = max(len(one.authors) for one in listed)
    base = complete[0] if complete else next(one for one in listed if len(one.authors) == longest)
    authors = base.authors
    for other in listed:
        if other is not base:
            authors = _filled(authors, other.authors)
    return Authorship(authors, bool(complete), base.source)


def _filled(authors: tuple[Author, ...], others: tuple[Author, ...]) -> tuple[Author, ...]:
    """`authors`, each with what the same person in `others` adds: by place in lists of one
    length, else by a family name and first initial that no one else in them has."""
    if len(authors) == len(others):
        return tuple(
            _joined(one, other) if _same_person(one, other) else one
            for one, other in zip(authors, others, strict=True)
        )
    here, there = _by_name(authors), _by_name(others)
    return tuple(
        _joined(one, there[name][0])
        if len(here[name := _name(one)]) == 1 and len(there.get(name, ())) == 1
        else one
        for one in authors
    )


def _by_name(authors: tuple[Author, ...]) -> dict[tuple[str, str], list[Author]]:
    found: defaultdict[tuple[str, str], list[Author]] = defaultdict(list)
    for one in authors:
        found[_name(one)].append(one)
    return found


def _name(author: Author) -> tuple[str, str]:
    return likeness.author_key(author), _initial(author)


def _initial(author: Author) -> str:
    if not isinstance(author, Person):
        return ""
    return likeness.key(author.given or author.initials or "")[:1]


def _same_person(one: Author, other: Author) -> bool:
    if not isinstance(one, Person) or not isinstance(other, Person):
        return False
    if not likeness.same_family(likeness.author_key(one), likeness.author_key(other)):
        return False
    left, right = _initial(one), _initial(other)
    return not left or not right or left == right


def _joined(one: Author, other: Author) -> Author:
    if not isinstance(one, Person) or not isinstance(other, Person):
        return one
    return replace(
        one,
        family=_better_spelt(one.family, other.family),
        given=_fuller(one.given, other.given),
        initials=one.initials or other.initials,
        suffix=one.suffix or other.suffix,
        orcid=one.orcid or other.orcid,
        affiliations=one.affiliations or other.affiliations,
    )


def _better_spelt(one: str, other: str) -> str:
    """Of one name in two spellings the one that is not all capitals and keeps its accents."""
    if one == other or likeness.key(one) != likeness.key(other):
        return one
    if len(one) > 3 and one.isupper() != other.isupper():
        return other if one.isupper() else one
    return other if one.isascii() and not other.isascii() else one


def _fuller(one: str | None, other: str | None) -> str | None:
    """The given names with more in full: `Keith M` before `K. M.`."""
    if not one or not other:
        return one or other
    initials = all(len(word) <= 1 for word in likeness.key(one).split()) or (
        one.isupper() and len(one) <= 3
    )
    longer = len(other) > len(one) and other[:1].casefold() == one[:1].casefold()
    return other if initials and longer else one
