"""The numbers of a printed reference: year, volume, issue and pages, in any journal's order.

The numeric part is the most regular piece of a reference, so it is found first and the words
are divided around it. Each pattern below is one order in which journals print it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from sscmsc.pages import split_pages


class Numbers(NamedTuple):
    """What the numeric part says, and where in the text it stands (`start`, `end`).

    `periodical` is whether only a journal is numbered like this.
    """

    year: int | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    start: int = 0
    end: int = 0
    periodical: bool = False


_YEAR = r"(?P<year>1[5-9]\d\d|20[0-3]\d)[a-z]?"
_MONTH = (
    r"(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec|January|February|March|April|June|July|"
    r"August|September|October|November|December|Spring|Summer|Fall|Autumn|Winter|septembre|octobre|"
    r"Janvier|Fév|Avril|Mai|Juin|Juillet|Août)\b\.?)"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?\b(?!\d)"
_BEFORE = rf"(?:(?:{_DAY}\s)?{_MONTH}(?:\s?[-–/]\s?{_MONTH})?(?:\s{_DAY})?,?\s)?"
_BEHIND = (
    rf"(?:[\s,.]{{1,2}}{_MONTH}(?:\s?[-–/]\s?(?:\d{{4}}\s)?{_MONTH})?"
    rf"(?:\s{_DAY}(?:\s?[-–]\s?(?:{_MONTH}\s)?{_DAY})?)?)?"
)
_PART = r"(?:\s?(?:Suppl(?:ement)?|Pt|Part|Spec No)\b\.?\s?[A-Z]?\d{0,3}[A-Z]?)?"
_VOLUME = (
    r"(?:\b(?:vol(?:ume)?s?|v|t|tome|Bd|Band|n°|Issue)\b\.?\s?(?=\S))?"
    r"(?P<volume>\b(?:Suppl\.?\s?\d{1,3}|(?-i:[A-Z]{1,2})-?\d{1,4}|\d{1,4}(?:(?-i:[A-Z])|bis)?"
    rf"(?:\s?[-–/]\s?\d{{1,4}})?|(?-i:[IVXLC]{{2,7}}|(?<=[Vv]ol\.\s)[IVX]))\b{_PART}(?!\.\d))"
)
_ISSUE = (
    r"(?:\s?\((?!(?:1[5-9]|20)\d\d\))(?P<issue>[^()]{1,40})\)"
    r"|[\s,.;]{1,3}(?:(?:no|nos|nr|num|number|issue|iss|Heft|n)\b\.?|n°)\s?(?P<labelled>\d{1,4}(?:\s?[-–/]\s?\d{1,4})?)\b)?"
)
_PAGE = r"(?:[A-Za-z]{1,5}[-.]?)?\d{1,20}(?:[.-]\d{1,3})?[A-Za-z]{0,2}"
_PAGES = (
    r"(?:\b(?:pp|p|pgs|pages?|S|Seiten|art|article(?: no)?)\b\.?\s?){0,2}"
    rf"(?P<pages>\b{_PAGE}(?:\s?(?:--|[-–—‐‑−])\s?{_PAGE})?(?:,\s?{_PAGE}\s?[-–—]\s?{_PAGE})?\b|\b[ivxlc]+\s?[-–]\s?[ivxlc]+\b)"
)
_COLON = r"\s?[:,;.]\s?"
_ANY_ISSUE = _ISSUE.replace(r"(?!(?:1[5-9]|20)\d\d\))", "")
_STOP = r"(?=[\s.,;:)\]]|$)"

# Patterns are compiled where they are first used: together they take longer than all else here.
_ORDERS = (
    # 2018 Sep 13;9(2):2013-20
    rf"(?<![\d(]){_YEAR}{_BEHIND}\s?;\s?(?:{_VOLUME})?{_ANY_ISSUE}(?:\s?[:;,]\s?(?:{_PAGES})?)?{_STOP}",
    # 22, 1451-1457 (1983)
    rf"{_VOLUME}{_ISSUE}(?:{_COLON}|\s){_PAGES}[\s,.;]{{0,3}}\({_BEFORE}{_YEAR}{_BEHIND}\)",
    # 45 (1930), pp. 573-77
    rf"{_VOLUME}{_ISSUE}[\s,.;]{{0,3}}\({_BEFORE}{_YEAR}{_BEHIND}\)(?:[\s,.:;]{{1,3}}{_PAGES})?{_STOP}",
    # (2009) 360:1989-2003
    rf"\({_BEFORE}{_YEAR}{_BEHIND}\)[\s.,:;]{{0,3}}{_VOLUME}{_ISSUE}(?:{_COLON}{_PAGES})?{_STOP}",
    # 39: 25-33, 2016
    rf"{_VOLUME}{_ISSUE}(?:{_COLON}|\s){_PAGES}[\s,.;]{{1,3}}{_BEFORE}{_YEAR}{_BEHIND}{_STOP}",
    # 23(7), 1991, pp. 642-648
    rf"(?!(?:1[5-9]|20)\d\d\b){_VOLUME}{_ISSUE},\s{_BEFORE}{_YEAR}{_BEHIND},\s{_PAGES}{_STOP}",
    # 2015, 13, 6910-46
    rf"(?<![\d(]){_YEAR}{_BEHIND}[,.]\s?{_VOLUME}{_ISSUE}(?:\s?[,:;]\s?{_PAGES})?{_STOP}",
    # 12(9), September 1986
    rf"{_VOLUME}{_ISSUE}[\s,.;:]{{1,3}}{_BEFORE}{_YEAR}{_BEHIND}{_STOP}",
    # 16:329-339
    rf"{_VOLUME}{_ISSUE}{_COLON}{_PAGES}{_STOP}",
    # 2010:402-407
    rf"(?<![\d(]){_YEAR}\s?:\s?{_PAGES}{_STOP}",
    # vol. 51, no. 10; a volume with its issue alone
    rf"(?=\bvol|\d{{1,4}}\s?\(|\bno\b){_VOLUME}{_ISSUE}{_STOP}",
)
_LEADING_YEAR = (
    rf"[\s.,:;]{{0,3}}(?:\(\s?(?:{_BEFORE}){_YEAR}(?:[-–/]\d{{2,4}})?{_BEHIND}[^()]{{0,20}}\)"
    rf"|{_BEFORE}{_YEAR.replace('year', 'bare')}(?![\d–-]|[^;]{{0,25}};\s?[\d(:]){_BEHIND}"
    r"(?=[\s.,:;]))[\s.,:;]{0,3}"
)
_NO_DATE = re.compile(
    r"[\s.,:;]{0,3}\((?:n\.\s?d\.?|in press|forthcoming|s\.\s?f\.?)\)[\s.,:;]{0,3}", re.I
)
_ANY_YEAR = rf"(?<![\d/–-])\(?\b{_BEFORE}{_YEAR}\b{_BEHIND}\)?(?![\d–-])"
_LABELLED_PAGES = re.compile(
    r"[(,;\s]{0,3}\b(?:pp|p|pgs?|pages?|S|Seiten)\b\.?\s?"
    rf"(?P<pages>{_PAGE}(?:\s?(?:--|[-–—‐‑−])\s?{_PAGE})?)\b\.?\)?",
)
_BARE_RANGE = re.compile(r"[(,:\s]\s?(?P<pages>\d{1,5}\s?[-–—]\s?\d{1,5})\)?(?=[\s.,;]|$)")


def split_leading_year(text: str) -> tuple[int | None, int]:
    """The year that the text begins with, and where what follows it begins."""
    if found := _compiled(_LEADING_YEAR).match(text):
        return int(found.group("year") or found.group("bare")), found.end()
    if found := _NO_DATE.match(text):
        return None, found.end()
    return None, 0


def find_numbers(text: str, year: int | None) -> Numbers | None:
    """The numeric part of a journal reference in `text`, None when there is none.

    `year` is the year already known; then what looks like another one is no year.
    """
    for order in _ORDERS:
        if year is not None and "<year>" in order:
            continue
        found = _last(_compiled(order), text)
        if found is None:
            continue
        if "<year>" not in order and not _near_end(
            text, found.end(), 60 if ":" in found[0] or "(" in found[0] else 24
        ):
            continue
        parts = found.groupdict()
        stated = parts.get("year")
        volume, pages = parts.get("volume"), parts.get("pages")
        if volume and not pages and _pages_alone(volume, text[: found.start("volume")]):
            volume, pages = None, volume
        return Numbers(
            year=int(stated) if stated else year,
            volume=_number(volume),
            issue=_number(parts.get("issue") or parts.get("labelled")),
            pages=expanded(pages),
            start=found.start(),
            end=found.end(),
            periodical=bool(
                order == _ORDERS[0]
                or parts.get("volume")
                or parts.get("issue")
                or parts.get("labelled")
            ),
        )
    return None


def _pages_alone(number: str, before: str) -> bool:
    """Whether what stands in the place of a volume are pages: after a colon, or a range that no
    volume has (`2000, 107-126`)."""
    span = re.fullmatch(r"(\d+)\s?[-–—]\s?(\d+)", number)
    wide = span is not None and int(span[2]) - int(span[1]) not in (0, 1, 2)
    return wide or before.rstrip().endswith(":")


def find_year(text: str) -> tuple[int, int, int] | None:
    """The last year in `text` that stands on its own, with its start and end."""
    found = _last(_compiled(_ANY_YEAR), text)
    return (int(found.group("year")), found.start(), found.end()) if found else None


def find_pages(text: str) -> tuple[str, int, int] | None:
    """Pages marked as such (`pp. 151-165`), or a range of numbers at the end."""
    found = _last(_LABELLED_PAGES, text)
    if found is None:
        ranges = _last(_BARE_RANGE, text)
        found = ranges if ranges and _near_end(text, ranges.end()) else None
    pages = expanded(found.group("pages")) if found else None
    return (pages, found.start(), found.end()) if found and pages else None


def expanded(printed: str | None) -> str | None:
    """Printed pages as a full range (`577–84` gives `577-584`), or the article number."""
    if not printed:
        return None
    pages, article = split_pages(re.sub(r"\s?(?:--|[-–—‐‑−])\s?", "-", printed.strip()))
    return pages or article


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.I)


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    last = None
    for found in pattern.finditer(text):
        last = found
    return last


def _near_end(text: str, place: int, letters: int = 24) -> bool:
    return len(re.sub(r"\W", "", text[place:])) <= letters


def _number(printed: str | None) -> str | None:
    if not printed:
        return None
    return re.sub(r"\s?[–—]\s?", "-", printed.strip(" .,")) or None
