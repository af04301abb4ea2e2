from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sscmsc.text import (
    MARK_LIMIT,
    clean,
    folded,
    from_markup,
    harmless,
    literal,
    plain,
    rich,
    runs,
    split_translated,
    thinned,
    visible,
    without_full_stop,
)


def test_clean_folds_blanks_and_takes_control_and_bidi_away() -> None:
    hostile = " a\x1b]0;x\x07\x9bb\u202e\u2066c\x00\n\td\u2028e\x85f "
    assert clean(hostile) == "a]0;xbc d e f"


def test_clean_composes_and_replaces_lone_surrogates() -> None:
    assert clean("Sjo\u0308gren \ud800") == "Sjögren \ufffd"


def test_clean_replaces_what_neither_xml_nor_yaml_may_hold() -> None:
    assert clean("IL-6\ufffe and \uffff") == "IL-6\ufffd and \ufffd"


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("CD4<sup> </sup>cells", "CD4 cells"),
        ("CD4 <i><b> </b> </i>", "CD4"),
        ("<i> </i>", ""),
        ("<i> SSc</i>", "<i> SSc</i>"),
    ],
)
def test_tags_around_nothing_but_a_blank_go(value: str, kept: str) -> None:
    assert rich(value) == kept


def test_clean_composes_what_a_control_character_kept_apart() -> None:
    assert clean("I\x07\u0301") == "Í"


def test_clean_cuts_at_the_limit() -> None:
    assert clean("x" * 50, limit=10) == "xxxxxxxxx…"


def test_harmless_text_has_no_control_and_keeps_its_blanks() -> None:
    hostile = "a  b\x1b[2J\x9b\u202e\u061c\u206a\U000e0041c\r\n\td\u2028e\x85f\ud800"
    assert harmless(hostile) == "a  b[2Jc d e f\ufffd"
    assert harmless("CD4<sup>+</sup> é") == "CD4<sup>+</sup> é"


@pytest.mark.parametrize("flood", ["\u0301\u0327", "\u0344", "\u05b0\u05c4\u0591"])
def test_clean_keeps_as_many_accents_as_text_can_have(flood: str) -> None:
    once = clean(f"cafe{flood * 100_000} society")
    assert once.startswith("caf")
    assert once.endswith(" society")
    assert len(once) <= len("cafe society") + 30
    assert clean(once) == once
    assert folded(f"cafe{flood * 100_000} society").endswith(" society")


@pytest.mark.parametrize("mark", ["\u0301", "\u0e48", "\U0001e8d0"])
@pytest.mark.parametrize("before", ["e", "é", "\U0001f9ec", "\ud800"])
@pytest.mark.parametrize("number", [1, MARK_LIMIT - 1, MARK_LIMIT, MARK_LIMIT + 1, 2 * MARK_LIMIT])
def test_no_accent_goes_below_the_limit_and_all_go_beyond(
    mark: str, before: str, number: int
) -> None:
    assert thinned(before + mark * number) == before + mark * min(number, MARK_LIMIT)


def test_clean_leaves_long_rows_of_signs() -> None:
    row = "。" * 40 + "…" * 40 + "\u0e48\u0e48"
    assert clean(row) == row


@given(st.text())
def test_clean_text_stays_as_it_is(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert not any(unicodedata.category(letter) in ("Cc", "Cs") for letter in once)


@given(st.text(alphabet=st.sampled_from("<>/ibsupsub&amp;lt ;x")))
def test_literal_text_has_no_markup(text: str) -> None:
    assert plain(literal(text)) == text
    assert all(not tags for _, tags in runs(literal(text)))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("P<0.001 and x<sup>2</sup>", "P<0.001 and x2"),
        ("CD4<sup>+</sup>", "CD4+"),
        ("a <em>b</em>", "a <em>b</em>"),
    ],
)
def test_plain(given: str, expected: str) -> None:
    assert plain(given) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("a <i>b", "a <i>b</i>"),
        ("a </i>b", "a b"),
        ("<i>a <b>c</i> d</b>", "<i>a <b>c</b></i> d"),
        ("x <sub></sub>y", "x y"),
    ],
)
def test_rich_text_is_balanced(given: str, expected: str) -> None:
    assert rich(given) == expected


PIECES = st.sampled_from(["<i>", "</i>", "<sup>", "</sup>", "a", "<", "&lt;", " "])


@given(st.lists(PIECES).map("".join))
def test_balancing_is_stable_and_keeps_the_text(text: str) -> None:
    once = rich(text)
    assert rich(once) == once
    assert clean(plain(once)) == clean(plain(text))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("<jats:p>Text &amp; more</jats:p>", "Text & more"),
        ("Effect of <em>BRCA1</em> loss", "Effect of <i>BRCA1</i> loss"),
        ("TGF-&amp;#946; in <scp>SS</scp>c<br/>", "TGF-β in SSc"),
        ("P &lt; 0.05 <jats:italic toggle='yes'>in vivo</jats:italic>", "P < 0.05 <i>in vivo</i>"),
        ("a <unknown>b</unknown>", "a <unknown>b</unknown>"),
    ],
)
def test_from_markup(given: str, expected: str) -> None:
    assert from_markup(given) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("[A broader scope].", ("A broader scope", True)),
        ("[A [nested] scope]", ("A [nested] scope", True)),
        ("[One] and [two]", ("[One] and [two]", False)),
        ("[red]x[/red]", ("[red]x[/red]", False)),
        ("Plain", ("Plain", False)),
        ("[", ("[", False)),
    ],
)
def test_translated_titles(given: str, expected: tuple[str, bool]) -> None:
    assert split_translated(given) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("Scleroderma.", "Scleroderma"),
        ("Wait...", "Wait..."),
        ("Infection by E.", "Infection by E."),
        ("Is it?", "Is it?"),
    ],
)
def test_full_stops(given: str, expected: str) -> None:
    assert without_full_stop(given) == expected


def test_visible_shows_what_clean_would_take_away() -> None:
    assert visible("a\x1b[2J\u202eb\x9b") == "a\\x1b[2J\\u202eb\\x9b"
    assert visible("two\nlines") == "two\nlines"


def test_folded() -> None:
    assert folded("Sjögren's <i>Syndrome</i>: IL-6!") == "sjogren s syndrome il 6"
