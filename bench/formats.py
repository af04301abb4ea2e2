"""Formats: rates of export and import, memory, and records that do not survive a round trip.

BibTeX is written beside a bare string writer, which has the same fields of the same entries and
escapes LaTeX's ten characters, but keeps no capitals, sets no accents or mathematical signs and
pairs no braces; and beside bibtexparser. The entries are put together from the recorded PubMed
articles that have an abstract, no two of the same title, authors, journal and abstract, or from
made-up ones where those are not there. Times are CPU time, interleaved, the median of the ratios.
Round trips are of entries as hypothesis makes them up, `ENTRIES` many through each format that is
read and written, and of the recorded articles. Memory is that of `sscmsc export` as a process, of
a library of `WORKS` and of a tenth of them. Bibliographies are measured by `bench.styles`.
`python -m bench.formats [whole | ENTRIES [WORKS]]`: the whole is 20,000 entries and 10,000 works,
of which it is a tenth without.
"""

from __future__ import annotations

import gzip
import re
import subprocess
import sys
import tracemalloc
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time

from bibtexparser.entrypoint import parse_string, write_string
from hypothesis import HealthCheck, Phase, given, settings

from bench.figure import Figure, report
from bench.libraries import make_library
from bench.styles import figures as bibliographies
from sscmsc.entry import Entry
from sscmsc.errors import InputError
from sscmsc.formats.format import Format
from sscmsc.formats.table import FORMATS
from sscmsc.medline import parse_works
from sscmsc.record import Group, Record
from tests.bibtex_entries import COMPILED
from tests.random_entries import ENTRIES
from tests.round_trip import difference

ROOT = Path(__file__).resolve().parent.parent
RECORDED = ROOT.parent / "shared" / "corpora" / "A-pubmed-xml"
NUMBER = 3_000
ROUND_TRIPS = 20_000
WORKS = 10_000
ROUNDS = 7
#: Runs `python -m sscmsc` and tells the most memory it took, in kilobytes, on standard error.
_PEAK = (
    "import resource, subprocess, sys; subprocess.run([sys.executable, *sys.argv[1:]], check=True);"
    "sys.stderr.write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))"
)
BOTH_WAYS = tuple(row for row in FORMATS if row.read and row.write)
_SPECIAL = re.compile(r"[\\{}#$%&_^~]")
_ESCAPES = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "#": r"\#", "$": r"\$", "%": r"\%",
    "&": r"\&", "_": r"\_", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}",
}  # fmt: skip


def recorded() -> list[Record]:
    """The recorded articles, one for each PMID."""
    found: dict[str, Record] = {}
    for path in sorted(RECORDED.rglob("*.xml*")) if RECORDED.is_dir() else ():
        data = path.read_bytes()
        try:
            works = parse_works(gzip.decompress(data) if path.suffix == ".gz" else data)
        except InputError:
            continue
        for work in works:
            if work.record.pmid and work.record.title:
                found.setdefault(work.record.pmid.value, work.record)
    return list(found.values())


def entries(records: Sequence[Record]) -> list[Entry]:
    """So many entries, each of parts of four articles; no two of the same four."""
    described = [one for one in records if one.abstract] or [one.record for one in COMPILED]
    count = len(described)
    made = []
    for at in range(NUMBER):
        turn = at // count
        by, of, on = (described[(at + turn * step) % count] for step in (1, 2, 3))
        one = replace(
            described[at % count], authors=by.authors, abstract=of.abstract,
            container=on.container, keywords=on.keywords, pages=on.pages, volume=on.volume,
        )  # fmt: skip
        made.append(Entry(f"Key{at}", one))
    assert len({(one.record.title, *one.record.authors[:1]) for one in made}) > NUMBER * 0.9
    return made


def _escaped(value: str | None) -> str:
    return _SPECIAL.sub(lambda found: _ESCAPES[found[0]], value or "")


def _named(record: Record) -> str:
    return " and ".join(
        f"{{{_escaped(one.name)}}}"
        if isinstance(one, Group)
        else f"{_escaped(one.family)}, {_escaped(one.given or one.initials)}"
        for one in record.authors
    )


def bare(chosen: Iterable[Entry]) -> Iterator[str]:
    """BibTeX as the simplest writer that escapes would write it."""
    for entry in chosen:
        record, container = entry.record, entry.record.container
        abstract = " ".join(
            f"{one.label}: {one.text}" if one.label else one.text for one in record.abstract
        )
        fields = (
            ("author", _named(record)),
            ("title", _escaped(record.title)),
            ("journal", _escaped(container.title if container else None)),
            ("year", str(record.year or "")),
            ("month", str(record.issued.month or "") if record.issued else ""),
            ("volume", _escaped(record.volume)),
            ("number", _escaped(record.issue)),
            ("pages", _escaped(record.pages).replace("-", "--")),
            ("eid", _escaped(record.article_number)),
            ("doi", record.doi.value if record.doi else ""),
            ("pmid", record.pmid.value if record.pmid else ""),
            ("pmcid", record.pmcid.value if record.pmcid else ""),
            ("issn", container.issn_print or "" if container else ""),
            ("language", _escaped(", ".join(record.languages))),
            ("keywords", _escaped(", ".join(record.keywords))),
            ("abstract", _escaped(abstract)),
        )
        lines = "".join([f"  {name} = {{{value}}},\n" for name, value in fields if value])
        yield f"@article{{{entry.citekey},\n{lines}}}\n\n"


