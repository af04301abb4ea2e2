"""The works of a report page, as the page's script reads them."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sscmsc.entry import Entry
from sscmsc.formats import bibtex
from sscmsc.formats.reference_line import reference_line
from sscmsc.library import Library
from sscmsc.record import Author, Group
from sscmsc.retraction import standing
from sscmsc.text import escaped, harmless, plain
from sscmsc.vocabulary import Vocabulary

#: So many authors are named, then "et al."
AUTHORS = 3

Json = str | int | None | Sequence["Json"] | Mapping[str, "Json"]


class Choice(NamedTuple):
    """A facet that works can be filtered by, and the values that some work has."""

    name: str
    title: str
    values: tuple[str, ...]


def choices(entries: Sequence[Entry], vocabulary: Vocabulary) -> tuple[Choice, ...]:
    """The facets of the vocabulary that some work has a value of, but those of any text."""
    found = []
    for scheme in vocabulary.schemes:
        held = {value for entry in entries for value in entry.values(scheme.name)}
        if held and not scheme.open:
            known = [one.name for one in vocabulary.named(scheme.name) if one.name in held]
            values = (*known, *sorted(held.difference(known)))
            found.append(Choice(scheme.name, scheme.title, tuple(map(harmless, values))))
    return tuple(found)


def works_data(
    library: Library, entries: Sequence[Entry], vocabulary: Vocabulary
) -> tuple[str, str]:
    """What the page holds of the works: JSON that may stand in HTML, and their BibTeX and printed
    references as a gzip in base64."""
    facets = choices(entries, vocabulary)
    below = {one.name: _below(one, vocabulary) for one in facets}
    data: Json = {
        "facets": [
            {"name": one.name, "title": one.title, "values": one.values} for one in facets
        ],
        "above": {name: _inverse(values) for name, values in below.items()},
        "works": [_work(library, number, one, facets) for number, one in enumerate(entries)],
    }  # fmt: skip
    texts = [
        (harmless_lines(bibtex.write_entry(one)), harmless(plain(reference_line(one.record))))
        for one in entries
    ]
    packed = gzip.compress(json.dumps(texts, ensure_ascii=False).encode(), mtime=0)
    return in_html(data), base64.b64encode(packed).decode()


def in_html(value: Json) -> str:
    """JSON in which nothing ends a script element or begins a comment (HTML, section 4.12.1.3)."""
    written = escaped(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
    for letter in "<>&\u2028\u2029":
        written = written.replace(letter, f"\\u{ord(letter):04x}")
    return written


def harmless_lines(value: str) -> str:
    """Lines of text without what could act on a screen."""
    return "\n".join(map(harmless, value.split("\n")))


def _below(choice: Choice, vocabulary: Vocabulary) -> dict[str, list[str]]:
    """The values that some work has and that a query for each value accepts."""
    return {
        value: [one for one in choice.values if one in vocabulary.narrower(choice.name, value)]
        for value in choice.values
    }


def _inverse(below: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    return {
        value: [wide for wide, narrow in below.items() if value in narrow] for value in below
    }  # fmt: skip


def _work(library: Library, number: int, entry: Entry, facets: Sequence[Choice]) -> Json:
    record = entry.record
    container = record.container
    level = standing(entry).level
    values = {one.name: list(map(harmless, entry.values(one.name))) for one in facets}
    return {
        "number": number,
        "key": harmless(entry.citekey),
        "year": record.year,
        "title": harmless(plain(record.shown_title or "")),
        "authors": harmless(_authors(record.authors, complete=record.authors_complete)),
        "journal": harmless(container.short or "") if container else "",
        "facets": {name: own for name, own in values.items() if own},
        "ids": {one.scheme: harmless(one.value) for one in record.identifiers},
        "standing": str(level) if level is not None else "",
        "tags": [harmless(one) for one in entry.tags],
        "cited": len(library.cited_by(entry.citekey)),
    }


def _authors(authors: Sequence[Author], *, complete: bool) -> str:
    names = [
        one.name if isinstance(one, Group)
        else f"{one.family} {one.initials or one.given or ''}".strip()
        for one in authors[:AUTHORS]
    ]  # fmt: skip
    more = len(authors) > AUTHORS or not complete
    return ", ".join(names) + (" et al" if names and more else "")
