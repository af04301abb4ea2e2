"""Tags and labels: parsed by the vocabulary, added and taken away, counted; and notes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sscmsc.entry import Entry, Facet
from sscmsc.errors import InputError
from sscmsc.marks import (
    NOTE_LIMIT,
    TAG_LIMIT,
    Mark,
    count_marks,
    find_mark,
    is_label,
    parse_mark,
    parse_note,
    with_marks,
)
from sscmsc.record import Record
from sscmsc.vocabulary import load_vocabulary

VOCABULARY = load_vocabulary()


def entry(*tags: str, labels: tuple[str, ...] = ()) -> Entry:
    facets = (Facet("disease", "RA", ("title",)),)
    return Entry("Key", Record("test"), tags=tags, labels=labels, facets=facets)


def label(text: str) -> Mark:
    return Mark(text, is_label=True)


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("disease=SSc", "disease=SSc"),
        ("disease=ssc", "disease=SSc"),
        ("disease=systemic sclerosis", "disease=SSc"),
        ("disease=Scleroderma, Systemic", "disease=SSc"),
        ("disease=D012595", "disease=SSc"),
        ("Disease = SSc", "disease=SSc"),
        ("-disease_=SSc", "disease=SSc"),
        ("cell-source=adipose", "source=adipose"),
        ("design=rct", "design=RCT"),
        ("disease!=ra", "disease!=RA"),
        ("disease != rheumatoid arthritis", "disease!=RA"),
        ("therapy=hsct", "therapy=HSCT"),
        ("n= 0120", "n=120"),
        ("n!=120", "n!=120"),
        ("trial=nct 00114530", "trial=NCT00114530"),
    ],
)
def test_a_label_is_stored_as_the_vocabulary_names_it(written: str, stored: str) -> None:
    assert is_label(written)
    assert parse_mark(written, VOCABULARY) == label(stored)


@pytest.mark.parametrize(
    ("written", "message", "hint"),
    [
        ("disease=sclerodrma", "no disease is called 'sclerodrma'", "SSc"),
        ("disease=", "no disease is called ''", "SSc"),
        ("diseas=SSc", "no facet 'diseas'", "disease"),
        ("=SSc", "no facet ''", "disease"),
        ("disease:SSc", "'disease:SSc' is no tag", "disease=SSc"),
        ("n=abc", "'abc' is no number of people", "n=120"),
        ("n=0", "'0' is no number of people", "n=120"),
        ("n=5.5", "'5.5' is no number of people", "n=120"),
        ("n=", "'' is no number of people", "n=120"),
        ("trial=foo", "'foo' is no registration of a trial", "trial=NCT00114530"),
    ],
)
def test_a_label_that_is_none_names_the_nearest(written: str, message: str, hint: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_mark(written, VOCABULARY)
    assert message in caught.value.message
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("grant 2026", "grant 2026"),
        ("  read  twice ", "read twice"),
        ("à lire", "à lire"),
        ("see:later", "see:later"),
        ("a\x1b[31m\u202eb", "a[31mb"),
        ("two\nlines", "two lines"),
        ("x" * TAG_LIMIT, "x" * TAG_LIMIT),
    ],
)
def test_a_tag_is_one_clean_line(written: str, stored: str) -> None:
    assert parse_mark(written, VOCABULARY) == Mark(stored) == parse_mark(written, None)


@pytest.mark.parametrize(
    "written", ["", " ", "\x1b", "a,b", "+a", "-a", "x" * (TAG_LIMIT + 1), "bad \udcff"]
)
def test_what_can_be_no_tag(written: str) -> None:
    with pytest.raises(InputError):
        parse_mark(written, None)


def test_marks_are_added_once_and_in_order() -> None:
    held = entry("b")
    after = with_marks(held, [Mark("a"), Mark("b"), label("disease=SSc"), Mark("a")])
    assert (after.tags, after.labels) == (("b", "a"), ("disease=SSc",))
    assert with_marks(after, [Mark("a"), label("disease=SSc")]) is after


def test_a_label_takes_the_place_of_its_opposite() -> None:
    denied = with_marks(entry(), [label("disease!=RA")])
    assert denied.values("disease") == ()
    claimed = with_marks(denied, [label("disease=RA")])
    assert claimed.labels == ("disease=RA",)
    assert claimed.labelled[0].evidence[0] == "user"


def test_a_work_has_one_number_of_people() -> None:
    found = (Facet("n", "120", ("abstract",)), Facet("trial", "NCT00114530", ("title",)))
    held = replace(entry(labels=("n=5", "n=abc", "n!=7")), facets=found)
    after = with_marks(held, [label("n=80"), label("trial=ISRCTN54371254")])
    assert after.labels == ("n!=7", "n=80", "trial=ISRCTN54371254")
    assert after.values("n") == ("80",)
    assert after.values("trial") == ("NCT00114530", "ISRCTN54371254")
    assert with_marks(after, (), [label("n=80")]).values("n") == ("120",)


def test_marks_are_taken_away_however_a_hand_wrote_them() -> None:
    held = entry("Read", "read", labels=("disease = SSc", "disease!=RA"))
    after = with_marks(held, (), [Mark("READ"), label("disease=SSc")])
    assert (after.tags, after.labels) == ((), ("disease!=RA",))


def test_what_stands_in_an_entry_can_be_taken_away_whatever_it_is() -> None:
    held = entry("a, b", labels=("disease=nonsense",))
    for text in ("a, b", "disease=nonsense"):
        mark = find_mark(text, [held], VOCABULARY)
        assert with_marks(held, (), [mark]) != held
    assert find_mark("disease=ssc", [held], VOCABULARY) == label("disease=SSc")


def test_marks_are_counted_by_work() -> None:
    held = [entry("b", "a"), entry("a", labels=("disease=SSc",)), entry()]
    assert count_marks(held) == {Mark("a"): 2, Mark("b"): 1, label("disease=SSc"): 1}
    assert list(count_marks(held)) == [Mark("a"), Mark("b"), label("disease=SSc")]


tags = st.lists(st.sampled_from(["a", "b", "c"]).map(Mark), max_size=4)
labels = st.lists(
    st.sampled_from(["disease=SSc", "disease!=SSc", "disease=RA", "disease!=RA"]).map(label),
    max_size=4,
)


@given(tags, labels, tags, labels)
@settings(max_examples=100, derandomize=True)
def test_what_was_added_is_there_and_what_was_removed_is_not(
    first: list[Mark], said: list[Mark], second: list[Mark], gone: list[Mark]
) -> None:
    held = with_marks(entry(), [*first, *said])
    assert len(set(held.tags)) == len(held.tags)
    assert {one.text for one in first} == set(held.tags)
    for one in held.labels:
        assert one.replace("!", "") in held.labels or one.replace("!=", "=") not in held.labels
    after = with_marks(held, (), [*second, *gone])
    assert not {one.text for one in (*second, *gone)} & {*after.tags, *after.labels}
    assert set(after.tags) <= set(held.tags)


@pytest.mark.parametrize(
    ("data", "note"),
    [
        (b"one line", "one line"),
        (b"one line\n", "one line"),
        (b"a\n\n  b\tc \n\n", "a\n\n  b\tc \n"),
        (b"a\r\nb\r\n", "a\r\nb"),
        (b"\xef\xbb\xbfa", "a"),
        ("\u202eé\u200f".encode(), "\u202eé\u200f"),
        (b"", None),
        (b" \n\t\n", None),
    ],
)
def test_a_note_is_kept_as_it_is(data: bytes, note: str | None) -> None:
    assert parse_note(data, "the note") == note


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"a\n\xff", "the note:2: no text in UTF-8"),
        (b"a\nb\n\0", "the note:3: a NUL character"),
        (b"x" * (NOTE_LIMIT + 1), "the note: larger than 1 MB"),
    ],
)
def test_a_note_that_is_no_text(data: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        parse_note(data, "the note")
