"""CSV and TSV, read: our own tables, and those of PubMed, Zotero, Scopus and Web of Science.

Columns are known by their names in the first row, in any order; others are left. Our own
tables are told by their columns, and only in them has each cell one exact form.
"""

from __future__ import annotations

import csv
import html
import re
from collections.abc import Iterator, Mapping
from io import StringIO

from sscmsc import text
from sscmsc.dates import PartialDate, parse_date
from sscmsc.errors import InputError, LocatedError, Problem
from sscmsc.formats.comma_names import read_names
from sscmsc.formats.format import Reading, ReadWork
from sscmsc.formats.joined_names import split_names
from sscmsc.formats.languages import find_languages
from sscmsc.formats.nbib_lists import read_headings, read_trials
from sscmsc.formats.page import decoded
from sscmsc.formats.spreadsheet import HEADER
from sscmsc.formats.values import (
    OwnIdentifiers,
    find_date,
    read_abstract,
    read_isbns,
    read_issns,
    read_titles,
)
from sscmsc.identifiers import DOI, PMCID, PMID
from sscmsc.pages import split_pages
from sscmsc.record import KINDS, Author, Container, Publication, PublicationType, Record
from sscmsc.source import SourceWork
from sscmsc.text import clean

SOURCE = "spreadsheet"
Row = Mapping[str, str]

#: Our name of a column: those that others give it, letters and digits only, in small letters.
_OTHERS = {
    "citekey": "citationkey bibtexkey", "kind": "itemtype documenttype type publicationtype",
    "title": "articletitle documenttitle ti", "authors": "author authornames au",
    "editors": "editor bookeditors", "place": "publisherplace",
    "journal": "journalbook publicationtitle sourcetitle journalname journaltitle containertitle",
    "nlm_abbreviation": "journalabbreviation abbreviatedsourcetitle",
    "year": "publicationyear pubyear", "date": "publicationdate issued", "volume": "vol",
    "issue": "number", "pages": "pagination page", "first_page": "pagestart startpage beginpage",
    "last_page": "pageend endpage", "article_number": "artno articleno", "doi": "doilink",
    "pmid": "pubmedid", "pmcid": "pmc", "url": "link", "issn": "issns", "isbns": "isbn",
    "collection": "series seriestitle bookseriestitle",
    "languages": "language languageoforiginaldocument",
    "keywords": "authorkeywords keyword", "tags": "manualtags", "note": "notes",
    "abstract": "abstractnote ab", "manuscript_ids": "nihmsid",
}  # fmt: skip
_NAMES = {
    re.sub("[^a-z]", "", other): name
    for name, others in _OTHERS.items()
    for other in (name, *others.split())
} | {re.sub("[^a-z]", "", name): name for name in HEADER}
_KINDS = {
    "journalarticle": "article-journal", "article": "article-journal", "j": "article-journal",
    "review": "article-journal", "magazinearticle": "article-magazine",
    "newspaperarticle": "article-newspaper", "preprint": "article", "b": "book",
    "booksection": "chapter", "bookchapter": "chapter", "conferencepaper": "paper-conference",
    "c": "paper-conference", "encyclopediaarticle": "entry-encyclopedia", "statute": "legislation",
    "computerprogram": "software", "letter": "article-journal", "editorial": "article-journal",
}  # fmt: skip
_ANY = frozenset({"title", "doi", "pmid", "pmcid"})
_ISBN = re.compile(r"(?:97[89][- ]?)?(?:\d[- ]?){9}[\dXx]")
_PART = re.compile(r"(?:\\.|[^;\\])+")
_ESCAPED = re.compile(r"\\(.)")
_FORMULA = re.compile(r"'+\s*[=+@＝＋＠－-]")


def recognise(beginning: str) -> bool:
    """Whether the first line names three columns we know, one of them a title or an id."""
    head = next((line for line in beginning.lstrip("\ufeff").splitlines() if line.strip()), "")
    names = _columns(next(csv.reader([head], delimiter=_delimiter(head)), []))
    known = {name for name in names if name}
    return len(known) >= 3 and bool(known & _ANY)


def read(data: bytes, path: str) -> Reading:
    """A work for each row. Raises `InputError` where no column is known or quotes break off."""
    works: list[ReadWork] = []
    problems: list[Problem] = []
    for line, row, own in _rows(decoded(data, path).lstrip("\ufeff"), path):
        ids = _identifiers(row)
        record = _record(row, ids, own)
        problems.extend(Problem(path, line, said) for _, said in ids.complaints)
        if record == Record(SOURCE, kind=record.kind):
            problems.append(Problem(path, line, "the row says nothing; left out"))
            continue
        tags = tuple(dict.fromkeys(_parts(row.get("tags", ""))))
        key = clean(row.get("citekey", "")) or None
        works.append(
            ReadWork(SourceWork(record), line, key, tags, row.get("note", "").strip() or None)
        )
    if not works and not problems:
        problems.append(Problem(path, 0, "there is no row below the names of the columns"))
    return Reading(tuple(works), tuple(problems))


def _delimiter(head: str) -> str:
    return max("\t,;", key=head.count)


def _columns(names: list[str]) -> list[str]:
    return [_NAMES.get(re.sub("[^a-z]", "", name.casefold()), "") for name in names]


