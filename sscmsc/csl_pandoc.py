"""pandoc as an engine: its own processor, in Haskell, with its own locales.

It runs in its sandbox, which lets it read the style and its input and nothing else. What it
prints is taken as its syntax tree (pandoc-types 1.23), never as text with markup.
"""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from sscmsc.csl import FACES, Formatted, Item, Style
from sscmsc.csl_exchange import plain_items, received
from sscmsc.errors import InputError
from sscmsc.jsontext import Json, items, text_member

#: `--citeproc` came with 2.11, `--sandbox` with 2.15.
_OLDEST = (2, 15)
_SECONDS = 300
_FACES: Mapping[str, str] = MappingProxyType(
    {
        "Emph": "i", "Strong": "b", "Superscript": "sup", "Subscript": "sub", "Underline": "u",
        "SmallCaps": "smallcaps",
    }
)  # fmt: skip
_BLANKS = frozenset(("Space", "SoftBreak", "LineBreak"))


class Pandoc:
    """The engine; `program` is where pandoc is. Raises `InputError` for one that is too old."""

    def __init__(self, program: str) -> None:
        self._program = program
        found = re.match(r"pandoc\S* (\d+)\.(\d+)\S*", self._run(["--version"], "") or "")
        if found is None or (int(found[1]), int(found[2])) < _OLDEST:
            raise InputError(
                f"{program} is too old to format references",
                hint='`pip install "sscmsc[pandoc]"` brings one that does.',
            )
        self._name = found.group()

    @property
    def name(self) -> str:
        return self._name

    def format(self, style: Style, items: Sequence[Item]) -> tuple[Formatted, ...]:
        """As `csl.Engine` says. Raises `InputError` for a style that pandoc cannot use."""
        if b"<bibliography" not in style.xml:
            raise InputError(f"style {style.name} has no bibliography to print")
        if not items:
            return ()
        # Its keys would be part of the tree's identifiers, which have rules of their own.
        numbered = [one._replace(citekey=f"k{number}") for number, one in enumerate(items)]
        with tempfile.TemporaryDirectory(prefix="sscmsc-") as folder:
            path = Path(folder) / "style.csl"
            with path.open("wb") as file:
                file.write(style.xml)
            said = self._run(
                ["--sandbox", "--citeproc", "--from=csljson", "--to=json", f"--csl={path}",
                 f"--metadata=lang={style.locale}"],
                json.dumps(plain_items(numbered)),
                style.name,
            )  # fmt: skip
        made = {key: (label, text) for key, label, text in _references(json.loads(said))}
        return tuple(
            received(items[int(key[1:])], label, text) for key, (label, text) in made.items()
        )

    def _run(self, arguments: Sequence[str], given: str, style: str = "") -> str:
        try:
            ran = subprocess.run(
                [self._program, *arguments], input=given.encode(), capture_output=True,
                timeout=_SECONDS, check=False,
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired) as error:
            raise InputError(f"pandoc at {self._program} does not run: {error}") from error
        if ran.returncode:
            told = " ".join(ran.stderr.decode("utf-8", "replace").split())
            raise InputError(f"pandoc cannot format with style {style}: {told[:300]}")
        return ran.stdout.decode("utf-8", "replace")


def _references(tree: Json) -> Iterator[tuple[str, str, str]]:
    """Key, label and text of every reference in the tree, in its order."""
    for block in _divisions(items(tree, "blocks")):
        identifier = str(_attributes(block)[0])
        if identifier.startswith("ref-"):
            label: list[str] = []
            text = "".join(_inlines(_content(block), label))
            yield identifier.removeprefix("ref-"), "".join(label), text


def _divisions(blocks: Sequence[Json]) -> Iterator[Json]:
    for block in blocks:
        if text_member(block, "t") == "Div":
            yield block
            yield from _divisions(_content(block))


def _attributes(element: Json) -> list[Json]:
    """Identifier, classes and other attributes of a `Div`, `Span` or `Link`."""
    said = items(element, "c")
    return said[0] if said and isinstance(said[0], list) else ["", [], []]


def _content(element: Json) -> list[Json]:
    said = items(element, "c")
    return said[1] if len(said) > 1 and isinstance(said[1], list) else []


def _inlines(elements: Sequence[Json], label: list[str]) -> Iterator[str]:
    """The text of elements with marks; what stands in the left margin goes to `label`."""
    for number, element in enumerate(elements):
        kind = text_member(element, "t") or ""
        if kind in ("Str", "Code"):
            yield text_member(element, "c") or ""
        elif kind in _BLANKS:
            yield " "
        elif kind in _FACES:
            opened, closed = FACES[_FACES[kind]]
            yield opened + "".join(_inlines(items(element, "c"), label)) + closed
        elif kind in ("Para", "Plain"):
            yield "".join(_inlines(items(element, "c"), label))
        elif kind in ("Span", "Link", "Div", "Quoted"):
            text = "".join(_inlines(_content(element), label))
            classes = _attributes(element)[1] if kind != "Quoted" else []
            if isinstance(classes, list) and "csl-left-margin" in classes and not label:
                label.append(text)
            else:
                yield (" " if kind == "Div" and number else "") + text
