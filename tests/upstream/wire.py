"""Sockets: HTTP/1.1 with kept connections, and the faults that only the wire can show."""

from __future__ import annotations

import socket
import time
from contextlib import suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Protocol
from urllib.parse import parse_qs, urlsplit

from tests.upstream.exchange import Answer, Question
from tests.upstream.faults import Fault


class Behind(Protocol):
    """What answers behind a socket."""

    def connected(self) -> int: ...

    def control(self, question: Question) -> Answer: ...

    def reply(
        self, question: Question, role: str, connection: int
    ) -> tuple[Answer, Fault | None]: ...


class Listener(ThreadingHTTPServer):
    """One port; `role` is the service it stands for, "" when the path decides."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, behind: Behind, role: str, port: int) -> None:
        self.behind = behind
        self.role = role
        self._open: set[socket.socket] = set()
        super().__init__(("127.0.0.1", port), _Handler)

    def get_request(self) -> tuple[socket.socket, tuple[str, int]]:
        made, address = super().get_request()
        self._open.add(made)
        return made, address

    def close_request(self, request: object) -> None:
        assert isinstance(request, socket.socket)
        self._open.discard(request)
        super().close_request(request)

    def server_close(self) -> None:
        """Close the port and every connection that its clients keep."""
        super().server_close()
        for one in tuple(self._open):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "upstream"
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = 60

    def setup(self) -> None:
        super().setup()
        self.connection_number = 0

    def do_GET(self) -> None:
        self._respond(b"")

    def do_POST(self) -> None:
        self._respond(self.rfile.read(int(self.headers.get("Content-Length", "0"))))

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on stderr: `/_requests` has it."""

    def _respond(self, body: bytes) -> None:
        assert isinstance(self.server, Listener)
        behind = self.server.behind
        question = self._question(body)
        if question.path.startswith("/_"):
            self._send(behind.control(question))
            return
        if not self.connection_number:
            self.connection_number = behind.connected()
        answer, fault = behind.reply(question, self.server.role, self.connection_number)
        if fault is None:
            self._send(answer)
        else:
            self._send_badly(answer, fault)

    def _question(self, body: bytes) -> Question:
        assert isinstance(self.server, Listener)
        parts = urlsplit(self.path)
        fields = parse_qs(parts.query, keep_blank_values=True)
        for name, values in parse_qs(body.decode(errors="replace"), keep_blank_values=True).items():
            fields.setdefault(name, []).extend(values)
        return Question(
            self.command,
            parts.path,
            {name: tuple(values) for name, values in fields.items()},
            {name.lower(): value for name, value in self.headers.items()},
            f"http://127.0.0.1:{self.server.server_port}",
            self.path,
        )

    def _send(self, answer: Answer, length: int | None = None) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body) if length is None else length))
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body)

    def _send_badly(self, answer: Answer, fault: Fault) -> None:
        if fault.kind == "drop":
            self.close_connection = True
        elif fault.kind == "truncated":
            self.close_connection = True
            half = answer.body[: len(answer.body) // 2]
            self._send(replace(answer, body=half), len(answer.body))
        elif fault.kind == "drip":
            self._send(replace(answer, body=b""), len(answer.body))
            step = max(1, len(answer.body) // 10)
            for start in range(0, len(answer.body), step):
                self.wfile.write(answer.body[start : start + step])
                self.wfile.flush()
                time.sleep(fault.seconds / 10)
        else:
            if fault.kind == "delay":
                time.sleep(fault.seconds)
            self._send(answer)
