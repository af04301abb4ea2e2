"""Looking at the files of a large library while the command itself is still being imported.

Every command asks for the size and times of each file, since an edit by hand shows in nothing
else; of ten thousand files that takes as long as all the imports before it, and both need but one
processor each. So a process of its own looks at them from the start. What it saw counts only
where nothing changed the library since it began; else, and where there can be no such process,
the command looks itself.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, NoReturn

from sscmsc.place import ENTRIES, STATE, find_library
from sscmsc.stamps import Stamped, is_pending, look, stamp_entries

#: The size of a folder (bytes) from which its files are worth a process: about 1,500 of them.
LARGE = 65_536
#: What was begun so long ago counts no more: a command may have waited for something else since.
FRESH_SECONDS = 1.0
#: No stamp is this: what was told to the last line was told whole.
_END = "/end"
_PIECE = 1 << 20


class _Begun(NamedTuple):
    """A process that looks at a library, what its answer is read from, and when it began."""

    folder: str
    process: int
    answer: int
    seconds: float


_begun: list[_Begun] = []


def begin(arguments: Sequence[str], environment: Mapping[str, str]) -> None:
    """Begin to look at the library that a command line means, where that is worth it: where it
    is large and another processor is there."""
    if not hasattr(os, "fork") or processors() < 2 or not _reads(arguments, environment):
        return
    with suppress(OSError, ValueError, RuntimeError):
        folder = os.path.abspath(_library(arguments, environment))
        if os.stat(os.path.join(folder, ENTRIES)).st_size >= LARGE:
            _begun.append(_begin(folder))


def take(folder: str | os.PathLike[str]) -> set[Stamped] | None:
    """What was seen of this library, once; None where nothing was, or what may have changed."""
    if not _begun:
        return None
    begun = _begun.pop()
    try:
        if os.path.abspath(folder) != begun.folder or _is_stale(begun):
            return None
        moment, *files = _received(begun.answer).split("\n")
        if not files or files.pop() != _END or moment != _moment(begun.folder):
            return None
        return set(files)
    except OSError:
        return None
    finally:
        os.close(begun.answer)
        _end(begun.process)


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _reads(arguments: Sequence[str], environment: Mapping[str, str]) -> bool:
    """Whether a command line is one of a command, or one that a shell completes."""
    if not arguments:
        return "_SSCMSC_COMPLETE" in environment
    return not {"-h", "--help"}.intersection(arguments)


def _library(arguments: Sequence[str], environment: Mapping[str, str]) -> Path:
    """The library that a command line seems to mean; a wrong guess costs a look in vain."""
    for number, word in enumerate(arguments):
        if word in ("-l", "--library"):
            return Path(*arguments[number + 1 : number + 2])
        if word.startswith("--library="):
            return Path(word.partition("=")[2])
    return find_library(Path.cwd(), environment)


def _begin(folder: str) -> _Begun:
    read, told = os.pipe()
    with suppress(ImportError, OSError):
        from fcntl import F_SETPIPE_SZ, fcntl

        fcntl(told, F_SETPIPE_SZ, _PIECE)
    seconds = time.monotonic()
    process = os.fork()
    if process == 0:
        # The end that is read from is closed first: where the command ends early, telling fails
        # at once instead of waiting for a reader for ever.
        _tell(folder, told, {0, 1, 2, read} - {told})
    os.close(told)
    return _Begun(folder, process, read, seconds)


def _tell(folder: str, told: int, needless: Iterable[int]) -> NoReturn:
    """Tell what is seen, as the process that is there for it alone: whatever happens, it ends
    here and leaves the terminal to the command."""
    try:
        for descriptor in needless:
            with suppress(OSError):
                os.close(descriptor)
        data = memoryview(answer(folder).encode())
        while data:
            data = data[os.write(told, data) :]
    finally:
        os._exit(0)


def answer(folder: str) -> str:
    """What is seen of a library now: a line that differs where anything changed it since, and
    one for each of its files."""
    moment = _moment(folder)
    return "\n".join((moment, *look(folder), _END)) if moment else ""


def _moment(folder: str) -> str:
    """What tells the library as it is from what it is after any change but those by hand within
    a file (as `Journal.is_still`); empty while a change is being made."""
    if is_pending(folder):
        return ""
    try:
        records = sorted(os.listdir(os.path.join(folder, STATE, "history")))
    except FileNotFoundError:
        records = []
    entries = stamp_entries(folder)
    return "" if entries is None else ascii((records, entries))


def _is_stale(begun: _Begun) -> bool:
    return time.monotonic() - begun.seconds > FRESH_SECONDS


def _received(descriptor: int) -> str:
    pieces = iter(lambda: os.read(descriptor, _PIECE), b"")
    return b"".join(pieces).decode(errors="replace")


def _end(process: int) -> None:
    """No process is left behind, whether or not it was waited for."""
    from signal import SIGKILL

    with suppress(OSError):
        os.kill(process, SIGKILL)
        os.waitpid(process, 0)
