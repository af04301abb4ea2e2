"""`sscmsc rename`: another citekey, and everything that leads to the old one."""

from __future__ import annotations

import pytest

from tests.commands.conftest import Terminal

REVIEW = "10.3389/fimmu.2018.02013"


def keys(terminal: Terminal, key: str) -> set[str]:
    return {row[1] for row in terminal("refs", key).rows}


def test_lists_follow_and_the_old_key_still_leads_there(seeded: Terminal) -> None:
    ran = seeded("rename", "Gabrielli2009", "NEJM-2009")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == "Gabrielli2009 is NEJM-2009 now; 1 list followed\n"
    assert "NEJM-2009" in keys(seeded, "Peltzer2018")
    assert "Gabrielli2009" not in keys(seeded, "Peltzer2018")
    assert [row[0] for row in seeded("cited-by", "NEJM-2009").rows] == ["Peltzer2018"]
    for key in ("NEJM-2009", "Gabrielli2009", "gabrielli2009"):
        assert seeded("show", key, "--json").objects[0]["citekey"] == "NEJM-2009"
    assert seeded("show", "NEJM-2009", "--json").objects[0]["former_keys"] == ["Gabrielli2009"]
    assert "Former keys\tGabrielli2009\n" in seeded("show", "NEJM-2009").out
    assert "@article{NEJM-2009," in seeded("export", "--bibtex", "Gabrielli2009").out
    assert "NEJM-2009" in {row[0] for row in seeded("list").rows}
    names = {path.name for path in (seeded.library / "entries").iterdir()}
    assert "NEJM-2009.yaml" in names
    assert "Gabrielli2009.yaml" not in names
    assert "{NEJM-2009," in (seeded.library / "library.bib").read_text()


def test_the_file_tells_what_it_was_called_and_nothing_else_changes(seeded: Terminal) -> None:
    before = seeded.files()
    seeded("rename", "Varga2004", "Mine")
    after = seeded.files()
    old = before["entries/Varga2004.yaml"].decode().split("\n", 1)
    assert after["entries/Mine.yaml"].decode() == (
        f'citekey: "Mine"\nformer_keys:\n  - "Varga2004"\n{old[1]}'
    )
    same = {path for path in before if after.get(path) == before[path]}
    citing = {path for path in before if b'citekey: "Varga2004"' in before[path]}
    assert set(before) - same == {*citing, "library.bib"}
    seeded("rename", "Mine", "Varga2004")
    again = seeded.files()
    assert again["entries/Varga2004.yaml"].startswith(b'citekey: "Varga2004"\nformer_keys:\n')
    for path in citing - {"entries/Varga2004.yaml"}:
        assert again[path] == before[path]


def test_another_case(seeded: Terminal) -> None:
    assert seeded("rename", "Varga2004", "varga2004").code == 0
    names = {path.name for path in (seeded.library / "entries").iterdir()}
    assert "varga2004.yaml" in names
    assert "Varga2004.yaml" not in names
    assert b"former_keys" not in seeded.files()["entries/varga2004.yaml"]
    assert seeded("show", "Varga2004", "--json").objects[0]["citekey"] == "varga2004"
    assert "varga2004" in {row[0] for row in seeded("list").rows}
    assert seeded("rename", "varga2004", "Varga2004").code == 0


def test_a_dry_run_and_json(seeded: Terminal) -> None:
    before = seeded.files()
    ran = seeded("rename", "gabrielli2009", "New", "--dry-run", "--json")
    assert ran.json == {
        "dry_run": True, "citekey": "New", "old": "Gabrielli2009", "what": "changed",
        "followed": [{"citekey": "Peltzer2018", "lines": 1}],
    }  # fmt: skip
    told = seeded("rename", "Gabrielli2009", "New", "-n").err
    assert told == "Gabrielli2009 would be New now; 1 list followed\n"
    assert seeded.files() == before


