"""Entries as the index holds them."""

from __future__ import annotations

from sscmsc.entry import Entry
from sscmsc.formats.packed import pack
from sscmsc.index import Row
from sscmsc.index_writing import Indexed
from sscmsc.library import Library
from sscmsc.query_card import facts_of, make_card
from sscmsc.query_words import COLUMNS, value_key
from sscmsc.record import Author, Group
from sscmsc.text import TITLE_LIMIT, clean, plain
from sscmsc.traits import entry_traits, wanted_traits


def row_of(entry: Entry, cited_by: tuple[str, ...] = ()) -> Row:
    """What a list shows of an entry, which those of the citekeys `cited_by` cite."""
    record = entry.record
    title = record.shown_title
    journal = record.container.short if record.container else None
    return Row(
        citekey=entry.citekey,
        year=record.year,
        first_author=(_short(record.authors[0]) or None) if record.authors else None,
        authors=tuple(name for author in record.authors if (name := _full(author))),
        title=clean(plain(title), TITLE_LIMIT) if title else "",
        journal=clean(journal) if journal else None,
        diseases=_labels(entry, "disease"),
        therapies=_labels(entry, "therapy"),
        cited_by=cited_by,
        doi=record.doi.value if record.doi else None,
        pmid=record.pmid.value if record.pmid else None,
        pmcid=record.pmcid.value if record.pmcid else None,
        kind=record.kind,
    )


def make_rows(library: Library) -> list[Row]:
    """What a list shows of every entry, by citekey."""
    return [row_of(entry, library.cited_by(entry.citekey)) for entry in library]


def indexed(entry: Entry) -> Indexed:
    """All that the index holds of an entry."""
    row, card = row_of(entry), make_card(entry)
    return Indexed(
        row=row,
        keys=(
            None if row.first_author is None else value_key(row.first_author),
            value_key(row.title) if row.title else None,
            None if row.journal is None else value_key(row.journal),
        ),
        former=tuple(dict.fromkeys(key.casefold() for key in entry.former_keys)),
        facets=tuple(
            dict.fromkeys(
                (facet, clean(value), grade)
                for facet, value, grade in (
                    *((one.facet, one.value, one.grade) for one in entry.labelled),
                    *(("tag", tag, "about") for tag in entry.tags),
                )
                if clean(value)
            )
        ),
        cites=card.cites,
        traits=entry_traits(entry),
        wants=wanted_traits(entry),
        words=tuple(card.words.get(name, "") for name in COLUMNS),
        facts=facts_of(card, row.doi),
        marks=card.marks,
        packed=pack(entry),
        hand_edited=entry.hand_edited,
    )


def _labels(entry: Entry, facet: str) -> tuple[str, ...]:
    """The values of a facet that the work is about, the user's labels applied."""
    return tuple(value for one in entry.values(facet) if (value := clean(one)))


def _full(author: Author) -> str:
    if isinstance(author, Group):
        return clean(author.name)
    given = author.given or author.initials
    names = (author.family, given) if given else (author.family,)
    return clean(", ".join((*names, author.suffix) if author.suffix else names))


def _short(author: Author) -> str:
    if isinstance(author, Group):
        return clean(author.name)
    words = (author.given or "").replace("-", " ").split()
    initials = author.initials or "".join(word[0].upper() for word in words)
    return clean(f"{author.family} {initials}")
