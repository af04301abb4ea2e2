"""Formatted references as text, Markdown, HTML, RTF and Word documents.

Every output escapes the text of each run for itself, so that a title cannot act in any of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from html import escape
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from sscmsc.csl import Formatted, Run
from sscmsc.errors import UsageError
from sscmsc.styles_docx import write_docx
from sscmsc.styles_rtf import write_rtf
from sscmsc.text import harmless

_TAGS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "i": ("<i>", "</i>"),
        "b": ("<b>", "</b>"),
        "sup": ("<sup>", "</sup>"),
        "sub": ("<sub>", "</sub>"),
        "u": ("<u>", "</u>"),
        "smallcaps": ('<span style="font-variant: small-caps">', "</span>"),
    }
)
_ORDER = tuple(_TAGS)
#: What Markdown of any kind reads as markup (CommonMark 0.31, pandoc's footnotes, maths, sub-
#: and superscripts, citations); a backslash before punctuation makes it literal in all of them.
_MARKDOWN = re.compile(r"[\\`*_{}\[\]<>&#|~^$@!]")
_LIST_SIGN = re.compile(r"^(\s*)([-+=:]|\d+(?=[.)]))")
_HEAD = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>References</title></head>
<body>
<div class="csl-bib-body">
"""


#: The hanging indent of documents in inches, and the points after a paragraph.
INDENT = 0.5
AFTER = 6.0


class Output(NamedTuple):
    """A way to write formatted references: text in pieces, or the bytes of a document.

    Lines after the first begin at `indent` inches; `after` points are free after a reference.
    """

    name: str
    title: str
    suffixes: tuple[str, ...]
    text: Callable[[Iterable[Formatted]], Iterator[str]] | None = None
    document: Callable[[Iterable[Formatted]], bytes] | None = None
    indent: float = 0.0
    after: float = 0.0


def write_text(references: Iterable[Formatted]) -> Iterator[str]:
    """One reference a line, without typefaces."""
    for one in references:
        yield f"{harmless(one.text)}\n"


def write_markdown(references: Iterable[Formatted]) -> Iterator[str]:
    """One reference a paragraph; its number is text, not a list's, so that none is renumbered."""
    for one in references:
        body = "".join(_markdown(run) for run in one.runs)
        label = _MARKDOWN.sub(r"\\\g<0>", one.label)
        label = re.sub(r"^(\d+)([.)])$", r"\1\\\2", label)
        yield f"{label} {body}\n\n" if label else f"{_LIST_SIGN.sub(_guarded, body)}\n\n"


def _guarded(found: re.Match[str]) -> str:
    sign = found[2]
    return f"{found[1]}&#8203;{sign}" if sign.isdigit() else f"{found[1]}\\{sign}"


def _markdown(run: Run) -> str:
    text = _MARKDOWN.sub(r"\\\g<0>", harmless(run.text))
    bare = text.strip(" ")
    if not bare or not run.faces:
        return text
    before, after = text[: text.index(bare)], text[text.index(bare) + len(bare) :]
    for face in reversed(_ORDER):
        if face in run.faces:
            opened, closed = {"i": ("*", "*"), "b": ("**", "**")}.get(face, _TAGS[face])
            bare = f"{opened}{bare}{closed}"
    return f"{before}{bare}{after}"


def write_html(references: Iterable[Formatted]) -> Iterator[str]:
    """A page of one `div` a reference, with the class names that citation processors use."""
    yield _HEAD
    for one in references:
        body = "".join(_html(run) for run in one.runs)
        label = f'<span class="csl-left-margin">{_escaped(one.label)}</span> ' if one.label else ""
        yield f'<div class="csl-entry">{label}{body}</div>\n'
    yield "</div>\n</body>\n</html>\n"


def _html(run: Run) -> str:
    text = _escaped(run.text)
    for face in reversed(_ORDER):
        if face in run.faces:
            opened, closed = _TAGS[face]
            text = f"{opened}{text}{closed}"
    return text


def _escaped(text: str) -> str:
    return escape(harmless(text), quote=True)


OUTPUTS = (
    Output("text", "text", (".txt",), text=write_text),
    Output("markdown", "Markdown", (".md", ".markdown"), text=write_markdown),
    Output("html", "HTML", (".html", ".htm"), text=write_html),
    Output("rtf", "RTF", (".rtf",), text=write_rtf, indent=INDENT, after=AFTER),
    Output("docx", "a Word document", (".docx",), document=write_docx, indent=INDENT, after=AFTER),
)


def find_output(name: str) -> Output:
    """The output of that name. Raises `UsageError` with those there are."""
    for row in OUTPUTS:
        if row.name == name.casefold():
            return row
    known = ", ".join(row.name for row in OUTPUTS)
    raise UsageError(f"there is no output format '{name}'", hint=f"Output formats: {known}.")


def output_of_suffix(target: Path | None) -> Output:
    """The output for a file of that name: text where its suffix says nothing."""
    suffix = target.suffix.casefold() if target is not None else ""
    return next((row for row in OUTPUTS if suffix in row.suffixes), OUTPUTS[0])
