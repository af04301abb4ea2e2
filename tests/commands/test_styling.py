"""`sscmsc export --style`, `copy` and `open`."""

from __future__ import annotations

import webbrowser
import zipfile
from pathlib import Path

import pytest

from sscmsc.csl_engines import engine_names
from tests import reference_processor
from tests.commands.conftest import Terminal

KEY = "Gabrielli2009"
TEXT = "Gabrielli A, Avvedimento EV, Krieg T. Scleroderma. N Engl J Med. 2009;360:1989–2003."


def test_export_in_a_style(seeded: Terminal) -> None:
    ran = seeded("export", "--style", "nlm", KEY)
    assert ran.code == 0
    assert ran.out == f"1. {TEXT} doi:10.1056/nejmra0806188\n"
    assert ran.err == ""


def test_the_engine_is_named_with_verbose(seeded: Terminal) -> None:
    ran = seeded("export", "--style", "apa", KEY, "-v")
    assert "citeproc-py 0." in ran.err
    assert "style apa" in ran.err


def test_another_engine(seeded: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = seeded("export", "--style", "nlm", KEY, "-v", "--engine", "pandoc")
    assert ran.out == f"1. {TEXT} doi:10.1056/nejmra0806188\n"
    assert "formatted by pandoc 3." in ran.err
    ran = seeded("copy", KEY, "--engine", "citeproc-js")
    assert ran.code == 2
    assert "SSCMSC_CITEPROC_JS" in ran.err
    monkeypatch.setenv("SSCMSC_CITEPROC_JS", str(reference_processor.source()))
    ran = seeded("copy", KEY, "--engine", "citeproc-js", "-v")
    assert ran.out == f"{TEXT} doi:10.1056/nejmra0806188\n"
    assert "formatted by citeproc-js 2." in ran.err


def test_the_engine_is_one_there_is_and_for_references(seeded: Terminal) -> None:
    ran = seeded("export", "--style", "nlm", KEY, "--engine", "typst")
    assert (ran.code, ran.out) == (2, "")
    assert "citeproc-py, citeproc-js, pandoc" in ran.err
    assert seeded("export", "--bibtex", KEY, "--engine", "pandoc").code == 2
    ran = seeded("copy", KEY, "--engine", "absent.js")
    assert ran.code == 3
    assert "cannot read absent.js" in ran.err


@pytest.mark.parametrize(
    ("name", "start"),
    [("text", "1. "), ("markdown", "1\\. "), ("html", "<!DOCTYPE html>"), ("rtf", "{\\rtf1")],
)
def test_export_in_each_output_format(seeded: Terminal, name: str, start: str) -> None:
    ran = seeded("export", "--style", "nlm", "--output-format", name, KEY)
    assert ran.code == 0
    assert ran.out.startswith(start)
    assert "Avvedimento" in ran.out


def test_export_a_word_document(seeded: Terminal) -> None:
    ran = seeded("export", "--style", "nlm", "--output-format", "docx", "-o", "list.docx")
    assert (ran.code, ran.out) == (0, "")
    assert "13 works written to list.docx" in ran.err
    with zipfile.ZipFile(seeded.folder / "list.docx") as package:
        assert b"Avvedimento" in package.read("word/document.xml")


def test_export_to_a_file_tells_what_was_written(seeded: Terminal) -> None:
    ran = seeded("export", "--style", "nlm", "-o", "list.txt", KEY, "--json")
    assert ran.json == {"file": "list.txt", "format": "text", "works": [KEY]}
    assert (seeded.folder / "list.txt").read_text(encoding="utf-8").startswith(f"1. {TEXT}")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--style", "nlm", "--bibtex"), "contradict"),
        (("--style", "nlm", "--output-format", "pdf"), "no output format"),
        (("--style", "nlm", "--output-format", "docx"), "needs a file"),
        (("--style", "nlm", "--json"), "not JSON"),
        (("--bibtex", "--output-format", "html"), "formatted references"),
        (("--bibtex", "--bold-author", "A"), "formatted references"),
        ((), "which format"),
    ],
)
def test_what_contradicts_itself(seeded: Terminal, words: tuple[str, ...], said: str) -> None:
    ran = seeded("export", *words)
    assert ran.code == 2
    assert said in ran.err
    assert ran.out == ""


def test_a_style_that_is_none(seeded: Terminal) -> None:
    ran = seeded("export", "--style", "natur")
    assert ran.code == 4
    assert "nature" in ran.err


def test_a_style_file_that_is_none(seeded: Terminal) -> None:
    (seeded.folder / "bad.csl").write_text("no style", encoding="utf-8")
    ran = seeded("export", "--style", "bad.csl")
    assert ran.code == 3
    assert "bad" in ran.err


def test_the_own_name_in_bold(seeded: Terminal) -> None:
    ran = seeded(
        "export", "--style", "nih", "--bold-author", "Krieg T", "--output-format", "markdown", KEY
    )
    assert "**Krieg T**" in ran.out
    assert ran.out.count("**") == 2


