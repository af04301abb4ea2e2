"""What a user hands over: files and standard input, of a size that can be meant."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import BinaryIO

from sscmsc.errors import InputError

SIZE_LIMIT = 500_000_000
STANDARD_INPUT = "standard input"


def read_input(name: str) -> tuple[str, bytes]:
    """The bytes of a file, or of standard input for `-`, and the name to use in complaints.

    Raises `InputError` for one that cannot be read or is larger than `SIZE_LIMIT` bytes.
    """
    if name == "-":
        if sys.stdin is None:
            raise InputError("standard input is closed")
        return STANDARD_INPUT, _whole(sys.stdin.buffer, STANDARD_INPUT)
    if not name:
        raise InputError("an empty text is no file name")
    try:
        with Path(name).open("rb") as file:
            _check_size(os.fstat(file.fileno()).st_size, name)
            return name, _whole(file, name)
    except OSError as error:
        raise InputError(f"{name}: {error.strerror or error}") from error
    except ValueError as error:  # a path with a NUL
        raise InputError(f"{name}: {error}") from error


def read_lines(name: str) -> tuple[str, list[str]]:
    """The lines of a text, as `read_input`. Raises `InputError` where it is not UTF-8."""
    shown, data = read_input(name)
    try:
        return shown, data.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(f"{shown}:{line}: not a text in UTF-8") from error


def _whole(stream: BinaryIO, name: str) -> bytes:
    data = stream.read(SIZE_LIMIT + 1)
    _check_size(len(data), name)
    return data


def _check_size(size: int, name: str) -> None:
    if size > SIZE_LIMIT:
        raise InputError(f"{name}: larger than {SIZE_LIMIT // 1_000_000} MB")
