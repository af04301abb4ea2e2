"""PubMed XML: time against a bare lxml pass over the same file, and memory against its length.

The file repeats the recorded articles (17 references, 9 authors and 12 headings each, on the
average); where those are not beside the project, the articles of the loopback services. Times
are CPU time, the two passes interleaved, the median of the ratios of each round.
`python -m bench.parse`.
"""

from __future__ import annotations

import gzip
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from time import process_time

from lxml.etree import _Element, iterparse

from bench.figure import Figure, report
from sscmsc.medline import read_works

ROOT = Path(__file__).resolve().parent.parent
RECORDED = ROOT.parent / "shared" / "corpora" / "A-pubmed-xml"
SYNTHETIC = ROOT / "tests" / "upstream" / "records"
RECORDS = 2_000
ROUNDS = 7
_ARTICLE = re.compile(rb"<PubmedArticle>.*?</PubmedArticle>", re.S)
_PEAK = """
import resource, sys
from sscmsc.medline import read_works
with open(sys.argv[1], "rb") as stream:
    for _ in read_works(stream):
        pass
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def articles() -> list[bytes]:
    """The PubmedArticle elements of the recorded files, as bytes."""
    folder = RECORDED if RECORDED.is_dir() else SYNTHETIC
    found: list[bytes] = []
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".xml", ".gz"):
            data = path.read_bytes()
            found += _ARTICLE.findall(gzip.decompress(data) if path.suffix == ".gz" else data)
    return [one for one in found if b"<MedlineCitation" in one]


def write_set(path: Path, records: int) -> None:
    """A PubmedArticleSet of so many records, the recorded ones over and over."""
    with path.open("wb") as out:
        out.write(b'<?xml version="1.0" encoding="UTF-8"?>\n<PubmedArticleSet>\n')
        for article in islice(cycle(articles()), records):
            out.write(article)
            out.write(b"\n")
        out.write(b"</PubmedArticleSet>\n")


def bare(path: Path) -> float:
    """CPU seconds of lxml alone: each element as it ends, cleared, those before it dropped.

    The events are those iterparse gives by itself and the options are the parser's own;
    clearing keeps the memory constant, as it must be in what it is compared with.
    """
    start = process_time()
    with path.open("rb") as stream:
        for _, element in iterparse(
            stream, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
            remove_comments=True, remove_pis=True,
        ):  # fmt: skip
            assert isinstance(element, _Element)
            element.clear()
            parent = element.getparent()
            while parent is not None and element.getprevious() is not None:
                del parent[0]
    return process_time() - start


def parsed(path: Path) -> float:
    """CPU seconds of reading every work."""
    start = process_time()
    with path.open("rb") as stream:
        for _ in read_works(stream):
            pass
    return process_time() - start


def peak(path: Path) -> int:
    """The largest memory, in KiB, of a process that reads every work of the file."""
    done = subprocess.run(
        [sys.executable, "-c", _PEAK, str(path)],
        check=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    return int(done.stdout)


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        once, fourfold = Path(folder, "once.xml"), Path(folder, "fourfold.xml")
        write_set(once, RECORDS)
        write_set(fourfold, 4 * RECORDS)
        ratios = []
        for place in range(ROUNDS):
            if place % 2:
                reference, ours = bare(once), parsed(once)
            else:
                ours, reference = parsed(once), bare(once)
            ratios.append(ours / reference)
        yield Figure("PubMed XML, parse time / bare lxml.iterparse", median(ratios), 1.6)
        yield Figure(
            "PubMed XML, peak memory of 4 x the file / 1 x", peak(fourfold) / peak(once), 1.1
        )


if __name__ == "__main__":
    sys.exit(report(figures()))
