"""JSON from services, read strictly, and the few questions that are asked of it.

Nothing past a parser is untyped: a value is one of the kinds of `Json`, and the
accessors answer None or () for anything that is not of the kind they look for.
"""

from __future__ import annotations

import json
from typing import NoReturn, TypeAlias

from sscmsc.patience import UnusableAnswer

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"


def parse_json(data: bytes) -> Json:
    """The value that UTF-8 `data` is. Raises `UnusableAnswer`.

    Refused are also what Python's reader lets pass: NaN and infinities, an object with the
    same name twice, numbers and nesting without measure.
    """
    try:
        value: Json = json.loads(
            data.decode("utf-8-sig"), parse_constant=_refuse, object_pairs_hook=_object
        )
    except (ValueError, RecursionError) as error:
        raise UnusableAnswer("answered what is not complete JSON") from error
    return value


def member(value: Json, *names: str) -> Json:
    """The value at a path of names through objects, None where the path ends early."""
    for name in names:
        if not isinstance(value, dict):
            return None
        value = value.get(name)
    return value


def text_member(value: Json, *names: str) -> str | None:
    """The text at a path of names; a whole number counts as its digits, "" as None."""
    found = member(value, *names)
    if isinstance(found, int) and not isinstance(found, bool):
        return str(found)
    return found if isinstance(found, str) and found else None


def items(value: Json, *names: str) -> tuple[Json, ...]:
    """The values of the list at a path of names, () when there is no list."""
    found = member(value, *names)
    return tuple(found) if isinstance(found, list) else ()


def texts(value: Json, *names: str) -> tuple[str, ...]:
    """The texts in the list at a path of names; what is no text is left out."""
    return tuple(one for one in items(value, *names) if isinstance(one, str))


def objects(value: Json, *names: str) -> tuple[dict[str, Json], ...]:
    """The objects in the list at a path of names; what is no object is left out."""
    return tuple(one for one in items(value, *names) if isinstance(one, dict))


def number_member(value: Json, *names: str) -> int | None:
    """The whole number at a path of names, also one written as text; None for any other."""
    found = member(value, *names)
    if isinstance(found, str) and found.isascii() and found.isdigit() and len(found) < 19:
        return int(found)
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return made
