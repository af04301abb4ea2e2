"""The page of a journal article in a library whose field names are Chinese, saved as text.

The page (期刊论文详细信息) prints journal, title, article type and authors, one a line, then
affiliations (`[1] ...`), fields under their names (关键词 keywords, DOI, 来源 source) and
sections in brackets (【 摘 要 】 abstract). It gives no year; none is derived from the DOI.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sscmsc import identifiers
from sscmsc.dates import PartialDate, checked_date
from sscmsc.errors import InputError, Problem
from sscmsc.formats.format import Reading, ReadWork
from sscmsc.formats.page import Line, named_persons, page_lines
from sscmsc.identifiers import DOI
from sscmsc.pages import split_pages
from sscmsc.record import (
    AbstractSection,
    Container,
    Person,
    Publication,
    PublicationType,
    Record,
)
from sscmsc.source import SourceWork
from sscmsc.text import ABSTRACT_LIMIT, TITLE_LIMIT, RichText, clean, literal, without_full_stop

SOURCE = "saved page"
HEADING = "期刊论文详细信息"

_FIELD = re.compile(
    r"(?P<name>关键词|DOI|来源|出版者|ISSN|年份?|出版年|出版日期|发表时间|卷|期|页码?)\s*[:\uff1a\ufe30]\s*(?P<value>.*)",
    re.I,
)
_AFFILIATION = re.compile(r"\[(?P<number>\d{1,3})\]\s*(?P<text>\S.*)")
_SECTION = re.compile(r"【\s*(?P<name>[^【】]{1,20}?)\s*】")
_ABSTRACT_NAME = "摘要"
_TYPE = re.compile(r"[a-z]+(?:[- ][a-z]+){0,3}")
_REVIEWS = {"review", "review article", "review-article"}
_BETWEEN_NAMES = re.compile(r"(?<=\d)\s+(?=[^\W\d])|\s{2,}|\s*[,;\uff0c\uff1b\u3001]\s*")
_IDEOGRAPHS = re.compile(r"[\u3400-\u9fff\d\s·]+")
_YEAR = re.compile(r"(?P<year>1[89]\d\d|20\d\d)(?:\D(?P<month>\d{1,2})(?:\D(?P<day>\d{1,2}))?)?")


class _Page(NamedTuple):
    """A page cut up: the lines above the fields, the fields, the sections by their names."""

    head: tuple[Line, ...]
    fields: Mapping[str, str]
    affiliations: Mapping[str, str]
    abstract: tuple[Line, ...]


def recognise(text: str) -> bool:
    """Whether `text` begins such a page."""
    if text.lstrip("\ufeff \r\n\t")[:1] in {"<", "@", "{", "%"}:
        return False
    names = {found.group("name").replace(" ", "") for found in _SECTION.finditer(text)}
    return HEADING in text or ("关键词" in text and _ABSTRACT_NAME in names)


def read(data: bytes, path: str) -> Reading:
    """The one work that the page describes; the page lists no references.

    Parts that are not on the page are named as problems. Raises `InputError` when it gives
    no title.
    """
    page = _cut(page_lines(data, path))
    journal, title, kind, authors = _head(page)
    if title is None:
        raise InputError(
            f"{path}: this page gives no title",
            hint=f"Looked for {HEADING} and under it the journal, the title and the authors, one "
            "a line, then 关键词, DOI and 【 摘 要 】.",
        )
    record = _record(page, journal, title, kind, authors)
    line = page.head[0].number
    wanted = {"authors": record.authors, "DOI": record.doi, "journal": record.container}
    problems = tuple(
        Problem(path, line, f"no {name} found on this page")
        for name, got in wanted.items()
        if not got
    )
    return Reading((ReadWork(SourceWork(record), line),), problems)


def _cut(lines: Sequence[Line]) -> _Page:
    head: list[Line] = []
    fields: dict[str, str] = {}
    affiliations: dict[str, str] = {}
    abstract: list[Line] = []
    section: str | None = None
    start = next((place + 1 for place, one in enumerate(lines) if HEADING in one.text), 0)
    for line in lines[start:]:
        if named := _SECTION.fullmatch(line.text):
            section = named.group("name").replace(" ", "")
        elif section is not None:
            if section == _ABSTRACT_NAME:
                abstract.append(line)
        elif numbered := _AFFILIATION.fullmatch(line.text):
            affiliations.setdefault(numbered.group("number"), numbered.group("text"))
        elif field := _FIELD.fullmatch(line.text):
            fields.setdefault(field.group("name").upper(), field.group("value").strip())
        elif not fields and not affiliations:
            head.append(line)
    return _Page(tuple(head), fields, affiliations, tuple(abstract))


def _head(
    page: _Page,
) -> tuple[str | None, RichText | None, str | None, tuple[Person, ...]]:
    """Journal, title, article type and authors from the lines above the fields.

    The order is fixed, but type and authors may be missing; the type is a lower-case word of
    JATS (`article`, `review-article`).
    """
    lines = list(page.head)
    place = next((at for at, one in enumerate(lines) if at > 1 and _TYPE.fullmatch(one.text)), None)
    kind = lines[place].text if place is not None else None
    after = lines[place + 1 :] if place is not None else lines[2:]
    before = lines[:place] if place is not None else lines[:2]
    authors = next((found for one in after if (found := _authors(one, page.affiliations))), ())
    if not before:
        return None, None, kind, authors
    title = literal(without_full_stop(clean(before[-1].raw, TITLE_LIMIT)))
    return (before[0].text if len(before) > 1 else None), title, kind, authors


def _authors(line: Line, affiliations: Mapping[str, str]) -> tuple[Person, ...]:
    if _IDEOGRAPHS.fullmatch(line.text):
        parts = line.text.split()
    else:
        parts = _BETWEEN_NAMES.split(line.raw.strip())
    return named_persons(", ".join(part for part in parts if part), affiliations)


def _record(
    page: _Page, journal: str | None, title: RichText, kind: str | None, authors: tuple[Person, ...]
) -> Record:
    fields = page.fields
    dois = [one.identifier for one in identifiers.find(fields.get("DOI", ""))]
    pages, article = split_pages(fields.get("页码") or fields.get("页") or "")
    publisher = fields.get("出版者") or fields.get("来源")
    return Record(
        source=SOURCE,
        doi=next((one for one in dois if isinstance(one, DOI)), None),
        title=title,
        authors=authors,
        container=Container(title=journal) if journal else None,
        publication=Publication(publisher=publisher) if publisher else None,
        volume=fields.get("卷") or None,
        issue=fields.get("期") or None,
        pages=pages,
        article_number=article,
        issued=_issued(fields),
        abstract=tuple(
            AbstractSection(literal(clean(line.text, ABSTRACT_LIMIT))) for line in page.abstract
        ),
        keywords=tuple(
            word
            for part in re.split(r"[;\uff1b]", fields.get("关键词", ""))
            if (word := part.strip(" ,.\uff0c\u3002"))
        ),
        publication_types=((PublicationType("Review", "D016454"),) if kind in _REVIEWS else ()),
    )


def _issued(fields: Mapping[str, str]) -> PartialDate | None:
    """The date the page states in a field of its own; a year in the DOI is no statement."""
    for name in ("出版日期", "发表时间", "出版年", "年份", "年"):
        if found := _YEAR.search(fields.get(name, "")):
            month, day = found.group("month"), found.group("day")
            return checked_date(
                int(found.group("year")), int(month) if month else None, int(day) if day else None
            )
    return None
