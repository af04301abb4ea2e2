"""Page ranges as printed: abbreviated ends filled in, article numbers told apart.

Sources of the forms: MEDLINE/PubMed XML element descriptions, Pagination (`12-9`, `304- 10`,
`P32- 4`, `129e1- 4`, `925; author reply 925-6`), and the `page` of Crossref works. What is
not understood is given back as it stands.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from sscmsc.text import clean

_DASH = r"\s*[-\u2010-\u2015\u2212\ufe63\uff0d]{1,3}\s*"
_THOUSANDS = r"\d{1,3}(?:,\d{3})+"
_PAGE = r"(?:[A-Za-z]{1,5}|\d{1,5}\.?[A-Za-z]{1,2}|\d{1,4}\.)?\d{1,12}[A-Za-z]?"
_PARTS = re.compile(r"([A-Za-z]{1,5}|\d{1,5}\.?[A-Za-z]{1,2}|\d{1,4}\.)?(\d{1,12})([A-Za-z]?)")
_PLAIN = re.compile(r"(\d{1,7})-(\d{1,7})")
_RANGE = re.compile(rf"({_PAGE}){_DASH}({_PAGE})()")
_RANGE_AND_ONLINE = re.compile(rf"(\d+){_DASH}(\d+)(\.e\d+(?:-e?\d+)?)")
_ROMAN_RANGE = re.compile(rf"([ivxlcdm]+){_DASH}([ivxlcdm]+)", re.I)
_THOUSANDS_RANGE = re.compile(rf"(\d{{1,3}}|{_THOUSANDS}){_DASH}({_THOUSANDS})")
_WORDED = re.compile(r"((?:[A-Za-z][A-Za-z.]*\s+)*)(.*?)((?:\s+[A-Za-z][A-Za-z.]*)*)")
_SEPARATOR = re.compile(r"([;,]\s+)")
_LABEL = re.compile(r"(?:(?:pp\.?|p\.|p(?=\s)|pages?\b:?|Pp\.|Pages?\b:?)\s*)+(?=\S*\d)")
_NONE = re.compile(r"(?:n/?a|no|none|-|\?)(?:-(?:n/?a|no))?", re.I)
_ARTICLE_LABEL = re.compile(
    r"(?:article|art\.|paper|id)\s*(?:number|no\.?|id)?\s*:?\s*(?P<number>[\w.-]*\d[\w.-]*)", re.I
)
_ARTICLE_NUMBER = re.compile(
    r"[eE]-?\d+"  # e66, E1034, e0021622
    r"|[a-o]\d{3,}"  # BMJ: the letter is the year
    r"|(?!pp|suppl|[ivx]+\d)[a-z]{2,6}\d{2,}"  # eadi3902, ooae099; not the supplement page ii12
    r"|[A-Z]{2,4}\d{5,}"  # CD013456
    r"|0\d{3,}|\d{6,}"  # 026002, 101777: no journal counts pages so
)


class _Page(NamedTuple):
    """`129e1` is head `129e`, number `1`; `32P` is number `32`, tail `P`."""

    head: str
    number: str
    tail: str


def split_pages(text: str) -> tuple[str | None, str | None]:
    """(pages, article number) of what is printed in the place of the pages; one is None.

    `117-26` gives `("117-126", None)` and `e66` gives `(None, "e66")`; both are None when
    there is nothing (`n/a`).
    """
    printed = _bare(text)
    if not printed or _NONE.fullmatch(printed):
        return None, None
    if _ARTICLE_NUMBER.fullmatch(printed):
        return None, printed
    if labelled := _ARTICLE_LABEL.fullmatch(printed):
        return None, labelled["number"]
    return full_range(printed), None


def full_range(text: str) -> str:
    """The pages with every abbreviated end filled in and a plain hyphen: `12-9` gives `12-19`.

    Words around a range (`discussion`, `passim`) and the pieces of discontinuous pages stay;
    a range whose end would come before its start is not expanded.
    """
    if (plain := _PLAIN.fullmatch(text)) is not None:
        start, end = plain.groups()
        if len(end) >= len(start):
            return text
    printed = _bare(text)
    if (thousands := _THOUSANDS_RANGE.fullmatch(printed)) is not None:
        first, last = (int(one.replace(",", "")) for one in thousands.groups())
        if 0 <= last - first < 1000:
            return f"{first}-{last}"
    if "," not in printed and ";" not in printed:
        return _piece(printed)
    return "".join(
        piece if place % 2 else _piece(piece)
        for place, piece in enumerate(_SEPARATOR.split(printed))
    )


def _bare(text: str) -> str:
    """Cleaned, without a label before (`pp.`) and the punctuation after."""
    printed = clean(text).rstrip(" .,;:")
    return _LABEL.sub("", printed, count=1) if printed[:1] in "pP" else printed


def _piece(piece: str) -> str:
    if (found := _RANGE_AND_ONLINE.fullmatch(piece) or _RANGE.fullmatch(piece)) is not None:
        return _filled(found)
    if (roman := _ROMAN_RANGE.fullmatch(piece)) is not None:
        return f"{roman[1]}-{roman[2]}"
    worded = _WORDED.fullmatch(piece)
    if worded is None or not (worded[1] or worded[3]):
        return piece
    found = _RANGE.fullmatch(worded[2])
    return f"{worded[1]}{_filled(found)}{worded[3]}" if found else piece


def _filled(found: re.Match[str]) -> str:
    start, end = _page(found[1]), _page(found[2])
    last = _end(start, end) or found[2]
    return f"{found[1]}-{last}{found[3]}"


def _end(start: _Page, end: _Page) -> str | None:
    """The last page in full, None when the two do not make an ascending range."""
    if end.head not in ("", start.head):
        return None
    number = end.number
    if len(number) < len(start.number):
        number = start.number[: -len(number)] + number
    elif not end.head and start.head[:1].isdigit() and len(number) > len(start.number):
        return None
    if int(number) < int(start.number):
        return None
    return f"{start.head}{number}{end.tail}"


def _page(text: str) -> _Page:
    found = _PARTS.fullmatch(text)
    return _Page(found[1] or "", found[2], found[3]) if found else _Page("", text, "")
