"""What `sscmsc browse` reads: works found, their rows, how often each label is there, one entry.

Each question looks whether files changed, so changes by others are seen at the next one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sscmsc.commands.columns import read_entries
from sscmsc.commands.options import Desk
from sscmsc.commands.selection import Asked, choose
from sscmsc.commands.shelf import ask
from sscmsc.commands.show_facets import UNCLASSIFIED
from sscmsc.commands.vocabularies import vocabulary_of
from sscmsc.entry import Entry
from sscmsc.index import Index, Row, Selection
from sscmsc.query_syntax import one_line
from sscmsc.vocabulary import Vocabulary
from sscmsc.vocabulary_values import Scheme

#: The field of a user's own tags, which is counted beside the facets.
TAG = "tag"


class Found(NamedTuple):
    """The citekeys that a query found, in its order, how many works there are, and which of
    those asked after are held."""

    keys: tuple[str, ...]
    held: int
    there: frozenset[str]


class Count(NamedTuple):
    """How many of the works found a query for a value would leave."""

    value: str
    works: int


class Tally(NamedTuple):
    """A facet, or the tags: what its field is called in queries, a title, and its counts."""

    field: str
    title: str
    counts: tuple[Count, ...]


class Shown(NamedTuple):
    """An entry as it is now, and the citekeys of those that cite it."""

    entry: Entry
    cited_by: tuple[str, ...]


def find(desk: Desk, text: str, order: str, keys: Sequence[str] = ()) -> Found:
    """What a query finds; `keys` are citekeys of which to tell whether they are still there.

    Raises `InputError` and `NotFoundError` for a query that asks for nothing there is.
    """

    def found(index: Index) -> Found:
        listed = index.citekeys(_chosen(desk, index, text, order))
        query = "SELECT citekey FROM row WHERE citekey IN ({})"
        there = frozenset(str(key) for (key,) in index.each(keys, query.format))
        return Found(tuple(listed), index.count(), there)

    return ask(desk, found)


def read_rows(desk: Desk, keys: Sequence[str]) -> dict[str, Row]:
    """The rows of so many works as SQLite takes at once, by citekey; not those that are gone."""
    marks = ", ".join("?" * len(keys))
    selection = Selection(f"row.citekey IN ({marks})", tuple(keys))
    return ask(desk, lambda index: {row.citekey: row for row in index.rows(selection)})


def read_entry(desk: Desk, citekey: str) -> Shown | None:
    """One entry; None where it is no longer there."""

    def shown(index: Index) -> Shown | None:
        entry = read_entries(index, [citekey]).get(citekey)
        return Shown(entry, index.citing([citekey]).get(citekey, ())) if entry else None

    return ask(desk, shown)


def read_tallies(desk: Desk, text: str) -> tuple[Tally, ...]:
    """How many of the works that a query finds have each value of each facet, the most first,
    as a search for the value would find them; values that none has are left out."""
    vocabulary = vocabulary_of(desk.folder)

    def counted(index: Index) -> tuple[Tally, ...]:
        chosen = _chosen(desk, index, text, "citekey")
        held = _held(index, chosen)
        works = index.count(chosen)
        schemes = [one for one in vocabulary.schemes if not one.open]
        tallies = [_tally(one, held.get(one.name, {}), works, vocabulary) for one in schemes]
        return tuple(one for one in (*tallies, _tags(index, chosen)) if one.counts)

    return ask(desk, counted)


def _chosen(desk: Desk, index: Index, text: str, order: str) -> Selection:
    line = one_line(text)
    chosen = choose(desk.folder, index, Asked(line, len(line)), order)
    index.afterwards.clear()  # what is half typed is not worth remembering
    return chosen


def _among(index: Index, chosen: Selection) -> str:
    index.define(chosen)
    where = f" WHERE {chosen.where}" if chosen.where else ""
    return f"id IN (SELECT row.id FROM row{where})"


def _held(index: Index, chosen: Selection) -> Mapping[str, Mapping[str, set[int]]]:
    """The numbers of the works found that have each value of each facet."""
    query = f"SELECT facet, value, id FROM facet WHERE grade = 'about' AND {_among(index, chosen)}"
    held: dict[str, dict[str, set[int]]] = {}
    for facet, value, number in index.all(query, chosen.parameters):
        held.setdefault(str(facet), {}).setdefault(str(value), set()).add(int(number))
    return held


def _tally(
    scheme: Scheme, held: Mapping[str, set[int]], works: int, vocabulary: Vocabulary
) -> Tally:
    counts: Counter[str] = Counter()
    for value in vocabulary.named(scheme.name):
        narrower = vocabulary.narrower(scheme.name, value.name)
        counts[value.name] = len(set().union(*(held.get(one, ()) for one in narrower)))
    found = [Count(*one) for one in counts.most_common() if one[1]]
    without = works - len(set().union(*held.values()))
    left = [Count(UNCLASSIFIED.casefold(), without)] if without else []
    return Tally(scheme.name, scheme.title, (*found, *left))


def _tags(index: Index, chosen: Selection) -> Tally:
    query = (
        f"SELECT value, count(*) FROM fact WHERE field = '{TAG}' AND {_among(index, chosen)}"
        " GROUP BY value ORDER BY count(*) DESC, value"
    )
    found = index.all(query, chosen.parameters)
    return Tally(TAG, "Tag", tuple(Count(str(value), int(works)) for value, works in found))
