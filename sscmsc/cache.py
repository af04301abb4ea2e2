"""Answers kept between runs, in one SQLite file; disposable.

requests-cache is not used: it takes a body into memory whole before any limit is checked,
and keeps an answer before a parser has accepted it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from sscmsc.redaction import SECRET_PARAMETERS
from sscmsc.reply import Reply

#: Seconds for which an answer is taken as current, for which one is that lacks something
#: asked for, and after which any is forgotten.
FRESH = 7 * 86_400.0
RECHECKED = 3_600.0
FORGOTTEN = 180 * 86_400.0

#: Parameters that say who asks, not what is asked.
_ASKER = frozenset({"tool", "email", "mailto"})

_FILE = "answers.sqlite"
_TABLE = """
CREATE TABLE IF NOT EXISTS answers (
    key TEXT PRIMARY KEY, stored REAL NOT NULL, url TEXT NOT NULL, type TEXT NOT NULL,
    body BLOB NOT NULL
) WITHOUT ROWID
"""


class Kept(NamedTuple):
    """An answer from the cache and its age in seconds."""

    reply: Reply
    age: float


class AnswerCache:
    """Complete answers with status 200, by what was asked. No secret is in key or content.

    A cache that cannot be read or written is one that holds nothing.
    """

    def __init__(self, folder: Path, *, wall: Callable[[], float] = time.time) -> None:
        self._path = folder / _FILE
        self._wall = wall

    def find(self, key: str) -> Kept | None:
        with contextlib.suppress(sqlite3.Error, OSError, zlib.error):
            if not self._path.exists():
                return None
            with self._opened() as database:
                row: tuple[float, str, str, bytes] | None = database.execute(
                    "SELECT stored, url, type, body FROM answers WHERE key = ?", (key,)
                ).fetchone()
            if row is not None:
                stored, url, kind, packed = row
                body = zlib.decompress(packed)
                headers = {"content-type": kind, "content-length": str(len(body))}
                reply = Reply(200, headers, body, url)
                return Kept(reply, max(0.0, self._wall() - stored))
        return None

    def keep(self, key: str, reply: Reply) -> None:
        now = self._wall()
        kind = reply.headers.get("content-type", "")
        row = (key, now, reply.url, kind, zlib.compress(reply.body, 1))
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with self._opened() as database, database:
                database.execute("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?)", row)
                database.execute("DELETE FROM answers WHERE stored < ?", (now - FORGOTTEN,))
        except sqlite3.OperationalError:
            pass
        except sqlite3.DatabaseError:
            # A damaged file: begin a new one with the next answer.
            with contextlib.suppress(OSError):
                self._path.unlink()
        except OSError:
            pass

    @contextlib.contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        database = sqlite3.connect(self._path, timeout=5.0)
        try:
            # Nothing is lost with a cache, so its writes need not wait for the disk.
            database.execute("PRAGMA synchronous = OFF")
            database.execute(_TABLE)
            yield database
        finally:
            database.close()


def cache_key(method: str, url: str, parameters: Mapping[str, str]) -> str:
    """The key of a question: method, address and parameters, whoever asks."""
    told = {
        name: value
        for name, value in parameters.items()
        if name.lower() not in SECRET_PARAMETERS | _ASKER
    }
    text = json.dumps([method, url, sorted(told.items())], ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()
