"""EndNote XML, written: elements and numbers of types as EndNote exports them.

`custom2` is the PMCID, `custom6` the author manuscript's id and `custom7` the article number,
as EndNote names its fields; `accession-num` is the PMID beside `remote-database-name`; the
`edition` of an article is the day it went online, and `label` the citekey. Italics, bold,
superscripts and subscripts are `style` elements with a `face`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from sscmsc import text
from sscmsc.dates import PartialDate
from sscmsc.entry import Entry
from sscmsc.formats.comma_names import write_names
from sscmsc.formats.nbib import print_date
from sscmsc.formats.ris import ARTICLES, TYPES_OF_WORK
from sscmsc.formats.values import address, one_line, write_abstract, write_issns
from sscmsc.record import Container, Publication, Record

#: The type each kind of work is written as, EndNote's number and name.
TYPES = {
    "article-journal": (17, "Journal Article"), "article-magazine": (19, "Magazine Article"),
    "article-newspaper": (23, "Newspaper Article"), "article": (34, "Unpublished Work"),
    "book": (6, "Book"), "chapter": (5, "Book Section"), "dataset": (59, "Dataset"),
    "document": (13, "Generic"), "entry-encyclopedia": (53, "Encyclopedia"),
    "legislation": (31, "Statute"), "manuscript": (36, "Manuscript"),
    "paper-conference": (47, "Conference Paper"), "patent": (25, "Patent"),
    "periodical": (57, "Serial"), "report": (27, "Report"), "review": (17, "Journal Article"),
    "software": (9, "Computer Program"), "standard": (58, "Standard"), "thesis": (32, "Thesis"),
    "webpage": (12, "Web Page"),
}  # fmt: skip
#: Kinds of which the secondary title is the series and not what they appeared in.
UNCONTAINED = frozenset("book report thesis dataset software standard".split())
FACES = {"i": "italic", "b": "bold", "sup": "superscript", "sub": "subscript"}
LOSES = (
    "manuscript_ids.others", "title.brackets", "text.nesting", "authors.initials",
    "authors.orcid", "authors.affiliations", "authors.commas", "editors.initials",
    "editors.orcid", "editors.affiliations", "editors.commas", "container.nlm_id", "online",
    "abstract.sections", "abstract.category", "mesh", "publication_types", "substances",
    "relations", "trials", "grants", "history", "status", "superseded_dois", "tags", "note.lines",
)  # fmt: skip
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<xml><records>\n'
_TAIL = "</records></xml>\n"


def write(entries: Iterable[Entry]) -> Iterator[str]:
    """The document, one record at a time."""
    yield _HEAD
    for number, entry in enumerate(entries, start=1):
        yield write_entry(entry, number)
    yield _TAIL


def write_entry(entry: Entry, number: int = 1) -> str:
    """One entry as a `record` element with a line end behind it."""
    record = entry.record
    code, name = TYPES[record.kind]
    pieces = [
        '<record><source-app name="sscmsc">sscmsc</source-app>',
        f'<rec-number>{number}</rec-number><ref-type name="{name}">{code}</ref-type>',
        _element("contributors", _contributors(record)),
        *_titles(record),
        *_numbers(record),
        _element("keywords", "".join(_plain("keyword", one) for one in record.keywords)),
        _element("dates", _dates(record.issued or record.online)),
        *_published(record, record.publication or Publication()),
        *_identifiers(record),
        _plain("label", entry.citekey),
        _plain("work-type", TYPES_OF_WORK.get(record.kind)),
        _styled("abstract", write_abstract(record.abstract)),
        _plain("research-notes", entry.note),
        _plain("language", ", ".join(record.languages)),
        _element("urls", _element("related-urls", _plain("url", address(record)))),
        "</record>\n",
    ]
    return "".join(pieces)


def _element(tag: str, inner: str) -> str:
    return f"<{tag}>{inner}</{tag}>" if inner else ""


def _plain(tag: str, value: str | None) -> str:
    return f"<{tag}>{_escaped(value)}</{tag}>" if value else ""


def _escaped(value: str) -> str:
    return escape(one_line(value), quote=False)


def _styled(tag: str, value: str | None) -> str:
    """Rich text: as it is without markup, else in a `style` for each run."""
    if not value:
        return ""
    runs = list(text.runs(value))
    if all(not tags for _, tags in runs):
        return _plain(tag, "".join(run for run, _ in runs))
    styles = (
        f'<style face="{" ".join(FACES[one] for one in tags) or "normal"}" font="default" '
        f'size="100%">{_escaped(run)}</style>'
        for run, tags in runs
    )
    return f"<{tag}>{''.join(styles)}</{tag}>"


def _contributors(record: Record) -> str:
    authors = write_names(record.authors, record.authors_complete)
    editors = write_names(record.editors, True)
    return _element("authors", "".join(_plain("author", one) for one in authors)) + _element(
        "secondary-authors", "".join(_plain("author", one) for one in editors)
    )


def _titles(record: Record) -> Iterator[str]:
    container = record.container or Container()
    publication = record.publication or Publication()
    periodical = record.kind in ARTICLES
    yield _element(
        "titles",
        _styled("title", record.shown_title)
        + _plain("secondary-title", container.title if record.kind not in UNCONTAINED else None)
        + _plain("tertiary-title", publication.collection)
        + _styled("translated-title", record.original_title),
    )
    full = container.title if periodical or record.kind in UNCONTAINED else None
    yield _element(
        "periodical",
        _plain("full-title", full)
        + _plain("abbr-1", container.nlm_abbreviation)
        + _plain("abbr-2", container.iso_abbreviation),
    )


def _numbers(record: Record) -> Iterator[str]:
    yield _plain("pages", record.pages or record.article_number)
    yield _plain("volume", record.volume)
    yield _plain("number", record.issue)
    if record.kind not in ARTICLES:
        yield _plain("edition", record.publication.edition if record.publication else None)
    elif record.online and record.issued:
        yield _plain("edition", str(record.online))


def _dates(date: PartialDate | None) -> str:
    if date is None:
        return ""
    printed = date.literal or print_date(date)[5:]
    day = _element("pub-dates", _plain("date", printed))
    return f"<year>{date.year:04d}</year>{day}"


def _published(record: Record, publication: Publication) -> Iterator[str]:
    yield _plain("pub-location", publication.place)
    yield _plain("publisher", publication.publisher)
    yield _plain("isbn", "; ".join([*write_issns(record.container), *publication.isbns]))


def _identifiers(record: Record) -> Iterator[str]:
    if record.pmid:
        yield _plain("accession-num", record.pmid.value)
        yield _plain("remote-database-name", "PubMed")
    yield _plain("electronic-resource-num", record.doi.value if record.doi else None)
    yield _plain("custom2", record.pmcid.value if record.pmcid else None)
    yield _plain("custom6", record.manuscript_ids[0] if record.manuscript_ids else None)
    yield _plain("custom7", record.article_number)
