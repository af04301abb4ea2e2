"""The `text-case` of CSL 1.0.2, for citeproc-py: which words of a title get a capital."""

from __future__ import annotations

import re
from typing import Any

from citeproc.string import String

from sscmsc.csl import MARKS

_WORD = re.compile(r"\S+")
_LEADING = re.compile(rf"^([{MARKS}]*)(.*)$", re.S)
_STOP_WORDS = frozenset(
    "a an and as at but by down for from in into nor of on onto or over so the till to up via "
    "with yet about against along around before behind below beneath beside between beyond "
    "during except inside like near off outside past per since than through toward under until "
    "upon without versus vs vs. v v. et al.".split()
)
_CAPITALISED = re.compile(rf"^[{MARKS}(“‘]*[a-z]")


class Cased:
    """Mixed into what has a `text-case`."""

    def case(self: Any, text: Any, language: str | None = None) -> Any:
        """`text` in the case of the style: a word with a capital in it, as SSc, stays as it is."""
        case = self.get("text-case")
        if case is None or not isinstance(text, str | list):
            return text
        plain = str(text)
        if case == "lowercase":
            return String(plain.lower())
        if case == "uppercase":
            return String(plain.upper())
        if case == "capitalize-first":
            return String(_capitalised(plain))
        if case == "capitalize-all":
            return String(_WORD.sub(lambda found: _capitalised(found.group()), plain))
        if case == "sentence":
            return String(_capitalised(plain.lower() if plain.isupper() else plain))
        if case == "title" and (language or "en") == "en":
            return String(_title_case(plain))
        return text


def _capitalised(value: str) -> str:
    found = _LEADING.match(value)
    assert found is not None
    return found[1] + found[2][:1].upper() + found[2][1:]


def _title_case(value: str) -> str:
    words = value.split(" ")
    made: list[str] = []
    for number, word in enumerate(words):
        first = number == 0 or bool(re.search(rf"[:.?!—][{MARKS}]*$", words[number - 1]))
        last = number == len(words) - 1
        bare = re.sub(f"[{MARKS}]", "", word).strip("()“”‘’,;:")
        if (bare in _STOP_WORDS and not first and not last) or not bare.islower():
            made.append(word)
        else:
            made.append(_title_word(word))
    return " ".join(made)


def _title_word(word: str) -> str:
    if not _CAPITALISED.match(word):
        return word
    return re.sub("(?:^|(?<=-))[^\\W\\d_]|^[^\\w]*[a-z]", lambda one: one.group().upper(), word)
