"""The golden files of formatted references, and where engines differ from them.

tests/golden/styles holds what citeproc-js prints of the works in style_works.py. differences.tsv
there lists by engine, style and work what another engine prints instead, and why that is right
or may stay; `*` in the place of a work says that the order differs.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from sscmsc.csl import Formatted
from sscmsc.styles_output import write_html
from tests.conftest import ROOT

GOLDEN = ROOT / "tests" / "golden" / "styles"
STYLES = tuple(sorted(path.stem for path in GOLDEN.glob("*.tsv") if path.stem != "differences"))
#: Those that journals of the field use, of all there are.
MEDICAL = (
    "ama", "apa", "ard", "arthritis-and-rheumatism", "elsevier-vancouver",
    "frontiers-medical-journals", "lancet", "nature", "nejm", "nlm", "plos", "springer-vancouver",
)  # fmt: skip
#: A few that take QuickJS no time; node has run the same program in all of them.
IN_QUICKJS = ("ieee", "nature", "nlm", "nlm-citation-name")
#: The work whose list of authors its source cut, of which CSL-JSON cannot tell a processor.
INCOMPLETE = "incomplete"
ORDER = "*"
Row = tuple[str, str, str]
Places = dict[tuple[str, str], tuple[str, str]]


@cache
def listed(engine: str) -> Places:
    """Label and text by style and work where an engine differs; every one with a reason."""
    found: Places = {}
    for row in (GOLDEN / "differences.tsv").read_text(encoding="utf-8").splitlines():
        name, style, key, label, text, reason = row.split("\t")
        assert reason.strip(), row
        if name == engine:
            assert (style, key) not in found, row
            found[style, key] = (label, text)
    return found


def golden(style: str) -> list[Row]:
    """Key, label and HTML of every reference that citeproc-js prints."""
    rows = (GOLDEN / f"{style}.tsv").read_text(encoding="utf-8").splitlines()
    return [(key, label, text) for key, label, text in (row.split("\t") for row in rows)]


def rows_of(references: Iterable[Formatted]) -> list[Row]:
    return [(one.citekey, one.label, shown(one)) for one in references]


def shown(reference: Formatted) -> str:
    """A reference as HTML, without its label."""
    _, line, _ = write_html([reference._replace(label="")])
    return line.removeprefix('<div class="csl-entry">').removesuffix("</div>\n")


def differing(style: str, references: Iterable[Formatted]) -> Places:
    """Where references differ from the golden file, in the form of `listed`."""
    ours, theirs = rows_of(references), golden(style)
    expected = {key: (label, text) for key, label, text in theirs}
    assert {row[0] for row in ours} == set(expected)
    found = {
        (style, key): (label, text) for key, label, text in ours if expected[key] != (label, text)
    }
    if [row[0] for row in ours] != [row[0] for row in theirs]:
        found[style, ORDER] = ("", "")
    return found
