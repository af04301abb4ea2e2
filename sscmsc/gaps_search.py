"""The PubMed search for a topic, in PubMed's own syntax (NBK25499; PubMed Help, NBK3827)."""

from __future__ import annotations

from collections.abc import Iterator

from sscmsc.dates import PartialDate
from sscmsc.gaps import Topic
from sscmsc.vocabulary import Vocabulary
from sscmsc.vocabulary_values import Value

#: What a search gives at most.
MOST = 5_000


def make_search(
    topic: Topic, closed: PartialDate | None, vocabulary: Vocabulary, *, since: bool
) -> str:
    """A search for works on a topic that appeared by a day, or with `since` after it."""
    parts = [
        f"({' OR '.join(_terms(facet, values, vocabulary))})"
        for facet, values in (("disease", topic.diseases), ("therapy", topic.therapies))
    ]
    if closed is not None:
        first, last = ("1800", _day(closed)) if not since else (_day(closed), "3000")
        parts.append(f"{first}:{last}[dp]")
    return " AND ".join(parts)


def _terms(facet: str, values: frozenset[str], vocabulary: Vocabulary) -> Iterator[str]:
    """The MeSH descriptors of values, and their names as words; each once."""
    found = [value for value in vocabulary.named(facet) if value.name in values]
    said = dict.fromkeys(term for value in found for term in _of_value(value))
    yield from said


def _of_value(value: Value) -> Iterator[str]:
    for _, label in value.mesh:
        yield f'"{_words(label)}"[mh]'
    for name in value.search or (value.label,):
        yield f'"{_words(name)}"[tiab]'


def _words(name: str) -> str:
    """A name without what means something to PubMed."""
    return " ".join(name.replace('"', " ").replace("[", " ").replace("]", " ").split())


def _day(date: PartialDate) -> str:
    return str(date).split(" ", maxsplit=1)[0].replace("-", "/")
