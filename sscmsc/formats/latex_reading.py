"""LaTeX to text: the inverse of `latex`, and what other people's bibliographies hold.

Accents, symbols, Greek, formulas with simple super- and subscripts, italics and bold become
Unicode and the four inline tags; braces go. A command that is not known here is left to
pylatexenc, and stays as it is written when that does not know it either: no file is read and
nothing is executed.
"""

from __future__ import annotations

import html
import re
import unicodedata

from sscmsc import text
from sscmsc.formats.latex_symbols import (
    ACCENTS,
    COMMANDS,
    DECLARED,
    MATH,
    MATH_ACCENTS,
    SILENT,
    TAGGED,
    UNWRAPPED,
)
from sscmsc.text import RichText

#: pylatexenc takes seconds for long values, so only commands in short ones are left to it.
UNKNOWN_LIMIT = 5_000
NESTING_LIMIT = 60
_SPECIAL = re.compile(r"[\\{}$~`<&\x01\x02]|--|''")
_TOKEN = re.compile(
    r"\\[A-Za-z]+\*?\s*|\\.|[{}$~^_]|---?|``|''|[`']|</?[A-Za-z:]+>|&#?\w+;"
    r"|[^\\{}$~^_`'<&-]+|.",
    re.S,
)
_SET = {inner: letter for letter, inner in MATH.items()}
_MARKS = {command: mark for mark, command in ACCENTS.items()} | MATH_ACCENTS
_BARE_MARKS = {"`": "`", "^": "^", "~": "~", "'": "´", '"': "¨", "=": "¯", ".": "˙"}
_PUNCTUATION = {"--": "–", "---": "—", "``": "“", "''": "”"}
_PRIMES = {"'": "′", "''": "″"}
_KEPT = frozenset("&%$#_{}<>|")
_NOTHING = frozenset("-/!@()[]*")
_HTML = {
    "i": "i", "b": "b", "sup": "sup", "sub": "sub", "em": "i", "italic": "i", "bold": "b",
    "strong": "b", "inf": "sub", "p": "", "span": "", "sc": "", "scp": "", "title": "", "u": "",
}  # fmt: skip
_ACTIVE = frozenset(
    "input include includeonly write openin openout read newwrite immediate def edef gdef xdef "
    "let csname catcode special directlua verbatiminput lstinputlisting bibliography import "
    "subimport includegraphics usepackage documentclass".split()
)


def decode(value: str, limit: int = text.TITLE_LIMIT) -> RichText:
    """A LaTeX value as rich text, cleaned, at most `limit` characters of it."""
    if _SPECIAL.search(value) is None:
        return RichText(text.clean(value, limit))
    marked = _Reader(value[: 4 * limit]).read()
    literal = text.literal(marked).replace("\x01", "<").replace("\x02", ">")
    return text.rich(literal, limit)


def decode_text(value: str, limit: int = text.FIELD_LIMIT) -> str:
    """A LaTeX value as plain text, cleaned."""
    return text.plain(decode(value, limit))


def _tagged(tag: str, inner: str) -> str:
    return f"\x01{tag}\x02{inner}\x01/{tag}\x02" if tag else inner


