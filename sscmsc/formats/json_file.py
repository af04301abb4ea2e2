"""JSON that a file holds, read for the formats that are written in it."""

from __future__ import annotations

import json

from sscmsc.errors import InputError, LocatedError, Problem
from sscmsc.jsontext import Json


def parse_json_file(written: str, path: str) -> Json:
    """The value of a text, which may begin with a byte-order mark; NaN and Infinity, which are no
    JSON (RFC 8259), are None. Raises `InputError`, with the line where there is one."""
    try:
        value: Json = json.loads(written.lstrip("\ufeff"), parse_constant=lambda _: None)
    except json.JSONDecodeError as error:
        raise LocatedError(Problem(path, error.lineno, f"not JSON: {error.msg}")) from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path}: JSON that nests too deep or has numbers too long") from error
    return value
