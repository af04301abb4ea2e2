"""The length of references in print, by the widths of Helvetica's letters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sscmsc.csl import Formatted, Run
from sscmsc.styles_length import LINE_SPACING, Length, Sheet, measure, width_of


def one(text: str, label: str = "") -> Formatted:
    return Formatted("k", label, (Run(text),))


@pytest.mark.parametrize(
    ("text", "faces", "width"),
    [
        ("Scleroderma", (), 667 + 500 + 222 + 556 + 333 + 556 + 556 + 556 + 333 + 833 + 556),
        ("Scleroderma", ("b",), 667 + 556 + 278 + 556 + 389 + 611 + 611 + 556 + 389 + 889 + 556),
        ("Scleroderma", ("i",), 5668),
        ("é", (), 556),
        ("Ł", (), 556),
        ("Ệ", (), 667),
        ("e\u0301", (), 556),
        ("β", (), 556),
        ("Δ", (), 667),
        ("硬", (), 1000),
        ("+", ("sup",), 584 * 0.65),
        ("aB", ("smallcaps",), 667 * 0.8 + 667),
        ("\u200b", (), 0),
        ("", (), 0),
    ],
)
def test_widths(text: str, faces: tuple[str, ...], width: float) -> None:
    assert width_of(text, frozenset(faces)) == pytest.approx(width)


def test_a_line_holds_what_fits() -> None:
    # 540 points of 11-point letters of 6.116 points, with blanks of 3.058.
    letters = "a" * 88
    assert measure([one(letters)]).lines == 1
    assert measure([one(f"{letters} a")]).lines == 2
    assert measure([one(f"{letters} i")]).lines == 2
    assert measure([one(letters + "a")]).lines == 2


def test_lines_break_after_hyphens_and_dashes_and_nowhere_else() -> None:
    half = "a" * 60
    assert measure([one(f"{half}-{half}")]).lines == 2
    assert measure([one(f"{half}–{half}")]).lines == 2
    assert measure([one(f"{'a ' * 10}{half}/{half}")]).lines == 3


def test_faces_make_no_break() -> None:
    half = "a" * 45
    whole = Formatted("k", "", (Run(f"a {half}"), Run(half, frozenset({"i"}))))
    assert measure([whole]).lines == 3


def test_the_font_the_width_and_the_indent_count() -> None:
    text = " ".join(["letters"] * 60)
    lines = [measure([one(text, "1.")], Sheet(size)).lines for size in (8, 11, 14)]
    assert lines == sorted(set(lines))
    narrow = measure([one(text, "1.")], Sheet(width=3.5)).lines
    assert narrow > measure([one(text, "1.")], Sheet(width=3.5, indent=0)).lines - 1
    assert measure([one(text, "1.")], Sheet(width=3.5, indent=1)).lines > narrow
    assert measure([one("a" * 88, "1.")]).lines == 2


def test_pages() -> None:
    found = measure([one("a")] * 10, Sheet(after=6))
    assert found[:2] == (10, 10)
    assert found.pages == pytest.approx((110 * LINE_SPACING + 60) / 720)
    assert measure([]) == Length(0, 0, 0)


@given(st.lists(st.text(max_size=300), max_size=4))
def test_no_text_takes_less_than_its_width(texts: list[str]) -> None:
    references = [one(text) for text in texts]
    found = measure(references)
    room = 7.5 * 72 / 11 * 1000
    assert found.lines >= sum(max(1, width_of(text.strip()) / room) for text in texts) - len(texts)
    wider = measure(references, Sheet(width=15))
    assert len(texts) <= wider.lines <= found.lines
