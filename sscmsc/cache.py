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
from urllib.parse import quote

from sscmsc.redaction import SECRET_PARAMETERS
from sscmsc.reply import BATCH_CAP, Reply

#: Seconds for which an answer is taken as current, for which one is that lacks something
#: asked for, and after which any is forgotten.
FRESH = 7 * 86_400.0
RECHECKED = 3_600.0
FORGOTTEN = 180 * 86_400.0
#: Seconds for which the files of a locked library are kept: a grant and its renewal.
KEPT = 5 * 365 * 86_400.0

#: Parameters that say who asks, not what is asked.
_ASKER = frozenset({"tool", "email", "mailto"})

#: Seconds by which the clock may have been ahead when an answer was kept.
SKEW = 60.0

_FILE = "answers.sqlite"
_TABLE = """
CREATE TABLE IF NOT EXISTS answers (
    key TEXT PRIMARY KEY, stored REAL NOT NULL, url TEXT NOT NULL, type TEXT NOT NULL,
    body BLOB NOT NULL
) WITHOUT ROWID
"""
_SELECT = "SELECT stored, url, type, body FROM answers WHERE key = ?"
_INSERT = "INSERT OR REPLACE INTO answers (key, stored, url, type, body) VALUES (?, ?, ?, ?, ?)"


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
        """The answer kept under `key`; None where it is not there or not what `keep` wrote."""
        row: tuple[object, ...] | None = None
        with contextlib.suppress(sqlite3.Error, OSError), self._opened(reading=True) as database:
            row = database.execute(_SELECT, (key,)).fetchone()
        return self._kept(key, row) if row is not None else None

    def keep(self, key: str, reply: Reply) -> None:
        now = self._wall()
        kind = reply.headers.get("content-type", "")
        row = (key, now, reply.url, kind, _packed(reply.body, key))
        with contextlib.suppress(sqlite3.Error, OSError):
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            try:
                self._write(row, now)
            except sqlite3.DatabaseError as error:
                if not _is_foreign(error):
                    raise
                # Damaged, or of another program: begin a new file.
                self._path.unlink()
                self._write(row, now)

    def _write(self, row: tuple[str, float, str, str, bytes], now: float) -> None:
        with self._opened() as database, database:
            database.execute(_TABLE)
            database.execute(_INSERT, row)
            database.execute("DELETE FROM answers WHERE stored < ?", (now - FORGOTTEN,))

    def _kept(self, key: str, row: tuple[object, ...]) -> Kept | None:
        stored, url, kind, packed = row
        if not isinstance(stored, float) or not isinstance(packed, bytes):
            return None
        if not isinstance(url, str) or not isinstance(kind, str):
            return None
        body = _unpacked(packed, key)
        if body is None:
            return None
        headers = {"content-type": kind, "content-length": str(len(body))}
        age = self._wall() - stored
        # One from the future was kept by a clock that went wrong: its age is not known.
        return Kept(Reply(200, headers, body, url), age if age >= -SKEW else FORGOTTEN)

    @contextlib.contextmanager
    def _opened(self, *, reading: bool = False) -> Iterator[sqlite3.Connection]:
        mode = "ro" if reading else "rwc"
        address = f"file:{quote(str(self._path.absolute()))}?mode={mode}"
        database = sqlite3.connect(address, timeout=5.0, uri=True)
        try:
            # Nothing is lost with a cache, so its writes need not wait for the disk.
            database.execute("PRAGMA synchronous = OFF")
            yield database
        finally:
            database.close()


class KeptFiles:
    """Files of libraries that were locked, by the SHA-256 of their bytes; `sscmsc lock` keeps them
    and `sscmsc rebuild` takes them. What was locked last `KEPT` seconds ago is forgotten.

    As with the answers, one that cannot be read or written is one that holds nothing.
    """

    def __init__(self, folder: Path, *, wall: Callable[[], float] = time.time) -> None:
        self._path = folder / "locked.sqlite"
        self._wall = wall

    def keep(self, files: Mapping[str, bytes]) -> bool:
        """Keep files by their digests; False where that was not possible."""
        now = self._wall()
        rows = ((digest, now, zlib.compress(data, 6)) for digest, data in files.items())
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with contextlib.closing(sqlite3.connect(self._path, timeout=5.0)) as held, held:
                held.execute(
                    "CREATE TABLE IF NOT EXISTS locked"
                    " (digest TEXT PRIMARY KEY, stored REAL NOT NULL, body BLOB NOT NULL)"
                )
                held.executemany("INSERT OR REPLACE INTO locked VALUES (?, ?, ?)", rows)
                held.execute("DELETE FROM locked WHERE stored < ?", (now - KEPT,))
        except (sqlite3.Error, OSError):
            return False
        self._path.chmod(0o600)
        return True

    def find(self, digest: str) -> bytes | None:
        """The bytes of this digest, checked; None where they are not there."""
        address = f"file:{quote(str(self._path.absolute()))}?mode=ro"
        try:
            with contextlib.closing(sqlite3.connect(address, timeout=5.0, uri=True)) as held:
                row = held.execute("SELECT body FROM locked WHERE digest = ?", (digest,)).fetchone()
            data = zlib.decompress(row[0]) if row is not None else None
        except (sqlite3.Error, OSError, TypeError, zlib.error):
            return None
        whole = data is not None and hashlib.sha256(data).hexdigest() == digest
        return data if whole else None


def _is_foreign(error: sqlite3.DatabaseError) -> bool:
    """Whether the file is no cache of this version, rather than out of reach for now."""
    primary = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return primary in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR}


def _packed(body: bytes, key: str) -> bytes:
    """The body, to be unpacked with the same key only: an answer under another question's
    key is then damaged, not wrong."""
    packer = zlib.compressobj(1, zdict=key.encode())
    return packer.compress(body) + packer.flush()


def _unpacked(packed: bytes, key: str) -> bytes | None:
    """The body, None where it is damaged or longer than an answer can be."""
    unpacker = zlib.decompressobj(zdict=key.encode())
    try:
        body = unpacker.decompress(packed, BATCH_CAP + 1)
    except zlib.error:
        return None
    return body if unpacker.eof and len(body) <= BATCH_CAP else None


def cache_key(method: str, url: str, parameters: Mapping[str, str]) -> str:
    """The key of a question: method, address and parameters, whoever asks."""
    told = {
        name: value
        for name, value in parameters.items()
        if name.lower() not in SECRET_PARAMETERS | _ASKER
    }
    text = json.dumps([method, url, sorted(told.items())], ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()
