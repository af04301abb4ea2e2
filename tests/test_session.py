"""The session against a service that fails in every way: each fault has its outcome."""

from __future__ import annotations

import gzip
import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from email.utils import formatdate
from pathlib import Path

import pytest

from sscmsc.cache import AnswerCache, cache_key
from sscmsc.config import Settings, load_settings
from sscmsc.errors import OfflineError, SourceError
from sscmsc.patience import Patience, UnusableAnswer
from sscmsc.reply import Reply
from sscmsc.services import Question, redirect_target, service_of, services
from sscmsc.session import Session
from tests.quick import StillClock
from tests.upstream.server import Upstream

CANARY = "CANARY0123456789"

Wire = Callable[[socket.socket], None]


class Service:
    """A service on loopback that says on the wire what it is told to, one reply a request;
    the last one is said again and again."""

    def __init__(self) -> None:
        self.replies: list[bytes | Wire] = []
        self.seen: list[bytes] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}/"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                link, _ = self._socket.accept()
            except OSError:
                return
            with link:
                try:
                    self._answer(link)
                except OSError:
                    continue

    def _answer(self, link: socket.socket) -> None:
        link.settimeout(5)
        told = b""
        while b"\r\n\r\n" not in told:
            piece = link.recv(65536)
            if not piece:
                return
            told += piece
        head, _, body = told.partition(b"\r\n\r\n")
        for line in head.lower().split(b"\r\n"):
            if line.startswith(b"content-length:"):
                while len(body) < int(line.partition(b":")[2]):
                    body += link.recv(65536)
        self.seen.append(head + b"\r\n\r\n" + body)
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        if callable(reply):
            reply(link)
        else:
            link.sendall(reply)

    def stop(self) -> None:
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(5)


@pytest.fixture
def service() -> Iterator[Service]:
    running = Service()
    yield running
    running.stop()


def told(address: str, folder: Path, **more: str) -> Settings:
    environment = {
        "SSCMSC_EUTILS_URL": f"{address}eutils/",
        "SSCMSC_IDCONV_URL": f"{address}idconv/",
        "SSCMSC_CROSSREF_URL": f"{address}crossref/",
        "SSCMSC_CACHE_DIR": str(folder / "cache"),
        "NCBI_API_KEY": CANARY,
        "SSCMSC_EMAIL": "lab@example.org",
    }
    return load_settings({**environment, **more})


@pytest.fixture
def wall() -> StillClock:
    return StillClock()


@pytest.fixture
def session(service: Service, tmp_path: Path, wall: StillClock) -> Iterator[Session]:
    """A session whose waiting costs no time."""
    with Session(
        told(service.address, tmp_path),
        patience=Patience(read=2.0),
        clock=wall.clock,
        wall=lambda: wall.now,
        sleep=wall.sleep,
        jitter=lambda: 0.0,
    ) as made:
        yield made


@pytest.fixture
def hasty(service: Service, tmp_path: Path) -> Iterator[Session]:
    """A session on the real clock with very little patience."""
    patience = Patience(0.5, 0.5, overall=1.0, tries=1)
    with Session(told(service.address, tmp_path), patience=patience) as made:
        yield made


