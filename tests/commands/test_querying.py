"""Queries on the command line: `list` and `export` of the library in refs/."""

from __future__ import annotations

import pytest

from tests.commands.conftest import Terminal

TOML = """schema = 1
[queries]
trials = 'design>="observational study"'
recent = "year>=2015 -@trials"
loop = "@loop"
"""


def keys(terminal: Terminal, *arguments: str) -> list[str]:
    ran = terminal("list", *arguments)
    assert ran.code == 0, ran.err
    return [row[0] for row in ran.rows]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["disease:SSc", "therapy:MSC", "year:2015-2022"], ["Peltzer2018", "Velier2022"]),
        (["disease:SSc therapy:MSC year:2015-2022"], ["Peltzer2018", "Velier2022"]),
        (["--disease", "SSc", "therapy:MSC", "--year", "2022-"], ["Velier2022"]),
        (["disease:systemic sclerosis", "year:2001"], ["Binks2001"]),
        (["--disease", "systemic sclerosis", "--author", "binks"], ["Binks2001"]),
        (["-journal:blood", "autologous", "year:2018"], ["DelPapa2018", "Sullivan2018"]),
        (["year:2018", "-autologous"], ["Peltzer2018"]),
        (["--", "-autologous", "year:2018"], ["Peltzer2018"]),
        (["year:2018", '-"stem cell"'], ["Peltzer2018"]),
        (["year:2018", "-(autologous OR stem)"], ["Peltzer2018"]),
        (["NOT", "autologous", "AND", "year:2018"], ["Peltzer2018"]),
        (["klee", "OR", "prevalence"], ["Mayes2003", "Varga2004"]),
        (["(klee OR prevalence)", "year:2004"], ["Varga2004"]),
        (["klee OR prevalence", "--year", "2004"], ["Varga2004"]),
        (["paul klee"], ["Varga2004"]),
        (["klee paul"], []),
        (["Illness and art: the legacy of Paul Klee"], ["Varga2004"]),
        (["cites>=1", "year<2004"], ["Binks2001", "Mayes2003"]),
        (["cited-by:Peltzer2018", "year:2018"], ["Sullivan2018"]),
        (["cites:Sullivan2018"], ["Peltzer2018"]),
        (["has:references", "is:review"], ["Peltzer2018", "Velier2022"]),
        (["10.1056/nejmra0806188"], ["Gabrielli2009"]),
        (["key:DelPapa*", "--sort", "-year"], ["DelPapa2018", "DelPapa2015"]),
        (["is:unclassified"], ["Varga2004"]),
        (["--design", "systematic review"], ["Shouval2018"]),
        (["disease:SSc", "--limit", "1", "--sort", "-year"], ["Velier2022"]),
        (["--author", "o'nobody"], []),
    ],
)  # fmt: skip
def test_what_is_found(seeded: Terminal, arguments: list[str], expected: list[str]) -> None:
    assert keys(seeded, *arguments) == expected


