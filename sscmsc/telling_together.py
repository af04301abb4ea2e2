"""Many files of entries/ read at once, each processor its share.

To read a file as YAML takes three times as long as to write what it says to the index. The
other processes are told which files to read and answer with what the index is to be told. They
end with this one, whose end closes their pipes; where one ends before, its share is read here.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Generator, Sequence
from contextlib import AbstractContextManager, ExitStack, suppress
from pathlib import Path

from sscmsc.ahead import processors
from sscmsc.index_writing import FileTold
from sscmsc.telling import Asked, tell_of

#: Fewer are read sooner than other processes have begun.
FROM = 1_000
#: More processes would only wait for the one that writes.
MOST = 4
#: So many files are answered for at once.
SHARE = 25
_PIPE = 2**20
_SERVE = (
    "import sys; sys.path.insert(0, sys.argv[1]);"
    " from sscmsc.telling_together import serve; serve()"
)


def tell_all(
    folder: Path, asked: Sequence[Asked], processes: int | None = None
) -> Generator[FileTold, None, None]:
    """What is to be told of these files, in their order. `processes` are to read them, by
    default as many as there are processors for. Raises `FileNotFoundError`."""
    number = processors() if processes is None else processes
    if len(asked) < FROM or number < 2:
        yield from (tell_of(folder, one) for one in asked)
        return
    shares = [asked[start : start + SHARE] for start in range(0, len(asked), SHARE)]
    with ExitStack() as stack:
        readers = [stack.enter_context(_Reader(folder)) for _ in range(min(number, MOST))]
        for place, reader in enumerate(readers):
            reader.ask(shares[place :: len(readers)])
        for place, share in enumerate(shares):
            for one in readers[place % len(readers)].told(share):
                if one is None:
                    raise FileNotFoundError
                yield one


def serve() -> None:
    """What the other process does: answer on standard output what is asked on standard input."""
    import pickle
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process ends this one
    gc.disable()
    folder, shares = pickle.load(sys.stdin.buffer)
    for share in shares:
        pickle.dump([_told_of(folder, one) for one in share], sys.stdout.buffer, 5)
        sys.stdout.buffer.flush()


class _Reader(AbstractContextManager["_Reader"]):
    """Another process that reads files; without one, where it cannot be started or ends."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
        self._process: subprocess.Popen[bytes] | None = None
        with suppress(OSError):
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-c", _SERVE, package],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                pipesize=_PIPE,
            )  # fmt: skip

    def __exit__(self, *raised: object) -> None:
        if self._process is not None:
            self._process.kill()
            for pipe in (self._process.stdin, self._process.stdout):
                with suppress(OSError):
                    if pipe is not None:
                        pipe.close()
            self._process.wait()

    def ask(self, shares: Sequence[Sequence[Asked]]) -> None:
        """Tell the process what it is to answer for."""
        import pickle

        if self._process is not None and self._process.stdin is not None:
            with suppress(OSError):
                pickle.dump((self._folder, shares), self._process.stdin, 5)
                self._process.stdin.close()

    def told(self, share: Sequence[Asked]) -> Sequence[FileTold | None]:
        """What is to be told of the next share; None of a file that is not there."""
        import pickle

        if self._process is not None and self._process.stdout is not None:
            with suppress(OSError, EOFError, pickle.UnpicklingError):
                answered: Sequence[FileTold | None] = pickle.load(self._process.stdout)
                return answered
            self.__exit__()
            self._process = None
        return [_told_of(self._folder, one) for one in share]


def _told_of(folder: Path, asked: Asked) -> FileTold | None:
    try:
        return tell_of(folder, asked)
    except FileNotFoundError:
        return None
