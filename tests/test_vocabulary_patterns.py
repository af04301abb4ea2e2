"""Patterns of names: which names they stand for, and with which words those begin."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sscmsc.vocabulary_names import Node, Search, Term, add_name, make_names
from sscmsc.vocabulary_patterns import Pattern, first_words, parse_pattern
from sscmsc.words import Words

WORDS = st.sampled_from("stem cell graft donor therapy SSc".split())
PATTERNS: st.SearchStrategy[Pattern] = st.recursive(
    st.lists(WORDS, max_size=3),
    lambda inner: st.lists(st.one_of(WORDS, st.lists(inner, min_size=1, max_size=3)), max_size=3),
    max_leaves=8,
)


def readings(pattern: Pattern) -> set[tuple[str, ...]]:
    """Every name that a pattern stands for, written out."""
    parts = [
        {(item,)} if isinstance(item, str) else {one for other in item for one in readings(other)}
        for item in pattern
    ]
    return {tuple(word for part in parts_of for word in part) for parts_of in product(*parts)}


@settings(max_examples=300, derandomize=True, deadline=None)
@given(PATTERNS)
def test_the_first_words_are_those_of_all_readings(pattern: Pattern) -> None:
    names = readings(pattern)
    heads, wordless = first_words(pattern, {"graft": "transplant"})
    begun = {name[0] for name in names if name}
    assert set(heads) == {"transplant" if word == "graft" else word for word in begun}
    assert wordless == (() in names)


@settings(max_examples=300, derandomize=True, deadline=None)
@given(st.lists(PATTERNS, min_size=1, max_size=3), st.lists(WORDS, min_size=1, max_size=6))
def test_whatever_a_pattern_stands_for_is_found(patterns: list[Pattern], text: list[str]) -> None:
    """The longest name at the first word of a text, of whichever patterns have it."""
    root = Node()
    kept = [one for one in patterns if () not in readings(one)]
    for number, pattern in enumerate(kept):
        add_name(root, pattern, {}, Term(number))
    found = make_names([Search(root, overlap=True)], {}).search(Words.of(" ".join(text)))
    first = next((hit for hit in found.get(0, ()) if hit.start == 0), None)
    fitting = {
        length: [n for n, one in enumerate(kept) if tuple(text[:length]) in readings(one)]
        for length in range(1, len(text) + 1)
    }
    longest = max((length for length, numbers in fitting.items() if numbers), default=None)
    if longest is None:
        assert first is None
    else:
        assert first is not None
        assert first.end == longest
        assert [term.value for term in first.terms] == fitting[longest]


@pytest.mark.parametrize("pattern", ["", "{}", "{a|} {b|}"])
def test_a_name_has_a_word(pattern: str) -> None:
    with pytest.raises(ValueError, match="a name must have a word"):
        add_name(Node(), parse_pattern(pattern, {}), {}, Term(0))
