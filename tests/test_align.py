"""Aligning the lists that several sources give for one review: no line lost, none counted twice."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from sscmsc.align import align, pairs
from sscmsc.identifiers import DOI, PMCID, PMID
from sscmsc.record import Person
from sscmsc.reference import Cited, Reference

#: Ten references of reviews on cell therapy: first author, year, title, journal, volume, page.
WORKS = (
    ("Gabrielli A", 2009, "Scleroderma", "N Engl J Med", "360", "1989"),
    ("Nihtyanova SI", 2010, "Autoantibodies as predictive tools in systemic sclerosis", "Nat Rev "
     "Rheumatol", "6", "112"),
    ("Varga J", 2004, "Illness and art: the legacy of Paul Klee", "Curr Opin Rheumatol", "16",
     "714"),
    ("Sullivan KM", 2018, "Myeloablative autologous stem-cell transplantation for severe "
     "scleroderma", "N Engl J Med", "378", "35"),
    ("Mayes MD", 2003, "Prevalence, incidence, survival, and disease characteristics of systemic "
     "sclerosis in a large US population", "Arthritis Rheum", "48", "2246"),
    ("Del Papa N", 2015, "From mechanisms of action to therapeutic application", "Best Pr Res Clin "
     "Rheumatol", "29", "756"),
    ("Binks M", 2001, "Phase I/II trial of autologous stem cell transplantation in systemic "
     "sclerosis", "Ann Rheum Dis", "60", "577"),
    ("de Buys P", 2005, "Hemopoietic stem cell transplantation in rheumatic diseases: an update",
     "Autoimmun Rev", "4", "442"),
    ("Shouval R", 2018, "Autologous hematopoietic stem cell transplantation for systemic "
     "sclerosis: a systematic review and meta-analysis", "Biol Blood Marrow Transpl", "24", "937"),
    ("Del Papa N", 2018, "Autologous hematopoietic stem cell transplantation for treatment of "
     "systemic sclerosis", "Front Immunol", "9", "2390"),
)  # fmt: skip


def printed(place: int) -> Reference:
    """A line as PubMed lists it: text only."""
    name, year, title, journal, volume, page = WORKS[place]
    return Reference(
        place + 1, text=f"{name}, et al. {title}. {journal}. ({year}) {volume}:{page}–99."
    )


def fielded(place: int) -> Reference:
    """A line as Crossref lists it: some fields, no title."""
    name, year, _, journal, volume, page = WORKS[place]
    cited = Cited(
        authors=(Person(name.rpartition(" ")[0]),), authors_complete=False, container=journal,
        year=year, volume=volume, pages=page,
    )  # fmt: skip
    return Reference(place + 1, cited=cited, sources=("crossref",))


PRINTED = tuple(printed(place) for place in range(len(WORKS)))
FIELDED = tuple(fielded(place) for place in range(len(WORKS)))


def texts(references: tuple[Reference, ...]) -> list[str | None]:
    return [one.text for one in references]


def test_text_meets_fields_and_each_fills_the_other() -> None:
    aligned = align([("pubmed", PRINTED), ("crossref", FIELDED)])
    assert texts(aligned) == texts(PRINTED)
    assert [one.cited for one in aligned] == [one.cited for one in FIELDED]
    assert {one.sources for one in aligned} == {("pubmed", "crossref")}
    assert [one.position for one in aligned] == list(range(1, 11))


def test_a_line_that_one_list_lacks_stays_at_its_place() -> None:
    aligned = align([("pubmed", PRINTED[:3] + PRINTED[4:]), ("crossref", FIELDED)])
    assert len(aligned) == 10
    assert aligned[3].cited == FIELDED[3].cited
    assert aligned[3].sources == ("crossref",)
    assert [one.position for one in aligned] == list(range(1, 11))
    without_last = align([("pubmed", PRINTED[:-1]), ("crossref", FIELDED)])
    assert without_last[-1].sources == ("crossref",)


def test_lists_in_another_order_keep_the_first_lists_order() -> None:
    alphabetical = tuple(sorted(FIELDED, key=lambda one: str(one.cited.authors)))
    aligned = align([("pubmed", PRINTED), ("crossref", alphabetical)])
    assert texts(aligned) == texts(PRINTED)
    assert [one.cited for one in aligned] == [one.cited for one in FIELDED]
    assert align([("pubmed", PRINTED), ("crossref", alphabetical[::-1])]) == aligned


def test_identifiers_are_united_and_contradictory_ones_noted() -> None:
    ours = replace(PRINTED[3], pmid=PMID("29298160"), doi=DOI("10.1056/nejmoa1703327"))
    theirs = replace(
        FIELDED[3], pmcid=PMCID("PMC5846574"), doi=DOI("10.1056/NEJMOA1703327".lower())
    )
    (one,) = align([("pubmed", (ours,)), ("crossref", (theirs,))])
    assert one.identifiers == (ours.pmid, theirs.pmcid, ours.doi)
    assert one.notes == ()
    wrong = replace(theirs, doi=DOI("10.1000/other"))
    (one,) = align([("pubmed", (ours,)), ("crossref", (wrong,))])
    assert one.identifiers == (ours.pmid, ours.doi)
    assert one.notes == ("crossref gives DOI 10.1000/other",)


def test_another_works_identifiers_never_meet() -> None:
    ours = replace(PRINTED[1], doi=DOI("10.1038/nrrheum.2009.238"))
    theirs = replace(FIELDED[2], doi=DOI("10.1097/01.bor.0000144759.30154.84"))
    assert len(align([("pubmed", (ours,)), ("crossref", (theirs,))])) == 2


def test_a_shared_identifier_joins_what_is_printed_differently() -> None:
    doi = DOI("10.1097/01.bor.0000144759.30154.84")
    ours = Reference(1, text="Varga J. The legacy of Klee.", doi=doi)
    theirs = Reference(1, cited=Cited(year=2004), doi=doi)
    first, second = PRINTED[0], PRINTED[4]
    aligned = align([("pubmed", (first, ours, second)), ("crossref", (theirs, FIELDED[0]))])
    assert len(aligned) == 3
    assert aligned[1].cited.year == 2004


def test_a_line_with_nothing_but_an_identifier_is_paired_by_its_neighbours() -> None:
    silent = Reference(2, doi=DOI("10.1038/nrrheum.2009.238"))
    aligned = align([("pubmed", PRINTED[:3]), ("crossref", (FIELDED[0], silent, FIELDED[2]))])
    assert len(aligned) == 3
    assert aligned[1].doi == silent.doi
    assert aligned[1].notes == (f"{silent.doi} from crossref by its place in the list",)
    apart = align([("pubmed", PRINTED[:4]), ("crossref", (FIELDED[0], silent, FIELDED[3]))])
    assert len(apart) == 5


def test_a_line_printed_twice_stays_two_lines() -> None:
    twice = (*PRINTED[:4], PRINTED[1])
    assert texts(align([("pubmed", twice), ("crossref", FIELDED[:4])])) == texts(twice)
    both = align([("pubmed", twice), ("crossref", (*FIELDED[:4], FIELDED[1]))])
    assert texts(both) == texts(twice)
    assert {one.sources for one in both} == {("pubmed", "crossref")}


def test_three_lists_fold_into_one() -> None:
    identified = tuple(
        replace(one, doi=DOI(f"10.1000/{one.position}")) for one in FIELDED if one.position != 4
    )
    aligned = align([("pubmed", PRINTED), ("crossref", FIELDED[:6]), ("europepmc", identified)])
    assert texts(aligned) == texts(PRINTED)
    assert [one.doi is None for one in aligned].count(True) == 1
    assert aligned[0].sources == ("pubmed", "crossref", "europepmc")
    assert set(aligned[9].sources) == {"pubmed", "europepmc", "crossref"}


def test_nothing_to_align() -> None:
    assert align([]) == ()
    assert align([("pubmed", ()), ("crossref", ())]) == ()
    assert [one.sources for one in align([("pubmed", ()), ("crossref", FIELDED[:1])])] == [
        ("crossref",)
    ]


IDENTIFIERS = st.none() | st.sampled_from([DOI(f"10.1000/{number}") for number in range(6)])
LINES = st.builds(
    lambda line, doi, label: replace(line, doi=doi, label=label),
    st.sampled_from([*PRINTED, *FIELDED, Reference(1)]),
    IDENTIFIERS,
    st.none() | st.sampled_from(["1", "2", "12a"]),
)
LISTS = st.lists(LINES, max_size=12).map(tuple)
FEW = settings(max_examples=60, derandomize=True, deadline=None)


@FEW
@given(LISTS, LISTS, LISTS)
def test_every_line_is_in_the_result_once(
    one: tuple[Reference, ...], other: tuple[Reference, ...], third: tuple[Reference, ...]
) -> None:
    joined = pairs(one, other)
    assert (
        len({first for first, _ in joined}) == len({second for _, second in joined}) == len(joined)
    )
    aligned = align([("pubmed", one), ("crossref", other)])
    assert len(aligned) == len(one) + len(other) - len(joined)
    assert [line.position for line in aligned] == list(range(1, len(aligned) + 1))
    listed = Counter(source for line in aligned for source in set(line.sources))
    assert listed["pubmed"] == len(one)
    assert len(align([("pubmed", one), ("crossref", other), ("pmc", third)])) >= len(aligned)


@FEW
@given(LISTS, LISTS)
def test_the_first_lists_order_stands(
    one: tuple[Reference, ...], other: tuple[Reference, ...]
) -> None:
    marked = tuple(replace(line, notes=(f"line {place}",)) for place, line in enumerate(one))
    aligned = align([("pubmed", marked), ("crossref", other)])
    order = [note for line in aligned for note in line.notes if note.startswith("line ")]
    assert order == [f"line {place}" for place in range(len(one))]


@FEW
@given(LISTS)
def test_a_list_with_itself_is_itself(one: tuple[Reference, ...]) -> None:
    aligned = align([("first", one), ("second", one)])
    bare = [replace(line, position=1, sources=(), notes=()) for line in aligned]
    assert bare == [replace(line, position=1, sources=()) for line in one]
    assert all({"first", "second"} <= set(line.sources) for line in aligned)


@FEW
@given(st.sets(st.integers(0, 9)), st.sets(st.integers(0, 9)), st.booleans())
def test_dropped_lines_are_not_lost(
    missing_here: set[int], missing_there: set[int], with_text: bool
) -> None:
    there = PRINTED if with_text else FIELDED
    ours = tuple(one for place, one in enumerate(PRINTED) if place not in missing_here)
    theirs = tuple(one for place, one in enumerate(there) if place not in missing_there)
    aligned = align([("pubmed", ours), ("crossref", theirs)])
    assert len(aligned) == 10 - len(missing_here & missing_there)
