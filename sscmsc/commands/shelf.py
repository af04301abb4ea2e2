"""Rows and entries of the library for the commands that read it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sscmsc.commands.options import Desk
from sscmsc.index import Row, load_rows

if TYPE_CHECKING:
    from sscmsc.store import Loaded


def rows_of(desk: Desk) -> Sequence[Row]:
    """One row an entry: from the index when every file is as the index knows it, else from
    the files, of which unreadable ones are named on standard error."""
    folder = desk.folder
    rows = load_rows(folder)
    return rows if rows is not None else _read_rows(desk, folder)


def load(desk: Desk) -> Loaded:
    """The library with all its entries; files that cannot be read are named on standard error."""
    # Entries cost more to import and read than Typer itself, and most lists need none.
    from sscmsc.store import Store

    loaded = Store(desk.folder).load()
    for problem in loaded.problems:
        desk.screen.warn(problem)
    return loaded


def _read_rows(desk: Desk, folder: Path) -> Sequence[Row]:
    from sscmsc.summary import save_rows

    return save_rows(folder, load(desk))
