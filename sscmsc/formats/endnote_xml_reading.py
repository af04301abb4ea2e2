"""EndNote XML, read: exports of EndNote, Bookends, Zotero and ourselves."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.etree import _Element

from sscmsc import text
from sscmsc.dates import PartialDate
from sscmsc.errors import InputError, Problem
from sscmsc.formats.comma_names import read_names
from sscmsc.formats.endnote_xml import FACES, TYPES, UNCONTAINED
from sscmsc.formats.format import Reading, ReadWork
from sscmsc.formats.languages import find_languages
from sscmsc.formats.ris import ARTICLES, TYPES_OF_WORK
from sscmsc.formats.safe_xml import find_elements, line_of
from sscmsc.formats.values import (
    OwnIdentifiers,
    find_date,
    read_abstract,
    read_isbns,
    read_issns,
    read_retraction,
    read_titles,
)
from sscmsc.identifiers import DOI, PMCID
from sscmsc.medline_parts import medline_date
from sscmsc.pages import split_pages
from sscmsc.record import Container, Publication, Record
from sscmsc.source import SourceWork
from sscmsc.text import RichText, clean

SOURCE = "endnote-xml"
_ROOT = re.compile(r"<xml>\s*<records>|<records>\s*<record>|<record>.{0,4000}?<ref-type\b", re.S)
_TAGS = {face: tag for tag, face in FACES.items()}
_KINDS = {
    str(number): kind for kind, (number, _) in TYPES.items() if kind not in TYPES_OF_WORK
} | dict(
    pair.split(":")
    for pair in "34:manuscript 43:article-journal 10:paper-conference 28:book 44:book 60:chapter "
    "52:entry-encyclopedia 4:legislation 56:webpage 46:report 45:dataset 48:book 0:article-journal "
    "1:book 2:article-journal 3:paper-conference 7:chapter".split()
)
_NAMES = {name.casefold(): kind for kind, (_, name) in TYPES.items() if kind not in TYPES_OF_WORK}
_MADE_OF_WORK = {of.casefold(): kind for kind, of in TYPES_OF_WORK.items()}
_PMCID = re.compile(r"PMC\d+")
_PUBMED = re.compile(r"pubmed|medline|\bnlm\b", re.I)
_KEY = re.compile(r"(?=.*[A-Za-z])[\w:.+-]{1,80}")
_NUMERIC = re.compile(r"[\d/.-]+")


def recognise(beginning: str) -> bool:
    """Whether text begins EndNote's `xml`, `records` and `record`."""
    return "<record" in beginning and _ROOT.search(beginning) is not None


def read(data: bytes, path: str) -> Reading:
    """Every record of the file; what is not well-formed ends it with a complaint."""
    works: list[ReadWork] = []
    problems: list[Problem] = []
    try:
        for element in find_elements(data, "record"):
            line = line_of(element)
            own = _identifiers(element)
            record = _record(element, own)
            problems.extend(Problem(path, line, said) for _, said in own.complaints)
            if record == Record(SOURCE, kind=record.kind):
                problems.append(Problem(path, line, "the record says nothing; left out"))
                continue
            label = _word(element, "label") or ""
            key = label if _KEY.fullmatch(label) else None
            note = _word(element, "research-notes") or _word(element, "notes")
            works.append(ReadWork(SourceWork(record), line, key, (), note))
    except InputError as error:
        problems.append(Problem(path, 0, error.message))
    if not works and not problems:
        problems.append(Problem(path, 0, "there is no EndNote record in this file"))
    return Reading(tuple(works), tuple(problems))


