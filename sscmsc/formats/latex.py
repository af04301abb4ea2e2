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
_RUN = re.compile("[-–—'’”‘“!?][-–—'’”‘“!?]+")
_LIGATURE = re.compile("[-–—](?=[-–—])|['’”](?=['’”])|[!?‘“](?=[‘“])")
_MARKED = re.compile("([A-Za-z])([" + "".join(ACCENTS) + "]+)")
_MARKS = {command: mark for mark, command in ACCENTS.items()}
_ACCENT = "(" + "|".join(map(re.escape, _MARKS)) + ")"
_NESTED = re.compile(rf"\{{\\{_ACCENT}\{{\{{\\{_ACCENT}(\{{)?([A-Za-z])(?(3)\}})\}}\}}\}}")
_TAG = re.compile(r"<(/?)(i|b|sup|sub)>")
_BEYOND_ASCII = re.compile("[^\x00-\x7f]")
_COMMANDS = {"i": "textit", "b": "textbf", "sup": "textsuperscript", "sub": "textsubscript"}
#: A backslash to be, beside the marks of `latex_titles` for braces to be.
COMMAND = "\x04"
_TAG_MARKS = {tag: f"{COMMAND}{name}{OPEN}" for tag, name in _COMMANDS.items()} | {
    f"/{tag}": CLOSE for tag in _COMMANDS
}
#: In UTF-8: what is written as it is, without and with our marks.
_SAFE = bytes(code for code in range(0x20, 0x7F) if chr(code) not in _SYMBOLS)
_SAFE_WITH_MARKS = _SAFE + f"{OPEN}{CLOSE}{COMMAND}".encode()
#: In UTF-8, punctuation beside punctuation of which `_RUN` may have to part one from the other.
_RUN_CODED = re.compile(
    rb"\xe2\x80(?:(?<=[-'!?]..)|[\x93\x94\x98\x99\x9c\x9d](?:[-'!?]|\xe2\x80))", re.S
)


def escape(value: str) -> str:
    """Plain text as LaTeX: nothing in it is markup, and no character in it commands TeX."""
    if value.isalnum() and value.isascii():
        return value
    written = _replaced(value, _SAFE)
    return _escaped(text.harmless(value), _write) if written is None else written


def in_ascii(written: str) -> str:
    """LaTeX with each letter beyond ASCII as an accent command, or `?` where there is none."""
    if written.isascii():
        return written
    return _BEYOND_ASCII.sub(lambda found: accented(found[0]) or "?", written)


def encode(value: str) -> str:
    """Rich text as LaTeX: `\\textit`, `\\textbf`, `\\textsuperscript` and `\\textsubscript`."""
    if "<" not in value and "&" not in value:
        return escape(value)
    written = None if _has_marks(value) else _with_marks(value)
    return _encoded(text.harmless(value), _write) if written is None else written


def encode_title(value: str) -> str:
    """Rich text as LaTeX in which styles keep the capitals that matter: `{SSc}`, `{IL-6}`."""
    written = None if _has_marks(value) else _with_marks(mark_capitals(value))
    if written is None:
        written = _encoded(mark_capitals(text.harmless(value)), _write_title)
    return written


def _has_marks(value: str) -> bool:
    return OPEN in value or CLOSE in value or COMMAND in value


def _with_marks(value: str) -> str | None:
    """Rich text as LaTeX, our marks in it as what they stand for; None where that takes care."""
    if "&" in value and "lt;" in value:
        return None
    tagged = value
    if "<" in value:
        marked = _tags_marked(value)
        if marked is None:
            return None
        tagged = marked
    written = _replaced(tagged, _SAFE_WITH_MARKS)
    if written is None:
        return None
    return written.replace(COMMAND, "\\").replace(OPEN, "{").replace(CLOSE, "}")


def _tags_marked(value: str) -> str | None:
    """Rich text with its tags as commands in our marks; None where they are not plain pairs."""
    first, *pieces = value.split("<")
    made, opened = [first], ""
    for piece in pieces:
        tag, end, behind = piece.partition(">")
        mark = _TAG_MARKS.get(tag)
        if mark is None or not end:
            made.append("<" + piece)
            continue
        # Tags within tags are for the slow way.
        if (tag[0] == "/") is not bool(opened) or (opened and tag[1:] != opened):
            return None
        opened = "" if opened else tag
        made.append(mark + behind)
    return None if opened else "".join(made)


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


def with_whole_letters(written: str) -> str:
    """LaTeX with each letter of two accents as itself: biber 2.18 takes `{\\u{{\\d{a}}}}` apart
    and sets the outer one on the letter before."""
    return _NESTED.sub(_whole, written) if "{{\\" in written else written


def _whole(found: re.Match[str]) -> str:
    outer, inner, _, base = found.groups()
    letter = unicodedata.normalize("NFC", base + _MARKS[inner] + _MARKS[outer])
    return letter if len(letter) == 1 else found[0]


def balanced(value: str) -> bool:
    """Whether every brace has its partner, for readers that heed backslashes and for BibTeX."""
    if "{" not in value and "}" not in value:
        return "\\" not in value
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


def _replaced(value: str, safe: bytes) -> str | None:
    """Text with each letter as LaTeX has it, None where what stands beside one matters.

    Deleting what is safe from the bytes is the quickest way to find what is not: most text has
    none of it, or a sign or two, and replacing those takes far less than a pattern.
    """
    coded = value.encode("utf-8", "surrogatepass")
    rest = coded.translate(None, safe)
    if ("-" in value and "--" in value) or ("'" in value and "''" in value):
        return None
    if not rest:
        return value
    if b"\xe2\x80" in rest and _RUN_CODED.search(coded) is not None:
        return None
    # In order, for what stands for letters beyond ASCII has letters in it that are replaced.
    for letter in sorted(set(rest.decode("utf-8", "surrogatepass"))):
        written = _alone(letter)
        if written is None:
            return None
        if written != letter:
            value = value.replace(letter, written)
    return value


@lru_cache(maxsize=4096)
def _alone(letter: str) -> str | None:
    """What is written for a letter whatever stands beside it; None where that matters."""
    if letter in "\\{}" or letter in ACCENTS or text.harmless(letter) != letter:
        return None
    return _written(letter)


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
