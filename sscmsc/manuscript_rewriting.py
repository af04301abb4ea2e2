"""Keys of a manuscript changed to those that its works have now, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import unified_diff

from sscmsc.manuscript import Citation

#: What a key may be in pandoc and Typst without braces around it.
_BARE = re.compile(r"\w+(?:[:.-]\w+)*")


def rewrite(text: str, changes: Sequence[tuple[Citation, str]]) -> str:
    """`text` with each citation's key replaced; all other characters as they were.

    Raises `ValueError` where the text does not have the key in its place.
    """
    pieces: list[str] = []
    place = 0
    for citation, key in sorted(changes, key=lambda change: change[0].start):
        if citation.start < place or text[citation.start : citation.end] != citation.key:
            raise ValueError(f"{citation.place}: '{citation.key}' is not there")
        pieces += (text[place : citation.start], _fitting(text, citation, key))
        place = citation.end
    return "".join((*pieces, text[place:]))


def _fitting(text: str, citation: Citation, key: str) -> str:
    """The key, in braces where pandoc would not take the whole of it after its `@`."""
    is_bare = text[citation.start - 1 : citation.start] == "@"
    return key if not is_bare or _BARE.fullmatch(key) else f"{{{key}}}"


def diff_lines(path: str, before: str, after: str) -> Iterator[str]:
    """The lines of a unified diff, without line ends."""
    old, new = (re.split(r"\r\n|\r|\n", one.rstrip("\r\n")) for one in (before, after))
    yield from unified_diff(old, new, path, path, lineterm="")
