"""`sscmsc trial`: the publications of one trial."""

from __future__ import annotations

from tests.commands.conftest import Terminal

NUMBER = "NCT00114530"
BIB = "".join(
    f"@article{{{key}, author = {{Amsel, Ada}}, title = {{{title}}}, journal = {{J}},"
    f" year = {{{year}}}, volume = {{{year}}}, abstract = {{Registered as {NUMBER}.}}}}\n"
    for key, title, year in (
        ("Two", "Cells for ulcers: results of five years", 2016),
        ("One", "Cells for ulcers: a protocol", 2012),
    )
)


def test_publications_are_listed_by_year(terminal: Terminal) -> None:
    (terminal.folder / "trial.bib").write_text(BIB)
    assert terminal("import", "trial.bib").code == 0
    assert terminal("trial").out == f"{NUMBER}\t2\tOne, Two\n"
    ran = terminal("trial", NUMBER.lower())
    assert [row[:3] for row in ran.rows] == [
        ["One", "2012", "abstract"],
        ["Two", "2016", "abstract"],
    ]
    assert ran.err == f"ClinicalTrials.gov {NUMBER}: 2 publications\n"
    told = terminal("trial", NUMBER, "--json").json
    assert isinstance(told, dict)
    assert told["registrations"] == [{"registry": "ClinicalTrials.gov", "number": NUMBER}]
    assert [one["citekey"] for one in told["works"]] == ["One", "Two"]
    assert terminal("trial", "--json").objects == [told]
    assert terminal("dedupe").rows == []


def test_trials_with_one_publication_only_when_asked(seeded: Terminal) -> None:
    ran = seeded("trial")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == "no trial has more than one publication here\n"
    (seeded.folder / "one.bib").write_text(BIB.splitlines()[0])
    assert seeded("import", "one.bib").code == 0
    assert seeded("trial").rows == []
    assert [row[0] for row in seeded("trial", "--all").rows] == [NUMBER]
