"""Answers are kept by what was asked, without secrets, and never get in the way."""

from __future__ import annotations

import contextlib
import random
import resource
import sqlite3
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from sscmsc.cache import FORGOTTEN, SKEW, AnswerCache, cache_key
from sscmsc.reply import BATCH_CAP, Reply

REPLY = Reply(200, {"content-type": "text/xml", "set-cookie": "CANARY"}, b"<x/>" * 1000, "u")


def test_an_answer_comes_back_with_its_age(tmp_path: Path) -> None:
    now = [1000.0]
    cache = AnswerCache(tmp_path / "new" / "folder", wall=lambda: now[0])
    assert cache.find("k") is None
    cache.keep("k", REPLY)
    now[0] += 60
    kept = cache.find("k")
    assert kept is not None
    assert kept.age == 60
    assert kept.reply == Reply(
        200, {"content-type": "text/xml", "content-length": "4000"}, REPLY.body, "u"
    )
    assert cache.find("other") is None


def test_old_answers_are_forgotten(tmp_path: Path) -> None:
    now = [0.0]
    cache = AnswerCache(tmp_path, wall=lambda: now[0])
    cache.keep("old", REPLY)
    now[0] = FORGOTTEN + 1
    cache.keep("new", REPLY)
    assert cache.find("old") is None
    assert cache.find("new") is not None


def test_damaged_file_holds_nothing_and_is_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "answers.sqlite"
    path.write_bytes(b"this is no database, and it is longer than a header of one would be" * 50)
    cache = AnswerCache(tmp_path)
    assert cache.find("k") is None
    cache.keep("k", REPLY)
    cache.keep("k", REPLY)
    kept = cache.find("k")
    assert kept is not None
    assert kept.reply.body == REPLY.body


def test_folder_that_cannot_be_written_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    cache = AnswerCache(tmp_path / "file" / "below")
    cache.keep("k", REPLY)
    assert cache.find("k") is None


def test_key_is_what_is_asked_not_who_asks() -> None:
    asked = {"db": "pubmed", "id": "1,2"}
    key = cache_key("POST", "https://x.org/efetch.fcgi", asked)
    teller = {**asked, "tool": "sscmsc", "email": "a@b.org", "api_key": "CANARY"}
    assert cache_key("POST", "https://x.org/efetch.fcgi", teller) == key
    assert cache_key("POST", "https://x.org/efetch.fcgi", {**asked, "id": "2,1"}) != key
    assert cache_key("GET", "https://x.org/efetch.fcgi", asked) != key
    assert cache_key("POST", "https://y.org/efetch.fcgi", asked) != key


def rows(folder: Path) -> sqlite3.Connection:
    return sqlite3.connect(folder / "answers.sqlite")


def filled(folder: Path) -> AnswerCache:
    """A cache that holds two answers, as of now."""
    cache = AnswerCache(folder, wall=lambda: 1000.0)
    cache.keep("k", REPLY)
    cache.keep("other", REPLY._replace(body=b"<other/>"))
    return cache


def foreign(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE answers (key TEXT, version INTEGER, reply TEXT)")
        database.execute("INSERT INTO answers VALUES ('k', 9, 'of a newer sscmsc')")


def view(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE VIEW answers AS SELECT 'k' key, 1 stored, 2 url, 3 type, 4 body")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"this is no database" * 500),
        lambda path: path.write_bytes(b"SQLite format 3\0" + bytes(4080)),
        lambda path: path.write_text('{"version": 2}', encoding="utf-8"),
        foreign,
        view,
    ],
    ids=["empty", "garbage", "zeros", "JSON", "another version", "a view"],
)
def test_a_file_that_is_no_cache_holds_nothing_and_is_begun_anew(
    tmp_path: Path, spoil: Callable[[Path], object]
) -> None:
    spoil(tmp_path / "answers.sqlite")
    cache = AnswerCache(tmp_path)
    assert cache.find("k") is None
    cache.keep("k", REPLY)
    kept = cache.find("k")
    assert kept is not None
    assert kept.reply.body == REPLY.body


@pytest.mark.parametrize("part", [0.2, 0.5, 0.9])
def test_half_a_file_gives_no_wrong_answer(tmp_path: Path, part: float) -> None:
    cache = filled(tmp_path)
    path = tmp_path / "answers.sqlite"
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * part)])
    found = cache.find("k")
    assert found is None or found.reply.body == REPLY.body
    cache.keep("k", REPLY)
    cache.keep("k", REPLY)
    found = cache.find("k")
    assert found is not None
    assert found.reply.body == REPLY.body


