"""Every command that changes a library, as one command line on a library of thirteen works."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.commands.conftest import Terminal
from tests.upstream.server import Upstream

BIB = """@article{New2024,
  author = {Amsel, Ada},
  title = {A study of stromal cells that arrives},
  journal = {J Synth Examples},
  year = {2024},
  doi = {10.5555/torture.1},
}
"""

#: One work of two years, which only `dedupe` takes for one.
TWICE = "".join(
    f"@article{{Twice{year}, author = {{Amsel, Ada}}, journal = {{J Synth Examples}},"
    " title = {A study of stromal cells that arrives twice in one library},"
    f" year = {{{year}}}}}\n"
    for year in (2023, 2024)
)

REVIEW = "10.3389/fimmu.2018.02013"


class Mutation(NamedTuple):
    """A command line that changes the library, and those that have to be run before it.

    `damaged` is the name of an entry's file that is made unreadable between the two, `missing`
    that of a file which is taken away. Of `asked` the answers of services are in the cache.
    What is `repeatable` may have been done where it says that it failed: it is done again.
    """

    name: str
    line: tuple[str, ...]
    before: tuple[tuple[str, ...], ...] = ()
    damaged: str = ""
    missing: str = ""
    asked: tuple[str, ...] = ()
    repeatable: bool = False


MUTATIONS = (
    Mutation("init", ("init",), missing="sscmsc.toml", repeatable=True),
    Mutation("fetch", ("fetch", REVIEW), asked=("fetch", "--dry-run", REVIEW)),
    Mutation("import", ("import", "new.bib")),
    Mutation("tag", ("tag", "Sullivan2018", "todo")),
    Mutation("label", ("tag", "Sullivan2018", "disease=RA")),
    Mutation("note", ("note", "Sullivan2018", "read again")),
    Mutation("edit", ("edit", "Sullivan2018", "--set", "volume=999")),
    Mutation("rename", ("rename", "Sullivan2018", "Scot2018")),
    Mutation("dedupe", ("dedupe", "--yes"), (("import", "twice.bib"),)),
    Mutation("merge", ("merge", "--force", "--yes", "Binks2001", "Sullivan2018")),
    Mutation(
        "unmerge",
        ("unmerge", "Binks2001"),
        (("merge", "--force", "--yes", "Binks2001", "Sullivan2018"),),
    ),
    Mutation("rm", ("rm", "--yes", "Binks2001", "Sullivan2018")),
    Mutation("resolve", ("resolve", "Velier2022", "--id", "2=10.3389/fimmu.2018.02013")),
    Mutation("undo", ("undo",), (("rm", "--yes", "Binks2001"),)),
    Mutation("redo", ("redo",), (("rm", "--yes", "Binks2001"), ("undo",))),
    Mutation(
        "check", ("check", "--fix", "--yes"), (("edit", "Sullivan2018", "--set", "volume=Vol. 9"),)
    ),
    Mutation("prefer", ("prefer", "Sullivan2018", "title", "citation")),
    Mutation("lock", ("lock",)),
    Mutation(
        "rebuild",
        ("rebuild", "--yes"),
        (("lock",), ("tag", "Sullivan2018", "todo"), ("rm", "--yes", "Binks2001")),
        repeatable=True,
    ),
    Mutation("update", ("update", "Gabrielli2009"), asked=("update", "-n", "Gabrielli2009")),
    Mutation("repair", ("verify", "--repair"), damaged="Binks2001.yaml", repeatable=True),
)
#: Commands that change no entry.
READING = frozenset(
    {
        "browse",
        "list",
        "show",
        "refs",
        "cited-by",
        "export",
        "search",
        "history",
        "facets",
        "cite",
        "overlap",
        "matrix",
        "timeline",
        "journals",
        "authors",
        "graph",
        "gaps",
        "report",
        "copy",
        "open",
        "trial",
    }
)


def prepare(
    terminal: Terminal, mutation: Mutation, upstream: Upstream, patch: pytest.MonkeyPatch
) -> None:
    """Bring the library to where the mutation can be run, without network."""
    (terminal.folder / "new.bib").write_text(BIB)
    (terminal.folder / "twice.bib").write_text(TWICE)
    for line in (("tag", "Velier2022", "begun"), *mutation.before):
        assert terminal(*line).code == 0, line
    for name, value in upstream.environment.items():
        patch.setenv(name, value)
    if mutation.asked:
        with patch.context() as online:
            online.delenv("SSCMSC_OFFLINE")
            assert terminal(*mutation.asked).code == 0
    if mutation.damaged:
        path = terminal.library / "entries" / mutation.damaged
        path.write_bytes(b"\x00" + path.read_bytes())
    if mutation.missing:
        (terminal.library / mutation.missing).unlink()


def state(library: Path) -> dict[str, bytes]:
    """What the user has: the entries, the derived file and the settings."""
    names = ("library.bib", "sscmsc.toml", "refs.lock")
    files = [*(library / "entries").iterdir(), *(library / name for name in names)]
    return {one.name: one.read_bytes() for one in files if one.is_file()}


def copy(library: Path, place: Path) -> Path:
    """A copy that hard links nothing, times kept."""
    shutil.copytree(library, place)
    return place
