"""What the index is told of files is the same whoever reads them."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest

from sscmsc import telling_together, upkeep
from sscmsc.entry import Entry
from sscmsc.index import load_rows
from sscmsc.index_files import scan
from sscmsc.index_writing import FileTold
from sscmsc.record import Record
from sscmsc.stamps import name_of
from sscmsc.store import Store
from sscmsc.telling import Asked, tell_of
from sscmsc.telling_together import tell_all
from sscmsc.text import RichText

COUNT = 60


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library whose files were read by nobody yet, one of which is none."""
    monkeypatch.setattr(telling_together, "FROM", 10)
    folder = tmp_path / "refs"
    store = Store(folder)
    store.init()
    made = (Entry(f"Le{year}", Record("test", title=RichText(f"Of {year}"))) for year in
            range(2000, 2000 + COUNT))  # fmt: skip
    store.commit(store.load(), list(made))
    (folder / "entries" / "Le2030.yaml").write_text("citekey: [")
    (folder / ".sscmsc" / "index.sqlite").unlink()
    return folder


def asked(folder: Path) -> list[Asked]:
    return [Asked(one) for one in sorted(scan(folder))]


def sure(told: Iterable[FileTold]) -> list[FileTold]:
    """What was told, but for how lately each file was written."""
    return [one._replace(unsure=False) for one in told]


@pytest.mark.parametrize("processes", [2, 3])
def test_several_processes_tell_what_one_does(folder: Path, processes: int) -> None:
    files = asked(folder)
    told = sure(tell_all(folder, files, processes))
    assert told == sure(tell_of(folder, one) for one in files)
    assert sum(one.problem is not None for one in told) == 1


def test_a_process_that_cannot_start_or_ends_is_done_without(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = asked(folder)
    expected = sure(tell_of(folder, one) for one in files)
    started: list[Sequence[str]] = []
    real = subprocess.Popen

    def start(line: Sequence[str], **options: object) -> subprocess.Popen[bytes]:
        started.append(line)
        if len(started) == 1:
            raise OSError("no more processes")
        ends = [line[0], "-c", "import sys; sys.stdout.write('nothing that was asked')"]
        return real(ends, **options)  # type: ignore[call-overload, no-any-return]

    monkeypatch.setattr(subprocess, "Popen", start)
    assert sure(tell_all(folder, files, 2)) == expected
    assert len(started) == 2


def test_a_file_that_goes_meanwhile_is_missed(folder: Path) -> None:
    files = asked(folder)
    (folder / "entries" / name_of(files[-1].stamp)).unlink()
    with pytest.raises(FileNotFoundError):
        list(tell_all(folder, files, 2))


def test_no_process_outlives_a_reading_that_was_broken_off(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[subprocess.Popen[bytes]] = []

    class Watched(subprocess.Popen[bytes]):
        def __init__(self, line: Sequence[str], **options: Any) -> None:
            super().__init__(line, **options)
            started.append(self)

    monkeypatch.setattr(subprocess, "Popen", Watched)
    reading = tell_all(folder, asked(folder), 2)
    next(reading)
    assert [one.returncode for one in started] == [None, None]
    reading.close()
    assert all(one.returncode in (0, -signal.SIGKILL) for one in started)


def test_an_index_is_made_by_several(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling_together, "processors", lambda: 2)
    monkeypatch.setattr(upkeep, "TOLD_FROM", 10)
    steps: list[tuple[int, int]] = []
    store = Store(folder, progress=lambda _step, done, total: steps.append((done, total)))
    assert len(store.load().library) == COUNT - 1
    assert steps == [(0, COUNT), (50, COUNT), (COUNT, COUNT)]
    rows = load_rows(folder)
    assert rows is not None
    assert [row.citekey for row in rows] == [f"Le{2000 + n}" for n in range(COUNT) if n != 30]
