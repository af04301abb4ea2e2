"""Eight processes at once never ask a service more often than its operators allow."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faulty import Exchange, Faulty
from tests.upstream.exchange import Answer
from tests.upstream.records import Records
from tests.upstream.server import Upstream, role_of

PROCESSES = 8

#: Every service in a thread of its own, and so many requests to each.
ASKER = """
import os, sys, threading
from sscmsc.config import load_settings
from sscmsc.session import Session
who, *wanted = sys.argv[1:]
settings = load_settings(os.environ)
failed = []
with Session(settings) as session:
    def fetch(n): session.post(f"{settings.eutils_url}efetch.fcgi", {"id": f"{who}{n}"})
    def convert(n): session.get(settings.idconv_url, {"ids": f"{who}{n}"}, many=True)
    def work(n): session.get(f"{settings.crossref_url}works/{who}{n}")
    def works(n): session.get(f"{settings.crossref_url}works", {"rows": f"{who}{n}"}, many=True)
    def references(n): session.get(f"{settings.europepmc_url}MED/{who}{n}/references", many=True)
    def links(n): session.get(f"{settings.icite_url}pubs", {"pmids": f"{who}{n}"}, many=True)
    def run(ask, times):
        try:
            for number in range(int(times)):
                ask(number)
        except BaseException as error:
            failed.append(error)
            raise
    asks = (fetch, convert, work, works, references, links)
    threads = [threading.Thread(target=run, args=pair) for pair in zip(asks, wanted, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
sys.exit(bool(failed))
"""


class Watch:
    """When requests came, by what they were for, and how many were under way at once."""

    def __init__(self) -> None:
        self.times: dict[str, list[float]] = defaultdict(list)
        self.most: Counter[str] = Counter()
        self._open: Counter[str] = Counter()
        self._lock = threading.Lock()

    def play(self, exchange: Exchange) -> None:
        role = role_of(exchange.question.path)
        kind = {"eutils": "ncbi", "idconv": "ncbi"}.get(role, role)
        if exchange.question.path == "/works":
            kind = "crossref lists"
        with self._lock:
            self.times[kind].append(time.monotonic())
            self._open[kind] += 1
            self.most[kind] = max(self.most[kind], self._open[kind])
        time.sleep(0.03)
        with self._lock:
            self._open[kind] -= 1
        exchange.answer(Answer(200, b'{"ok": true}'))

    def in_a_second(self, kind: str) -> int:
        times = sorted(self.times[kind])
        return max(sum(start <= one < start + 1.0 for one in times) for start in times)


@pytest.fixture(scope="module")
def faulty(review_records: Records) -> Iterator[Faulty]:
    with Upstream(review_records) as upstream:
        running = Faulty(upstream)
        yield running
        running.stop()


@pytest.mark.parametrize(
    ("who", "wanted", "limits"),
    [
        (
            {},
            (2, 1, 3, 1, 2, 2),
            {
                "ncbi": (3, 3), "crossref": (5, 1), "crossref lists": (1, 1),
                "europepmc": (3, 3), "icite": (3, 3),
            },
        ),
        (
            {"NCBI_API_KEY": "0123456789abcdef", "SSCMSC_EMAIL": "lab@example.org"},
            (3, 1, 3, 1, 0, 0),
            {"ncbi": (10, 10), "crossref": (10, 3), "crossref lists": (3, 3)},
        ),
    ],
    ids=["anonymous", "known"],
)  # fmt: skip
def test_eight_processes_keep_to_the_rates_of_every_service(
    faulty: Faulty,
    tmp_path: Path,
    who: dict[str, str],
    wanted: tuple[int, ...],
    limits: dict[str, tuple[int, int]],
) -> None:
    watch = Watch()
    faulty.begin(watch.play)
    environment = {**os.environ, **faulty.environment(), "SSCMSC_CACHE_DIR": str(tmp_path), **who}
    askers = [
        subprocess.Popen(
            [sys.executable, "-c", ASKER, str(number), *map(str, wanted)], env=environment
        )
        for number in range(PROCESSES)
    ]
    assert [asker.wait(timeout=100) for asker in askers] == [0] * PROCESSES
    assert sum(map(len, watch.times.values())) == PROCESSES * sum(wanted)
    seen = {kind: (watch.in_a_second(kind), watch.most[kind]) for kind in limits}
    assert watch.times.keys() == limits.keys()
    for kind, (rate, at_once) in limits.items():
        assert seen[kind][0] <= rate, f"{kind}: {seen[kind][0]} requests in a second"
        assert seen[kind][1] <= at_once, f"{kind}: {seen[kind][1]} requests at once"