class _Reader:
    """The tokens of a value and the ends of groups; `\\x01`, `\\x02` are the `<`, `>` of tags."""

    def __init__(self, value: str) -> None:
        plain = value.replace("\x01", "").replace("\x02", "")
        self.tokens: list[str] = _TOKEN.findall(plain)
        self.length = len(plain)
        self.ends: dict[int, int] = {}
        opened: list[int] = []
        self.too_deep = False
        for place, token in enumerate(self.tokens):
            if token == "{":
                opened.append(place)
                self.too_deep = self.too_deep or len(opened) > NESTING_LIMIT
            elif token == "}" and opened:
                self.ends[opened.pop()] = place

    def read(self) -> str:
        if self.too_deep:
            return "".join(one for one in self.tokens if one not in "{}")
        return self.span(0, len(self.tokens), False)

    def span(self, place: int, stop: int, math: bool) -> str:
        """The text of the tokens from `place` up to `stop`."""
        pieces: list[str] = []
        while place < stop:
            token = self.tokens[place]
            if token[0] == "\\" and len(token) > 1:
                name = _name(token)
                if name in DECLARED:
                    pieces.append(_tagged(DECLARED[name], self.span(place + 1, stop, math)))
                    break
                piece, place = self.command(place, stop, math)
            else:
                piece, place = self.simple(token, place, stop, math)
            pieces.append(piece)
        return "".join(pieces)

    def simple(self, token: str, place: int, stop: int, math: bool) -> tuple[str, int]:
        """What a token that is no command means, and where the next one is."""
        after = place + 1
        if token == "{":
            end = self.ends.get(place)
            return ("", after) if end is None else (self.span(after, end, math), end + 1)
        if token == "}":
            return "", after
        if token == "$":
            return self.formula(place, stop, math)
        if token == "~":
            before = self.tokens[place - 1] if place else ""
            return ("~" if before.endswith("/") else " "), after
        if math and token in "^_":
            inner, after = self.argument(after, stop, True)
            return _script(token, inner), after
        if math:
            return _PRIMES.get(token, token), after
        if token in _PUNCTUATION:
            return _PUNCTUATION[token], after
        if token == "`":
            self.close_quote(after, stop)
            return "‘", after
        if token[0] == "<" and len(token) > 2:
            return _html(token), after
        return (html.unescape(token) if token[0] == "&" and len(token) > 2 else token), after

    def close_quote(self, place: int, stop: int) -> None:
        """Make the apostrophe that ends a quotation begun with a grave accent a quote."""
        for end in range(place, min(stop, place + 40)):
            if self.tokens[end] == "'" and not self.tokens[min(end + 1, stop - 1)][0].isalpha():
                self.tokens[end] = "’"
                return

    def formula(self, place: int, stop: int, math: bool) -> tuple[str, int]:
        """The text between two dollar signs; a dollar sign without a partner is one."""
        end = place + 1
        if end < stop and self.tokens[end] == "$":
            return "", end + 1
        while end < stop and self.tokens[end] != "$":
            end = self.ends.get(end, end) + 1
        if end >= stop or math:
            return ("" if math else "$"), place + 1
        return self.span(place + 1, end, True), end + 1

    def argument(self, place: int, stop: int, math: bool) -> tuple[str, int]:
        """The text of a command's argument (a group, a command or one letter) and what follows."""
        if place >= stop:
            return "", stop
        token = self.tokens[place]
        if token[0] == "\\" and len(token) > 1:
            return self.command(place, stop, math)
        if token == "{" or token in "$~^_}":
            return self.simple(token, place, stop, math)
        bare = token.lstrip()
        if len(bare) > 1:
            self.tokens[place] = bare[1:]
            return bare[0], place
        return (bare, place + 1) if bare else self.argument(place + 1, stop, math)

    def command(self, place: int, stop: int, math: bool) -> tuple[str, int]:
        """What the command at `place` means, and where the next token is."""
        name = _name(self.tokens[place])
        after = place + 1
        if name in _MARKS:
            return self.accent(name, after, stop, math)
        if name in COMMANDS:
            return COMMANDS[name], after
        if not name.isalpha():
            if name in _KEPT:
                return name, after
            if name in _NOTHING:
                return "", after
            return (" " if name in ",;:> \\\n\t\r" else "\\" + name), after
        if name == "ensuremath":
            return self.ensured(after, stop)
        if name in TAGGED or name in UNWRAPPED:
            inner, after = self.argument(after, stop, math)
            return _tagged(TAGGED.get(name, ""), inner), after
        if name in SILENT:
            skip = name in {"left", "right"} and after < stop and self.tokens[after] == "."
            return "", after + skip
        return self.special(name, place, stop, math)

    def accent(self, name: str, place: int, stop: int, math: bool) -> tuple[str, int]:
        inner, after = self.argument(place, stop, math)
        if not inner or inner[0] == "\x01":
            return _BARE_MARKS.get(name, "") + inner, after
        base = {"ı": "i", "ȷ": "j"}.get(inner[0], inner[0])
        marks = 1
        while marks < len(inner) and unicodedata.combining(inner[marks]):
            marks += 1
        letter = unicodedata.normalize("NFC", base + inner[1:marks] + _MARKS[name])
        return letter + inner[marks:], after

    def ensured(self, place: int, stop: int) -> tuple[str, int]:
        """`\\ensuremath` with its argument: one of our own characters, or a formula."""
        end = self.ends.get(place)
        if end is None:
            return self.argument(place, stop, True)
        inner = "".join(self.tokens[place + 1 : end])
        known = _SET.get(inner)
        return known or self.span(place + 1, end, True), end + 1

    def special(self, name: str, place: int, stop: int, math: bool) -> tuple[str, int]:
        """Commands of odd arguments, and those not known."""
        after = place + 1
        if name in {"vphantom", "hphantom", "phantom", "label", "color", "begin", "end"}:
            return "", self.argument(after, stop, math)[1]
        if name in {"href", "textcolor", "noopsort", "raisebox", "scalebox"}:
            after = self.argument(after, stop, math)[1]
            return self.argument(after, stop, math)
        if name in {"frac", "tfrac", "dfrac", "nicefrac", "sfrac"}:
            above, after = self.argument(after, stop, math)
            below, after = self.argument(after, stop, math)
            return f"{above}/{below}", after
        if name == "sqrt":
            inner, after = self.argument(after, stop, math)
            return "√" + inner, after
        return self.unknown(name, place)

    def unknown(self, name: str, place: int) -> tuple[str, int]:
        """A symbol pylatexenc knows; else the command's argument alone; else what is written."""
        after = place + 1
        while after in self.ends:
            after = self.ends[after] + 1
        if name in _ACTIVE:
            return "".join(self.tokens[place:after]), after
        if self.length <= UNKNOWN_LIMIT and (symbol := _symbol(name)):
            return symbol, place + 1
        return ("" if after > place + 1 else self.tokens[place]), place + 1


def _name(token: str) -> str:
    return token[1:].rstrip().rstrip("*") if token[1].isalpha() else token[1]


def _script(sign: str, inner: str) -> str:
    """A super- or subscript of a formula; a raised circle is a degree, a raised prime a prime."""
    if sign == "^" and inner in {"∘", "′", "†", "‡", "°"}:
        return "°" if inner == "∘" else inner
    return _tagged("sup" if sign == "^" else "sub", inner)


def _html(token: str) -> str:
    name = token.strip("</>").lower().removeprefix("jats:")
    if name not in _HTML:
        return token
    tag = _HTML[name]
    end = "/" if token[1] == "/" else ""
    return f"\x01{end}{tag}\x02" if tag else ""


def _symbol(name: str) -> str:
    """The character pylatexenc's table has for a command, empty when it has none."""
    from pylatexenc.latex2text import (  # type: ignore[import-untyped]
        get_default_latex_context_db,
    )

    known = get_default_latex_context_db().get_macro_spec(name)
    symbol = known.simplify_repl if known is not None else None
    return symbol if isinstance(symbol, str) and "%" not in symbol else ""