def test_no_byte_of_the_file_can_be_changed_into_a_wrong_answer(tmp_path: Path) -> None:
    filled(tmp_path)
    path = tmp_path / "answers.sqlite"
    data = path.read_bytes()
    for place in range(0, len(data), len(data) // 150):
        path.write_bytes(data[:place] + bytes([data[place] ^ 0x55]) + data[place + 1 :])
        found = AnswerCache(tmp_path, wall=lambda: 1000.0).find("k")
        assert found is None or found.reply.body == REPLY.body


BOMB = zlib.compress(bytes(BATCH_CAP + 1))


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("stored", "yesterday"),
        ("stored", b"\0"),
        ("url", b"\xff"),
        ("type", b"\x07"),
        ("body", "<x/>"),
        ("body", b"no zlib"),
        ("body", zlib.compress(b"<x/>" * 1000)[:-5]),
        ("body", BOMB),
    ],
    ids=["time as text", "time as bytes", "no text", "kind", "text", "junk", "cut", "bomb"],
)
def test_a_poisoned_row_is_not_there(tmp_path: Path, column: str, value: object) -> None:
    cache = filled(tmp_path)
    with contextlib.closing(rows(tmp_path)) as database, database:
        database.execute(f"UPDATE answers SET {column} = ? WHERE key = 'k'", (value,))
    assert cache.find("k") is None
    other = cache.find("other")
    assert other is not None
    assert other.reply.body == b"<other/>"


def test_an_answer_under_another_key_is_not_taken(tmp_path: Path) -> None:
    cache = filled(tmp_path)
    with contextlib.closing(rows(tmp_path)) as database, database:
        (body,) = database.execute("SELECT body FROM answers WHERE key = 'other'").fetchone()
        database.execute("UPDATE answers SET body = ? WHERE key = 'k'", (body,))
    assert cache.find("k") is None


def test_an_answer_from_the_future_is_old(tmp_path: Path) -> None:
    cache = filled(tmp_path)
    assert cache.find("k") is not None
    for stored, age in ((1000.0 + SKEW, 0.0), (1001.0 + SKEW, FORGOTTEN), (1e300, FORGOTTEN)):
        with contextlib.closing(rows(tmp_path)) as database, database:
            database.execute("UPDATE answers SET stored = ?", (stored,))
        found = cache.find("k")
        assert found is not None
        assert max(0.0, found.age) == age


def test_a_cache_that_cannot_be_written_can_be_read(tmp_path: Path) -> None:
    cache = filled(tmp_path)
    path = tmp_path / "answers.sqlite"
    path.chmod(0o444)
    tmp_path.chmod(0o555)
    before = path.read_bytes()
    try:
        assert cache.find("k") is not None
        assert cache.find("none") is None
        assert path.read_bytes() == before
        assert [one.name for one in tmp_path.iterdir()] == ["answers.sqlite"]
    finally:
        tmp_path.chmod(0o755)


def test_a_folder_in_the_place_of_the_file_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "answers.sqlite").mkdir()
    cache = AnswerCache(tmp_path)
    cache.keep("k", REPLY)
    assert cache.find("k") is None


def test_a_full_disk_loses_the_new_answer_only(tmp_path: Path) -> None:
    cache = filled(tmp_path)
    size = (tmp_path / "answers.sqlite").stat().st_size
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        cache.keep("new", REPLY._replace(body=random.Random(1).randbytes(100_000)))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert cache.find("new") is None
    found = cache.find("k")
    assert found is not None
    assert found.reply.body == REPLY.body


KEEPER = """
import sys
from pathlib import Path
from sscmsc.cache import AnswerCache
from sscmsc.reply import Reply
folder, who = sys.argv[1:]
cache = AnswerCache(Path(folder))
for number in range(40):
    body = f"<{who}{number}/>".encode()
    cache.keep(f"{who}{number}", Reply(200, {}, body, "u"))
    for other in "ab":
        kept = cache.find(f"{other}{number}")
        assert kept is None or kept.reply.body == f"<{other}{number}/>".encode()
"""


def test_two_processes_keep_side_by_side(tmp_path: Path) -> None:
    keepers = [subprocess.Popen([sys.executable, "-c", KEEPER, str(tmp_path), who]) for who in "ab"]
    assert [keeper.wait(timeout=60) for keeper in keepers] == [0, 0]
    cache = AnswerCache(tmp_path)
    keys = [f"{who}{number}" for who in "ab" for number in range(40)]
    assert [key for key in keys if cache.find(key) is None] == []
