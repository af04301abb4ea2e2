"""The card of an entry: all that a query may ask of it, ready to be compared.

The index holds the same cards, so that SQL finds what `query_checks.matches` takes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from sscmsc.entry import Entry
from sscmsc.query_marks import marks_of
from sscmsc.query_words import VALUED, joined, name_words, text_words, value_key
from sscmsc.record import Author, Group
from sscmsc.text import clean, plain


@dataclass(frozen=True, slots=True)
class Card:
    """What a query may ask of one entry.

    `words` are the texts of `query_words.COLUMNS` as they are compared, empty ones left out;
    `names` the words of each author's name; `values` what stands in a field that has certain
    values, in the form of `query_words.value_key`. Facets are among them as they are, and below
    `~` and their name what the work only mentions. `numbers` are those of a field, `marks` the
    bits of `query_marks`; `cites` the citekeys its list points at, `cited_by` the entries whose
    lists point at it.
    """

    citekey: str
    words: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    names: tuple[tuple[str, ...], ...] = ()
    values: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    numbers: Mapping[str, tuple[int, ...]] = field(default_factory=lambda: MappingProxyType({}))
    marks: int = 0
    cites: tuple[str, ...] = ()
    cited_by: tuple[str, ...] = ()


def make_card(entry: Entry, cited_by: tuple[str, ...] = ()) -> Card:
    """The card of an entry, which the entries of the citekeys `cited_by` cite."""
    lines = entry.references.references if entry.references else ()
    values = dict(_values(entry))
    names = [name_words(_name(one)) for one in entry.record.authors]
    return Card(
        citekey=entry.citekey,
        words=MappingProxyType({name: text for name, text in _words(entry, names).items() if text}),
        names=tuple(map(tuple, names)),
        values=MappingProxyType({name: found for name, found in values.items() if found}),
        numbers=MappingProxyType(dict(_numbers(entry, values))),
        marks=marks_of(entry),
        cites=tuple(dict.fromkeys(one.citekey for one in lines if one.citekey is not None)),
        cited_by=cited_by,
    )


#: The fields of a card whose values or numbers the index has in its table of facts.
_FACTS = ("language", "tag", "references", "unresolved")


def facts_of(card: Card, doi: str | None) -> tuple[tuple[str, str | int], ...]:
    """What the index's table of facts holds of a card: fields with their values and numbers.

    DOIs are there too but for the work's own, which is in the row, as are year, PMID and PMCID.
    """
    found: list[tuple[str, str | int]] = []
    for name in _FACTS:
        found += ((name, value) for value in card.values.get(name, ()))
        found += ((name, number) for number in card.numbers.get(name, ()))
    older = (one for one in card.values.get("doi", ()) if one != doi)
    return (*found, *(("doi", value) for value in older))


def _words(entry: Entry, names: Iterable[list[str]]) -> dict[str, str]:
    record = entry.record
    container = record.container
    places = (
        (container.title, container.nlm_abbreviation, container.iso_abbreviation)
        if container
        else ()
    )
    journals = dict.fromkeys(tuple(name_words(one)) for one in places if one)
    key = entry.citekey
    family = key.rstrip("abcdefghijklmnopqrstuvwxyz").rstrip("0123456789") or key
    keys = dict.fromkeys((key, family, *entry.former_keys))
    return {
        "title": _texts(record.title),
        "original": _texts(record.original_title),
        "authors": joined(names),
        "journal": joined(map(list, journals)),
        "abstract": _texts(*(part.text for part in record.abstract)),
        "keywords": _texts(*record.keywords),
        "mesh": _texts(*(text for one in record.mesh for text in (one.descriptor, one.ui))),
        "tags": _texts(*entry.tags),
        "note": _texts(entry.note),
        "citekey": joined(name_words(one) for one in keys),
        "types": _texts(*(text for one in record.publication_types for text in (one.name, one.ui))),
    }


def _texts(*texts: str | None) -> str:
    return joined(text_words(plain(one)) for one in texts if one)


def _name(author: Author) -> str:
    if isinstance(author, Group):
        return author.name
    given = author.given or ""
    initials = author.initials or "".join(word[0] for word in name_words(given))
    # Sullivan, Keith M. is looked for as Sullivan KM, too.
    return f"{author.family} {given} {initials} {author.suffix or ''}"


def _values(entry: Entry) -> Iterator[tuple[str, tuple[str, ...]]]:
    record = entry.record
    yield "key", tuple(one.casefold() for one in (entry.citekey, *entry.former_keys))
    yield "kind", (value_key(record.kind),)
    yield "language", _keys(record.languages)
    yield "tag", _keys(entry.tags)
    schemes: dict[str, list[str]] = {}
    for identifier in (*record.identifiers, *record.superseded_dois):
        schemes.setdefault(identifier.scheme, []).append(identifier.value)
    for scheme, found in schemes.items():
        yield scheme, tuple(dict.fromkeys(found))
    facets: dict[str, list[str]] = {}
    for one in entry.labelled:
        if one.facet in VALUED or not (value := clean(one.value)):
            continue
        name = one.facet if one.grade == "about" else f"~{one.facet}"
        facets.setdefault(name, []).append(value)
    for name, labels in facets.items():
        yield name, tuple(dict.fromkeys(labels))


def _keys(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for one in texts if (key := value_key(one))))


def _numbers(
    entry: Entry, values: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[str, tuple[int, ...]]]:
    if entry.record.year is not None:
        yield "year", (entry.record.year,)
    if entry.references is not None:
        lines = entry.references.references
        yield "references", (len(lines),)
        yield "unresolved", (sum(one.status == "unresolved" for one in lines),)
    for facet in dict.fromkeys(one.facet for one in entry.labelled):
        found = [int(one) for one in values.get(facet, ()) if one.isascii() and one.isdecimal()]
        if found:
            yield facet, tuple(found)
