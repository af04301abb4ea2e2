"""The lists of MEDLINE text: authors with their affiliations, headings, grants and the rest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Protocol

from sscmsc.formats.comma_names import person, read_name
from sscmsc.medline_lists import is_registry
from sscmsc.medline_parts import orcid
from sscmsc.record import (
    Author,
    Grant,
    Group,
    MeshHeading,
    MeshQualifier,
    Person,
    Substance,
    TrialRegistration,
)
from sscmsc.text import clean


class Tagged(Protocol):
    """A tag and its value."""

    @property
    def tag(self) -> str: ...

    @property
    def value(self) -> str: ...


_SUFFIX = re.compile(r"(?:Jr|Sr|II|III|IV|2nd|3rd|4th|5th|6th)\.?")
_INITIALS = re.compile(r"(.+?)\s+([A-Z][A-Za-z-]{0,4})")
_SUBSTANCE = re.compile(r"(\S+)\s+\((.+)\)")
_ACRONYM = re.compile(r"(.*)/[A-Z]{2}")
_ET_AL = re.compile(r"et\.? ?al\.?", re.I)


def read_authors(lines: Iterable[Tagged]) -> tuple[tuple[Author, ...], bool]:
    """The authors in order, groups in their place, and False when the last is `et al.`

    `FAU` is the full name, the `AU` after it the same with initials; an `AU` alone is all
    that is known of an author.
    """
    authors: list[Author] = []
    complete = True
    full = False
    for one in lines:
        tag, value = one.tag, clean(one.value)
        if not value:
            continue
        if tag in {"FAU", "CN"} or (tag == "AU" and not full):
            if _ET_AL.fullmatch(value):
                complete = False
                continue
            made = _full(value) if tag == "FAU" else Group(value) if tag == "CN" else _short(value)
            authors += [made] if made else []
            full = tag == "FAU" and isinstance(made, Person)
        elif tag == "AU":
            authors[-1] = _with_initials(authors[-1], value)
            full = False
        elif authors and tag in {"AD", "AUID"}:
            authors[-1] = _described(authors[-1], tag, value)
    return tuple(authors), complete


def _full(value: str) -> Author | None:
    """`Family, Given Jr`; a name without a comma is all family."""
    if value.endswith(","):
        return read_name(value)
    family, comma, given = (part.strip() for part in value.partition(","))
    if not comma:
        return Person(family)
    words = given.split()
    suffix = words.pop() if words and _SUFFIX.fullmatch(words[-1]) else ""
    return person(family, " ".join(words), suffix)


def _short(value: str) -> Author:
    """`Family AB Jr`; the `IV` of `Petrov IV` are initials, for NLM writes `Petrov AB 4th`."""
    words = value.split()
    suffix = words.pop() if len(words) > 1 and _SUFFIX.fullmatch(words[-1]) else None
    found = _INITIALS.fullmatch(" ".join(words))
    if found is None or not found[2].isupper():
        if suffix and suffix.isupper():
            return Person(" ".join(words), initials=suffix)
        return Person(" ".join(words), suffix=suffix)
    return Person(found[1], initials=found[2], suffix=suffix)


def _with_initials(author: Author, value: str) -> Author:
    if not isinstance(author, Person):
        return author
    rest = value.removeprefix(author.family).split()
    words = [one for one in rest if not (author.suffix and one == author.suffix)]
    if not value.startswith(author.family) or len(words) != 1:
        return author
    return replace(author, initials=words[0])


def _described(author: Author, tag: str, value: str) -> Author:
    if not isinstance(author, Person):
        return author
    if tag == "AD":
        return replace(author, affiliations=(*author.affiliations, value))
    return replace(author, orcid=author.orcid or orcid(value))


def read_headings(values: Iterable[str]) -> tuple[MeshHeading, ...]:
    """Headings as MEDLINE prints them: `Lung Diseases/drug therapy/*genetics`."""
    headings: list[MeshHeading] = []
    for value in values:
        name, *qualifiers = (part.strip() for part in clean(value).split("/"))
        if bare := name.removeprefix("*"):
            parts = tuple(
                MeshQualifier(one.removeprefix("*"), major=one.startswith("*"))
                for one in qualifiers
                if one.strip("* ")
            )
            headings.append(MeshHeading(bare, major=name.startswith("*"), qualifiers=parts))
    return tuple(headings)


def read_substances(lines: Iterable[Tagged]) -> tuple[Substance, ...]:
    """`RN`: number and name; a number `0` means there is none. `NM` is a name alone."""
    return tuple(_substances(lines))


def _substances(lines: Iterable[Tagged]) -> Iterator[Substance]:
    for one in lines:
        if one.tag == "RN" and (found := _SUBSTANCE.fullmatch(clean(one.value))):
            yield Substance(found[2], registry_number=found[1] if found[1] != "0" else None)
        elif one.tag == "NM" and one.value:
            yield Substance(clean(one.value))


def read_trials(values: Iterable[str]) -> tuple[TrialRegistration, ...]:
    """`ClinicalTrials.gov/NCT00114530`; data banks of other things are left out."""
    pairs = (clean(value).partition("/") for value in values)
    return tuple(
        TrialRegistration(registry, number)
        for registry, _, number in pairs
        if number and is_registry(registry)
    )


def read_grants(values: Iterable[str]) -> tuple[Grant, ...]:
    """`number/agency/country`; a number may have strokes of its own and end in an acronym."""
    grants: list[Grant] = []
    for value in values:
        parts = [part.strip() for part in clean(value).rsplit("/", 2)]
        if len(parts) < 3:
            numbered = any(letter.isdigit() for letter in parts[0])
            parts = [*parts, ""] if numbered or len(parts) < 2 else ["", *parts]
        number, agency, country = [*parts, ""][:3]
        bare = found[1] if (found := _ACRONYM.fullmatch(number)) else number
        if bare.strip("/") or agency:
            grants.append(Grant(bare.strip("/") or None, agency or None, country or None))
    return tuple(grants)
