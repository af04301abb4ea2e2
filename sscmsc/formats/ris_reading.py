"""RIS, read: the dialects of databases and managers, exactly what they state and no more.

Where one tag means several things its value decides: `AN` is a PMID only beside the name of
the database, `SN` an ISSN or an ISBN, `M3` and `N1` may hide a DOI.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sscmsc import text
from sscmsc.dates import PartialDate, checked_date, season_name
from sscmsc.errors import Problem
from sscmsc.formats.comma_names import read_names
from sscmsc.formats.format import Reading, ReadWork
from sscmsc.formats.languages import find_languages
from sscmsc.formats.page import decoded
from sscmsc.formats.ris import ARTICLES, TYPES, TYPES_OF_WORK
from sscmsc.formats.ris_lines import HEAD, RawRecord, find_records
from sscmsc.formats.values import (
    OwnIdentifiers,
    find_date,
    is_notice_note,
    read_abstract,
    read_isbns,
    read_issns,
    read_retraction,
    read_titles,
)
from sscmsc.identifiers import DOI, PMCID
from sscmsc.pages import split_pages
from sscmsc.record import Container, Publication, Record
from sscmsc.source import SourceWork
from sscmsc.text import clean

SOURCE = "ris"


_KINDS = {type_: kind for kind, type_ in TYPES.items() if kind not in TYPES_OF_WORK} | dict(
    pair.split(":")
    for pair in "EJOUR:article-journal JFULL:periodical INPR:article-journal ABST:article-journal "
    "UNPB:manuscript UNPD:manuscript EBOOK:book EDBOOK:book CLSWK:book CTLG:book "
    "ECHAP:chapter CONF:paper-conference DICT:entry-encyclopedia "
    "BILL:legislation BLOG:webpage WEB:webpage GOVDOC:report PAMP:report RPRT:report "
    "AGGR:dataset DBASE:dataset "
    "PREPRINT:article".split()
)
_MADE_OF_WORK = {of.casefold(): kind for kind, of in TYPES_OF_WORK.items()}
_PUBMED = re.compile(r"pubmed|medline|\bnlm\b", re.I)
_MARKED = re.compile(r"(\S+?)\s*\[(pmid|pmcid|doi)\]", re.I)
_NOISE = re.compile(
    r"(?:doi:\s?10\.|doi\s10\.|https?://doi|PMC?ID:|Cited By|Times Cited|Export Date|ASReview_|"
    r"CODEN:|Correspondence Address:|Date revised -|Last updated -|SuppNotes -|\S+\[pmc?id\]).*"
    r"|10\.\d{4,9}/\S+",
    re.I,
)
_PARAGRAPH = re.compile(r"</?(?:p|div|br|span)\b[^<>]*>", re.I)
_DATE = re.compile(r"(\d{4})/(\d{0,2})/(\d{0,2})(?:/(.*))?")
_STATUS = re.compile(r"/(?:received|accepted|revised)$", re.I)
#: Kinds of which `T2` is the series and not what they appeared in.
_UNCONTAINED = frozenset("book report thesis dataset software standard".split())
ISSUE_LIMIT = 60
_ISSUE = re.compile(r"(?=.*\d)[\w./ -]{1,8}")
_ARTICLE_NUMBER = re.compile(r"(?=.*\d)[\w.-]{1,24}")
_SEASON = re.compile(r"[A-Za-z]+ ?(?:\d{2,4})?")
_NO_PAGES = re.compile(r"no-specified|not specified|n\.?\s?pag\.?", re.I)


def recognise(beginning: str) -> bool:
    """Whether text holds the first line of an RIS record: `TY  - JOUR`."""
    return HEAD.search(beginning) is not None


def read(data: bytes, path: str) -> Reading:
    """Every record of the file; what cannot be meant is a problem with its line."""
    problems: list[Problem] = []
    works: list[ReadWork] = []
    for raw in find_records(decoded(data, path), path, problems):
        own = _identifiers(raw)
        record = _record(raw, own)
        problems.extend(Problem(path, line, said) for line, said in own.complaints)
        if record == Record(SOURCE, kind=record.kind):
            problems.append(Problem(path, raw.line, "the record says nothing; left out"))
            continue
        note = "; ".join(dict.fromkeys(_notes(raw)))
        tags = (clean(tag) for one in raw.all("LB") for tag in one.split(";"))
        works.append(
            ReadWork(
                SourceWork(record), raw.line, raw.first("ID") or None,
                tuple(dict.fromkeys(tag for tag in tags if tag)), note or None,
            )
        )  # fmt: skip
    if not works and not problems:
        problems.append(Problem(path, 0, "there is no RIS record in this file"))
    return Reading(tuple(works), tuple(sorted(problems, key=lambda one: one.line)))


def _notes(raw: RawRecord) -> Iterator[str]:
    """The reader's notes, without what databases and programs put beside them."""
    for value in raw.all("N1", "RN"):
        note = clean(text.plain(text.from_markup(value)) if _PARAGRAPH.search(value) else value)
        if note and not _NOISE.fullmatch(note):
            yield note


