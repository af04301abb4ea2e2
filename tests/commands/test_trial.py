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
    assert ran.err == "no work gives the registration of a trial here\n"
    assert seeded("trial", "--all").err == ran.err
    (seeded.folder / "one.bib").write_text(BIB.splitlines()[0])
    assert seeded("import", "one.bib").code == 0
    ran = seeded("trial")
    assert (ran.rows, ran.err) == ([], "no trial has more than one publication here\n")
    assert [row[0] for row in seeded("trial", "--all").rows] == [NUMBER]


def test_a_work_leads_to_its_trial(seeded: Terminal) -> None:
    (seeded.folder / "trial.bib").write_text(BIB)
    assert seeded("import", "trial.bib").code == 0
    ran = seeded("trial", "two")
    assert [row[0] for row in ran.rows] == ["One", "Two"]
    assert ran.out == seeded("trial", NUMBER).out
    (seeded.folder / "pooled.bib").write_text(
        "@article{Pool, author={Birke, Bo}, title={Pooled}, journal={K}, year={2020}, "
        f"abstract={{{NUMBER} and NCT02396238}}}}"
    )
    assert seeded("import", "pooled.bib").code == 0
    assert [row[0] for row in seeded("trial", "Pool").rows] == [NUMBER, "NCT02396238"]
    ran = seeded("trial", "Varga2004")
    assert (ran.code, ran.out) == (4, "")
    assert "Varga2004 gives no registration of a trial" in ran.err
