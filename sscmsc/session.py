"""The only HTTP: limits, tries, deadlines, redirects, the cache, and no secret in sight.

A service that fails is a `SourceError` with one line of cause; no exception of the HTTP
library leaves this module.
"""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from typing import TypeVar
from urllib.parse import urlsplit

import requests

from sscmsc.cache import FRESH, RECHECKED, AnswerCache, cache_key
from sscmsc.config import Settings, default_cache_dir
from sscmsc.connections import BROKEN, cause
from sscmsc.errors import OfflineError, SourceError
from sscmsc.limits import Limiter, Rate
from sscmsc.patience import (
    Garbled,
    Oversized,
    Passing,
    Patience,
    UnusableAnswer,
    asked_wait,
)
from sscmsc.redaction import redact
from sscmsc.reply import BATCH_CAP, SINGLE_CAP, Reply, read_body, refuse_page, retry_after
from sscmsc.services import (
    Hop,
    Question,
    Service,
    first_hop,
    origin,
    redirect_target,
    service_of,
    services,
)
from sscmsc.session_host import open_host
from sscmsc.text import clean

T = TypeVar("T")

_FINAL = frozenset({200, 400, 404, 410})
_PASSING = frozenset({429, 500, 502, 503, 504})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_HOPS = 5
_CLOSED = "It does not let this computer in; SSCMSC_EMAIL and NCBI_API_KEY tell it who asks."
_WAYS_IN = {
    401: _CLOSED,
    403: _CLOSED,
    407: "The proxy that HTTPS_PROXY names wants a name and a password.",
}

#: Of no state that threads and whoever uses this package would share.
_JITTER = random.SystemRandom().random


