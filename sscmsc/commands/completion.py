"""What the shell offers while a command is typed: citekeys, and what other modules
add for their commands.

It runs at each press of the tab key, so it reads file names and the index, never entries, and
is silent about whatever is wrong: the command itself will say it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import typer

from sscmsc.index import Index, current_index
from sscmsc.index_schema import IndexTrouble
from sscmsc.place import find_library

T = TypeVar("T")
Offer = tuple[str, str]

# Shells evaluate what is offered: only names that are harmless there are.
_CITEKEY = r"([A-Za-z0-9][A-Za-z0-9_:.-]{0,99})\.yaml"
_HARMFUL = r"[^\w ,.]+"


def citekeys(context: typer.Context, incomplete: str) -> list[Offer]:
    """The citekeys of the library that begin like that, in any case, with what they are."""
    folder = folder_of(context)
    typed = incomplete.casefold()
    titles = ask_quietly(folder, lambda index: index.titles(typed)) or {}
    return [
        (incomplete + key[len(incomplete) :], described(titles.get(key, "")))
        for key in sorted(_held(folder), key=str.casefold)
        if key.casefold().startswith(typed)
    ]


def colors(incomplete: str) -> list[str]:
    """What `--color` takes."""
    return [name for name in ("auto", "always", "never") if name.startswith(incomplete)]


def folder_of(context: typer.Context) -> Path:
    """The library that the words typed so far mean."""
    for one in (context, context.find_root()):
        if isinstance(given := one.params.get("library"), str | Path):
            return Path(given).expanduser()  # no shell has done it yet
    return find_library(Path.cwd(), os.environ)


def _held(folder: Path) -> Iterator[str]:
    try:
        names = os.listdir(folder / "entries")
    except OSError:
        return
    for name in names:
        if (found := re.fullmatch(_CITEKEY, name)) is not None:
            yield found.group(1)


def ask_quietly(folder: Path, question: Callable[[Index], T]) -> T | None:
    """What the index answers if it knows every file just as it is."""
    try:
        with current_index(folder) as index:
            return None if index is None else question(index)
    except (IndexTrouble, OSError):
        return None


def described(text: str) -> str:
    """What an offer is, in words that no shell acts on."""
    return " ".join(re.sub(_HARMFUL, " ", text).split())[:60].strip()
