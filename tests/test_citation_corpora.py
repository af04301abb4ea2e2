"""References as journals really print them: the share of each field that is read rightly."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bench import references
from bench.references import FLOORS, Scores
from sscmsc.citation import parse_citation
from sscmsc.text import folded

pytestmark = pytest.mark.corpora


@pytest.mark.parametrize(
    ("measure", "fewest"),
    [(references.crossref, 500), (references.vancouver, 25), (references.printed, 2_000)],
)
def test_fields_are_right_as_often_as_they_were(
    corpora: Path, measure: Callable[[Path], Scores], fewest: int
) -> None:
    scores = measure(corpora).fields
    below = {
        name: round(scores[name].f1, 3)
        for name, floor in FLOORS[measure.__name__].items()
        if scores[name].f1 < floor
    }
    assert below == {}
    assert scores["container"].right > fewest


def test_most_reference_texts_of_pubmed_give_journal_year_and_volume(corpora: Path) -> None:
    texts = references.pubmed_texts(corpora)
    cited = [parse_citation(text).cited for text in texts]
    found = sum(1 for one in cited if one.container and one.year and one.volume)
    assert len(texts) > 4_000
    assert found / len(texts) > 0.93


def test_no_field_holds_words_that_are_not_in_the_line(corpora: Path) -> None:
    for text in references.pubmed_texts(corpora)[::5]:
        line = folded(text)
        cited = parse_citation(text).cited
        for value in (cited.title, cited.container, cited.publisher, cited.volume, cited.issue):
            words = iter(line.split())
            assert all(word in words for word in folded(value or "").split()), text
