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

from sscmsc import text
from sscmsc.formats.latex_symbols import ACCENTS, LETTERS, MATH, TEXT

_SYMBOLS = TEXT | {letter: rf"\ensuremath{{{inner}}}" for letter, inner in MATH.items()}
_BLANKS = "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f\x85\u2028\u2029"
#: Characters of our own between those of the text: they part a ligature, open and close braces.
_PART, _OPEN, _CLOSE = "\x00", "\x01", "\x02"
_TABLE = _SYMBOLS | dict.fromkeys(_BLANKS, " ") | {_PART: "{}"}
_TITLE_TABLE = _TABLE | {_OPEN: "{", _CLOSE: "}"}
_IN_ASCII = re.compile(
    "[\x00-\x1f\x7f" + re.escape("".join(one for one in TEXT if one.isascii())) + "]"
)
_IN_UNICODE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u0180-\u024f\u1e00-\u1eff\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069"
    "\ufeff\ufff9-\ufffb\ud800-\udfff" + re.escape("".join(_SYMBOLS)) + "]"
)
_LIGATURE = re.compile(r"[-–—]{2,}|['’”]{2,}|[!?‘“][‘“]+|,{2,}")
_MARKED = re.compile("([A-Za-z])([" + "".join(ACCENTS) + "]+)")
_TAG = re.compile(r"<(/?)(i|b|sup|sub)>")
_TAG_WHOLE = re.compile(r"(</?(?:i|b|sup|sub)>)")
_BEYOND_ASCII = re.compile("[^\x00-\x7f]")
_PARTS = re.compile(r"[^\W_]+")
_BEFORE = "([{\"'“‘«¿¡-–—"
_AFTER = ".,;:!?)]}\"'”’»…"
_COMMANDS = {"i": "textit", "b": "textbf", "sup": "textsuperscript", "sub": "textsubscript"}


def escape(value: str) -> str:
    """Plain text as LaTeX: nothing in it is markup, and no character in it commands TeX."""
    return _escaped(value, _TABLE)


def encode(value: str) -> str:
    """Rich text as LaTeX: `\\textit`, `\\textbf`, `\\textsuperscript` and `\\textsubscript`."""
    return _encoded(value, _TABLE)


def encode_title(value: str) -> str:
    """Rich text as LaTeX in which styles keep the capitals that matter: `{SSc}`, `{IL-6}`."""
    sound = value if value.isprintable() else text.clean(value, text.ABSTRACT_LIMIT)
    return _encoded(_protected(sound), _TITLE_TABLE)


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


def _encoded(value: str, table: dict[str, str]) -> str:
    if "<" not in value and "&" not in value:
        return _escaped(value, table)
    if _TAG.search(value) is None:
        return _escaped(text.plain(value), table)
    pieces: list[str] = []
    opened: list[str] = []
    start = 0
    for found in _TAG.finditer(value):
        pieces.append(_escaped(text.plain(value[start : found.start()]), table))
        start = found.end()
        end, tag = found.groups()
        if not end:
            opened.append(tag)
            pieces.append(f"\\{_COMMANDS[tag]}{{")
        elif tag in opened:
            while opened.pop() != tag:
                pieces.append("}")
            pieces.append("}")
    pieces.append(_escaped(text.plain(value[start:]), table))
    pieces.append("}" * len(opened))
    return "".join(pieces)


def _escaped(value: str, table: dict[str, str]) -> str:
    if "--" in value or "''" in value or ",," in value:
        value = _LIGATURE.sub(_parted, value)

    def written(found: re.Match[str]) -> str:
        letter = found.group()
        return table.get(letter) or _unlisted(letter)

    if value.isascii():
        return _IN_ASCII.sub(written, value)
    value = _LIGATURE.sub(_parted, value)
    if _MARKED.search(value) is None:
        return _IN_UNICODE.sub(written, value)
    base_and_marks = _MARKED.split(value)
    for place in range(0, len(base_and_marks), 3):
        base_and_marks[place] = _IN_UNICODE.sub(written, base_and_marks[place])
    for place in range(1, len(base_and_marks), 3):
        base, marks = base_and_marks[place : place + 2]
        base_and_marks[place : place + 2] = _marked(base, marks), ""
    return "".join(base_and_marks)


def _parted(found: re.Match[str]) -> str:
    return _PART.join(found[0])


