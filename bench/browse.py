"""How long `sscmsc browse` takes until 10,000 works are on the screen, at a terminal of its own.

Whole processes, from their start to the first screen with works on it; a figure is the median,
beside the time that the machine takes for `python -c pass` just then.
"""

from __future__ import annotations

import fcntl
import os
import pty
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Iterator
from pathlib import Path
from select import select

from bench.figure import Figure, report
from bench.libraries import make_library

WORKS = 10_000
ROUNDS = 7
PATIENCE = 60.0
SSCMSC = [str(Path(sys.executable).with_name("sscmsc"))]


def first_screen(library: Path) -> float:
    """Seconds until the works are on the screen; then it is left by `q`."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    environment = {**os.environ, "TERM": "xterm-256color", "SSCMSC_OFFLINE": "1"}
    start = time.perf_counter()
    process = subprocess.Popen(
        [*SSCMSC, "-l", str(library), "browse"], stdin=theirs, stdout=theirs, stderr=theirs,
        env=environment,
    )  # fmt: skip
    os.close(theirs)
    seen, shown = b"", 0.0
    while time.perf_counter() - start < PATIENCE:
        if not select([ours], [], [], 0.05)[0]:
            if process.poll() is not None:
                break
            continue
        try:
            part = os.read(ours, 65536)
        except OSError:
            break
        if not part:
            break
        seen += part
        if not shown and f"{WORKS} works".encode() in seen and b"Abel1" in seen:
            shown = time.perf_counter() - start
            os.write(ours, b"q")
    process.wait(PATIENCE)
    os.close(ours)
    if not shown:
        raise SystemExit(f"no works on the screen: {seen[-500:]!r}")
    return shown


def plain_start() -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", "pass"], check=True)
    return time.perf_counter() - start


def figures() -> Iterator[Figure]:
    """Every figure of this topic."""
    with tempfile.TemporaryDirectory() as scratch:
        library = Path(scratch) / "refs"
        make_library(library, WORKS)
        subprocess.run([*SSCMSC, "-l", str(library), "list"], check=True, capture_output=True)
        first_screen(library)  # warms the file cache
        pairs = [(first_screen(library), plain_start()) for _ in range(ROUNDS)]
        seconds = statistics.median(one for one, _ in pairs)
        ratio = statistics.median(one / other for one, other in pairs)
        yield Figure("browse: first screen of 10,000 works, s", seconds, 1.5)
        yield Figure("browse: first screen of 10,000 works, x python -c pass", ratio)


if __name__ == "__main__":
    sys.exit(report(figures()))
