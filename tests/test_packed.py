"""An entry packed for the index and unpacked again."""

from __future__ import annotations

import json
import zlib

import pytest
from hypothesis import given, settings

from sscmsc.entry import Entry
from sscmsc.formats.native import read_entry, write_entry
from sscmsc.formats.packed import pack, unpack
from sscmsc.record import Record
from tests.test_native import entries


@pytest.mark.no_cover
@given(entries)
@settings(max_examples=150, derandomize=True, deadline=None)
def test_an_entry_is_the_one_that_its_file_gives(entry: Entry) -> None:
    held = read_entry(write_entry(entry).encode(), "x.yaml")
    packed = pack(held)
    again = unpack(packed)
    assert again == held
    assert again.hand_edited == held.hand_edited
    assert write_entry(again) == write_entry(held)
    assert pack(again) == packed


def test_damaged_bytes_are_refused() -> None:
    data = pack(Entry("A", Record("test")))
    for place in range(len(data)):
        damaged = data[:place] + bytes([data[place] ^ 0x55]) + data[place + 1 :]
        with pytest.raises(ValueError, match=r".+"):
            unpack(damaged)
    with pytest.raises(ValueError, match="no packed entry"):
        unpack(b"")


@pytest.mark.parametrize(
    "value",
    [
        7, [], None, {}, {"citekey": "A"}, {"citekey": 7, "record": {"source": "x"}},
        {"citekey": "A", "record": []}, {"citekey": "A", "record": {"source": "x", "pmid": 7}},
        {"citekey": "A", "record": {"source": "x", "colour": "x"}},
        {"citekey": "A", "record": {"source": "x", "authors": [{"given": "B"}]}},
        {"citekey": "A", "record": {"source": "x"}, "tags": "ab"},
        {"citekey": "A", "record": {"source": "x"}, "edits": []},
        {"citekey": "A", "record": {"source": "x"}, "conflicts": [{"values": [["a"]]}]},
    ],
)  # fmt: skip
def test_what_is_no_entry_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r".+"):
        unpack(zlib.compress(json.dumps(value).encode()))
