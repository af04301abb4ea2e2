"""An entry as it stands in a BibTeX file, and what it inherits from another by `crossref`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple


class RawEntry(NamedTuple):
    """An entry as it stands in a file: type in lower case, values without their delimiters.

    `lines` gives the line of each field, `line` that of the entry, both 1-based.
    """

    kind: str
    citekey: str
    line: int
    fields: Mapping[str, str]
    lines: Mapping[str, int]


def inherited(entries: Iterable[RawEntry]) -> tuple[RawEntry, ...]:
    """The entries, each with what its `crossref` lends it: the book of a chapter.

    A parent's title becomes the book title; its identifiers, abstract and keywords are its
    own (BibTeXing, section 4; the biblatex manual, appendix B).
    """
    entries = tuple(entries)
    by_key = {entry.citekey.lower(): entry for entry in reversed(entries) if entry.citekey}
    return tuple(_with_parent(entry, by_key) for entry in entries)


_LENT = (
    "editor", "booktitle", "journal", "journaltitle", "publisher", "institution", "organization",
    "address", "location", "year", "month", "date", "series", "volume", "edition", "isbn", "issn",
    "language", "langid", "school",
)  # fmt: skip


def _with_parent(entry: RawEntry, by_key: Mapping[str, RawEntry]) -> RawEntry:
    parent = by_key.get(entry.fields.get("crossref", "").strip().lower())
    if parent is None or parent is entry:
        return entry
    lent = {name: parent.fields[name] for name in _LENT if name in parent.fields}
    if "title" in parent.fields and parent.kind != "article":
        lent.setdefault("booktitle", parent.fields["title"])
    return entry._replace(fields=lent | dict(entry.fields))
