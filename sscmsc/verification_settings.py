"""What of a library's `sscmsc.toml` cannot be used: settings, facets of its own, saved queries."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from sscmsc.config import load_own_tables, load_settings
from sscmsc.errors import InputError, SscmscError
from sscmsc.library import Library
from sscmsc.query_fields import Fields
from sscmsc.query_meaning import read_query
from sscmsc.query_reading import Reading
from sscmsc.query_saved import load_queries
from sscmsc.toml_table import find_line
from sscmsc.vocabulary import Vocabulary, load_vocabulary


def find_unusable(library_toml: Path, library: Library) -> Iterator[str]:
    """A complaint, which begins with file and line, of each setting that cannot be used; of
    what makes others unreadable only that. An entry that cannot be read spoils no query."""

    @cache
    def vocabulary() -> Vocabulary:
        return load_vocabulary(load_own_tables(library_toml))

    try:
        load_settings({}, library_toml=library_toml)
        if load_own_tables(library_toml) is not None:
            vocabulary()
        queries = load_queries(library_toml)
    except InputError as error:
        yield error.message
        return

    def find_key(key: str) -> str:
        return key if key in library.reserved else library.resolve(key).citekey

    reading = Reading(Fields(vocabulary), find_key, lambda: queries)
    for name, query in queries.items():
        try:
            read_query(query, reading)
        except SscmscError as error:
            line = find_line(library_toml.read_text(encoding="utf-8"), ("queries", name))
            told = f"{error.message}. {error.hint}" if error.hint else error.message
            yield f"{library_toml}:{line}: the saved query '{name}' cannot be used: {told}"
