"""How names are written in the vocabulary: patterns, each of which stands for many names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from sscmsc.words import fold, singular

Pattern = list["str | list[Pattern]"]


def parse_pattern(pattern: str, macros: Mapping[str, str]) -> Pattern:
    """`type {1|i} diabetes` as words and lists of alternatives; `<name>` is a macro.

    Hyphens and slashes only part words, as in a text; `-like` is a word.

    Raises ValueError for a bracket without its other half and for an unknown macro.
    """
    for _ in range(9):
        if "<" not in pattern:
            break
        pattern = re.sub(r"<([\w-]+)>", lambda found: _macro(macros, found.group(1)), pattern)
    if "<" in pattern or ">" in pattern:
        raise ValueError(f"'<' and '>' hold the name of a macro: {pattern!r}")
    stack: list[list[Pattern]] = [[[]]]
    for token in re.findall(r"[{}|]|(?<!\S)-like\b|[^\s{}|/-]+", pattern):
        if token == "{":
            stack.append([[]])
        elif token == "|" and len(stack) > 1:
            stack[-1].append([])
        elif token == "}" and len(stack) > 1:
            alternatives = stack.pop()
            stack[-1][-1].append(alternatives)
        elif token in "{|}":
            raise ValueError(f"{token!r} stands outside of braces: {pattern!r}")
        else:
            stack[-1][-1].append(token)
    if len(stack) > 1:
        raise ValueError(f"'{{' has no end: {pattern!r}")
    return stack[0][0]


def _macro(macros: Mapping[str, str], name: str) -> str:
    if name not in macros:
        raise ValueError(f"there is no macro '{name}'")
    return macros[name]


def plain_word(item: str, spellings: Mapping[str, str]) -> str:
    """A word of a pattern as it is compared."""
    word = _plain_word(item)
    return spellings.get(word, word)


def first_words(pattern: Pattern, spellings: Mapping[str, str]) -> tuple[dict[str, None], bool]:
    """The words that the names of a pattern begin with, in its order, and whether one of these
    names may have no word at all."""
    found: dict[str, None] = {}
    for item in pattern:
        if isinstance(item, str):
            found[plain_word(item, spellings)] = None
            return found, False
        begun = [first_words(one, spellings) for one in item]
        for words, _ in begun:
            found |= words
        if not any(empty for _, empty in begun):
            return found, False
    return found, True


@cache
def _plain_word(item: str) -> str:
    word = fold(item)
    # `Crohn` and `crohn` are one word; `SSc` is an abbreviation.
    return singular(word.lower()) if word.islower() or _is_name(word) else word


def _is_name(word: str) -> bool:
    return len(word) > 3 and word[1:].islower()
