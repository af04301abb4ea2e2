"""Tables for spreadsheets, written: CSV (RFC 4180) and TSV, one work a row, names in the first.

A cell that a spreadsheet would take for a formula begins with an apostrophe. Lists have `; `
between their parts, a semicolon or backslash of a part a backslash before it. Dates are ISO
8601 with season and literal behind (`1998 [1998 Dec-1999 Jan]`); the `year` stands beside for
sorting and is not read where there is a date.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from sscmsc.dates import PartialDate
from sscmsc.entry import Entry
from sscmsc.formats.comma_names import write_names
from sscmsc.formats.nbib import print_heading
from sscmsc.formats.values import one_line, write_abstract
from sscmsc.record import Container, Publication, Record

Cell = str | None
LOSES = (
    "title.brackets", "authors.initials", "authors.orcid", "authors.affiliations",
    "authors.commas", "editors.initials", "editors.orcid", "editors.affiliations",
    "editors.commas", "abstract.sections", "abstract.category", "mesh.ui", "mesh.qualifiers.ui",
    "publication_types.ui", "substances", "relations", "grants", "history", "status",
    "superseded_dois",
)  # fmt: skip
LOSES_IN_TSV = (*LOSES, "note.lines")
# Also with blanks before it, and in the full width that Japanese versions take for the same.
_FORMULA = re.compile(r"'*\s*[=+@＝＋＠－-]")
_QUOTED = re.compile(r'[",\r\n]')
_LINES = re.compile(r"\r\n|[\r\x85\u2028\u2029]")


def _date(date: PartialDate | None) -> Cell:
    return str(date) if date else None


def _trials(record: Record) -> str:
    return joined(f"{one.registry}/{one.number}" for one in record.trials)


#: The columns in order, and what of a record is in each.
COLUMNS: dict[str, Callable[[Record, Container, Publication], Cell]] = {
    "kind": lambda record, *_: record.kind,
    "title": lambda record, *_: record.shown_title,
    "original_title": lambda record, *_: record.original_title,
    "authors": lambda record, *_: joined(write_names(record.authors, record.authors_complete)),
    "editors": lambda record, *_: joined(write_names(record.editors, True)),
    "journal": lambda _, container, __: container.title,
    "nlm_abbreviation": lambda _, container, __: container.nlm_abbreviation,
    "iso_abbreviation": lambda _, container, __: container.iso_abbreviation,
    "year": lambda record, *_: f"{record.year:04d}" if record.year is not None else None,
    "date": lambda record, *_: _date(record.issued),
    "online": lambda record, *_: _date(record.online),
    "volume": lambda record, *_: record.volume,
    "issue": lambda record, *_: record.issue,
    "pages": lambda record, *_: record.pages,
    "article_number": lambda record, *_: record.article_number,
    "doi": lambda record, *_: record.doi.value if record.doi else None,
    "pmid": lambda record, *_: record.pmid.value if record.pmid else None,
    "pmcid": lambda record, *_: record.pmcid.value if record.pmcid else None,
    "manuscript_ids": lambda record, *_: joined(record.manuscript_ids),
    "issn_print": lambda _, container, __: container.issn_print,
    "issn_electronic": lambda _, container, __: container.issn_electronic,
    "issn_linking": lambda _, container, __: container.issn_linking,
    "nlm_id": lambda _, container, __: container.nlm_id,
    "publisher": lambda _, __, publication: publication.publisher,
    "place": lambda _, __, publication: publication.place,
    "edition": lambda _, __, publication: publication.edition,
    "isbns": lambda _, __, publication: joined(publication.isbns),
    "collection": lambda _, __, publication: publication.collection,
    "languages": lambda record, *_: joined(record.languages),
    "keywords": lambda record, *_: joined(record.keywords),
    "mesh": lambda record, *_: joined(print_heading(one) for one in record.mesh),
    "publication_types": lambda record, *_: joined(one.name for one in record.publication_types),
    "trials": lambda record, *_: _trials(record),
    "abstract": lambda record, *_: write_abstract(record.abstract),
}
HEADER = ("citekey", *COLUMNS, "tags", "note")


def joined(parts: Iterable[str]) -> str:
    """Parts of a list as one cell."""
    return "; ".join(
        part.replace("\\", "\\\\").replace(";", "\\;") if ";" in part or "\\" in part else part
        for part in parts
    )


def cells(entry: Entry) -> list[str]:
    """The cells of an entry in the order of `HEADER`, none of them a formula."""
    record = entry.record
    container, publication = record.container or _NOWHERE, record.publication or _UNPUBLISHED
    values = [
        entry.citekey,
        *(column(record, container, publication) for column in COLUMNS.values()),
        joined(entry.tags),
        entry.note,
    ]
    return [harmless_cell(value) if value else "" for value in values]


_NOWHERE, _UNPUBLISHED = Container(), Publication()


def harmless_cell(value: str) -> str:
    """A cell without control characters, which could hide that it is a formula, and with an
    apostrophe where it is one."""
    if not value.isprintable():
        value = "\n".join(map(one_line, _LINES.sub("\n", value).split("\n")))
    return f"'{value}" if _FORMULA.match(value) else value


def write_csv(entries: Iterable[Entry]) -> Iterator[str]:
    """A row of names, then one for each entry, with CRLF as RFC 4180 has it."""
    yield ",".join(HEADER) + "\r\n"
    for entry in entries:
        yield ",".join(map(quoted_cell, cells(entry))) + "\r\n"


def write_tsv(entries: Iterable[Entry]) -> Iterator[str]:
    """A row of names, then one for each entry, with tabs between and no quotes."""
    yield "\t".join(HEADER) + "\n"
    for entry in entries:
        yield "\t".join(map(one_line, cells(entry))) + "\n"


def quoted_cell(value: str) -> str:
    return '"' + value.replace('"', '""') + '"' if _QUOTED.search(value) else value
