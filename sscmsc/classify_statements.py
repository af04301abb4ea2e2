"""What a record's text states: each naming of a value, and whether it is meant as its subject.

A name that is an example ("such as"), a contrast ("unlike", "rather than") or what something
is likened to ("lupus-like", "mimicking") is an aside. An abbreviation counts only where the record
makes clear what it stands for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from sscmsc.record import AbstractSection, Record
from sscmsc.text import plain
from sscmsc.vocabulary import Cue, Vocabulary, cues_by_last_word
from sscmsc.vocabulary_names import Hit, Term, Words

Found = tuple[Hit, tuple[Term, ...]]

STOPS = frozenset(".!?")
JOINS = frozenset(("and", "or", "nor"))
# A list of names does not go on across these: what follows states something of its own.
BREAKS = STOPS.union(
    "; : is are was were be been has have had which that who whose in with for to but we they can "
    "may by on however than represent represents show shows showed remain remains".split()
)
# How many words may stand between a cue and the name; for the others it is 4.
REACH = {"not": 1, "no": 1, "non": 0, "without": 2, "neither": 1}
AIMS = frozenset("aim aims aimed objective objectives purpose".split())
SUBJECT_SECTIONS = frozenset("OBJECTIVE OBJECTIVES AIM AIMS PURPOSE CONCLUSION CONCLUSIONS".split())
MIMICS = frozenset("mimic mimics mimicker mimickers mimicking mimicry".split())


CONTRASTS = cues_by_last_word(
    (
        "unlike", "in contrast to", "in contrast with", "contrary to", "opposed to", "rather than",
        "other than", "except", "except for", "excluding", "without", "not", "neither", "no",
        "non", "instead of", "mimicking", "mimics", "mimic", "resembling", "simulating",
        "masquerading as",
    )
)  # fmt: skip


class Passage(NamedTuple):
    """A title, a keyword or a section of an abstract, and the names found in it.

    `opens`, `closes`: the first, the last section; `subject`: one that tells aim or conclusion.
    """

    source: str
    words: Words
    hits: tuple[Hit, ...]
    opens: bool = False
    closes: bool = False
    subject: bool = False


class Statement(NamedTuple):
    """One naming of a value in a passage.

    `aside` for an example, a contrast or a likeness; `repeated` for an abbreviation that only
    explains the name before it; `edge` in a sentence that tells what the work is about;
    `opening` among the very first words of an abstract.
    """

    passage: Passage
    hit: Hit
    aside: bool
    repeated: bool
    edge: bool
    opening: bool

    @property
    def shown(self) -> str:
        """The name as printed."""
        return self.passage.words.shown(self.hit.start, self.hit.end)


def find_statements(record: Record, vocabulary: Vocabulary) -> dict[int, list[Statement]]:
    """All statements of a record by the number of the value, in the order of its text."""
    passages = tuple(_passages(record, vocabulary))
    found: defaultdict[int, list[Statement]] = defaultdict(list)
    if not any(passage.hits for passage in passages):
        return found
    context = _Context.of(passages, record, vocabulary)
    for passage in passages:
        admitted = [
            (hit, terms)
            for hit in passage.hits
            if (terms := context.admitted(hit, passage.words.raw[hit.start]))
        ]
        for number, statement in _statements(passage, admitted, vocabulary):
            for one in (number, *vocabulary.implied[number]):
                found[one].append(statement)
    return found


def _passages(record: Record, vocabulary: Vocabulary) -> Iterator[Passage]:
    search = vocabulary.names.search
    for title in dict.fromkeys((record.title, record.original_title)):
        if title:
            words = Words.of(plain(title))
            yield Passage("title", words, search(words))
    for keyword in sorted(set(record.keywords)):
        words = Words.of(plain(keyword))
        yield Passage("keyword", words, search(words))
    last = len(record.abstract) - 1
    for place, section in enumerate(record.abstract):
        words = Words.of(plain(section.text))
        subject = _tells_subject(section)
        yield Passage("abstract", words, search(words), place == 0, place == last, subject)


def _tells_subject(section: AbstractSection) -> bool:
    names = {(section.category or "").upper(), (section.label or "").upper().rstrip(":")}
    return not names.isdisjoint(SUBJECT_SECTIONS)


class _Context(NamedTuple):
    """What decides on an abbreviation: all words of the record, the values named in full, and
    the abbreviations that the record explains as something else."""

    words: frozenset[str] = frozenset()
    spelled: frozenset[int] = frozenset()
    foreign: frozenset[str] = frozenset()

    @classmethod
    def of(cls, passages: Sequence[Passage], record: Record, vocabulary: Vocabulary) -> _Context:
        terms = [term for one in passages for hit in one.hits for term in hit.terms]
        if all(term.condition is None for term in terms):
            return cls()
        spelled = {
            one
            for term in terms
            if term.condition is None
            for one in (term.value, *vocabulary.implied[term.value])
        }
        words = {
            word for one in passages for part in (one.words.raw, one.words.low) for word in part
        }
        if record.container and record.container.title:
            words.update(Words.of(record.container.title).low)
        foreign = {word for one in passages for word in _explained_otherwise(one)}
        return cls(frozenset(words), frozenset(spelled), frozenset(foreign))

    def admitted(self, hit: Hit, written: str) -> tuple[Term, ...]:
        """The terms of a hit that mean their value in this record."""
        return tuple(term for term in hit.terms if self._admits(term, written))

    def _admits(self, term: Term, written: str) -> bool:
        if term.condition is None:
            return True
        if written in self.foreign:
            return False
        needs, blocked = term.condition
        known = not needs or not needs.isdisjoint(self.words)
        return term.value in self.spelled or (known and blocked.isdisjoint(self.words))


def _explained_otherwise(passage: Passage) -> Iterator[str]:
    """Abbreviations in brackets after other words of those initials: `retinoic acid (RA)`."""
    raw, low = passage.words.raw, passage.words.low
    before: Found | None = None
    for hit in passage.hits:
        bracketed = hit.end == hit.start + 1 and hit.start > 0 and raw[hit.start - 1] == "("
        own = {term.value for term in hit.terms} & _repeated(passage, before, hit)
        if bracketed and not own and all(term.condition is not None for term in hit.terms):
            letters = [letter.lower() for letter in raw[hit.start] if letter.isupper()]
            words = low[max(0, hit.start - 1 - len(letters)) : hit.start - 1]
            if [word[0] for word in words] == letters:
                yield raw[hit.start]
        before = hit, hit.terms


def _statements(
    passage: Passage, admitted: Sequence[Found], vocabulary: Vocabulary
) -> Iterator[tuple[int, Statement]]:
    stops = [place for place, word in enumerate(passage.words.raw) if word in STOPS]
    asides = {facet: _asides(passage, admitted, facet, vocabulary) for facet in vocabulary.facets}
    before: Found | None = None
    for place, (hit, terms) in enumerate(admitted):
        repeated = _repeated(passage, before, hit)
        edge = passage.source == "abstract" and _at_edge(passage, hit, stops)
        for term in terms:
            aside = place in asides[vocabulary.values[term.value].facet]
            again = term.value in repeated
            opening = passage.opens and hit.start <= 2
            yield term.value, Statement(passage, hit, aside, again, edge, opening)
        before = hit, terms


def _repeated(passage: Passage, before: Found | None, hit: Hit) -> frozenset[int]:
    """The values of a name that this one follows in brackets: `systemic sclerosis (SSc)`."""
    if before is None or hit.start != before[0].end + 1:
        return frozenset()
    bracketed = passage.words.raw[hit.start - 1] == "("
    return frozenset(term.value for term in before[1]) if bracketed else frozenset()


def _at_edge(passage: Passage, hit: Hit, stops: Sequence[int]) -> bool:
    """Whether a hit stands in the first or the last two sentences, or in one telling an aim."""
    ends = [*stops, len(passage.words.raw)]
    if stops and stops[-1] == len(passage.words.raw) - 1:
        ends.pop()
    if passage.subject or (passage.opens and hit.start < ends[0]):
        return True
    if passage.closes and (len(ends) < 3 or hit.start > ends[-3]):
        return True
    begin = max((one for one in stops if one < hit.start), default=0)
    end = min((one for one in ends if one >= hit.start), default=len(passage.words.raw))
    return not AIMS.isdisjoint(passage.words.low[begin:end])


def _asides(
    passage: Passage, hits: Sequence[Found], facet: str, vocabulary: Vocabulary
) -> frozenset[int]:
    """Which hits are examples, contrasts or likenesses, by their place in `hits`."""
    tables: tuple[Mapping[str, tuple[Cue, ...]], ...] = (CONTRASTS,)
    examples = vocabulary.examples[facet]
    if passage.source == "abstract":
        tables = (CONTRASTS, vocabulary.comparisons[facet], examples)
    found: set[int] = set()
    for place, (hit, _) in enumerate(hits):
        if _likened(passage.words, hit):
            found.add(place)
        elif place not in found:
            cue = _cue(passage.words, hit, hits[place - 1][0].end if place else 0, tables)
            if cue:
                found.update(_listed(passage.words, hits, place, cue in examples.get(cue[-1], ())))
    return frozenset(found)


def _likened(words: Words, hit: Hit) -> bool:
    after = words.low[hit.end] if hit.end < len(words.low) else ""
    return after in MIMICS or (after == "like" and words.hyphenated(hit.end))


def _cue(
    words: Words, hit: Hit, start: int, tables: Sequence[Mapping[str, tuple[Cue, ...]]]
) -> Cue | None:
    """The words not before `start` that make the hit an aside, from its own clause."""
    low = words.low
    for end in range(hit.start, max(start, hit.start - 5), -1):
        word = low[end - 1]
        for table in tables:
            for cue in table.get(word, ()):
                begin = end - len(cue)
                far = hit.start - end > REACH.get(cue[0], 4)
                if begin < start or far or tuple(low[begin:end]) != cue:
                    continue
                if begin and low[begin - 1] in JOINS:  # "with or without", "whether or not"
                    continue
                if cue != ("like",) or not words.hyphenated(begin):
                    return cue
        if word in BREAKS:
            break
    return None


def _listed(words: Words, hits: Sequence[Found], place: int, examples: bool) -> range:
    """The hits of the list that begins at `place`: up to the one after its `and` or `or`.

    A contrast with no such word is one name: in "unlike RA, SSc" the second is the subject.
    """
    end = alone = place
    closed = False
    while end + 1 < len(hits):
        gap = words.low[hits[end][0].end : hits[end + 1][0].start]
        bracket = list(gap) == ["("]
        joined = 0 < len(gap) <= 7 and (gap[0] in JOINS or gap[0] in ",()")
        if not joined or (closed and not bracket) or not BREAKS.isdisjoint(gap):
            break
        if bracket and alone == end:
            alone = end + 1
        closed = closed or not JOINS.isdisjoint(gap)
        end += 1
    return range(place, (end if closed or examples else alone) + 1)
