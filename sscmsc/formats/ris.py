"""RIS, written: what Zotero, EndNote, Mendeley and the screening tools take.

Tags are those of the RIS format (Reference Manager's of 2001 and EndNote's of 2011), each on
a line that ends in CRLF. For what it has no tag for, those of EndNote's fields: `C2` is the
PMCID, `C6` the author manuscript's id, `C7` the article number, `AN` with `DB  - PubMed` the
PMID, `ET` of an article the day it went online, `TT` the title in the work's own language. An
article number stands as first page as well, where other readers look for it. Italics, bold,
superscripts and subscripts are CSL's four tags, as Zotero writes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sscmsc.dates import PartialDate
from sscmsc.entry import Entry
from sscmsc.formats.comma_names import write_names
from sscmsc.formats.ris_lines import with_entities
from sscmsc.formats.values import address, one_line, page_ends, write_abstract, write_issns
from sscmsc.record import Container, Record

#: The type each kind of work is written as, and what `M3` then says more.
TYPES = {
    "article-journal": "JOUR", "article-magazine": "MGZN", "article-newspaper": "NEWS",
    "article": "UNPB", "book": "BOOK", "chapter": "CHAP", "dataset": "DATA", "document": "GEN",
    "entry-encyclopedia": "ENCYC", "legislation": "STAT", "manuscript": "MANSCPT",
    "paper-conference": "CPAPER", "patent": "PAT", "periodical": "SER", "report": "RPRT",
    "review": "JOUR", "software": "COMP", "standard": "STAND", "thesis": "THES",
    "webpage": "ELEC",
}  # fmt: skip
TYPES_OF_WORK = {"article": "Preprint", "review": "Peer review"}
#: Kinds that are articles: their `ET` is a day, their `T2` a journal.
ARTICLES = frozenset(
    "article-journal article-magazine article-newspaper article review periodical".split()
)
LOSES = (
    "manuscript_ids.others", "title.brackets", "authors.initials", "authors.orcid",
    "authors.affiliations", "authors.commas", "editors.initials", "editors.orcid",
    "editors.affiliations", "editors.commas", "editors.complete", "container.nlm_id", "online",
    "abstract.sections", "abstract.category", "mesh", "publication_types", "substances",
    "relations", "trials", "grants", "history", "status", "superseded_dois", "note.lines",
)  # fmt: skip


def write(entries: Iterable[Entry]) -> Iterator[str]:
    """Each entry as RIS, with the blank line that follows it."""
    for entry in entries:
        yield write_entry(entry)


def write_entry(entry: Entry) -> str:
    """One entry as RIS; no value has a line end that could begin a tag of its own."""
    lines = [f"{tag}  - {one_line(value)}\r\n" for tag, value in _tags(entry) if value]
    written = with_entities("".join(lines))
    return f"TY  - {TYPES[entry.record.kind]}\r\n{written}ER  - \r\n\r\n"


def _tags(entry: Entry) -> Iterator[tuple[str, str | None]]:
    record = entry.record
    yield "ID", entry.citekey
    for name in write_names(record.authors, record.authors_complete):
        yield "AU", name
    for name in write_names(record.editors, True):
        yield "ED", name
    yield "TI", record.shown_title
    yield "TT", record.original_title
    yield from _container(record.container, record.kind, record.shown_title is None)
    yield from _dates(record)
    yield "VL", record.volume
    yield "IS", record.issue
    yield from _pages(record)
    yield from _publication(record)
    yield "M3", TYPES_OF_WORK.get(record.kind)
    for language in record.languages:
        yield "LA", language
    yield from _identifiers(record)
    for keyword in record.keywords:
        yield "KW", keyword
    yield "AB", write_abstract(record.abstract)
    for tag in entry.tags:
        yield "LB", tag
    yield "N1", entry.note


def _container(
    container: Container | None, kind: str, untitled: bool
) -> Iterator[tuple[str, str | None]]:
    if container is None:
        return
    short, iso = container.nlm_abbreviation, container.iso_abbreviation
    yield "JF" if kind in ARTICLES or untitled else "BT", container.title
    yield "J2", short
    # Undotted and alone it would be taken for NLM's, which has no stops.
    yield "JA" if short or "." in (iso or "") else "JO", iso
    for issn in write_issns(container):
        yield "SN", issn


def _dates(record: Record) -> Iterator[tuple[str, str | None]]:
    date = record.issued or record.online
    if date is not None:
        yield "PY", f"{date.year:04d}"
        other = date.literal or (date.season or "").capitalize()
        if date.month or other:
            yield "DA", f"{_numbers(date)}/{other}" if other else _numbers(date)
    if record.kind in ARTICLES and record.online is not None and record.issued is not None:
        yield "ET", _numbers(record.online).rstrip("/")


def _numbers(date: PartialDate) -> str:
    """`2018/09/13`, with nothing between the strokes for what is not known."""
    month = f"{date.month:02d}" if date.month else ""
    return f"{date.year:04d}/{month}/{f'{date.day:02d}' if date.day else ''}"


def _pages(record: Record) -> Iterator[tuple[str, str | None]]:
    pages = record.pages or record.article_number
    if pages and (ends := page_ends(pages)):
        yield "SP", ends[0]
        yield "EP", ends[1]
    else:
        yield "SP", pages
    yield "C7", record.article_number


def _publication(record: Record) -> Iterator[tuple[str, str | None]]:
    publication = record.publication
    if publication is None:
        return
    yield "PB", publication.publisher
    yield "CY", publication.place
    if record.kind not in ARTICLES:
        yield "ET", publication.edition
    yield "T3", publication.collection
    for isbn in publication.isbns:
        yield "SN", isbn


def _identifiers(record: Record) -> Iterator[tuple[str, str | None]]:
    if record.doi:
        yield "DO", record.doi.value
    if record.pmid:
        yield "AN", record.pmid.value
        yield "DB", "PubMed"
    if record.pmcid:
        yield "C2", record.pmcid.value
    for one in record.manuscript_ids[:1]:
        yield "C6", one
    yield "UR", address(record)
