"""The fields of one entry on their way to BibTeX, escaped in one pass over all of them.

Passes over the text are what writing costs. So the fields are put together first, with
characters of our own (`latex.KEPT`) for the braces, backslashes and line ends that are to be, and
then escaped as a whole; what needs more care than that comes finished and is put in last.
"""

from __future__ import annotations

import re

from sscmsc.formats.latex import (
    DASHES,
    FINISHED,
    NEXT,
    encode,
    encode_title,
    escape_kept,
    has_tags,
    in_ascii,
    mark_tags,
    set_marks,
    sound,
)
from sscmsc.formats.latex_titles import CLOSE, OPEN, mark_capitals
from sscmsc.text import RichText, plain

_UNSAFE_IN_KEY = re.compile(r"[^A-Za-z0-9_:.+/-]")
_PLAIN = re.compile(r"[A-Za-z0-9 ./():;,+-]*")


class Draft:
    """Fields in the order they are added; empty values add nothing."""

    __slots__ = ("_fields", "_finished")

    def __init__(self) -> None:
        self._fields: list[str] = []
        self._finished: list[str] = []

    def add(self, name: str, value: str | None) -> None:
        """A field of plain text."""
        if value:
            self._fields.append(f"{name} = {OPEN}{sound(value)}{CLOSE}")

    def add_rich(self, name: str, value: str) -> None:
        """A field of rich text that has no capitals to keep."""
        if has_tags(value):
            marked = mark_tags(sound(value))
            if marked is None:
                self.finish(name, encode(value))
            else:
                self._fields.append(f"{name} = {OPEN}{marked}{CLOSE}")
        else:
            self.add(name, plain(value) if "&" in value else value)

    def add_title(self, name: str, title: RichText, bracketed: bool = False) -> None:
        """A title, its capitals kept; `bracketed` when its bracket marks no translation."""
        if not bracketed and "&" not in title:
            marked = mark_capitals(sound(title))
            tagged = mark_tags(marked) if "<" in title else marked
            if tagged is not None:
                self._fields.append(f"{name} = {OPEN}{tagged}{CLOSE}")
                return
        written = encode_title(title)
        kept = bracketed and written.startswith("[")
        self.finish(name, "{[}" + written[1:] if kept else written)

    def add_range(self, name: str, first: str, last: str) -> None:
        """A field of two ends with a dash between."""
        self._fields.append(f"{name} = {OPEN}{first}{DASHES}{last}{CLOSE}")

    def finish(self, name: str, written: str) -> None:
        """A field whose value is LaTeX already, without the braces around it."""
        if _PLAIN.fullmatch(written) and "--" not in written:
            self.add(name, written)
        elif written:
            self._fields.append(f"{name} = {OPEN}{FINISHED}{CLOSE}")
            self._finished.append(written)

    def bare(self, name: str, macro: str) -> None:
        """A field whose value is a macro, without braces."""
        self._fields.append(f"{name} = {macro}")

    def entry(self, kind: str, citekey: str, ascii_only: bool) -> str:
        """The whole entry, ending in a line feed."""
        if not citekey.isascii() or not citekey.isalnum():
            citekey = safe_key(citekey)
        if not self._fields:
            return f"@{kind}{{{citekey},\n}}\n"
        written = set_marks(escape_kept(NEXT.join(self._fields)))
        if self._finished:
            pieces = written.split(FINISHED)
            both = [part for pair in zip(pieces, self._finished, strict=False) for part in pair]
            written = "".join([*both, pieces[-1]])
        if ascii_only:
            written = in_ascii(written)
        return f"@{kind}{{{citekey},\n  {written},\n}}\n"


def safe_key(citekey: str) -> str:
    """A citekey with an underscore for each character that BibTeX would take for its own."""
    return _UNSAFE_IN_KEY.sub("_", citekey)