def _rows(written: str, path: str) -> Iterator[tuple[int, Row, bool]]:
    """Line, cells by our names of their columns, and whether the table is one of our own."""
    head = next((line for line in re.split(r"[\r\n]", written) if line.strip()), "")
    tabs = _delimiter(head) == "\t"
    reader = csv.reader(
        StringIO(written, newline=""),
        delimiter=_delimiter(head),
        quoting=csv.QUOTE_NONE if tabs else csv.QUOTE_MINIMAL,
    )
    columns: list[str] = []
    own = False
    line = 1
    try:
        for row in reader:
            if not columns and any(row):
                columns = _columns([one.strip('"') for one in row])
                own = tuple(row) == HEADER
                if not _ANY & set(columns):
                    raise InputError(
                        f"{path}: no column is named title, doi, pmid or pmcid",
                        hint="The first row must name the columns.",
                    )
            elif any(row):
                named = zip(columns, row, strict=False)
                yield line, {name: _cell(one, tabs, own) for name, one in named if name}, own
            line = reader.line_num + 1
    except csv.Error as error:
        raise LocatedError(Problem(path, line, f"not a table: {error}")) from error


def _cell(value: str, tabs: bool, own: bool) -> str:
    """A cell without the apostrophe that keeps it from being a formula, and, where the table is
    not ours, without quotes and with the letters that HTML entities mean."""
    bare = value.strip()
    if not own:
        if tabs and len(bare) > 1 and bare[0] == bare[-1] == '"' and bare.count('"') % 2 == 0:
            bare = bare[1:-1].replace('""', '"')
        if "&" in bare:
            bare = html.unescape(bare)
    return bare[1:] if _FORMULA.match(bare) else bare


def _parts(value: str) -> list[str]:
    """The parts of a list of ours."""
    parts = (clean(_ESCAPED.sub(r"\1", part)) for part in _PART.findall(value))
    return [part for part in parts if part]


def _identifiers(row: Row) -> OwnIdentifiers:
    ids = OwnIdentifiers()
    for name, kind in (("doi", DOI), ("pmid", PMID), ("pmcid", PMCID)):
        if value := row.get(name):
            ids.state(kind, value, 0)
    ids.find(row.get("url", ""))
    return ids


def _word(row: Row, name: str) -> str | None:
    return clean(row.get(name, "")) or None


def _record(row: Row, ids: OwnIdentifiers, own: bool) -> Record:
    titles = read_titles(text.rich(row.get("title", "")), text.rich(row.get("original_title", "")))
    authors, complete = _people(row.get("authors", ""), own)
    pages, number = _pages(row)
    keywords = row.get("keywords", "")
    return Record(
        SOURCE,
        kind=_kind(row, own),
        pmid=ids.pmid,
        pmcid=ids.pmcid,
        doi=ids.doi,
        manuscript_ids=tuple(_parts(row.get("manuscript_ids", ""))),
        title=titles.title,
        title_translated=titles.translated,
        original_title=titles.original,
        authors=authors,
        authors_complete=complete,
        editors=_people(row.get("editors", ""), own)[0],
        container=_container(row),
        publication=_publication(row, own),
        volume=_word(row, "volume"),
        issue=_word(row, "issue"),
        pages=pages,
        article_number=number,
        issued=_date(row.get("date", "")) or (None if own else find_date(row.get("year", ""))),
        online=_date(row.get("online", "")),
        languages=find_languages(row.get("languages", "")),
        abstract=read_abstract(text.rich(row.get("abstract", ""), text.ABSTRACT_LIMIT)),
        keywords=tuple(dict.fromkeys(_parts(keywords))),
        mesh=read_headings(_parts(row.get("mesh", ""))),
        publication_types=tuple(
            PublicationType(one) for one in _parts(row.get("publication_types", ""))
        ),
        trials=read_trials(_parts(row.get("trials", ""))),
    )


def _kind(row: Row, own: bool) -> str:
    written = row.get("kind", "")
    if own and written in KINDS:
        return written
    bare = re.sub("[^a-z]", "", written.casefold())
    return _KINDS.get(bare) or (bare if bare in KINDS else "article-journal")


def _people(cell: str, own: bool) -> tuple[tuple[Author, ...], bool]:
    """The names of a cell: between semicolons, or as others join them (`joined_names`)."""
    if own or ";" in cell:
        # Not cleaned: no-break spaces keep a family name of several words together.
        return read_names(_ESCAPED.sub(r"\1", part).strip(" ") for part in _PART.findall(cell))
    return read_names(split_names(cell)) if cell else ((), True)


def _container(row: Row) -> Container | None:
    # Programs for references have one field for the numbers of books and journals.
    issns = read_issns([row.get("issn", "") or _ISBN.sub("", row.get("isbns", ""))])
    short, iso = _word(row, "nlm_abbreviation"), _word(row, "iso_abbreviation")
    if short and "." in short and not iso:
        short, iso = None, short
    container = Container(
        title=_word(row, "journal"),
        nlm_abbreviation=short,
        iso_abbreviation=iso,
        issn_print=_word(row, "issn_print") or issns.print,
        issn_electronic=_word(row, "issn_electronic") or issns.electronic,
        issn_linking=_word(row, "issn_linking") or issns.linking,
        nlm_id=_word(row, "nlm_id"),
    )
    return container if container != Container() else None


def _publication(row: Row, own: bool) -> Publication | None:
    isbns = row.get("isbns", "")
    publication = Publication(
        publisher=_word(row, "publisher"),
        place=_word(row, "place"),
        edition=_word(row, "edition"),
        isbns=tuple(_parts(isbns)) if own else read_isbns([isbns]),
        collection=_word(row, "collection"),
    )
    return publication if publication != Publication() else None


def _pages(row: Row) -> tuple[str | None, str | None]:
    number = _word(row, "article_number")
    first, last = row.get("first_page", ""), row.get("last_page", "")
    printed = row.get("pages", "") or (f"{first}-{last}" if last and last != first else first)
    pages, article_number = split_pages(printed)
    return pages, number or article_number


def _date(written: str) -> PartialDate | None:
    try:
        return parse_date(written)
    except InputError:
        return find_date(written)
