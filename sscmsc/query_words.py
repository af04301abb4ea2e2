"""Text as queries compare it: words one blank apart, plain letters, one form for all numbers.

What is searched and what is searched for go through the same functions, so that `Sjögren's
syndromes` finds `SJOGREN SYNDROME`, `TGF-beta` finds `TGF-β` and `H2O` finds `H₂O`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from sscmsc.words import fold, surfaces

#: The columns of the full text in which the ending of a word is part of a name, and the others;
#: and those that are searched only when they are named.
NAMES = ("authors", "journal", "citekey")
TEXTS = ("title", "original", "abstract", "keywords", "mesh", "tags", "note")
NAMED = ("types",)
COLUMNS = (*TEXTS, *NAMES, *NAMED)

#: The fields that have values or numbers and are no facets; a facet of such a name is not asked.
VALUED = frozenset("key kind language tag doi pmid pmcid year cites references unresolved".split())

#: Stands before and after each of several values in one text; no word is like it.
BOUNDARY = "\u00a6"

_WORD = re.compile(r"[^\W_]+")
# What `words.singular` does to one word, for all of a text at once.
_PLURALS = (
    (re.compile(r"ies(?![^\W_])(?<=[^\W_]ies)"), "y"),
    (re.compile(r"itides(?![^\W_])"), "itis"),
    (re.compile(r"s(?![^\W_])(?<=[^\W_]{2}[^\W_sui]s)"), ""),
)
_POSSESSIVE = re.compile(r"['\u2019\u02bc][sS](?!\w)(?<=\w..)")
# Chinese and Japanese put no blanks between words: each character is one.
UNSPACED = "[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"


_BLANKS = {place: " " for place in range(128) if not chr(place).isalnum()}


def name_words(text: str) -> list[str]:
    """The words of a name, a journal or a citekey: their ending is part of them."""
    return _split(fold(text).casefold())


def text_words(text: str) -> list[str]:
    """The words of running text, each without the ending of plural or possessive."""
    plain = fold(_POSSESSIVE.sub("", text)).casefold()
    for pattern, ending in _PLURALS:
        plain = pattern.sub(ending, plain)
    return _split(plain)


def value_key(text: str) -> str:
    """A value of a list as it is compared: in words, without accents and in lower case."""
    return " ".join(name_words(text))


def _split(plain: str) -> list[str]:
    if plain.isascii():
        return plain.translate(_BLANKS).split()
    return _WORD.findall(_unspaced().sub(r" \1 ", plain))


@cache
def _unspaced() -> re.Pattern[str]:
    # So wide a class takes longer to compile than most commands have.
    return re.compile(f"({UNSPACED})")


def joined(values: Iterable[list[str]]) -> str:
    """The words of several values as one text, a boundary before and after each; empty where
    there is none."""
    texts = [" ".join(words) for words in values if words]
    return f"{BOUNDARY} {f' {BOUNDARY} '.join(texts)} {BOUNDARY}" if texts else ""


def without_ending(begun: str) -> tuple[str, ...]:
    """The words that do not begin with `begun` but have a form in a text that does: `therapy`
    for `therapi`, since a text with `therapies` holds the word `therapy`."""
    found = []
    for ending, short in (
        ("s", ""), ("i", "y"), ("ie", "y"), ("ies", "y"), ("itid", "itis"), ("itide", "itis"),
        ("itides", "itis"),
    ):  # fmt: skip
        word = begun.removesuffix(ending) + short
        if begun.endswith(ending) and any(one.startswith(begun) for one in surfaces(word)):
            found.append(word)
    return tuple(one for one in dict.fromkeys(found) if not one.startswith(begun))
