"""What a fetch of a review with 200 references costs in requests and round trips.

With `--quick`, PubMed and Crossref by identifiers only, six requests are allowed; a whole fetch,
which also searches for the lines that nothing identifies, may make eight and one to the
citation matcher for every 100 such lines.

The services are the loopback ones, with 150 ms added to each request and 300 ms to each new
connection (TCP and TLS), each service at an address of its own. Beside it stands a client that
asks PubMed for one reference at a time and keeps NCBI's limit of three requests a second.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from bench.figure import Figure, report
from tests.upstream import Upstream
from tests.upstream.making import Made, make_review

REFERENCES = 200
LATENCY = 0.15
CONNECTION_LATENCY = 0.3
#: References that the client beside it really asks for; its time is scaled to all of them.
SAMPLE = 12
NCBI_RATE = 3


def fetch_review(
    folder: Path, made: Made, upstream: Upstream, *options: str
) -> tuple[float, int, int]:
    """Seconds of `sscmsc fetch` on an empty library, its lines and the resolved ones."""
    environment = {
        **os.environ,
        **upstream.environment,
        "SSCMSC_CACHE_DIR": str(folder / "cache"),
        "SSCMSC_EMAIL": "bench@example.org",
    }
    sscmsc = [sys.executable, "-m", "sscmsc", "-l", str(folder / "refs")]
    started = time.perf_counter()
    subprocess.run(
        [*sscmsc, "fetch", made.doi, *options], env=environment, check=True, capture_output=True
    )
    seconds = time.perf_counter() - started
    listed = subprocess.run(
        [*sscmsc, "refs", made.doi, "--json"], env=environment, check=True, capture_output=True
    )
    lines: list[dict[str, object]] = json.loads(listed.stdout)
    return seconds, len(lines), sum(one["citekey"] is not None for one in lines)


def one_by_one(upstream: Upstream) -> float:
    """Seconds that asking PubMed for each reference alone would take, scaled from `SAMPLE`."""
    address = upstream.environment["SSCMSC_EUTILS_URL"]
    started = time.perf_counter()
    for number in range(SAMPLE):
        time.sleep(max(0.0, started + number / NCBI_RATE - time.perf_counter()))
        with urllib.request.urlopen(f"{address}efetch.fcgi?db=pubmed&id={98_000_001 + number}"):
            pass
    return (time.perf_counter() - started) * REFERENCES / SAMPLE


def upstream_of(folder: Path) -> Upstream:
    return Upstream(
        folder / "records", latency=LATENCY, connection_latency=CONNECTION_LATENCY, separate=True
    )


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = make_review(folder / "records", REFERENCES)
        with upstream_of(folder) as upstream:
            _, lines, resolved = fetch_review(folder / "whole", made, upstream)
            matched = -(-made.unidentified // 100)
            yield Figure("fetch: lines of the list", lines, REFERENCES, "==")
            yield Figure("fetch: of them resolved", resolved, REFERENCES - made.unidentified, "==")
            yield Figure("fetch: requests", len(upstream.requests), 8 + matched)
            yield Figure("fetch: NCBI requests in one second", upstream.busiest_ncbi_second, 3)
        with upstream_of(folder) as upstream:
            seconds, lines, resolved = fetch_review(folder / "quick", made, upstream, "--quick")
            requests = len(upstream.requests)
            yield Figure("quick: of them resolved", resolved, REFERENCES - made.unidentified, "==")
            yield Figure("quick: requests", requests, 6)
            yield Figure("quick: round trips waited for", upstream.round_trips_in_turn, 10)
            yield Figure("quick: NCBI requests in one second", upstream.busiest_ncbi_second, 3)
            yield Figure("one by one, requests / quick", (REFERENCES + 1) / requests, 30, ">=")
            yield Figure("one by one, time / quick", one_by_one(upstream) / seconds)


if __name__ == "__main__":
    sys.exit(report(figures()))
