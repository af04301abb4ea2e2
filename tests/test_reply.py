"""Bodies are read whole or refused; pages and waits are recognised."""

from __future__ import annotations

import gzip
import os
import zlib
from collections.abc import Iterator, Mapping

import pytest

from sscmsc.errors import SourceError
from sscmsc.patience import Passing, UnusableAnswer
from sscmsc.reply import SINGLE_CAP, Reply, read_body, refuse_page, retry_after


class Pieces:
    """A body that comes in the pieces given, or without end."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.pieces = pieces
        self.given = 0

    def read1(self, amt: int, decode_content: bool) -> bytes:
        assert not decode_content
        piece = next(self.pieces, b"")
        self.given += len(piece)
        return piece


def body(*pieces: bytes, headers: Mapping[str, str] | None = None, cap: int = SINGLE_CAP) -> bytes:
    return read_body(Pieces(iter(pieces)), headers or {}, cap, lambda: None)


def in_pieces(data: bytes, size: int) -> list[bytes]:
    return [data[start : start + size] for start in range(0, len(data), size)]


def test_plain_and_gzip_bodies_come_whole() -> None:
    text = os.urandom(200_000) + b"x" * 200_000
    packed = gzip.compress(text)
    assert body(*in_pieces(text, 7_000), headers={"content-length": str(len(text))}) == text
    stated = {"content-encoding": "gzip", "content-length": str(len(packed))}
    assert body(*in_pieces(packed, 999), headers=stated) == text
    two = gzip.compress(b"one ") + gzip.compress(b"two")
    assert body(two, headers={"content-encoding": "gzip"}) == b"one two"
    assert body(headers={"content-encoding": "gzip"}) == b""


def test_stated_length_over_the_cap_is_refused_before_reading() -> None:
    endless = Pieces(iter(lambda: b"x" * 1000, b""))
    with pytest.raises(SourceError, match="longer than 8 MB"):
        read_body(endless, {"content-length": "9000000"}, SINGLE_CAP, lambda: None)
    assert endless.given == 0


def test_endless_body_is_left_at_the_cap() -> None:
    endless = Pieces(iter(lambda: b"x" * 60_000, b""))
    with pytest.raises(SourceError, match="longer than 8 MB"):
        read_body(endless, {}, SINGLE_CAP, lambda: None)
    assert endless.given <= SINGLE_CAP + 60_000


def test_gzip_bomb_is_left_early() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(packer.compress(bytes(1_000_000)) for _ in range(40)) + packer.flush()
    with pytest.raises(SourceError, match="longer than 8 MB"):
        body(*in_pieces(bomb, 1000), headers={"content-encoding": "gzip"})
    with pytest.raises(SourceError, match="beyond belief"):
        body(*in_pieces(bomb, 1000), headers={"content-encoding": "gzip"}, cap=32_000_000)


def test_honest_compression_passes() -> None:
    text = b"<PubmedArticle/>" * 500_000
    packed = gzip.compress(text)
    assert len(text) / len(packed) > 100
    assert body(packed, headers={"content-encoding": "gzip"}) == text


@pytest.mark.parametrize(
    ("pieces", "headers", "failure"),
    [
        ([b"half"], {"content-length": "8"}, Passing),
        ([gzip.compress(b"whole", mtime=0)[:-4]], {"content-encoding": "gzip"}, Passing),
        ([b"no gzip at all"], {"content-encoding": "gzip"}, Passing),
        ([b"x"], {"content-encoding": "br"}, UnusableAnswer),
    ],
)
def test_incomplete_bodies_are_refused(
    pieces: list[bytes], headers: dict[str, str], failure: type[SourceError]
) -> None:
    with pytest.raises(failure):
        body(*pieces, headers=headers)


@pytest.mark.parametrize(
    "page",
    [b"", b"  \n", b"<!DOCTYPE html><html>", b"\xef\xbb\xbf\n<HTML><body>down</body></HTML>"],
)
def test_pages_for_people_are_no_answers(page: bytes) -> None:
    with pytest.raises(UnusableAnswer, match="is down"):
        refuse_page(Reply(200, {}, page, ""))


def test_answers_are_no_pages() -> None:
    for data in (b'{"a": 1}', b'<?xml version="1.0"?><!DOCTYPE PubmedArticleSet>', b"text"):
        refuse_page(Reply(200, {}, data, ""))


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "9" * 400}, 999_999_999.0),
        ({"retry-after": "Thu, 01 Jan 1970 00:02:00 GMT"}, 20.0),
        ({"retry-after": "Thu, 01 Jan 1970 00:00:00 GMT"}, 0.0),
        (
            {
                "retry-after": "Fri, 31 Dec 1999 23:59:59 GMT",
                "date": "Fri, 31 Dec 1999 23:59:49 GMT",
            },
            10.0,
        ),
    ],
)
def test_waits_asked_for(headers: dict[str, str], wait: float | None) -> None:
    assert retry_after(headers, now=100.0) == wait
