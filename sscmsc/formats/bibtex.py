"""BibTeX, written: one entry after the other, as strings, with nothing held between them.

Types and fields are those of the standard styles (BibTeXing, section 3) and the customary
ones beside: `doi`, `pmid`, `pmcid`, `eid`, `abstract`, `keywords`. An article number is an
`eid`, which natbib's styles and biblatex print where pages would stand, and not `pages` as
well, because biblatex would print both. A reader's own note is an `annote`, which no
standard style prints; a `note` would appear in the bibliography. `entrysubtype` keeps the
kinds that BibTeX has no type for, `origtitle` the title in the work's own language. `ids` are
biblatex's further citekeys: a manuscript that cites a former one still compiles.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sscmsc.dates import PartialDate
from sscmsc.entry import Entry
from sscmsc.formats.bibtex_draft import Draft
from sscmsc.formats.bibtex_fields import (
    LANGUAGES,
    add_description,
    add_identifiers,
    add_names,
    add_place,
    add_publication,
    add_titles,
)

#: The type each kind of work is written as; every other kind is `misc`.
TYPES = {
    "article-journal": "article", "article-magazine": "article", "article-newspaper": "article",
    "review": "article", "book": "book", "chapter": "incollection",
    "entry-encyclopedia": "incollection", "paper-conference": "inproceedings",
    "thesis": "phdthesis", "report": "techreport",
}  # fmt: skip
#: The kind that a type alone says; any other kind is written beside it.
KINDS_OF_TYPES = {
    "article": "article-journal", "book": "book", "incollection": "chapter",
    "inproceedings": "paper-conference", "phdthesis": "thesis", "techreport": "report",
    "misc": "document",
}  # fmt: skip
#: Fields of a record (`field.part` for a part of one) that do not survive writing and reading.
LOSES = (
    "manuscript_ids", "authors.initials", "authors.orcid", "authors.affiliations",
    "editors.initials", "editors.orcid", "editors.affiliations", "container.nlm_abbreviation",
    "container.iso_abbreviation", "container.issn_electronic", "container.issn_linking",
    "container.nlm_id", "issued.day", "issued.literal", "online", "languages.eng", "abstract.label",
    "abstract.category", "mesh", "publication_types", "substances", "relations", "trials",
    "grants", "history", "status", "superseded_dois", "tags", "note.lines",
)  # fmt: skip
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_PUBLISHER_FIELDS = {"phdthesis": "school", "techreport": "institution"}
_CONTAINER_FIELDS = {"article": "journal", "misc": "howpublished"}


class Options(NamedTuple):
    """`ascii`: no letter beyond ASCII; accents are commands, `?` stands for what has none."""

    ascii: bool = False


DEFAULT = Options()


def write(entries: Iterable[Entry]) -> Iterator[str]:
    """Each entry as BibTeX, with the blank line that follows it."""
    for entry in entries:
        yield write_entry(entry) + "\n"


def write_ascii(entries: Iterable[Entry]) -> Iterator[str]:
    """The same in ASCII, for engines that read nothing else."""
    for entry in entries:
        yield write_entry(entry, Options(ascii=True)) + "\n"


def write_entry(entry: Entry, options: Options = DEFAULT) -> str:
    """One entry as BibTeX, ending in a line feed; every brace in it has its partner."""
    record = entry.record
    kind = TYPES.get(record.kind, "misc")
    draft = Draft()
    add_names(draft, record)
    add_titles(draft, record)
    if (container := record.container) is not None:
        short = container.iso_abbreviation or container.nlm_abbreviation
        draft.add(_CONTAINER_FIELDS.get(kind, "booktitle"), container.title or short)
    if (date := record.issued or record.online) is not None:
        _add_date(draft, date)
    draft.add("volume", record.volume)
    draft.add("number", record.issue)
    add_place(draft, record)
    add_identifiers(draft, record, options.ascii)
    if record.publication is not None:
        publisher = _PUBLISHER_FIELDS.get(kind, "publisher")
        add_publication(draft, record.publication, publisher, "address")
    # English goes without saying.
    if record.languages and record.languages != ("eng",):
        names = (LANGUAGES.get(one, one) for one in record.languages)
        draft.add("language", ", ".join(names))
    if KINDS_OF_TYPES[kind] != record.kind:
        draft.finish("entrysubtype", record.kind)
    add_description(draft, entry, "annote")
    return draft.entry(kind, entry.citekey, options.ascii)


def _add_date(draft: Draft, date: PartialDate) -> None:
    """The year, and the month as the macro of the styles, or the season in words."""
    draft.add("year", f"{date.year:04d}")
    if date.month:
        draft.bare("month", _MONTHS[date.month - 1])
    elif date.season:
        draft.finish("month", date.season.capitalize())
