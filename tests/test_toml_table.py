"""Tables of TOML files: checked reading, and the line that a complaint is about."""

from __future__ import annotations

import tomllib
from collections.abc import Callable

import pytest

from sscmsc.toml_table import FormError, Place, Table, find_line

TEXT = """\
schema = 1
citekey = "x"

[facet.gene]
title = "Gene"
rules.edge = 2

[facet.gene.rules]
anywhere = 3

[[facet.gene.value]]
name = "A"
mesh.D1 = "One"

  [[ facet . gene . value ]]
  name = "B"
  "terms" = ["b"]
  abbreviations = [
    { text = "BB" },
  ]

[[rule]]
give = "x=y"
when = []
[[rule]]
give = "z"
"""


@pytest.mark.parametrize(
    ("place", "line"),
    [
        (("schema",), 1),
        (("facet", "gene"), 4),
        (("facet", "gene", "title"), 5),
        (("facet", "gene", "rules", "edge"), 6),
        (("facet", "gene", "rules", "anywhere"), 9),
        (("facet", "gene", "value", 0), 11),
        (("facet", "gene", "value", 0, "name"), 12),
        (("facet", "gene", "value", 0, "mesh", "D1"), 13),
        (("facet", "gene", "value", 1, "name"), 16),
        (("facet", "gene", "value", 1, "terms"), 17),
        (("facet", "gene", "value", 1, "abbreviations", "text"), 18),
        (("facet", "gene", "value", 1, "missing"), 15),
        (("rule", 0, "when"), 24),
        (("rule", 1, "give"), 26),
        (("facet",), 4),
        (("nothing",), 0),
    ],
)
def test_a_place_is_found(place: Place, line: int) -> None:
    assert find_line(TEXT, place) == line


def test_an_empty_text_has_no_line() -> None:
    assert find_line("", ("facet",)) == 0


TABLE = Table(
    {"text": "a", "texts": ["a"], "flag": True, "number": 3, "table": {"b": "c"}, "rows": [{}]},
    ("here",),
)


def test_values_of_their_kind_are_read() -> None:
    assert (TABLE.text("text"), TABLE.texts("texts"), TABLE.flag("flag")) == ("a", ("a",), True)
    assert (TABLE.number("number"), TABLE.table("table").text("b")) == (3, "c")
    assert TABLE.pairs("table") == (("b", "c"),)
    assert [row.place for row in TABLE.tables("rows")] == [("here", "rows", 0)]


def test_what_is_absent_has_a_default() -> None:
    empty = Table({})
    assert (empty.texts("x"), empty.flag("x"), empty.flag("x", True)) == ((), False, True)
    assert (empty.number("x"), empty.number("x", 2), empty.text("x", "d")) == (None, 2, "d")
    assert (dict(empty.table("x").values), list(empty.tables("x"))) == ({}, [])


@pytest.mark.parametrize(
    ("read", "key", "message"),
    [
        (Table.text, "number", "must be text"),
        (Table.text, "missing", "must be text"),
        (Table.texts, "text", "must be a list of texts"),
        (Table.texts, "rows", "must be a list of texts"),
        (Table.flag, "text", "must be true or false"),
        (Table.number, "flag", "must be a whole number"),
        (Table.number, "text", "must be a whole number"),
        (Table.table, "text", "must be a table"),
        (lambda table, key: list(Table.tables(table, key)), "texts", "must be a list of tables"),
        (lambda table, _: table.only("text"), "texts", "no key 'texts'"),
    ],
)
def test_other_kinds_are_refused_with_their_place(
    read: Callable[[Table, str], object], key: str, message: str
) -> None:
    with pytest.raises(FormError, match=message) as caught:
        read(TABLE, key)
    assert caught.value.place == ("here", key)


def test_the_text_here_is_toml() -> None:
    with pytest.raises(tomllib.TOMLDecodeError):
        tomllib.loads(TEXT)  # a table twice: find_line must not mind
