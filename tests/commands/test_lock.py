"""`sscmsc lock`, `sscmsc verify --frozen` and `sscmsc rebuild`."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.commands.conftest import Terminal


@pytest.fixture
def locked(seeded: Terminal) -> Terminal:
    """A library of thirteen works, one of them with marks of its user's, that is locked."""
    assert seeded("tag", "Sullivan2018", "+grant").code == 0
    assert seeded("lock").code == 0
    return seeded


def test_the_lock_is_stable_text_by_citekey(locked: Terminal) -> None:
    path = locked.library / "refs.lock"
    text = path.read_text()
    assert "version 1\nlibrary.bib " in text
    keys = [line.split()[1] for line in text.splitlines() if line.startswith("entry ")]
    assert len(keys) == 13
    assert keys == sorted(keys, key=str.casefold)
    assert "  doi 10.1056/nejmra0806188\n" in text
    assert "  source citation -\n" in text
    before = (path.stat().st_mtime_ns, text)
    assert "as it was" in locked("lock").err
    assert (path.stat().st_mtime_ns, path.read_text()) == before
    assert locked("verify", "--frozen").code == 0


def test_one_change_is_one_paragraph_of_a_diff(locked: Terminal) -> None:
    before = (locked.library / "refs.lock").read_text().splitlines()
    assert locked("note", "Sullivan2018", "read again").code == 0
    ran = locked("lock", "--json")
    assert ran.json == {
        "dry_run": False, "works": 13, "kept": True,
        "drift": [
            {"name": "Sullivan2018", "what": "changed", "parts": ["own"]},
            {"name": "library.bib", "what": "changed", "parts": []},
        ],
    }  # fmt: skip
    after = (locked.library / "refs.lock").read_text().splitlines()
    differing = [new for old, new in zip(before, after, strict=True) if old != new]
    assert [line.split()[0] for line in differing] == ["library.bib", "file", "own"]


def test_drift_is_named_with_what_differs(locked: Terminal) -> None:
    assert locked("edit", "Sullivan2018", "--set", "volume=9").code == 0
    assert locked("rm", "--yes", "Binks2001").code == 0
    (locked.folder / "new.bib").write_text("@book{New, title={New}, author={New, N}, year={2024}}")
    assert locked("import", "new.bib").code == 0
    ran = locked("verify", "--frozen", "--json")
    assert ran.code == 1
    assert isinstance(ran.json, dict)
    told = {Path(one["path"]).stem: one["message"] for one in ran.json["findings"]}
    assert told["New"] == "added since it was locked"
    assert told["Binks2001"] == "removed since it was locked"
    assert "volume" in told["Sullivan2018"]
    assert "library" in told
    assert locked("verify").code == 0


def test_without_the_cache_the_parts_are_named(locked: Terminal, tmp_path: Path) -> None:
    assert locked("edit", "Sullivan2018", "--set", "volume=9").code == 0
    shutil.rmtree(tmp_path / "cache")
    ran = locked("verify", "--frozen")
    assert "changed in record, your own marks" in ran.out
    assert ran.rows[0][-1] == "rebuild"
    assert "`sscmsc rebuild` brings back what was locked" in ran.err


def test_rebuild_makes_the_same_bytes_again(locked: Terminal) -> None:
    before = locked.files()
    assert locked("edit", "Sullivan2018", "--set", "volume=9").code == 0
    assert locked("rm", "--yes", "Binks2001").code == 0
    (locked.folder / "new.bib").write_text("@book{New, title={New}, author={New, N}, year={2024}}")
    assert locked("import", "new.bib").code == 0
    path = locked.library / "entries" / "Gabrielli2009.yaml"
    path.write_text(path.read_text() + "# laid out otherwise\n")
    now = locked.files()
    tried = locked("--offline", "rebuild", "--dry-run")
    assert (tried.code, locked.files()) == (0, now)
    assert locked("--offline", "rebuild").code == 2
    assert locked("--offline", "rebuild", given="n\n", tty=True).code == 130
    assert locked.files() == now
    assert locked("--offline", "rebuild", "--yes").code == 0
    assert locked.files() == before
    assert locked("verify", "--frozen").code == 0
    assert locked("undo").code == 0
    assert locked.files() == now


def test_rebuild_of_nothing_but_the_lock(locked: Terminal) -> None:
    before = locked.files()
    shutil.rmtree(locked.library / "entries")
    shutil.rmtree(locked.library / ".sscmsc")
    (locked.library / "library.bib").unlink()
    assert locked("rebuild", "--yes").code == 0
    assert locked.files() == before


def test_what_the_cache_lacks_is_named(locked: Terminal, tmp_path: Path) -> None:
    assert locked("edit", "Sullivan2018", "--set", "volume=9").code == 0
    shutil.rmtree(tmp_path / "cache")
    before = locked.files()
    ran = locked("rebuild", "--yes", "--json")
    assert ran.code == 5
    assert isinstance(ran.json, dict)
    assert [one["citekey"] for one in ran.json["lacking"]] == ["Sullivan2018"]
    assert locked.files() == before
    assert "sscmsc fetch" in locked("rebuild", "--yes").err


def test_a_damaged_cache_restores_nothing_wrong(locked: Terminal, tmp_path: Path) -> None:
    assert locked("edit", "Sullivan2018", "--set", "volume=9").code == 0
    kept = tmp_path / "cache" / "locked.sqlite"
    kept.write_bytes(b"\x00" * 100)
    before = locked.files()
    assert locked("rebuild", "--yes").code == 5
    assert locked.files() == before


def test_lock_can_be_tried_and_undone(seeded: Terminal) -> None:
    before = seeded.files()
    assert seeded("lock", "--dry-run").code == 0
    assert seeded.files() == before
    assert seeded("lock").code == 0
    assert seeded("undo").code == 0
    assert seeded.files() == before


def test_exit_codes(seeded: Terminal, terminal: Terminal) -> None:
    assert seeded("verify", "--frozen").code == 4
    assert seeded("rebuild").code == 4
    assert seeded("verify", "--frozen", "--repair").code == 2
    (seeded.library / "refs.lock").write_text("version 1\nentry A\nnonsense\n")
    ran = seeded("verify", "--frozen")
    assert ran.code == 3
    assert "refs.lock:3" in ran.err
    damaged = seeded.library / "entries" / "Binks2001.yaml"
    damaged.write_bytes(b"\x00" + damaged.read_bytes())
    assert seeded("lock").code == 6
    assert (seeded.library / "refs.lock").read_text().endswith("nonsense\n")


def test_where_nothing_can_be_saved_nothing_is_locked(locked: Terminal) -> None:
    assert locked("note", "Sullivan2018", "again").code == 0
    before = locked.files()
    shutil.rmtree(locked.library / ".sscmsc")
    (locked.library / ".sscmsc").write_text("no folder")
    assert locked("lock").code == 6
    assert locked("rebuild", "--yes").code == 6
    (locked.library / ".sscmsc").unlink()
    assert locked.files() == before
