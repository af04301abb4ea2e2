"""Formatted bibliographies: seconds of CPU for 500 references, and how many are the reference
processor's.

The works are those of the golden files over and over, each with a citekey of its own; the time is
that of a whole bibliography, from entries to text, the style read anew, without the start of
Python. `python -m bench.styles`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle, islice
from statistics import median
from time import process_time

from bench.figure import Figure, report
from sscmsc.csl_citeproc import CiteprocPy
from sscmsc.csl_item import make_items
from sscmsc.entry import Entry
from sscmsc.styles import find_style
from sscmsc.styles_output import write_text
from tests.golden_styles import INCOMPLETE, STYLES, differing
from tests.style_works import WORKS

REFERENCES = 500
ROUNDS = 5
#: Each is signed in tests/golden/styles/differences.tsv.
DIFFER = 18


def works(number: int) -> list[Entry]:
    """So many entries with citekeys of their own."""
    return [
        replace(one, citekey=f"{one.citekey}{at}")
        for at, one in enumerate(islice(cycle(WORKS), number))
    ]


def seconds(style: str, entries: list[Entry]) -> float:
    """CPU seconds from entries to the text of a bibliography."""
    start = process_time()
    references = CiteprocPy().format(find_style(style), make_items(entries))
    assert len(list(write_text(references))) == len(entries)
    return process_time() - start


def compared() -> tuple[int, int]:
    """How many references of the golden files there are, and how many ours are equal to."""
    works = [one for one in WORKS if one.citekey != INCOMPLETE]
    made = {style: CiteprocPy().format(find_style(style), make_items(works)) for style in STYLES}
    places = [place for style in STYLES for place in differing(style, made[style])]
    return len(works) * len(STYLES), len(places)


def figures() -> Iterator[Figure]:
    entries = works(REFERENCES)
    for style, bound in (("nlm", 2.0), ("ama", None), ("apa", None)):
        taken = median(seconds(style, entries) for _ in range(ROUNDS))
        yield Figure(f"{REFERENCES} references in {style}, seconds", taken, bound)
    count, differ = compared()
    yield Figure("golden references of citeproc-js", count)
    yield Figure("of these ours differ", differ, DIFFER)


if __name__ == "__main__":
    raise SystemExit(report(figures()))
