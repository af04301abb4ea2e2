"""Crossref as a source of records, over the loopback service."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sscmsc.config import load_settings
from sscmsc.crossref import LIST_LIMIT, QUERY_LIMIT, Crossref, batches
from sscmsc.identifiers import DOI, PMID, Identifier, parse
from sscmsc.patience import Patience
from sscmsc.session import Session
from sscmsc.source import Failed, Found, Missing
from tests.upstream import Fault, Upstream
from tests.upstream.making import make_review

REVIEW = DOI("10.3389/fimmu.2018.02013")
ALIAS, PRIME = DOI("10.5555/ssc.10.old"), DOI("10.5555/ssc.10")
NOTHING = DOI("10.5555/nothing")


def opened(upstream: Upstream, folder: Path) -> Session:
    """A session whose waits are short; its answers are kept in `folder`."""
    environment = {
        **upstream.environment,
        "SSCMSC_CACHE_DIR": str(folder / "cache"),
        "SSCMSC_EMAIL": "reader@example.org",
    }
    return Session(load_settings(environment), patience=Patience(back_off=0.001, read=5.0))


@pytest.fixture
def crossref(upstream: Upstream, tmp_path: Path) -> Iterator[Crossref]:
    with opened(upstream, tmp_path) as session:
        yield Crossref(session)


def found(answer: object) -> DOI | None:
    return answer.work.record.doi if isinstance(answer, Found) else None


def dois(*numbers: int) -> list[Identifier]:
    return [DOI(f"10.5555/ssc.{number}") for number in numbers]


def test_one_work_brings_its_reference_list(upstream: Upstream, crossref: Crossref) -> None:
    (answer,) = crossref.records([REVIEW])
    assert isinstance(answer, Found)
    assert (answer.asked, answer.work.record.doi) == (REVIEW, REVIEW)
    assert answer.work.references is not None
    assert [one.label for one in answer.work.references] == [str(n) for n in range(1, 25)]
    assert answer.work.stated == 24
    (asked,) = upstream.requests
    assert asked.path == "/works/10.3389%2Ffimmu.2018.02013"
    assert "mailto:reader@example.org" in asked.agent


def test_a_work_crossref_lacks_is_missing(crossref: Crossref) -> None:
    answer = Missing(NOTHING, "crossref", "Crossref has no work with this DOI")
    assert crossref.records([NOTHING]) == (answer,)


def test_an_alias_brings_the_work_it_forwards_to(crossref: Crossref) -> None:
    (answer,) = crossref.records([ALIAS])
    assert isinstance(answer, Found)
    assert (answer.asked, answer.work.record.doi) == (ALIAS, PRIME)


def test_several_are_asked_at_once_and_told_apart_by_their_dois(
    upstream: Upstream, crossref: Crossref
) -> None:
    asked = dois(9, 1, 7, 3, 8)
    assert [found(one) for one in crossref.records(asked)] == asked
    (request,) = upstream.requests
    assert request.path == "/works"
    assert request.fields["rows"] == ("5",)


def test_what_a_list_leaves_out_is_asked_for_alone(upstream: Upstream, crossref: Crossref) -> None:
    answers = crossref.records([*dois(1, 3), ALIAS, NOTHING])
    assert [found(one) for one in answers] == [*dois(1, 3), PRIME, None]
    assert isinstance(answers[-1], Missing)
    assert len(upstream.requests) == 4  # the list, the alias and where it leads, nothing


def test_of_many_left_out_only_a_few_are_asked_for_again(
    upstream: Upstream, crossref: Crossref
) -> None:
    unknown = [DOI(f"10.5555/nothing.{number}") for number in range(50)]
    answers = crossref.records([*dois(1), *unknown])
    assert [type(one) for one in answers] == [Found] + [Missing] * 50
    assert len(upstream.requests) == 4


def test_a_doi_that_a_list_cannot_hold_is_asked_for_alone(
    upstream: Upstream, crossref: Crossref
) -> None:
    comma = DOI("10.5555/one,two")
    answers = crossref.records([*dois(1, 3), comma])
    assert isinstance(answers[-1], Missing)
    assert [one.path for one in upstream.requests] == ["/works", "/works/10.5555%2Fone%2Ctwo"]


@pytest.mark.parametrize(
    "value",
    [
        "10.1002/(sici)1097-0258(19980815/30)17:15/16<1661::aid-sim968>3.0.co;2-2",
        "10.1890/0012-9658(2006)87[1987:smwpmf]2.0.co;2",
        "10.5555/a&b=c#d?e+f%2fg h",
    ],
)
def test_a_doi_arrives_as_it_is(upstream: Upstream, crossref: Crossref, value: str) -> None:
    crossref.records([DOI(value), *dois(1)])
    listed, alone = upstream.requests
    assert listed.fields["filter"] == (f"doi:{value},doi:10.5555/ssc.1",)
    crossref.records([DOI(value)])
    assert alone.status == 404


def test_other_identifiers_and_doubles(upstream: Upstream, crossref: Crossref) -> None:
    pmid = PMID("29768149")
    answers = crossref.records([pmid, REVIEW, REVIEW])
    assert answers[0] == Missing(pmid, "crossref", "Crossref is asked by DOI only")
    assert [found(one) for one in answers] == [None, REVIEW]
    assert crossref.records([]) == ()
    assert len(upstream.requests) == 1


@pytest.mark.parametrize("kind", ["reversed", "doubled", "fewer", "extra"])
def test_a_disarranged_list_confuses_nothing(
    upstream: Upstream, crossref: Crossref, kind: str
) -> None:
    upstream.faults.add(Fault(kind))
    asked = dois(9, 1, 7, 3, 8)
    assert [found(one) for one in crossref.records(asked)] == asked


@pytest.mark.parametrize("kind", ["status", "drop", "cut", "html", "empty", "truncated", "gzip"])
def test_a_passing_failure_is_survived(upstream: Upstream, crossref: Crossref, kind: str) -> None:
    upstream.faults.add(Fault(kind, nth=1))
    assert [found(one) for one in crossref.records(dois(1, 3))] == dois(1, 3)


@pytest.mark.parametrize("kind", ["status", "drop", "cut", "html", "empty"])
def test_a_lasting_failure_is_an_answer(upstream: Upstream, crossref: Crossref, kind: str) -> None:
    upstream.faults.add(Fault(kind))
    for asked in ([REVIEW], dois(1, 3)):
        for answer in crossref.records(asked):
            assert isinstance(answer, Failed)
            assert answer.source == "crossref"
            assert answer.reason
            assert not answer.reason.startswith("Crossref")


def test_a_refused_list_is_halved(upstream: Upstream, crossref: Crossref) -> None:
    # A filter that is refused as long as 10.5555/ssc.7 stands beside others in it.
    upstream.faults.add(Fault("status", path="doi:10.5555/ssc.7,", status=400))
    upstream.faults.add(Fault("status", path=",doi:10.5555/ssc.7", status=400))
    asked = dois(1, 3, 7, 9)
    assert [found(one) for one in crossref.records(asked)] == asked


def test_another_work_than_asked_is_no_answer(upstream: Upstream, tmp_path: Path) -> None:
    swapped = {**upstream.records.works, str(NOTHING): upstream.records.works[str(REVIEW)]}
    upstream.records = type(upstream.records)(upstream.records.articles, swapped)
    with opened(upstream, tmp_path) as session:
        (answer,) = Crossref(session).records([NOTHING])
    assert isinstance(answer, Failed)
    assert "another work" in answer.reason


def test_what_is_known_is_not_asked_again(upstream: Upstream, tmp_path: Path) -> None:
    for _ in range(2):
        with opened(upstream, tmp_path) as session:
            assert found(Crossref(session).records([REVIEW])[0]) == REVIEW
    assert len(upstream.requests) == 1


def test_the_works_of_a_whole_review_come_in_one_request(tmp_path: Path) -> None:
    made = make_review(tmp_path / "records", 200)
    with Upstream(tmp_path / "records") as upstream, opened(upstream, tmp_path) as session:
        crossref = Crossref(session)
        (review,) = crossref.records([DOI(made.doi)])
        assert isinstance(review, Found)
        assert review.work.references is not None
        cited = [one.doi for one in review.work.references if one.doi]
        assert len(cited) == 180
        assert [found(one) for one in crossref.records(cited)] == cited
        assert len(upstream.requests) == 2


def test_batches_keep_to_the_length_of_an_address() -> None:
    many = [DOI(f"10.1234/{'long.' * 20}{number}") for number in range(300)]
    made = [*batches(many)]
    assert [one for batch in made for one in batch] == many
    for batch in made:
        assert len(",".join(f"doi:{one}" for one in batch)) <= QUERY_LIMIT
    short = [DOI(f"10.1/{number}") for number in range(LIST_LIMIT + 1)]
    assert [len(batch) for batch in batches(short)] == [LIST_LIMIT, 1]
    endless = DOI("10.1234/" + "x" * 7000)
    assert [*batches([endless, *short[:2]])] == [(endless,), tuple(short[:2])]


def test_offline_is_a_failure_with_its_reason(upstream: Upstream, tmp_path: Path) -> None:
    environment = {**upstream.environment, "SSCMSC_CACHE_DIR": str(tmp_path)}
    with Session(load_settings(environment, offline=True)) as session:
        (answer,) = Crossref(session).records([parse(str(REVIEW))])
    assert isinstance(answer, Failed)
    assert "offline" in answer.reason
    assert upstream.requests == ()


def test_a_printed_reference_finds_works_and_says_nothing_of_their_lists(
    upstream: Upstream, crossref: Crossref
) -> None:
    text = "Gabrielli A, et al. Scleroderma. N Engl J Med 2009;360:1989-2003 & 50 % <more>?"
    found = crossref.find_bibliographic(text, 3)
    assert found.failure == ""
    assert len(found.records) == 3
    assert found.records[0].doi == DOI("10.1056/nejmra0806188")
    assert found.records[0].pages == "1989-2003"
    (asked,) = upstream.requests
    assert asked.fields["query.bibliographic"] == (text,)
    assert asked.fields["rows"] == ("3",)
    selected = asked.fields["select"][0].split(",")
    assert {"DOI", "title", "author", "container-title", "volume", "page", "issued"} <= set(
        selected
    )
    assert "reference" not in selected


def test_a_search_that_fails_says_why(upstream: Upstream, crossref: Crossref) -> None:
    upstream.faults.add(Fault("status", status=500))
    assert crossref.find_bibliographic("Scleroderma 2009").failure == "answered 500 (4 tries)"
    upstream.faults.clear()
    upstream.faults.add(Fault("status", status=400))
    refused = crossref.find_bibliographic("Scleroderma 2010")
    assert refused == ((), "answered 400")


def test_a_hit_that_is_no_work_costs_only_itself(upstream: Upstream, tmp_path: Path) -> None:
    broken = {**upstream.records.works[str(REVIEW)], "DOI": "nonsense"}
    held = {**upstream.records.works, "nonsense": broken}
    upstream.records = type(upstream.records)(upstream.records.articles, held)
    with opened(upstream, tmp_path) as session:
        text = "Mesenchymal Stromal Cells Based Therapy in Systemic Sclerosis. Front Immunol 2018"
        found = Crossref(session).find_bibliographic(text, 2)
    assert [one.doi for one in found.records] == [REVIEW]