def _identifiers(raw: RawRecord) -> OwnIdentifiers:
    own = OwnIdentifiers()
    for one in raw.tags.get("DO", ()):
        own.state(DOI, one.value, one.line)
    database = " ".join(raw.all("DB", "DP"))
    for value in raw.all("AN"):
        if _PUBMED.search(database) or not clean(value).isdigit():
            own.find(f"PMID: {value}" if clean(value).isdigit() else value)
    for one in raw.tags.get("C2", ()):
        if one.value.upper().startswith("PMC"):
            own.state(PMCID, one.value, one.line)
        elif clean(one.value).isdigit() and "scopus" in database.casefold():
            own.find(f"PMID: {one.value}")
    if "embase" in database.casefold() and clean(raw.first("C5")).isdigit():
        own.find(f"PMID: {raw.first('C5')}")
    for value in raw.all("U1", "U2", "U3", "U4", "U5", "N1", "M3", "M1"):
        if not is_notice_note(value):
            own.find(_MARKED.sub(r"\2: \1", value))
    for value in raw.all("UR", "L2", "L1", "LK"):
        for part in re.split(r";\s*(?=https?:|www\.)|\s+", value):
            own.find(part)
    return own


def _record(raw: RawRecord, own: OwnIdentifiers) -> Record:
    kind = _kind(raw)
    titles = read_titles(
        text.rich(raw.first("TI", "T1", "CT") or _book_title(raw, kind)),
        text.rich(raw.first("TT", "OP")),
    )
    authors, complete = read_names(raw.all("AU", "A1"))
    # In the records of articles some databases list the authors cited as A2.
    editors = raw.all("ED") if kind in ARTICLES else raw.all("ED", "A2")
    pages, article_number = _pages(raw)
    abstract = text.rich(raw.first("AB", "N2"), text.ABSTRACT_LIMIT)
    return Record(
        SOURCE,
        kind=kind,
        pmid=own.pmid,
        pmcid=own.pmcid,
        doi=own.doi,
        manuscript_ids=tuple(filter(None, [raw.word("C6")])),
        title=titles.title,
        title_translated=titles.translated,
        original_title=titles.original,
        authors=authors,
        authors_complete=complete,
        editors=read_names(editors)[0],
        container=_container(raw, kind),
        publication=_publication(raw, kind),
        volume=raw.word("VL"),
        issue=_issue(raw),
        pages=pages,
        article_number=article_number,
        issued=_issued(raw),
        online=find_date(raw.first("ET")) if kind in ARTICLES else None,
        languages=find_languages(";".join(raw.all("LA"))),
        publication_types=read_retraction(raw.all("M3")),
        abstract=read_abstract(abstract),
        keywords=tuple(dict.fromkeys(word for one in raw.all("KW") if (word := clean(one)))),
    )


