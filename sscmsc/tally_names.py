"""Which names of authors are one person: joined where it is sure enough, and never on a guess.

Names of one family name and the same initials are one person unless ORCIDs or given names
written in full contradict that; initials that lack some (`Amsel A` of `Amsel AB`) only where a
single longer name fits and both wrote with the same person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from itertools import pairwise
from typing import NamedTuple

from sscmsc.likeness import key
from sscmsc.record import Person


class Name(NamedTuple):
    """What a record says of a person, as far as it tells who it is."""

    family: str
    initials: str
    given: str = ""
    orcid: str = ""


def name_of(person: Person) -> Name:
    """The name of a person for comparing: the family name and the first given name folded."""
    words = [word for word in re.split(r"[\s.\-‐]+", person.given or "") if word]
    letters = words[0] if len(words) == 1 and words[0].isupper() and len(words[0]) < 4 else ""
    initials = person.initials or letters or "".join(word[0] for word in words)
    first = key(words[0]) if words and len(words[0]) > 1 and not words[0].isupper() else ""
    return Name(key(person.family), key(initials).replace(" ", ""), first, person.orcid or "")


def identify(works: Sequence[Iterable[Name]]) -> Mapping[Name, Name]:
    """A name for each person, by every name that the person has in works."""
    company: dict[Name, set[tuple[str, str]]] = {}
    for listed in works:
        names = tuple(listed)
        short = {(one.family, one.initials[:1]) for one in names}
        for one in names:
            company.setdefault(one, set()).update(short - {(one.family, one.initials[:1])})
    root = {one: one for one in company}
    _join_by_orcid(root)
    families: dict[str, list[Name]] = {}
    for one in sorted(root):
        families.setdefault(one.family, []).append(one)
    for family in families.values():
        _join_same_initials(root, family)
        _join_longer(root, family, company)
    return {one: _root(root, one) for one in root}


def _join_by_orcid(root: dict[Name, Name]) -> None:
    first: dict[str, Name] = {}
    for one in sorted(root):
        if one.orcid:
            _join(root, first.setdefault(one.orcid, one), one)


def _join_same_initials(root: dict[Name, Name], names: Sequence[Name]) -> None:
    """Names of one family name with the same initials, unless they are of several people."""
    groups: dict[str, list[Name]] = {}
    for one in names:
        groups.setdefault(one.initials, []).append(one)
    for initials, group in groups.items():
        if initials and _agree(group):
            for one in group:
                _join(root, group[0], one)
            continue
        first: dict[str, Name] = {}
        for one in group:  # several people: only those whose given name is the same
            if one.given and _agree([other for other in group if other.given == one.given]):
                _join(root, first.setdefault(one.given, one), one)


def _join_longer(
    root: dict[Name, Name], names: Sequence[Name], company: Mapping[Name, Set[tuple[str, str]]]
) -> None:
    """A name with fewer initials, and the only longer one that it can be."""
    people: dict[Name, list[Name]] = {}
    for one in names:
        people.setdefault(_root(root, one), []).append(one)
    for mine in people.values():
        short = max((one.initials for one in mine), key=len)
        longer = [
            other for other in people.values()
            if short and other is not mine
            and any(len(one.initials) > len(short) and one.initials.startswith(short)
                    for one in other)
        ]  # fmt: skip
        rivals = [other for other in people.values()
                  if other is not mine and any(one.initials == short for one in other)]  # fmt: skip
        if len(longer) == 1 and not rivals and _agree([*mine, *longer[0]]):
            shared = _company(mine, company) & _company(longer[0], company)
            if shared:
                _join(root, longer[0][0], mine[0])


def _company(
    names: Iterable[Name], company: Mapping[Name, Set[tuple[str, str]]]
) -> set[tuple[str, str]]:
    return {other for one in names for other in company[one]}


def _agree(names: Iterable[Name]) -> bool:
    """Whether names may all be of one person: one ORCID at most, and given names that begin
    alike (`Jo` and `Josefine`)."""
    held = tuple(names)
    if len({one.orcid for one in held if one.orcid}) > 1:
        return False
    given = sorted({one.given for one in held if one.given}, key=len)
    return all(other.startswith(one) for one, other in pairwise(given))


def _root(root: dict[Name, Name], one: Name) -> Name:
    while root[one] != one:
        root[one] = root[root[one]]
        one = root[one]
    return one


def _join(root: dict[Name, Name], one: Name, other: Name) -> None:
    root[_root(root, other)] = _root(root, one)
