"""The saved queries of a library: `[queries]` in its `sscmsc.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sscmsc.config import load_shared
from sscmsc.errors import InputError
from sscmsc.toml_table import find_line


def load_queries(library_toml: Path) -> Mapping[str, str]:
    """The saved queries by their names.

    Raises `InputError`, with file and line, for a bad file or a query that is no text.
    """
    found = load_shared(library_toml).get("queries", {})
    queries = found if isinstance(found, dict) else {}
    for name, query in queries.items():
        if not isinstance(query, str):
            line = find_line(library_toml.read_text(encoding="utf-8"), ("queries", name))
            raise InputError(
                f"{library_toml}:{line}: the query '{name}' must be a text in quotes",
                hint="Write, below [queries]: trials = 'design>=cohort year:2015-'",
            )
    return queries