def _kind(raw: RawRecord) -> str:
    of_work = _MADE_OF_WORK.get(raw.first("M3").casefold())
    if of_work and TYPES[of_work] == raw.type:
        return of_work
    return _KINDS.get(raw.type, "document")


def _book_title(raw: RawRecord, kind: str) -> str:
    return raw.first("BT", "T2") if kind in _UNCONTAINED else ""


def _container(raw: RawRecord, kind: str) -> Container | None:
    if kind in ARTICLES:
        title = raw.word("JF", "T2", "BT")
    elif kind in _UNCONTAINED:
        title = raw.word("BT", "JF") if raw.first("TI", "T1", "CT") else raw.word("JF")
    else:
        title = raw.word("BT", "T2", "JF")
    alternate, standard, other = raw.word("J2", "J1"), raw.word("JA"), raw.word("JO")
    short, iso = alternate, standard
    if alternate and not standard and "." in alternate:
        short, iso = None, alternate
    elif standard and not alternate and "." not in standard:
        short, iso = standard, None
    issns = read_issns(raw.all("SN"))
    container = Container(
        title=title or other,
        nlm_abbreviation=short,
        iso_abbreviation=iso or (other if title else None),
        issn_print=issns.print,
        issn_electronic=issns.electronic,
        issn_linking=issns.linking,
    )
    return container if container != Container() else None


def _publication(raw: RawRecord, kind: str) -> Publication | None:
    series = raw.word("T3")
    if series is None and kind in _UNCONTAINED and raw.first("TI", "T1"):
        series = raw.word("T2")
    publication = Publication(
        publisher=raw.word("PB"),
        place=raw.word("CY", "PP"),
        edition=None if kind in ARTICLES else raw.word("ET"),
        isbns=read_isbns(raw.all("SN")),
        collection=series,
    )
    return publication if publication != Publication() else None


def _issue(raw: RawRecord) -> str | None:
    """The issue; EndNote has it in `M1`, where databases put much else."""
    issue, number = raw.word("IS", "CP"), raw.word("M1")
    if issue and len(issue) <= ISSUE_LIMIT:
        return issue
    return number if number and _ISSUE.fullmatch(number) else None


def _pages(raw: RawRecord) -> tuple[str | None, str | None]:
    start, end, number = raw.word("SP"), (raw.first("EP")).rstrip("+"), raw.word("C7")
    number = number if number and _ARTICLE_NUMBER.fullmatch(number) else None
    printed = start or ""
    if end and end != start:
        printed = f"{printed}-{end}" if printed and "-" not in printed else printed or end
    if printed == number or _NO_PAGES.fullmatch(printed):
        return None, number
    pages, article_number = split_pages(printed)
    return pages, number or article_number


def _issued(raw: RawRecord) -> PartialDate | None:
    """The date of the year stated, from the tag that says most of it."""
    dates = [
        date
        for value in raw.all("PY", "Y1", "DA")
        if not _STATUS.search(value) and (date := _date(value))
    ]
    same_year = [one for one in dates if one.year == dates[0].year]
    return max(same_year, key=_precision, default=None)


def _precision(date: PartialDate) -> tuple[bool, bool, bool]:
    return bool(date.literal), bool(date.month or date.season), bool(date.day)


def _date(value: str) -> PartialDate | None:
    """`2018/09/13/other`: what is other may be a season or the date as it was printed."""
    found = _DATE.fullmatch(value.strip())
    if found is None:
        return find_date(value)
    year, month, day = (int(part) if part else None for part in found.groups()[:3])
    other = clean(found[4] or "")
    named = {one for word in re.findall("[A-Za-z]+", other) if (one := season_name(word))}
    season = named.pop() if len(named) == 1 else None
    literal = other if other and not _SEASON.fullmatch(other) else None
    return checked_date(year, month, day, season, literal) if year else None
