"""Each question to a service under each fault: never a wrong answer, never a crash, no loss
without a word, nothing bad remembered."""

from __future__ import annotations

import dataclasses
import socket
import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp

import pytest

from sscmsc.cache import FRESH
from sscmsc.config import load_settings
from sscmsc.crossref import HOPELESS, LIST_LIMIT, Crossref
from sscmsc.identifiers import DOI, PMID
from sscmsc.patience import Patience
from sscmsc.pubmed import PubMed
from sscmsc.session import Session
from sscmsc.source import Failed, Found
from tests.faulty import Exchange, Faulty, Play, give
from tests.http_faults import (
    BODY,
    MATTER,
    REDIRECTS,
    STATUS,
    WIRE,
    Expected,
    Fault,
    closed_on_the_second,
    closed_unsaid,
    flood,
    gzip_bomb,
    status,
)
from tests.http_sources import SOURCES, Source, Told
from tests.quick import StillClock
from tests.upstream.making import make_review
from tests.upstream.records import Records
from tests.upstream.server import Upstream

#: Two tries of each question that a batch of four can be divided into.
MOST_REQUESTS = 14
CANARY = "CANARY0123456789"
#: One source for each way of reading an answer.
ROOMY = ("pubmed efetch", "pmc articles", "crossref list", "crossref work")
FAULTS = (*WIRE, *STATUS, *REDIRECTS, *BODY, *MATTER)


@pytest.fixture(scope="module")
def records(review_records: Records, tmp_path_factory: pytest.TempPathFactory) -> Records:
    """The demonstration and three made reviews, so that there is always another work."""
    known = [review_records]
    for first in (96_000_001, 97_000_001, 98_000_001):
        folder = tmp_path_factory.mktemp("made")
        make_review(folder, 20, first_pmid=first)
        known.append(Records.load(folder))
    return Records(
        {key: value for one in known for key, value in one.articles.items()},
        {key: value for one in known for key, value in one.works.items()},
        {key: value for one in known for key, value in one.aliases.items()},
        tuple(value for one in known for value in one.converted),
        {key: value for one in known for key, value in one.full_texts.items()},
        {key: value for one in known for key, value in one.cited.items()},
    )


@pytest.fixture(scope="module")
def faulty(records: Records) -> Iterator[Faulty]:
    with Upstream(records) as upstream:
        running = Faulty(upstream)
        yield running
        running.stop()


