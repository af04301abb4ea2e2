"""Formats both read and written: what is read is what was written, but for what they lose."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from sscmsc.entry import Entry
from sscmsc.formats.format import Format
from sscmsc.formats.table import FORMATS
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