def test_the_template(seeded: Terminal) -> None:
    assert seeded("rename", "Varga2004", "Odd").code == 0
    assert seeded("rename", "Odd", "--template").err.startswith("Odd is Varga2004 now")
    assert seeded("rename", "Varga2004", "--template").err == "Varga2004 is its citekey already\n"
    (seeded.library / "sscmsc.toml").write_text('schema = 1\ncitekey = "{title}{year}"\n')
    ran = seeded("rename", "Gabrielli2009", "--template", "--json")
    assert isinstance(ran.json, dict)
    assert ran.json["citekey"] == "Scleroderma2009"


def test_a_newcomer_is_not_given_an_old_key(online: Terminal) -> None:
    (online.folder / "x.bib").write_text(
        "@article{Peltzer2018, author = {Other, Ada}, year = 2018, journal = {J}, title = {One}}"
    )
    assert online("import", "x.bib").code == 0
    assert online("rename", "Peltzer2018", "Mine").code == 0
    assert online("fetch", REVIEW, "--no-references").code == 0
    assert {row[0] for row in online("list").rows} == {"Mine", "Peltzer2018a"}
    assert online("show", "Peltzer2018", "--json").objects[0]["citekey"] == "Mine"


def test_the_work_is_known_by_its_new_key_when_it_is_fetched_again(online: Terminal) -> None:
    online("fetch", REVIEW)
    before = [row[1] for row in online("refs", "Peltzer2018").rows]
    online("rename", "Peltzer2018", "Review")
    online("rename", "Gabrielli2009", "Scleroderma")
    files = online.files()
    assert "nothing new" in online("fetch", REVIEW).err
    assert online.files() == files
    after = [row[1] for row in online("refs", "Review").rows]
    assert after == [one.replace("Gabrielli2009", "Scleroderma") for one in before]


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["Nobody", "New"], 4, "no entry 'Nobody'"),
        (["Varga2004", "Velier2022"], 3, "'Velier2022' is taken"),
        (["Varga2004", "velier2022"], 3, "Velier2022 differs from it only in case"),
        (["Varga2004", "a/b"], 3, "'a/b' is no citekey"),
        (["Varga2004", "../x"], 3, "is no citekey"),
        (["Varga2004", "CON"], 3, "Windows"),
        (["Varga2004", "a b"], 3, "is no citekey"),
        (["Varga2004", "\x1b[31mx"], 3, "is no citekey"),
        (["Varga2004", ""], 3, "is no citekey"),
        (["Varga2004"], 2, "--template"),
        (["Varga2004", "New", "--template"], 2, "--template"),
        ([], 2, "KEY"),
    ],
)
def test_what_makes_no_sense_changes_nothing(
    seeded: Terminal, arguments: list[str], code: int, told: str
) -> None:
    before = seeded.files()
    ran = seeded("rename", *arguments)
    assert (ran.code, ran.out) == (code, "")
    assert told in ran.err
    assert "\x1b" not in ran.err
    assert seeded.files() == before


def test_a_bad_template_of_the_library(seeded: Terminal) -> None:
    (seeded.library / "sscmsc.toml").write_text('schema = 1\ncitekey = "{nonsense}"\n')
    ran = seeded("rename", "Varga2004", "--template")
    assert ran.code == 3
    assert "unknown field '{nonsense}'" in ran.err
    assert seeded("rename", "Varga2004", "Mine").code == 0


def test_the_same_key_is_no_change(seeded: Terminal) -> None:
    before = seeded.files()
    ran = seeded("rename", "Varga2004", "Varga2004", "--json")
    assert isinstance(ran.json, dict)
    assert ran.json["what"] == "unchanged"
    assert seeded.files() == before


def test_the_key_of_a_file_that_cannot_be_read_is_not_free(seeded: Terminal) -> None:
    (seeded.library / "entries" / "Broken.yaml").write_bytes(b"<<<<<<< HEAD\n")
    ran = seeded("rename", "Varga2004", "broken")
    assert ran.code == 3
    assert "'broken' is taken" in ran.err
