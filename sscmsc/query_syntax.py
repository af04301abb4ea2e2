"""The text of a query to a tree. docs/queries.md gives the grammar with examples.

query = part { OR part }          part  = { [AND] item }
item  = ( NOT | - ) item | ( query ) | @name | [ field relation ] value
value = word | "phrase" | ( query, whose words are values of the field )
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from sscmsc.errors import Excerpt, InputError
from sscmsc.query_tree import (
    DASHES,
    HEAD,
    WORD,
    All,
    AnyOf,
    Not,
    Place,
    Saved,
    Term,
    Tree,
    in_quotes,
)

#: Beyond these a query is no person's, and would be too deep for SQL.
LENGTH_LIMIT = 10_000
TERM_LIMIT = 200
DEPTH_LIMIT = 30

_BLANKS = re.compile(r"\s*")
_HEAD = re.compile(HEAD)
_WORD = re.compile(WORD)
_QUOTED = re.compile(r"\"((?:[^\"\\]|\\.)*)\"|[“„]([^“”]*)[“”]", re.S)
_NAME = re.compile(r"@([\w.-]+)")
_RELATIONS = {"≤": "<=", "≥": ">=", "≠": "!="}
_OPERATORS = {"and": "AND", "or": "OR", "not": "NOT"}
_SYNTAX = re.compile(r"[\"“”„()]|(?<!\S)(?:AND|OR|NOT)(?!\S)")
_TERM_AHEAD = re.compile(rf"(?<!\S)[{DASHES}]?(?:{HEAD}|@[\w.-])")
_FIELD_FIRST = re.compile(rf"([{DASHES}]?{HEAD})\s*(\S.*)", re.S)


class _Part(NamedTuple):
    """A piece of a query's text: an operator, a bracket, a name, a field with its relation, or
    a value, and where it stands."""

    kind: str
    text: str
    place: Place
    relation: str = ""


def parse_query(text: str) -> Tree:
    """The tree of a query; an empty one is `All()`, which takes everything.

    Raises `InputError` whose `excerpt` shows the place.
    """
    if len(text) > LENGTH_LIMIT:
        raise InputError(f"a query of {len(text)} characters; {LENGTH_LIMIT} is the most")
    text = one_line(text)
    return _Parser(text).parsed()


def one_line(text: str) -> str:
    """The text of a query as it is read and shown: in one line."""
    return " ".join(text.splitlines())


def wrong(text: str, place: Place, message: str, *, hint: str = "") -> InputError:
    """The complaint about a part of a query's text."""
    return InputError(message, hint=hint, excerpt=Excerpt(text, *place))


def join_arguments(arguments: Iterable[str]) -> str:
    """The words of a command line as one query.

    The shell has taken off its quotes: plain words that came as one argument are a phrase, and
    so is the value in `disease:systemic sclerosis`; any other argument is a query itself. An
    empty argument is an empty phrase, which no query may have: a variable was not set.
    """
    return " ".join(_argument(one.strip()) for one in arguments)