def answer(body: bytes, status: str = "200 OK", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


GOOD = answer(b"<good/>")


def ask(session: Session, body: str = "1") -> Reply:
    return session.post(f"{session.settings.eutils_url}efetch.fcgi", {"id": body})


# What is sent


def test_who_asks_is_told_and_the_key_only_in_the_body(session: Session, service: Service) -> None:
    service.replies = [GOOD]
    assert ask(session).body == b"<good/>"
    head, _, body = service.seen[0].partition(b"\r\n\r\n")
    assert body == b"id=1&tool=sscmsc&email=lab%40example.org&api_key=" + CANARY.encode()
    assert b"CANARY" not in head
    assert b"User-Agent: sscmsc/" in head
    assert b"mailto:lab@example.org" in head
    session.get(f"{session.settings.idconv_url}x", {"ids": "2"})
    session.get(f"{session.settings.eutils_url}efetch.fcgi", {"id": "3"})
    session.post(f"{session.settings.crossref_url}works", {"id": "4"})
    assert b"GET /idconv/x?ids=2&tool=sscmsc&email=lab%40example.org HTTP" in service.seen[1]
    assert not any(b"CANARY" in seen for seen in service.seen[1:])
    assert b"tool=" not in service.seen[3]


def test_address_of_no_service_is_refused(session: Session) -> None:
    with pytest.raises(ValueError, match="no service"):
        session.get("https://elsewhere.example.org/")


def test_connections_are_kept_and_requests_counted(upstream: Upstream, tmp_path: Path) -> None:
    settings = load_settings({**upstream.environment, "SSCMSC_CACHE_DIR": str(tmp_path)})
    with Session(settings) as session:
        for number in range(3):
            form = {"db": "pubmed", "id": str(number + 1), "retmode": "xml"}
            session.post(f"{settings.eutils_url}efetch.fcgi", form)
        assert session.requests_made == {upstream.host().removeprefix("http://"): 3}
    assert upstream.connections == 1


def test_rates_are_those_the_services_publish() -> None:
    plain = {one.name: one for one in services(load_settings({}))}
    known = {
        one.name: one
        for one in services(
            load_settings({"NCBI_API_KEY": CANARY, "SSCMSC_EMAIL": "lab@example.org"})
        )
    }
    assert plain["PubMed"].rate == plain["PMC ID converter"].rate
    assert plain["PubMed"].rate[1:] == (3, 1.0)
    assert known["PubMed"].rate[1:] == (10, 1.0)
    for table, single, lists in ((plain, 5, 1), (known, 10, 3)):
        for rate, limit in ((table["Crossref"].rate, single), (table["Crossref"].many, lists)):
            assert rate.slots * -(-1.0 // (rate.window + 0.02)) <= limit
            assert rate.slots <= 3


def test_the_longest_base_address_decides() -> None:
    settings = load_settings(
        {
            "SSCMSC_CROSSREF_URL": "http://127.0.0.1:1/",
            "SSCMSC_EUROPEPMC_URL": "http://127.0.0.1:1/epmc/",
        }
    )
    known = services(settings)
    assert service_of("http://127.0.0.1:1/epmc/search", known).name == "Europe PMC"
    assert service_of("http://127.0.0.1:1/works/x", known).name == "Crossref"


# Failures that may pass


@pytest.mark.parametrize("status", ["500 X", "502 X", "503 X", "504 X", "429 X"])
def test_a_service_in_trouble_is_asked_four_times(
    session: Session, service: Service, wall: StillClock, status: str
) -> None:
    service.replies = [answer(b"CANARY", status)]
    with pytest.raises(SourceError) as caught:
        ask(session)
    assert caught.value.message == f"PubMed: answered {status[:3]} (4 tries)"
    assert len(service.seen) == 4
    assert wall.slept == [0.5, 1.0, 2.0]


def test_what_passes_is_not_noticed(session: Session, service: Service) -> None:
    def reset(link: socket.socket) -> None:
        link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")

    service.replies = [answer(b"", "503 X"), reset, answer(b"half")[:-2], GOOD]
    assert ask(session).body == b"<good/>"
    assert list(session.requests_made.values()) == [4]


def test_a_wait_asked_for_is_kept(session: Session, service: Service, wall: StillClock) -> None:
    date = f"Date: {formatdate(9000, usegmt=True)}"
    until = f"Retry-After: {formatdate(9007, usegmt=True)}"
    service.replies = [answer(b"", "429 X", "Retry-After: 2"), answer(b"", "503 X", date, until)]
    service.replies.append(GOOD)
    assert ask(session).status == 200
    assert wall.slept == [2.0, 7.0]


@pytest.mark.parametrize(("wait", "tries"), [("61", 1), ("86400", 1), ("50", 3)])
def test_too_long_a_wait_is_told_not_kept(
    session: Session, service: Service, wall: StillClock, wait: str, tries: int
) -> None:
    service.replies = [answer(b"", "429 X", f"Retry-After: {wait}")]
    with pytest.raises(SourceError) as caught:
        ask(session)
    assert caught.value.message == (
        f"PubMed: answered 429 and asks to wait {wait} s before the next request"
    )
    assert caught.value.hint
    assert len(service.seen) == tries
    assert sum(wall.slept) <= 120


@pytest.mark.parametrize("status", [400, 404, 410])
def test_an_answer_that_says_no_comes_back_at_once(
    session: Session, service: Service, status: int
) -> None:
    service.replies = [answer(b"Resource not found.", f"{status} X")]
    assert ask(session)[::2] == (status, b"Resource not found.")
    ask(session)
    assert len(service.seen) == 2, "it is not cached"


@pytest.mark.parametrize("status", [401, 403, 414, 206, 501])
def test_other_statuses_are_failures_at_once(
    session: Session, service: Service, status: int
) -> None:
    service.replies = [answer(b"CANARY", f"{status} CANARY")]
    with pytest.raises(SourceError, match=rf"^PubMed: answered {status}$"):
        ask(session)
    assert len(service.seen) == 1


def test_nobody_there(session: Session, service: Service, wall: StillClock) -> None:
    service.stop()
    with pytest.raises(OfflineError, match="cannot be reached: is there a network"):
        ask(session)
    assert len(wall.slept) == 3


def test_no_network(tmp_path: Path, wall: StillClock, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    settings = Settings(cache_dir=tmp_path, api_key=CANARY)
    session = Session(settings, clock=wall.clock, sleep=wall.sleep)
    with pytest.raises(OfflineError, match=r"^PubMed: its name cannot be resolved"):
        ask(session)


# Answers that come too slowly


def drip(head: bytes, piece: bytes) -> Wire:
    def wire(link: socket.socket) -> None:
        link.sendall(head)
        for _ in range(200):
            link.sendall(piece)
            time.sleep(0.02)

    return wire


@pytest.mark.parametrize(
    ("wire", "cause"),
    [
        (lambda _: time.sleep(0.8), "no answer in time"),
        (drip(b"HTTP/1.1 200 OK\r\nX: ", b"x"), "no answer in time"),
        (drip(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", b"x"), "no complete answer"),
        (drip(b"HTTP/1.1 200 OK\r\n\r\n", b"x"), "no complete answer within 1 s"),
        (drip(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"), "complete"),
    ],
)
def test_slow_answers_are_given_up(
    hasty: Session, service: Service, wire: Wire, cause: str
) -> None:
    service.replies = [wire]
    with pytest.raises(SourceError, match=cause):
        ask(hasty)


# Answers that are none


@pytest.mark.parametrize(
    ("reply", "cause", "tries"),
    [
        (answer(b"x")[:-1], "broke off", 4),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", "broke off", 4),
        (answer(b"x" * 10, "200 OK", "Content-Encoding: gzip"), "damaged", 4),
        (
            answer(gzip.compress(b"x", mtime=0)[:-1], "200 OK", "Content-Encoding: gzip"),
            "broke off",
            4,
        ),
        (b"no HTTP at all\r\n\r\n", "broke off", 4),
        (answer(b""), "the service is down", 2),
        (answer(b"<!DOCTYPE html><html>Maintenance</html>"), "the service is down", 2),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 40000000\r\n\r\n", "longer than 32 MB", 1),
    ],
)
def test_answers_that_are_none(
    session: Session, service: Service, reply: bytes, cause: str, tries: int
) -> None:
    service.replies = [reply]
    with pytest.raises(SourceError, match=cause) as caught:
        ask(session)
    assert caught.value.message.startswith("PubMed: ")
    assert "\n" not in caught.value.message
    assert len(service.seen) == tries


def test_what_the_parser_refuses_is_asked_for_once_more(session: Session, service: Service) -> None:
    def parse(reply: Reply) -> int:
        if reply.body != b"7":
            raise UnusableAnswer("answered no number", hint="H")
        return int(reply.body)

    question = Question("GET", f"{session.settings.crossref_url}x", {}, many=False)
    service.replies = [answer(b"seven"), answer(b"7")]
    assert session.ask(question, parse) == 7
    assert session.ask(question, parse) == 7, "from the cache"
    assert len(service.seen) == 2
    service.replies = [answer(b"eight")]
    other = question._replace(parameters={"n": "8"})
    with pytest.raises(SourceError, match=r"^Crossref: answered no number \(2 tries\)$") as caught:
        session.ask(other, parse)
    assert caught.value.hint == "H"
    service.replies = [answer(b"no", "404 X")]
    with pytest.raises(SourceError, match=r"^Crossref: answered no number$"):
        session.ask(other, parse)
    assert len(service.seen) == 5


# Redirects


def moved(to: str, status: str = "301 Moved") -> bytes:
    return answer(b"", status, f"Location: {to}")


def test_redirects_are_followed_without_the_key(session: Session, service: Service) -> None:
    service.replies = [moved("/eutils/new.fcgi"), GOOD]
    assert ask(session).url.endswith("/eutils/new.fcgi")
    assert service.seen[1].startswith(b"POST /eutils/new.fcgi HTTP")
    assert service.seen[1].endswith(b"id=1&tool=sscmsc&email=lab%40example.org")
    service.replies = [moved(f"{service.address}anywhere?a=1", "303 See Other"), GOOD]
    ask(session, "2")
    assert service.seen[3].startswith(b"GET /anywhere?a=1 HTTP")
    assert b"CANARY" in service.seen[0] + service.seen[2]
    assert b"CANARY" not in service.seen[1] + service.seen[3]


def test_redirects_in_a_circle_end(session: Session, service: Service) -> None:
    service.replies = [moved("efetch.fcgi")]
    with pytest.raises(SourceError, match=r"^PubMed: redirects more than 5 times$"):
        ask(session)
    assert len(service.seen) == 6


@pytest.mark.parametrize(
    "to",
    [
        "http://127.0.0.1:1/",
        "http://169.254.169.254/latest/",
        "https://evil.example.org/",
        "http://eutils.ncbi.nlm.nih.gov/",
        "https://eutils.ncbi.nlm.nih.gov:8443/",
        "https://eutils.ncbi.nlm.nih.gov@evil.example.org/",
        "https://user@doi.org/",
        "file:///etc/passwd",
        "https://[broken/",
        "",
    ],
)
def test_redirects_to_strangers_are_refused(session: Session, service: Service, to: str) -> None:
    service.replies = [moved(to)]
    with pytest.raises(SourceError, match=r"^PubMed: redirects to ") as caught:
        ask(session)
    assert caught.value.message.isprintable()
    assert len(service.seen) == 1


def test_the_body_of_a_redirect_is_not_read(session: Session, service: Service) -> None:
    def endless(link: socket.socket) -> None:
        head = (
            b"HTTP/1.1 301 X\r\nLocation: /eutils/new.fcgi\r\nContent-Length: 99999999999\r\n\r\n"
        )
        link.sendall(head)
        with suppress(OSError):
            while True:
                link.sendall(bytes(65536))

    service.replies = [endless, GOOD]
    assert ask(session).body == b"<good/>"


def test_redirects_between_services() -> None:
    known = services(load_settings({}))
    old = "https://www.ncbi.nlm.nih.gov/pmc/utils/idconv/v1.0/?ids=1"
    new = "https://pmc.ncbi.nlm.nih.gov/tools/idconv/api/v1/articles/?ids=1"
    assert redirect_target(old, new, known) == new
    with pytest.raises(SourceError, match="plain http, which was refused"):
        redirect_target(old, old.replace("https", "http"), known)


# The cache and offline


def test_answers_are_kept_and_offline_reads_stale_ones(
    session: Session, service: Service, tmp_path: Path, wall: StillClock
) -> None:
    service.replies = [GOOD]
    ask(session)
    ask(session)
    assert len(service.seen) == 1
    wall.now += 8 * 86_400
    offline = Session(replace(session.settings, offline=True, api_key=None), wall=lambda: wall.now)
    assert ask(offline).body == b"<good/>"
    with pytest.raises(OfflineError, match=r"^PubMed was not asked: offline$"):
        ask(offline, "2")
    ask(session)
    assert len(service.seen) == 2, "the stale answer was asked for again"
    assert offline.requests_made == {}


def test_incomplete_answers_are_asked_for_again_after_an_hour(
    session: Session, service: Service, wall: StillClock
) -> None:
    service.replies = [GOOD]
    question = Question("GET", f"{session.settings.crossref_url}x", {}, many=False)
    for _ in range(2):
        session.ask(question, lambda reply: reply.body, lambda _: False)
    assert len(service.seen) == 1
    wall.now += 3601
    session.ask(question, lambda reply: reply.body, lambda _: True)
    assert len(service.seen) == 1
    session.ask(question, lambda reply: reply.body, lambda _: False)
    assert len(service.seen) == 2


@pytest.mark.parametrize("poison", [b"", b"\0\xff", b"<html>down</html>", b"[]", b"seven"])
def test_a_poisoned_cache_is_asked_past(session: Session, service: Service, poison: bytes) -> None:
    def parse(reply: Reply) -> int:
        if not reply.body.isdigit():
            raise UnusableAnswer("answered no number")
        return int(reply.body)

    question = Question("GET", f"{session.settings.crossref_url}x", {"n": "1"}, many=False)
    cache = AnswerCache(session.settings.cache_dir or Path(), wall=lambda: 5000.0)
    key = cache_key(question.method, question.url, question.parameters)
    cache.keep(key, Reply(200, {}, poison, "u"))
    offline = Session(replace(session.settings, offline=True), wall=lambda: 5000.0)
    with pytest.raises(OfflineError, match=r"^Crossref was not asked: offline$"):
        offline.ask(question, parse)
    service.replies = [answer(b"7")]
    assert session.ask(question, parse) == 7
    assert offline.ask(question, parse) == 7, "what came is kept in its place"
    assert len(service.seen) == 1


def test_nothing_fresh_asks_again_and_keeps_what_comes(
    session: Session, service: Service, wall: StillClock
) -> None:
    service.replies = [answer(b"<old/>"), answer(b"<new/>")]
    ask(session)
    with Session(
        session.settings, fresh=0.0, clock=wall.clock, wall=lambda: wall.now, sleep=wall.sleep
    ) as anew:
        assert ask(anew).body == b"<new/>"
    assert ask(session).body == b"<new/>"
    assert len(service.seen) == 2


# Secrets


@pytest.mark.parametrize(
    "reply",
    [
        GOOD,
        answer(CANARY.encode(), "500 X", f"X-Key: {CANARY}"),
        answer(b"", "429 X", f"Retry-After: {CANARY}"),
        moved(f"https://{CANARY.lower()}:{CANARY}@evil.example.org/?api_key={CANARY}"),
        moved(f"?api_key={CANARY}"),
        b"",
    ],
)
def test_the_key_is_nowhere_to_be_seen(
    session: Session,
    service: Service,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    reply: bytes,
) -> None:
    caplog.set_level(logging.DEBUG)
    service.replies = [reply]
    shown = [repr(session), repr(session.settings)]
    try:
        result = ask(session)
        shown.extend((result.url, repr(session.requests_made)))
    except SourceError as error:
        shown.extend((str(error), repr(error), error.hint, repr(error.__cause__)))
    shown.extend(one.getMessage() for one in caplog.records)
    assert not any(CANARY in one for one in shown)
    for path in tmp_path.rglob("*"):
        assert path.is_dir() or CANARY.encode() not in path.read_bytes(), path.name
