"""The bibliographies of the CSL test suite, from its CSL-JSON by way of our records."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import NamedTuple

from sscmsc.csl import Style
from sscmsc.csl_citeproc import CiteprocPy
from sscmsc.csl_item import make_items
from sscmsc.entry import Entry
from sscmsc.formats import csl_json_reading
from tests.golden_styles import shown

#: What is another here, and why that may stay.
DIFFERENT = {
    "date_RangeDelimiter": "a record has one date, no range of dates",
    "name_EditorTranslatorBoth": "a record has no translators",
    "name_EditorTranslatorWithTranslatorOnlyBib": "a record has no translators",
    "name_EtAlWithCombined": "a record has no translators",
    "name_SubsequentAuthorSubstituteMultipleNames": "a record has no translators",
    "name_InTextMarkupInitialize": "what a name holds is text, never markup",
    "name_InTextMarkupNormalizeInitials": "what a name holds is text, never markup",
    "name_ParticleCaps3": "quotation marks about a family name are part of it",
}
_TAG = re.compile(r"<(?!/?(?:i|b|sup|sub)>)[^>]+>")


class Case(NamedTuple):
    name: str
    style: Style
    items: bytes
    lines: list[str]


def _part(written: str, name: str) -> str:
    found = re.search(rf">>=+ {name} =+>>\n(.*?)\n?<<=+ {name}", written, re.S)
    return found[1].strip() if found else ""


def _bare(html: str) -> str:
    """Without the layout of a margin and blanks, which outputs set each in their way."""
    return re.sub(r"\s", "", _TAG.sub("", html).replace("&#38;", "&amp;"))


def _case(path: Path) -> Case | None:
    written = path.read_text(encoding="utf-8")
    if _part(written, "MODE") != "bibliography":
        return None
    xml = _part(written, "CSL").encode()
    locale = re.search(rb'default-locale="([A-Za-z-]+)"', xml)
    style = Style(path.stem, path.stem, xml, locale[1].decode() if locale else "en-US")
    result = f"{_part(written, 'RESULT')}\n"
    lines = re.findall(r'<div class="csl-entry">(.*?)</div>\n', result, re.S)
    return Case(path.stem, style, _part(written, "INPUT").encode(), [_bare(one) for one in lines])


def test_the_bibliographies_of_the_suite(corpora: Path) -> None:
    folder = corpora / "E-peers" / "csl-test-suite" / "processor-tests" / "humans"
    cases = [one for path in sorted(folder.glob("*.txt")) if (one := _case(path)) is not None]
    assert len(cases) == 21
    different = set()
    for case in cases:
        assert json.loads(case.items)
        works = csl_json_reading.read(case.items, case.name).works
        entries = [Entry(f"Key{at}", one.work.record) for at, one in enumerate(works)]
        made = CiteprocPy().format(case.style, make_items(entries))
        if [_bare(one.label + shown(one)) for one in made] != case.lines:
            different.add(case.name)
    assert different == set(DIFFERENT)
