"""Formatted bibliographies: seconds of CPU for 500 references, and how many are the reference
processor's.

The works are those of the golden files over and over, each with a citekey of its own; the time is
that of a whole bibliography, from entries to text, the style read anew, without the start of
Python. `python -m bench.styles`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import cycle, islice
from statistics import median
from time import perf_counter, process_time

from bench.figure import Figure, report
from sscmsc.csl import Engine
from sscmsc.csl_citeproc import CiteprocPy
from sscmsc.csl_engines import Means, find_engine
from sscmsc.csl_item import make_items
from sscmsc.csl_pandoc import Pandoc
from sscmsc.entry import Entry
from sscmsc.errors import UsageError
from sscmsc.styles import find_style
from sscmsc.styles_output import write_text
from tests.golden_styles import (
    IN_QUICKJS,
    INCOMPLETE,
    MEDICAL,
    ORDER,
    STYLES,
    differing,
    listed,
)
from tests.reference_processor import SOURCE
from tests.style_works import WORKS

REFERENCES = 500
ROUNDS = 5


def works(number: int) -> list[Entry]:
    """So many entries with citekeys of their own."""
    return [
        replace(one, citekey=f"{one.citekey}{at}")
        for at, one in enumerate(islice(cycle(WORKS), number))
    ]


def seconds(style: str, entries: list[Entry], engine: Engine) -> float:
    """Seconds from entries to the text of a bibliography: of CPU, of the clock where another
    program does the work."""
    clock = perf_counter if isinstance(engine, Pandoc) else process_time
    start = clock()
    references = engine.format(find_style(style), make_items(entries))
    assert len(list(write_text(references))) == len(entries)
    return clock() - start


def compared(engine: Engine, styles: Sequence[str]) -> tuple[int, int]:
    """How many references of the golden files there are, and how many an engine has otherwise."""
    works = [one for one in WORKS if one.citekey != INCOMPLETE]
    places = [
        key
        for style in styles
        for _, key in differing(style, engine.format(find_style(style), make_items(works)))
        if key != ORDER
    ]
    return len(works) * len(styles), len(places)


def figures() -> Iterator[Figure]:
    entries = works(REFERENCES)
    own = CiteprocPy()
    for style, bound in (("nlm", 2.0), ("ama", None), ("apa", None)):
        taken = median(seconds(style, entries, own) for _ in range(ROUNDS))
        yield Figure(f"{REFERENCES} references in {style}, seconds", taken, bound)
    means = Means(lambda: SOURCE if SOURCE.is_file() else None)
    rows: list[tuple[Engine, Sequence[str]]] = [(own, STYLES)]
    for name, tested in (("pandoc", MEDICAL), ("citeproc-js", IN_QUICKJS)):
        try:
            rows.append((find_engine(name, means), tested))
        except UsageError as error:
            print(f"left out: {error}")
    for engine, _ in rows[1:]:
        taken = seconds("nlm", entries, engine)
        yield Figure(f"{REFERENCES} references in nlm by {engine.name}, seconds", taken)
    for engine, styles in rows:
        count, differ = compared(engine, styles)
        signed = sum(key not in (ORDER, INCOMPLETE) for _, key in listed(family(engine)))
        yield Figure(f"references of {count} that {engine.name} has otherwise", differ, signed)


def family(engine: Engine) -> str:
    """The name of an engine without its version."""
    return engine.name.partition(" ")[0]


if __name__ == "__main__":
    raise SystemExit(report(figures()))
