"""Text from outside: cleaning, and the rich text of titles and abstracts.

Rich text is a string in which exactly eight tags are markup: `<i> <b> <sup> <sub>` and
their ends, the four inline tags CSL knows. Any other `<` is a literal one, so `P<0.001`
is written as it stands. Literal text that would read as one of the eight tags has its `<`
written `&lt;`, and a literal `&lt;` its `&` written `&amp;`; nothing else is escaped.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import NewType

RichText = NewType("RichText", str)

TITLE_LIMIT = 20_000
ABSTRACT_LIMIT = 200_000
FIELD_LIMIT = 4_000

_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1b\x7f-\x84\x86-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u206f"
    "\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
#: Combining marks in a row that are still text (Unicode Annex 15, Stream-Safe Text Format).
MARK_LIMIT = 30
# No combining mark is a letter, a blank or ASCII: whatever else there is so many of.
_FLOOD = re.compile(rf"[^\w\s!-~]{{{MARK_LIMIT + 1},}}")
# Lone surrogates, and the two characters that neither XML nor YAML may hold (XML 1.0, 2.2).
_NO_CHARACTER = re.compile("[\ud800-\udfff\ufffe\uffff]")
_BREAK = re.compile("[\t\n\r\x1c-\x1f\x85\u2028\u2029]+")
_UNSAFE = f"{_CONTROL.pattern}|{_NO_CHARACTER.pattern}|[\r\x1c-\x1f\x85\u2028\u2029]"
_TAG = re.compile(r"<(/?)(i|b|sup|sub)>")
_LITERAL_TAG = re.compile(r"<(?=/?(?:i|b|sup|sub)>)")
_LITERAL_ESCAPE = re.compile(r"&(?=(?:amp;)*lt;)")
_ESCAPED_TAG = re.compile(r"&lt;(?=/?(?:i|b|sup|sub)>)")
_ESCAPED_ESCAPE = re.compile(r"&amp;(?=(?:amp;)*lt;)")
_EMPTY = re.compile(r"<(i|b|sup|sub)>( *)</\1>")
_FOREIGN_TAGS = {"em": "i", "italic": "i", "bold": "b", "strong": "b", "inf": "sub"}
_FOREIGN_TAG = re.compile(r"<(/?)(?:jats:)?([A-Za-z][A-Za-z-]*)(?:\s[^<>]*)?/?>")
_BLOCK_TAGS = frozenset(["p", "title", "sec", "div", "br", "list", "list-item", "abstract"])
_DROPPED_TAGS = frozenset(
    "sc scp u monospace span font a ext-link xref underline overline roman strike "
    "inline-formula".split()
)


def clean(value: str, limit: int = FIELD_LIMIT) -> str:
    """One line of text that is safe to keep: NFC, no control or bidi character, no run of blanks.

    Lone surrogates, U+FFFE and U+FFFF become U+FFFD. Text longer than `limit` characters is
    cut and ends in an ellipsis.
    """
    # Printable text, nearly all there is, has no control character and no blank but the space.
    if value.isprintable():
        kept = value if value.isascii() else _composed(value)
        folded = " ".join(kept.split()) if "  " in kept else kept.strip()
    else:
        kept = _composed(_NO_CHARACTER.sub("\ufffd", _CONTROL.sub("", value)))
        folded = " ".join(kept.split())
    return folded if len(folded) <= limit else folded[: limit - 1].rstrip() + "…"


def _composed(value: str) -> str:
    kept = thinned(value)
    composed = unicodedata.normalize("NFC", kept)
    return composed if composed is kept else thinned(composed)


def thinned(value: str) -> str:
    """`value` with at most `MARK_LIMIT` combining marks in a row.

    Normalising takes time that grows with the square of their number: a title of a million
    marks would never come to an end.
    """
    # A mark takes two bytes or more: a text of as many bytes as letters, or hardly more, has few.
    if value.isascii() or len(value.encode("utf-8", "surrogatepass")) - len(value) <= MARK_LIMIT:
        return value
    return _FLOOD.sub(_thinned, value)


def _thinned(found: re.Match[str]) -> str:
    kept: list[str] = []
    marks = 0
    for letter in found.group():
        marks = marks + 1 if unicodedata.combining(letter) else 0
        if marks <= MARK_LIMIT:
            kept.append(letter)
    return "".join(kept)


def harmless(value: str) -> str:
    """`value` on one line without any control or bidi character, for a file in which nothing
    shows that one was there; otherwise as it is. What is no character becomes U+FFFD."""
    if value.isprintable():
        return value
    return _NO_CHARACTER.sub("\ufffd", _CONTROL.sub("", _BREAK.sub(" ", value)))


def visible(value: str) -> str:
    """`value` for a terminal: each control or bidi character shown as `\\xNN` or `\\uNNNN`.

    Line feeds are kept; nothing is lost, so the reader sees that something was there.
    """

    if value.isprintable():
        return value

    def shown(found: re.Match[str]) -> str:
        code = ord(found.group())
        return f"\\x{code:02x}" if code < 0x100 else _escape(code)

    return re.sub(_UNSAFE, shown, value.replace("\t", " "))


def escaped(value: str) -> str:
    """The text of a JSON document with each control or bidi character as JSON escapes it."""

    def shown(found: re.Match[str]) -> str:
        units = found.group().encode("utf-16-be", "surrogatepass")
        return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))

    return re.sub(_UNSAFE, shown, value)


def _escape(code: int) -> str:
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def literal(value: str) -> RichText:
    """Plain text as rich text: nothing in it is markup."""
    return RichText(_LITERAL_TAG.sub("&lt;", _LITERAL_ESCAPE.sub("&amp;", value)))


def tagged(tag: str, inner: str) -> RichText:
    """Rich text wrapped in one of the four inline tags (`i`, `b`, `sup`, `sub`)."""
    return RichText(f"<{tag}>{inner}</{tag}>")


def runs(value: str) -> Iterable[tuple[str, tuple[str, ...]]]:
    """The runs of rich text: (literal text, tags open around it, outermost first)."""
    opened: list[str] = []
    start = 0
    for found in _TAG.finditer(value):
        if found.start() > start:
            yield _unescaped(value[start : found.start()]), tuple(opened)
        start = found.end()
        if not found.group(1):
            opened.append(found.group(2))
        elif found.group(2) in opened:
            while opened.pop() != found.group(2):
                pass
    if start < len(value):
        yield _unescaped(value[start:]), tuple(opened)


def plain(value: str) -> str:
    """Rich text without its markup: `CD4<sup>+</sup>` gives `CD4+`."""
    if "<" not in value and "&" not in value:
        return value
    return "".join(run for run, _ in runs(value))


def rich(value: str, limit: int = TITLE_LIMIT) -> RichText:
    """Cleaned rich text whose tags are balanced and hold more than a blank.

    Text over `limit` is cut, without markup.
    """
    cleaned = clean(value, limit * 2)
    if len(cleaned) > limit:
        return literal(clean(plain(cleaned), limit))
    if "<" not in cleaned:
        return RichText(cleaned)
    return _balanced(cleaned)


def from_markup(value: str, limit: int = TITLE_LIMIT) -> RichText:
    """Rich text from a string with HTML or JATS tags and entities (Crossref titles).

    `<em>`, `<jats:italic>` and the like become the four tags, other known tags are
    dropped, and what is no known tag stays as the literal text it is.
    """
    import html  # its table of entities is large, and only markup needs it

    text = value
    for _ in range(2):
        if "&" not in text:
            break
        text = html.unescape(text)

    def mapped(found: re.Match[str]) -> str:
        end, name = found.group(1), found.group(2).lower()
        name = _FOREIGN_TAGS.get(name, name)
        if name in {"i", "b", "sup", "sub"}:
            return f"<{end}{name}>"
        if name in _BLOCK_TAGS:
            return " "
        return "" if name in _DROPPED_TAGS else found.group()

    return rich(_FOREIGN_TAG.sub(mapped, text) if "<" in text else text, limit)


def split_translated(title: str) -> tuple[str, bool]:
    """A title and whether one pair of brackets around the whole marks it as a translation.

    The brackets are taken off. PubMed writes the English title of a work in another
    language as `[Title].` (MEDLINE/PubMed XML element descriptions, ArticleTitle).
    """
    bare = title[:-1] if title.endswith("].") else title
    if not (bare.startswith("[") and bare.endswith("]")):
        return title, False
    depth = 0
    for place, letter in enumerate(bare):
        depth += (letter == "[") - (letter == "]")
        if depth == 0:
            if place < len(bare) - 1:
                return title, False
            break
    return (bare[1:-1].strip(), True) if depth == 0 else (title, False)


def without_full_stop(title: str) -> str:
    """A title without the full stop that PubMed adds; an ellipsis or an initial is kept."""
    if not title.endswith(".") or title.endswith("..") or re.search(r"(?:^|[\s.])\w\.$", title):
        return title
    return title[:-1].rstrip()


def folded(value: str) -> str:
    """Letters and digits only, unaccented, lower case, words one blank apart; for comparing."""
    text = plain(value)
    kept = text
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", thinned(text))
        kept = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[^\W_]+", kept.casefold()))


def _unescaped(run: str) -> str:
    if "&" not in run:
        return run
    return _ESCAPED_ESCAPE.sub("&", _ESCAPED_TAG.sub("<", run))


def _balanced(value: str) -> RichText:
    pieces: list[str] = []
    opened: list[str] = []
    start = 0
    for found in _TAG.finditer(value):
        pieces.append(value[start : found.start()])
        start = found.end()
        if not found.group(1):
            opened.append(found.group(2))
            pieces.append(found.group())
        elif found.group(2) in opened:
            while (tag := opened.pop()) != found.group(2):
                pieces.append(f"</{tag}>")
            pieces.append(found.group())
    pieces.append(value[start:])
    pieces.extend(f"</{tag}>" for tag in reversed(opened))
    balanced = "".join(pieces)
    while (shorter := _EMPTY.sub(r"\2", balanced)) != balanced:
        balanced = shorter
    return RichText(clean(balanced, len(balanced) + 1))
