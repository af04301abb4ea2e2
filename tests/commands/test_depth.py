"""`sscmsc fetch --depth 2`: the lists of the reviews that a review lists."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.conftest import Terminal
from tests.upstream.making import write_records
from tests.upstream.records import Records
from tests.upstream.server import Upstream
from tests.upstream.works import Line, Work, line

FIRST = "10.5555/depth.0"


def work(number: int, *, review: bool = False, family: str = "Amsel") -> Work:
    return Work(
        title=f"{'Review' if review else 'Study'} {number} of stromal cells in scleroderma",
        authors=(f"{family}, Ada",),
        journal="Journal of Synthetic Examples",
        abbreviation="J Synth Examples",
        volume=str(number),
        pages=f"{number}1-9",
        year=2000 + number % 20,
        doi=f"10.5555/depth.{number}",
        pmid=str(97_000_001 + number),
        types=("D016428", "D016454") if review else ("D016428",),
    )


@pytest.fixture
def deep(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, width: int
) -> tuple[Terminal, Upstream]:
    """A review that lists a review and a study; the review lists `width` studies and a review,
    which lists one more."""
    reviews = [work(number, review=True) for number in (0, 1, 2)]
    studies = [work(number) for number in range(10, 12 + width)]
    lists: dict[str, tuple[Line, ...]] = {
        reviews[0].doi: (line(reviews[1]), line(studies[0])),
        reviews[1].doi: (*map(line, studies[2:]), line(reviews[2])),
        reviews[2].doi: (line(studies[1]), line(reviews[0])),
    }
    write_records(tmp_path / "deep", (*reviews, *studies), lists)
    upstream = Upstream(Records.load(tmp_path / "deep")).start()
    for name, value in upstream.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("SSCMSC_OFFLINE")
    return terminal, upstream


@pytest.mark.parametrize("width", [3])
def test_the_lists_of_listed_reviews(deep: tuple[Terminal, Upstream]) -> None:
    terminal, upstream = deep
    assert terminal("fetch", FIRST).code == 0
    assert len(terminal("list").rows) == 3
    upstream.forget()
    ran = terminal("fetch", FIRST, "--depth", "2")
    assert ran.code == 0
    assert "the lists of 1 listed review name 4 more works" in ran.err
    assert len(terminal("list").rows) == 7
    assert len(terminal("refs", "10.5555/depth.1").rows) == 4
    assert terminal("refs", "10.5555/depth.2").code == 4
    assert len(upstream.requests) <= 4
    # The first review is among those of the third, which closes the circle.
    assert terminal("fetch", FIRST, "--depth", "3").code == 0
    assert len(terminal("list").rows) == 8
    assert (
        "every review among the listed works has its list"
        in terminal("fetch", FIRST, "--depth", "4").err
    )


@pytest.mark.parametrize("width", [3])
def test_each_round_is_a_change_and_an_object(deep: tuple[Terminal, Upstream]) -> None:
    terminal, _ = deep
    told = terminal("fetch", FIRST, "--depth", "3", "--json").json
    assert isinstance(told, dict)
    assert (len(told["added"]), told["interrupted"]) == (3, False)
    assert [len(one["added"]) for one in told["listed_reviews"]] == [4, 1]


@pytest.mark.parametrize("width", [3])
def test_a_limit(deep: tuple[Terminal, Upstream]) -> None:
    terminal, _ = deep
    ran = terminal("fetch", FIRST, "--depth", "2", "--limit", "2")
    assert "2 more works listed and not asked for" in ran.err
    assert len(terminal("list").rows) == 5
    statuses = [row[4] for row in terminal("refs", "10.5555/depth.1").rows]
    assert statuses == ["resolved", "resolved", "identified", "identified"]
    assert terminal("fetch", "10.5555/depth.1").code == 0
    assert len(terminal("list").rows) == 7


@pytest.mark.parametrize("width", [600])
def test_more_than_five_hundred_are_fetched_only_when_wanted(
    deep: tuple[Terminal, Upstream],
) -> None:
    terminal, _ = deep
    refused = terminal("fetch", FIRST, "--depth", "2")
    assert refused.code == 2
    assert "name 601 more works; more than 500 are fetched only with --yes" in refused.err
    assert len(terminal("list").rows) == 3
    assert terminal("fetch", FIRST, "--depth", "2", "--limit", "5").code == 0
    assert len(terminal("list").rows) == 8
