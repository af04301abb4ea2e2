"""Text in words: what parts them, what is made plain, and what was printed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sscmsc.words import Words, fold, singular, surfaces


@pytest.mark.parametrize(
    ("text", "low"),
    [
        ("Stem-cell/EV therapy.", ["stem", "cell", "ev", "therapy", "."]),
        ("lupus-like, Lupus-Like", ["lupus", "-like", ",", "lupus", "-like"]),
        ("a likelihood-likely test", ["a", "likelihood", "likely", "test"]),
        ("Sjögren’s ‘quoted’ syndrome", ["sjogren's", "quoted", "syndrome"]),
        ("0.05 mg. Next", ["0", "05", "mg", ".", "next"]),
        ("e.g. lupus vs. RA", ["e", "g", "lupus", "vs", ".", "ra"]),
        ("So? Yes! (95%)", ["so", ".", "yes", ".", "(", "95", "%", ")"]),
        ("TGF-β1 ≥ 3 µg", ["tgf", "beta1", "3", "mug"]),
        ("TGF-β–Smad", ["tgf", "beta", "smad"]),
        ("干细胞 SSc-like", ["干细胞", "ssc", "-like"]),
        ("", []),
    ],
)
def test_words(text: str, low: list[str]) -> None:
    words = Words.of(text)
    assert list(words.low) == low
    assert [word.lower() for word in words.raw] == low


def test_several_texts_are_split_as_each_alone() -> None:
    texts = ["One. two", "", "Sjögren’s", "a\x03b", "∼"]
    together = Words.of_all(texts)
    assert together == [Words.of(text) for text in texts]
    assert Words.of_all([]) == []


@pytest.mark.parametrize(
    ("text", "start", "end", "shown"),
    [
        ("a Stem-cell (EV) b", 1, 3, "Stem-cell"),
        ("Sjögren’s syndrome", 0, 2, "Sjögren’s syndrome"),
        ("œdema of Behçet’s disease", 2, 4, "Behçet’s disease"),
        ("β-blockers in ratings of rat", 5, 6, "rat"),
        ("TGF-β signalling", 0, 2, "TGF-β"),
        ("lupus-like disease", 0, 2, "lupus-like"),
    ],
)
def test_what_was_printed_is_shown(text: str, start: int, end: int, shown: str) -> None:
    assert Words.of(text).shown(start, end) == shown


letters = st.one_of(st.characters(), st.sampled_from("aé’ß\u00adÆ-( .%βǅ\x01\x02\x03'"))


@settings(max_examples=150, derandomize=True, deadline=None)
@given(st.text(alphabet=letters, max_size=40), st.text(alphabet=letters, max_size=20))
def test_any_text_is_split_alike_in_company(text: str, other: str) -> None:
    words = Words.of(text)
    assert len(words.raw) == len(words.low)
    alone = Words.of_all([text, other])
    assert len(alone) == 2
    for place in range(len(words.raw)):
        assert words.shown(place, place + 1)


@pytest.mark.parametrize("word", ["cell", "therapy", "arthritis", "mouse", "crohn", "lupus", "s"])
def test_every_form_of_a_word_has_it_as_its_singular(word: str) -> None:
    assert word in surfaces(word)
    assert {singular(form) for form in surfaces(word)} == {word}


def test_fold_leaves_plain_text_alone() -> None:
    assert fold("plain text") == "plain text"
    assert fold("Müller–Straße") == "Muller-Strasse"
