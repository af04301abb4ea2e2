"""Many processes at one library: writers, readers, and a person with an editor."""

from __future__ import annotations

import random
import signal
import threading
import time
from pathlib import Path

from tests.commands.conftest import Terminal
from tests.torture.conftest import Tally
from tests.torture.processes import listed, run, start, write_bib

WRITERS = 8
ADDS = 25
KILLS = 300


def test_every_add_of_many_writers_is_kept(seeded: Terminal, tally: Tally) -> None:
    """Readers see every acknowledged add, and what a person writes meanwhile stays."""
    folder = seeded.folder
    held = listed(folder)
    done: set[str] = set()
    failures: list[str] = []
    ended = threading.Event()

    def add(writer: int) -> None:
        for number in range(ADDS):
            name = f"Writer{writer}n{number}"
            ran = run(folder, "import", write_bib(folder, name, writer * ADDS + number))
            if ran.returncode:
                failures.append(f"{name}: {ran.returncode} {ran.stderr}")
            else:
                done.add(name)
                tally.add("adds")

    def read() -> None:
        while not ended.is_set():
            sure = held | set(done)
            ran = run(folder, "list")
            keys = {line.split("\t")[0] for line in ran.stdout.splitlines()}
            if ran.returncode or ran.stderr or not sure <= keys:
                failures.append(f"a reader: {ran.returncode} {ran.stderr} {sorted(sure - keys)}")
            tally.add("reads")

    def edit() -> None:
        path = folder / "refs" / "entries" / "Binks2001.yaml"
        while not ended.is_set():
            text = path.read_text()
            kept = text.partition("\nnote:")[0].rstrip("\n")
            saved = path.with_name(".Binks2001.yaml.swp")
            saved.write_text(f'{kept}\nnote: "edit {tally.counts.get("edits", 0)}"\n')
            saved.replace(path)
            tally.add("edits")
            time.sleep(0.2)

    writers = [threading.Thread(target=add, args=(one,)) for one in range(WRITERS)]
    others = [
        threading.Thread(target=read),
        threading.Thread(target=read),
        threading.Thread(target=edit),
    ]
    for one in (*writers, *others):
        one.start()
    for one in writers:
        one.join()
    ended.set()
    for one in others:
        one.join()
    assert failures == []
    assert listed(folder) == held | done
    assert len(done) == WRITERS * ADDS
    last = tally.counts["edits"] - 1
    assert f'note: "edit {last}"' in (folder / "refs" / "entries" / "Binks2001.yaml").read_text()


def test_killed_at_any_moment(seeded: Terminal, tally: Tally) -> None:
    """Two writers at a time, each killed after a while of its own: what was acknowledged stays,
    and nothing is half there."""
    folder = seeded.folder
    sure = listed(folder)
    asked = set(sure)
    chance = random.Random(0)
    number = 0
    while tally.counts.get("kills", 0) < KILLS:
        names = [f"Kill{number}", f"Kill{number + 1}"]
        number += 2
        asked |= set(names)
        writers = {name: start(folder, "import", write_bib(folder, name, number)) for name in names}
        for name, process in writers.items():
            time.sleep(chance.uniform(0.05, 0.5))
            process.send_signal(signal.SIGKILL)
            process.communicate()
            if process.returncode == 0:
                sure.add(name)
                tally.add("too late")
            else:
                tally.add("kills")
        if number % 20 == 0:
            keys = listed(folder)
            assert sure <= keys <= asked
            sure = keys
    keys = listed(folder)
    assert sure <= keys <= asked
    tally.add("kept", len(keys))
    assert Path(folder / "refs" / ".sscmsc").is_dir()
