"""Formatted references as Rich Text Format 1.9 (Microsoft), in plain ASCII."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from sscmsc.csl import Formatted, Run
from sscmsc.text import harmless

_CODES: Mapping[str, str] = MappingProxyType(
    {"i": r"\i", "b": r"\b", "sup": r"\super", "sub": r"\sub", "u": r"\ul", "smallcaps": r"\scaps"}
)
_HEAD = r"{\rtf1\ansi\ansicpg1252\deff0\uc1{\fonttbl{\f0\froman Times New Roman;}}\f0\fs24" + "\n"
_SPECIAL = re.compile(r"[\\{}]|[^ -~]")


def write_rtf(references: Iterable[Formatted]) -> Iterator[str]:
    """One reference a paragraph, with a hanging indent; its number and a tab stand before it."""
    yield _HEAD
    for one in references:
        body = "".join(_run(run) for run in one.runs)
        label = f"{_escaped(one.label)}\\tab " if one.label else ""
        yield f"{{\\pard\\li720\\fi-720\\tx720\\sa120 {label}{body}\\par}}\n"
    yield "}\n"


def _run(run: Run) -> str:
    codes = "".join(code for face, code in _CODES.items() if face in run.faces)
    text = _escaped(run.text)
    return f"{{{codes} {text}}}" if codes else text


def _escaped(text: str) -> str:
    return _SPECIAL.sub(_code, harmless(text))


def _code(found: re.Match[str]) -> str:
    """A brace or backslash after a backslash; another character as its UTF-16 units, signed."""
    if found.group() in "\\{}":
        return f"\\{found.group()}"
    data = found.group().encode("utf-16-le", "surrogatepass")
    units = (
        int.from_bytes(data[at : at + 2], "little", signed=True) for at in range(0, len(data), 2)
    )
    return "".join(f"\\u{unit}?" for unit in units)
