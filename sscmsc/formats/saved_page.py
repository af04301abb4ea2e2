"""The abstract page of a work on PubMed, saved from a browser as text.

The layout is PubMed's of 2020 and after: a citation line (`. 2022 Jan;57(1):17-22.`), a line
`doi: ...`, the title, a byline or the authors, then sections under fixed headings.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sscmsc import identifiers
from sscmsc.dates import PartialDate, checked_date, month_number, season_name
from sscmsc.errors import InputError, Problem
from sscmsc.formats.format import Reading, ReadWork
from sscmsc.formats.page import Line, named_persons, page_lines
from sscmsc.formats.saved_page_sections import (
    HEADINGS,
    SOURCE,
    abstract_sections,
    listed_references,
    mesh_headings,
    publication_types,
    relations,
)
from sscmsc.identifiers import DOI, PMCID, PMID, Identifier
from sscmsc.pages import split_pages
from sscmsc.record import Container, Person, Record
from sscmsc.source import SourceWork
from sscmsc.text import TITLE_LIMIT, RichText, clean, literal, split_translated, without_full_stop

_DATE = (
    r"(?P<year>1[89]\d\d|20\d\d)(?:[ -](?P<month>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
    r"(?P<to>-(?:\d{4} )?[A-Z][a-z]{2})?(?: (?P<day>\d{1,2})(?!\d))?"
    r"| (?P<season>Spring|Summer|Fall|Autumn|Winter))?"
)
_CITATION = re.compile(
    rf"(?:(?P<journal>[A-Z][^;]{{1,150}}?)\s?)?\.\s{_DATE}(?:\s?[:;](?P<volume>[^:;()]{{0,30}})"
    r"(?:\((?P<issue>[^()]{1,30})\))?(?::(?P<pages>[^.;]{1,60}?))?)?\.(?=\s|$)"
)
_BYLINE = re.compile(
    rf"(?P<authors>[^.;:]{{2,80}}?)(?P<etal>,? et al)?\. (?P<journal>[A-Z][^;]{{1,150}}?)\. ?"
    rf"(?:{_DATE})?\.?"
)
_ONLINE = re.compile(rf"\bEpub {_DATE}")
_COLLECTION = re.compile(r"\beCollection \d{4}")
_OWN_IDENTIFIER = re.compile(r"(?:PMID|PMCID|DOI)\s?:\s?\S", re.I)
_KEYWORDS = re.compile(r"Keywords?\s?:\s*(?P<words>.+)", re.I)
_NOISE = re.compile(
    r"free (?:pmc )?article|free books & documents|item in clipboard|actions?|search in .*|"
    r"affiliations?|authors?|expand|collapse|full text links|cite|display options|"
    r"show (?:more|less)|see more|online ahead of print\.?|bookmarks?|format|review|"
    r"systematic review|meta-analysis|clinical trial|randomized controlled trial|case reports|"
    r"editorial|observational study|comparative study|comment|letter|published erratum",
    re.I,
)
_SIGNS = ("PubMed Disclaimer", "Access keys NCBI Homepage", "LinkOut - more resources")
_OTHER_FORMAT = re.compile(r"\s*(?:[<@%{\[]|TY\s\s-|PMID\s*-\s)")


class _Page(NamedTuple):
    """A page cut into its head and its sections; `cited` is the place of the citation line."""

    head: tuple[Line, ...]
    sections: Mapping[str, tuple[Line, ...]]
    cited: int | None


def recognise(text: str) -> bool:
    """Whether `text` begins a PubMed abstract page saved as text."""
    if _OTHER_FORMAT.match(text.lstrip("\ufeff")):
        return False
    if any(sign in text for sign in _SIGNS):
        return True
    lines = [line.strip() for line in text.splitlines()]
    return (
        "Abstract" in lines
        and any(_CITATION.match(line) for line in lines)
        and any(_OWN_IDENTIFIER.match(line) for line in lines)
    )


def read(data: bytes, path: str) -> Reading:
    """The one work that the page describes, with the references it lists.

    Parts that are not on the page are named as problems. Raises `InputError` when the page
    gives neither a title nor an identifier.
    """
    page = _cut(page_lines(data, path))
    about = page.head if page.cited is None else page.head[page.cited :]
    record = _record(page, about)
    if record.title is None and not record.identifiers:
        raise InputError(
            f"{path}: this page gives no title and no identifier",
            hint="Looked for a citation line such as '. 2022 Jan;57(1):17-22.', a line 'doi: ...' "
            "and the title under them, as on a PubMed abstract page saved as text.",
        )
    line = about[0].number if about else 0
    wanted = {
        "title": record.title,
        "journal": record.container,
        "date": record.issued,
        "authors": record.authors,
    }
    problems = tuple(
        Problem(path, line, f"no {name} found on this page")
        for name, got in wanted.items()
        if not got
    )
    references, stated = listed_references(page.sections.get("references"))
    return Reading((ReadWork(SourceWork(record, references, stated), line),), problems)


def _cut(lines: Sequence[Line]) -> _Page:
    head: list[Line] = []
    sections: dict[str, list[Line]] = {}
    current = head
    cited: int | None = None
    for line in lines:
        name = line.text.casefold().rstrip(": ")
        if name in HEADINGS:
            current = sections.setdefault(name, [])
            continue
        if current is head and cited is None and _CITATION.match(line.text):
            cited = len(head)
        current.append(line)
    return _Page(tuple(head), {name: tuple(held) for name, held in sections.items()}, cited)


def _record(page: _Page, about: Sequence[Line]) -> Record:
    citation = _CITATION.match(about[0].text) if page.cited is not None else None
    byline = next((m for one in about[1:] if (m := _BYLINE.fullmatch(one.text))), None)
    printed = citation.groupdict() if citation else {}
    heading = " ".join(line.text for line in about[:4])
    own = _own_identifiers(about)
    title, translated = _title(about, byline)
    authors, complete = _authors(about, byline)
    issued = _date(citation) or _date(byline)
    electronic = bool(_COLLECTION.search(heading))
    pages, article = split_pages(printed.get("pages") or "")
    if electronic and pages and pages.isdigit():
        pages, article = None, pages  # an electronic collection numbers articles, not pages
    return Record(
        source=SOURCE,
        pmid=next((one for one in own if isinstance(one, PMID)), None),
        pmcid=next((one for one in own if isinstance(one, PMCID)), None),
        doi=next((one for one in own if isinstance(one, DOI)), None),
        title=title,
        title_translated=translated,
        authors=authors,
        authors_complete=complete,
        container=_container(page, citation, byline),
        volume=_filled(printed.get("volume")),
        issue=_filled(printed.get("issue")),
        pages=pages,
        article_number=article,
        issued=issued,
        online=_date(_ONLINE.search(heading)) or (issued if electronic else None),
        abstract=abstract_sections(page.sections.get("abstract", ())),
        keywords=_keywords(page),
        mesh=mesh_headings(page.sections.get("mesh terms", ())),
        publication_types=publication_types(
            (*page.head, *page.sections.get("publication types", ()))
        ),
        relations=relations(page.sections),
    )


def _own_identifiers(lines: Sequence[Line]) -> tuple[Identifier, ...]:
    """The identifiers on the lines that say whose they are (`doi: ...`, `PMID: ...`)."""
    return tuple(
        found.identifier
        for line in lines
        if _OWN_IDENTIFIER.match(line.text) or _CITATION.match(line.text)
        for found in identifiers.find(line.text)
    )


def _is_own(line: Line) -> bool:
    """Whether a line of the head is one of the page's own, not of the work."""
    return bool(
        _CITATION.match(line.text)
        or _OWN_IDENTIFIER.match(line.text)
        or _NOISE.fullmatch(line.text)
    )


