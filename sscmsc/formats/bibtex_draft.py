"""The fields of one entry on their way to BibTeX, each escaped as it is added."""

from __future__ import annotations

import re

from sscmsc.formats.latex import encode, encode_title, escape, in_ascii
from sscmsc.text import RichText

_UNSAFE_IN_KEY = re.compile(r"[^A-Za-z0-9_:.+/-]")


class Draft:
    """Fields in the order they are added; empty values add nothing."""

    __slots__ = ("_lines",)

    def __init__(self) -> None:
        self._lines: list[str] = []

    def add(self, name: str, value: str | None) -> None:
        """A field of plain text."""
        if value:
            written = value if value.isalnum() and value.isascii() else escape(value)
            self._lines.append(f"  {name} = {{{written}}},\n")

    def add_rich(self, name: str, value: str) -> None:
        """A field of rich text that has no capitals to keep."""
        self._lines.append(f"  {name} = {{{encode(value)}}},\n")

    def add_title(self, name: str, title: RichText, bracketed: bool = False) -> None:
        """A title, its capitals kept; `bracketed` when its bracket marks no translation."""
        written = encode_title(title)
        if bracketed and written.startswith("["):
            written = "{[}" + written[1:]
        self._lines.append(f"  {name} = {{{written}}},\n")

    def finish(self, name: str, written: str) -> None:
        """A field whose value is LaTeX already, without the braces around it."""
        if written:
            self._lines.append(f"  {name} = {{{written}}},\n")

    def bare(self, name: str, macro: str) -> None:
        """A field whose value is a macro, without braces."""
        self._lines.append(f"  {name} = {macro},\n")

    def entry(self, kind: str, citekey: str, ascii_only: bool) -> str:
        """The whole entry, ending in a line feed."""
        if not citekey.isascii() or not citekey.isalnum():
            citekey = safe_key(citekey)
        written = "".join(self._lines)
        if ascii_only:
            written = in_ascii(written)
        return f"@{kind}{{{citekey},\n{written}}}\n"


def safe_key(citekey: str) -> str:
    """A citekey with an underscore for each character that BibTeX would take for its own."""
    return _UNSAFE_IN_KEY.sub("_", citekey)
