"""Entries as rows of the index."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from sscmsc.entry import Entry
from sscmsc.folder import Loaded, Stamp
from sscmsc.index import Row, store_rows
from sscmsc.library import Library
from sscmsc.record import Author, Group
from sscmsc.text import TITLE_LIMIT, clean, plain

_NO_STAMPS: Mapping[str, Stamp] = MappingProxyType({})


def make_rows(library: Library, stamps: Mapping[str, Stamp] = _NO_STAMPS) -> list[Row]:
    """One row an entry, by citekey; `stamps` are those of the files, by citekey."""
    return [row_of(entry, library, stamps.get(entry.citekey)) for entry in library]


def save_rows(folder: Path, loaded: Loaded) -> list[Row]:
    """The rows of a library, left in its index for the next list.

    That the index cannot be written is no matter: the next list reads the files again.
    """
    rows = make_rows(loaded.library, loaded.files)
    store_rows(folder, rows)
    return rows


def row_of(entry: Entry, library: Library, stamp: Stamp | None = None) -> Row:
    """What a list shows of one entry of a library."""
    record = entry.record
    title = record.shown_title
    journal = record.container.short if record.container else None
    return Row(
        citekey=entry.citekey,
        year=record.year,
        first_author=(_short(record.authors[0]) or None) if record.authors else None,
        authors=tuple(name for author in record.authors if (name := _full(author))),
        title=clean(plain(title), TITLE_LIMIT) if title else "",
        journal=clean(journal) if journal else None,
        diseases=_labels(entry, "disease"),
        therapies=_labels(entry, "therapy"),
        cited_by=library.cited_by(entry.citekey),
        doi=record.doi.value if record.doi else None,
        pmid=record.pmid.value if record.pmid else None,
        pmcid=record.pmcid.value if record.pmcid else None,
        kind=record.kind,
        size=stamp.size if stamp else 0,
        mtime_ns=stamp.mtime_ns if stamp else 0,
        ctime_ns=stamp.ctime_ns if stamp else 0,
    )


def _labels(entry: Entry, facet: str) -> tuple[str, ...]:
    """The values of a facet, with the user's own labels added and taken away."""
    found = dict.fromkeys(clean(value) for value in entry.values(facet))
    for label in entry.labels:
        name, _, value = label.partition("=")
        if name == facet and value:
            found[clean(value)] = None
        elif name == f"{facet}!":
            found.pop(clean(value), None)
    return tuple(value for value in found if value)


def _full(author: Author) -> str:
    if isinstance(author, Group):
        return clean(author.name)
    given = author.given or author.initials
    names = (author.family, given) if given else (author.family,)
    return clean(", ".join((*names, author.suffix) if author.suffix else names))


def _short(author: Author) -> str:
    if isinstance(author, Group):
        return clean(author.name)
    words = (author.given or "").replace("-", " ").split()
    initials = author.initials or "".join(word[0].upper() for word in words)
    return clean(f"{author.family} {initials}")
