"""Entries of one work made one, and made several again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from sscmsc.entry import Entry, Filed
from sscmsc.errors import InputError, NotFoundError
from sscmsc.formats.native import read_entry, write_entry
from sscmsc.identifiers import DOI, PMID
from sscmsc.library import Library
from sscmsc.record import Container, Person, Record
from sscmsc.reference import Reference, ReferenceList
from sscmsc.separation import Separation, separate
from sscmsc.text import RichText
from sscmsc.union import Union, unite
from sscmsc.vocabulary import load_vocabulary

VOCABULARY = load_vocabulary()
WORK = Record(
    "pubmed", pmid=PMID("1"), title=RichText("Cells for ulcers"), authors=(Person("Peltzer"),)
)
OTHER = Record(
    "crossref", doi=DOI("10.5555/one"), title=RichText("Cells for ulcers"), volume="3",
    container=Container("J Cells"), authors=(Person("Peltzer", "Ada", "A"),),
)  # fmt: skip
KEPT = Entry("Kept", WORK, tags=("a",), note="Mine.", edits={"issue": "7"})
GONE = Entry(
    "Gone", OTHER, tags=("b", "a"), note="Theirs.", labels=("disease=SSc",), former_keys=("Older",),
    references=ReferenceList((Reference(1, "A line"), Reference(2, "Self", citekey="Kept"))),
    extra={"rank": 3}, distinct=("Third",),
)  # fmt: skip
REVIEW = Entry(
    "Review",
    Record("pubmed", title=RichText("A review")),
    references=ReferenceList(
        (Reference(1, "One", citekey="Gone", matched_by="doi"), Reference(2, "Two", citekey="Kept"))
    ),
)


def texts(library: Library) -> Callable[[str], str]:
    return lambda key: write_entry(library.entries[key])


def settled(entry: Entry) -> Entry:
    """An entry as it is read from its file."""
    return read_entry(write_entry(entry).encode(), entry.citekey)


LIBRARY = Library(map(settled, (KEPT, GONE, REVIEW, Entry("Third", Record("x")))))


def united(library: Library = LIBRARY, *keys: str, force: bool = False) -> Union:
    return unite(library, keys or ("Kept", "Gone"), VOCABULARY, texts(library), force=force)


def after(library: Library, made: Union | Separation) -> Library:
    removed = made.removed if isinstance(made, Union) else ()
    changed = (read_entry(write_entry(one).encode(), one.citekey) for one in made.changed)
    return library.without(removed).with_entries(changed)


def files(library: Library) -> dict[str, str]:
    return {key: write_entry(entry) for key, entry in library.entries.items()}


def test_nothing_that_was_stated_or_written_is_lost() -> None:
    made = united()
    entry = made.entry
    assert made.removed == ("Gone",)
    assert (entry.record.pmid, entry.record.doi, entry.record.volume) == (
        PMID("1"), DOI("10.5555/one"), "3",
    )  # fmt: skip
    assert entry.record.source == "merged"
    assert dict(entry.provenance)["volume"] == "crossref"
    assert entry.record.authors == (Person("Peltzer", "Ada", "A"),)
    assert (entry.tags, entry.labels, entry.note) == (
        ("a", "b"), ("disease=SSc",), "Mine.\n\nTheirs.",
    )  # fmt: skip
    assert (dict(entry.edits), dict(entry.extra)) == ({"issue": "7"}, {"rank": 3})
    assert (entry.former_keys, entry.distinct) == (("Older", "Gone"), ("Third",))
    assert {"doi", "volume", "container"} <= set(made.fields)


def test_lists_follow_and_no_line_of_its_own_points_at_itself() -> None:
    made = united()
    (review,) = made.citing
    assert review.references is not None
    assert [one.citekey for one in review.references.references] == ["Kept", "Kept"]
    assert review.references.references[0].matched_by == "doi"
    assert made.entry.references is not None
    assert [one.citekey for one in made.entry.references.references] == [None, None]
    library = after(LIBRARY, made)
    for key in ("Gone", "gone", "Older", "10.5555/one"):
        assert library.resolve(key).citekey == "Kept"


def test_what_the_user_wrote_in_the_entry_that_stays_comes_first() -> None:
    mine = settled(replace(KEPT, edits={"volume": "9"}, record=replace(WORK, volume="9")))
    theirs = settled(replace(GONE, edits={"volume": "8", "issue": "1"}))
    library = LIBRARY.with_entries([mine, theirs])
    record = united(library).entry.record
    assert (record.volume, record.issue) == ("9", "1")


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ({"pmid": PMID("1")}, {"pmid": PMID("2")}, "different PMIDs (Gone has 2, Kept has 1)"),
        ({"doi": DOI("10.5555/a")}, {}, "different DOIs"),
    ],
)
def test_contradictory_identifiers_are_refused_unless_forced(
    one: dict[str, object], other: dict[str, object], told: str
) -> None:
    kept = settled(replace(KEPT, record=replace(WORK, **one)))  # type: ignore[arg-type]
    gone = settled(replace(GONE, record=replace(OTHER, **other)))  # type: ignore[arg-type]
    library = LIBRARY.with_entries([kept, gone])
    with pytest.raises(InputError, match="not one work") as raised:
        united(library)
    assert told in raised.value.message
    assert "--force" in (raised.value.hint or "")
    made = united(library, force=True)
    assert made.entry.record.pmid == kept.record.pmid
    assert made.dropped == (("PMID 2",) if other else ())
    forced = made.entry.record
    assert gone.record.doi in (forced.doi, *forced.superseded_dois)
    back = after(after(LIBRARY.with_entries([kept, gone]), made), separated(library, made))
    assert files(back) == files(library)


def separated(library: Library, made: Union, key: str = "Kept") -> Separation:
    now = after(library, made)
    return separate(now, now.resolve(key), key, VOCABULARY)


@pytest.mark.parametrize("key", ["Kept", "Gone"])
def test_they_come_back_as_they_were(key: str) -> None:
    made = united()
    back = separated(LIBRARY, made, key)
    assert back.kept_changes == ()
    assert files(after(after(LIBRARY, made), back)) == files(LIBRARY)


def test_the_layout_of_a_file_comes_back_too() -> None:
    own = "# by hand\ncitekey: Gone\nrecord: {source: ris, title: 'Cells for ulcers'}\n"
    laid = 'citekey: "Review"\n\nrecord:\n    title: A review\n    source: pubmed\n'
    laid += "references:\n  list:\n  - {position: 1, text: One, citekey: Gone}\n"
    held = {"Gone": own, "Review": laid}
    library = LIBRARY.with_entries(read_entry(one.encode(), key) for key, one in held.items())
    made = unite(
        library, ("Kept", "Gone"), VOCABULARY, lambda key: held.get(key) or texts(library)(key)
    )
    back = separated(library, made)
    assert {one.citekey: write_entry(one) for one in back.changed} == {
        **held,
        "Kept": files(LIBRARY)["Kept"],
    }


def test_what_was_changed_since_stays_and_is_told() -> None:
    made = united()
    library = after(LIBRARY, made)
    entry = library.entries["Kept"]
    changed = replace(
        entry,
        tags=("c", "a", "b"),
        note="Mine.\n\nTheirs.\n\nSince.",
        record=replace(entry.record, volume="33", pages="1-2"),
        extra={"rank": 3, "new": True},
    )
    library = library.with_entries([changed])
    back = separate(library, changed, "Kept", VOCABULARY)
    assert back.kept_changes == ("volume", "pages", "tags", "note", "extra new")
    kept, gone = back.entry, back.back[0]
    assert (kept.tags, kept.note) == (("a", "c"), "Mine.\n\nTheirs.\n\nSince.")
    assert (kept.record.volume, kept.record.pages, kept.record.doi) == ("33", "1-2", None)
    assert dict(kept.extra) == {"new": True}
    assert (kept.former_keys, kept.merged) == ((), ())
    assert write_entry(gone) == files(LIBRARY)["Gone"]


def test_a_list_that_changed_since_keeps_its_changes() -> None:
    made = united()
    library = after(LIBRARY, made)
    review = library.entries["Review"]
    assert review.references is not None
    lines = (
        Reference(1, "New", citekey="Third"),
        replace(review.references.references[0], position=2, doi=DOI("10.5555/one")),
    )
    library = library.with_entries([replace(review, references=ReferenceList(lines))])
    back = separate(library, library.entries["Kept"], "Kept", VOCABULARY)
    (now,) = back.citing
    assert now.references is not None
    assert [one.citekey for one in now.references.references] == ["Third", "Gone"]
    assert back.kept_changes == ("lines of Review",)


def test_one_merge_after_the_other_is_taken_back_in_turn() -> None:
    third = settled(Entry("Third", replace(OTHER, source="ris", issue="5")))
    library = LIBRARY.with_entries([third])
    once = after(library, united(library))
    twice = after(once, unite(once, ("Kept", "Third"), VOCABULARY, texts(once)))
    entry = twice.entries["Kept"]
    assert len(entry.merged) == 2
    assert len(write_entry(entry)) < 3 * len(write_entry(once.entries["Kept"]))
    with pytest.raises(InputError, match="Gone was merged into Kept before Third"):
        separate(twice, entry, "Gone", VOCABULARY)
    back = after(twice, separate(twice, entry, "Third", VOCABULARY))
    assert files(back) == files(once)
    assert files(after(back, separate(back, back.entries["Kept"], "Kept", VOCABULARY))) == files(
        library
    )


def test_what_cannot_be_taken_apart() -> None:
    with pytest.raises(NotFoundError, match="nothing was merged into Kept"):
        separate(LIBRARY, LIBRARY.entries["Kept"], "Kept", VOCABULARY)
    library = after(LIBRARY, united()).with_entries([Entry("GONE", Record("x"))])
    with pytest.raises(InputError, match="'Gone' is taken: GONE has that key now"):
        separate(library, library.entries["Kept"], "Kept", VOCABULARY)


def test_an_entry_that_was_renamed_since_keeps_its_new_key() -> None:
    made = united()
    library = after(LIBRARY, made)
    entry = replace(library.entries["Kept"], citekey="New", former_keys=("Older", "Gone", "Kept"))
    library = library.without(["Kept"]).with_entries([entry])
    back = separate(library, entry, "Gone", VOCABULARY)
    assert (back.entry.citekey, back.entry.former_keys) == ("New", ("Kept",))
    assert back.kept_changes[0] == "citekey"


@pytest.mark.parametrize(
    ("filed", "told"),
    [
        (Filed("Gone", "citekey: [\n"), "what was kept of Gone cannot be read"),
        (Filed("../Gone", ""), "is no citekey"),
        (Filed("Gone", 'citekey: "Other"\nrecord: {source: x}\n'), "is another entry's"),
    ],
)
def test_what_was_kept_may_be_damaged(filed: Filed, told: str) -> None:
    entry = after(LIBRARY, united()).entries["Kept"]
    broken = replace(entry.merged[0], before=(entry.merged[0].before[0], filed))
    with pytest.raises(InputError, match=told):
        separate(LIBRARY, replace(entry, merged=(broken,)), "Kept", VOCABULARY)
