"""What to ask a search for the work that a line of a reference list cites.

PubMed is asked by fields (PubMed help, "Search field tags"), Crossref by the printed line.
"""

from __future__ import annotations

import re
import unicodedata

from sscmsc.record import Group
from sscmsc.reference import Cited, Reference
from sscmsc.text import clean, plain

#: Most characters of a bibliographic query: what is over it is the tail of a list of authors.
QUERY_LIMIT = 500
#: Words of a title that are searched together: few enough that one misprint seldom is among
#: them, enough that few other titles have them all.
TITLE_WORDS = 6

_WORD = re.compile(r"[A-Za-z]{4,}")
_COMMON = frozenset(
    "about after against among analysis associated based between clinical disease during effect "
    "effects from group human into patient patients report results review role study their these "
    "this through treatment using versus were what when which with within without".split()
)
_LABEL = re.compile(r"^\s*(?:\[\w{1,6}\]|\(\d{1,4}[a-z]?\)|\d{1,4}[a-z]?[.)])\s+")
_LINKS = re.compile(r"https?://\S+|\bdoi:?\s?10\.\S+|\bPMC?ID:?\s?\w+", re.I)


def pubmed_term(cited: Cited) -> str | None:
    """A PubMed query for a cited work; None when the line says too little to search for.

    Two ways are joined by OR: words of the title in the years around that of the line, and
    the first author with volume and first page. Whatever comes is to be verified.
    """
    ways = [way for way in (_by_title(cited), _by_place(cited)) if way]
    return " OR ".join(f"({way})" for way in ways) if ways else None


def bibliographic_text(line: Reference) -> str | None:
    """The line for a bibliographic query: without its label, links and identifiers."""
    text = _LINKS.sub(" ", _LABEL.sub("", plain(line.text or "")))
    text = clean(text, 4 * QUERY_LIMIT)
    if len(text) > QUERY_LIMIT and line.cited.title:
        text = clean(plain(line.cited.shown))
    text = text or clean(plain(line.cited.shown))
    return clean(text, QUERY_LIMIT).rstrip("…") if len(re.findall(r"\w+", text)) >= 3 else None


def _by_title(cited: Cited) -> str | None:
    chosen = _telling(cited)[:TITLE_WORDS]
    author = _family(cited)
    if len(chosen) < (2 if author else 4):
        return None
    parts = [f"{one}[ti]" for one in chosen]
    if len(chosen) < 4:
        parts.append(f"{author}[au]")
    if cited.year:
        parts.append(f"{cited.year - 1}:{cited.year + 1}[dp]")
    return " AND ".join(parts)


def _telling(cited: Cited) -> list[str]:
    """The words of the title that few titles have, the longest first."""
    words = [one.lower() for one in _WORD.findall(_ascii(plain(cited.title or "")))]
    telling = [one for one in dict.fromkeys(words) if one not in _COMMON]
    return sorted(telling, key=len, reverse=True)


def _by_place(cited: Cited) -> str | None:
    volume = re.match(r"\w+", cited.volume or "")
    page = re.match(r"[A-Za-z]{0,5}\d+", cited.pages or "")
    author = _family(cited)
    said = [f"{author}[au]"] if author else [f"{one}[ti]" for one in _telling(cited)[:1]]
    if not (said and volume and page):
        return None
    return f"{said[0]} AND {volume.group()}[vi] AND {page.group()}[pg]"


def _family(cited: Cited) -> str:
    first = cited.authors[0] if cited.authors else None
    if first is None or isinstance(first, Group):
        return ""
    return " ".join(re.findall(r"[A-Za-z'-]+", _ascii(first.family)))


def _ascii(value: str) -> str:
    decomposed = unicodedata.normalize("NFKD", value)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
