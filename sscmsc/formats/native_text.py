"""The YAML that entries are written as: block style, one scalar a line, always the same way.

A string goes without quotes only where every YAML reader takes it for text; all others are
in double quotes with JSON's escapes, which are YAML's too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from sscmsc.entry import Value
from sscmsc.formats.native_yaml import step
from sscmsc.text import thinned


class Quoted(str):
    """Text that is always written in quotes: an identifier, a number, a date, a person."""

    __slots__ = ()


class Prose(str):
    """Text of several lines that a person writes: it stands as it is where YAML allows that."""

    __slots__ = ()


_PLAIN = re.compile(r"[^\W\d_](?:[\w.,;()/'’“”–—+%&<>=°±×?-]| (?=[\w(<>=&+–—“’±×-]))*")
_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
#: Words that YAML 1.1 or some reader of it takes for something else (yaml.org/type).
_WORDS = frozenset("y n yes no on off true false null nan inf none nil".split())
_LITERAL_LINE = re.compile(r"[^\W_](?:[^\W_]|[ !-/:-@\[-`{-~–—‘’“”…])*(?<! )|")
# Shown as escapes: control and bidi characters, blanks that do not look like one, and what
# YAML does not allow.
_ESCAPED = re.compile(
    "[\x7f-\xa0\xad\u061c\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufe00-\ufe0f\ufeff"
    "\ufff0-\uffff\U000e0000-\U000e0fff]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")

Comments = Mapping[str, Sequence[str]]


def dump(tree: Mapping[str, Value], comments: Comments | None = None) -> str:
    """A mapping as YAML text, each comment above the line of its path.

    A comment whose line is not written goes above the nearest line that held it, else to the
    end. Lone surrogates, which no UTF-8 file can hold, become U+FFFD, and of a flood of
    accents no more is written than may be read.
    """
    placed = _placed(tree, comments) if comments else {}
    lines = list(_mapping(tree, 0, "", placed))
    lines.extend(placed.get("", ()))
    return "".join(f"{one}\n" for one in lines)


def scalar(value: str | bool | int | None) -> str:
    """One scalar as it is written, on one line."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if not isinstance(value, Quoted) and _is_plain(value):
        return value
    written = json.dumps(thinned(_SURROGATE.sub("\ufffd", value)), ensure_ascii=False)
    return (
        written if written.isascii() and "\x7f" not in written else _ESCAPED.sub(_escape, written)
    )


def _is_plain(value: str) -> bool:
    if not _PLAIN.fullmatch(value) or value.casefold() in _WORDS:
        return False
    return " " in value or not any(letter.isdigit() for letter in value)


def _escape(found: re.Match[str]) -> str:
    code = ord(found.group())
    return f"\\U{code:08x}" if code > 0xFFFF else f"\\u{code:04x}"


def _key(key: str) -> str:
    plain = _KEY.fullmatch(key) and key.casefold() not in _WORDS
    return key if plain else scalar(Quoted(key))


def _mapping(
    tree: Mapping[str, Value], indent: int, path: str, comments: Comments
) -> Iterator[str]:
    blanks = " " * indent
    for key, value in tree.items():
        inner = f"{path}/{step(key)}" if path else step(key)
        if comments:
            yield from (f"{blanks}{one}" for one in comments.get(inner, ()))
        yield from _value(f"{blanks}{_key(key)}:", value, indent + 2, inner, comments)


def _value(start: str, value: Value, indent: int, path: str, comments: Comments) -> Iterator[str]:
    if isinstance(value, str):
        if isinstance(value, Prose) and _is_literal(value):
            yield f"{start} |-"
            blanks = " " * indent
            yield from (f"{blanks}{one}" if one else "" for one in value.split("\n"))
        else:
            yield f"{start} {scalar(value)}"
    elif value is None or isinstance(value, int):
        yield f"{start} {scalar(value)}"
    elif not value:
        yield f"{start} {{}}" if isinstance(value, Mapping) else f"{start} []"
    else:
        yield start
        if isinstance(value, Mapping):
            yield from _mapping(value, indent, path, comments)
        else:
            yield from _sequence(value, indent, path, comments)


def _sequence(values: Sequence[Value], indent: int, path: str, comments: Comments) -> Iterator[str]:
    blanks = " " * indent
    for number, value in enumerate(values):
        inner = f"{path}/{number}"
        if comments:
            yield from (f"{blanks}{one}" for one in comments.get(inner, ()))
        if isinstance(value, Mapping) and value:
            lines = _mapping(value, indent + 2, inner, comments)
            # The first key stands on the line of its dash.
            yield f"{blanks}- {next(lines).lstrip(' ')}"
            yield from lines
        else:
            yield from _value(f"{blanks}-", value, indent + 2, inner, comments)


def _is_literal(value: str) -> bool:
    """Whether text of several lines may stand as it is, in a literal block."""
    lines = value.split("\n")
    return (
        len(lines) > 1
        and bool(lines[0] and lines[-1])
        and all(_LITERAL_LINE.fullmatch(one) for one in lines)
    )


def _placed(tree: Mapping[str, Value], comments: Comments) -> dict[str, tuple[str, ...]]:
    written = set(_paths(tree, ""))
    placed: dict[str, tuple[str, ...]] = {}
    for path, lines in comments.items():
        place = path
        while place and place not in written:
            place = place.rpartition("/")[0]
        placed[place] = (*placed.get(place, ()), *lines)
    return placed


def _paths(value: Value, path: str) -> Iterator[str]:
    """The path of every line that `dump` writes; what starts a list item has the item's."""
    if isinstance(value, Mapping):
        for key, one in value.items():
            inner = f"{path}/{step(key)}" if path else step(key)
            yield inner
            yield from _paths(one, inner)
    elif isinstance(value, tuple):
        for number, one in enumerate(value):
            inner = f"{path}/{number}"
            yield inner
            yield from list(_paths(one, inner))[1:]
