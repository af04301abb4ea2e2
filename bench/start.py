"""How long a command takes before and beside its own work, against `python -c pass`.

Whole processes, run in turn in shuffled rounds; a figure is the median of the ratios of one
round to that round's `python -c pass`, so a machine that slows down for a while does not count.
"""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from bench.figure import Figure, report
from sscmsc.dates import PartialDate
from sscmsc.entry import Entry, Facet
from sscmsc.identifiers import DOI, PMID
from sscmsc.record import Container, Person, Record
from sscmsc.store import Store
from sscmsc.text import RichText

ENTRIES = 50
ROUNDS = 25
PYTHON = [sys.executable, "-c", "pass"]
SSCMSC = [str(Path(sys.executable).with_name("sscmsc"))]
#: What a plain list must not load, whatever else it does.
REFUSED = ("pydantic", "rich", "requests", "bibtexparser", "lxml", "yaml", "rapidfuzz")


def make_library(folder: Path) -> None:
    """A library of `ENTRIES` works, listed once so that its index is fresh."""
    store = Store(folder)
    store.init()
    store.commit(store.load(), tuple(_entry(number) for number in range(ENTRIES)), message="bench")
    subprocess.run([*SSCMSC, "-l", str(folder), "list"], check=True, capture_output=True)


def _entry(number: int) -> Entry:
    record = Record(
        source="pubmed",
        pmid=PMID(str(10_000_000 + number)),
        doi=DOI(f"10.5555/bench.{number}"),
        title=RichText(f"Cell therapy in systemic sclerosis: a trial of {number} stromal cells"),
        authors=tuple(Person(f"Author{number}", "A B", "AB") for _ in range(8)),
        container=Container("Annals of the rheumatic diseases", "Ann Rheum Dis"),
        volume="60",
        pages="577-584",
        issued=PartialDate(2000 + number % 20),
    )
    evidence = ("mesh D012595",)
    facets = (Facet("disease", "SSc", evidence), Facet("therapy", "MSC", evidence))
    return Entry(f"Author{number}", record, facets=facets)


def ratios(commands: Mapping[str, Sequence[str]], environment: dict[str, str]) -> dict[str, float]:
    """The median ratio of each command's time to `python -c pass` of the same round."""
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for number in range(ROUNDS + 1):
        order = ["", *commands]
        random.Random(number).shuffle(order)
        seconds: dict[str, float] = {}
        for name in order:
            start = time.perf_counter()
            subprocess.run(
                commands.get(name, PYTHON), env=environment, check=True, capture_output=True
            )
            seconds[name] = time.perf_counter() - start
        if number:  # the first round warms the file cache
            for name in commands:
                taken[name].append(seconds[name] / seconds[""])
    return {name: statistics.median(values) for name, values in taken.items()}


def loaded_by(arguments: Sequence[str], environment: dict[str, str]) -> int:
    """How many of the refused modules a command loads."""
    code = (
        f"import sys; from sscmsc.cli import run; run({list(arguments)!r});"
        f"sys.stderr.write(str(len(set({REFUSED!r}) & set(sys.modules))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, check=True, capture_output=True, text=True
    )
    return int(done.stderr)


def figures() -> Iterator[Figure]:
    """Every figure of this topic."""
    with tempfile.TemporaryDirectory() as scratch:
        library = Path(scratch) / "refs"
        make_library(library)
        environment = {**os.environ, "SSCMSC_OFFLINE": "1", "COLUMNS": "120"}
        at = ["-l", str(library)]
        measured = ratios(
            {
                "version": [*SSCMSC, "--version"],
                "module": [sys.executable, "-m", "sscmsc", "--version"],
                "plain": [*SSCMSC, *at, "list"],
                "rich": [*SSCMSC, *at, "--color", "always", "list"],
                "help": [*SSCMSC, "--help"],
            },
            environment,
        )
        yield Figure("start: --version, x python -c pass", measured["version"], 1.3)
        yield Figure("start: python -m sscmsc --version, x python -c pass", measured["module"])
        yield Figure("start: plain list of 50, x python -c pass", measured["plain"], 7)
        yield Figure("start: rich list of 50, x python -c pass", measured["rich"], 12)
        yield Figure("start: --help, x python -c pass", measured["help"])
        count = loaded_by([*at, "list"], environment)
        yield Figure("start: heavy modules a plain list loads", count, 0)


if __name__ == "__main__":
    sys.exit(report(figures()))
