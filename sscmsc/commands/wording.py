"""Words that several commands say: counts of things, and sources by the names people know."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sscmsc.accession import Change

#: Sources as people know them; provenance and files use the short names.
_SOURCES = {
    "pubmed": "PubMed", "crossref": "Crossref", "europepmc": "Europe PMC", "pmc": "PMC",
    "bibtex": "BibTeX", "icite": "iCite",
}  # fmt: skip


def counted(number: int, noun: str) -> str:
    """`1 work`, `2 works`; the noun is given in the singular."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def first_few(names: Sequence[str], most: int = 3) -> str:
    """Names as one text: `A, B, C and 4 more`."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def source_name(source: str) -> str:
    """A source's own name for itself; one that has none here by the name it is given."""
    return _SOURCES.get(source, source)


def what_changed(changes: Iterable[Change], dry_run: bool) -> str:
    """One line: how many works were added or changed, or that none was."""
    done = [change.what for change in changes]
    told = [(done.count(what), what) for what in ("added", "changed") if what in done]
    if not told:
        return "nothing new: the library is unchanged"
    would = " would be" if dry_run else ""
    return ", ".join(f"{counted(number, 'work')}{would} {what}" for number, what in told)
