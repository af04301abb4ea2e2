"""`sscmsc gaps` at the command line."""

from __future__ import annotations

import pytest

from tests.commands.conftest import Terminal
from tests.upstream.server import Upstream

REVIEW = "Peltzer2018"


def test_what_a_review_does_not_cite(seeded: Terminal) -> None:
    ran = seeded("gaps", REVIEW)
    assert ran.code == 0
    assert [row[:4] for row in ran.rows] == [
        ["Shouval2018", "2018", "systematic review, meta-analysis", "Velier2022"],
        ["Binks2001", "2001", "phase II trial, phase I trial", "Velier2022"],
        ["ShiND", "", "narrative review", ""],
        ["DelPapa2018", "2018", "", "Velier2022"],
    ]
    shown = seeded("gaps", REVIEW, tty=True).out
    assert "4 works that appeared by 2018-09-13 (it appeared), not cited by" in shown


def test_the_same_as_json_and_csv(seeded: Terminal) -> None:
    told = seeded("gaps", REVIEW, "--json").json
    assert isinstance(told, dict)
    assert (told["review"], told["closed"], told["told_by"]) == (REVIEW, "2018-09-13", "published")
    listed = [row.split(",")[0] for row in seeded("gaps", REVIEW, "-f", "csv").out.splitlines()[1:]]
    assert listed == [one["work"] for one in told["works"]]
    assert all(one["held"] for one in told["works"])


def test_other_bounds(seeded: Terminal) -> None:
    def works(*options: str) -> list[str]:
        ran = seeded("gaps", REVIEW, *options)
        assert ran.code == 0
        return [row[0] for row in ran.rows]

    assert works("--primary") == ["Binks2001"]
    assert works("--design", "phase I trial") == ["Binks2001"]
    assert works("--until", "2005") == ["Binks2001", "ShiND"]
    assert works("--since") == ["Velier2022"]
    assert works("--since", "--until", "2022") == []
    assert works("--disease", "SLE") == ["ShiND"]
    assert works("--missing") == []


@pytest.fixture
def fetched(online: Terminal) -> Terminal:
    """The review with its whole list, and a library that lacks two of what it cites."""
    assert online("fetch", "10.3389/fimmu.2018.02013").code == 0
    return online


def test_a_search_finds_what_is_not_held(fetched: Terminal, upstream: Upstream) -> None:
    """PubMed is asked once for PMIDs and once for their records; what is held or cited is none."""
    before = len(upstream.requests)
    ran = fetched("gaps", REVIEW, "--query", "synthetic[ti]", "--until", "2030", "--json")
    assert ran.code == 0
    assert "PubMed is searched for: synthetic[ti]" in ran.err
    told = ran.json
    assert isinstance(told, dict)
    new = [one for one in told["works"] if one["found_in"] == "PubMed"]
    assert new
    assert not any(one["held"] for one in new)
    assert [one.path.rpartition("/")[2] for one in upstream.requests[before:]] == [
        "esearch.fcgi", "efetch.fcgi",
    ]  # fmt: skip
    lines = fetched("gaps", REVIEW, "--query", "synthetic[ti]", "--until", "2030", "--missing")
    assert lines.out.split() == [one["work"] for one in told["works"] if not one["held"]]
    assert fetched("fetch", "-", given=lines.out).code in (0, 5)
    again = fetched("gaps", REVIEW, "--query", "synthetic[ti]", "--until", "2030", "--missing")
    assert set(again.out.split()) < set(lines.out.split())


def test_the_search_is_made_of_the_topic(fetched: Terminal, upstream: Upstream) -> None:
    before = len(upstream.requests)
    ran = fetched("gaps", REVIEW, "--search")
    assert ran.code == 0
    asked = upstream.requests[before].fields["term"][0]
    assert f"PubMed is searched for: {asked[1:-1]}\n" in ran.err
    assert '"Scleroderma, Systemic"[mh] OR "systemic sclerosis"[tiab]' in asked
    assert "1800:2018[dp]" in asked


def test_pubmed_does_not_answer(seeded: Terminal) -> None:
    """Without a network what is held is told all the same."""
    ran = seeded("gaps", REVIEW, "--search")
    assert ran.code == 5
    assert [row[0] for row in ran.rows][:1] == ["Shouval2018"]
    assert "warning: PubMed: " in ran.err


@pytest.mark.parametrize(
    ("line", "code", "told"),
    [
        (("Nobody",), 4, "Nobody"),
        (("Sullivan2018",), 4, "no reference list is held for Sullivan2018"),
        ((REVIEW, "--disease", "nonsense"), 3, "no disease is called 'nonsense'"),
        ((REVIEW, "--until", "soon"), 3, "soon"),
        ((REVIEW, "--format", "svg"), 2, "there is no format 'svg'"),
        ((REVIEW, "--missing", "--json"), 2, "--missing prints identifiers"),
    ],
)
def test_what_cannot_be(seeded: Terminal, line: tuple[str, ...], code: int, told: str) -> None:
    ran = seeded("gaps", *line)
    assert (ran.code, ran.out) == (code, "")
    assert told in ran.err


def test_a_review_without_a_topic_or_a_date(seeded: Terminal) -> None:
    seeded("tag", REVIEW, "therapy!=MSC", "therapy!=HSCT", "therapy!=autologous HSCT")
    ran = seeded("gaps", REVIEW)
    assert ran.code == 4
    assert "Peltzer2018 is labelled with no therapy" in ran.err
    seeded("edit", "Velier2022", "--unset", "online", "--unset", "issued")
    assert "of any date, for it has none" in seeded("gaps", "Velier2022", tty=True).out
    assert seeded("gaps", "Velier2022", "--since").code == 4
