"""Real titles of the field and of others, with the facets a reader gives them.

`classify_titles.tsv` holds title, diseases and therapies; `~` marks a mere mention.
`classify_designs.tsv` holds what else a title alone tells, and why.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from sscmsc.classify import classify
from sscmsc.record import Record
from sscmsc.text import RichText
from sscmsc.vocabulary import Vocabulary, load_vocabulary

TITLES = [
    tuple(row.split("\t"))
    for row in (Path(__file__).parent / "classify_titles.tsv").read_text("utf-8").splitlines()[1:]
]


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return load_vocabulary()


def test_there_are_enough_titles() -> None:
    assert len({title for title, _, _ in TITLES}) == len(TITLES) >= 120


@pytest.mark.parametrize(("title", "diseases", "therapies"), TITLES)
def test_title(vocabulary: Vocabulary, title: str, diseases: str, therapies: str) -> None:
    found: dict[str, set[str]] = {"disease": set(), "therapy": set()}
    for facet in classify(Record("pubmed", title=RichText(title)), vocabulary):
        if facet.facet not in found:
            continue
        mark = "" if facet.grade == "about" else "~"
        found[facet.facet].add(mark + facet.value)
        assert all(reason.startswith('title: "') for reason in facet.evidence)
    assert found["disease"] == {one for one in diseases.split(", ") if one}
    assert found["therapy"] == {one for one in therapies.split(", ") if one}


DESIGNS = [
    tuple(row.split("\t"))
    for row in (Path(__file__).parent / "classify_designs.tsv").read_text("utf-8").splitlines()
]
FACETS = DESIGNS[0][1:-1]


def test_there_are_enough_titles_that_tell_more() -> None:
    assert FACETS == ("source", "donor", "route", "subject", "design", "n")
    assert len({row[0] for row in DESIGNS[1:]}) == len(DESIGNS) - 1 >= 120
    assert all(len(row) == len(DESIGNS[0]) and row[-1] for row in DESIGNS)


@pytest.mark.parametrize("row", DESIGNS[1:], ids=[row[0][:60] for row in DESIGNS[1:]])
def test_title_tells_more(vocabulary: Vocabulary, row: tuple[str, ...]) -> None:
    found = classify(Record("pubmed", title=RichText(row[0])), vocabulary)
    for facet, values in zip(FACETS, row[1:-1], strict=True):
        given = {one.value for one in found if one.facet == facet and one.grade == "about"}
        assert given == {one for one in values.split(", ") if one}, facet
