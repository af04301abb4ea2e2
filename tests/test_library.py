"""The library in memory, and the citekeys of its entries."""

from __future__ import annotations

import string
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sscmsc.citekey import check_citekey, make_citekey
from sscmsc.dates import PartialDate
from sscmsc.entry import Entry
from sscmsc.errors import InputError, NotFoundError
from sscmsc.identifiers import DOI, PMCID, PMID
from sscmsc.library import Library
from sscmsc.record import Author, Group, Person, Record
from sscmsc.reference import Reference, ReferenceList
from sscmsc.text import RichText


def record(
    *authors: Author,
    year: int | None = 2018,
    title: str | None = None,
    editor: Author | None = None,
) -> Record:
    return Record(
        "test",
        title=RichText(title) if title else None,
        authors=authors,
        editors=(editor,) if editor else (),
        issued=PartialDate(year) if year else None,
    )


def citing(citekey: str, year: int | None, *cited: str) -> Entry:
    lines = tuple(Reference(number, citekey=key) for number, key in enumerate(cited, start=1))
    return Entry(citekey, record(year=year), references=ReferenceList(lines))


PELTZER = Entry(
    "Peltzer2018",
    Record(
        "test",
        pmid=PMID("30254641"),
        pmcid=PMCID("PMC6142391"),
        doi=DOI("10.3389/fimmu.2018.02013"),
        superseded_dois=(DOI("10.1000/old"),),
    ),
)
FARGE = Entry("Farge2010", Record("test", pmid=PMID("20045467"), doi=DOI("10.1000/old")))
LIBRARY = Library((PELTZER, FARGE))


@pytest.mark.parametrize(
    "key",
    [
        "Peltzer2018", " Peltzer2018 ", "peltzer2018", "PELTZER2018", "30254641", "PMID: 30254641",
        "PMC6142391", "pmc6142391", "10.3389/fimmu.2018.02013", "10.3389/FIMMU.2018.02013",
        "https://doi.org/10.3389/fimmu.2018.02013", "https://pubmed.ncbi.nlm.nih.gov/30254641/",
    ],
)  # fmt: skip
def test_an_entry_is_found_by_its_key_or_any_identifier(key: str) -> None:
    assert LIBRARY.resolve(key) is PELTZER


@pytest.mark.parametrize(
    ("key", "message", "hint"),
    [
        ("Peltzr2018", "no entry 'Peltzr2018'", "Did you mean Peltzer2018?"),
        ("farge2011", "no entry 'farge2011'", "Did you mean Farge2010?"),
        ("zzz", "no entry 'zzz'", "`sscmsc list` shows every citekey."),
        ("10.1/x", "no entry '10.1/x'", "`sscmsc list` shows every citekey."),
        ("PMC1", "no entry has the PMCID PMC1", "`sscmsc fetch PMC1` brings it in."),
        ("7", "no entry has the PMID 7", "`sscmsc fetch 7` brings it in."),
    ],
)
def test_a_key_that_names_nothing_says_what_is_near(key: str, message: str, hint: str) -> None:
    with pytest.raises(NotFoundError) as caught:
        LIBRARY.resolve(key)
    assert (caught.value.message, caught.value.hint) == (message, hint)


def test_an_empty_library_says_that_it_is_empty() -> None:
    with pytest.raises(NotFoundError) as caught:
        Library().resolve("Peltzer2018")
    assert caught.value.hint == "The library is empty."


def test_entries_that_have_an_identifier() -> None:
    assert LIBRARY.holding([PMID("30254641"), PMCID("PMC6142391")]) == ("Peltzer2018",)
    assert LIBRARY.holding([DOI("10.1000/old")]) == ("Farge2010", "Peltzer2018")
    assert LIBRARY.holding([PMID("1")]) == ()
    assert LIBRARY.holding([]) == ()


def test_the_same_digits_are_not_the_same_identifier() -> None:
    library = Library((Entry("X", Record("test", pmcid=PMCID("PMC30254641"))),))
    assert library.holding([PMID("30254641")]) == ()


def test_who_cites_an_entry_by_year_then_key() -> None:
    library = Library(
        (
            citing("B2019", 2019, "X2001", "X2001"),
            citing("A2019", 2019, "X2001"),
            citing("Cnd", None, "X2001"),
            citing("D2003", 2003, "X2001", "Other"),
            citing("X2001", 2001),
        )
    )
    assert library.cited_by("X2001") == ("D2003", "A2019", "B2019", "Cnd")
    assert library.cited_by("D2003") == ()
    assert library.without(["A2019"]).cited_by("X2001") == ("D2003", "B2019", "Cnd")
    changed = library.with_entries([citing("D2003", 2003), citing("E2000", 2000, "X2001")])
    assert changed.cited_by("X2001") == ("E2000", "A2019", "B2019", "Cnd")
    assert library.cited_by("X2001") == ("D2003", "A2019", "B2019", "Cnd")


