"""The written BibLaTeX compiles with LuaLaTeX and biber, and biber reads what was meant.

Both are Debian's `biber`, `texlive-bibtex-extra` and `texlive-luatex`, which `.ci/run` installs.
"""

from __future__ import annotations

import re
import shutil
import unicodedata
from pathlib import Path
from random import Random

import pytest

from sscmsc import text
from sscmsc.dates import PartialDate
from sscmsc.entry import Entry
from sscmsc.formats import biblatex, bibtex_reading
from sscmsc.formats.latex_symbols import MATH, TEXT
from sscmsc.record import Person, Record
from sscmsc.text import RichText
from tests.bibtex_entries import COMPILED
from tests.test_bibtex_compile import run

needs_biber = pytest.mark.skipif(
    not (shutil.which("lualatex") and shutil.which("biber")),
    reason="LuaLaTeX and biber are not installed: apt-get install biber texlive-bibtex-extra "
    "texlive-luatex",
)
_DOCUMENT = r"""\documentclass{article}
\usepackage[backend=biber]{biblatex}
\addbibresource{library.bib}
\begin{document}
\nocite{*}
\printbibliography
\end{document}
"""
#: Scripts and signs of which no font has all: Latin, Greek, Cyrillic, Hebrew, Arabic, Devanagari,
#: Thai, Georgian, punctuation, arrows, mathematics, ideographs, kana, Hangul, letters beyond the
#: basic plane.
_RANGES = (
    (0x20, 0x7E), (0xA1, 0x17F), (0x391, 0x3C9), (0x410, 0x44F), (0x5D0, 0x5EA), (0x621, 0x63A),
    (0x905, 0x939), (0xE01, 0xE2E), (0x10D0, 0x10F0), (0x1E00, 0x1EFF), (0x2010, 0x2027),
    (0x2190, 0x2199), (0x2200, 0x2260), (0x4E00, 0x4EFF), (0x3041, 0x3090), (0xAC00, 0xACFF),
    (0x1D400, 0x1D41F), (0x1F600, 0x1F610),
)  # fmt: skip


def arbitrary(chance: Random) -> RichText:
    """A title of letters of any script, as cleaning leaves it."""
    letters = "".join(chr(chance.randint(*chance.choice(_RANGES))) for _ in range(24))
    # In its own output biber writes a grave accent as an opening quotation mark.
    bare = unicodedata.normalize("NFC", letters.replace("`", " "))
    return RichText(text.without_full_stop(text.literal(text.clean(f"a {bare} z"))))


def entries() -> tuple[Entry, ...]:
    """Awkward works, every sign there is a command for, and titles of any letters."""
    chance = Random(6)
    signs = text.literal(" ".join(one for one in (*MATH, *TEXT) if one.strip(" `\xa0\u2009\u202f")))
    made = [Entry("Signs2000", Record("x", title=signs, issued=PartialDate(2000)))]
    for number in range(120):
        name = (Person("Łódź-Ngô", f"Ünal {number}"), Person("王", "小明"), Person("van den Åse"))
        made.append(Entry(f"Any{number}", Record("x", title=arbitrary(chance), authors=name)))
    return (*COMPILED, *made)


@needs_biber
def test_the_bibliography_is_set_without_an_error(tmp_path: Path) -> None:
    written = entries()
    (tmp_path / "library.bib").write_text("".join(biblatex.write(written)), encoding="utf-8")
    (tmp_path / "paper.tex").write_text(_DOCUMENT, encoding="utf-8")
    tex = ("lualatex", "-interaction=nonstopmode", "-no-shell-escape", "-draftmode", "paper")
    run(tmp_path, *tex)
    failed, said = run(tmp_path, "biber", "paper")
    assert not failed, said
    assert "ERROR" not in said
    failed, said = run(tmp_path, *tex)
    assert not failed, said
    assert re.search(r"^!|Undefined control sequence", said, re.M) is None, said
    made = (tmp_path / "paper.bbl").read_text(encoding="utf-8")
    assert made.count("\\entry{") == len(written)


@needs_biber
def test_biber_reads_every_text_as_it_was_meant(tmp_path: Path) -> None:
    written = entries()
    (tmp_path / "library.bib").write_text("".join(biblatex.write(written)), encoding="utf-8")
    failed, said = run(tmp_path, "biber", "--tool", "--output-file=again.bib", "library.bib")
    assert not failed, said
    reading = bibtex_reading.read((tmp_path / "again.bib").read_bytes(), "again.bib")
    assert reading.problems == ()
    again = {one.citekey: one.work.record for one in reading.works}
    for entry in written:
        if entry.citekey == "Hostile2000":  # its grave accent, see `arbitrary`
            continue
        known, found = entry.record, again[entry.citekey]
        assert (found.title, found.original_title) == (known.title, known.original_title)
        assert [str(one) for one in found.authors] == [str(one) for one in bibtex_authors(entry)]


def bibtex_authors(entry: Entry) -> tuple[object, ...]:
    """The authors as our own reader finds them in what is written."""
    [work] = bibtex_reading.read("".join(biblatex.write([entry])).encode(), "x").works
    return work.work.record.authors
