"""Text to LaTeX: what pdfLaTeX with UTF-8 input sets and `latex_reading` reads back the same.

Letters stay UTF-8 where LaTeX's kernel knows them. Greek, mathematical signs and the
characters that are commands to TeX are written as commands; letters of other scripts, for
which pdfLaTeX has no glyphs at all, stay as they are (LuaLaTeX and biber take them). Every
brace that is written is one of a pair, counted with or without backslashes before it,
because BibTeX counts the one way and many readers the other.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from sscmsc import text
from sscmsc.formats.latex_symbols import ACCENTS, LETTERS, MATH, TEXT
from sscmsc.formats.latex_titles import CLOSE, OPEN, mark_capitals

_SYMBOLS = TEXT | {letter: rf"\ensuremath{{{inner}}}" for letter, inner in MATH.items()}
_BLANKS = "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f\x85\u2028\u2029"
#: A character of our own between two of the text that TeX would make one.
_PART = "\x00"
#: More characters of our own, beside the marks of `latex_titles`: a backslash, a value that
#: comes finished, the dash of a range, the end of a field.
COMMAND, FINISHED, DASHES, NEXT = "\x04", "\x05", "\x06", "\x07"
KEPT = frozenset((OPEN, CLOSE, COMMAND, FINISHED, DASHES, NEXT))
_TABLE = _SYMBOLS | dict.fromkeys(_BLANKS, " ") | {_PART: "{}"}
_TITLE_TABLE = _TABLE | {OPEN: "{", CLOSE: "}"}
_IN_ASCII = re.compile(
    "[\x00-\x1f\x7f" + re.escape("".join(one for one in TEXT if one.isascii())) + "]"
)
_IN_UNICODE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u0180-\u024f\u061c\u1e00-\u1eff\u200b\u200e\u200f\u2028-\u202e"
    "\u2066-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f\ud800-\udfff"
    + re.escape("".join(_SYMBOLS))
    + "]"
)
#: Whatever is not ASCII that stays as it is: far quicker to look for than `_IN_UNICODE`.
_USUAL = re.escape("".join(one for one in map(chr, range(0x20, 0x7F)) if one not in _SYMBOLS))
_UNUSUAL = re.compile(f"[^{_USUAL}]")
_NOT_ASCII = re.compile("[^\x01-\x7f]")
_MARKS_OF = str.maketrans({"\\": COMMAND, "{": OPEN, "}": CLOSE})
_MARKED_SPECIALS = tuple(
    (letter, written.translate(_MARKS_OF)) for letter, written in TEXT.items() if letter.isascii()
)
_RUN = re.compile("[-–—'’”‘“!?][-–—'’”‘“!?]+")
_LIGATURE = re.compile("[-–—](?=[-–—])|['’”](?=['’”])|[!?‘“](?=[‘“])")
_MARKED = re.compile("([A-Za-z])([" + "".join(ACCENTS) + "]+)")
_TAG = re.compile(r"<(/?)(i|b|sup|sub)>")
_BEYOND_ASCII = re.compile("[^\x00-\x7f]")
_WHOLE_TAG = re.compile(r"(</?(?:i|b|sup|sub)>)")
_COMMANDS = {"i": "textit", "b": "textbf", "sup": "textsuperscript", "sub": "textsubscript"}
_TAG_MARKS = {f"<{tag}>": f"{COMMAND}{name}{OPEN}" for tag, name in _COMMANDS.items()} | {
    f"</{tag}>": CLOSE for tag in _COMMANDS
}
#: In UTF-8, punctuation beside punctuation of which `_RUN` may have to part one from the other.
_RUN_CODED = re.compile(
    rb"\xe2\x80(?:(?<=[-'!?]..)|[\x93\x94\x98\x99\x9c\x9d](?:[-'!?]|\xe2\x80))", re.S
)


def escape(value: str) -> str:
    """Plain text as LaTeX: nothing in it is markup, and no character in it commands TeX."""
    return value if value.isalnum() and value.isascii() else _escaped(value, _write)


def sound(value: str) -> str:
    """A value without control characters, some of which are our own."""
    return text.harmless(value)


def escape_kept(value: str) -> str:
    """Text as LaTeX in which the characters of `KEPT` stay, and stand for its own too."""
    if not value.isascii():
        return _beyond_ascii(_specials_marked(value), _NOT_ASCII, _write)
    if "--" in value or ("'" in value and "''" in value):
        value = _RUN.sub(_parted, value).replace(_PART, OPEN + CLOSE)
    return _specials_marked(value)


def _specials_marked(value: str) -> str:
    # One quick search for each is faster than one slow search for all.
    for letter, marked in _MARKED_SPECIALS:
        if letter in value:
            value = value.replace(letter, marked)
    return value


def has_tags(value: str) -> bool:
    """Whether rich text has any of the four inline tags."""
    return "<" in value and _TAG.search(value) is not None


def set_marks(written: str) -> str:
    """LaTeX with our characters made what they stand for, but for `FINISHED`."""
    if COMMAND in written:
        written = written.replace(COMMAND, "\\")
    written = written.replace(NEXT, ",\n  ").replace(DASHES, "--")
    return written.replace(OPEN, "{").replace(CLOSE, "}")


def mark_tags(value: str) -> str | None:
    """Rich text with its tags as commands in our characters; None where they do not pair."""
    if "&lt;" in value:
        return None
    pieces = _WHOLE_TAG.split(value)
    opened: list[str] = []
    for place in range(1, len(pieces), 2):
        tag = pieces[place]
        if tag[1] != "/":
            opened.append(tag[1:])
        elif not opened or opened.pop() != tag[2:]:
            return None
        pieces[place] = _TAG_MARKS[tag]
    return None if opened else "".join(pieces)


def in_ascii(written: str) -> str:
    """LaTeX with each letter beyond ASCII as an accent command, or `?` where there is none."""
    if written.isascii():
        return written
    return _BEYOND_ASCII.sub(lambda found: accented(found[0]) or "?", written)


def encode(value: str) -> str:
    """Rich text as LaTeX: `\\textit`, `\\textbf`, `\\textsuperscript` and `\\textsubscript`."""
    return _encoded(value, _write)


def encode_title(value: str) -> str:
    """Rich text as LaTeX in which styles keep the capitals that matter: `{SSc}`, `{IL-6}`."""
    sound = value.replace(OPEN, "").replace(CLOSE, "")
    return _encoded(mark_capitals(sound), _write_title)


def escape_name(value: str, letters: int) -> str:
    """A part of a name as LaTeX.

    BibTeX cuts initials and labels by the byte, so a word with a letter beyond ASCII among
    its first `letters` has all its letters written as commands (`{\\'E}lodie`).
    """
    if value.isascii():
        return escape(value)
    return " ".join(
        escape(word)
        if all(part[:letters].isascii() for part in word.split("-"))
        else _BEYOND_ASCII.sub(lambda found: accented(found[0]) or found[0], escape(word))
        for word in value.split(" ")
    )


def accented(letter: str) -> str | None:
    """A Latin letter as an accent command (`{\\'e}`, `{\\v{c}}`, `{\\ss}`), or None."""
    if letter in LETTERS:
        return f"{{\\{LETTERS[letter]}}}"
    parts = unicodedata.normalize("NFD", letter)
    base, marks = parts[:1], parts[1:]
    if not (base.isascii() and base.isalpha() and marks and all(one in ACCENTS for one in marks)):
        return None
    return _marked(base, marks)


def balanced(value: str) -> bool:
    """Whether every brace has its partner, for readers that heed backslashes and for BibTeX."""
    if "\\" in value:
        return False
    depth = 0
    for brace in re.findall(r"[{}]", value):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return False
    return depth == 0


def _marked(base: str, marks: str) -> str:
    made = base
    for place, mark in enumerate(marks):
        command = ACCENTS[mark]
        bare = place == 0 and not command.isalpha()
        made = f"{{\\{command}{made}}}" if bare else f"{{\\{command}{{{made}}}}}"
    return made


Write = Callable[[re.Match[str]], str]


def _write(found: re.Match[str]) -> str:
    return _written(found[0])


def _write_title(found: re.Match[str]) -> str:
    letter = found[0]
    return _TITLE_TABLE.get(letter) or _written(letter)


@lru_cache(maxsize=4096)
def _written(letter: str) -> str:
    if _IN_UNICODE.match(letter) is None and _IN_ASCII.match(letter) is None:
        return letter
    return _TABLE.get(letter) or _unlisted(letter)


def _encoded(value: str, write: Write) -> str:
    if "<" not in value and "&" not in value:
        return _escaped(value, write)
    if _TAG.search(value) is None:
        return _escaped(text.plain(value) if "&" in value else value, write)
    pieces: list[str] = []
    opened: list[str] = []
    start = 0
    for found in _TAG.finditer(value):
        pieces.append(_escaped(text.plain(value[start : found.start()]), write))
        start = found.end()
        end, tag = found.groups()
        if not end:
            opened.append(tag)
            pieces.append(f"\\{_COMMANDS[tag]}{{")
        elif tag in opened:
            while opened.pop() != tag:
                pieces.append("}")
            pieces.append("}")
    pieces.append(_escaped(text.plain(value[start:]), write))
    pieces.append("}" * len(opened))
    return "".join(pieces)


def _escaped(value: str, write: Write) -> str:
    if value.isascii():
        if "--" in value or "''" in value:
            value = _RUN.sub(_parted, value)
        return _IN_ASCII.sub(write, value)
    return _beyond_ascii(value, _UNUSUAL, write)


def _beyond_ascii(value: str, unusual: re.Pattern[str], write: Write) -> str:
    coded = value.encode("utf-8", "surrogatepass")
    if b"--" in coded or b"''" in coded or _RUN_CODED.search(coded) is not None:
        value = _RUN.sub(_parted, value)
    if (b"\xcc" not in coded and b"\xcd" not in coded) or _MARKED.search(value) is None:
        return unusual.sub(write, value)
    base_and_marks = _MARKED.split(value)
    for place in range(0, len(base_and_marks), 3):
        base_and_marks[place] = unusual.sub(write, base_and_marks[place])
    for place in range(1, len(base_and_marks), 3):
        base, marks = base_and_marks[place : place + 2]
        base_and_marks[place : place + 2] = _marked(base, marks), ""
    return "".join(base_and_marks)


def _parted(found: re.Match[str]) -> str:
    """A run of punctuation with our mark wherever TeX would make two characters one."""
    return _LIGATURE.sub(lambda one: one[0] + _PART, found[0])


def _unlisted(letter: str) -> str:
    """A letter LaTeX's kernel does not know, as an accent command where there is one."""
    if "\ud800" <= letter <= "\udfff":
        return "\ufffd"
    return accented(letter) or text.harmless(letter).strip()