class Session:
    """All requests of one run, to the services of `settings`.

    It may be used by several threads. `clock` counts seconds in the same way in every
    process of the machine, `wall` gives the time of day, `jitter` a number from 0 to 1.
    Answers younger than `fresh` seconds are taken from the cache, and offline any.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        patience: Patience | None = None,
        fresh: float = FRESH,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
        jitter: Callable[[], float] = _JITTER,
    ) -> None:
        folder = settings.cache_dir or default_cache_dir()
        self.settings = settings
        self._patience = patience or Patience()
        self._fresh = fresh
        self._clock, self._wall, self._sleep, self._jitter = clock, wall, sleep, jitter
        self._cache = AnswerCache(folder, wall=wall)
        self._limiter = Limiter(folder / "limits", clock=clock, sleep=sleep)
        self._services = services(settings)
        # The address of who asks goes to the service and, like the key, into nothing else.
        self._secrets = tuple(filter(None, (settings.api_key, settings.email)))
        self._guard = threading.Lock()
        self._hosts: dict[str, requests.Session] = {}
        self._made: Counter[str] = Counter()

    def __repr__(self) -> str:
        return f"Session({self.settings!r})"

    @property
    def requests_made(self) -> Mapping[str, int]:
        """Requests sent so far by host (`host` or `host:port`), tries and redirects counted."""
        with self._guard:
            return dict(self._made)

    def get(
        self, url: str, parameters: Mapping[str, str] | None = None, *, many: bool = False
    ) -> Reply:
        """The answer to a GET; see `ask` for what is raised and which statuses come back."""
        return self.ask(Question("GET", url, parameters or {}, many), _whole)

    def post(self, url: str, form: Mapping[str, str], *, many: bool = True) -> Reply:
        """The answer to a POST of `form`; see `ask`."""
        return self.ask(Question("POST", url, form, many), _whole)

    def ask(
        self,
        question: Question,
        parse: Callable[[Reply], T],
        complete: Callable[[T], bool] | None = None,
    ) -> T:
        """What `parse` makes of the answer, from the cache or the service.

        `parse` is given the reply with status 200, 400, 404 or 410; where it raises
        `UnusableAnswer` for a 200 the question is put once more. Only what it accepted is
        cached; where it is not `complete` (a work was not known) it is asked for again after
        an hour. Raises `OfflineError` when the network is not to be used or not there, and
        `SourceError` for every other failure; the message names the service and the cause.
        It is a `Garbled` or an `Oversized` where a question about fewer works may do better.
        """
        service = service_of(question.url, self._services)
        key = cache_key(question.method, question.url, question.parameters)
        kept = self._cache.find(key)
        if kept is not None and (self.settings.offline or kept.age < self._fresh):
            with suppress(SourceError):
                value = parse(kept.reply)
                if self.settings.offline or kept.age < RECHECKED or not complete or complete(value):
                    return value
        if self.settings.offline:
            raise OfflineError(
                f"{service.name} was not asked: offline",
                hint="Run it again without --offline (and without SSCMSC_OFFLINE).",
            )
        return self._persist(service, question, key, parse)

    def close(self) -> None:
        """Close every connection; the session may still be used."""
        with self._guard:
            hosts, self._hosts = self._hosts, {}
        for host in hosts.values():
            host.close()

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _persist(
        self, service: Service, question: Question, key: str, parse: Callable[[Reply], T]
    ) -> T:
        deadline = self._clock() + self._patience.overall
        tries = 0
        while True:
            tries += 1
            try:
                return self._once(service, question, key, parse, deadline)
            except SourceError as failure:
                pause = self._pause(service, failure, tries, deadline)
            self._sleep(pause)

    def _once(
        self,
        service: Service,
        question: Question,
        key: str,
        parse: Callable[[Reply], T],
        deadline: float,
    ) -> T:
        reply = self._follow(service, question, deadline)
        if reply.status != 200:
            try:
                return parse(reply)
            except UnusableAnswer as failure:
                raise SourceError(failure.message, hint=failure.hint) from failure
        refuse_page(reply)
        value = parse(reply)
        self._cache.keep(key, reply)
        return value

    def _pause(self, service: Service, failure: SourceError, tries: int, deadline: float) -> float:
        """Seconds until the next try; raises what is told the user when there is none."""
        left = deadline - self._clock()
        pause = self._patience.pause(failure, tries, left, self._jitter())
        if pause is not None:
            return pause
        message, hint = failure.message, failure.hint
        if wait := asked_wait(failure):
            message = f"{message} and asks to wait {wait:.0f} s before the next request"
            hint = "Try again after that time."
        elif tries > 1:
            message = f"{message} ({tries} tries)"
        kind: type[SourceError] = SourceError
        if isinstance(failure, Garbled | Oversized):
            kind = type(failure)
        elif isinstance(failure, Passing) and failure.absent:
            kind = OfflineError
        told = clean(redact(f"{service.name}: {message}", self._secrets))
        raise kind(told, hint=hint) from None

    def _follow(self, service: Service, question: Question, deadline: float) -> Reply:
        hop = first_hop(service, question, self.settings)
        rate = service.many if question.many else service.rate
        for _ in range(_HOPS + 1):
            with closing(self._send(hop, rate, deadline)) as sent:
                headers = {name.lower(): value for name, value in sent.headers.items()}
                if sent.status_code not in _REDIRECTS:
                    body = self._read(sent, headers, question, deadline)
                    return Reply(sent.status_code, headers, body, redact(hop.url, self._secrets))
            url = redirect_target(hop.url, headers.get("location", ""), self._services)
            hop = hop.sent_on(url, as_get=sent.status_code == 303)
        raise SourceError(f"redirects more than {_HOPS} times")

    def _send(self, hop: Hop, rate: Rate, deadline: float) -> requests.Response:
        """The head of an answer; its body is still to be read. Raises `SourceError`."""
        host = self._host(hop.url)
        patience = self._patience
        with self._limiter.turn(rate, deadline):
            left = max(deadline - self._clock(), 0.001)
            with self._guard:
                self._made[urlsplit(hop.url).netloc] += 1
            try:
                return host.request(
                    hop.method,
                    hop.url,
                    params=hop.parameters if hop.method == "GET" else None,
                    data=hop.parameters if hop.method == "POST" else None,
                    timeout=(min(patience.connect, left), min(patience.read, left)),
                    stream=True,
                    allow_redirects=False,
                )
            except BROKEN as error:
                raise cause(error) from None

    def _read(
        self,
        sent: requests.Response,
        headers: Mapping[str, str],
        question: Question,
        deadline: float,
    ) -> bytes:
        if sent.status_code in _PASSING:
            wait = retry_after(headers, self._wall())
            raise Passing(f"answered {sent.status_code}", wait=wait)
        if sent.status_code not in _FINAL:
            hint = _WAYS_IN.get(sent.status_code, "")
            raise SourceError(f"answered {sent.status_code}", hint=hint)

        def check() -> None:
            if self._clock() > deadline:
                raise SourceError(f"no complete answer within {self._patience.overall:g} s")

        # A body that stands still is cut by the socket's time-out, one that drips by this.
        def cut() -> None:
            with suppress(OSError, RuntimeError, ValueError):
                sent.raw.shutdown()

        watch = threading.Timer(max(deadline - self._clock(), 0.001), cut)
        watch.daemon = True
        watch.start()
        try:
            cap = BATCH_CAP if question.many else SINGLE_CAP
            return read_body(sent.raw, headers, cap, check)
        except BROKEN:
            check()
            raise Passing("the connection broke off within the answer") from None
        finally:
            watch.cancel()

    def _host(self, url: str) -> requests.Session:
        place = origin(url)
        with self._guard:
            if place not in self._hosts:
                self._hosts[place] = open_host(urlsplit(url).hostname or "", self.settings.email)
            return self._hosts[place]


def _whole(reply: Reply) -> Reply:
    return reply
