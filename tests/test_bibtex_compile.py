"""The written BibTeX compiles: by a strict grammar everywhere, by TeX itself where it is installed.

TeX is what Debian's `texlive-latex-base`, `texlive-latex-recommended` and `texlive-binaries`
give. Where it is not there, the grammar below stands for it: it knows every command the
writer may use, and accepts nothing else.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from sscmsc import text
from sscmsc.entry import Entry
from sscmsc.formats import bibtex
from sscmsc.formats.latex_symbols import ACCENTS, LETTERS, MATH, TEXT
from sscmsc.record import Record
from tests.bibtex_entries import COMPILED

_HEAD = re.compile(r"@([a-z]+)\{([A-Za-z0-9_:.+/-]+),\n")
_FIELD = re.compile(r"  ([a-z]+) = ")
_RAW = frozenset({"doi", "pmid", "pmcid"})
_COMMAND = re.compile(r"\\([A-Za-z]+|.)", re.S)
_COMMANDS = frozenset(
    command
    for written in (*TEXT.values(), *MATH.values())
    for command in _COMMAND.findall(written)
) | {"ensuremath", "textit", "textbf", "textsuperscript", "textsubscript"} | frozenset(
    (*ACCENTS.values(), *LETTERS.values())
)  # fmt: skip
_TYPES = frozenset("article book incollection inproceedings phdthesis techreport misc".split())
_MONTHS = frozenset("jan feb mar apr may jun jul aug sep oct nov dec".split())


class GrammarError(AssertionError):
    """BibTeX or LaTeX would stumble here."""


def checked(written: str) -> dict[str, dict[str, str]]:
    """The fields of each entry by citekey. Raises `GrammarError` for anything out of line."""
    entries: dict[str, dict[str, str]] = {}
    place = 0
    while place < len(written):
        head = _HEAD.match(written, place)
        if head is None or head[1] not in _TYPES:
            raise GrammarError(f"no entry begins at {written[place : place + 40]!r}")
        if head[2].lower() in {key.lower() for key in entries}:
            raise GrammarError(f"repeated entry {head[2]}")
        entries[head[2]], place = fields_from(written, head.end())
        if not written.startswith("}\n\n", place):
            raise GrammarError(f"the entry {head[2]} does not end")
        place += 3
    return entries


def fields_from(written: str, place: int) -> tuple[dict[str, str], int]:
    fields: dict[str, str] = {}
    while (found := _FIELD.match(written, place)) is not None:
        name = found[1]
        if name in fields:
            raise GrammarError(f"repeated field {name}")
        if written[found.end()] == "{":
            end = matched(written, found.end())
            value = written[found.end() + 1 : end - 1]
            if name not in _RAW:
                check_text(value)
        else:
            end = written.index(",", found.end())
            value = written[found.end() : end]
            if name != "month" or value not in _MONTHS:
                raise GrammarError(f"{name} = {value} has no braces")
        if not written.startswith(",\n", end):
            raise GrammarError(f"no comma after {name}")
        fields[name] = value
        place = end + 2
    return fields, place


def matched(written: str, place: int) -> int:
    """Where the group that opens at `place` ends, counting braces as BibTeX does."""
    depth = 0
    for found in re.compile(r"[{}\n]").finditer(written, place):
        if found[0] == "\n":
            raise GrammarError("a line feed within a value")
        depth += 1 if found[0] == "{" else -1
        if depth == 0:
            return found.end()
    raise GrammarError("a brace is not closed")


def check_text(value: str) -> None:
    """LaTeX in text mode: known commands only, and no character bare that is one."""
    for command in _COMMAND.findall(value):
        if command not in _COMMANDS:
            raise GrammarError(f"the command \\{command}")
    formulas = re.sub(r"\\ensuremath\{(?:[^{}]|\{[^{}]*\})*\}", "", value)
    bare = re.search(r"[%#&$_^<>|]", _COMMAND.sub("", formulas))
    if bare is not None:
        raise GrammarError(f"a bare {bare[0]} in {value!r}")
    if re.search(r"[\x00-\x1f\x7f-\x9f]", value):
        raise GrammarError("a control character")


def test_the_grammar_finds_every_awkward_entry_sound() -> None:
    entries = checked("".join(bibtex.write(COMPILED)))
    assert list(entries) == [entry.citekey for entry in COMPILED]
    assert entries["Tanaka2014"]["eid"] == "a016295"


@pytest.mark.parametrize(
    "broken",
    [
        "@article{a,\n  title = {a {b},\n}\n\n",
        "@article{a,\n  title = {a & b},\n}\n\n",
        "@article{a,\n  title = {\\input{x}},\n}\n\n",
        "@article{a,\n  title = {a\nb},\n}\n\n",
        "@article{a,\n  title = {a}\n}\n\n",
        "@article{a,\n  title = bare,\n}\n\n",
        "@article{a,\n  year = {1},\n  year = {1},\n}\n\n",
        "@article{a,\n}\n\n@article{A,\n}\n\n",
        "@article{a b,\n}\n\n",
        "@unheard{a,\n}\n\n",
        "@article{a,\n  title = {a}},\n}\n\n",
    ],
)
def test_the_grammar_refuses_what_is_broken(broken: str) -> None:
    with pytest.raises(GrammarError):
        checked(broken)


_DOCUMENT = r"""\documentclass{article}
%s
\begin{document}
\nocite{*}
\bibliographystyle{%s}
\bibliography{library}
\end{document}
"""


def run(folder: Path, *command: str) -> tuple[int, str]:
    done = subprocess.run(
        command, cwd=folder, capture_output=True, check=False, timeout=120,
        env={**os.environ, "max_print_line": "10000"},
    )  # fmt: skip
    return done.returncode, (done.stdout + done.stderr).decode("utf-8", "replace")


def symbols(letters: str) -> Entry:
    """An entry whose title is each of the letters."""
    return Entry("Symbols2000", Record("x", title=text.literal(" ".join(letters))))


#: What pdfLaTeX takes as UTF-8 with T1 fonts, and only with them.
LATIN = "".join(one for one in map(chr, range(0xC0, 0x166)) if one not in "ĦħĸĿŀŉ")


@pytest.mark.parametrize(
    ("style", "packages", "letters"),
    [
        ("plain", "", ""),
        ("abbrv", r"\usepackage[T1]{fontenc}", LATIN + "ếạĀặ«»„‚"),
        ("alpha", "", "".join(MATH)),
        ("plainnat", r"\usepackage[T1]{fontenc,url,natbib}", "".join((*TEXT, "‘’"))),
    ],
)
def test_the_bibliography_is_set_without_an_error(
    style: str, packages: str, letters: str, tmp_path: Path
) -> None:
    """By pdfLaTeX and BibTeX; without them the grammar alone has to do."""
    written = "".join(bibtex.write((*COMPILED, symbols(letters or "a"))))
    assert len(checked(written)) == len(COMPILED) + 1
    if not (shutil.which("pdflatex") and shutil.which("bibtex")):
        pytest.skip("sound by the grammar; pdfLaTeX and BibTeX are not installed to set it")
    packages = packages.replace("{fontenc,url,natbib}", r"{fontenc}\usepackage{url,natbib}")
    (tmp_path / "library.bib").write_text(written, encoding="utf-8")
    (tmp_path / "paper.tex").write_text(_DOCUMENT % (packages, style), encoding="utf-8")
    tex = ("pdflatex", "-interaction=nonstopmode", "-no-shell-escape", "-draftmode", "paper")
    run(tmp_path, *tex)
    failed, said = run(tmp_path, "bibtex", "paper")
    assert not failed, said
    failed, said = run(tmp_path, *tex)
    assert not failed, said
    assert re.search(r"^!|Undefined control sequence|Missing character", said, re.M) is None, said
    set_ = (tmp_path / "paper.bbl").read_text(encoding="utf-8")
    assert set_.count("\\bibitem") == len(COMPILED) + 1
    for kept in ("{faSScinate}", "{IL-6}", "{CD90}", r"{CD4\textsuperscript{+}", "{AIDS}", "-XRF"):
        assert kept in set_
