"""What a library of 1,000, 10,000 and 100,000 works costs to list, to search and to add to.

Real commands, run in turn in shuffled rounds. A ratio is the median over the rounds of one
command's time to that of `python -c pass`, or of a peer's, in the same round; seconds are
medians. Beside them stand papis and coBib with the same works, where they can be installed.
100,000 works take long to make, so they are left out unless this topic is asked for alone.
`python -m bench storage`.
"""

from __future__ import annotations

import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from bench.figure import Figure, report
from bench.libraries import make_library
from bench.peers import SHOWN, install, make_peers

PYTHON = [sys.executable, "-c", "pass"]
SSCMSC = [str(Path(sys.executable).with_name("sscmsc"))]
ABOUT = ["list", "--disease", "SSc"]
FEW = [*ABOUT, "--limit", str(SHOWN)]
RICH = ["--color", "always"]
#: How long another program may take until it has listed works for the first time.
LIMIT = 1_200
ADDED = """@article{{New{0},
  author = {{Newman, Ada}}, title = {{A wholly new trial of ulcers, {0}}}, year = {{2021}},
  journal = {{J Made Up Med}}, volume = {{{0}}}, doi = {{10.5555/new.{0}}}
}}
"""


class Run(NamedTuple):
    """A command, and what it needs in its environment besides ours."""

    command: Sequence[str]
    environment: Mapping[str, str] = MappingProxyType({})


def ours(folder: Path, arguments: Sequence[str]) -> Run:
    return Run([*SSCMSC, "-l", str(folder), *arguments], {"SSCMSC_OFFLINE": "1"})


def output(run: Run, limit: float | None = None) -> str:
    """What a command prints that must succeed, within so many seconds if any."""
    told = subprocess.run(
        run.command, check=True, capture_output=True, stdin=subprocess.DEVNULL, timeout=limit,
        env={**os.environ, "COLUMNS": "120", **run.environment},
    )  # fmt: skip
    return told.stdout.decode(errors="replace")


def seconds(run: Run) -> float:
    """How long a command takes that must succeed."""
    start = time.perf_counter()
    output(run)
    return time.perf_counter() - start


def rounds(runs: Mapping[str, Run], count: int) -> dict[str, list[float]]:
    """The seconds of every command in each round, the first round left out; `` is Python's."""
    taken: dict[str, list[float]] = {name: [] for name in ("", *runs)}
    for number in range(count + 1):
        order = list(taken)
        random.Random(number).shuffle(order)
        measured = {name: seconds(runs[name] if name else Run(PYTHON)) for name in order}
        if number:
            for name, value in measured.items():
                taken[name].append(value)
    return taken


def ratio(taken: Mapping[str, Sequence[float]], name: str, to: str = "") -> float:
    """The median ratio of two commands of one round."""
    return statistics.median(a / b for a, b in zip(taken[name], taken[to], strict=True))


def first_index(folder: Path) -> float:
    """Seconds until a library that was never listed is."""
    shutil.rmtree(folder / ".sscmsc", ignore_errors=True)
    return seconds(ours(folder, FEW))


def adding(folder: Path, scratch: Path) -> Iterator[Figure]:
    """What one change of a library costs, library.bib and the index brought up to date."""
    taken: dict[str, list[float]] = {"import": [], "tag": []}
    for number in range(9):
        path = scratch / f"new{number}.bib"
        path.write_text(ADDED.format(number))
        imported = seconds(ours(folder, ["import", str(path)]))
        tagged = seconds(ours(folder, ["tag", f"New{number}", "+mine"]))
        listed = seconds(ours(folder, FEW))
        if number:  # the first change derives library.bib as a whole
            taken["import"].append(imported)
            taken["tag"].append(tagged)
            taken.setdefault("list", []).append(listed)
    yield Figure("10k: adding one work, seconds", statistics.median(taken["import"]), 0.3)
    yield Figure("10k: tagging one work, seconds", statistics.median(taken["tag"]), 0.3)
    yield Figure("10k: list after a change, seconds", statistics.median(taken["list"]))


