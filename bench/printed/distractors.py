"""Records made to be mistaken for real ones: invented neighbours, sequels, notices and copies."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from sscmsc.record import Group, Record
from sscmsc.text import plain
from tests.upstream.works import Work

#: PMIDs of the invented records start here; their DOIs are under 10.5555 and 10.65215.
FIRST_PMID = 97_000_001


def facts(record: Record) -> Work:
    """A record as plain facts, without identifiers."""
    container = record.container
    date = record.issued or record.online
    names = tuple(
        f"={one.name}" if isinstance(one, Group)
        else f"{one.family}, {one.given or ' '.join(one.initials or '')}"
        for one in record.authors
    )  # fmt: skip
    short = container.short if container else ""
    return Work(
        title=plain(record.title or ""),
        authors=names,
        journal=(container.title if container else "") or short or "",
        abbreviation=short or "",
        volume=record.volume or "",
        issue=record.issue or "",
        pages=record.pages or record.article_number or "",
        year=date.year if date else 0,
    )


def invented(records: Sequence[Record], seed: int = 7) -> Iterator[Work]:
    """For every record the works that are most easily taken for it, each with a PMID and a DOI
    but for copies and preprints, which only Crossref has."""
    chance = random.Random(seed)
    pmid = FIRST_PMID
    known = [facts(one) for one in records]
    for one in known:
        # What is put into the journal of another work must not be in it already.
        others = chance.sample([work for work in known if work.journal != one.journal], 3)
        for name, made in _about(one, others, chance):
            pmid += 1
            prefix = "10.65215" if name == "copy" else "10.5555"
            in_pubmed = name not in {"copy", "preprint"}
            yield replace(made, doi=f"{prefix}/{name}.{pmid}", pmid=str(pmid) if in_pubmed else "")


def _about(one: Work, others: list[Work], chance: random.Random) -> Iterator[tuple[str, Work]]:
    first, second, third = others
    later = replace(one, year=one.year + 2, volume=_plus(one.volume, 2), pages=_plus(one.pages, 37))
    yield "sequel", replace(later, title=_changed(one.title, first.title, chance))
    yield "again", replace(later, year=one.year + 1, volume=_plus(one.volume, 1))
    yield (
        "part",
        replace(
            one,
            title=f"{one.title}. Part II",
            pages=_plus(one.pages, 12),
            issue=_plus(one.issue, 1),
        ),
    )
    notice = chance.choice(("Erratum: ", "Correction to: ", "Erratum to: ", "Corrigendum: "))
    yield (
        "erratum",
        replace(one, title=f"{notice}{one.title}", pages=_plus(one.pages, 400), types=("D016425",)),
    )
    yield "place", replace(one, title=first.title, authors=first.authors)
    yield (
        "neighbour",
        replace(one, title=second.title, authors=second.authors, pages=_plus(one.pages, 8)),
    )
    yield "meeting", replace(
        one, journal="Proceedings of Invented Meetings", abbreviation="Proc Invent Meet",
        year=one.year - 1, volume=_plus(one.volume, 3), pages=f"A{chance.randrange(10, 900)}",
    )  # fmt: skip
    yield (
        "comment",
        replace(
            one, title=f"Comment on: {one.title}", authors=third.authors, pages=_plus(one.pages, 90)
        ),
    )
    yield "copy", replace(
        one, journal="", abbreviation="", volume="", issue="", pages="",
    )  # fmt: skip
    yield "preprint", replace(
        one, journal="bioRxiv", abbreviation="bioRxiv", volume="", issue="", pages="",
        year=one.year - chance.randrange(2),
    )  # fmt: skip


def _plus(printed: str, more: int) -> str:
    """The numbers in a volume or a range of pages raised by `more`."""
    return re.sub(r"\d{1,9}", lambda found: str(int(found.group()) + more), printed)


def _changed(title: str, other: str, chance: random.Random) -> str:
    """A title with one of its words exchanged for one of another title."""
    words = title.split()
    long = [at for at, word in enumerate(words) if len(word) > 5]
    foreign = [word for word in other.split() if len(word) > 5 and word not in words]
    if not long or not foreign:
        return f"{title} revisited"
    words[chance.choice(long)] = chance.choice(foreign)
    return " ".join(words)
