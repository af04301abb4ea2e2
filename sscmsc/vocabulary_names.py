"""Many names searched for in running text at once.

Words are compared without accents, case, plural or possessive ending. A word of a name that
holds a capital (`SSc`, `RA`) is an abbreviation and compared as it is written. Each facet is
searched for by itself: "autologous bone marrow stromal cells" names a donor, a source and cells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import compress
from typing import NamedTuple

from sscmsc.vocabulary_patterns import Pattern, first_words, plain_word
from sscmsc.words import Words, singular, surfaces


class Condition(NamedTuple):
    """When an abbreviation counts without the full name: a word of `needs`, none of `blocked`."""

    needs: frozenset[str] = frozenset()
    blocked: frozenset[str] = frozenset()


class Term(NamedTuple):
    """A name of the value with that number; `condition` is set for an abbreviation.

    `place` is `title` (keywords too), `abstract`, or empty for a name in any text;
    `single` says that the last word must not be a plural.
    """

    value: int
    condition: Condition | None = None
    place: str = ""
    single: bool = False


class Hit(NamedTuple):
    """Names of one facet found at words `start` to `end` (exclusive) of a text.

    `plain` says that they mean their values wherever they stand.
    """

    start: int
    end: int
    terms: tuple[Term, ...]
    plain: bool = True


class Node:
    """A state of the automaton: the next words, and the names ending here.

    `titles` and `abstracts` are the names that count in a title or keyword, and in an abstract:
    None where there are none, empty for one that stands for nothing. `plain` says that they mean
    their values without more ado. `pending` are the names that begin here and are still to be
    made; one that is `closed` gets no further words.
    """

    __slots__ = ("abstracts", "closed", "edges", "pending", "plain", "spread", "titles")

    def __init__(self) -> None:
        self.edges: dict[str, Node] = {}
        self.titles: tuple[Term, ...] | None = None
        self.abstracts: tuple[Term, ...] | None = None
        self.pending: list[tuple[str, Pattern, Term | None]] = []
        self.plain = True
        self.spread = False
        self.closed = False

    def add(self, term: Term | None) -> None:
        """Make a name end here; without a term, one that stands for nothing."""
        if self.titles is None and self.abstracts is None and term is not None and not term.place:
            self.titles = self.abstracts = (term,)
            self.plain = term.condition is None and not term.single
            return
        new = () if term is None else (term,)
        if term is None or term.place != "abstract":
            self.titles = tuple(dict.fromkeys((*(self.titles or ()), *new)))
        if term is None or term.place != "title":
            self.abstracts = tuple(dict.fromkeys((*(self.abstracts or ()), *new)))
        named = (*(self.titles or ()), *(self.abstracts or ()))
        self.plain = all(one.condition is None and not one.single for one in named)


class Search(NamedTuple):
    """How one facet is searched for: its automaton, whether a name may lie in another one, and
    the words (numbers too, where there are any) that may stand between those of a name."""

    root: Node
    overlap: bool = False
    fillers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Names:
    """All names, one search a facet; `heads` are the words, in lower case, that a name may
    begin with, each with the numbers of the facets and the words there that begin one.

    What may follow a head is made when the head is met first: few of thousands are. `others`
    are the further spellings of words, `spellings` the spelling for each of those. `followed` is
    what was made: for each head the numbers of the facets and the words that may follow (None
    where the head is a name by itself).
    """

    searches: tuple[Search, ...]
    heads: Mapping[str, tuple[tuple[int, tuple[str, ...]], ...]]
    others: Mapping[str, tuple[str, ...]]
    spellings: Mapping[str, str]
    followed: dict[str, tuple[tuple[int, frozenset[str] | None], ...]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def search(self, words: Words, *, abstract: bool = False) -> dict[int, list[Hit]]:
        """The names in a text by facet, left to right, the longest at each place; no facet
        without any. `abstract` says what text it is."""
        heads, raw, low, last = self.heads, words.raw, words.low, len(words.low) - 1
        found: dict[int, list[Hit]] = {}
        free: dict[int, int] = {}
        for place in compress(range(len(low)), map(heads.__contains__, low)):
            after = low[place + 1] if place < last else ""
            for facet, follow in self.followed.get(low[place]) or self._follow(low[place]):
                # Most words that may begin a name do not: only a few may follow.
                if follow is not None and after not in follow and not after.isdigit():
                    continue
                if free.get(facet, 0) > place:
                    continue
                search = self.searches[facet]
                end, node = _longest(search, raw, low, place, abstract)
                if node is None:
                    continue
                terms = node.abstracts if abstract else node.titles
                if not (terms and search.overlap):
                    free[facet] = end
                if terms:
                    hit = Hit(place, end, terms, node.plain)
                    if facet in found:
                        found[facet].append(hit)
                    else:
                        found[facet] = [hit]
        return found

    def _follow(self, head: str) -> tuple[tuple[int, frozenset[str] | None], ...]:
        made = []
        for facet, words in self.heads[head]:
            search = self.searches[facet]
            follow: frozenset[str] | None = search.fillers
            for node in map(search.root.edges.__getitem__, words):
                _make(node, self.spellings)
                _spread(node, self.others)
                if follow is None or node.titles is not None or node.abstracts is not None:
                    follow = None
                else:
                    follow |= {one.lower() for one in node.edges}
            made.append((facet, follow))
        self.followed[head] = tuple(made)
        return self.followed[head]


FARTHEST = 8


def _longest(
    search: Search, raw: Sequence[str], low: Sequence[str], place: int, abstract: bool
) -> tuple[int, Node | None]:
    edges, end, name, size = search.root.edges, 0, None, len(low)
    fillers, skipped = search.fillers, 0
    while place < size:
        word = low[place]
        node = edges.get(word) or edges.get(raw[place])
        place += 1
        if node is not None:
            edges = node.edges
            if (node.abstracts if abstract else node.titles) is not None:
                end, name = place, node
        elif fillers and skipped < FARTHEST and (word in fillers or word.isdigit()):
            skipped += 1
        else:
            break
    return end, name


def add_name(root: Node, pattern: Pattern, spellings: Mapping[str, str], term: Term | None) -> None:
    """Make every reading of a pattern a name; without a term, one that stands for nothing.

    What follows their first words is made when those are met first. Raises `ValueError` for a
    name without a word.
    """
    heads, wordless = first_words(pattern, spellings)
    if wordless:
        raise ValueError("a name must have a word")
    for head in heads:
        if (node := root.edges.get(head)) is None:
            node = root.edges[head] = Node()
        node.pending.append((head, pattern, term))


def _make(node: Node, spellings: Mapping[str, str]) -> None:
    """Make what may follow a first word."""
    pending, node.pending = node.pending, []
    for head, pattern, term in pending:
        root = Node()
        root.edges[head] = node
        root.closed = True
        for end in _walked([root], pattern, spellings):
            end.add(term)


def make_names(searches: Sequence[Search], spellings: Mapping[str, str]) -> Names:
    """The finished searches, with every form that each word of a name may take in a text."""
    others: dict[str, list[str]] = {}
    for other, right in spellings.items():
        others.setdefault(right, []).append(other)

    spelt = {word: tuple(more) for word, more in others.items()}
    heads: dict[str, dict[int, list[str]]] = {}
    finished = []
    for number, search in enumerate(searches):
        _spread_edges(search.root, spelt)
        for word in search.root.edges:
            heads.setdefault(word.lower(), {}).setdefault(number, []).append(word)
        fillers = (form for one in search.fillers for form in _forms(singular(one), spelt))
        finished.append(search._replace(fillers=frozenset(fillers)))
    found = {
        head: tuple((number, tuple(words)) for number, words in facets.items())
        for head, facets in heads.items()
    }
    return Names(tuple(finished), found, spelt, spellings)


def _forms(word: str, others: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The forms that a word of a name may take in a text."""
    if word != word.lower():
        return (word,)
    if word not in others:
        return _surfaces(word)
    return tuple(form for one in (word, *others[word]) for form in _surfaces(one))


_surfaces = cache(surfaces)


def _spread_edges(node: Node, others: Mapping[str, tuple[str, ...]]) -> None:
    for word, after in list(node.edges.items()):
        for form in _forms(word, others):
            node.edges.setdefault(form, after)


def _spread(node: Node, others: Mapping[str, tuple[str, ...]]) -> None:
    """Make every form of each word below a node lead on; only once."""
    if node.spread:
        return
    node.spread = True
    for after in dict.fromkeys(node.edges.values()):
        _spread(after, others)
    _spread_edges(node, others)


def _walked(nodes: list[Node], pattern: Pattern, spellings: Mapping[str, str]) -> list[Node]:
    """The nodes reached from `nodes` along every reading of a pattern, made where missing."""
    for item in pattern:
        if isinstance(item, list):
            nodes = [end for one in item for end in _walked(nodes, one, spellings)]
            continue
        word = plain_word(item, spellings)
        reached = []
        for node in nodes:
            if (after := node.edges.get(word)) is None:
                if node.closed:
                    continue
                after = node.edges[word] = Node()
            reached.append(after)
        nodes = reached
    return nodes
