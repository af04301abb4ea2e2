"""Text with marks for typefaces: made from rich text, tidied, and cut into runs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from sscmsc.csl import FACES, MARKS, QUOTED, Run
from sscmsc.text import runs as rich_runs

_OPENING = {pair[0]: name for name, pair in FACES.items()}
_CLOSING = {pair[1]: name for name, pair in FACES.items()}
_MARK = re.compile(f"[{MARKS}]")
_ANY = f"[{MARKS}]*"
_APOSTROPHE = re.compile(r"(?<=\w)'(?=[^\W\d_])")
_SINGLE = re.compile(r"(?<![\w'])'(?=\S)([^']*?\S)'(?!\w)")
_DOUBLE = re.compile(r"(?<!\w)\"(?=\S)([^\"]*?\S)\"(?!\w)")
_RAISED = re.compile(r"(?<=[\d.])[ªºᴬ-ᵡᶜ-ᶿʰ-ʸ]+")
_TIDY = (
    (re.compile(rf"([”’\"»]){QUOTED}({_ANY})([.,])"), r"\3\1\2"),
    (re.compile(QUOTED), ""),
    (re.compile(rf"([?!;:])({_ANY})\.(?!\.)"), r"\1\2"),
    (re.compile(rf"(?<!\.)\.({_ANY})\.(?!\.)"), r".\1"),
    (re.compile(rf"([,;:])({_ANY})\1"), r"\1\2"),
    (re.compile(rf" ({_ANY}) +"), r" \1"),
    (re.compile(rf"\s+({_ANY})$"), r"\1"),
)


def unmarked(value: str) -> str:
    """Text without the characters that would be taken for marks."""
    return _MARK.sub("", value)


def typeset(value: str) -> str:
    """Plain text with the apostrophes and quotation marks that are printed (`’`, `“ ”`)."""
    if "'" not in value and '"' not in value:
        return value
    curled = _APOSTROPHE.sub("’", value)
    return _DOUBLE.sub(r"“\1”", _SINGLE.sub(r"‘\1’", curled))


def marked(value: str) -> str:
    """Rich text as text with marks, typeset."""
    if "<" not in value and "&" not in value:
        return typeset(unmarked(value))
    pieces: list[str] = []
    for written, tags in rich_runs(value):
        opened = "".join(FACES[tag][0] for tag in tags)
        closed = "".join(FACES[tag][1] for tag in reversed(tags))
        pieces.append(f"{opened}{typeset(unmarked(written))}{closed}")
    return "".join(pieces)


def raised(value: str) -> str:
    """Text in which the raised letters of an ordinal (`3ᵉ`, `3.ª`) are letters with marks."""
    return _RAISED.sub(
        lambda found: wrapped("sup", unicodedata.normalize("NFKC", found.group())), value
    )


def wrapped(face: str, value: str) -> str:
    """Text with marks set in a typeface of `FACES`."""
    opened, closed = FACES[face]
    return f"{opened}{value}{closed}"


def tidied(value: str) -> str:
    """Text with marks in which no stop follows another or a question mark, no blank another."""
    for pattern, better in _TIDY:
        value = pattern.sub(better, value)
    return value.strip()


def cut(value: str) -> tuple[Run, ...]:
    """Text with marks as runs, neighbours of the same faces joined.

    Faces of one kind do not nest: italics within italics are upright again, as in print.
    """
    depth = dict.fromkeys(FACES, 0)
    made: list[Run] = []
    start = 0
    for found in (*_MARK.finditer(value), None):
        end = found.start() if found else len(value)
        if end > start:
            made.append(Run(value[start:end], _faces(depth)))
        if found is None:
            break
        start = found.end()
        if found.group() in _OPENING:
            depth[_OPENING[found.group()]] += 1
        elif (face := _CLOSING.get(found.group())) is not None:
            depth[face] = max(0, depth[face] - 1)
    return _joined(made)


def _faces(depth: dict[str, int]) -> frozenset[str]:
    """The open faces; the user's own name is bold whatever else is."""
    shown = {face for face, count in depth.items() if count % 2 and face != "own"}
    return frozenset(shown | {"b", "own"} if depth["own"] else shown)


def _joined(made: Iterable[Run]) -> tuple[Run, ...]:
    """Runs with neighbours of one typeface as one; what is between two parts of the user's own
    name is as they are."""
    kept: list[Run] = []
    for run in made:
        if (
            len(kept) > 1
            and "own" in run.faces
            and kept[-2].faces == run.faces
            and not kept[-1].faces
            and not re.search(r"[\w;&…]", kept[-1].text)
        ):
            between = kept.pop().text
            kept[-1] = Run(kept[-1].text + between + run.text, run.faces)
        else:
            kept.append(run)
    return tuple(_merged(Run(run.text, run.faces - {"own"}) for run in kept))


def _merged(made: Iterable[Run]) -> Iterator[Run]:
    last: Run | None = None
    for run in made:
        if last is not None and last.faces == run.faces:
            last = Run(last.text + run.text, run.faces)
        else:
            if last is not None:
                yield last
            last = run
    if last is not None:
        yield last
