"""Taking entries out of a library; the lines that cite them stay."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import NamedTuple

from sscmsc.catalogue import Catalogue
from sscmsc.entry import Entry
from sscmsc.library import Library
from sscmsc.links import link
from sscmsc.query_marks import is_own, is_review


class Removal(NamedTuple):
    """What goes, the entries that stay and change because they cite it, and for each of those
    how many lines point at no entry now."""

    removed: tuple[str, ...]
    changed: tuple[Entry, ...]
    opened: tuple[tuple[str, int], ...]


def remove(library: Library, citekeys: Collection[str]) -> Removal:
    """A library's entries of these citekeys removed.

    A line that pointed at one is open again, as printed and with its identifiers; where another
    entry has one of those identifiers, the line points at that.
    """
    gone = frozenset(citekeys)
    citing = dict.fromkeys(key for one in citekeys for key in library.cited_by(one))
    entries = [library.entries[key] for key in citing if key not in gone]
    catalogue = _heirs(library, gone, entries)
    changed: list[Entry] = []
    opened: list[tuple[str, int]] = []
    for entry in entries:
        if entry.references is None:
            continue
        lines = tuple(
            link(line, entry.citekey, catalogue, frozenset()) if line.citekey in gone else line
            for line in entry.references.references
        )
        changed.append(replace(entry, references=replace(entry.references, references=lines)))
        before = entry.references.references
        open_now = [
            line
            for line, held in zip(lines, before, strict=True)
            if held.citekey in gone and line.citekey is None
        ]
        opened.append((entry.citekey, len(open_now)))
    return Removal(tuple(citekeys), tuple(changed), tuple(opened))


def orphans(library: Library) -> tuple[str, ...]:
    """The citekeys of entries that no other entry cites, that are no reviews, and that bear no
    trace of the user: no tag, label, note or edit, and nothing from a file."""
    return tuple(
        entry.citekey
        for entry in library
        if not (is_review(entry) or is_own(entry))
        and not any(key != entry.citekey for key in library.cited_by(entry.citekey))
    )


def _heirs(library: Library, gone: Collection[str], citing: Collection[Entry]) -> Catalogue:
    """The entries that stay and have an identifier of a line that pointed at one that goes."""
    identifiers = [
        identifier
        for entry in citing
        for line in (entry.references.references if entry.references else ())
        if line.citekey in gone
        for identifier in line.identifiers
    ]
    keys = (key for key in library.holding(identifiers) if key not in gone)
    return Catalogue(Library(library.entries[key] for key in keys))
