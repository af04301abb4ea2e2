"""Page ranges: every documented form, and that nothing strange is mangled."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sscmsc.pages import full_range, split_pages


@pytest.mark.parametrize(
    ("printed", "full"),
    [
        ("117-26", "117-126"),
        ("12-9", "12-19"),
        ("304- 10", "304-310"),
        ("1199-201", "1199-1201"),
        ("1695-9.", "1695-1699"),
        ("3-14", "3-14"),
        ("1989-2003", "1989-2003"),
        ("9-12", "9-12"),
        ("1034", "1034"),
        ("P32- 4", "P32-P34"),
        ("32P-35P", "32P-35P"),
        ("32P-5P", "32P-35P"),
        ("E101-6", "E101-E106"),
        ("e157-e161", "e157-e161"),
        ("e12-9", "e12-e19"),
        ("D36-42", "D36-D42"),
        ("H337-H349", "H337-H349"),
        ("129e1- 4", "129e1-129e4"),
        ("510.e1-8", "510.e1-510.e8"),
        ("1035-45.e3", "1035-1045.e3"),
        ("505-10.e1-3", "505-510.e1-3"),
        ("10.1-8", "10.1-10.8"),
        ("iii-viii", "iii-viii"),
        ("ii12-8", "ii12-ii18"),
        ("suppl 111-2", "suppl 111-112"),
        ("31-7 cntd", "31-37 cntd"),
        ("24-32, 64", "24-32, 64"),
        ("1177-8, 1179", "1177-1178, 1179"),
        ("925; author reply 925-6", "925; author reply 925-926"),
        ("44; discussion 44-8", "44; discussion 44-48"),
        ("S1-10; quiz S10-2", "S1-S10; quiz S10-S12"),
    ],
)
def test_abbreviated_ends_are_filled_in(printed: str, full: str) -> None:
    assert full_range(printed) == full


@pytest.mark.parametrize("dash", ["–", "—", "‐", "‑", "−", "--", " – ", "---"])
def test_every_dash_becomes_a_plain_hyphen(dash: str) -> None:
    assert full_range(f"117{dash}26") == "117-126"
    assert full_range(f"iii{dash}viii") == "iii-viii"


@pytest.mark.parametrize(
    ("printed", "full"),
    [("1,655–1,664", "1655-1664"), ("999–1,012", "999-1012"), ("12,345-12,350", "12345-12350")],
)
def test_thousands_commas_go_where_both_ends_show_what_they_are(printed: str, full: str) -> None:
    assert full_range(printed) == full


@pytest.mark.parametrize(
    "printed",
    [
        "34, 72, 84 passim",
        "1 p preceding table of contents",
        "[6021 words; 81 paragraphs]",
        "1,655",
        "24-32,640",
        "498-2",
        "25-12",
        "129e1-130",
        "A12-B3",
        "100-9-3",
        "Suppl 1:S1-4",
        "xii, 241 p",
    ],
)
def test_what_is_not_understood_stays_as_it_is(printed: str) -> None:
    assert full_range(printed) == printed
    assert split_pages(printed) == (printed, None)


@pytest.mark.parametrize(
    ("printed", "pages"),
    [("pp. 12-9", "12-19"), ("pp 12-19", "12-19"), ("p. 33", "33"), ("Pages 117–126", "117-126")],
)
def test_a_label_before_the_pages_is_taken_off(printed: str, pages: str) -> None:
    assert split_pages(printed) == (pages, None)


@pytest.mark.parametrize(
    "number",
    "e66 E1034 e0021622 e2308214120 i493 eadi3902 eabl6449 ooae099 CD013456 026002 101777".split(),
)
def test_an_article_number_is_no_page(number: str) -> None:
    assert split_pages(number) == (None, number)


@pytest.mark.parametrize("page", "S172 ii12 H337 1034 24590 xiv RA15".split())
def test_a_single_page_is_no_article_number(page: str) -> None:
    assert split_pages(page) == (page, None)


@pytest.mark.parametrize(
    ("printed", "number"),
    [("Article 1234", "1234"), ("art. no. e12", "e12"), ("ID 123456", "123456")],
)
def test_a_labelled_article_number(printed: str, number: str) -> None:
    assert split_pages(printed) == (None, number)


@pytest.mark.parametrize("nothing", ["", "  ", "n/a", "n/a-n/a", "NA", "no", "no-no", "-", "."])
def test_a_stand_in_for_no_pages_is_nothing(nothing: str) -> None:
    assert split_pages(nothing) == (None, None)


@given(st.integers(1, 99_999), st.integers(0, 2_000))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_the_shortest_end_expands_to_the_end_it_stands_for(start: int, length: int) -> None:
    first, last = str(start), str(start + length)
    kept = last
    if len(first) == len(last):
        same = next((at for at in range(len(last)) if first[at] != last[at]), len(last) - 1)
        kept = last[same:]
    assert full_range(f"{first}-{kept}") == f"{first}-{last}"


@given(st.text(st.sampled_from("0123456789eESPi-–,; .pvx\n"), max_size=20))
@settings(max_examples=400, deadline=None, derandomize=True)
def test_a_full_range_is_expanded_only_once(printed: str) -> None:
    once = full_range(printed)
    assert full_range(once) == once


@given(st.text(max_size=30))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_any_text_gives_pages_or_an_article_number_but_not_both(printed: str) -> None:
    pages, number = split_pages(printed)
    assert pages is None or number is None
    assert pages != ""
    assert number != ""
