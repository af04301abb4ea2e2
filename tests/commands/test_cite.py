"""`sscmsc cite`."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.commands.conftest import Terminal
from tests.word_file import docx, text

TEX = "Cells \\cite{Varga2004}\nand \\citep[3]{Peltzer2018,Varga2004}.\n"


def written(terminal: Terminal, name: str, content: str | bytes) -> Path:
    path = terminal.folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_a_list_in_the_order_of_first_citation(seeded: Terminal) -> None:
    written(seeded, "paper.tex", TEX)
    ran = seeded("cite", "paper.tex")
    assert (ran.code, ran.err) == (0, "")
    assert [row[:3] for row in ran.rows] == [
        ["Varga2004", "2", "paper.tex:1"], ["Peltzer2018", "1", "paper.tex:2"],
    ]  # fmt: skip
    assert ran.rows[0][3].startswith("Illness and art")
    shown = seeded("cite", "paper.tex", "--sort", "citekey", tty=True).out
    assert "Cited" in shown
    assert "2 works, cited 3 times" in shown
    assert shown.index("Peltzer2018") < shown.index("Varga2004")


def test_only_what_is_cited_is_exported(seeded: Terminal) -> None:
    written(seeded, "paper.tex", TEX)
    whole = seeded("export", "--bibtex", "Peltzer2018", "Varga2004").out
    ran = seeded("cite", "paper.tex", "--bibtex", "--sort", "citekey")
    assert (ran.code, ran.out) == (0, whole)
    by_citation = seeded("cite", "paper.tex", "--bibtex").out
    assert by_citation.index("{Varga2004,") < by_citation.index("{Peltzer2018,")
    ran = seeded("cite", "paper.tex", "-o", "refs.bib", "--list")
    assert (seeded.folder / "refs.bib").read_text() == by_citation
    assert [row[0] for row in ran.rows] == ["Varga2004", "Peltzer2018"]
    assert "2 works written to refs.bib as BibTeX" in ran.err
    out = seeded("cite", "paper.tex", "--format", "csl-json").out
    assert [one["id"] for one in json.loads(out)] == ["Varga2004", "Peltzer2018"]


def test_several_manuscripts_and_a_pipe(seeded: Terminal) -> None:
    written(seeded, "a.md", "[@Mayes2003]")
    written(seeded, "b.docx", docx(text("as said [10.3389/fimmu.2018.02013; @Mayes2003]")))
    ran = seeded("cite", "a.md", "b.docx", "-", given="[@ShiND]")
    assert [row[:3] for row in ran.rows] == [
        ["Mayes2003", "2", "a.md:1"], ["Peltzer2018", "1", "b.docx:1"],
        ["ShiND", "1", "standard input:1"],
    ]  # fmt: skip


def test_keys_that_name_no_work(seeded: Terminal) -> None:
    written(seeded, "paper.md", "[@Pelzer2018]\n\n[@zzz; @Varga2004] [@doi:10.5555/none.1]\n@zzz")
    ran = seeded("cite", "paper.md", "--bibtex")
    assert ran.code == 4
    assert "@article{Varga2004," in ran.out
    assert "paper.md:1: no work 'Pelzer2018'; nearest: Peltzer2018" in ran.err
    assert "paper.md:3, paper.md:4: no work 'zzz'\n" in ran.err
    assert "no work 'doi:10.5555/none.1'; `sscmsc fetch 10.5555/none.1` brings it in" in ran.err
    told = seeded("cite", "paper.md", "--json")
    assert told.code == 4
    assert isinstance(told.json, dict)
    assert [one["key"] for one in told.json["unknown"]] == [
        "Pelzer2018", "zzz", "doi:10.5555/none.1",
    ]  # fmt: skip
    assert told.json["unknown"][0]["nearest"][0] == "Peltzer2018"
    assert told.json["unknown"][1]["places"][1] == {
        "file": "paper.md", "part": None, "line": 4, "column": 2,
    }  # fmt: skip


def test_what_may_be_no_citation_is_not_missed(seeded: Terminal) -> None:
    written(seeded, "notes.txt", "by @somebody and @Varga2004")
    ran = seeded("cite", "notes.txt")
    assert (ran.code, ran.err) == (0, "")
    assert [row[0] for row in ran.rows] == ["Varga2004"]


def test_an_identifier_of_two_works(seeded: Terminal) -> None:
    entry = seeded.library / "entries" / "Varga2004.yaml"
    kept = entry.read_text()
    entry.write_text(kept.replace("10.1097/01.bor.0000144759.30154.84", "10.1056/nejmra0806188"))
    written(seeded, "paper.md", "[@doi:10.1056/nejmra0806188]")
    ran = seeded("cite", "paper.md")
    assert ran.code == 4
    assert "paper.md:1: 'doi:10.1056/nejmra0806188' names " in ran.err
    assert "Gabrielli2009 and Varga2004" in ran.err


def test_everything_is_cited(seeded: Terminal) -> None:
    written(seeded, "paper.tex", "\\cite{Varga2004}\\nocite{*}")
    rows = seeded("cite", "paper.tex").rows
    assert len(rows) == 13
    assert [rows[0][0], rows[1][0], rows[1][1]] == ["Varga2004", "Binks2001", "0"]


def test_no_citation(seeded: Terminal) -> None:
    written(seeded, "paper.tex", "nothing")
    ran = seeded("cite", "paper.tex")
    assert (ran.code, ran.out) == (0, "")
    assert "no citation in paper.tex" in ran.err


def test_a_retracted_work(seeded: Terminal) -> None:
    entry = seeded.library / "entries" / "Varga2004.yaml"
    kept = entry.read_text()
    types = "  publication_types:\n    - name: Retracted Publication\n      ui: D016441\n"
    entry.write_text(kept.replace("  source: ", f"{types}  source: ", 1))
    written(seeded, "paper.tex", TEX)
    assert seeded("cite", "paper.tex").code == 0
    ran = seeded("cite", "paper.tex", "--check")
    assert ran.code == 1
    assert "paper.tex:1, paper.tex:2: Varga2004 is retracted" in ran.err
    told = seeded("cite", "paper.tex", "--check", "--json").json
    assert isinstance(told, dict)
    assert [one["retracted"] for one in told["works"]] == [True, False]
    written(seeded, "paper.tex", f"{TEX}\\cite{{zzz}}")
    assert seeded("cite", "paper.tex", "--check").code == 4


@pytest.mark.parametrize(
    ("kind", "code", "says"),
    [
        ("ExpressionOfConcernIn", 0, "warning: paper.tex:1, paper.tex:2: Varga2004 is under an "
         "expression of concern 2019-02 by PMID 77\n"),
        ("ErratumIn", 0, "paper.tex:1, paper.tex:2: Varga2004 is corrected 2019-02 by PMID 77\n"),
        ("RetractedandRepublishedIn", 1, "warning: paper.tex:1, paper.tex:2: Varga2004 is "
         "retracted and republished 2019-02 by PMID 77\n"),
    ],
)  # fmt: skip
def test_what_else_became_of_a_work(seeded: Terminal, kind: str, code: int, says: str) -> None:
    entry = seeded.library / "entries" / "Varga2004.yaml"
    notice = f'  relations:\n    - kind: {kind}\n      pmid: "77"\n      date: "2019-02"\n'
    entry.write_text(entry.read_text().replace("  source: ", f"{notice}  source: ", 1))
    written(seeded, "paper.tex", TEX)
    ran = seeded("cite", "paper.tex", "--check")
    assert (ran.code, says in ran.err) == (code, True)


def test_a_work_on_a_list_of_retractions(seeded: Terminal) -> None:
    (seeded.folder / "list.txt").write_text("10.1056/nejmoa1703327\n")
    (seeded.library / "sscmsc.toml").write_text(
        'schema = 1\n[check]\nretraction_watch = "../list.txt"\n'
    )
    written(seeded, "paper.tex", "\\cite{Sullivan2018}")
    ran = seeded("cite", "paper.tex", "--check")
    assert (ran.code, ran.err) == (1, "warning: paper.tex:1: Sullivan2018 is retracted\n")


def test_former_keys_are_told_and_rewritten(seeded: Terminal) -> None:
    content = "\ufeff% Varga2004\r\n\\cite{Varga2004,Peltzer2018}\r\ré\n\\cite{ varga2004 }"
    path = written(seeded, "paper.tex", content)
    assert seeded("rename", "Varga2004", "Klee2004").code == 0
    ran = seeded("cite", "paper.tex")
    assert ran.code == 0
    assert "paper.tex:2: 'Varga2004' was renamed Klee2004" in ran.err
    assert [row[:2] for row in ran.rows] == [["Klee2004", "2"], ["Peltzer2018", "1"]]

    ran = seeded("cite", "rewrite", "paper.tex")
    assert ran.code == 2
    assert "-\\cite{Varga2004,Peltzer2018}\n+\\cite{Klee2004,Peltzer2018}\n" in ran.out
    assert ran.out.startswith("--- paper.tex\n+++ paper.tex\n@@ ")
    assert path.read_bytes() == content.encode()
    assert seeded("cite", "--rewrite", "-n", "paper.tex").code == 0
    assert path.read_bytes() == content.encode()
    assert seeded("cite", "--rewrite", "paper.tex", given="n\n", tty=True).code == 130
    assert path.read_bytes() == content.encode()

    ran = seeded("cite", "--rewrite", "paper.tex", given="y\n", tty=True)
    assert ran.code == 0
    expected = content.replace("{Varga2004,", "{Klee2004,").replace(" varga2004 ", " Klee2004 ")
    assert path.read_bytes() == expected.encode()
    ran = seeded("cite", "rewrite", "-y", "paper.tex")
    assert (ran.code, ran.out) == (0, "")
    assert "every key is its work's already" in ran.err


def test_rewriting_keeps_every_other_byte_in_any_encoding(seeded: Terminal) -> None:
    line = "é \\cite{varga2004}\r\n"
    for encoding, mark in (("latin-1", b""), ("utf-16-le", b"\xff\xfe")):
        path = written(seeded, "paper.tex", mark + line.encode(encoding))
        assert seeded("cite", "rewrite", "-y", "paper.tex").code == 0
        assert path.read_bytes() == mark + line.replace("v", "V").encode(encoding)


def test_identifiers_become_citekeys_when_asked(seeded: Terminal) -> None:
    path = written(seeded, "paper.md", "[@doi:10.1056/NEJMra0806188; @{doi:10.1056/nejmra0806188}]")
    assert seeded("cite", "rewrite", "-y", "paper.md").code == 0
    assert "doi:" in path.read_text()
    told = seeded("cite", "rewrite", "-y", "--identifiers", "--json", "paper.md").json
    assert isinstance(told, dict)
    assert (told["rewritten"][0]["file"], told["rewritten"][0]["keys"]) == ("paper.md", 2)
    assert path.read_text() == "[@Gabrielli2009; @{Gabrielli2009}]"


def test_a_manuscript_that_changed_meanwhile(
    seeded: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(seeded, "paper.tex", "\\cite{varga2004}")
    monkeypatch.setattr("typer.confirm", lambda *_, **__: path.write_text("mine") > 0)
    ran = seeded("cite", "rewrite", "paper.tex", given="y\n", tty=True)
    assert ran.code == 6
    assert "paper.tex: changed since it was read; nothing was written to it" in ran.err
    assert path.read_text() == "mine"


def test_what_cannot_be_rewritten(seeded: Terminal) -> None:
    data = docx(text("[@varga2004]"))
    path = written(seeded, "paper.docx", data)
    ran = seeded("cite", "rewrite", "-y", "paper.docx")
    assert ran.code == 0
    assert "paper.docx: no text file, so no key in it can be changed here" in ran.err
    assert path.read_bytes() == data


def test_a_pipe_is_not_rewritten(seeded: Terminal) -> None:
    ran = seeded("cite", "rewrite", "-y", "-", given="[@varga2004]")
    assert ran.code == 0
    assert "standard input: no text file, so no key in it can be changed here" in ran.err


def test_parts_of_a_manuscript_that_were_not_named(seeded: Terminal) -> None:
    written(seeded, "main.tex", "\\cite{Varga2004} % \\input{no}\n\\include{one}\\input{two.tex}")
    written(seeded, "two.tex", "\\cite{ShiND}")
    ran = seeded("cite", "main.tex", "two.tex")
    assert (ran.code, len(ran.rows)) == (0, 2)
    assert ran.err == "main.tex:2: one is not read; name it too\n"


def test_labels_of_another_typst_file(seeded: Terminal) -> None:
    written(seeded, "main.typ", "@Varga2004 @fig")
    written(seeded, "two.typ", "#figure([x]) <fig>")
    ran = seeded("cite", "main.typ", "two.typ")
    assert (ran.code, ran.err, len(ran.rows)) == (0, "", 1)
    assert seeded("cite", "main.typ").code == 4


def test_under_the_keys_of_the_text(seeded: Terminal) -> None:
    written(seeded, "paper.md", "[@doi:10.1056/nejmra0806188; @Varga2004]")
    ran = seeded("cite", "paper.md", "--format", "csl-json", "--as-cited")
    assert [one["id"] for one in json.loads(ran.out)] == ["doi:10.1056/nejmra0806188", "Varga2004"]
    assert ran.err == ""


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ([], 2, "Missing argument"),
        (["paper.tex", "--format", "nothing"], 2, "there is no format 'nothing'"),
        (["paper.tex", "--format", "pubmed-xml"], 2, "PubMed XML can be read but not written"),
        (["paper.tex", "--bibtex", "--format", "ris"], 2, "contradict"),
        (["paper.tex", "-o", "a.xyz"], 2, "say which format a.xyz is to have"),
        (["paper.tex", "--bibtex", "--json"], 2, "--json and BibTeX"),
        (["paper.tex", "--bibtex", "--list"], 2, "--list and BibTeX"),
        (["paper.tex", "--rewrite", "--bibtex"], 2, "writes no bibliography"),
        (["paper.tex", "-y"], 2, "go with --rewrite"),
        (["paper.tex", "--as-cited"], 2, "--as-cited goes with"),
        (["paper.tex", "--sort", "nothing"], 3, "nothing"),
        (["absent.tex"], 3, "absent.tex: No such file"),
        (["old.doc"], 3, "old.doc: a file of old Word"),
        (["paper.tex", "-o", "nowhere/refs.bib"], 3, "cannot write nowhere/refs.bib"),
        (["paper.tex", "-l", "nolib"], 6, "there is no library"),
    ],
)
def test_exit_codes(seeded: Terminal, arguments: list[str], code: int, message: str) -> None:
    written(seeded, "paper.tex", TEX)
    written(seeded, "old.doc", b"\xd0\xcf\x11\xe0")
    ran = seeded("cite", *arguments)
    assert ran.code == code, ran.err
    assert message.casefold() in ran.err.casefold()


def test_an_entry_that_cannot_be_read(seeded: Terminal) -> None:
    (seeded.library / "entries" / "Varga2004.yaml").write_text("citekey: [")
    written(seeded, "paper.tex", TEX)
    ran = seeded("cite", "paper.tex")
    assert ran.code == 6
    assert "entry Varga2004 cannot be read" in ran.err


def test_a_work_cited_by_several_keys_is_one(seeded: Terminal) -> None:
    written(seeded, "a.md", "[@varga2004]\n[@Varga2004]\n[@varga2004]")
    told = seeded("cite", "a.md", "--json").json
    assert isinstance(told, dict)
    [work] = told["works"]
    assert [one["line"] for one in work["places"]] == [1, 2, 3]
    assert [(one["key"], one["former"]) for one in told["other_keys"]] == [("varga2004", False)]


def test_what_is_missing_is_fetched(online: Terminal) -> None:
    assert online("init").code == 0
    written(online, "paper.md", "[@doi:10.3389/fimmu.2018.02013] and [@pmid:99999999]")
    ran = online("cite", "paper.md", "--fetch")
    assert ran.code == 4
    assert [row[0] for row in ran.rows] == ["Peltzer2018"]
    assert "no work 'pmid:99999999'" in ran.err
    assert [row[0] for row in online("list").rows] == ["Peltzer2018"]
    again = online("cite", "paper.md", "--fetch", "--json")
    assert isinstance(again.json, dict)
    assert len(again.json["unknown"]) == 1


def test_fetching_without_a_network(seeded: Terminal) -> None:
    written(seeded, "paper.md", "[@doi:10.5555/none.1] [@Varga2004]")
    ran = seeded("cite", "paper.md", "--fetch")
    assert ran.code == 5
    assert [row[0] for row in ran.rows] == ["Varga2004"]
    assert "paper.md:1: no work 'doi:10.5555/none.1'" in ran.err


CITING = "See [@Varga2004, p. 3; @doi:10.1056/nejmra0806188], and [@Klee].\n"


@pytest.mark.parametrize(("format_", "name"), [("bibtex", "refs.bib"), ("csl-json", "refs.json")])
def test_what_is_exported_for_a_manuscript_is_all_that_pandoc_needs(
    seeded: Terminal, format_: str, name: str
) -> None:
    """pandoc warns of each key that it does not find, and prints it in bold."""
    assert seeded("rename", "ShiND", "Klee").code == 0
    assert seeded("rename", "Klee", "Shi2022").code == 0
    written(seeded, "paper.md", CITING)
    ran = seeded("cite", "paper.md", "--format", format_, "-o", name, "--as-cited")
    assert ran.code == 0
    held = (seeded.folder / name).read_text()
    for key in ("Varga2004", "doi:10.1056/nejmra0806188", "Klee"):
        assert f'"{key}"' in held or f"{{{key}," in held
    pandoc = shutil.which("pandoc")
    if pandoc is None:
        return  # what it is to find stands above
    done = subprocess.run(
        [pandoc, "--citeproc", "--bibliography", name, "paper.md", "-t", "plain"],
        check=True, capture_output=True, text=True, encoding="utf-8", cwd=seeded.folder,
    )  # fmt: skip
    assert done.stderr == ""
    assert done.stdout.startswith("See (Varga 2004, 3; Gabrielli et al. 2009), and (Shi")
