"""Answers of Europe PMC -> lines of a reference list, and the works that cite one.

Europe PMC RESTful web service, `/{source}/{id}/references` and `/{source}/{id}/citations`. The
`id` of a work is a PMID only where its `source` is MED; preprints (PPR), patents (PAT) and
others have numbers of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from sscmsc.citation import parse_citation
from sscmsc.citation_names import split_names
from sscmsc.errors import IdentifierError
from sscmsc.identifiers import (
    DOI,
    PMCID,
    PMID,
    Identifier,
    find,
    parse_doi,
    parse_pmcid,
    parse_pmid,
)
from sscmsc.jsontext import Json, member, number_member, objects, parse_json, text_member
from sscmsc.pages import split_pages
from sscmsc.patience import UnusableAnswer
from sscmsc.record import Author, Group, Person
from sscmsc.reference import Cited, Reference
from sscmsc.reply import Reply
from sscmsc.text import clean, from_markup, plain, without_full_stop

NAME = "europepmc"
_SOURCES = (NAME,)

_YEAR = re.compile(r"(?<!\d)(1[4-9]\d\d|20\d\d)(?!\d)")
_ET_AL = re.compile(r"[\s,;]*\bet\.?\s*al\b\.?\s*$", re.I)
_NAMED = re.compile(
    r"(?P<family>[^\W\d_].*?)\s+(?P<initials>[^\W\d_a-z](?:[-.]?[^\W\d_a-z]){0,4}\.?)"
    r"(?:\s+(?P<suffix>Jr|Sr|[2-4](?:nd|rd|th)|I{1,3}|IV)\.?)?"
)
#: What stands in `citationType`, and the CSL kind it means; anything else is told by the fields.
_KINDS = (
    ("book chapter", "chapter"), ("book", "book"), ("journal", "article-journal"),
    ("web", "webpage"), ("thesis", "thesis"), ("patent", "patent"), ("report", "report"),
    ("conf", "paper-conference"), ("data", "dataset"), ("software", "software"),
    ("preprint", "article"),
)  # fmt: skip


class Page(NamedTuple):
    """One page of a list: how many there are in all, and those on the page.

    `source` and `accession` are those of the work whose list it says it is, "" where it
    does not say.
    """

    total: int
    listed: tuple[dict[str, Json], ...]
    source: str = ""
    accession: str = ""


class CitingWork(NamedTuple):
    """A work that cites another: its identifiers and what Europe PMC says of it.

    `accession` is its place in Europe PMC (`MED/30254636`), which every work there has.
    """

    accession: str
    cited: Cited
    pmid: PMID | None = None
    pmcid: PMCID | None = None
    doi: DOI | None = None

    @property
    def identifiers(self) -> tuple[Identifier, ...]:
        return tuple(one for one in (self.pmid, self.pmcid, self.doi) if one is not None)


def parse_page(body: bytes, outer: str, inner: str) -> Page:
    """The page in an answer whose list is `outer.inner`.

    Raises `UnusableAnswer` for an error (`errCode`, `errMsg`) and for the envelope with nothing
    but a version in it, which is how the service answers a question it does not understand.
    """
    value = parse_json(body)
    code, said = text_member(value, "errCode"), text_member(value, "errMsg")
    if code or said:
        raise UnusableAnswer(f"answered an error: {clean(said or f'code {code}', 200)}")
    total = number_member(value, "hitCount")
    if total is None or total < 0:
        raise UnusableAnswer("answered without a count of hits")
    listed = objects(value, outer, inner)
    if not isinstance(member(value, outer), dict) and total:
        raise UnusableAnswer(f"answered without the {total} that it counts")
    told = (text_member(value, "request", name) or "" for name in ("source", "id"))
    return Page(total, listed, *told)


def is_absence(reply: Reply) -> bool:
    """Whether an answer says that there is no such thing: by its status, or by `errCode`."""
    if reply.status != 200:
        return reply.status in {404, 410}
    return text_member(parse_json(reply.body), "errCode") == "404"


def parse_references(listed: tuple[dict[str, Json], ...]) -> tuple[Reference, ...]:
    """The lines of a reference list in printed order, positions from 1.

    `citedOrder` gives the order; what lacks it follows the line it came after. The same
    line on two pages counts once.
    """
    order = 0
    placed: dict[int, list[dict[str, Json]]] = {}
    for one in listed:
        numbered = number_member(one, "citedOrder")
        order = numbered or order
        there = placed.setdefault(order, [])
        if not numbered or one not in there:
            there.append(one)
    ordered = (one for _, there in sorted(placed.items()) for one in there)
    return tuple(_reference(one, place) for place, one in enumerate(ordered, start=1))


def parse_citing(listed: tuple[dict[str, Json], ...]) -> tuple[CitingWork, ...]:
    """The citing works in the order given, each once; one without an accession is left out."""
    works: dict[str, CitingWork] = {}
    for one in listed:
        source, number = text_member(one, "source"), text_member(one, "id")
        if not source or not number:
            continue
        accession = clean(f"{source}/{number}", 100)
        ids, _ = _identifiers(one)
        works.setdefault(accession, CitingWork(accession, _cited(one), *ids))
    return tuple(works.values())


def _reference(stated: dict[str, Json], position: int) -> Reference:
    text = clean(plain(from_markup(text_member(stated, "unstructuredInformation") or ""))) or None
    (pmid, pmcid, doi), notes = _identifiers(stated)
    cited = _cited(stated)
    if text:
        printed = _sole(one.identifier for one in find(text))
        pmid = pmid or next((one for one in printed if isinstance(one, PMID)), None)
        pmcid = pmcid or next((one for one in printed if isinstance(one, PMCID)), None)
        doi = doi or next((one for one in printed if isinstance(one, DOI)), None)
        if cited.title is None and cited.container is None:
            cited = parse_citation(text).cited
    return Reference(position, text, None, cited, pmid, pmcid, doi, sources=_SOURCES, notes=notes)


_Ids = tuple[PMID | None, PMCID | None, DOI | None]


def _identifiers(stated: dict[str, Json]) -> tuple[_Ids, tuple[str, ...]]:
    """The identifiers of a work and what was refused of them."""
    notes: list[str] = []
    pmid: PMID | None = None
    pmcid: PMCID | None = None
    doi: DOI | None = None
    number, source = text_member(stated, "id"), text_member(stated, "source")
    try:
        if number and source == "MED":
            pmid = parse_pmid(number)
        elif number and source == "PMC":
            pmcid = parse_pmcid(number)
    except IdentifierError as error:
        notes.append(clean(f"Europe PMC: {error.message}"))
    given = text_member(stated, "doi") or ""
    link = text_member(stated, "externalLink") or ""
    try:
        if given.strip():
            doi = parse_doi(given)
    except IdentifierError as error:
        notes.append(clean(f"Europe PMC: {error.message}"))
    if doi is None and "doi.org/" in link:
        doi = next((one.identifier for one in find(link) if isinstance(one.identifier, DOI)), None)
    return (pmid, pmcid, doi), tuple(notes)


def _sole(found: Iterator[Identifier]) -> list[Identifier]:
    """Those that have no rival of their kind."""
    different = list(dict.fromkeys(found))
    schemes = [one.scheme for one in different]
    return [one for one in different if schemes.count(one.scheme) == 1]


def _cited(stated: dict[str, Json]) -> Cited:
    title = _words(stated, "title")
    journal = _words(stated, "journalAbbreviation") or _words(stated, "journalTitle")
    book = _words(stated, "publicationTitle") or _words(stated, "seriesName")
    kind = _kind(stated, title, journal, book)
    container = journal or book
    if title is None and kind not in ("article-journal", "paper-conference", "article"):
        title, container = container, None
    year = _YEAR.search(text_member(stated, "pubYear") or "")
    pages, number = split_pages(text_member(stated, "pageInfo") or "")
    authors, complete = _people(text_member(stated, "authorString"))
    link = clean(text_member(stated, "externalLink") or "")
    return Cited(
        kind=kind,
        authors=authors,
        authors_complete=complete,
        editors=_people(text_member(stated, "editors"))[0],
        title=without_full_stop(title) if title else None,
        container=container,
        year=int(year.group(1)) if year else None,
        volume=_words(stated, "volume") or _words(stated, "journalVolume"),
        issue=_words(stated, "issue"),
        pages=pages or number,
        publisher=_words(stated, "publisherName"),
        place=_words(stated, "publisherLoc"),
        edition=_words(stated, "edition"),
        url=link if link.startswith(("http://", "https://")) and "doi.org/" not in link else None,
    )


def _words(stated: dict[str, Json], name: str) -> str | None:
    said = text_member(stated, name)
    return clean(plain(from_markup(said))) or None if said else None


def _kind(stated: dict[str, Json], title: str | None, journal: str | None, book: str | None) -> str:
    said = (text_member(stated, "citationType") or "").lower()
    for word, kind in _KINDS:
        if word in said:
            return "chapter" if kind == "book" and title and book else kind
    if journal:
        return "article-journal"
    if book:
        return "chapter" if title else "book"
    if text_member(stated, "publisherName"):
        return "book"
    return "webpage" if text_member(stated, "externalLink") else "document"


def _people(said: str | None) -> tuple[tuple[Author, ...], bool]:
    """The people in `Gabrielli A, Avvedimento EV, et al.`, and whether they are all."""
    whole = clean(said or "").rstrip(" ,;")
    named = _ET_AL.sub("", whole)
    complete = named == whole
    if not named:
        return (), complete
    parts = [part.strip() for part in named.rstrip(".").split(";" if ";" in named else ",")]
    parts = [part for part in parts if part]
    found = [_NAMED.fullmatch(part) for part in parts]
    if not any(found):
        names = split_names(named)
        if names.authors:
            return names.authors, complete and names.complete
    return tuple(
        Person(one["family"], None, re.sub(r"[\W_]", "", one["initials"]), one["suffix"])
        if one
        else (Group(part) if " " in part else Person(part))
        for part, one in zip(parts, found, strict=True)
    ), complete
