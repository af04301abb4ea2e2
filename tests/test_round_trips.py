"""Formats both read and written: what is read is what was written, but for what they lose."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from sscmsc.entry import Entry
from sscmsc.formats.format import Format
from sscmsc.formats.nbib import write
from sscmsc.formats.table import FORMATS
from sscmsc.record import Record
from sscmsc.text import RichText
from tests.random_entries import ENTRIES
from tests.round_trip import difference

BOTH_WAYS = [row for row in FORMATS if row.read and row.write]


@pytest.mark.parametrize("row", BOTH_WAYS, ids=lambda row: row.name)
@settings(
    max_examples=25, derandomize=True, deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
@given(entry=ENTRIES)
def test_what_was_written_is_read(row: Format, entry: Entry) -> None:
    assert difference(row, entry) == ""


@pytest.mark.parametrize(
    ("written", "told"),
    [("TI  - SSc.\n\nTI  - MSC.\n", "read as 2 works"), ("", "read with problems: written")],
)
def test_what_is_not_read_as_one_work_is_told(written: str, told: str) -> None:
    [row] = [one for one in FORMATS if one.name == "nbib"]

    def wrong(_entries: Iterable[Entry]) -> Iterator[str]:
        yield written

    entry = Entry("Key2018", Record("test", title=RichText("SSc")))
    assert difference(replace(row, write=write), entry) == ""
    assert difference(replace(row, write=wrong), entry).startswith(told)
