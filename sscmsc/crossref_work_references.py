"""The `reference` list of a Crossref work -> lines of a reference list.

Fields: Crossref REST API, reference of a work; what real ones hold: key only (24 of 17,124),
`year` `0`, `202` and `2012a`, `first-page` `e15`, DOIs with U+2010 or `¡` for `<`.
"""

from __future__ import annotations

import re

from sscmsc.crossref_work_text import words_member
from sscmsc.errors import IdentifierError
from sscmsc.identifiers import DOI, PMCID, PMID, find, parse_doi
from sscmsc.jsontext import Json, number_member, objects, text_member
from sscmsc.record import Author, Group, Person
from sscmsc.reference import Cited, Reference
from sscmsc.text import clean, without_full_stop

#: Keys that are a number and no more than a letter or a word before it: `ref5`, `B12`, `7`.
_NUMBERED_KEY = re.compile(r"(?:ref|cit|cr|bib|[bcr])?[-_.]?0*([1-9]\d{0,3})", re.I)
_YEAR = re.compile(r"\D*?(1[4-9]\d\d|20\d\d|21\d\d)[a-z]{0,2}", re.I)
_ET_AL = re.compile(r"[\s,;]*\bet\.?\s*al\b\.?\s*$", re.I)
_LETTERS = r"(?:[^\W\d_a-z]\.?-?\s?){1,4}"
_INITIALS_FIRST = re.compile(
    rf"(?P<initials>{_LETTERS})\s+(?P<family>\S.+)|(?P<dotted>(?:\w\.-?\s?)+)(?P<rest>\w.+)"
)
_INITIALS_LAST = re.compile(r"(?P<family>.+?),?\s+(?P<initials>(?:[^\W\d_a-z]\.?[\s-]?){1,4})")
_GROUP_WORD = re.compile(
    r"\b(?:group|committee|organi[sz]ation|consortium|society|association|collaborat\w+|ministry|"
    r"department|institut\w*|cent(?:er|re)s?|agency|commission|council|network|panel|force|party|"
    r"foundation|university|team|initiative|federation|academy|union|office|administration|bureau|"
    r"board|service|authority|program(?:me)?|nations|bank|investigators|trialists?|government|"
    r"corporation|collaborative|states)\b",
    re.I,
)


def parse_references(message: Json) -> tuple[tuple[Reference, ...] | None, int | None]:
    """(the lines in the order deposited, the number Crossref states) of a work message.

    The lines are None when Crossref states that there are some but does not give them (a
    closed list, a `select` without them), and () when it states none.
    """
    stated = number_member(message, "references-count")
    if stated is None:
        stated = number_member(message, "reference-count")
    listed = objects(message, "reference")
    if not listed:
        return (() if stated == 0 else None), stated
    return tuple(_reference(one, place) for place, one in enumerate(listed, start=1)), stated


def _reference(deposited: Json, position: int) -> Reference:
    text = words_member(deposited, "unstructured")
    doi, notes = _doi(deposited)
    pmid: PMID | None = None
    pmcid: PMCID | None = None
    if doi is None and text:
        doi, pmid, pmcid = _printed(text)
    key = _NUMBERED_KEY.fullmatch(text_member(deposited, "key") or "")
    return Reference(
        position,
        text=text,
        label=key.group(1) if key else None,
        cited=_cited(deposited),
        pmid=pmid,
        pmcid=pmcid,
        doi=doi,
        sources=("crossref",),
        notes=notes,
    )


def _doi(deposited: Json) -> tuple[DOI | None, tuple[str, ...]]:
    given = text_member(deposited, "DOI")
    if not given:
        return None, ()
    try:
        return parse_doi(given), ()
    except IdentifierError as error:
        return None, (clean(f"Crossref: {error.message}"),)


def _printed(text: str) -> tuple[DOI | None, PMID | None, PMCID | None]:
    """The identifiers that stand in the printed line; one of two of a kind would be a guess."""
    found = {one.identifier for one in find(text)}
    dois = [one for one in found if isinstance(one, DOI)]
    pmids = [one for one in found if isinstance(one, PMID)]
    pmcids = [one for one in found if isinstance(one, PMCID)]
    return (
        dois[0] if len(dois) == 1 else None,
        pmids[0] if len(pmids) == 1 else None,
        pmcids[0] if len(pmcids) == 1 else None,
    )


def _cited(deposited: Json) -> Cited:
    article = words_member(deposited, "article-title")
    journal = words_member(deposited, "journal-title")
    book = words_member(deposited, "volume-title") or words_member(deposited, "series-title")
    kind, title, container = "article-journal", article, journal
    if journal is None and book is not None:
        kind, title, container = ("chapter", article, book) if article else ("book", book, None)
    year = _YEAR.fullmatch(text_member(deposited, "year") or "")
    author = words_member(deposited, "author")
    return Cited(
        kind=kind,
        authors=(_author(author),) if author else (),
        authors_complete=author is None,
        title=without_full_stop(title) if title else None,
        container=container,
        year=int(year.group(1)) if year else None,
        volume=words_member(deposited, "volume"),
        issue=words_member(deposited, "issue"),
        pages=words_member(deposited, "first-page"),
        edition=words_member(deposited, "edition"),
    )


def _author(text: str) -> Author:
    """The one author that Crossref keeps: a family name, one with initials, or a group."""
    name = _ET_AL.sub("", text)
    if _GROUP_WORD.search(name) or len(name.split()) > 4:
        return Group(name)
    if found := re.fullmatch(r"[A-Z]{1,4},\s*([A-Z]{1,3})\s+(\w.+)", name):
        return Person(found.group(2), initials=found.group(1))
    family, comma, given = name.partition(",")
    if comma and family.strip() and given.strip():
        return _named(family.strip(), given.strip())
    if found := _INITIALS_FIRST.fullmatch(name):
        initials = found["initials"] or found["dotted"]
        return _named(found["family"] or found["rest"], initials)
    if found := _INITIALS_LAST.fullmatch(name):
        return _named(found["family"], found["initials"])
    return Person(name)


def _named(family: str, given: str) -> Person:
    letters = re.sub(r"[\s.-]", "", given)
    if letters.isupper() and len(letters) <= 4:
        return Person(family, initials=letters)
    return Person(family, given)
