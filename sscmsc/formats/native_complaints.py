"""What is wrong with a file that is no YAML, in words for who wrote it, and on which line."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

import yaml

from sscmsc.text import MARK_LIMIT, thinned

T = TypeVar("T")

BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
#: Compiled only when it is needed: so wide a class takes longer than most commands have.
_FORBIDDEN = "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
_ESCAPE = r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U000[0-9A-Fa-f]{5})"
_FLOOD = re.compile(rf"(?:[^\w\s!-~]|{_ESCAPE}){{{MARK_LIMIT + 1},}}")
#: libyaml's complaints (scanner.c, parser.c) and what is usually behind them.
_SAID = (
    ("quoted scalar, found unexpected (?:end|document)", "a quote that is never closed"),
    ("could not find expected ':'", "a line that is no 'key: value'"),
    ("flow (?:sequence|mapping)", "a bracket that is never closed, or a comma that is missing"),
    ("did not find expected key", "a line that does not belong here: is a quote above it closed, "
     "and its indent right?"),
    ("did not find expected '-' indicator", "a line of a list that does not begin with '- '"),
    ("mapping values are not allowed", "a second ': ' in a line; put the text in quotes"),
    ("tab character", "a tab; indent with blanks"),
    ("cannot start any token", "a tab or sign that no value begins with; indent with blanks, put "
     "text in quotes"),
    ("unknown escape character", "an escape that there is not; write '\\\\' for a backslash"),
)  # fmt: skip


class Misfit(Exception):
    """Something in a file that is not as it must be: a 1-based line and a one-line message."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


def line_of(text: str, position: int) -> int:
    return len(BREAK.findall(text, 0, position)) + 1


def checked(text: str, parse: Callable[[], T]) -> T:
    """What `parse` makes of a text. Raises `Misfit` where libyaml finds that it is no YAML."""
    try:
        return parse()
    except yaml.MarkedYAMLError as error:
        raise Misfit(_line_of_error(error, text), f"no YAML: {_words(error)}") from None
    except yaml.reader.ReaderError:
        found = re.search(_FORBIDDEN, text)
        number = line_of(text, found.start()) if found else 1
        which = f" (U+{ord(found.group()):04X})" if found else ""
        raise Misfit(number, f"a character{which} that YAML does not allow") from None


def _line_of_error(error: yaml.MarkedYAMLError, text: str) -> int:
    """Where the fault is: for what is never closed that is where it began."""
    said = error.problem or ""
    mark = error.problem_mark
    beyond = mark is None or mark.line >= len(BREAK.findall(text.rstrip())) + 1
    if beyond or "end of stream" in said or "expected ':'" in said:
        mark = error.context_mark or mark
    return int(mark.line) + 1 if mark else 1


def _words(error: yaml.MarkedYAMLError) -> str:
    """What libyaml complains of, in the words of who wrote the file."""
    said = ", ".join(part for part in (error.context, error.problem) if part)
    return next((words for sign, words in _SAID if re.search(sign, said)), said)


def refuse_floods(text: str) -> None:
    """Raises `Misfit` for more accents on one letter than anything can be done with in time,
    written as they are or escaped."""
    for found in _FLOOD.finditer(text):
        written = re.sub(_ESCAPE, lambda one: chr(int(one.group()[2:], 16)), found.group())
        if thinned(written) != written:
            said = f"more than {MARK_LIMIT} accents on one letter"
            raise Misfit(line_of(text, found.start()), said)
