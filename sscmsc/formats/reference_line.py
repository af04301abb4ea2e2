"""A work as one printed line, for lists that are read and not processed.

The order is that of NLM's Citing Medicine: authors (the first six), title, journal, date, volume,
issue and pages; of a book its edition, place and publisher; of a chapter its book.
"""

from __future__ import annotations

from sscmsc import text
from sscmsc.formats.nbib import print_date
from sscmsc.record import Author, Group, Record
from sscmsc.text import RichText

AUTHORS = 6


def reference_line(record: Record) -> RichText:
    """The line as rich text, without identifiers; each part ends in a full stop."""
    container, publication = record.container, record.publication
    authors = _names(record.authors, record.authors_complete)
    editors = _names(record.editors, True)
    inside = text.literal(container.short) if container and container.short else ""
    plural = "s" if len(record.editors) > 1 else ""
    edited = f"{editors}, editor{plural}" if editors else ""
    chapter = record.kind in {"chapter", "entry-encyclopedia"}
    parts = [authors or ("" if chapter else edited), record.shown_title or ""]
    if chapter and (inside or editors):
        whole = text.literal(container.title or "") if container else ""
        leaders = f"{edited}. " if edited else ""
        parts.append(f"In: {leaders}{whole or inside}".rstrip(". "))
    else:
        parts.append(inside)
    if publication is not None:
        parts.append(f"{text.literal(publication.edition)} ed" if publication.edition else "")
        said = (publication.place, publication.publisher)
        published = ": ".join(text.literal(one) for one in said if one)
        parts.append("; ".join(part for part in (published, _numbers(record)) if part))
    else:
        parts.append(_numbers(record))
    return RichText(" ".join(_stopped(part) for part in parts if part))


def _names(authors: tuple[Author, ...], complete: bool) -> str:
    names = [_name(one) for one in authors[:AUTHORS]]
    if names and (len(authors) > AUTHORS or not complete):
        names.append("et al")
    return text.literal(", ".join(names))


def _name(author: Author) -> str:
    """`Peltzer J`, `King ML Jr`: initials as PubMed has them, else of the given names."""
    if isinstance(author, Group):
        return author.name
    words = (author.given or "").replace("-", " ").replace(".", " ").split()
    initials = author.initials or "".join(word[0].upper() for word in words)
    return " ".join(part for part in (author.family, initials, author.suffix) if part)


def _numbers(record: Record) -> str:
    """`2018 Sep;9(2):12-19`."""
    date = record.issued or record.online
    volume = f"{record.volume or ''}{f'({record.issue})' if record.issue else ''}"
    pages = record.pages or record.article_number
    printed = print_date(date) if date else ""
    said = f"{printed};{volume}" if volume else printed
    return text.literal(f"{said}:{pages}" if pages else said)


def _stopped(part: str) -> str:
    return part if text.plain(part)[-1:] in {".", "?", "!"} else f"{part}."
