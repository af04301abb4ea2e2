from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sscmsc.dates import (
    SEASONS,
    PartialDate,
    checked_date,
    month_number,
    parse_date,
    season_name,
)
from sscmsc.errors import InputError


@pytest.mark.parametrize(
    ("date", "text"),
    [
        (PartialDate(2018), "2018"),
        (PartialDate(2018, 9), "2018-09"),
        (PartialDate(2018, 9, 13), "2018-09-13"),
        (PartialDate(2021, season="summer"), "2021 summer"),
        (PartialDate(1998, 12, literal="1998 Dec-1999 Jan"), "1998-12 [1998 Dec-1999 Jan]"),
    ],
)
def test_writes_and_reads(date: PartialDate, text: str) -> None:
    assert str(date) == text
    assert parse_date(text) == date


@given(
    year=st.integers(1, 9999),
    month=st.integers(1, 12) | st.none(),
    day=st.integers(1, 31) | st.none(),
    season=st.sampled_from(SEASONS) | st.none(),
)
def test_round_trip(year: int, month: int | None, day: int | None, season: str | None) -> None:
    date = checked_date(year, month, day, season)
    assert parse_date(str(date)) == date


@pytest.mark.parametrize("text", ["", "18", "2018-13", "2018-9", "2018-00", "2018-01-32", "soon"])
def test_refuses(text: str) -> None:
    with pytest.raises(InputError, match="is no date"):
        parse_date(text)


def test_orders_what_is_less_known_first() -> None:
    dates = [
        PartialDate(2017, 12, 31),
        PartialDate(2018),
        PartialDate(2018, 1),
        PartialDate(2018, 1, 5),
        PartialDate(2018, season="spring"),
        PartialDate(2018, season="summer"),
        PartialDate(2018, 12),
    ]
    mixed = [dates[place] for place in (4, 2, 6, 0, 5, 1, 3)]
    assert sorted(mixed) == dates


@pytest.mark.parametrize(
    ("text", "number"),
    [("Apr", 4), ("04", 4), ("4", 4), ("April", 4), ("sept.", 9), ("13", None), ("Spring", None)],
)
def test_months(text: str, number: int | None) -> None:
    assert month_number(text) == number


def test_seasons() -> None:
    assert season_name("Fall") == "autumn"
    assert season_name("Winter-Spring") is None


def test_impossible_parts_are_left_out() -> None:
    assert checked_date(2020, 14, 3) == PartialDate(2020)
    assert checked_date(2020, 2, 45) == PartialDate(2020, 2)
    assert checked_date(2020, 2, season="winter") == PartialDate(2020, 2)
