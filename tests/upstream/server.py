"""The server itself: sockets, the log of requests, latency and faults."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import TracebackType

from tests.upstream import crossref, europepmc, eutils, icite, idconv
from tests.upstream.exchange import Answer, Question, json_answer, text_answer, too_many
from tests.upstream.faults import TWISTS, Fault, Faults, parse_fault, spoiled
from tests.upstream.records import Records
from tests.upstream.wire import Listener

#: An address longer than this is refused, as common web servers do.
TARGET_LIMIT = 8150
ROLES = ("eutils", "idconv", "crossref", "europepmc", "doi", "icite")
#: The base address of each service, after the host, as sscmsc is told it.
BASES = {
    "SSCMSC_EUTILS_URL": ("eutils", "/entrez/eutils/"),
    "SSCMSC_IDCONV_URL": ("idconv", f"{idconv.PATH}/"),
    "SSCMSC_CROSSREF_URL": ("crossref", "/"),
    "SSCMSC_EUROPEPMC_URL": ("europepmc", f"{europepmc.PATH}/"),
    "SSCMSC_DOI_URL": ("doi", "/"),
    "SSCMSC_ICITE_URL": ("icite", f"{icite.PATH}/"),
}


@dataclass(frozen=True, slots=True)
class Logged:
    """One request: seconds since the start of the server, the service, and the connection it
    came over (numbered from 1)."""

    time: float
    role: str
    method: str
    path: str
    fields: Mapping[str, tuple[str, ...]]
    agent: str
    connection: int
    status: int


class Upstream:
    """A running server over `records`; a context manager.

    `latency` and `connection_latency` are seconds added to each request and to each new
    connection. With `separate` every service has a port of its own, as in reality it has a host
    of its own. With `enforce_rate` more than 3 NCBI requests in a second (10 with an API key) are
    refused with 429. `stray_hits` and `absent` are the odd ways of esearch and the ID converter.
    """

    def __init__(
        self,
        records: Records | Path,
        port: int = 0,
        *,
        latency: float = 0.0,
        connection_latency: float = 0.0,
        separate: bool = False,
        enforce_rate: bool = False,
    ) -> None:
        self.records = Records.load(records) if isinstance(records, Path) else records
        self.latency = latency
        self.connection_latency = connection_latency
        self.enforce_rate = enforce_rate
        self.stray_hits = False
        self.absent = False
        self.faults = Faults()
        self._lock = threading.Lock()
        self._started = time.monotonic()
        self._log: list[Logged] = []
        self._connections = 0
        roles = ROLES if separate else ("",)
        self._servers = {
            role: Listener(self, role, port + place if port else 0)
            for place, role in enumerate(roles)
        }

    def start(self) -> Upstream:
        for one in self._servers.values():
            threading.Thread(target=one.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def stop(self) -> None:
        for one in self._servers.values():
            one.shutdown()
            one.server_close()

    def __enter__(self) -> Upstream:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def host(self, role: str = "") -> str:
        """`http://127.0.0.1:PORT` of a service."""
        server = self._servers.get(role) or next(iter(self._servers.values()))
        return f"http://127.0.0.1:{server.server_port}"

    @property
    def environment(self) -> dict[str, str]:
        """The variables that point sscmsc at this server."""
        return {name: self.host(role) + path for name, (role, path) in BASES.items()}

    @property
    def requests(self) -> tuple[Logged, ...]:
        with self._lock:
            return tuple(self._log)

    @property
    def connections(self) -> int:
        """How many connections carried the logged requests."""
        return len({one.connection for one in self.requests})

    @property
    def round_trips(self) -> int:
        """One for each request and two for each connection (TCP and TLS)."""
        return len(self.requests) + 2 * self.connections

    @property
    def round_trips_in_turn(self) -> int:
        """The round trips of the longest row of requests of which each began when the one before
        had ended; what was asked meanwhile cost no waiting."""
        seen: set[int] = set()
        rows: list[tuple[float, int]] = []
        for one in sorted(self.requests, key=lambda one: one.time):
            first = one.connection not in seen
            seen.add(one.connection)
            began = one.time - self.latency - (self.connection_latency if first else 0.0)
            before = max((length for ended, length in rows if ended <= began + 0.02), default=0)
            rows.append((one.time, before + (3 if first else 1)))
        return max((length for _, length in rows), default=0)

    @property
    def busiest_ncbi_second(self) -> int:
        """The most requests to NCBI (E-utilities and the ID converter) within any one second."""
        return self.busiest_second("eutils", "idconv")

    def busiest_second(self, *roles: str) -> int:
        """The most requests to these services within any one second."""
        times = sorted(one.time for one in self.requests if one.role in roles)
        return max((sum(start <= one < start + 1 for one in times) for start in times), default=0)

    def forget(self) -> None:
        """Empty the log."""
        with self._lock:
            self._log.clear()

    def connected(self) -> int:
        """The number of a new connection, after the time that making it takes."""
        time.sleep(self.connection_latency)
        with self._lock:
            self._connections += 1
            return self._connections

    def reply(self, question: Question, role: str, connection: int) -> tuple[Answer, Fault | None]:
        """The answer after faults, and the fault that the wire itself is to show; logged."""
        role = role or role_of(question.path)
        refused = self._over_rate(question) if self.enforce_rate and role == "eutils" else None
        fault = self.faults.hit(role, question.target)
        if fault and fault.kind in TWISTS:
            question = replace(question, twist=fault.kind)
        time.sleep(self.latency)
        answer = refused or self.answer(question, role)
        if fault:
            answer = spoiled(answer, fault)
        self._note(question, role, connection, answer.status)
        return answer, fault

    def _note(self, question: Question, role: str, connection: int, status: int) -> None:
        entry = Logged(
            time.monotonic() - self._started,
            role,
            question.method,
            question.path,
            question.fields,
            question.headers.get("user-agent", ""),
            connection,
            status,
        )
        with self._lock:
            self._log.append(entry)

    def answer(self, question: Question, role: str) -> Answer:
        """What the service says, without latency and without faults."""
        path, records = question.path, self.records
        if len(question.target) > TARGET_LIMIT:
            return text_answer("<html><body>URI Too Long</body></html>", 414, "text/html")
        program = path.removeprefix("/entrez/eutils/")
        if role == "eutils":
            if program == "efetch.fcgi":
                return eutils.efetch(records, question)
            if program == "esearch.fcgi":
                return eutils.esearch(records, question, stray_hits=self.stray_hits)
            if program == "ecitmatch.cgi":
                return eutils.ecitmatch(records, question)
        elif role == "idconv":
            if path.startswith(idconv.OLD_PATH):
                return idconv.old_address(question)
            return idconv.convert(records, question, absent=self.absent)
        elif role == "crossref":
            return crossref.works(records, question)
        elif role == "europepmc":
            return europepmc.answer(records, question)
        elif role == "icite":
            return icite.answer(records, question)
        elif role == "doi":
            return crossref.doi(records, question)
        return text_answer("<html><body>404 Not Found</body></html>", 404, "text/html")

    def _over_rate(self, question: Question) -> Answer | None:
        limit = 10 if question.value("api_key") else 3
        now = time.monotonic() - self._started
        recent = sum(one.role == "eutils" and one.time > now - 1 for one in self.requests)
        return too_many(limit, recent + 1) if recent >= limit else None

    def control(self, question: Question) -> Answer:
        """`/_requests` (`?clear=1` empties it), `/_faults` (a rule, or `?clear=1`)."""
        if question.path == "/_faults":
            if question.value("clear"):
                self.faults.clear(question.number("seed", 0))
            if question.value("kind"):
                try:
                    self.faults.add(parse_fault(question.fields))
                except ValueError as error:
                    return json_answer({"error": str(error)}, 400)
            return json_answer({"hits": self.faults.hits})
        logged = {
            "requests": [asdict(one) for one in self.requests],
            "connections": self.connections,
            "round_trips": self.round_trips,
        }
        if question.value("clear"):
            self.forget()
        return json_answer(logged)


def role_of(path: str) -> str:
    """The service that a path belongs to; each has a path of its own."""
    if path.startswith("/entrez/eutils/"):
        return "eutils"
    if path.startswith((idconv.PATH, idconv.OLD_PATH)):
        return "idconv"
    if path.startswith(europepmc.PATH):
        return "europepmc"
    if path.startswith(icite.PATH):
        return "icite"
    return "crossref" if path.startswith(("/works", "/v1/works")) else "doi"