def test_saved_queries(seeded: Terminal) -> None:
    (seeded.library / "sscmsc.toml").write_text(TOML)
    assert keys(seeded, "@trials") == ["Binks2001", "Shouval2018"]
    assert "Shouval2018" not in keys(seeded, "@recent")
    assert keys(seeded, "-@recent", "query:trials") == ["Binks2001", "Shouval2018"]
    ran = seeded("list", "year:2018", "@loop")
    assert (ran.code, ran.out) == (3, "")
    assert "in @loop: the saved query leads back to itself" in ran.err
    ran = seeded("list", "@trals")
    assert ran.code == 3
    assert "Saved are trials" in ran.err
    assert seeded("export", "--bibtex", "@trials").out.count("@article") == 2


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["disease:SSc", "diseas:RA"], 3,
         "sscmsc: there is no field 'diseas'\n"
         "  disease:SSc diseas:RA\n"
         "              ^^^^^^\n"
         "  Did you mean disease? What is no field stands in quotes.\n"),
        (["-design:rtc"], 3,
         "sscmsc: no design is called 'rtc'\n  -design:rtc\n          ^^^\n  Did you mean RCT?\n"),
        (["(klee"], 3, "sscmsc: this bracket is not closed\n  (klee\n  ^\n"),
        (["cited-by:Pelzer2018"], 4,
         "sscmsc: no entry 'Pelzer2018' in the library\n"
         "  cited-by:Pelzer2018\n"
         "           ^^^^^^^^^^\n"
         "  Nearest: Peltzer2018"),
        (["--disease", "none"], 3, "sscmsc: no disease is called 'none'\n"),
        (["--cited-by", "Pelzer2018"], 4,
         "sscmsc: no entry 'Pelzer2018' in the library\n  Nearest: Peltzer2018"),
        (["--year", "2022-2015", "klee"], 3,
         "sscmsc: the range 2022-2015 runs backwards\n  Write 2015-2022.\n"),
        (["--sort", "colour"], 3, "sscmsc: cannot sort by 'colour'\n  Sort by citekey, year, "),
        (["--columns", "citekey,diseas"], 3,
         "sscmsc: there is no column 'diseas'\n  Did you mean disease?\n"),
        (["--count-by", "title"], 3, "sscmsc: there is no column 'title'\n"),
        (["--count-by", "disease", "--limit", "1"], 2, "sscmsc: --count-by lists no works"),
        (["--count-by", "disease", "--sort", "year"], 2, "sscmsc: --count-by lists no works"),
    ],
)  # fmt: skip
def test_what_is_wrong(seeded: Terminal, arguments: list[str], code: int, told: str) -> None:
    for more in ([], ["--json"]):
        ran = seeded("list", *arguments, *more)
        assert (ran.code, ran.out) == (code, "")
        assert ran.err.startswith(told)


COLUMNS = "citekey,year,design,n,therapy,references,type,cited-by"


def test_columns_of_a_pipe(seeded: Terminal) -> None:
    """In the order asked for; several values in the order of the vocabulary."""
    assert seeded("list", "year:2018", "--columns", COLUMNS).rows == [
        ["DelPapa2018", "2018", "", "", "HSCT, autologous HSCT", "", "", "Velier2022"],
        ["Peltzer2018", "2018", "narrative review", "", "MSC, HSCT, autologous HSCT", "5",
         "Review", ""],
        ["Shouval2018", "2018", "systematic review, meta-analysis", "", "HSCT, autologous HSCT",
         "", "", "Velier2022"],
        ["Sullivan2018", "2018", "", "", "HSCT, autologous HSCT", "", "", "Peltzer2018"],
    ]  # fmt: skip
    rows = seeded("list", "key:Velier2022", "--columns", "key,key,volume,is,journal").rows
    assert rows == [["Velier2022", "57", "review, own", "Bone Marrow Transplant"]]


def test_columns_of_json(seeded: Terminal) -> None:
    """A list where a work may have several values, whatever it has; null for nothing."""
    delpapa, peltzer, *_ = seeded("list", "year:2018", "--columns", COLUMNS, "--json").objects
    assert list(peltzer) == COLUMNS.split(",")
    assert (peltzer["year"], peltzer["references"], peltzer["type"]) == (2018, 5, ["Review"])
    assert (delpapa["references"], delpapa["design"], delpapa["n"]) == (None, [], [])
    assert delpapa["cited-by"] == ["Velier2022"]


def test_columns_of_a_terminal(seeded: Terminal) -> None:
    out = seeded("list", "year:2018", "--columns", "citekey,design,cited-by,title",
                 "--color", "never", tty=True).out  # fmt: skip
    assert out.split("\n")[0].split() == ["Citekey", "Design", "Cited", "by", "Title"]
    assert "systematic" in out
    assert "4 of 13 works" in out


