"""The vocabulary of the library that a command works with."""

from __future__ import annotations

from pathlib import Path

from sscmsc.config import load_own_tables
from sscmsc.place import LIBRARY_TOML
from sscmsc.vocabulary import Vocabulary, load_vocabulary


def vocabulary_of(folder: Path) -> Vocabulary:
    """The facets and values there are, those of the library's own `sscmsc.toml` among them.

    Raises `InputError`, with file and line, for a file that is not of the documented form.
    """
    return load_vocabulary(load_own_tables(folder / LIBRARY_TOML))
