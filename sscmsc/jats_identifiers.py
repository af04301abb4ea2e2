"""The identifiers of a JATS article and of a citation, each checked.

`article-id` and `pub-id` with their types: JATS 1.3, attribute `pub-id-type`. PMC's own files
type a PMCID `pmc` (digits) or, since 2024, `pmcid` (with its prefix).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from lxml.etree import _Element

from sscmsc.errors import IdentifierError
from sscmsc.identifiers import (
    DOI,
    PMCID,
    PMID,
    Identifier,
    find,
    parse,
    parse_doi,
    parse_pmcid,
    parse_pmid,
)
from sscmsc.jats_text import plain
from sscmsc.text import clean

HREF = "{http://www.w3.org/1999/xlink}href"
_PMID_TYPES = frozenset(("pmid", "pubmed"))
_PMCID_TYPES = frozenset(("pmcid", "pmc"))
_DOI_TYPES = frozenset(("doi",))
#: Types under which a DOI may stand as well as something else.
_OPEN_TYPES = frozenset(("", "other", "publisher-id", "custom", "handle"))


class Identified(NamedTuple):
    """The identifiers of one work; `notes` say what was refused, and why."""

    pmid: PMID | None = None
    pmcid: PMCID | None = None
    doi: DOI | None = None
    notes: tuple[str, ...] = ()


def typed(stated: Iterable[tuple[str | None, str]]) -> Identified:
    """The identifiers among (type, value) pairs; the first valid of a kind counts.

    A second one of a kind, and a value that is not what its type says, are noted.
    """
    found: dict[str, Identifier] = {}
    notes: list[str] = []
    for kind, value in stated:
        shown = clean(value, 80)
        if not shown:
            continue
        try:
            one = _checked((kind or "").strip().lower(), value)
        except IdentifierError:
            notes.append(f"PMC: {kind} refused: {shown}")
            continue
        if one is not None and found.setdefault(one.scheme, one) != one:
            notes.append(f"PMC also gives {one.scheme.upper()} {one}")
    return _identified(found.values(), tuple(dict.fromkeys(notes)))


def pub_ids(citation: _Element) -> Identified:
    """What the `pub-id` elements of a citation say."""
    return typed((one.get("pub-id-type"), _value(one)) for one in citation.iter("pub-id"))


def linked(citation: _Element) -> Identified:
    """The identifiers that the links of a citation lead to; one of two of a kind is a guess and
    left out."""
    return _identified(_sole(_targets(citation)), ())


def in_text(line: str) -> Identified:
    """The identifiers printed in a line; one of two of a kind is a guess and left out."""
    return _identified(_sole(one.identifier for one in find(line)), ())


def first_of(*ranked: Identified) -> Identified:
    """Of each kind the identifier of the first that has one; the notes of all."""
    return Identified(
        next((one.pmid for one in ranked if one.pmid), None),
        next((one.pmcid for one in ranked if one.pmcid), None),
        next((one.doi for one in ranked if one.doi), None),
        tuple(note for one in ranked for note in one.notes),
    )


def links(citation: _Element) -> Iterator[tuple[str, str]]:
    """(type in lower case, target) of every `ext-link` and `uri` of a citation."""
    for one in citation.iter("ext-link", "uri"):
        target = (one.get(HREF) or plain(one)).strip()
        if target:
            yield (one.get("ext-link-type") or "uri").strip().lower(), target


def is_address(target: str) -> bool:
    return target.lower().startswith(("http://", "https://", "ftp://"))


def _targets(citation: _Element) -> Iterator[Identifier]:
    for kind, target in links(citation):
        try:
            if kind in _PMID_TYPES | _PMCID_TYPES | _DOI_TYPES and not is_address(target):
                if (one := _checked(kind, target)) is not None:
                    yield one
            elif is_address(target):
                yield parse(target)
            else:
                yield parse_doi(target)
        except IdentifierError:
            continue


def _checked(kind: str, value: str) -> Identifier | None:
    """The identifier that a value of this type is, None for types of no interest."""
    if kind in _DOI_TYPES:
        return parse_doi(value)
    if kind in _PMID_TYPES:
        return parse_pmcid(value) if value.strip()[:3].upper() == "PMC" else parse_pmid(value)
    if kind in _PMCID_TYPES:
        return parse_pmcid(value)
    if kind in _OPEN_TYPES:
        return next(
            (one.identifier for one in find(value) if isinstance(one.identifier, DOI)), None
        )
    return None


def _value(element: _Element) -> str:
    return plain(element) or (element.get(HREF) or "").strip()


def _sole(found: Iterable[Identifier]) -> list[Identifier]:
    """Those that have no rival of their kind."""
    different = list(dict.fromkeys(found))
    schemes = [one.scheme for one in different]
    return [one for one in different if schemes.count(one.scheme) == 1]


def _identified(found: Iterable[Identifier], notes: tuple[str, ...]) -> Identified:
    by_kind = {one.scheme: one for one in found}
    pmid, pmcid, doi = (by_kind.get(kind) for kind in ("pmid", "pmcid", "doi"))
    return Identified(
        pmid if isinstance(pmid, PMID) else None,
        pmcid if isinstance(pmcid, PMCID) else None,
        doi if isinstance(doi, DOI) else None,
        notes,
    )
