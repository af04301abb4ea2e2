"""A printed reference (one line of a reference list) read into fields.

The parts are taken in the order of how surely they can be told: label, identifiers and
addresses, authors, numbers; the words between authors and numbers are divided last. What is
not understood stays None, and the caller keeps the line itself.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from sscmsc import identifiers
from sscmsc.citation_journals import journal_words
from sscmsc.citation_names import Names, split_names
from sscmsc.citation_numbers import (
    Numbers,
    find_numbers,
    find_pages,
    find_year,
    split_leading_year,
)
from sscmsc.citation_titles import (
    IN,
    PUBLISHING,
    Words,
    split_article,
    split_book,
    split_published,
    split_publisher,
)
from sscmsc.identifiers import DOI, PMCID, PMID, Identifier
from sscmsc.reference import Cited
from sscmsc.text import clean

#: No reference that is one line is longer; what is over it is cut before reading.
CITATION_LIMIT = 4_000


class ParsedCitation(NamedTuple):
    """What a printed reference says: its fields, its identifiers and the number before it."""

    cited: Cited
    pmid: PMID | None = None
    pmcid: PMCID | None = None
    doi: DOI | None = None
    label: str | None = None


_LABEL = re.compile(
    r"(?:\[(?P<square>\d{1,4}[a-z]?|[A-Za-z+]{2,12}\d{2}[a-z]?)\]\.?|\((?P<round>\d{1,3}[a-z]?)\)\.?"
    r"|(?P<stopped>\d{1,4}[a-z]?)[.)](?=\s)|(?P<bare>\d{1,3})(?=\s[^\W\d_a-z]))\s{0,4}"
)
_BULLETS = re.compile(r"\A\s?[•*·●◦]{1,3}\s*")
_LINK_WORDS = re.compile(
    r"\[\s?(?:PubMed|CrossRef|Google Scholar|PMC free article|Medline|DOI|PMC|Internet|ISI|"
    r"Web of Science|Full Text|Abstract|in press|InlineMediaObject not available[^\]]*)\s?\]",
    re.I,
)
_DOI_LEAD = re.compile(
    r"(?:(?:https?\s?:\s?//)?(?:dx\.)?doi\.org/|\bdoi\s?(?:[:=]\s?|(?=\s|$)))+(?:doi\s?:\s?)?\s?$",
    re.I,
)
_ID_LEAD = re.compile(r"\b(?:PMC?ID|PubMed(?: Central)?(?: PMC?ID)?)\s?[:#]?\s?$", re.I)
_URL = re.compile(r"<?\s?(?P<url>(?:https?://|ftp://|www\.)\s?[^\s<>\"“”]{3,500})\s?>?", re.I)
_URL_LEAD = re.compile(
    r"[\s.,;(\[]{0,3}(?:(?:\b(?:available|retrieved|accessed|disponible|verfügbar|online)\b[^.;:]{0,60}(?:from|at|on|sur|unter|en)?"
    r"|\bURL|\bhttp|\bat)\s?:?\s?)$",
    re.I,
)
_SEEN = re.compile(
    r"[\s.,;]{0,3}[(\[]?\b(?:(?:last\s)?(?:accessed|retrieved|visited|consulted|cited|abruf)(?:\son|\sam)?:?"
    r"\s(?:\w+\.?\s){0,3}?(?:\d[\w\s,./-]{3,24}))[)\].]?",
    re.I,
)
_AHEAD = re.compile(
    r"[\s.,;]{0,3}[(\[]?\bE-?pub(?:lished)?\s(?:ahead of print|\d{4}[^.;)\]]{0,20})[)\].;]?", re.I
)
_NOTES = re.compile(
    r"(?<=[\d)]\.)\s(?:Review\.\s?)?(?:Errat(?:um|a)|Comments?|Retraction|Updates?|Republished)\sin:?\s.*$",
    re.I,
)
_THESIS = re.compile(
    r"[\s.,;(\[]{0,3}\b((?:un\w+\s)?(?:Ph\.?\s?D\.?|Doctoral|Master['’]?s?|M\.?\s?Sc?\.?|Diploma|Bachelor['’]?s?)"
    r"\s?(?:thesis|dissertation)|Thesis|Dissertation(?!\sAbs)|Diss(?=\.)|Thèse)\b[)\].,]?",
    re.I,
)
_REPORT = re.compile(
    r"[\s.,;(\[]{0,3}\b(?P<genre>technical report|tech\.? ?rep(?:ort)?|research report|"
    r"working paper|white paper|thesis report)\b\.?(?:\s(?:no\.?\s)?[\w/-]*\d[\w/-]*)?[)\].,]?",
    re.I,
)
_BOOK_WORDS = re.compile(r"\b[Ii]n:\s|\((?:[Ee]ds?|Hrsg)\b\.?\)|\beditors?\b[,.)]|\b[Ee]dited by\b")
_MEETING = re.compile(
    r"\b(?:proc(?:eedings|\.)|conference|symposium|workshop|congress|meeting|conf\.|Lecture Notes)",
    re.I,
)
_JOURNAL_PROCEEDINGS = re.compile(
    r"proc(?:eedings)?\.?\s(?:of\sthe\s)?(?:nat|roy|r\b|ieee$|soc|am|biol)", re.I
)


def parse_citation(text: str) -> ParsedCitation:
    """The fields of one printed reference; text beyond `CITATION_LIMIT` is not read.

    Never raises. Linear in the length of the text.
    """
    core = _BULLETS.sub("", clean(text[: 2 * CITATION_LIMIT], CITATION_LIMIT), count=1).strip()
    label, core = _cut_label(core)
    found, core = _cut_identifiers(core)
    url, core = _cut_url(core)
    names = split_names(core)
    year, lead = split_leading_year(core[names.end :])
    body = core[names.end + lead :]
    numbers = find_numbers(body, year)
    if numbers is not None and numbers.periodical:
        authors = _without_journal(core, names, body[: numbers.start])
        if authors != names:
            names, body = authors, core[authors.end :]
            numbers = find_numbers(body, None)
    if numbers is not None and numbers.periodical and not _is_book(body, numbers):
        cited = _article(names, body, numbers)
    else:
        cited = _book(names, body, year, url, published=bool(found))
    return ParsedCitation(
        _with_url(cited, url),
        next((one for one in found if isinstance(one, PMID)), None),
        next((one for one in found if isinstance(one, PMCID)), None),
        next((one for one in found if isinstance(one, DOI)), None),
        label,
    )


def _cut_label(text: str) -> tuple[str | None, str]:
    found = _LABEL.match(text)
    if found is None or found.end() >= len(text):
        return None, text
    label = found.group(found.lastgroup or 0)
    if found.lastgroup == "stopped" and len(label) == 4 and label[:2] in {"18", "19", "20"}:
        return None, text
    return label, _BULLETS.sub("", text[found.end() :], count=1).strip()


def _cut_identifiers(text: str) -> tuple[tuple[Identifier, ...], str]:
    """The identifiers in the line, and the line without them and the words that lead to them."""
    kept: list[str] = []
    found: list[Identifier] = []
    place = 0
    for one in identifiers.find(text):
        before = text[place : one.start]
        lead = _DOI_LEAD if isinstance(one.identifier, DOI) else _ID_LEAD
        kept.append(lead.sub("", before[-80:]).join((before[:-80], "")) if before else "")
        found.append(one.identifier)
        place = one.end
    kept.append(text[place:])
    rest = _NOTES.sub("", _AHEAD.sub("", _LINK_WORDS.sub("", " ".join(kept))))
    return tuple(found), _SEEN.sub("", rest).strip()


def _cut_url(text: str) -> tuple[str | None, str]:
    found = _URL.search(text)
    if found is None:
        return None, text
    url = found.group("url").rstrip(".,;)]")
    before = _URL_LEAD.sub("", text[: found.start()])
    return url, f"{before.rstrip()} {_URL.sub('', text[found.end() :]).strip(' .,;)>')}".strip()


def _with_url(cited: Cited, url: str | None) -> Cited:
    if url is None or "doi.org/" in url:
        return cited
    fields = {name: getattr(cited, name) for name in Cited.__slots__}
    return Cited(**{**fields, "url": url})


def _without_journal(core: str, names: Names, between: str) -> Names:
    """`names` without the last of them where that is the journal of a line without a title.

    `EMBO J. 1992;11:3491` has no author, `Rogers FB, Bull Med Libr Assoc, 1963, 51` one;
    `between` is what stands between authors and numbers.
    """
    between = between.strip(" .,;:(")
    if not names.authors or not names.complete:
        return names
    words = re.findall(r"[^\W\d_]+", f"{core[names.last : names.end]} {between}")
    known = all(word.casefold() in journal_words() or word.isupper() for word in words)
    if between and not (known and re.match(r"\w\.", core[names.last :])):
        return names
    if len(names.authors) == 1 or known:
        return Names(names.authors[:-1], True, names.last)
    return names


def _is_book(body: str, numbers: Numbers) -> bool:
    """Whether the words say book, chapter or thesis, in spite of what may be a volume."""
    if _BOOK_WORDS.search(body) or _THESIS.search(body):
        return True
    return numbers.pages is None and bool(re.search(r"[.,?!”\"]\sIn\s[A-ZÀ-Þ]", body))


def _article(names: Names, body: str, numbers: Numbers) -> Cited:
    words = split_article(body[: numbers.start])
    year = numbers.year
    if year is None and (later := find_year(body[numbers.end :])):
        year = later[0]
    container = words.container or ""
    meeting = _MEETING.search(container) and not _JOURNAL_PROCEEDINGS.search(container)
    return Cited(
        kind="paper-conference" if meeting else "article-journal",
        authors=() if names.editors else names.authors,
        authors_complete=names.complete,
        editors=names.authors if names.editors else (),
        title=words.title,
        container=words.container,
        year=year,
        volume=numbers.volume,
        issue=numbers.issue,
        pages=numbers.pages,
    )


def _book(names: Names, body: str, year: int | None, url: str | None, *, published: bool) -> Cited:
    pages, rest = None, body
    if stated := find_pages(rest):
        pages, rest = stated[0], f"{rest[: stated[1]]}, {rest[stated[2] :].lstrip(' .,;)')}"
    genre: re.Match[str] | None = None
    if publishing := PUBLISHING.search(rest):
        year, words = int(publishing["year"]), split_published(rest, publishing)
    else:
        if year is None and (dated := find_year(rest)):
            before, after = rest[: dated[1]].rstrip(" ,;("), rest[dated[2] :].lstrip(" .,;)")
            year, rest = dated[0], f"{before}. {after}"
        genre = _THESIS.search(rest) or _REPORT.search(rest)
        words = _written(rest, genre) if genre else split_book(rest, published=published)
    return Cited(
        kind=_kind(words, genre, chapter=bool(publishing or IN.search(rest)), url=url),
        authors=() if names.editors else names.authors,
        authors_complete=names.complete,
        editors=words.editors or (names.authors if names.editors else ()),
        title=words.title,
        container=words.container,
        year=year,
        volume=words.volume,
        pages=pages,
        publisher=words.publisher,
        place=words.place,
        edition=words.edition,
    )


def _written(text: str, genre: re.Match[str]) -> Words:
    """A thesis or report: the title before the word for its `genre`, the institution behind."""
    words = split_book(text[: genre.start()])
    publisher, place = split_publisher(text[genre.end() :])
    return words._replace(publisher=words.publisher or publisher, place=words.place or place)


def _kind(words: Words, genre: re.Match[str] | None, *, chapter: bool, url: str | None) -> str:
    if genre:
        return "report" if genre.re is _REPORT else "thesis"
    if words.container:
        if not (words.publisher or words.editors or chapter):
            return "article-journal"
        return "paper-conference" if _MEETING.search(words.container) else "chapter"
    if words.publisher or words.edition or words.place:
        return "book"
    return "webpage" if url else "document"
