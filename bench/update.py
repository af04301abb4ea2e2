"""What `sscmsc update` asks of the services for 500 works, and that unchanged files stay.

The services are the loopback ones, each at an address of its own. Between the two runs a tenth of
the works gets another volume.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from bench.figure import Figure, report
from tests.upstream import Upstream
from tests.upstream.making import made_works, write_records
from tests.upstream.records import Records

WORKS = 500
#: PubMed takes 200 PMIDs in one request; Crossref as many DOIs as an address holds.
PUBMED = -(-WORKS // 200)
CROSSREF = 2 * PUBMED


def sscmsc(folder: Path, upstream: Upstream, *words: str) -> None:
    environment = {
        **os.environ,
        **upstream.environment,
        "SSCMSC_CACHE_DIR": str(folder / "cache"),
        "SSCMSC_EMAIL": "bench@example.org",
    }
    line = [sys.executable, "-m", "sscmsc", "-l", str(folder / "refs"), *words]
    subprocess.run(line, env=environment, check=True, capture_output=True)


def entries(folder: Path) -> Mapping[str, bytes]:
    return {one.name: one.read_bytes() for one in (folder / "refs" / "entries").iterdir()}


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        works = made_works(WORKS)
        write_records(folder / "before", works, {})
        with Upstream(folder / "before", separate=True) as upstream:
            (folder / "pmids.txt").write_text("".join(f"{one.pmid}\n" for one in works))
            listed = ("--from-file", str(folder / "pmids.txt"))
            sscmsc(folder, upstream, "fetch", "--no-references", *listed)
            before = entries(folder)
            yield Figure("update: works held", len(before), WORKS, "==")
            moved = tuple(
                replace(one, volume="99") if number % 10 == 0 else one
                for number, one in enumerate(works)
            )
            write_records(folder / "after", moved, {})
            upstream.records = Records.load(folder / "after")
            upstream.forget()
            sscmsc(folder, upstream, "update", "--fresh", "--yes")
            asked = Counter(one.role for one in upstream.requests)
            yield Figure("update: requests to PubMed", asked["eutils"], PUBMED)
            yield Figure("update: requests to Crossref", asked["crossref"], CROSSREF)
            yield Figure("update: requests to others", asked.total() - sum(
                asked[one] for one in ("eutils", "crossref")), 0)  # fmt: skip
            after = entries(folder)
            touched = sum(before[one] != after[one] for one in before)
            yield Figure("update: files that changed", touched, WORKS // 10, "==")


if __name__ == "__main__":
    sys.exit(report(figures()))
