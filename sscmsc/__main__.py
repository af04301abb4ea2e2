"""`python -m sscmsc` and the installed command; answers --version before anything loads."""

from __future__ import annotations

import gc
import os
import sys
from io import TextIOWrapper

from sscmsc import __version__

COLLECTED_FROM = 100_000


def main() -> None:
    """Run the command line on the process's arguments and exit with its code."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        sys.stdout.write(f"sscmsc {__version__}\n")
        return
    # Importing makes many objects and no garbage; `run` turns collection on again. A short command
    # makes hardly more, so that to look for garbage after each 700 new objects only takes time.
    gc.disable()
    gc.set_threshold(COLLECTED_FROM)
    _mend_streams()
    try:
        from sscmsc.ahead import begin

        begin(sys.argv[1:], os.environ)
        from sscmsc.cli import run
    except KeyboardInterrupt:
        from sscmsc.errors import INTERRUPTED

        sys.exit(INTERRUPTED)
    _end(run(sys.argv[1:]))


def _end(code: int) -> None:
    """End the process at once, but where a tool watches it: what is to be kept is on the disk, and
    to take apart hundreds of modules that end with it anyway takes a twentieth of the time."""
    from contextlib import suppress

    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    if sys.gettrace() is None and sys.getprofile() is None:
        os._exit(code)
    sys.exit(code)


def _mend_streams() -> None:
    """Streams that the caller closed lead nowhere; none fails on a character it cannot encode."""
    sys.stdout = sys.stdout or os.fdopen(os.open(os.devnull, os.O_WRONLY), "w")
    sys.stderr = sys.stderr or os.fdopen(os.open(os.devnull, os.O_WRONLY), "w")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


if __name__ == "__main__":
    main()
