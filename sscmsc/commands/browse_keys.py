"""The keys of `sscmsc browse`: one table for the app, its help and its page in docs/."""

from __future__ import annotations

from typing import NamedTuple


class Key(NamedTuple):
    """A key by Textual's name and as it is shown, what it calls, a word for the foot of the
    screen ("" where it is not shown there), and what it does."""

    name: str
    shown: str
    action: str
    word: str
    does: str


KEYS = (
    Key("slash", "/", "query", "Query", "write the query; Enter or Esc goes back to the works"),
    Key("space", "Space", "mark", "Mark", "mark the work, or unmark it"),
    Key("a", "a", "mark_all", "", "mark all works found; again: none of them"),
    Key("A", "A", "unmark", "", "unmark all works, found or not"),
    Key("t", "t", "tag", "Tag", "tag the works marked, or this one"),
    Key("n", "n", "note", "Note", "write the note on this work; Ctrl+S saves it"),
    Key("m", "m", "merge", "Merge", "make the works marked one, side by side"),
    Key("l", "l", "lines", "", "settle the open lines of the list of this work"),
    Key("e", "e", "export", "Export", "export the works marked, or this one"),
    Key("u", "u", "undo", "Undo", "tell what undo would undo; u again undoes it"),
    Key("U", "U", "redo", "", "make what was undone again"),
    Key("o", "o", "open", "", "open the page of this work: PubMed, DOI or PMC"),
    Key("c", "c", "copy", "", "copy the formatted reference of this work"),
    Key("f", "f", "facets", "Facets", "show the facets, or fold them away; Enter filters"),
    Key("d", "d", "details", "", "show the details of this work, or fold them away"),
    Key("r", "r", "references", "", "the record or the reference list in the details"),
    Key("C", "C", "cited", "", "list what this work cites"),
    Key("s", "s", "sort", "", "another order: citekey, newest, author, title"),
    Key("f5", "F5", "look", "", "look at the library again"),
    Key("question_mark", "?", "help", "Help", "show these keys"),
    Key("q", "q", "quit", "Quit", "leave"),
)  # fmt: skip
#: Keys of the parts of the screen, beside those above.
MOVING = (
    ("Up Down PgUp PgDn Home End", "move; j and k, too"),
    ("Enter", "the details of this work; among facets: filter by this value, or no longer"),
    ("Tab", "from part to part: query, facets, works, details"),
    ("Esc", "back to the works"),
)


def help_text() -> str:
    """Every key and what it does, one a line."""
    told = [(one.shown, one.does) for one in KEYS] + list(MOVING)
    return "\n".join(f"{key:<7} {does}" for key, does in told)
