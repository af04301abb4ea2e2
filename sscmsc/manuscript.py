"""A manuscript as the citations in it: which key or identifier stands where."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePath
from typing import NamedTuple

from sscmsc.errors import InputError
from sscmsc.formats.safe_xml import find_elements, line_of
from sscmsc.identifiers import Identifier
from sscmsc.manuscript_latex import find_aux, find_inputs, find_latex
from sscmsc.manuscript_markdown import find_markdown, find_plain
from sscmsc.manuscript_text import Lines, Mention, decoded, identifier_of
from sscmsc.manuscript_typst import find_labels, find_typst
from sscmsc.manuscript_word import find_word

#: The key that cites every work: `\\nocite{*}`.
ALL = "*"
_BIBER = "{https://sourceforge.net/projects/biblatex}citekey"
#: What scans a text, by the name of its kind.
_SCANS: Mapping[str, Callable[[str], Iterator[Mention]]] = {
    "latex": find_latex, "aux": find_aux, "markdown": find_markdown, "typst": find_typst,
    "plain": find_plain,
}  # fmt: skip
#: Kinds whose files a person writes as text: keys can be changed there.
WRITTEN = frozenset({"latex", "markdown", "typst", "plain"})
_KINDS = {
    ".tex": "latex", ".ltx": "latex", ".latex": "latex", ".rnw": "latex", ".aux": "aux",
    ".bcf": "biber", ".md": "markdown", ".markdown": "markdown", ".mkd": "markdown",
    ".rmd": "markdown", ".qmd": "markdown", ".typ": "typst", ".docx": "word", ".docm": "word",
    ".dotx": "word",
}  # fmt: skip
_OLD_WORD = b"\xd0\xcf\x11\xe0"
_HINT = "Save it as .docx, or as a text."


class Citation(NamedTuple):
    """A key or identifier where it is cited.

    `key` is as written, `identifier` what it surely is (`doi:10...`). `line` and `column` count
    from 1; in a `.docx` file they are the paragraph and 0, and `part` tells of footnotes.
    `start` and `end` are characters of the text. `sure` as for `Mention`.
    """

    key: str
    identifier: Identifier | None
    path: str
    line: int
    column: int
    part: str = ""
    start: int = 0
    end: int = 0
    sure: bool = True

    @property
    def place(self) -> str:
        """File and line, as compilers name them."""
        return f"{self.path}{self.part}:{self.line}"


def kind_of(path: str, data: bytes) -> str:
    """The kind of a manuscript: by its suffix, else by how it begins.

    Raises `InputError` for files that hold a manuscript in no form that is read.
    """
    suffix = PurePath(path).suffix.lower()
    if data.startswith(_OLD_WORD) or suffix == ".doc":
        raise InputError(f"{path}: a file of old Word, which is not read", hint=_HINT)
    if data.startswith(b"{\\rtf") or suffix in (".odt", ".pages", ".pdf"):
        raise InputError(f"{path}: no kind of manuscript that is read", hint=_HINT)
    if suffix in _KINDS:
        return _KINDS[suffix]
    if data.startswith(b"PK\x03\x04"):
        return "word"
    if b"\\documentclass" in data[:20_000] or b"\\begin{document}" in data[:200_000]:
        return "latex"
    if data.startswith(b"\\relax"):
        return "aux"
    return "plain"


def find_citations(path: str, data: bytes) -> tuple[Citation, ...]:
    """The citations of one manuscript in the order in which they stand.

    Raises `InputError` naming the file for one that cannot be read.
    """
    kind = kind_of(path, data)
    if kind == "word":
        return tuple(
            Citation(
                one.mention.key, identifier_of(one.mention.key), path, one.paragraph, 0, one.part,
                sure=one.mention.sure,
            )
            for one in find_word(data, path)
        )  # fmt: skip
    if kind == "biber":
        return tuple(_biber(path, data))
    text, _ = decoded(data, path)
    return tuple(_located(path, text, _SCANS[kind](text)))


def find_all(files: Mapping[str, bytes]) -> tuple[Citation, ...]:
    """The citations of all these manuscripts, by file. A label that one Typst file sets is no
    citation in another. Raises `InputError` as `find_citations` does."""
    found = [one for path, data in files.items() for one in find_citations(path, data)]
    typst = {path: data for path, data in files.items() if kind_of(path, data) == "typst"}
    texts = (decoded(data, path)[0] for path, data in typst.items())
    labels = frozenset(label for text in texts for label in find_labels(text))
    return tuple(one for one in found if one.path not in typst or one.key not in labels)


def unread_inputs(files: Mapping[str, bytes]) -> tuple[tuple[str, int, str], ...]:
    """The files that LaTeX sources take in and that are not among these: path and line of the
    command, and the name there."""
    known = {PurePath(path).stem for path in files}
    unread: list[tuple[str, int, str]] = []
    for path, data in files.items():
        if kind_of(path, data) == "latex":
            text, _ = decoded(data, path)
            lines = Lines(text)
            for one in find_inputs(text):
                if PurePath(one.key).stem not in known:
                    unread.append((path, lines.place(one.start)[0], one.key))
    return tuple(unread)


def _located(path: str, text: str, mentions: Iterator[Mention]) -> Iterator[Citation]:
    lines = Lines(text)
    for one in mentions:
        line, column = lines.place(one.start)
        yield Citation(
            one.key, identifier_of(one.key), path, line, column,
            start=one.start, end=one.end, sure=one.sure,
        )  # fmt: skip


def _biber(path: str, data: bytes) -> Iterator[Citation]:
    """The keys of a control file that biblatex writes for biber."""
    try:
        for element in find_elements(data, _BIBER):
            if key := (element.text or "").strip():
                yield Citation(key, identifier_of(key), path, line_of(element), 1)
    except InputError as error:
        raise InputError(f"{path}: {error.message}", hint=error.hint) from error
