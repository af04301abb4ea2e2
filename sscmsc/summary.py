"""Entries as the index holds them."""

from __future__ import annotations

from sscmsc.entry import Entry
from sscmsc.formats.packed import pack
from sscmsc.index import Row
from sscmsc.index_writing import Indexed
from sscmsc.library import Library
from sscmsc.query import compared, spelt
from sscmsc.record import Author, Group
from sscmsc.text import ABSTRACT_LIMIT, TITLE_LIMIT, clean, plain
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
    row = row_of(entry)
    lines = entry.references.references if entry.references else ()
    return Indexed(
        row=row,
        keys=(
            None if row.first_author is None else compared(row.first_author),
            compared(row.title) if row.title else None,
            None if row.journal is None else compared(row.journal),
        ),
        names=tuple(compared(name) for name in row.authors),
        said=compared(" ".join((row.citekey, row.title, row.journal or "", *row.authors))),
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
        cites=tuple(dict.fromkeys(line.citekey for line in lines if line.citekey is not None)),
        traits=entry_traits(entry),
        wants=wanted_traits(entry),
        words=_words(entry, row),
        packed=pack(entry),
        hand_edited=entry.hand_edited,
    )


def _words(entry: Entry, row: Row) -> tuple[str, ...]:
    """The texts of the columns of `index_schema.WORDS`."""
    record = entry.record
    journal = record.container
    names = (journal.title, journal.nlm_abbreviation, journal.iso_abbreviation) if journal else ()
    original = record.original_title if record.title else None
    texts = (
        row.title,
        clean(plain(original), TITLE_LIMIT) if original else "",
        "; ".join(row.authors),
        "; ".join(dict.fromkeys(clean(one) for one in names if one)),
        clean(" ".join(plain(part.text) for part in record.abstract), ABSTRACT_LIMIT),
        clean("; ".join(record.keywords), TITLE_LIMIT),
        clean("; ".join(one.descriptor for one in record.mesh), TITLE_LIMIT),
        clean("; ".join(entry.tags), TITLE_LIMIT),
        clean(entry.note or "", TITLE_LIMIT),
        row.citekey,
    )
    return (*texts, spelt(" ".join(texts)))


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
