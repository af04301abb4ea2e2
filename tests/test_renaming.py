"""Another citekey: lists follow, the old one is remembered, one that is not free is refused."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sscmsc.dates import PartialDate
from sscmsc.entry import Entry
from sscmsc.errors import InputError
from sscmsc.library import Library
from sscmsc.record import Person, Record
from sscmsc.reference import Reference, ReferenceList
from sscmsc.renaming import followers, rename, template_key


def entry(citekey: str, *cited: str | None, former: tuple[str, ...] = ()) -> Entry:
    lines = tuple(Reference(at, citekey=key, text="x") for at, key in enumerate(cited, start=1))
    record = Record("test", authors=(Person("Amsel", "Ada"),), issued=PartialDate(2013))
    return Entry(citekey, record, references=ReferenceList(lines), former_keys=former)


def renamed(library: Library, old: str, new: str) -> Library:
    changed = rename(library, old, new)
    return library.without((old,) if changed else ()).with_entries(changed)


def links(library: Library, citekey: str) -> list[str | None]:
    references = library.entries[citekey].references
    assert references is not None
    return [line.citekey for line in references.references]


LIBRARY = Library((entry("A", "C", None, "B", "C"), entry("B", "C"), entry("C"), entry("D", "B")))


def test_every_list_that_pointed_at_it_follows() -> None:
    changed = rename(LIBRARY, "C", "New")
    assert sorted(one.citekey for one in changed) == ["A", "B", "New"]
    assert sorted(followers(changed, "New")) == [("A", 2), ("B", 1)]
    after = renamed(LIBRARY, "C", "New")
    assert links(after, "A") == ["New", None, "B", "New"]
    assert after.cited_by("New") == ("A", "B")
    assert after.entries["D"] is LIBRARY.entries["D"]


def test_a_work_that_cites_itself_follows_itself() -> None:
    after = renamed(Library((entry("A", "A"),)), "A", "B")
    assert links(after, "B") == ["B"]


def test_old_keys_add_up_and_a_way_back_ends_them() -> None:
    library = LIBRARY
    for old, new in (("C", "X"), ("X", "Y")):
        library = renamed(library, old, new)
    assert library.entries["Y"].former_keys == ("C", "X")
    assert library.resolve("c") is library.resolve("X") is library.entries["Y"]
    library = renamed(library, "Y", "C")
    assert library.entries["C"].former_keys == ("X", "Y")


def test_another_case_is_no_other_key() -> None:
    after = renamed(LIBRARY, "C", "c")
    assert after.entries["c"].former_keys == ()
    assert links(after, "B") == ["c"]


def test_the_same_key_changes_nothing() -> None:
    assert rename(LIBRARY, "C", "C") == ()


@pytest.mark.parametrize(
    ("new", "message"),
    [
        ("B", "'B' is taken: an entry has that key"),
        ("b", "'b' is taken: B differs from it only in case"),
        ("Broken", "'Broken' is taken"),
        ("was", "'was' is taken: E had that key before"),
        ("a/b", "is no citekey"),
        ("", "is no citekey"),
        ("../x", "is no citekey"),
        ("x" * 101, "is no citekey"),
        ("con", "Windows keeps that name"),
        ("[red]", "is no citekey"),
    ],
)
def test_a_key_that_is_not_free_or_none(new: str, message: str) -> None:
    library = Library((*LIBRARY, entry("E", former=("Was",))), reserved=("Broken",))
    with pytest.raises(InputError) as caught:
        rename(library, "C", new)
    assert message in caught.value.message


def test_the_key_of_the_template() -> None:
    library = Library((entry("Odd"), entry("Amsel2013"), entry("E", former=("amsel2013A",))))
    assert template_key(library, library.entries["Odd"], "{family}{year}") == "Amsel2013b"
    assert template_key(library, library.entries["Amsel2013"], "{family}{year}") == "Amsel2013"
    assert template_key(library, library.entries["E"], "{family}{year}") == "Amsel2013a"
    assert (
        template_key(library, library.entries["Odd"], "{family}{year}", ("amsel2013B",))
        == "Amsel2013c"
    )


@given(st.lists(st.tuples(st.sampled_from("ABCD"), st.sampled_from("ABCDEFab")), max_size=8))
@settings(max_examples=150, derandomize=True)
def test_no_link_is_ever_lost(steps: list[tuple[str, str]]) -> None:
    library = LIBRARY
    pointed = {key: len(LIBRARY.cited_by(key)) for key in LIBRARY.entries}
    for old, new in steps:
        key = library.resolve(old).citekey
        try:
            library = renamed(library, key, new)
        except InputError:
            continue
    assert len(library) == len(LIBRARY)
    for key, number in pointed.items():
        found = library.resolve(key).citekey
        assert len(library.cited_by(found)) == number
