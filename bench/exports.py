"""A recorded work as a database exports it: habits of the database, and a slip now and then."""

from __future__ import annotations

import html
import random
import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from sscmsc.dates import PartialDate
from sscmsc.record import AbstractSection, Container, Person, Record
from sscmsc.text import RichText, plain

EXPORTS = ("pubmed", "embase", "scopus", "wos", "endnote")

#: How many of all records have a slip.
SLIPS = 0.35

Habit = Callable[[Record, random.Random], Record]


def exported(record: Record, name: str, chance: random.Random, *, slips: float = SLIPS) -> Record:
    """The record as the database of this name would export it; `slips` is how often something
    else is wrong with it."""
    bare = Record(
        "ris",
        record.kind,
        title=RichText(plain(record.title or "")),
        title_translated=record.title_translated,
        original_title=record.original_title,
        authors=record.authors,
        container=record.container,
        volume=record.volume,
        issue=record.issue,
        pages=record.pages or record.article_number,
        issued=PartialDate(record.year) if record.year else None,
        abstract=record.abstract,
        doi=record.doi,
    )
    if name == "pubmed" and record.source == "pubmed":
        bare = replace(bare, pmid=record.pmid)
    made = _HABITS[name](bare, chance)
    slip = chance.choice(_SLIPS) if chance.random() < slips else None
    return slip(made, chance) if slip else made


def _short_names(one: Record) -> Record:
    people = tuple(
        Person(author.family, None, author.initials or (author.given or "")[:1])
        if isinstance(author, Person)
        else author
        for author in one.authors
    )
    return replace(one, authors=people)


def _pubmed(one: Record, chance: random.Random) -> Record:
    container = one.container
    short = Container(container.short) if container else None
    pages = re.sub(r"^(\d+)(\d)-\1(\d)$", r"\1\2-\3", one.pages or "") or None
    return _short_names(replace(one, container=short, pages=pages))


def _embase(one: Record, chance: random.Random) -> Record:
    """Initials, journal in full, a DOI in two of three records, abstracts shortened."""
    made = _short_names(one)
    if chance.random() < 0.33:
        made = replace(made, doi=None)
    text = " ".join(plain(part.text) for part in one.abstract)
    abstract = (AbstractSection(RichText(text[:1200])),) if text else ()
    return replace(made, abstract=abstract)


def _scopus(one: Record, chance: random.Random) -> Record:
    """No issue here and there, first page alone, a year later or earlier for some."""
    pages = (one.pages or "").partition("-")[0] if chance.random() < 0.4 else one.pages
    return _short_names(
        replace(one, pages=pages or None, doi=one.doi if chance.random() < 0.8 else None)
    )


def _wos(one: Record, chance: random.Random) -> Record:
    """Capitals in the journal, no DOI in old records, no accents."""
    container = one.container
    name = (container.title or container.short or "").upper() if container else ""
    old = (one.year or 0) < 2000
    return replace(
        _short_names(one), container=Container(name) if name else None,
        doi=None if old or chance.random() < 0.3 else one.doi, abstract=(),
    )  # fmt: skip


def _endnote(one: Record, chance: random.Random) -> Record:
    """A library of someone's own: no DOI, entities, a full stop behind the title."""
    title = html.escape(f"{one.title}.") if chance.random() < 0.5 else f"{one.title}."
    return replace(one, doi=None, title=RichText(title), abstract=())


def _misprinted(one: Record, chance: random.Random) -> Record:
    title = list(one.title or "")
    place = chance.randrange(len(title)) if title else 0
    if title and title[place].isalpha():
        del title[place]
    return replace(one, title=RichText("".join(title)))


def _capitals(one: Record, _: random.Random) -> Record:
    return replace(one, title=RichText((one.title or "").upper()))


def _without_subtitle(one: Record, _: random.Random) -> Record:
    head = re.split(r": | - |\? ", one.title or "", maxsplit=1)[0]
    return replace(one, title=RichText(head)) if len(head) > 40 else one


def _cut(one: Record, _: random.Random) -> Record:
    return replace(one, title=RichText((one.title or "")[:120]))


def _year(one: Record, chance: random.Random) -> Record:
    year = (one.year or 0) + chance.choice((-1, 1))
    return replace(one, issued=PartialDate(year)) if one.year else one


def _early(one: Record, _: random.Random) -> Record:
    """As it was before the issue came out."""
    year = (one.year or 1) - 1
    return replace(one, volume=None, issue=None, pages=None, issued=PartialDate(year))


def _no_pages(one: Record, _: random.Random) -> Record:
    return replace(one, pages=None)


def _one_author(one: Record, _: random.Random) -> Record:
    return replace(one, authors=one.authors[:1], authors_complete=len(one.authors) < 2)


def _no_authors(one: Record, _: random.Random) -> Record:
    return replace(one, authors=())


def _swapped(one: Record, _: random.Random) -> Record:
    return replace(one, authors=(*one.authors[1:2], *one.authors[:1], *one.authors[2:]))


def _supplement(one: Record, _: random.Random) -> Record:
    return replace(one, issue=None)


_SLIPS: tuple[Habit, ...] = (
    _misprinted, _capitals, _without_subtitle, _cut, _year, _early, _no_pages, _one_author,
    _no_authors, _swapped, _supplement,
)  # fmt: skip
_HABITS: Mapping[str, Habit] = {
    "pubmed": _pubmed, "embase": _embase, "scopus": _scopus, "wos": _wos, "endnote": _endnote,
}  # fmt: skip
