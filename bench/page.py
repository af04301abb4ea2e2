"""The report page of 5,000 works: how long it takes, how large it is, how soon a key is followed.

The works are those of `libraries`; 50 of them are reviews that cite 100 others each. The time of a
key is that of the slowest of ten typed one after the other, in a browser, where there is one.
`python -m bench.page`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from bench.figure import Figure, report
from bench.libraries import make_library

WORKS = 5_000
SSCMSC = (sys.executable, "-m", "sscmsc")
TYPED = "systemic s"
_TYPING = """(typed) => {
  const search = document.getElementById("search"), times = [];
  for (let at = 1; at <= typed.length; at += 1) {
    const start = performance.now();
    search.value = typed.slice(0, at);
    search.dispatchEvent(new Event("input"));
    document.body.offsetHeight;
    times.push(performance.now() - start);
  }
  return Math.max(...times);
}"""


def figures() -> Iterator[Figure]:
    """Seconds by the clock, of CPU, megabytes, and milliseconds a key."""
    with tempfile.TemporaryDirectory() as place:
        folder, page = Path(place) / "refs", Path(place) / "report.html"
        make_library(folder, WORKS)
        _run(folder, "list", "--limit", "1")
        begun, used = perf_counter(), os.times()
        _run(folder, "report", "-o", str(page))
        ended = os.times()
        cpu = ended.children_user + ended.children_system
        cpu -= used.children_user + used.children_system
        yield Figure(f"report of {WORKS} works, seconds", perf_counter() - begun, 5)
        yield Figure("of these on the processor", cpu)
        yield Figure("its size, MB", page.stat().st_size / 1e6, 5)
        yield from _typing(page)


def _run(folder: Path, *words: str) -> None:
    subprocess.run([*SSCMSC, "-l", str(folder), *words], check=True, capture_output=True)


def _typing(page: Path) -> Iterator[Figure]:
    """What the browser takes; nothing where there is none."""
    chromium = shutil.which("chromium")
    if chromium is None:
        print("no chromium here: the time of a key is not measured")
        return
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        opened = browser.new_page()
        opened.goto(page.as_uri())
        yield Figure("slowest of ten keys, milliseconds", opened.evaluate(_TYPING, TYPED), 100)
        browser.close()


if __name__ == "__main__":
    sys.exit(report(figures()))