def test_entries_come_in_the_order_of_their_keys_without_case() -> None:
    library = Library(Entry(key, Record("test")) for key in ("b", "C", "a", "A2"))
    assert list(library.entries) == ["a", "A2", "b", "C"]
    assert [entry.citekey for entry in library] == ["a", "A2", "b", "C"]
    assert "b" in library
    assert len(library) == 4


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (record(Person("Peltzer", "Juliette"), Person("Farge")), "Peltzer2018"),
        (record(Person("Çelik")), "Celik2018"),
        (record(Person("d'Angelo")), "DAngelo2018"),
        (record(Person("O’Brien")), "OBrien2018"),
        (record(Person("de la Cruz")), "DeLaCruz2018"),
        (record(Person("van der Meer")), "VanDerMeer2018"),
        (record(Person("Smith-Jones")), "SmithJones2018"),
        (record(Person("Weiß")), "Weiss2018"),
        (record(Person("Müller")), "Muller2018"),
        (record(Person("Ørsted")), "Orsted2018"),
        (record(Person("Wałęsa")), "Walesa2018"),
        (record(Person("Þórsson")), "Thorsson2018"),
        (record(Person("Özgür İbrahimoğlu")), "OzgurIbrahimoglu2018"),
        (record(Person("Nguyễn")), "Nguyen2018"),
        (record(Person("张"), title="Stem cells in SSc"), "Stem2018"),
        (record(Group("World Health Organization (WHO)")), "WHO2018"),
        (record(Group("EUSTAR Coauthors")), "EUSTAR2018"),
        (record(Group("The Scleroderma Study Group")), "Scleroderma2018"),
        (record(editor=Person("Denton")), "Denton2018"),
        (record(title="On the <i>origin</i> of fibrosis"), "Origin2018"),
        (record(title="CD4<sup>+</sup> T cells"), "CD42018"),
        (record(title="The"), "The2018"),
        (record(title="硬皮病"), "Anon2018"),
        (record(), "Anon2018"),
        (record(Person("Farge"), year=None), "FargeND"),
        (record(Person("A" * 300)), "A" * 90),
        (record(Person("...")), "Anon2018"),
    ],
)
def test_a_citekey_is_made_of_family_and_year(made: Record, expected: str) -> None:
    assert make_citekey(made, ()) == expected


def test_a_citekey_that_is_taken_gets_a_letter() -> None:
    made = record(Person("Farge"))
    taken: list[str] = []
    for _ in range(54):
        taken.append(make_citekey(made, {key.casefold() for key in taken}))
    letters = ["", *string.ascii_lowercase, *(f"a{one}" for one in string.ascii_lowercase), "ba"]
    assert taken == [f"Farge2018{one}" for one in letters]
    assert make_citekey(made, {"farge2018": 1, "farge2018a": 2}) == "Farge2018b"


def test_a_template_says_how_citekeys_look() -> None:
    made = record(Person("Farge"), title="Rationale of stem cells")
    assert make_citekey(made, (), "{family}:{year}-{title}") == "Farge:2018-Rationale"
    assert make_citekey(made, (), "_{family} & {family}/") == "FargeFarge"
    assert make_citekey(record(Person("Con")), (), "{family}") == "Cona"
    assert make_citekey(made, (), "&") == "Anon"


@pytest.mark.parametrize(
    "template", ["{journal}", "{family", "{}", "{family!r}", "{year:>9}", "{0}"]
)
def test_a_template_that_makes_no_sense_is_refused(template: str) -> None:
    with pytest.raises(InputError, match="template"):
        make_citekey(record(Person("Farge")), (), template)


@given(
    st.lists(
        st.builds(record, st.builds(Person, st.text(max_size=8)), year=st.none() | st.just(2018)),
        max_size=12,
    )
)
@settings(max_examples=150, derandomize=True, deadline=None)
def test_citekeys_are_allowed_and_differ_by_more_than_case(records: list[Record]) -> None:
    taken: list[str] = []
    for one in records:
        folded = {key.casefold() for key in taken}
        taken.append(check_citekey(make_citekey(one, folded)))
    assert len({key.casefold() for key in taken}) == len(records)


@pytest.mark.parametrize("text", ["A", "9x", "Family2018a", "a:b_c.d-e", "x" * 100, "console"])
def test_what_may_be_a_citekey(text: str) -> None:
    assert check_citekey(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "", ".", "..", "-a", "_a", "a b", "a/b", "a\\b", "é", "a\n", "a\0", "x" * 101, "nul",
        "COM1", "aux.b",
    ],
)  # fmt: skip
def test_what_may_not_be_a_citekey(text: str) -> None:
    with pytest.raises(InputError, match="no citekey"):
        check_citekey(text)


def test_a_reserved_citekey_is_kept_through_every_change() -> None:
    library = Library((), {"Damaged2020"})
    assert library.with_entries(()).reserved == {"Damaged2020"}
    assert library.without(("x",)).reserved == {"Damaged2020"}


RENAMED = Library((replace(PELTZER, citekey="Review", former_keys=("Peltzer2018", "Old")), FARGE))


@pytest.mark.parametrize("key", ["Review", "Peltzer2018", "peltzer2018", " OLD ", "30254641"])
def test_a_former_key_still_leads_to_the_entry(key: str) -> None:
    assert RENAMED.resolve(key).citekey == "Review"


def test_an_entry_comes_before_what_another_was_called() -> None:
    both = RENAMED.with_entries((Entry("old", Record("test")),))
    assert both.resolve("Old").citekey == "old"
    assert both.resolve("Peltzer2018").citekey == "Review"


def test_a_former_key_is_given_to_no_newcomer() -> None:
    assert {"Review", "peltzer2018", "old", "Farge2010"} == set(RENAMED.taken)
