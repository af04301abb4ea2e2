"""What an entry either is or has, and what not: one bit each, for `is:` and `has:`."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from sscmsc.entry import Entry
from sscmsc.retraction import standing
from sscmsc.retraction_signs import Level

_PREPRINT = frozenset({"D000076942", "Preprint"})
#: Sources that are no file: the services, what is merged from them, a printed line.
SERVICE_SOURCES = frozenset(
    {"pubmed", "pmc", "crossref", "datacite", "europepmc", "merged", "citation"}
)


class Mark(NamedTuple):
    """A bit of a card: what it tells of an entry, and whether it is set."""

    name: str
    meaning: str
    of: Callable[[Entry], object]


def is_review(entry: Entry) -> bool:
    """Whether its publication types say so, or it has a list of references."""
    listed = entry.references is not None and entry.references.references
    types = (one.name.casefold() for one in entry.record.publication_types)
    return bool(listed) or any("review" in one for one in types)


def is_own(entry: Entry) -> bool:
    """Whether the user left a trace: a tag, label, note or edit, or something from a file."""
    sources = {entry.record.source, *entry.provenance.values()}
    marked = entry.tags or entry.labels or entry.note or entry.edits or entry.hand_edited
    return bool(marked) or not sources <= SERVICE_SOURCES


def _types(entry: Entry) -> frozenset[str]:
    types = entry.record.publication_types
    return frozenset(text for one in types for text in (one.name, one.ui) if text)


#: The order is that of the bits in the index: add at the end of `HAS` only with a new version
#: of the index.
IS: tuple[Mark, ...] = (
    Mark("retracted", "a retraction or withdrawal of it is known",
         lambda one: standing(one).is_unsound),
    Mark("concern", "an expression of concern about it is known",
         lambda one: standing(one).at(Level.CONCERN)),
    Mark("corrected", "an erratum or a corrected version of it is known",
         lambda one: standing(one).at(Level.CORRECTED)),
    Mark("preprint", "it is a preprint", lambda one: _types(one) & _PREPRINT),
    Mark("review", "its publication type says review, or its list of references is held",
         is_review),
    Mark("translated", "its title is a translation", lambda one: one.record.title_translated),
    Mark("edited", "you changed its record", lambda one: one.edits or one.hand_edited),
    Mark("own", "you tagged, labelled, noted, edited or imported it", is_own),
)  # fmt: skip

HAS: tuple[Mark, ...] = (
    Mark("title", "a title", lambda one: one.record.title or one.record.original_title),
    Mark("original", "a title in its own language", lambda one: one.record.original_title),
    Mark("author", "an author", lambda one: one.record.authors),
    Mark("editor", "an editor", lambda one: one.record.editors),
    Mark("journal", "a journal or book", lambda one: one.record.container),
    Mark("publisher", "a publisher or an edition", lambda one: one.record.publication),
    Mark("volume", "a volume", lambda one: one.record.volume),
    Mark("issue", "an issue", lambda one: one.record.issue),
    Mark("pages", "pages or an article number",
         lambda one: one.record.pages or one.record.article_number),
    Mark("year", "a year", lambda one: one.record.year),
    Mark("abstract", "an abstract", lambda one: one.record.abstract),
    Mark("keyword", "keywords", lambda one: one.record.keywords),
    Mark("mesh", "MeSH headings", lambda one: one.record.mesh),
    Mark("type", "a publication type", lambda one: one.record.publication_types),
    Mark("substance", "substances", lambda one: one.record.substances),
    Mark("language", "a language", lambda one: one.record.languages),
    Mark("registration", "a registration that its source states", lambda one: one.record.trials),
    Mark("grant", "grants", lambda one: one.record.grants),
    Mark("relation", "a publication about it", lambda one: one.record.relations),
    Mark("doi", "a DOI", lambda one: one.record.doi),
    Mark("pmid", "a PMID", lambda one: one.record.pmid),
    Mark("pmcid", "a PMCID", lambda one: one.record.pmcid),
    Mark("references", "a list of references", lambda one: one.references),
    Mark("conflict", "sources that disagree", lambda one: one.conflicts),
    Mark("tag", "a tag of yours", lambda one: one.tags),
    Mark("label", "a label of yours", lambda one: one.labels),
    Mark("note", "a note of yours", lambda one: one.note),
    Mark("edit", "a field that you set", lambda one: one.edits),
)  # fmt: skip

#: The bit of each mark, by `is:` or `has:` and its name.
BITS = {
    f"{kind}:{mark.name}": 1 << place
    for place, (kind, mark) in enumerate(
        [*(("is", mark) for mark in IS), *(("has", mark) for mark in HAS)]
    )
}


def marks_of(entry: Entry) -> int:
    """The bits of an entry."""
    return sum(1 << place for place, mark in enumerate((*IS, *HAS)) if mark.of(entry))
