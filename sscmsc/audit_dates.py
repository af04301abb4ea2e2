"""Checks of dates, volumes and pages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sscmsc.audit_finding import Case, Hit, change
from sscmsc.record import Record

#: Printing with movable type; nothing of before is cited by a year.
_FIRST_YEAR = 1450
#: NLM has both dates from the publisher and checks the issue: what is late there is so.
_INDEXED = frozenset({"pubmed", "nbib"})
#: Years between online and issue beyond which one of them is hardly right; old volumes were put
#: online decades later, which is no conflict (recorded PubMed records differ by one at most).
_ONLINE_FIRST, _ONLINE_LATER, _DIGITAL = 3, 2, 2005
_VOLUME_LABEL = re.compile(r"(?:vol(?:ume)?s?\b\.?|v\.)\s*(?=[\dIVXLC])", re.I)
_ISSUE_LABEL = re.compile(r"(?:no\b\.?|nos\b\.?|issue\b|number\b|nr\b\.?|iss\b\.?)\s*(?=\d)", re.I)
_RANGE = re.compile(r"([A-Za-z]*)(\d+)-([A-Za-z]*)(\d+)")
_PAGES = re.compile(r"[\w.,;:()\[\] /+&*'\u2019-]+")


def no_year(case: Case) -> Iterator[Hit]:
    if case.record.year is None:
        yield Hit("has no year", "year")


def year(case: Case) -> Iterator[Hit]:
    """A year before printing, or after the next one."""
    for name, date in (("issued", case.record.issued), ("online", case.record.online)):
        if date is not None and not _FIRST_YEAR <= date.year <= case.today.year + 1:
            yield Hit(f"{name} in {date.year}, which cannot be", name)


def dates_conflict(case: Case) -> Iterator[Hit]:
    """Online and issue years too far apart for one of them to be right."""
    issued, online = case.record.issued, case.record.online
    if issued is None or online is None:
        return
    early = issued.year - online.year
    if early >= _ONLINE_FIRST:
        yield Hit(f"online {online}, in an issue of {issued}: {early} years later", "issued")
    elif -early >= _ONLINE_LATER and issued.year >= _DIGITAL and not case.sources & _INDEXED:
        yield Hit(f"in an issue of {issued}, online {online}: {-early} years later", "online")


def dates_differ(case: Case) -> Iterator[Hit]:
    """The year to print is that of the issue; readers may know the work by the other."""
    issued, online = case.record.issued, case.record.online
    if issued and online and issued.year != online.year:
        yield Hit(f"online {online.year}, issue {issued.year}: cited as {issued.year}", "issued")


def pages(case: Case) -> Iterator[Hit]:
    """A range that runs backwards, or what is no page."""
    value = case.record.pages
    if not value:
        return
    found = _RANGE.fullmatch(value)
    if found is not None:
        # Of unequal length they may be an article number and its pages: 106108-3.
        comparable = found[1] == found[3] and len(found[2]) == len(found[4])
        if comparable and int(found[4]) < int(found[2]):
            yield Hit(f"pages {value} run backwards", "pages")
    elif not _PAGES.fullmatch(value) or not re.search(r"\d|^[ivxlcdm]+(?:-|$)", value, re.I):
        yield Hit(f"pages '{value[:60]}' are none", "pages")


def labels(case: Case) -> Iterator[Hit]:
    """`Vol. 12` where `12` is meant: styles add the word themselves."""
    record = case.record
    if record.volume and (found := _VOLUME_LABEL.match(record.volume)):
        fixed = record.volume[found.end() :]
        told = f"volume is written '{record.volume[:40]}'"
        yield Hit(told, "volume", change("volume", record.volume, fixed))
    if record.issue and (found := _ISSUE_LABEL.match(record.issue)):
        fixed = record.issue[found.end() :]
        told = f"issue is written '{record.issue[:40]}'"
        yield Hit(told, "issue", change("issue", record.issue, fixed))


def no_pages(case: Case) -> Iterator[Hit]:
    if _is_printed(case.record) and not (case.record.pages or case.record.article_number):
        yield Hit("has a volume and neither pages nor an article number", "pages")


def no_volume(case: Case) -> Iterator[Hit]:
    record = case.record
    old = record.issued is not None and record.issued.year < case.today.year - 1
    if record.kind == "article-journal" and old and not (record.volume or record.issue):
        yield Hit(f"is of {record.year} and has neither volume nor issue", "volume")


def _is_printed(record: Record) -> bool:
    return record.kind == "article-journal" and bool(record.volume)
