"""Which names are one person, which are not, and what is counted of them."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from sscmsc.dates import PartialDate
from sscmsc.entry import Entry
from sscmsc.library import Library
from sscmsc.record import Author, Group, Person, Record
from sscmsc.reference import Reference, ReferenceList
from sscmsc.tally_authors import People, SelfCitations, find_groups, find_writers, self_citations
from sscmsc.tally_names import Name, identify, name_of


def work(key: str, *authors: Author | str, year: int = 2010) -> Entry:
    people = tuple(_person(one) if isinstance(one, str) else one for one in authors)
    return Entry(key, Record("test", authors=people, issued=PartialDate(year)))


def _person(text: str) -> Person:
    """`Amsel AB`, `Amsel, Ada B`, or one with `#orcid`."""
    name, _, orcid = text.partition("#")
    family, _, given = name.partition(", ")
    if given:
        return Person(family, given, orcid=orcid or None)
    family, _, initials = name.rpartition(" ")
    return Person(family, initials=initials, orcid=orcid or None)


def people(*lists: tuple[str, ...]) -> list[set[str]]:
    """The names of each person, as they were written."""
    works = [work(f"W{at}", *one) for at, one in enumerate(lists)]
    found = find_writers(People(works), works)
    return [{one.name, *one.variants} for one in found]


def test_names_as_compared() -> None:
    assert name_of(_person("van den Çelik, Jo-Ann M")) == Name("van den celik", "jam", "jo")
    assert name_of(Person("Amsel", "A. B.", "AB")) == Name("amsel", "ab")
    assert name_of(Person("Amsel", "AB", orcid="1")) == Name("amsel", "ab", "", "1")


def test_same_initials_are_one_person() -> None:
    assert people(("Amsel A",), ("Amsel, Ada",), ("AMSEL A",)) == [{"Amsel A", "AMSEL A"}]


def test_given_names_and_orcids_contradict() -> None:
    found = people(("Wang, Jun",), ("Wang, Jie",), ("Wang J",), ("Wang, Jun",))
    assert len(found) == 3
    both = people(("Wang J#0000-0002-1825-0097",), ("Wang J#0000-0001-5109-3700",))
    assert len(both) == 2


def test_an_orcid_joins_other_names() -> None:
    found = people(("Amsel A#0000-0002-1825-0097",), ("Berg-Amsel AB#0000-0002-1825-0097",))
    assert found == [{"Amsel A", "Berg-Amsel AB"}]


def test_fewer_initials_need_one_longer_name_and_common_company() -> None:
    assert people(("Amsel A", "Dahl D"), ("Amsel AB", "Dahl D"))[0] == {"Amsel A", "Amsel AB"}
    assert len(people(("Amsel A",), ("Amsel AB",))) == 2
    two = people(("Amsel A", "Dahl D"), ("Amsel AB", "Dahl D"), ("Amsel AC", "Dahl D"))
    assert sum("Amsel" in next(iter(one)) for one in two) == 3


@given(st.lists(st.lists(st.sampled_from(
    ["Amsel A", "Amsel AB", "Amsel, Ada", "Amsel, Anna", "Amsel A#0000-0002-1825-0097", "Berg B"]
), max_size=4).map(tuple), max_size=6))  # fmt: skip
@settings(max_examples=60, derandomize=True, deadline=None)
def test_the_order_of_works_does_not_matter(lists: list[tuple[str, ...]]) -> None:
    names = [[name_of(_person(one)) for one in listed] for listed in lists]
    one, other = identify(names), identify(names[::-1])
    groups = [
        {frozenset(name for name in found if found[name] == root) for root in found.values()}
        for found in (one, other)
    ]
    assert groups[0] == groups[1]
    orcids = [{name.orcid for name in group if name.orcid} for group in groups[0]]
    assert all(len(held) <= 1 for held in orcids)


def test_what_is_counted_of_people() -> None:
    works = (
        work("A", "Amsel A", "Berg B", "Carl C", year=2001), work("B", "Berg B", "Amsel A"),
        work("C", "Amsel A", year=2020), work("D", Group("The SSc Group"), "Amsel A"),
    )  # fmt: skip
    first, second, third = find_writers(People(works), works)
    assert (first.name, len(first.works), first.first, first.last) == ("Amsel A", 4, 2, 1)
    assert first.years == (2001, 2020)
    assert (second.name, second.first, second.last) == ("Berg B", 1, 0)
    assert (third.name, third.first, third.last) == ("Carl C", 0, 1)


def test_groups() -> None:
    works = (work("A", Group("EUSTAR Group")), work("B", Group("Eustar group"), "Amsel A"))
    (group,) = find_groups(works)
    assert (group.name, group.variants, len(group.works)) == (
        "EUSTAR Group", ("Eustar group",), 2,
    )  # fmt: skip


def test_self_citations_by_hand() -> None:
    """One of the two works with known authors has one of the review's."""
    own, other, nobody = work("Own", "Amsel, Ada"), work("Other", "Berg B"), work("Nobody")
    lines = tuple(Reference(at, citekey=key) for at, key in enumerate(
        ("Own", "Other", "Nobody", "Own", None), start=1))  # fmt: skip
    review = Entry(
        "R", Record("test", authors=(_person("Amsel A"),)), references=ReferenceList(lines)
    )
    works = (own, other, nobody, review)
    found = self_citations(Library(works), People(works), review)
    assert found == SelfCitations("R", 5, 2, ("Own",))
    assert found.share == Fraction(1, 2)
    assert self_citations(Library(works), People(works), own).share is None
