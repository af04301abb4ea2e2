"""The real command as processes of their own, and what they leave behind."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.conftest import ROOT

SSCMSC = (sys.executable, "-c", "from sscmsc.__main__ import main; main()")


def environment(folder: Path, **more: str) -> dict[str, str]:
    """An environment without network, with a cache beside the library."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in ("PATH", "HOME", "LANG") or name.startswith("SSCMSC_")
    }
    return {
        "SSCMSC_CACHE_DIR": str(folder / "cache"), **kept, "PYTHONPATH": str(ROOT),
        "SSCMSC_OFFLINE": "1", "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1", **more,
    }  # fmt: skip


def run(
    folder: Path, *line: str, under: Sequence[str] = (), more: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command line in a folder, to its end."""
    return subprocess.run(
        [*under, *SSCMSC, *line], cwd=folder, env=environment(folder, **(more or {})), text=True,
        capture_output=True, check=False,
    )  # fmt: skip


def start(folder: Path, *line: str) -> subprocess.Popen[str]:
    """Start a command line in a folder."""
    return subprocess.Popen(
        [*SSCMSC, *line], cwd=folder, env=environment(folder), text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def write_bib(folder: Path, name: str, number: int) -> str:
    """A file of one work, whose citekey is `name`."""
    path = folder / f"{name}.bib"
    path.write_text(
        f"@article{{{name},\n author = {{Amsel, Ada}},\n"
        f" title = {{Study {number} of {name} in stromal cells}},\n"
        f" journal = {{J Synth Examples}},\n year = {{{1900 + number % 120}}},\n"
        f" doi = {{10.5555/many.{name}}},\n}}\n"
    )
    return path.name


def listed(folder: Path) -> set[str]:
    """The citekeys of the library, on which `list`, the files and `library.bib` agree."""
    ran = run(folder, "list")
    assert (ran.returncode, ran.stderr) == (0, "")
    keys = {line.split("\t")[0] for line in ran.stdout.splitlines()}
    assert {path.stem for path in (folder / "refs" / "entries").iterdir()} == keys
    bib = (folder / "refs" / "library.bib").read_text()
    heads = [line.partition("{")[2][:-1] for line in bib.splitlines() if line.startswith("@")]
    assert sorted(heads) == sorted(keys)
    assert not (folder / "refs" / ".sscmsc" / "txn" / "COMMIT").exists()
    return keys
