"""A TOML table read by small checked accessors that know where in the file they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

#: The keys and numbers by which a value is reached: `("facet", "disease", "value", 2, "terms")`.
Place = tuple[str | int, ...]


class FormError(ValueError):
    """A value that is not of the documented form; `place` says where it is in its file."""

    def __init__(self, message: str, place: Place) -> None:
        super().__init__(message)
        self.message = message
        self.place = place


class Table(NamedTuple):
    """A table of a file, and the place it has there. Its methods raise `FormError`."""

    values: Mapping[str, object]
    place: Place = ()

    def only(self, *keys: str) -> None:
        """Refuse any other key."""
        for key in self.values:
            if key not in keys:
                raise self.error(key, f"there is no key '{key}' here; known are {', '.join(keys)}")

    def error(self, key: str, message: str) -> FormError:
        """The complaint about what stands under a key."""
        return FormError(message, (*self.place, key))

    def text(self, key: str, default: str | None = None) -> str:
        value = self.values.get(key, default)
        if not isinstance(value, str) or not value.strip():
            raise self.error(key, f"'{key}' must be text")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, empty where there is none."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise self.error(key, f"'{key}' must be a list of texts")
        return tuple(value)

    def flag(self, key: str, default: bool = False) -> bool:
        value = self.values.get(key, default)
        if not isinstance(value, bool):
            raise self.error(key, f"'{key}' must be true or false")
        return value

    def number(self, key: str, default: int | None = None) -> int | None:
        value = self.values.get(key, default)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
            raise self.error(key, f"'{key}' must be a whole number")
        return value

    def table(self, key: str) -> Table:
        """A table, empty where there is none."""
        value = self.values.get(key, {})
        if not isinstance(value, dict):
            raise self.error(key, f"'{key}' must be a table")
        return Table(value, (*self.place, key))

    def tables(self, key: str) -> Iterator[Table]:
        """The tables of a list, none where there is none."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise self.error(key, f"'{key}' must be a list of tables")
        for number, one in enumerate(value):
            yield Table(one, (*self.place, key, number))

    def pairs(self, key: str) -> tuple[tuple[str, str], ...]:
        """The keys of a table with their texts."""
        found = self.table(key)
        return tuple((name, found.text(name)) for name in found.values)


def find_line(text: str, place: Place) -> int:
    """The line of a TOML file, from 1, where a place begins; 0 where it is not found.

    It looks for headers and keys as people write them, and at no nested inline table.
    """
    names = [one for one in place if isinstance(one, str)]
    counts: dict[tuple[str, ...], int] = {}
    best, depth, header = 0, -1, tuple[str, ...]()
    for number, line in enumerate(text.splitlines(), 1):
        if found := re.match(r"\s*(\[{1,2})([^\[\]]+)\]", line):
            header = _keys(found.group(2))
            if found.group(1) == "[[":
                counts[header] = counts.get(header, -1) + 1
            path = header
        elif found := re.match(r"\s*([\w\"'.-]+(?:\s*\.\s*[\w\"'-]+)*)\s*=", line):
            path = (*header, *_keys(found.group(1)))
        else:
            continue
        shared = min(len(path), len(names))
        fits = path[:shared] == tuple(names[:shared]) and _counted(place, path, counts)
        if fits and shared > depth and (len(path) <= len(names) or shared == len(names)):
            best, depth = number, shared
    return best


def _keys(written: str) -> tuple[str, ...]:
    return tuple(one.strip().strip("\"'") for one in written.split("."))


def _counted(place: Place, path: tuple[str, ...], counts: Mapping[tuple[str, ...], int]) -> bool:
    """Whether the lists that a path goes through are at the numbers that the place tells."""
    names: tuple[str, ...] = ()
    for one in place:
        if isinstance(one, str):
            names = (*names, one)
        elif len(names) <= len(path) and counts.get(names, one) != one:
            return False
    return True