def test_counts(seeded: Terminal) -> None:
    assert seeded("list", "--count-by", "disease,therapy", "key:Sullivan2018").rows == [
        ["SSc", "autologous HSCT", "1"], ["SSc", "HSCT", "1"],
    ]  # fmt: skip
    assert seeded("list", "--count-by", "therapy", "cited-by:Peltzer2018").rows == [
        ["autologous HSCT", "1"], ["HSCT", "1"], ["Unclassified", "4"],
    ]  # fmt: skip
    assert seeded("list", "--count-by", "donor", "year:2018").rows[-1] == ["Unclassified", "0"]
    assert seeded("list", "--count-by", "kind", "year:2018").rows == [["article-journal", "4"]]
    assert seeded("list", "--count-by", "cites", "year:2018").rows[-1] == ["0", "1"]
    assert seeded("list", "--count-by", "year,kind", "year<2004").rows == [
        ["2001", "article-journal", "1"], ["2003", "article-journal", "1"],
    ]  # fmt: skip


def test_counts_of_json_and_of_a_terminal(seeded: Terminal) -> None:
    assert seeded("list", "--count-by", "therapy,year", "key:Mayes2003", "--json").json == [
        {"therapy": None, "year": 2003, "works": 1}
    ]
    out = seeded("list", "--count-by", "disease", tty=True).out
    assert "Unclassified" in out
    assert "13 works; a work with several values counts for each" in out
    assert seeded("list", "--count-by", "cited-by", "--json", "year:2004").json == [
        {"cited-by": "Peltzer2018", "works": 1}, {"cited-by": None, "works": 0},
    ]  # fmt: skip


def test_a_facet_of_the_library(seeded: Terminal) -> None:
    """It is a field, a column, an order and something to count by at once."""
    (seeded.library / "sscmsc.toml").write_text(
        "schema = 1\n[facet.organ]\ntitle = 'Organ'\n"
        "[[facet.organ.value]]\nname = 'skin'\nsynonyms = ['cutis']\n"
    )
    assert seeded("tag", "Varga2004", "organ=skin").code == 0
    assert keys(seeded, "organ:cutis") == ["Varga2004"]
    assert keys(seeded, "has:organ", "--sort", "-organ") == ["Varga2004"]
    assert seeded("list", "organ:*", "--columns", "organ").rows == [["skin"]]
    assert seeded("list", "--count-by", "organ").rows == [["skin", "1"], ["Unclassified", "12"]]
    ran = seeded("list", "organ:heart")
    assert ran.code == 3
    assert "skin" in ran.err


def test_export_takes_keys_and_queries(seeded: Terminal) -> None:
    def exported(*arguments: str) -> int:
        ran = seeded("export", "--bibtex", *arguments)
        assert ran.code == 0, ran.err
        return ran.out.count("@article")

    assert exported("disease:SSc", "-therapy:HSCT", "year<2010") == 2
    assert exported("Varga2004", "doi:10.1056/nejmra0806188") == 2
    assert exported("Varga2004", "Mayes2003", "year:2004") == 1
    assert exported("title:klee OR title:prevalence") == 2
    assert exported('"paul klee"') == 1
    assert exported("-review", "--year", "2018") == 3
    assert seeded("export", "--bibtex", "klee").code == 4
    assert seeded("export", "--bibtex", "10.5555/nothing").code == 4


@pytest.mark.parametrize("tty", [False, True])
@pytest.mark.parametrize(
    "text", ["\x1b[2J", "a\u202eb", "a\nb", "[red]x[/red]", "\udcff", "x" * 5000, "病" * 200]
)
def test_what_is_pointed_at_cannot_act(seeded: Terminal, text: str, tty: bool) -> None:
    for query in (f"disease:{text}", f'diseas:"{text}"', f"({text}", f'{text} OR "'):
        ran = seeded("list", query, "--color", "never", tty=tty)
        assert (ran.code, ran.out) == (3, "")
        assert all(letter.isprintable() or letter == "\n" for letter in ran.err)
        assert "^" in ran.err
