"""The names in one cell of a table, in whatever way a database has joined them."""

from __future__ import annotations

import re

#: Between names: semicolons, lines, and what some programs put there.
_BETWEEN = re.compile(r"\s*(?:;|\r?\n|\r|//|\|)\s*")
_AND = re.compile(r",?\s+(?:and|&)\s+", re.I)
#: `Smith JA`, `van den Berg B.`
_SHORT = re.compile(r"\S.*\s(?:[A-Z][A-Z.-]{0,5}|(?:[A-Z]\. ?){1,3})")
#: The initials behind a comma: `J.`, `J. A.`, `JA`, `J.-P.`
_INITIALS = re.compile(r"(?:[A-Z]\.?[ -]?){1,4}")


def split_names(cell: str) -> list[str]:
    """The names one by one, as they are written there.

    Between semicolons or lines; between commas where each name has its initials behind it
    (`Smith JA, Roe B`); between `and` where both sides are people; and in pairs of commas where
    initials stand behind each family name (`Smith, J. A., Roe, B.`).
    """
    bare = cell.strip(" ;,\t\r\n")
    parts = [part for part in _BETWEEN.split(bare) if part]
    if len(parts) > 1:
        return parts
    names: list[str] = []
    for part in _joined_by_and(bare):
        names += _between_commas(part)
    return [name for name in names if name]


def _joined_by_and(cell: str) -> list[str]:
    parts = _AND.split(cell)
    people = all("," in part or _SHORT.fullmatch(part.strip()) for part in parts)
    return parts if len(parts) > 1 and people else [cell]


def _between_commas(part: str) -> list[str]:
    words = [word.strip() for word in part.strip(" ,").split(",")]
    if len(words) < 2:
        return words
    if all(_SHORT.fullmatch(word) for word in words):
        return words
    pairs = list(zip(words[::2], words[1::2], strict=False))
    if len(words) % 2 == 0 and len(pairs) > 1 and all(_INITIALS.fullmatch(b) for _, b in pairs):
        return [f"{family}, {initials}" for family, initials in pairs]
    return [part]