@pytest.fixture(scope="module")
def caches(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for the caches of all cells; to make and remove one for each takes longer than
    the cell does."""
    return tmp_path_factory.mktemp("caches")


@pytest.fixture(scope="module")
def right(faulty: Faulty, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Told]:
    """What every source says when nothing is wrong."""
    faulty.begin(give)
    folder = tmp_path_factory.mktemp("right")
    answers = {}
    for source in SOURCES:
        with opened(faulty.environment(), folder) as session:
            answers[source.name] = source.ask(session)
    return answers


def opened(
    environment: dict[str, str],
    folder: Path,
    patience: Patience | None = None,
    still: StillClock | None = None,
    fresh: float = FRESH,
) -> Session:
    """A session with its cache in `folder`, on a still clock where one is given."""
    told = {"SSCMSC_CACHE_DIR": str(folder), "NCBI_API_KEY": CANARY}
    settings = load_settings({**environment, **told})
    if still is None:
        return Session(settings, patience=patience, fresh=fresh, jitter=lambda: 0.0)
    return Session(
        settings, patience=patience, fresh=fresh, clock=still.clock, sleep=still.sleep,
        wall=lambda: still.now, jitter=lambda: 0.0,
    )  # fmt: skip


def expected_of(fault: Fault, source: Source) -> Expected:
    kinds = ("single" * source.single, "searches" * source.searches, source.name.split()[0])
    for name in (source.name, *kinds, source.form):
        if name in fault.but:
            return fault.but[name]
    return fault.expected


def test_every_source_answers_everything_when_nothing_is_wrong(right: dict[str, Told]) -> None:
    assert len(right) == len(SOURCES)
    for source in SOURCES:
        told = right[source.name]
        assert told.found
        assert not told.failed
        assert bool(told.missing) == (not source.single and "all" not in told.asked), source.name


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_fault(
    fault: Fault,
    source: Source,
    faulty: Faulty,
    right: dict[str, Told],
    caches: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    expected = expected_of(fault, source)
    monkeypatch.setattr(socket, "getaddrinfo", _known_names(socket.getaddrinfo))
    # A fault of time needs a clock that runs, and a limiter that has not been used.
    still = StillClock() if fault.patience.read >= 1 else None
    folder = caches if still else Path(mkdtemp(dir=caches))
    (folder / "answers.sqlite").unlink(missing_ok=True)
    faulty.begin(fault.play, source.others)
    environment = faulty.environment(fault.host(faulty.address))
    with opened(environment, folder, fault.patience, still) as one:
        told = source.ask(one)
    check(told, right[source.name], expected, source)
    if expected.requests:
        assert len(faulty.questions) == expected.requests
    assert len(faulty.questions) <= MOST_REQUESTS
    _assert_no_secret(folder)
    # Nothing bad is remembered: two hours later everything is there.
    faulty.begin(give)
    later = StillClock()
    later.now = 7_200.0 + (still.now if still else time.time())
    fresh = 0.0 if expected.kind == "altered" else FRESH
    with opened(faulty.environment(), folder, still=later, fresh=fresh) as one:
        assert source.ask(one) == right[source.name]


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
@pytest.mark.parametrize("play", [closed_unsaid, closed_on_the_second], ids=["idle", "asked"])
def test_a_kept_connection_that_is_closed_costs_nothing(
    play: Play, source: Source, faulty: Faulty, right: dict[str, Told], tmp_path: Path
) -> None:
    faulty.begin(play)
    with opened(faulty.environment(), tmp_path, still=StillClock(), fresh=0.0) as session:
        for _ in range(2):
            assert source.ask(session) == right[source.name]
    assert len(faulty.questions) == 2 + (play is closed_on_the_second)


def test_a_record_that_cannot_be_read_costs_only_itself(
    faulty: Faulty, records: Records, tmp_path: Path
) -> None:
    pmids = [PMID(one) for one in sorted(records.articles) if one.startswith("98")]
    bad = pmids[13]

    def spoil(exchange: Exchange) -> None:
        own = f'<PMID Version="1">{bad}'.encode()
        body = exchange.good.body.replace(own, own + b"\0")
        exchange.answer(replace(exchange.good, body=body))

    faulty.begin(spoil)
    with opened(faulty.environment(), tmp_path, still=StillClock()) as session:
        answers = {one.asked: type(one) for one in PubMed(session).records(pmids)}
    assert answers == {**dict.fromkeys(pmids, Found), bad: Failed}
    assert len(faulty.questions) <= 3 * len(pmids).bit_length()


def test_a_work_that_cannot_be_read_costs_only_itself(
    faulty: Faulty, records: Records, tmp_path: Path
) -> None:
    dois = [DOI(one) for one in sorted(records.works) if one.startswith("10.5555/made.98")]
    bad = dois[7]

    def spoil(exchange: Exchange) -> None:
        body = exchange.good.body.replace(f'"DOI": "{bad}"'.encode(), b'"DOI": "?"')
        exchange.answer(replace(exchange.good, body=body))

    faulty.begin(spoil)
    with opened(faulty.environment(), tmp_path, still=StillClock()) as session:
        told = Crossref(session, follow_aliases=False).records(dois)
    assert {one.asked: type(one) for one in told} == {**dict.fromkeys(dois, Found), bad: Failed}
    assert len(faulty.questions) <= 3 * len(dois).bit_length()


def test_lists_that_are_always_refused_are_given_up(
    faulty: Faulty, records: Records, tmp_path: Path
) -> None:
    dois = [DOI(f"10.5555/none.{number}") for number in range(LIST_LIMIT)]
    faulty.begin(status(400))
    with opened(faulty.environment(), tmp_path, still=StillClock()) as session:
        told = Crossref(session, follow_aliases=False).records(dois)
    assert {type(one) for one in told} == {Failed}
    assert len(faulty.questions) <= 2 * HOPELESS


@pytest.mark.parametrize(
    "source", [one for one in SOURCES if one.name in ROOMY], ids=lambda source: source.name
)
def test_a_flood_takes_no_memory(source: Source, faulty: Faulty, tmp_path: Path) -> None:
    """200 MB and a gigabyte of gzip leave at most the 32 MB that an answer may have."""
    for place, play in enumerate((flood, gzip_bomb)):
        faulty.begin(play)
        with opened(faulty.environment(), tmp_path / str(place), still=StillClock()) as session:
            tracemalloc.start()
            try:
                assert source.ask(session).failed
                _, most = tracemalloc.get_traced_memory()
            finally:
                tracemalloc.stop()
        assert most < 100_000_000


def check(told: Told, good: Told, expected: Expected, source: Source) -> None:
    """Every work asked for has one answer, none is wrong, and the reasons can be shown."""
    assert told.asked == good.asked
    assert len(told.asked) == len(told.found) + len(told.missing) + len(told.failed)
    for asked, value in told.found.items():
        assert asked in good.found, "found what is not there"
        same = value == good.found[asked]
        assert same or expected.kind == "altered", f"another answer for {asked}"
        for text in _texts(value):
            assert not any("\ud800" <= letter <= "\udfff" for letter in text)
            assert "root:" not in text
    for reason in (*told.failed.values(), *told.missing.values()):
        assert reason.isprintable()
        assert 0 < len(reason) <= 300
        assert CANARY not in reason
        assert "http://" not in reason
    match expected.kind:
        case "whole":
            assert told == good
        case "lost":
            assert not told.found
            assert told.failed.keys() == good.asked
            assert all(expected.said in reason for reason in told.failed.values()), told.failed
        case "absent":
            assert told.missing.keys() == good.asked, told.failed


def _assert_no_secret(folder: Path) -> None:
    for path in folder.glob("*"):
        assert path.is_dir() or CANARY.encode() not in path.read_bytes(), path.name


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.items():
            yield from _texts(one)
    elif isinstance(value, tuple | list | set):
        for one in value:
            yield from _texts(one)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _texts(getattr(value, field.name))


def _known_names(resolve: Callable[..., object]) -> Callable[..., object]:
    def known(host: str, *given: object, **named: object) -> object:
        if host.endswith(".invalid"):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return resolve(host, *given, **named)

    return known
