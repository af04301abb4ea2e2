"""What a fetch that was cut short leaves, and what running it again asks for."""

from __future__ import annotations

import os
import re
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.commands.conftest import Ran, Terminal
from tests.upstream.faults import Fault
from tests.upstream.making import Made, make_review
from tests.upstream.records import Records
from tests.upstream.server import Upstream

#: What becomes of a request, in turns.
SPOILT = ("drop", "cut", "html", "empty", "truncated", "fewer", "type", "status")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Made, Records]:
    folder = tmp_path_factory.mktemp("review")
    return make_review(folder, references=200), Records.load(folder)


@contextmanager
def serving(records: Records, patch: pytest.MonkeyPatch) -> Iterator[Upstream]:
    with Upstream(records) as upstream:
        for name, value in upstream.environment.items():
            patch.setenv(name, value)
        patch.delenv("SSCMSC_OFFLINE", raising=False)
        yield upstream


def resolved(terminal: Terminal, doi: str) -> frozenset[int]:
    """The positions of the resolved lines; each work has its position in its title."""
    titles = {row["citekey"]: row["title"] for row in terminal("list", "--json").objects}
    lines = [one for one in terminal("refs", doi, "--json").objects if one["citekey"]]
    for one in lines:
        assert titles[one["citekey"]].rstrip(".").endswith(f" {one['position']}")
    return frozenset(one["position"] for one in lines)


def asked_for(upstream: Upstream) -> frozenset[int]:
    """The positions of the works that services were asked for by an identifier."""
    said = [
        value
        for one in upstream.requests
        for name in ("id", "ids", "filter")
        for value in one.fields.get(name, ())
    ]
    pmids = (
        int(one) - 98_000_001 for one in re.findall(r"\b(?:PMC)?(98\d{6})\b(?!\.)", " ".join(said))
    )
    dois = (int(one) for one in re.findall(r"made\.\d+\.(\d+)", " ".join(said)))
    return frozenset((*pmids, *dois)) - {0}


def interrupted(
    terminal: Terminal, upstream: Upstream, fault: Fault, *arguments: str, times: int = 1
) -> Ran:
    """A command line that a person interrupts while a request which `fault` delays is waiting."""
    upstream.faults.add(fault)
    ended = threading.Event()

    def interrupt() -> None:
        for wanted in range(1, times + 1):
            while upstream.faults.hits < wanted and not ended.wait(0.01):
                pass
            if not ended.wait(0.2):
                os.kill(os.getpid(), signal.SIGINT)

    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    watcher = threading.Thread(target=interrupt)
    watcher.start()
    try:
        return terminal(*arguments)
    finally:
        ended.set()
        watcher.join()
        signal.signal(signal.SIGINT, before)


def test_an_interrupt_keeps_what_had_arrived(
    terminal: Terminal, made: tuple[Made, Records], monkeypatch: pytest.MonkeyPatch
) -> None:
    review, records = made
    with serving(records, monkeypatch) as upstream:
        late = Fault("delay", role="crossref", path="filter=", seconds=20)
        ran = interrupted(terminal, upstream, late, "fetch", review.doi)
        assert ran.code == 130
        assert "interrupted; what had arrived is saved" in ran.err
        assert "interrupted before 40 references had come" in ran.err
        part = resolved(terminal, review.doi)
        assert len(part) == 150
        upstream.faults.clear()
        upstream.forget()
        again = terminal("fetch", review.doi)
        assert again.code == 0
        assert len(resolved(terminal, review.doi)) == 190
        assert asked_for(upstream)
        assert part.isdisjoint(asked_for(upstream))


def test_an_interrupt_before_anything_arrived_leaves_the_library(
    terminal: Terminal, made: tuple[Made, Records], monkeypatch: pytest.MonkeyPatch
) -> None:
    review, records = made
    terminal("init")
    before = terminal.files()
    with serving(records, monkeypatch) as upstream:
        late = Fault("delay", seconds=20)
        ran = interrupted(terminal, upstream, late, "fetch", review.doi)
    assert ran.code == 130
    assert "sscmsc: interrupted" in ran.err
    assert terminal.files() == before


@pytest.mark.parametrize("service", ["idconv", "crossref", "europepmc"])
def test_a_dead_source_leaves_what_the_others_gave(
    terminal: Terminal, made: tuple[Made, Records], monkeypatch: pytest.MonkeyPatch, service: str
) -> None:
    review, records = made
    with serving(records, monkeypatch) as upstream:
        upstream.faults.add(Fault("html", role=service))
        code = terminal("fetch", review.doi).code
        assert code == (0 if service == "europepmc" else 5)
        part = resolved(terminal, review.doi)
        assert len(part) >= 150
        upstream.faults.clear()
        upstream.forget()
        assert terminal("fetch", review.doi).code == 0
        whole = resolved(terminal, review.doi)
        assert len(whole) == 190
        assert part <= whole
        assert part.isdisjoint(asked_for(upstream))


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("share", [0.1, 0.6])
def test_random_faults_end_with_all_that_can_be_had(
    terminal: Terminal, made: tuple[Made, Records], monkeypatch: pytest.MonkeyPatch, seed: int,
    share: float,
) -> None:  # fmt: skip
    """A tenth of the requests spoilt are asked again within the run; of more, what arrived is
    kept, and the runs that follow ask for the rest."""
    review, records = made
    with serving(records, monkeypatch) as upstream:
        upstream.faults.clear(seed=seed)
        each = 1 - (1 - share) ** (1 / len(SPOILT))
        upstream.faults.add(*(Fault(kind, probability=each) for kind in SPOILT))
        had: frozenset[int] = frozenset()
        for _ in range(4):
            code = terminal("fetch", review.doi).code
            assert code in (0, 5)
            if terminal.library.exists() and terminal("list", "--json").objects:
                now = resolved(terminal, review.doi)
                assert had <= now
                had = now
            if code == 0:
                break
            if share > 0.5:
                upstream.faults.clear()
        assert code == 0
        assert len(had) == 190