def test_what_stands_for_a_pmcid_until_three_months_after(seeded: Terminal) -> None:
    path = seeded.library / "entries" / f"{KEY}.yaml"
    held = path.read_text(encoding="utf-8")
    manuscript = '  manuscript_ids:\n    - "NIHMS123456"\n  issued: "2009-04"\n'
    path.write_text(held.replace('  issued: "2009"\n', manuscript), encoding="utf-8")
    ran = seeded("export", "--style", "nih", KEY, "--submission", "2009-07-01")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.endswith("NIHMSID: NIHMS123456.\n")
    ran = seeded("export", "--style", "nih", KEY, "--submission", "2026-02-05")
    assert ran.code == 0
    assert "NIHMS" not in ran.out
    assert "published more than 3 months before 2026-02-05" in ran.err
    assert "no longer stands" in seeded("export", "--style", "nih", KEY).err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nih", "--submission", "soon"), "2026-02-05"),
        (("nlm", "--submission", "2026-02-05"), "--style nih"),
        (("nlm", "--font-size", "200"), "4 to 72 points"),
        (("nlm", "--lines", "--width", "0.5"), "1 to 40 inches"),
    ],
)
def test_days_and_sizes_that_are_none(seeded: Terminal, words: tuple[str, ...], said: str) -> None:
    ran = seeded("export", "--style", *words)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_the_length_of_a_list(seeded: Terminal) -> None:
    ran = seeded("export", "--style", "nih", "--lines")
    assert ran.out == seeded("export", "--style", "nih").out
    assert "13 references take 31 lines, 0.54 pages (Arial 11 pt, 7.5 by 10 inches)" in ran.err
    ran = seeded("export", "--style", "nih", "--font-size", "9", "--width", "6.5", "-o", "a.docx")
    assert "(Arial 9 pt, 6.5 by 10 inches)" in ran.err
    ran = seeded("export", "--style", "nih", "--lines", "-o", "list.txt", "--json", KEY)
    assert isinstance(ran.json, dict)
    assert (ran.json["lines"], ran.json["pages"]) == (2, 0.04)
    assert seeded("export", "--bibtex", "--lines").code == 2


def test_a_document_over_a_folder_is_refused(seeded: Terminal) -> None:
    (seeded.folder / "d").mkdir()
    ran = seeded("export", "--style", "nlm", "--output-format", "docx", "-o", "d")
    assert ran.code == 3
    assert "is a folder" in ran.err


def test_copy_prints_one_reference(seeded: Terminal) -> None:
    ran = seeded("copy", KEY)
    assert (ran.code, ran.out) == (0, f"{TEXT} doi:10.1056/nejmra0806188\n")


def test_copy_in_another_style_as_json(seeded: Terminal) -> None:
    ran = seeded("copy", KEY, "--style", "apa", "--json")
    assert isinstance(ran.json, dict)
    assert ran.json["citekey"] == KEY
    assert ran.json["text"].startswith("Gabrielli, A., Avvedimento, E. V., & Krieg, T. (2009).")


def test_copy_an_unknown_work(seeded: Terminal) -> None:
    ran = seeded("copy", "Nobody2000")
    assert ran.code == 4


def _program(folder: Path, name: str, script: str) -> None:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


def test_copy_to_the_clipboard(seeded: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    programs = seeded.folder / "bin"
    _program(programs, "xclip", f"/bin/cat > '{seeded.folder}/held'; echo $1 $2 >> /dev/null")
    monkeypatch.setenv("PATH", str(programs))
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    ran = seeded("copy", KEY, "--clipboard")
    assert (ran.code, ran.out) == (0, "")
    assert "copied by xclip" in ran.err
    held = (seeded.folder / "held").read_text(encoding="utf-8")
    assert held == f"{TEXT} doi:10.1056/nejmra0806188"


def test_a_clipboard_that_fails(seeded: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    programs = seeded.folder / "bin"
    _program(programs, "pbcopy", "exit 7")
    monkeypatch.setenv("PATH", str(programs))
    ran = seeded("copy", KEY, "--clipboard")
    assert ran.code == 3
    assert "pbcopy ended with 7" in ran.err


def test_no_clipboard(seeded: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(seeded.folder))
    ran = seeded("copy", KEY, "--clipboard")
    assert ran.code == 3
    assert "xclip" in ran.err


@pytest.mark.parametrize("words", [(), ("--at", "doi"), ("--at", "DOI")])
def test_open_prints_the_address(seeded: Terminal, words: tuple[str, ...]) -> None:
    ran = seeded("open", KEY, "--print", *words)
    assert (ran.code, ran.out) == (0, "https://doi.org/10.1056/nejmra0806188\n")


def test_open_opens_the_address(seeded: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []

    def browser(address: str) -> bool:
        opened.append(address)
        return True

    monkeypatch.setattr(webbrowser, "open", browser)
    ran = seeded("open", KEY, "--json")
    address = "https://doi.org/10.1056/nejmra0806188"
    assert opened == [address]
    assert ran.json == {"citekey": KEY, "url": address, "opened": True}
    assert "opened" in seeded("open", KEY).err


def test_no_browser(seeded: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webbrowser, "open", lambda address: False)
    ran = seeded("open", KEY)
    assert ran.code == 3
    assert "https://doi.org/10.1056/nejmra0806188" in ran.err


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((KEY, "--at", "pmc"), 4, "It has one at doi"),
        ((KEY, "--at", "mars"), 2, "takes pubmed, doi, pmc"),
        (("Nobody2000",), 4, "no entry"),
        (("Binks2001",), 4, "no PMID, DOI or PMCID"),
    ],
)
def test_what_cannot_be_opened(
    seeded: Terminal, words: tuple[str, ...], code: int, said: str
) -> None:
    ran = seeded("open", *words, "--print")
    assert ran.code == code
    assert said in ran.err


def test_the_shell_is_offered_styles_and_outputs() -> None:
    from sscmsc.commands import open as opening
    from sscmsc.commands import style_options

    assert style_options.output_formats("h") == ["html"]
    assert "nlm" in style_options.styles("nl")
    assert "nature" in style_options.styles("natur")
    assert style_options.engines("p") == ["pandoc"]
    assert style_options.engines("") == list(engine_names())
    assert opening.places("p") == ["pubmed", "pmc"]
