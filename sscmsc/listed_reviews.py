"""The reviews among the works that a review cites: whose lists `fetch --depth 2` asks for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sscmsc.entry import Entry
from sscmsc.identifiers import Identifier
from sscmsc.library import Library

#: Publication types of works whose lists gather the literature (MeSH, tree V03), by label: the
#: UIs of the two that joined in 2025 are not those of their topical headings.
REVIEW_TYPES = frozenset(
    {"Review", "Systematic Review", "Scoping Review", "Meta-Analysis", "Network Meta-Analysis",
     "Practice Guideline"}
)  # fmt: skip


class ListedReviews(NamedTuple):
    """The reviews that some lists name: `held` are citekeys of those whose own list the library
    has, `asked` an identifier of each of the others."""

    held: tuple[str, ...]
    asked: tuple[Identifier, ...]


def find_listed_reviews(library: Library, citing: Iterable[str]) -> ListedReviews:
    """The reviews that the lists of the entries `citing` (citekeys) name, in the order of the
    lists."""
    held: dict[str, None] = {}
    asked: dict[str, Identifier] = {}
    for key in citing:
        listed = library.entries[key].references
        for line in listed.references if listed else ():
            entry = library.entries.get(line.citekey or "")
            if entry is None or not is_review(entry):
                continue
            if entry.references is not None:
                held[entry.citekey] = None
            else:
                asked.setdefault(entry.citekey, entry.record.identifiers[0])
    return ListedReviews(tuple(held), tuple(asked.values()))


def is_review(entry: Entry) -> bool:
    """Whether PubMed calls a work a review or the like, and it can be asked for."""
    types = {one.name for one in entry.record.publication_types}
    return bool(entry.record.identifiers) and not REVIEW_TYPES.isdisjoint(types)
