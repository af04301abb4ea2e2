"""The evidence matrix: which works each cell counts, by which query, and with how many people."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sscmsc.entry import Entry, Facet
from sscmsc.errors import InputError
from sscmsc.query_syntax import parse_query
from sscmsc.query_tree import write_query
from sscmsc.record import Record, TrialRegistration
from sscmsc.tally import Sum, Units, base_query, narrowed, participants, trial_of
from sscmsc.tally_matrix import MOST_CELLS, Axis, make_axis, make_matrix
from sscmsc.vocabulary import load_vocabulary

VOCABULARY = load_vocabulary()


def work(key: str, trial: str = "", **labels: str) -> Entry:
    trials = (TrialRegistration("ClinicalTrials.gov", trial),) if trial else ()
    facets = tuple(
        Facet(facet, value, ("title",)) for facet, values in labels.items()
        for value in values.split("|")
    )  # fmt: skip
    return Entry(key, Record("test", trials=trials), facets=facets)


WORKS = (
    work("A", "NCT00000001", disease="SSc", therapy="MSC", design="RCT", n="40"),
    work("B", "NCT00000001", disease="SSc", therapy="MSC|ADSC", design="RCT", n="30"),
    work("C", disease="dcSSc", therapy="HSCT", design="cohort", n="7"),
    work("D", disease="SSc|RA", design="systematic review", n="500"),
    work("E"),
)


def figures(by_trial: bool = False, exact: bool = False) -> dict[tuple[str | None, ...], Sum]:
    axes = [make_axis(WORKS, one, VOCABULARY, exact=exact) for one in ("disease", "therapy")]
    matrix = make_matrix(axes, Units(WORKS, by_trial=by_trial), len(WORKS))
    return {one.values: one.sum for one in (*matrix.cells, *matrix.rows, matrix.whole)}


def test_a_matrix_by_hand() -> None:
    """The review's 500 are people of other studies; narrower values count for wider ones."""
    found = figures()
    assert found["SSc", "MSC"] == Sum(2, 2, 70, 2)
    assert found["SSc", "HSCT"] == Sum(1, 1, 7, 1)
    assert found["SSc", None] == Sum(1, 1, 0, 0)
    assert found["RA", None] == Sum(1, 1, 0, 0)
    assert found[None, None] == Sum(1, 1, 0, 0)
    assert found["RA", "MSC"] == Sum(0, 0, 0, 0)
    assert found["SSc",] == Sum(4, 4, 77, 3)
    assert found[()] == Sum(5, 5, 77, 3)


def test_reports_of_one_trial_count_once_with_the_most_people() -> None:
    found = figures(by_trial=True)
    assert found["SSc", "MSC"] == Sum(1, 2, 40, 1)
    assert found[()] == Sum(4, 5, 47, 2)


def test_only_the_very_value() -> None:
    found = figures(exact=True)
    assert found["SSc",] == Sum(3, 3, 70, 2)
    assert found["dcSSc", "HSCT"] == Sum(1, 1, 7, 1)


def test_values_stand_as_in_the_vocabulary_and_what_has_none_last() -> None:
    axis = make_axis(WORKS, "disease", VOCABULARY)
    assert axis.values == ("SSc", "dcSSc", "RA", None)
    assert make_axis(WORKS, "n", VOCABULARY).values == ("7", "30", "40", "500", None)
    assert make_axis(WORKS, "route", VOCABULARY).values == (None,)
    with pytest.raises(InputError, match="there is no facet 'nonsense'"):
        make_axis(WORKS, "nonsense", VOCABULARY)


def test_what_reports_a_trial() -> None:
    """A review that names a trial, and a work that names two, report none."""
    review = work("R", "NCT00000001", design="systematic review")
    both = Entry("T", Record("test", trials=(
        TrialRegistration("ClinicalTrials.gov", "NCT00000001"),
        TrialRegistration("ClinicalTrials.gov", "NCT00000002"),
        TrialRegistration("ClinicalTrials.gov", "NCT00000003"),
    )))  # fmt: skip
    protocol = work("P", "NCT00000001", design="protocol")
    found = trial_of((*WORKS, review, both, protocol))
    assert found == dict.fromkeys("ABP", "trial NCT00000001")
    assert participants(protocol) is None
    assert participants(work("X", n="12|many")) == 12


@pytest.mark.parametrize(
    ("terms", "keys", "values", "query"),
    [
        ("", (), [("disease", "SSc"), ("therapy", None)], "disease:SSc therapy:unclassified"),
        ("a OR b", (), [("therapy", "cell therapy")], '(a OR b) therapy:"cell therapy"'),
        ("year:2010 -x", ("Amsel2001",), [], "key:Amsel2001 year:2010 -x"),
        ("", ("A", "B"), [("disease", 'a "b" *')], '(key:A OR key:B) disease:"a \\"b\\" *"'),
    ],
)  # fmt: skip
def test_the_query_of_a_cell(
    terms: str, keys: tuple[str, ...], values: list[tuple[str, str | None]], query: str
) -> None:
    written = narrowed(base_query(terms, keys), values)
    assert written == query
    assert write_query(parse_query(written)) == query


def test_too_many_cells_are_refused() -> None:
    values = tuple(str(one) for one in range(MOST_CELLS))
    axis = Axis("n", "n", (*values, None), (0,) * (MOST_CELLS + 1))
    with pytest.raises(InputError, match="cells: at most"):
        make_matrix((axis, axis), Units((), by_trial=False), 0)


@given(st.lists(st.tuples(st.sets(st.sampled_from(["SSc", "dcSSc", "RA"])),
                          st.sets(st.sampled_from(["MSC", "HSCT"])))))  # fmt: skip
@settings(max_examples=60, derandomize=True, deadline=None)
def test_against_counting_work_by_work(given_: list[tuple[set[str], set[str]]]) -> None:
    works = [
        work(f"W{number}", disease="|".join(one) or "~", therapy="|".join(other) or "~")
        for number, (one, other) in enumerate(given_)
    ]
    works = [
        Entry(one.citekey, one.record, facets=tuple(f for f in one.facets if f.value != "~"))
        for one in works
    ]
    axes = [make_axis(works, one, VOCABULARY) for one in ("disease", "therapy")]
    matrix = make_matrix(axes, Units(works, by_trial=False), len(works))
    for cell in matrix.cells:
        wanted = [
            all(
                not one.values(axis.facet) if value is None
                else not VOCABULARY.narrower(axis.facet, value).isdisjoint(one.values(axis.facet))
                for axis, value in zip(axes, cell.values, strict=True)
            )
            for one in works
        ]  # fmt: skip
        assert cell.sum.works == sum(wanted)
    rows = {one.values[0]: one.sum.works for one in matrix.rows}
    assert rows[None] + len({w.citekey for w in works if w.values("disease")}) == len(works)