def _runs(element: _Element) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The text of an element in runs, each with the tags its style stands for."""
    if element.text and (element.text.strip() or not len(element)):
        yield element.text, ()
    for child in element:
        faces = (child.get("face") or "").split()
        tags = tuple(_TAGS[face] for face in faces if face in _TAGS)
        yield from ((run, (*tags, *inner)) for run, inner in _runs(child))
        if child.tail and child.tail.strip():
            yield child.tail, ()


def _rich(root: _Element, path: str, limit: int = text.TITLE_LIMIT) -> RichText:
    """The rich text of the first element at a path, "" where there is none."""
    element = root.find(path)
    if element is None:
        return RichText("")
    pieces: list[str] = []
    opened: tuple[str, ...] = ()
    held = ""
    for run, tags in (*_runs(element), ("", ())):
        if tags == opened:
            held += run
            continue
        pieces.append(text.literal(held))
        same = 0
        while same < min(len(tags), len(opened)) and tags[same] == opened[same]:
            same += 1
        pieces += [f"</{tag}>" for tag in reversed(opened[same:])]
        pieces += [f"<{tag}>" for tag in tags[same:]]
        held, opened = run, tags
    return text.rich("".join([*pieces, text.literal(held)]), limit)


def _word(root: _Element, path: str) -> str | None:
    element = root.find(path)
    return clean("".join(map(str, element.itertext()))) or None if element is not None else None


def _words(root: _Element, path: str) -> list[str]:
    found = ("".join(map(str, one.itertext())) for one in root.iterfind(path))
    # A name keeps the no-break spaces by which it is one family name.
    return [one.strip(" \t\r\n") for one in found if one.strip()]


def _identifiers(record: _Element) -> OwnIdentifiers:
    own = OwnIdentifiers()
    for one in _words(record, "electronic-resource-num"):
        own.state(DOI, one, 0)
    database = " ".join(
        [*_words(record, "remote-database-name"), *_words(record, "remote-database-provider")]
    )
    number = _word(record, "accession-num") or ""
    addresses = _words(record, ".//url")
    if number.isdigit() and _PUBMED.search(" ".join([database, *addresses])):
        own.find(f"PMID: {number}")
    elif not number.isdigit():
        own.find(number)
    for child in record:
        held = clean("".join(map(str, child.itertext())))
        if _PMCID.fullmatch(held):
            own.state(PMCID, held, 0)
    for one in addresses:
        own.find(one)
    return own


def _record(element: _Element, own: OwnIdentifiers) -> Record:
    kind = _kind(element)
    titles = read_titles(_rich(element, "titles/title"), _rich(element, "titles/translated-title"))
    authors, complete = read_names(_words(element, "contributors/authors/author"))
    editors, _ = read_names(_words(element, "contributors/secondary-authors/author"))
    pages, number = _pages(element)
    edition = _word(element, "edition")
    return Record(
        SOURCE,
        kind=kind,
        pmid=own.pmid,
        pmcid=own.pmcid,
        doi=own.doi,
        manuscript_ids=tuple(filter(None, [_word(element, "custom6")])),
        title=titles.title,
        title_translated=titles.translated,
        original_title=titles.original,
        authors=authors,
        authors_complete=complete,
        editors=editors,
        container=_container(element, kind),
        publication=_publication(element, kind),
        volume=_word(element, "volume"),
        issue=_word(element, "number") or _word(element, "issue"),
        pages=pages,
        article_number=number,
        issued=_issued(element),
        online=find_date(edition) if edition and kind in ARTICLES else None,
        languages=find_languages(_word(element, "language") or ""),
        publication_types=read_retraction(_words(element, "work-type")),
        abstract=read_abstract(_rich(element, "abstract", text.ABSTRACT_LIMIT)),
        keywords=tuple(dict.fromkeys(_keywords(element))),
    )


def _keywords(record: _Element) -> Iterator[str]:
    """The keywords; others than ourselves may put several into one element."""
    source = record.find("source-app")
    ours = source is not None and source.get("name") == "sscmsc"
    for one in _words(record, "keywords/keyword"):
        parts = [one] if ours else re.split(r"\s*;\s*|[\r\n]+", one)
        yield from (word for part in parts if (word := clean(part)))


def _kind(record: _Element) -> str:
    element = record.find("ref-type")
    if element is None:
        return "document"
    name = (element.get("name") or "").casefold()
    number = clean("".join(map(str, element.itertext())))
    of_work = _MADE_OF_WORK.get((_word(record, "work-type") or "").casefold())
    if of_work and name in {"", TYPES[of_work][1].casefold()}:
        return of_work
    return _NAMES.get(name) or _KINDS.get(number, "document")


def _container(record: _Element, kind: str) -> Container | None:
    secondary, full = (
        _word(record, "titles/secondary-title"),
        _word(record, "periodical/full-title"),
    )
    first, second = _word(record, "periodical/abbr-1"), _word(record, "periodical/abbr-2")
    short, iso = first, second
    if first and "." in first and not second:
        short, iso = None, first
    issns = read_issns(_words(record, "isbn"))
    container = Container(
        title=full if kind in UNCONTAINED else secondary or full,
        nlm_abbreviation=short,
        iso_abbreviation=iso,
        issn_print=issns.print,
        issn_electronic=issns.electronic,
        issn_linking=issns.linking,
    )
    return container if container != Container() else None


def _publication(record: _Element, kind: str) -> Publication | None:
    series = _word(record, "titles/tertiary-title")
    if kind in UNCONTAINED:
        series = series or _word(record, "titles/secondary-title")
    publication = Publication(
        publisher=_word(record, "publisher"),
        place=_word(record, "pub-location"),
        edition=None if kind in ARTICLES else _word(record, "edition"),
        isbns=read_isbns(_words(record, "isbn")),
        collection=series,
    )
    return publication if publication != Publication() else None


def _pages(record: _Element) -> tuple[str | None, str | None]:
    printed, number = _word(record, "pages") or "", _word(record, "custom7")
    number = number if number and any(letter.isdigit() for letter in number) else None
    if printed == number or "://" in printed:
        return None, number
    pages, article_number = split_pages(printed)
    return pages, number or article_number


def _issued(record: _Element) -> PartialDate | None:
    """The date of a year and what is printed beside it: `Mar 3`, or the whole date again."""
    year, printed = _word(record, "dates/year") or "", _word(record, "dates/pub-dates/date") or ""
    if _NUMERIC.fullmatch(printed) and (date := find_date(printed)):
        return date
    if printed and (date := medline_date(printed)):
        return date
    return medline_date(f"{year} {printed}")
