"""Formatted references and what makes them: the interface of every CSL engine.

A formatted reference is runs of text with the typefaces around them, never a string with markup
in it, so that whatever a title holds stays text in every output.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple, Protocol

from sscmsc.jsontext import Json

#: The namespace of CSL's elements, as lxml writes it.
CSL = "{http://purl.org/net/xbiblio/csl}"
#: Typefaces by name, each with the two characters that open and close it in an engine's text.
#: They are noncharacters (Unicode 23.7), which no text to be exchanged holds.
FACES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        name: (chr(0xFDD0 + 2 * number), chr(0xFDD1 + 2 * number))
        for number, name in enumerate(("i", "b", "sup", "sub", "u", "smallcaps", "own"))
    }
)
#: Stands as the last of the authors where a list is incomplete.
ET_AL = "\ufde0"
#: Follows a closing quotation mark into which a stop or comma after it is drawn.
QUOTED = "\ufde1"
MARKS = "".join(map("".join, FACES.values())) + ET_AL + QUOTED


class Run(NamedTuple):
    """Text in one typeface; `faces` are names of `FACES`."""

    text: str
    faces: frozenset[str] = frozenset()


class Style(NamedTuple):
    """A CSL style: `name` is its id or the file's name, `xml` the independent style's source.

    `locale` is what terms are printed in (`en-US`).
    """

    name: str
    title: str
    xml: bytes
    locale: str = "en-US"


class Item(NamedTuple):
    """A work for an engine: `values` are the variables of CSL-JSON, with `MARKS` in the text."""

    citekey: str
    values: Mapping[str, Json]


class Formatted(NamedTuple):
    """One reference as a style prints it; `label` is the number before it, "" where none is."""

    citekey: str
    label: str
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """The reference as plain text, with its label."""
        said = "".join(run.text for run in self.runs)
        return f"{self.label} {said}" if self.label else said


class Engine(Protocol):
    """A CSL processor."""

    @property
    def name(self) -> str:
        """Its name and version, as `-v` tells it."""

    def format(self, style: Style, items: Sequence[Item]) -> tuple[Formatted, ...]:
        """The bibliography of `items`, in the style's order; without an order of its own the
        style numbers them as they come. Raises `InputError` for a style it cannot use."""
