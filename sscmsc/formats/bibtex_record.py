"""The fields of one BibTeX or biblatex entry -> a record, and what of them cannot be meant.

Field names and types: BibTeXing section 3, the biblatex manual section 2, and the customary
fields of Zotero, JabRef and PubMed converters (`pmid`, `pmcid`, `journal-abbreviation`).
Identifiers are never decoded as LaTeX: a `%` or `_` in a DOI is itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from sscmsc import text
from sscmsc.dates import PartialDate, checked_date, month_number, season_name
from sscmsc.formats.bibtex import KINDS_OF_TYPES
from sscmsc.formats.bibtex_entry import RawEntry
from sscmsc.formats.bibtex_fields import LANGUAGES
from sscmsc.formats.bibtex_identifiers import (
    first_of,
    own_doi,
    own_pmcid,
    own_pmid,
    shown_text,
    split_note,
    without_braces,
)
from sscmsc.formats.bibtex_names import read_names, split_outside
from sscmsc.formats.latex_reading import decode, decode_text
from sscmsc.formats.values import read_abstract
from sscmsc.pages import split_pages
from sscmsc.record import KINDS, Container, Publication, Record
from sscmsc.text import RichText

SOURCE = "bibtex"
_KINDS = KINDS_OF_TYPES | {
    "booklet": "book", "manual": "book", "mvbook": "book", "collection": "book",
    "proceedings": "book", "reference": "book", "inbook": "chapter", "bookinbook": "chapter",
    "suppbook": "chapter", "incollection": "chapter", "inreference": "entry-encyclopedia",
    "conference": "paper-conference", "mastersthesis": "thesis", "thesis": "thesis",
    "report": "report", "unpublished": "manuscript", "online": "webpage", "www": "webpage",
    "electronic": "webpage", "dataset": "dataset", "data": "dataset", "software": "software",
    "patent": "patent", "periodical": "periodical", "standard": "standard",
    "legislation": "legislation", "magazine": "article-magazine",
    "newspaper": "article-newspaper", "preprint": "article",
}  # fmt: skip
_LANGUAGE_CODES = {name: code for code, name in LANGUAGES.items()} | dict(
    pair.split(":")
    for pair in "english:eng american:eng british:eng usenglish:eng ukenglish:eng en:eng de:ger "
    "ngerman:ger deu:ger fr:fre fra:fre francais:fre es:spa it:ita pt:por zh:chi zho:chi ja:jpn "
    "ko:kor ru:rus pl:pol nl:dut nld:dut sv:swe da:dan no:nor nb:nor fi:fin tr:tur".split()
)
_ISSN = re.compile(r"\b(\d{4})-?(\d{3}[\dXx])\b")
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_LIST = re.compile(r"\s*,\s*|\s+and\s+")
#: Types that appear in nothing but may say where they were published.
_PUBLISHED = frozenset(
    "misc online dataset software unpublished patent standard legislation electronic www".split()
)
_COMMA = re.compile(r"\s*,\s*")
_SEMICOLON = re.compile(r"\s*;\s*")
_ISBNS = re.compile(r"\s*[,;]\s*|\s+(?=97[89])")
_ADDRESS = re.compile(r"https?:|www\.|\\url", re.I)
_HYPHENS = re.compile("-{2,}")
_SEASONS = {21: "spring", 22: "summer", 23: "autumn", 24: "winter"}


class MadeWork(NamedTuple):
    """The record, the reader's own marks, and (line, complaint) for each value refused."""

    record: Record
    tags: tuple[str, ...]
    note: str | None
    complaints: tuple[tuple[int, str], ...]


def make_work(entry: RawEntry) -> MadeWork:
    """The record of an entry. Values that cannot be meant are left out and complained of."""
    complaints: list[tuple[int, str]] = []
    title, translated, original = _titles(entry.fields)
    authors, complete = read_names(entry.fields.get("author", ""))
    pages, number = split_pages(decode_text(_HYPHENS.sub("-", entry.fields.get("pages", ""))))
    record = Record(
        source=SOURCE,
        kind=_kind(entry),
        pmid=own_pmid(entry, complaints),
        pmcid=own_pmcid(entry, complaints),
        doi=own_doi(entry, complaints),
        title=title,
        title_translated=translated,
        original_title=original,
        authors=authors,
        authors_complete=complete,
        editors=read_names(entry.fields.get("editor", ""))[0],
        container=_container(entry),
        publication=_publication(entry),
        volume=shown_text(entry, "volume"),
        issue=shown_text(entry, "number", "issue"),
        pages=pages,
        article_number=shown_text(entry, "eid", "articleno", "article-number") or number,
        issued=_issued(entry),
        languages=_languages(entry),
        abstract=read_abstract(decode(entry.fields.get("abstract", ""), text.ABSTRACT_LIMIT)),
        keywords=_split(first_of(entry, "keywords", "keyword", "mesh") or ""),
    )
    notes = [
        split_note(entry)[1],
        *(shown_text(entry, name) for name in ("annote", "annotation", "comment")),
    ]
    note = "; ".join(dict.fromkeys(one for one in notes if one)) or None
    tags = _split(first_of(entry, "mendeley-tags", "groups") or "")
    return MadeWork(record, tags, note, tuple(complaints))


