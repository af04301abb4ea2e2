"""What a search found, as a person reads it: each work with what was looked for in bold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from sscmsc.present import Screen
from sscmsc.text import visible

_MARGIN = 2


class Piece(NamedTuple):
    """A part of a text, and whether it is what was looked for."""

    text: str
    hit: bool = False


class Shown(NamedTuple):
    """A work: a line that names it, its title, and a passage with the field it is from."""

    head: str
    title: Sequence[Piece]
    field: str = ""
    passage: Sequence[Piece] = ()


def pieces(text: str, hits: Iterable[tuple[int, int]]) -> Iterator[Piece]:
    """A text cut at what was looked for, of which `hits` are start and end in characters."""
    done = 0
    for start, end in hits:
        if start > done:
            yield Piece(text[done:start])
        yield Piece(text[start:end], True)
        done = end
    if done < len(text):
        yield Piece(text[done:])


def draw(screen: Screen, works: Iterable[Shown]) -> None:
    """The works one below the other, on a terminal."""
    from rich.text import Text

    console = screen.console(screen.out)
    for work in works:
        title = Text()
        for piece in work.title:
            title.append(visible(piece.text), "bold yellow" if piece.hit else "")
        passage = Text(style="dim")
        if work.field:
            passage.append(f"{work.field}: ")
        for piece in work.passage:
            passage.append(visible(piece.text), "bold yellow not dim" if piece.hit else "")
        console.print(Text(visible(work.head), "cyan"))
        for text in (one for one in (title, passage) if one.plain):
            for line in text.wrap(console, max(_MARGIN, screen.width - _MARGIN)):
                line.rstrip()
                line.pad_left(_MARGIN)
                console.print(line, soft_wrap=True)