def small(scratch: Path, count: int, name: str, bound: float) -> Iterator[Figure]:
    """Plain and rich lists against `python -c pass`."""
    folder = scratch / name
    make_library(folder, count)
    built = first_index(folder)
    limit = 10.0 if count == 10_000 else None
    yield Figure(f"{name}: first index, seconds", built, limit)
    taken = rounds(
        {
            "plain": ours(folder, FEW),
            "rich": ours(folder, [*RICH, *FEW]),
            "search": ours(folder, ["search", "ulcer"]),
            "export": ours(folder, ["export", "--bibtex", "--disease", "SSc"]),
        },
        15,
    )
    yield Figure(f"{name}: plain list of 50, x python -c pass", ratio(taken, "plain"), bound)
    yield Figure(f"{name}: rich list of 50, x python -c pass", ratio(taken, "rich"), 14)
    yield Figure(f"{name}: search, x list", ratio(taken, "search", "plain"))
    yield Figure(f"{name}: export of 5 %, x python -c pass", ratio(taken, "export"))


def beside(scratch: Path, programs: Path, count: int, name: str) -> Iterator[Figure]:
    """Lists of the same works by others, of those that make their own index within `LIMIT`."""
    folder = scratch / name
    runs = {"plain": ours(folder, ABOUT), "rich": ours(folder, [*RICH, *FEW])}
    every = [line.partition("\t")[0] for line in output(runs["plain"]).splitlines()]
    peers = []
    for peer in make_peers(scratch / f"peers-{name}", programs, count):
        run = Run(peer.command, peer.environment)
        try:
            output(run, LIMIT)
        except subprocess.TimeoutExpired:
            print(f"{name}: {peer.name} has listed nothing after {LIMIT} seconds: left out")
            continue
        listed = set(output(run).split())
        keys = every[:SHOWN] if peer.tabled else every
        found = sum(key in listed for key in every)
        yield Figure(f"{name}: {peer.name}, works listed", found, len(keys), "==")
        peers.append(peer)
        runs[peer.name] = run
    taken = rounds(runs, 5 if count <= 10_000 else 1)
    for peer in peers:
        own = "rich" if peer.tabled else "plain"
        bound = {"papis": 15.0, "coBib": 10.0}[peer.name] if count == 10_000 else None
        faster = ratio(taken, peer.name, own)
        yield Figure(f"{name}: {peer.name}, x ours ({own}, same rows)", faster, bound, ">=")


def large(scratch: Path) -> Iterator[Figure]:
    """A hundred thousand works."""
    folder = scratch / "100k"
    make_library(folder, 100_000)
    yield Figure("100k: first index, seconds", first_index(folder))
    taken = rounds(
        {"list": ours(folder, FEW), "search": ours(folder, ["search", "systemic ulcer"])}, 7
    )
    yield Figure("100k: plain list of 50, seconds", statistics.median(taken["list"]), 1.0)
    yield Figure("100k: plain list of 50, x python -c pass", ratio(taken, "list"))
    yield Figure("100k: search, x list", ratio(taken, "search", "list"), 2.0)
    yield Figure("100k: works found after an edit in place", _edited(folder), 1, "==")
    yield Figure("100k: list, MiB", _memory(ours(folder, FEW)), 300)


def _edited(folder: Path) -> int:
    """How many works a list finds by a word that was just written into one file, no byte longer
    or shorter, its time put back."""
    path = sorted((folder / "entries").iterdir())[50_000]
    status = path.stat()
    path.write_bytes(path.read_bytes().replace(b"Annals of", b"Zebras of", 1))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    return output(ours(folder, ["list", "journal:zebras"])).count("\n")


def _memory(run: Run) -> float:
    """The most memory a command takes (MiB): of all that ran before it, too, so it is the last."""
    code = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True,"
        " stdout=subprocess.DEVNULL);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    told = subprocess.run(
        [sys.executable, "-c", code, *run.command], check=True, capture_output=True, text=True,
        env={**os.environ, **run.environment},
    )  # fmt: skip
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return int(told.stdout) / unit


def figures(*, whole: bool) -> Iterator[Figure]:
    """All figures of this topic; those of 100,000 works only with `whole`."""
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        yield from small(scratch, 1_000, "1k", 7)
        yield from small(scratch, 10_000, "10k", 9)
        yield from adding(scratch / "10k", scratch)
        programs = scratch / "programs"
        if install(programs):
            yield from beside(scratch, programs, 1_000, "1k")
            yield from beside(scratch, programs, 10_000, "10k")
        else:
            print("papis and coBib cannot be installed here: nothing to stand beside")
        if whole:
            yield from large(scratch)
            if programs.is_dir():
                yield from beside(scratch, programs, 100_000, "100k")


if __name__ == "__main__":
    sys.exit(report(figures(whole="whole" in sys.argv[1:])))
