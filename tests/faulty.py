"""The services on loopback, each answer spoilt on its way: what only the wire can do."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from tests.upstream.exchange import Answer, Question
from tests.upstream.server import BASES, Upstream, role_of


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request that came in, the right answer to it, and the socket to answer on.

    `number` counts the requests since the play began, from 1; `others` are works that were
    not asked for, by those that are.
    """

    question: Question
    number: int
    link: socket.socket
    ask: Callable[[Question], Answer]
    others: Mapping[str, str]

    @property
    def good(self) -> Answer:
        return self.ask(self.question)

    def answer(self, answer: Answer) -> None:
        """A complete answer over a connection that is kept."""
        self.write(head(answer, f"Content-Length: {len(answer.body)}") + answer.body)

    def write(self, data: bytes) -> None:
        self.link.sendall(data)

    def reset(self) -> None:
        """Close so that the other side sees a reset (RST), and no end."""
        self.link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raise Closed

    def close(self) -> None:
        raise Closed

    def drip(self, data: bytes, seconds: float) -> None:
        """Write one byte every twentieth of a second for so long, then close."""
        until = time.monotonic() + seconds
        for place in range(len(data)):
            if time.monotonic() > until:
                break
            self.write(data[place : place + 1])
            time.sleep(0.05)
        raise Closed

    def hang(self, seconds: float) -> None:
        """Say nothing more for so long, or until the other side has gone."""
        self.link.settimeout(seconds)
        with suppress(OSError):
            self.link.recv(1)
        raise Closed


class Closed(Exception):
    """The connection is to be closed."""


Play = Callable[[Exchange], None]


def give(exchange: Exchange) -> None:
    """The play of a service that works."""
    exchange.answer(exchange.good)


def head(answer: Answer, *more: str, status: str = "") -> bytes:
    """The head of an answer; `more` are further lines."""
    lines = [
        f"HTTP/1.1 {status or f'{answer.status} Told'}",
        f"Content-Type: {answer.content_type}",
        *(f"{name}: {value}" for name, value in answer.headers.items()),
        *more,
    ]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"


class Faulty:
    """A loopback service that answers as `upstream` does, in the way its `play` says."""

    def __init__(self, upstream: Upstream) -> None:
        self._upstream = upstream
        self._lock = threading.Lock()
        self.play: Play = give
        self.questions: list[Question] = []
        self.others: Mapping[str, str] = {}
        self._server = _Server(self)
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def port(self) -> int:
        return self._server.server_port

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def environment(self, host: str = "") -> dict[str, str]:
        """The variables that point sscmsc at this service, or at another `host`."""
        return {name: (host or self.address) + path for name, (_, path) in BASES.items()}

    def begin(self, play: Play, others: Mapping[str, str] | None = None) -> None:
        """Answer like that from now on, and count anew; `others` as in `Exchange`."""
        with self._lock:
            self.play, self.questions, self.others = play, [], others or {}

    def asked(self, question: Question) -> tuple[Play, int]:
        with self._lock:
            self.questions.append(question)
            return self.play, len(self.questions)

    def right(self, question: Question) -> Answer:
        return self._upstream.answer(question, role_of(question.path))


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, behind: Faulty) -> None:
        self.behind = behind
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """Nothing on stderr: clients that break off are what is tested."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 30

    def do_GET(self) -> None:
        self._respond(b"")

    def do_POST(self) -> None:
        self._respond(self.rfile.read(int(self.headers.get("Content-Length", "0"))))

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on stderr."""

    def _respond(self, body: bytes) -> None:
        assert isinstance(self.server, _Server)
        behind = self.server.behind
        question = self._question(body, behind)
        play, number = behind.asked(question)
        try:
            play(Exchange(question, number, self.connection, behind.right, behind.others))
        except (Closed, OSError):
            self.close_connection = True

    def _question(self, body: bytes, behind: Faulty) -> Question:
        parts = urlsplit(self.path)
        fields = parse_qs(parts.query, keep_blank_values=True)
        for name, values in parse_qs(body.decode(errors="replace"), keep_blank_values=True).items():
            fields.setdefault(name, []).extend(values)
        known = {name: tuple(values) for name, values in fields.items()}
        headers = {name.lower(): value for name, value in self.headers.items()}
        return Question(self.command, parts.path, known, headers, behind.address, self.path)


def about(question: Question, others: Mapping[str, str]) -> Question:
    """The same question about other works: each text of `others` put in place of its key."""

    def swapped(text: str) -> str:
        for old, new in others.items():
            text = text.replace(old, f"\0{new}")
        return text.replace("\0", "")

    fields = {
        name: tuple(swapped(value) for value in values) for name, values in question.fields.items()
    }
    return replace(question, path=swapped(question.path), fields=fields)