def _kind(entry: RawEntry) -> str:
    subtype = entry.fields.get("entrysubtype", "").lower()
    if subtype in KINDS:
        return subtype
    if subtype in {"magazine", "newspaper"} and entry.kind == "article":
        return f"article-{subtype}"
    eprint = (first_of(entry, "eprinttype", "archiveprefix") or "").lower()
    if entry.kind in {"misc", "online", "unpublished"} and "rxiv" in eprint:
        return "article"
    return _KINDS.get(entry.kind, "document")


def _titles(fields: Mapping[str, str]) -> tuple[RichText | None, bool, RichText | None]:
    """Title, whether brackets mark it as a translation, and title in the work's language."""
    written = without_braces(fields.get("title", ""))
    title = decode(written)
    if fields.get("subtitle"):
        title = text.rich(f"{text.without_full_stop(title)}: {decode(fields['subtitle'])}")
    bare = text.without_full_stop(title)
    translated = False
    if not written.startswith("{[}"):
        bare, translated = text.split_translated(bare)
        bare = text.without_full_stop(bare) if translated else bare
    original = decode(without_braces(fields.get("origtitle", ""))) or None
    if original == bare and not translated:
        return None, False, original
    return RichText(bare) if bare else None, translated and bool(bare), original


def _container(entry: RawEntry) -> Container | None:
    title = shown_text(entry, "journaltitle", "journal", "fjournal", "booktitle", "maintitle")
    published = entry.fields.get("howpublished", "")
    if not title and entry.kind in _PUBLISHED and not _ADDRESS.search(published):
        title = decode_text(published) or None
    short = shown_text(entry, "shortjournal", "journal-abbreviation", "journalabbr", "abbrjournal")
    issns = ["-".join(pair).upper() for pair in _ISSN.findall(entry.fields.get("issn", ""))]
    issns += [""] * (2 - len(issns))
    electronic = _ISSN.search(entry.fields.get("eissn", ""))
    linking = _ISSN.search(entry.fields.get("issn-linking", ""))
    container = Container(
        title=title,
        nlm_abbreviation=short if short and "." not in short else None,
        iso_abbreviation=short if short and "." in short else None,
        issn_print=issns[0] or None,
        issn_electronic="-".join(electronic.groups()) if electronic else issns[1] or None,
        issn_linking="-".join(linking.groups()) if linking else None,
        nlm_id=shown_text(entry, "nlm-id"),
    )
    return None if container == Container() else container


def _publication(entry: RawEntry) -> Publication | None:
    isbns = (one.strip() for one in _ISBNS.split(shown_text(entry, "isbn") or ""))
    publication = Publication(
        publisher=shown_text(entry, "publisher", "institution", "school", "organization"),
        place=shown_text(entry, "address", "location", "publocation"),
        edition=shown_text(entry, "edition"),
        isbns=tuple(one for one in isbns if one),
        collection=shown_text(entry, "series"),
    )
    return None if publication == Publication() else publication


def _issued(entry: RawEntry) -> PartialDate | None:
    """The date of `date` (ISO 8601, biblatex) or of `year`, `month` and `day`."""
    if (found := _DATE.match(without_braces(entry.fields.get("date", "")))) is not None:
        year, month, day = (int(part) if part else 0 for part in found.groups())
        return checked_date(year, month, day, _SEASONS.get(month))
    stated = _YEAR.search(shown_text(entry, "year") or "")
    if stated is None or stated[0] == "0000":
        return None
    printed, season, day_of_month = _month(shown_text(entry, "month") or "")
    written = entry.fields.get("day", "")
    if written.isascii() and written.isdigit():
        day_of_month = int(written)
    return checked_date(int(stated[0]), printed, day_of_month, season)


def _month(value: str) -> tuple[int | None, str | None, int | None]:
    """Month, season and day of a `month` field: `sep`, `9`, `September 13`, `Spring`."""
    words = re.findall(r"[^\W\d_]+|\d+", value)
    named = next(
        (number for word in words if word.isalpha() and (number := month_number(word))), None
    )
    numbers = [int(word) for word in words if word.isdigit()]
    if named:
        return named, None, numbers[0] if numbers else None
    season = next((name for word in words if (name := season_name(word))), None)
    return (numbers[0] if numbers else None), season, None


def _languages(entry: RawEntry) -> tuple[str, ...]:
    named = _LIST.split((shown_text(entry, "language", "langid") or "").lower())
    codes = (_LANGUAGE_CODES.get(one, one if len(one) == 3 else "") for one in named)
    return tuple(dict.fromkeys(code for code in codes if code))


def _split(value: str) -> tuple[str, ...]:
    """A list of words: between semicolons if there is one outside of braces, else commas."""
    pieces = split_outside(value, _SEMICOLON)
    if len(pieces) == 1:
        pieces = split_outside(value, _COMMA)
    return tuple(word for piece in pieces if (word := decode_text(piece)))
