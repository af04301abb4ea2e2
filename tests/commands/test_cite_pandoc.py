"""pandoc makes a document of a manuscript with what `cite` exports: every reference is in it."""

from __future__ import annotations

import re
import subprocess
from html import unescape
from importlib.util import find_spec
from pathlib import Path

import pytest

from sscmsc import text
from sscmsc.entry import Entry
from sscmsc.formats import bibtex
from sscmsc.record import Group
from tests.bibtex_entries import COMPILED
from tests.commands.conftest import Terminal

HAS_PANDOC = find_spec("pypandoc") is not None
#: The works of people, not the one of attacks.
PUBLISHED = tuple(one for one in COMPILED if one.citekey != "Hostile2000")
# Names by family and initials, journals by their whole names, whatever pandoc's default is.
STYLE = """<?xml version="1.0" encoding="utf-8"?>
<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0">
<info><title>Plain</title><id>plain</id><updated>2020-01-01T00:00:00+00:00</updated></info>
<citation><layout><text variable="citation-number"/></layout></citation>
<bibliography><layout><group delimiter=" | ">
<names variable="author"><name name-as-sort-order="all" sort-separator=" " delimiter="; "/></names>
<text variable="title"/><text variable="container-title"/><text variable="publisher"/>
<date variable="issued" form="text" date-parts="year"/><text variable="volume"/>
<text variable="page"/><text variable="DOI"/>
</group></layout></bibliography></style>
"""


@pytest.fixture
def cited(terminal: Terminal) -> Terminal:
    """A library of those works, and a manuscript that cites each of them."""
    (terminal.folder / "held.bib").write_text("".join(bibtex.write(PUBLISHED)), encoding="utf-8")
    assert terminal("import", "held.bib").code == 0
    body = "\n\n".join(f"It is known [@{one.citekey}]." for one in PUBLISHED)
    (terminal.folder / "paper.md").write_text(f"# Aims\n\n{body}\n", encoding="utf-8")
    (terminal.folder / "plain.csl").write_text(STYLE, encoding="utf-8")
    return terminal


def references(folder: Path, bibliography: str) -> dict[str, str]:
    """What pandoc printed for each citekey, without markup; its warnings fail the test."""
    import pypandoc

    done = subprocess.run(
        [pypandoc.get_pandoc_path(), "paper.md", "--citeproc", f"--bibliography={bibliography}",
         "--csl=plain.csl", "--to=html", "--wrap=none", "--fail-if-warnings"],
        cwd=folder, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    listed = re.findall(r'<div id="ref-([^"]+)"[^>]*>(.*?)</div>', done.stdout, re.S)
    return {key: unescape(re.sub(r"<[^>]+>", "", said)).strip() for key, said in listed}


def squeezed(value: str) -> str:
    """The letters and digits alone: processors set their own quotes, dashes and blanks."""
    return re.sub(r"[\W_]+", "", text.folded(value)).casefold()


def check(entry: Entry, printed: str) -> None:
    """Authors, title, journal, year, volume, pages and DOI stand in a reference."""
    record, said = entry.record, squeezed(printed)
    for author in record.authors:
        name = author.name if isinstance(author, Group) else author.family
        # A processor may set the particle of `van Laar` apart.
        assert all(squeezed(word) in said for word in name.split()), (name, printed)
    wanted = [
        text.plain(record.shown_title or ""),
        record.container.title if record.container else None,
        str(record.year),
        record.volume,
        record.pages,
        record.doi.value if record.doi else None,
    ]
    for one in filter(None, wanted):
        assert squeezed(one) in said, (one, printed)


@pytest.mark.skipif(not HAS_PANDOC, reason="pandoc is not installed: pip install 'sscmsc[pandoc]'")
@pytest.mark.parametrize(
    ("name", "format_"),
    [("refs.json", "csl-json"), ("refs.bib", "bibtex"), ("lua.bib", "biblatex")],
)
def test_pandoc_prints_every_reference_that_is_cited(
    cited: Terminal, name: str, format_: str
) -> None:
    written = cited("cite", "paper.md", "--format", format_, "-o", name)
    assert written.code == 0, written.err
    printed = references(cited.folder, name)
    assert printed.keys() == {one.citekey for one in PUBLISHED}
    for entry in PUBLISHED:
        check(entry, printed[entry.citekey])
