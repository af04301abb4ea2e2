"""Which abbreviations of a record stand for a value: those that it makes clear."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from sscmsc.classify_passages import Passage
from sscmsc.vocabulary import Vocabulary
from sscmsc.vocabulary_names import Hit, Term
from sscmsc.words import Words, singular

#: Hits by the number of the facet.
Hits = Mapping[int, Sequence[Hit]]


class Context(NamedTuple):
    """What decides on an abbreviation: all words of the record, the values named in full, and
    the abbreviations that the record explains as something else."""

    words: frozenset[str] = frozenset()
    spelled: frozenset[int] = frozenset()
    foreign: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls,
        passages: Sequence[Passage],
        searched: Sequence[tuple[Passage, Hits]],
        journal: str | None,
        vocabulary: Vocabulary,
    ) -> Context:
        every = [hit for _, hits in searched for one in hits.values() for hit in one]
        if all(hit.plain for hit in every):
            return cls()
        terms = [term for hit in every for term in hit.terms]
        if all(term.condition is None for term in terms):
            return cls()
        spelled = {
            one
            for term in terms
            if term.condition is None
            for one in (term.value, *vocabulary.implied[term.value])
        }
        words = set[str]()
        for one in passages:
            words.update(one.words.raw)
            words.update(one.words.low)
        if journal:
            words.update(Words.of(journal).low)
        foreign = {
            word
            for passage, hits in searched
            for one in hits.values()
            for word in _explained_otherwise(passage, one)
        }
        return cls(frozenset(words), frozenset(spelled), frozenset(foreign))

    def admitted(self, passage: Passage, hits: Sequence[Hit]) -> list[Hit]:
        """The hits that name something in this record, with the terms that mean it."""
        found = []
        for hit in hits:
            if hit.plain:
                found.append(hit)
            elif kept := self._kept(passage, hit):
                found.append(hit._replace(terms=kept))
        return found

    def _kept(self, passage: Passage, hit: Hit) -> tuple[Term, ...]:
        written = passage.words.raw[hit.start]
        last = passage.words.low[hit.end - 1]
        is_single = singular(last) == last
        return tuple(
            term
            for term in hit.terms
            if (is_single or not term.single) and self._admits(term, written)
        )

    def _admits(self, term: Term, written: str) -> bool:
        if term.condition is None:
            return True
        if written in self.foreign:
            return False
        needs, blocked = term.condition
        known = not needs or not needs.isdisjoint(self.words)
        return term.value in self.spelled or (known and blocked.isdisjoint(self.words))


def _explained_otherwise(passage: Passage, hits: Sequence[Hit]) -> Iterator[str]:
    """Abbreviations in brackets after other words of those initials: `retinoic acid (RA)`."""
    raw, low = passage.words.raw, passage.words.low
    before: Hit | None = None
    for hit in hits:
        bracketed = hit.end == hit.start + 1 and hit.start > 0 and raw[hit.start - 1] == "("
        if bracketed and all(term.condition is not None for term in hit.terms):
            known = before is not None and before.end == hit.start - 1
            if not (known and any(names_value(before, term.value) for term in hit.terms if before)):
                letters = [letter.lower() for letter in raw[hit.start] if letter.isupper()]
                words = low[max(0, hit.start - 1 - len(letters)) : hit.start - 1]
                if [word[0] for word in words] == letters:
                    yield raw[hit.start]
        before = hit


def names_value(hit: Hit | None, value: int) -> bool:
    """Whether one of the names found there is of that value."""
    return hit is not None and any(term.value == value for term in hit.terms)


def introduced_after(raw: Sequence[str], start: int, end: int) -> str | None:
    """The abbreviation in brackets that a name from `start` to `end` introduces, if it does.

    It has two capitals and the initial of the name, and the bracket says no more.
    """
    if end + 2 >= len(raw) or raw[end] != "(" or raw[end + 2] not in ");":
        return None
    short = raw[end + 1]
    capitals = sum(map(str.isupper, short))
    fits = capitals >= 2 and len(short) <= 8 and short[0].lower() == raw[start][0].lower()
    return short if fits else None
