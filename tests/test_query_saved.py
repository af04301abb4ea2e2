"""The saved queries of a library."""

from __future__ import annotations

from pathlib import Path

import pytest

from sscmsc.config import load_settings
from sscmsc.errors import InputError
from sscmsc.query_saved import load_queries


def written(folder: Path, text: str) -> Path:
    path = folder / "sscmsc.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_queries_by_name(tmp_path: Path) -> None:
    path = written(tmp_path, 'schema = 1\n[queries]\ntrials = \'design>=cohort\'\n"a b" = "x"\n')
    assert load_queries(path) == {"trials": "design>=cohort", "a b": "x"}
    assert load_settings({}, library_toml=path).citekey_template == "{family}{year}"


def test_a_library_without_any(tmp_path: Path) -> None:
    assert load_queries(tmp_path / "sscmsc.toml") == {}
    assert load_queries(written(tmp_path, "schema = 1\n")) == {}
    assert load_queries(written(tmp_path, "schema = 99\nqueries = 'later'\n")) == {}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("schema = 1\n[queries]\na = 'x'\nb = 3\n", ":4: the query 'b' must be a text in quotes"),
        ("schema = 1\n\nqueries.c = ['x']\n", ":3: the query 'c' must be a text in quotes"),
        ("schema = 1\nqueries = 'x'\n", ":2: 'queries' must be a table"),
        ("[queries\n", ":1:"),
    ],
)
def test_what_is_no_query_is_told_with_its_line(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        load_queries(written(tmp_path, text))
    assert words in caught.value.message