def _title(about: Sequence[Line], byline: re.Match[str] | None) -> tuple[RichText | None, bool]:
    """The title and whether it is a translation: the first line of the work under its citation."""
    first = next((line for line in about if not _is_own(line)), None)
    if first is None or (byline is not None and first.text == byline.group()):
        return None, False
    bare, translated = split_translated(clean(first.raw, TITLE_LIMIT))
    return literal(without_full_stop(bare)), translated


def _container(
    page: _Page, citation: re.Match[str] | None, byline: re.Match[str] | None
) -> Container | None:
    """The journal by its NLM abbreviation: of the byline, of the citation line or above it."""
    for found in (byline, citation):
        if found is not None and found.group("journal"):
            return Container(nlm_abbreviation=found.group("journal").strip())
    above = [line for line in page.head[: page.cited or 0] if not _is_own(line)]
    own_words = any("keys NCBI" in line.text for line in above[-1:])
    if above and not own_words and len(above[-1].text) <= 80:
        return Container(nlm_abbreviation=above[-1].text.rstrip("."))
    return None


def _authors(
    about: Sequence[Line], byline: re.Match[str] | None
) -> tuple[tuple[Person, ...], bool]:
    """The authors, and whether they are all: the list of the page, else the first of the byline."""
    affiliations = {
        found.group("number"): found.group("text")
        for line in about
        if (found := re.fullmatch(r"(?P<number>\d{1,3}) (?P<text>\D.{7,})", line.text))
    }
    words = [line for line in about if not _is_own(line)]
    for line in words[1:5]:
        persons = named_persons(line.text, affiliations)
        if persons and (len(persons) > 1 or line.text[-1].isdigit()):
            return persons, True
    if byline is None:
        return (), True
    return named_persons(byline.group("authors"), {}), byline.group("etal") is None


def _date(found: re.Match[str] | None) -> PartialDate | None:
    if found is None or not found.group("year"):
        return None
    month, season = found.group("month"), found.group("season")
    span = found.group("to")
    return checked_date(
        int(found.group("year")),
        month_number(month) if month else None,
        int(found.group("day")) if found.group("day") else None,
        season_name(season) if season else None,
        f"{found.group('year')} {month}{span}" if span else None,
    )


def _filled(printed: str | None) -> str | None:
    return printed.strip(" .") or None if printed else None


def _keywords(page: _Page) -> tuple[str, ...]:
    for section in (page.sections.get("abstract", ()), page.head):
        for line in section:
            if found := _KEYWORDS.fullmatch(line.text):
                words = found.group("words").rstrip(".").split(";")
                return tuple(word.strip() for word in words if word.strip())
    return ()
