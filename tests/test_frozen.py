"""refs.lock as text and back, and what differs from it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sscmsc.entry import Entry
from sscmsc.errors import LocatedError
from sscmsc.formats.native import write_entry
from sscmsc.frozen import REST, Drift, LockedEntry, Lockfile, drifts, dump, lock_entry, parse
from tests.whole_entry import whole_entry

SHA = "0123456789abcdef" * 4
keys = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_:.-]{0,20}", fullmatch=True)
words = st.from_regex(r"[a-z0-9./-]{1,12}", fullmatch=True)
names = st.from_regex(r"[a-z]{1,8}( [a-z]{1,8})?", fullmatch=True)
shas = st.from_regex(r"[0-9a-f]{64}", fullmatch=True)
some_entries = st.builds(
    LockedEntry, keys, shas,
    st.dictionaries(st.sampled_from(("pmid", "pmcid", "doi")), words),
    st.dictionaries(st.sampled_from(("record", "references", "own")), words),
    st.dictionaries(names, words, max_size=3),
)  # fmt: skip


def locked(entry: Entry) -> LockedEntry:
    return lock_entry(entry.citekey, write_entry(entry).encode(), entry)


@given(st.lists(some_entries, max_size=4, unique_by=lambda one: one.citekey), shas | st.just(""))
@settings(derandomize=True, max_examples=100, deadline=None)
def test_the_text_says_it_all(entries: list[LockedEntry], bib: str) -> None:
    ordered = sorted(entries, key=lambda one: (one.citekey.casefold(), one.citekey))
    assert parse(dump(Lockfile(bib, tuple(entries))), "x") == Lockfile(bib, tuple(ordered))


@given(st.text(max_size=80))
@settings(derandomize=True, max_examples=200, deadline=None)
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(LocatedError):
        assert parse(text, "refs.lock").entries == ()


@pytest.mark.parametrize(
    "text",
    [
        "nonsense", "version 2", "entry A", f"  file {SHA}", f"entry A\n  file {SHA[1:]}",
        f"entry A\n  file {SHA}\n  color red", "library.bib x",
    ],
)  # fmt: skip
def test_what_is_no_lock_is_refused(text: str) -> None:
    with pytest.raises(LocatedError):
        parse(text, "refs.lock")


def test_what_differs_is_named_by_its_part() -> None:
    entry = whole_entry("Amsel2020", "text")
    before = Lockfile(SHA, (locked(entry),))
    for part, other in (
        ("record", replace(entry, record=replace(entry.record, volume="other"))),
        ("references", replace(entry, references=None)),
        ("own", replace(entry, note="other")),
        ("own", replace(entry, preferred={"volume": "crossref"})),
        (REST, replace(entry, facets=())),
    ):
        assert drifts(before, Lockfile(SHA, (locked(other),))) == (
            Drift("Amsel2020", "changed", (part,)),
        )
    unreadable = lock_entry("Amsel2020", b"\x00", None)
    assert drifts(before, Lockfile(SHA, (unreadable,)))[0].parts == ("it cannot be read",)
    assert drifts(before, before) == ()
    assert drifts(before, Lockfile("", ())) == (
        Drift("Amsel2020", "removed"), Drift("library.bib", "removed"),
    )  # fmt: skip
    assert drifts(Lockfile("", ()), before) == (
        Drift("Amsel2020", "added"), Drift("library.bib", "added"),
    )  # fmt: skip
