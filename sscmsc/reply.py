"""One complete HTTP answer, the reading of its body under limits, and what its head says."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime
from typing import NamedTuple, Protocol

from sscmsc.errors import SourceError
from sscmsc.patience import Oversized, Passing, UnusableAnswer

#: Most bytes of a decoded body: the answer to a batch, and that for a single work.
BATCH_CAP = 32_000_000
SINGLE_CAP = 8_000_000

_CHUNK = 65_536
_GZIP_RATIO = 100
_GZIP_FREE = 10_000_000
#: Headers of a body whose end can be told.
_DELIMITERS = frozenset({"content-length", "transfer-encoding"})
#: What NCBI answers to who asks too often, with status 429 and, it is said, with 200 (NBK25497).
_TOO_OFTEN = re.compile(rb'\s*\{\s*"error"\s*:\s*"API rate limit exceeded')


class Reply(NamedTuple):
    """A complete answer; header names are in lower case, `url` is where it came from in the
    end, without secrets."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str

    @property
    def delimited(self) -> bool:
        """Whether the end of the body was told; else it ended with the connection, and may
        have broken off (RFC 9112 section 8). Gzip has an end of its own."""
        gzipped = "gzip" in self.headers.get("content-encoding", "").lower()
        return gzipped or not self.headers.keys().isdisjoint(_DELIMITERS)


class Stream(Protocol):
    """The raw body of an answer: what one reading of the socket gives, b"" at its end."""

    def read1(self, amt: int, decode_content: bool) -> bytes: ...


def read_body(
    stream: Stream, headers: Mapping[str, str], cap: int, check: Callable[[], None]
) -> bytes:
    """The whole decoded body. `check` is called between chunks and may raise.

    Raises `Oversized` for a body of more than `cap` bytes, `SourceError` for one that gzip blew
    up (over 10 MB and more than 100 times its size), `Passing` for one shorter than its
    `Content-Length` or cut off within gzip, `UnusableAnswer` for an unasked-for coding.
    """
    length = _length(headers)
    if length is not None and length > cap:
        raise Oversized(_too_long(cap))
    coding = headers.get("content-encoding", "identity").strip().lower()
    if coding not in {"", "identity", "gzip", "x-gzip"}:
        raise UnusableAnswer("answered in a coding that was not asked for")
    body = _Gunzipped(cap) if "gzip" in coding else _Plain(cap)
    received = 0
    while chunk := stream.read1(_CHUNK, decode_content=False):
        check()
        received += len(chunk)
        body.add(chunk)
    check()
    if length is not None and received != length:
        raise Passing(f"the answer broke off after {received} of {length} bytes")
    return body.whole()


class _Plain:
    def __init__(self, cap: int) -> None:
        self._cap = cap
        self._pieces: list[bytes] = []
        self._size = 0

    def add(self, chunk: bytes) -> None:
        self._size += len(chunk)
        if self._size > self._cap:
            raise Oversized(_too_long(self._cap))
        self._pieces.append(chunk)

    def whole(self) -> bytes:
        return b"".join(self._pieces)


class _Gunzipped(_Plain):
    """Gzip members (RFC 1952), decoded a chunk at a time so that no bomb gets to unfold."""

    def __init__(self, cap: int) -> None:
        super().__init__(cap)
        self._packed = 0
        self._decoder = zlib.decompressobj(wbits=31)

    def add(self, chunk: bytes) -> None:
        self._packed += len(chunk)
        rest = chunk
        try:
            while rest:
                if self._decoder.eof:
                    self._decoder = zlib.decompressobj(wbits=31)
                super().add(self._decoder.decompress(rest, _CHUNK))
                if self._size > max(_GZIP_FREE, _GZIP_RATIO * self._packed):
                    raise SourceError("the answer is compressed beyond belief and was refused")
                rest = self._decoder.unconsumed_tail or self._decoder.unused_data
        except zlib.error as error:
            raise Passing("the answer is damaged (gzip)") from error

    def whole(self) -> bytes:
        if self._packed and not self._decoder.eof:
            raise Passing("the answer broke off (gzip)")
        return super().whole()


def _length(headers: Mapping[str, str]) -> int | None:
    stated = headers.get("content-length", "").strip()
    return int(stated) if stated.isascii() and stated.isdigit() and len(stated) < 16 else None


def _too_long(cap: int) -> str:
    return f"the answer is longer than {cap // 1_000_000} MB and was refused"


def refuse_page(reply: Reply) -> None:
    """Raise `UnusableAnswer` for an empty body or a web page: a service that is down says
    so to people, with status 200 (NCBI in maintenance). Raise `Passing` where it says that
    it is asked too often."""
    if _TOO_OFTEN.match(reply.body):
        raise Passing("answered that it is asked too often")
    start = reply.body[:512].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if not start:
        raise UnusableAnswer("answered nothing: the service is down")
    if start.startswith((b"<!doctype html", b"<html")):
        raise UnusableAnswer("answered a web page: the service is down")


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds that `Retry-After` asks to wait (RFC 9110 section 10.2.3), None when it does not.

    A date is taken against the answer's own `Date`, else against `now` (Unix time).
    """
    stated = headers.get("retry-after", "").strip()
    if stated.isascii() and stated.isdigit():
        return float(stated[:9])
    until, sent = _time(stated), _time(headers.get("date", ""))
    if until is None:
        return None
    return max(0.0, until - (now if sent is None else sent))


def _time(stated: str) -> float | None:
    try:
        return parsedate_to_datetime(stated).timestamp()
    except (ValueError, OverflowError):
        return None
