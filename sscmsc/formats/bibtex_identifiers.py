"""The values of a BibTeX entry, and the identifiers of its work in all the fields that hold them.

An identifier is never decoded as LaTeX: a `%` or `_` in a DOI is itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from sscmsc import identifiers
from sscmsc.errors import IdentifierError
from sscmsc.formats.bibtex_entry import RawEntry
from sscmsc.formats.bibtex_names import in_braces
from sscmsc.formats.latex_reading import decode_text
from sscmsc.identifiers import DOI, PMCID, PMID

_Value = TypeVar("_Value", PMID, PMCID, DOI)
_URL = re.compile(r"\\url\s*(\{.*\})", re.S)
_IN_GROUP = re.compile(r"\{\\([_%&#])\}|\{\\text(less|greater)\}|\$([<>])\$")
_MEANT = {"less": "<", "greater": ">", "<": "<", ">": ">"}
_EXTRA = re.compile(
    r"(?:[\s;,.]*(?:(?:PMC?ID|DOI|ISSN|_eprint)\s?:\s*[^\s;,]+"
    r"|Publisher: [^;]{1,80}?(?=\s*(?:PMC?ID:|DOI:|ISSN:|_eprint:|$))))+[\s;,.]*",
    re.I,
)


def first_of(entry: RawEntry, *names: str) -> str | None:
    """The first of these fields that holds anything, as it is written."""
    return next((entry.fields[name] for name in names if entry.fields.get(name)), None)


def shown_text(entry: RawEntry, *names: str) -> str | None:
    """The same as text."""
    value = first_of(entry, *names)
    return (decode_text(value) or None) if value else None


def without_braces(value: str) -> str:
    """A value without the braces around the whole of it."""
    bare = value.strip()
    while in_braces(bare):
        bare = bare[1:-1].strip()
    return bare


def split_note(entry: RawEntry) -> tuple[str, str]:
    """What a `note` begins with that is no note, and the rest of it: identifiers and what else
    Zotero keeps in its `Extra`."""
    written = shown_text(entry, "note") or ""
    found = _EXTRA.match(written)
    end = found.end() if found else 0
    return written[:end], written[end:]


def _bare(value: str) -> str:
    """An identifier or address without the LaTeX that other programs write it with:
    `\\url{...}`, `{\\_}`, `{\\textless}`."""
    bare = without_braces(value)
    if found := _URL.fullmatch(bare):
        bare = without_braces(found[1])
    if "{" in bare or "$" in bare:
        bare = _IN_GROUP.sub(lambda one: one[1] or _MEANT[one[2] or one[3]], bare)
    return bare


def _identified(
    entry: RawEntry, name: str, parse: Callable[[str], _Value], complaints: list[tuple[int, str]]
) -> _Value | None:
    value = _bare(entry.fields.get(name, ""))
    if not value:
        return None
    try:
        return parse(value)
    except IdentifierError as error:
        complaints.append((entry.lines.get(name, entry.line), f"{error.message}; left out"))
        return None


def _labelled(kind: type[_Value]) -> Callable[[str], _Value]:
    """A parser that also takes a label or a URL, but no identifier of another kind."""

    def parsed(value: str) -> _Value:
        one = identifiers.parse(value)
        if not isinstance(one, kind):
            raise IdentifierError(f"'{value}' is no {kind.scheme.upper()}")
        return one

    return parsed


def own_pmid(entry: RawEntry, complaints: list[tuple[int, str]]) -> PMID | None:
    """The PMID of a field for it, else of the note or the address."""
    name = "eprint" if _eprint_type(entry) in {"pubmed", "pmid", "medline"} else ""
    stated = _identified(entry, "pmid", _labelled(PMID), complaints) or (
        _identified(entry, name, _labelled(PMID), complaints) if name else None
    )
    return stated or _shown(entry, PMID)


def own_pmcid(entry: RawEntry, complaints: list[tuple[int, str]]) -> PMCID | None:
    """The PMCID in the same way."""

    def parsed(value: str) -> PMCID:
        return _labelled(PMCID)(value if not value.isdigit() else "PMC" + value)

    names = ["pmcid", "pmc"]
    if _eprint_type(entry) in {"pmc", "pmcid", "pubmedcentral"}:
        names.append("eprint")
    found = (_identified(entry, name, parsed, complaints) for name in names)
    return next((one for one in found if one), None) or _shown(entry, PMCID)


def _shown(entry: RawEntry, kind: type[_Value]) -> _Value | None:
    """The identifier that stands in the note, or is that of the page at the address."""
    for found in identifiers.find(split_note(entry)[0]):
        if isinstance(found.identifier, kind):
            return found.identifier
    address = _bare(entry.fields.get("url", ""))
    with suppress(IdentifierError):
        page = identifiers.parse(address) if "/" in address else None
        return page if isinstance(page, kind) else None
    return None


def own_doi(entry: RawEntry, complaints: list[tuple[int, str]]) -> DOI | None:
    """The DOI in the same way."""
    if doi := _identified(entry, "doi", identifiers.parse_doi, complaints):
        return doi
    address = without_braces(entry.fields.get("url", ""))
    if "doi.org/10." not in address:
        return _shown(entry, DOI)
    return _identified(entry, "url", identifiers.parse_doi, complaints)


def _eprint_type(entry: RawEntry) -> str:
    return without_braces(first_of(entry, "eprinttype", "archiveprefix") or "").lower()