def _argument(argument: str) -> str:
    if not argument:
        return in_quotes(argument)
    if argument[0] in DASHES and len(argument) > 1:
        argument = "-" + argument[1:]
    if not re.search(r"\s", argument) or _SYNTAX.search(argument):
        return argument
    if found := _FIELD_FIRST.fullmatch(argument):
        head, *_, value = found.groups()
        return argument if _TERM_AHEAD.search(value) else head + in_quotes(value)
    if _TERM_AHEAD.search(argument):
        return argument
    bare = argument.removeprefix("-")
    return argument[: -len(bare)] + in_quotes(bare)


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.parts = list(_split(text))
        self.at = 0
        self.terms = 0
        self.depth = 0

    def parsed(self) -> Tree:
        if not self.parts:
            return All()
        tree = self._any("", "")
        if self.at < len(self.parts):
            part = self.parts[self.at]
            raise wrong(self.text, part.place, "a bracket is closed that was not opened")
        return tree

    @property
    def _next(self) -> _Part:
        if self.at < len(self.parts):
            return self.parts[self.at]
        return _Part("end", "", Place(len(self.text), len(self.text) + 1))

    def _any(self, field: str, relation: str) -> Tree:
        found = [self._all(field, relation)]
        while self._next.kind == "OR":
            self.at += 1
            found.append(self._all(field, relation))
        return found[0] if len(found) == 1 else AnyOf(tuple(found))

    def _all(self, field: str, relation: str) -> Tree:
        found = [self._item(field, relation)]
        while self._next.kind not in ("OR", ")", "end"):
            if self._next.kind == "AND":
                self.at += 1
            found.append(self._item(field, relation))
        return found[0] if len(found) == 1 else All(tuple(found))

    def _item(self, field: str, relation: str) -> Tree:
        part = self._next
        if part.kind in ("OR", "AND", ")", "end"):
            raise self._nothing(part)
        self.at += 1
        if part.kind == "NOT":
            return Not(self._deeper(part, lambda: self._item(field, relation)))
        if part.kind == "(":
            return self._group(part, field, relation)
        if part.kind == "saved":
            return Saved(part.text, part.place)
        if part.kind == "field":
            return self._field(part)
        return self._term(part, field, relation, part.place)

    def _field(self, head: _Part) -> Tree:
        value = self._next
        if value.place.start != head.place.end or value.kind not in ("word", "quoted", "("):
            raise wrong(
                self.text, head.place, f"'{head.text}{head.relation}' has no value",
                hint="Write it right behind; in quotes all of it is text to look for.",
            )  # fmt: skip
        self.at += 1
        if value.kind == "(":
            return self._group(value, head.text, head.relation)
        place = Place(head.place.start, value.place.end)
        if head.text.casefold() == "query" and head.relation in (":", "="):
            return Saved(value.text, place)
        return self._term(value, head.text, head.relation, place)

    def _term(self, value: _Part, field: str, relation: str, place: Place) -> Term:
        self.terms += 1
        if self.terms > TERM_LIMIT:
            raise wrong(self.text, place, f"more than {TERM_LIMIT} terms")
        quoted = value.kind == "quoted"
        return Term(value.text, field, relation or ":", quoted, place, value.place)

    def _group(self, opened: _Part, field: str, relation: str) -> Tree:
        tree = self._deeper(opened, lambda: self._any(field, relation))
        if self._next.kind != ")":
            raise wrong(self.text, opened.place, "this bracket is not closed")
        self.at += 1
        return tree

    def _deeper(self, part: _Part, parse: Callable[[], Tree]) -> Tree:
        self.depth += 1
        if self.depth > DEPTH_LIMIT:
            raise wrong(self.text, part.place, f"more than {DEPTH_LIMIT} levels of brackets")
        tree = parse()
        self.depth -= 1
        return tree

    def _nothing(self, part: _Part) -> InputError:
        """What to say where an item should stand and `part` does."""
        before = self.parts[self.at - 1] if self.at else _Part("", "", Place())
        if before.kind in ("OR", "AND", "NOT"):
            message, place = f"nothing stands after '{before.text}'", before.place
        elif part.kind in ("OR", "AND"):
            message, place = f"nothing stands before '{part.text}'", part.place
        elif before.kind == "(":
            lone = part.kind == "end"
            message = "this bracket is not closed" if lone else "nothing stands in these brackets"
            place = before.place if lone else Place(before.place.start, part.place.end)
        else:
            message, place = "a bracket is closed that was not opened", part.place
        hint = "In quotes it is a word to look for." if "'" in message else ""
        return wrong(self.text, place, message, hint=hint)


def _split(text: str) -> Iterator[_Part]:
    at, behind_field = 0, False
    while True:
        found = _BLANKS.match(text, at)
        end = found.end() if found else at
        if end == len(text):
            return
        part = _value(text, at) if behind_field and end == at else _part(text, end)
        yield part
        at, behind_field = part.place.end, part.kind == "field"


def _part(text: str, at: int) -> _Part:
    """The piece that begins at a place where an item may begin."""
    if text[at] in DASHES and text[at + 1 : at + 2].strip():
        return _Part("NOT", text[at], Place(at, at + 1))
    if found := _NAME.match(text, at):
        return _Part("saved", found[1], Place(at, found.end()))
    if found := _HEAD.match(text, at):
        relation = found[2].removeprefix(":") or ":"
        return _Part("field", found[1], Place(at, found.end()), _RELATIONS.get(relation, relation))
    part = _value(text, at)
    if part.kind == "word" and part.text.casefold() in _OPERATORS:
        return part._replace(kind=_OPERATORS[part.text.casefold()])
    return part


def _value(text: str, at: int) -> _Part:
    if text[at] in "()":
        return _Part(text[at], text[at], Place(at, at + 1))
    if text[at] in '"“”„':
        found = _QUOTED.match(text, at)
        if found is None:
            raise wrong(text, Place(at, at + 1), "this quote is not closed")
        inner = found[2] if found[1] is None else re.sub(r"\\(.)", r"\1", found[1])
        return _Part("quoted", inner, Place(at, found.end()))
    found = _WORD.match(text, at)
    end = found.end() if found else at
    return _Part("word", text[at:end], Place(at, end))