def seconds(work: Callable[[], object]) -> float:
    start = process_time()
    work()
    return process_time() - start


def spent(write: Callable[[Iterable[Entry]], Iterator[str]], chosen: Sequence[Entry]) -> float:
    """CPU seconds of writing all of the entries."""
    return seconds(lambda: sum(map(len, write(chosen))))


def writing(chosen: Sequence[Entry]) -> Iterator[Figure]:
    """Entries a second of every format, and BibTeX against its limit and bibtexparser."""
    [bibtex] = [row for row in FORMATS if row.name == "bibtex"]
    assert bibtex.write is not None
    library = parse_string("".join(bibtex.write(chosen)))
    ratios, against = [], []
    for _ in range(ROUNDS):
        ours = spent(bibtex.write, chosen)
        ratios.append(ours / spent(bare, chosen))
        against.append(seconds(lambda: write_string(library)) / ours)
    yield Figure("BibTeX export, time / a bare string writer", median(ratios), 1.5)
    yield Figure("BibTeX export, bibtexparser's time / ours", median(against), 4, ">=")
    for row in FORMATS:
        if row.write is not None:
            best = min(spent(row.write, chosen) for _ in range(3))
            yield Figure(f"{row.name} export, entries a second", round(len(chosen) / best))


def reading(chosen: Sequence[Entry]) -> Iterator[Figure]:
    """Entries a second that are read from what was written."""
    for row in BOTH_WAYS:
        assert row.read is not None
        assert row.write is not None
        data = "".join(row.write(chosen)).encode()
        best = min(seconds(partial(row.read, data, "x")) for _ in range(3))
        yield Figure(f"{row.name} import, entries a second", round(len(chosen) / best))
        if row.name == "bibtex":
            theirs = min(seconds(partial(parse_string, data.decode())) for _ in range(3))
            yield Figure("BibTeX import, time / bibtexparser's", best / theirs)


def memory(chosen: Sequence[Entry]) -> Iterator[Figure]:
    """How much more writing holds at a time for ten times the entries."""
    for row in FORMATS:
        if row.write is not None:
            peaks = []
            for times in (1, 10):
                tracemalloc.start()
                for _ in row.write(islice(cycle(chosen[:500]), 500 * times)):
                    pass
                peaks.append(tracemalloc.get_traced_memory()[1])
                tracemalloc.stop()
            more = (peaks[1] - peaks[0]) / 1024
            yield Figure(f"{row.name} export, kB more held for 10 x the entries", more, 100)


def processes(works: int) -> Iterator[Figure]:
    """The memory of `sscmsc export` for a library, and for one a tenth as large."""
    peaks = []
    for number in (works // 10, works):
        with TemporaryDirectory() as place:
            folder = Path(place) / "refs"
            make_library(folder, number)
            call = (sys.executable, "-m", "sscmsc", "-l", str(folder))
            subprocess.run([*call, "list", "-q"], stdout=subprocess.DEVNULL, check=True)
            done = subprocess.run(
                [sys.executable, "-c", _PEAK, *call[1:], "export", "--bibtex"],
                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=True,
            )  # fmt: skip
            peaks.append(int(done.stderr.split()[-1]) / 1024)
            yield Figure(f"export of {number:,} works, MB at most", round(peaks[-1]))
    yield Figure("export, MB of ten times the works / of the works", peaks[1] / peaks[0], 1.5)


def round_trips(number: int, records: Sequence[Record]) -> Iterator[Figure]:
    """Records that came back otherwise; the first few of each format go to standard error."""
    changed = dict.fromkeys((row.name for row in BOTH_WAYS), 0)
    counted = [0]

    @settings(max_examples=number, deadline=None, database=None, phases=[Phase.generate],
              derandomize=True, suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(ENTRIES)
    def through_all(entry: Entry) -> None:
        counted[0] += 1
        for row in BOTH_WAYS:
            changed[row.name] += _came_back_otherwise(row, entry, changed[row.name])

    through_all()
    yield Figure("round trips: made-up entries", counted[0])
    for row in BOTH_WAYS:
        yield Figure(f"{row.name}: made-up entries changed", changed[row.name], 0, "==")
    if records:
        yield Figure("round trips: recorded articles", len(records))
    for row in BOTH_WAYS if records else ():
        number = sum(
            _came_back_otherwise(row, Entry(f"Key{at}", one), 0) for at, one in enumerate(records)
        )
        yield Figure(f"{row.name}: recorded articles changed", number, 0, "==")


def _came_back_otherwise(row: Format, entry: Entry, before: int) -> int:
    told = difference(row, entry)
    if told and before < 3:
        print(f"{row.name}: {told[:500]}", file=sys.stderr)
    return 1 if told else 0


def figures(number: int, works: int) -> Iterator[Figure]:
    records = recorded()
    chosen = entries(records)
    yield from writing(chosen)
    yield from reading(chosen)
    yield from memory(chosen)
    yield from processes(works)
    yield from bibliographies()
    yield from round_trips(number, records)


if __name__ == "__main__":
    asked = [int(one) for one in sys.argv[1:] if one != "whole"]
    least = 1 if "whole" in sys.argv else 10
    usual = (ROUND_TRIPS // least, WORKS // least)
    sys.exit(report(figures(*(*asked, *usual[len(asked) :]))))