def _unlisted(letter: str) -> str:
    """A letter LaTeX's kernel does not know, as an accent command where there is one."""
    if letter <= "\x9f" or "\u200b" <= letter <= "\u206f" or letter >= "\ufeff":
        return ""
    if "\ud800" <= letter <= "\udfff":
        return "\ufffd"
    return accented(letter) or letter


def _protected(title: str) -> str:
    """The title with the marks of our own around the words whose capitals must stay.

    Inside a tag no mark is needed: BibTeX leaves alone what is in braces.
    """
    words = title.split(" ")
    shouted = _is_shouted(words)
    proper = not shouted and _is_sentence(words)
    depth = 0
    starts_sentence = True
    for place, word in enumerate(words):
        if "<" not in word or _TAG.search(word) is None:
            if depth == 0 and _keeps_capitals(word, starts_sentence, shouted, proper):
                words[place] = _wrapped(word)
        else:
            words[place], depth = _wrapped_outside(word, depth, starts_sentence, shouted, proper)
        starts_sentence = word.endswith((":", ".", "?", "!", "—"))
    return " ".join(words)


def _wrapped_outside(
    word: str, depth: int, starts_sentence: bool, shouted: bool, proper: bool
) -> tuple[str, int]:
    """A word with tags, protected where it is outside of them, and the tags open after it."""
    outside: list[str] = []
    pieces = _TAG_WHOLE.split(word)
    after = depth
    lowest = depth
    for piece in pieces:
        if _TAG_WHOLE.fullmatch(piece):
            after += -1 if piece[1] == "/" else 1
            lowest = min(lowest, after)
        elif after == 0:
            outside.append(piece)
    if not _keeps_capitals("".join(outside), starts_sentence, shouted, proper):
        return word, max(after, 0)
    if depth == after == lowest == 0:
        return _wrapped(word), 0
    level = depth
    for place, piece in enumerate(pieces):
        if _TAG_WHOLE.fullmatch(piece):
            level += -1 if piece[1] == "/" else 1
        elif level == 0 and piece:
            pieces[place] = _wrapped(piece)
    return "".join(pieces), max(after, 0)


def _wrapped(word: str) -> str:
    """The word between marks, without the punctuation around it.

    Doubled where it may begin with a command: BibTeX takes a brace and a backslash for an
    accented letter, in which it does change capitals.
    """
    bare = word.lstrip(_BEFORE)
    core = bare.rstrip(_AFTER)
    if not core:
        return word
    before, after = word[: len(word) - len(bare)], bare[len(core) :]
    times = 1 if core[0].isalnum() and core[0] not in _SYMBOLS and core[0] < "\u0180" else 2
    return f"{before}{_OPEN * times}{core}{_CLOSE * times}{after}"


def _keeps_capitals(word: str, starts_sentence: bool, shouted: bool, proper: bool) -> bool:
    """Whether a style that sets titles in lower case would spoil this word.

    So it is for `SSc`, `IL-6`, `CD90`, `mRNA`, `T` cells; `Double-Blind` is only two capital
    initials; in a title in sentence case a capital initial is a proper name (`Crohn`).
    """
    if word.islower() and word.isalpha():
        return False
    parts = _PARTS.findall(word)
    if shouted:
        digits = any(one.isdigit() for one in word)
        return any(_is_mixed(part) or part[1:] != part[1:].upper() for part in parts) or (
            digits and len(parts) > 1
        )
    for part in parts:
        if part[1:] != part[1:].lower() or _is_mixed(part):
            return True
        if len(part) == 1 and part.isupper() and not starts_sentence:
            return True
    return proper and not starts_sentence and word.lstrip(_BEFORE)[:1].isupper()


def _is_mixed(part: str) -> bool:
    """`p53`, `3D`; not the ordinal `3rd` nor `50mg`."""
    if part.isalpha() or part.isdigit():
        return False
    return part[0].isalpha() or part != part.lower()


def _is_shouted(words: list[str]) -> bool:
    """Whether a title is printed all in capitals, so that they say nothing."""
    capitals = sum(map(str.isupper, words))
    return capitals * 2 > len(words) and any(
        len(word) > 7 and word.isupper() and word.strip(_BEFORE + _AFTER).isalpha()
        for word in words
    )


def _is_sentence(words: list[str]) -> bool:
    """Whether a title has capital initials only where the language asks for them."""
    long = [word for word in words[1:] if len(word) > 3 and word.isalpha()]
    return sum(word[0].isupper() for word in long) * 2 <= len(long)
