"""`list`, `show`, `refs`, `cited-by` on the library of three reviews and ten references."""

from __future__ import annotations

import pytest

from tests.commands.conftest import Terminal

KEYS = {
    "citekey", "title", "authors", "year", "journal", "doi", "pmid", "pmcid", "diseases",
    "therapies", "cited_by",
}  # fmt: skip


def keys(rows: list[list[str]]) -> list[str]:
    return [row[0] for row in rows]


@pytest.mark.parametrize(
    "value", ["SSc", "ssc", "scleroderma", "systemic sclerosis", "Systemic Sclerosis", "D012595"]
)
def test_a_disease_by_any_of_its_names(seeded: Terminal, value: str) -> None:
    rows = seeded("list", "--disease", value).rows
    assert {"Peltzer2018", "Velier2022", "Gabrielli2009", "Binks2001"} <= set(keys(rows))


def test_a_disease_that_is_none(seeded: Terminal) -> None:
    ran = seeded("list", "--disease", "sclerodermia")
    assert ran.code == 3
    assert "'sclerodermia'" in ran.err
    assert "SSc" in ran.err


def test_columns_of_a_pipe(seeded: Terminal) -> None:
    row = seeded("list", "--author", "gabrielli").rows[0]
    assert row[:5] == ["Gabrielli2009", "2009", "Gabrielli A", "Scleroderma", "N Engl J Med"]
    assert row[5] == "SSc"
    assert row[7] == "Peltzer2018"


def test_json_has_the_documented_keys(seeded: Terminal) -> None:
    listed = seeded("list", "--json").json
    assert isinstance(listed, list)
    assert len(listed) == 13
    assert all(set(one) >= KEYS for one in listed)
    peltzer = next(one for one in listed if one["citekey"] == "Peltzer2018")
    assert peltzer["doi"] == "10.3389/fimmu.2018.02013"
    assert peltzer["authors"] == ["Peltzer, Juliette"]
    assert (peltzer["pmid"], peltzer["cited_by"]) == (None, [])


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--year", "2018"], {"DelPapa2018", "Peltzer2018", "Shouval2018", "Sullivan2018"}),
        (["--year", "2004-2005"], {"Varga2004", "deBuys2005"}),
        (["--year", "-2001"], {"Binks2001"}),
        (["--year", "2022-"], {"Velier2022"}),
        (["--cited-by", "Velier2022", "--year", "2018"], {"DelPapa2018", "Shouval2018"}),
        (["--cited-by", "10.3389/fimmu.2018.02013", "--author", "varga"], {"Varga2004"}),
        (["paul", "klee"], {"Varga2004"}),
        (["disease:SSc", "year:2001"], {"Binks2001"}),
    ],
)
def test_filters(seeded: Terminal, arguments: list[str], expected: set[str]) -> None:
    found = {key.casefold() for key in keys(seeded("list", *arguments).rows)}
    assert found == {key.casefold() for key in expected}


def test_a_therapy(seeded: Terminal) -> None:
    found = set(keys(seeded("list", "--therapy", "MSC").rows))
    assert {"Peltzer2018", "Velier2022"} <= found
    assert "Gabrielli2009" not in found
    found = set(keys(seeded("list", "--therapy", "HSCT").rows))
    assert {"Sullivan2018", "Shouval2018", "Binks2001"} <= found


def test_sorting_and_limit(seeded: Terminal) -> None:
    years = [row[1] for row in seeded("list", "--sort", "-year").rows if row[1]]
    assert years == sorted(years, reverse=True)
    assert len(seeded("list", "--sort", "year", "--limit", "3").rows) == 3
    assert seeded("list", "--sort", "colour").code == 3


@pytest.mark.parametrize("year", ["abc", "2022-2015", "-", "20188"])
def test_bad_years(seeded: Terminal, year: str) -> None:
    assert seeded("list", "--year", year).code == 3


def test_a_terminal_gets_a_table_with_a_count(seeded: Terminal) -> None:
    out = seeded("list", "--disease", "SSc", tty=True).out
    assert "Citekey" in out
    assert "of 13 works" in out


def test_nothing_found_is_no_error(seeded: Terminal) -> None:
    ran = seeded("list", "--author", "nobody")
    assert (ran.code, ran.out) == (0, "")
    assert seeded("list", "--author", "nobody", "--json").json == []


def test_show(seeded: Terminal) -> None:
    out = seeded("show", "Peltzer2018").out
    for part in (
        "Mesenchymal Stromal Cells Based Therapy in Systemic Sclerosis",
        "Peltzer, Juliette; et al.",
        "https://doi.org/10.3389/fimmu.2018.02013",
        'title: "Systemic Sclerosis"',
        "5 references, 5 resolved",
        "saved page",
    ):
        assert part in out


def test_show_by_identifier_and_in_another_case(seeded: Terminal) -> None:
    by_doi = seeded("show", "https://doi.org/10.3389/FIMMU.2018.02013", "--json").json
    assert by_doi == seeded("show", "peltzer2018", "--json").json


@pytest.mark.parametrize("command", ["show", "refs", "cited-by", "export"])
def test_an_unknown_citekey(seeded: Terminal, command: str) -> None:
    more = ["--bibtex"] if command == "export" else []
    ran = seeded(command, "Pelzer2018", *more)
    assert ran.code == 4
    assert "Peltzer2018" in ran.err
    assert not ran.out


def test_refs(seeded: Terminal) -> None:
    rows = seeded("refs", "Velier2022").rows
    assert [row[0] for row in rows] == ["1", "2", "3", "4", "5"]
    assert rows[1][1] == "Binks2001"
    assert rows[1][2].startswith("Binks M, Passweg JR")
    listed = seeded("refs", "Peltzer2018", "--json").json
    assert isinstance(listed, list)
    assert all(
        {"position", "text", "citekey", "doi", "pmid", "status"} <= set(one) for one in listed
    )
    assert {one["status"] for one in listed} == {"resolved"}
    assert seeded("refs", "Peltzer2018", "--unresolved").out == ""


def test_refs_of_a_work_whose_list_was_never_asked_for(seeded: Terminal) -> None:
    ran = seeded("refs", "Varga2004")
    assert ran.code == 4
    assert "sscmsc fetch" in ran.err


def test_cited_by(seeded: Terminal) -> None:
    assert seeded("cited-by", "Varga2004").rows[0][0] == "Peltzer2018"
    assert seeded("cited-by", "Varga2004", "--json").json == [
        {
            "citekey": "Peltzer2018", "year": 2018, "positions": [3],
            "title": "Mesenchymal Stromal Cells Based Therapy in Systemic Sclerosis: "
            "Rational and Challenges",
        }
    ]  # fmt: skip
    ran = seeded("cited-by", "Peltzer2018")
    assert (ran.code, ran.out) == (0, "")
    assert "No held work cites Peltzer2018" in ran.err
