"""Names as BibTeX has them: `von Last, Jr, First`, joined by ` and `, groups in braces.

The rules are those of BibTeX's own name parser ("Tame the BeaST", section on names): what is
in braces is one word, the words before the last that begin small are the `von` part.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from sscmsc.formats.latex import escape, escape_name
from sscmsc.formats.latex_reading import decode_text
from sscmsc.record import Author, Group, Person

_AND = re.compile(r"(?:^|\s)and(?:\s|$)", re.I)
_SEPARATING = re.compile(rf"[,;]|{_AND.pattern}", re.I)
_OTHERS = re.compile(r"(?:others|et\.? ?al\.?)", re.I)
_IN_BRACES = re.compile(r"\{(\\text(?:backslash|brace\w+|asciicircum|asciitilde))\}")
_HYPHENS = re.compile(r"-(?:\{\}-)+")
_SUFFIX = re.compile(r"(?:jr|sr|[ivx]{2,4}|\d(?:st|nd|rd|th))\.?", re.I)
_DOTTED = re.compile(r"(?:[^\W\d_]\.\s?)+")
# What is written as it stands: in names letters of Latin-1 and Latin Extended-A where no initial
# and no label is cut of them (`escape_name`), and nothing that would be taken for a separator.
_MORE = "[A-Za-zÀ-ÖØ-öø-ž]"
_FAMILY = r"[A-Z](?:[A-Za-z]{2}MORE*|[A-Za-z]?)(?:-(?:[A-Za-z]{3}MORE*|[A-Za-z]{1,2})|'[A-Za-z]+)*"
_GIVEN = r"[A-Z]MORE*(?:-[A-Z]MORE*|'[A-Za-z]+)*\.?"
#: Capitalised words after small ones (`van den`), a comma, capitalised words; none is `and`.
_PLAIN = re.compile(
    rf"(?:(?!and\b)[a-z]+ ){{0,3}}(?!And\b|AND\b){_FAMILY}(?: (?!And\b|AND\b){_FAMILY})?,"
    rf"(?: (?!And\b|AND\b|None\b){_GIVEN})+".replace("MORE", _MORE)
)
_PLAIN_LIST = re.compile(rf"{_PLAIN.pattern}(?: and {_PLAIN.pattern})*+")
_VANCOUVER = re.compile(r"[A-Z]{1,3}")


def write_names(authors: Iterable[Author], complete: bool) -> str:
    """A BibTeX name list; one that is not complete ends in `and others`."""
    authors = tuple(authors)
    plain = [
        f"{one.family}, {one.given}"
        for one in authors
        if isinstance(one, Person) and one.suffix is None
    ]
    written = " and ".join(plain)
    if len(plain) < len(authors) or _PLAIN_LIST.fullmatch(written) is None:
        written = " and ".join([_name(author) for author in authors])
    return written if complete or not authors else f"{written} and others"


def for_biber(names: str) -> str:
    """Names with `\\textbackslash{}` for `{\\textbackslash}`: of one that begins with the latter
    biber makes an initial whose brace has no partner (biber 2.18); so it does of `-{}-`, which
    becomes `{-}{-}`."""
    if "-{}-" in names:
        names = _HYPHENS.sub(lambda found: "{-}" * found[0].count("-"), names)
    return _IN_BRACES.sub(r"\1{}", names) if "{\\" in names else names


def read_names(value: str) -> tuple[tuple[Author, ...], bool]:
    """The authors of a BibTeX name list, and False when it ends in `others` or `et al.`"""
    authors: list[Author] = []
    complete = True
    for name in _names(value):
        bare = name.strip().rstrip(",").strip()
        if _OTHERS.fullmatch(bare):
            complete = False
        elif bare:
            author = _author(bare)
            if author is not None:
                authors.append(author)
    return tuple(authors), complete


def _names(value: str) -> Iterator[str]:
    """The names of a list, also of one that others part with semicolons or, initials first,
    with commas."""
    pieces = split_outside(value, _SPLIT_AND)
    if len(pieces) == 1 and ";" in value:
        pieces = split_outside(value, _SEMICOLON)
    for piece in pieces:
        parts = piece.split(",")
        if len(parts) > 1 and all(_INITIALS_FIRST.fullmatch(part.strip()) for part in parts):
            yield from parts
        else:
            yield piece


_SPLIT_AND = re.compile(r"\s+and(?=\s)|^and(?=\s)|\s+and$", re.I)
_SPLIT_COMMA = re.compile(",")
_SEMICOLON = re.compile(";")
_INITIALS_FIRST = re.compile(r"(?:[A-Z]\.[\s~-]?){1,4}[^\W\d_][\w'-]+")
_SPLIT_SPACE = re.compile(r"[\s~]+")


def split_outside(value: str, separator: re.Pattern[str]) -> list[str]:
    """The pieces of a value between separators that stand outside of braces."""
    if "{" not in value:
        return separator.split(value)
    pieces: list[str] = []
    start = 0
    for begin, end in _outside(value, separator):
        pieces.append(value[start:begin])
        start = end
    return [*pieces, value[start:]]


def in_braces(value: str) -> bool:
    """Whether one pair of braces encloses the whole of a value."""
    if not (value.startswith("{") and value.endswith("}")):
        return False
    depth = 0
    for found in _BRACE.finditer(value):
        depth += 1 if found[0] == "{" else -1
        if depth == 0:
            return found.end() == len(value)
    return False


_BRACE = re.compile(r"(?<!\\)[{}]")


def _outside(value: str, separator: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    levels = [(0, 0)]
    depth = 0
    for found in _BRACE.finditer(value):
        depth += 1 if found[0] == "{" else -1
        levels.append((found.start(), depth))
    place = 0
    for found in separator.finditer(value):
        while place + 1 < len(levels) and levels[place + 1][0] < found.start():
            place += 1
        if levels[place][1] <= 0:
            yield found.span()


def _name(author: Author) -> str:
    if isinstance(author, Group):
        return f"{{{escape(author.name)}}}"
    if _PLAIN.fullmatch(name := f"{author.family}, {author.given}") and not author.suffix:
        return name
    family = escape_name(author.family, 3)
    given = _given(author)
    if not given and not author.suffix:
        one_word = not re.search(r"[\s~,;]", family) and family[:1] != "{"
        return family if one_word and family.lower() != "others" else f"{{{family}}}{{}}"
    if _SEPARATING.search(family) or _INITIALS_FIRST.fullmatch(family) or _von_inside(family):
        family = f"{{{family}}}"
    if not author.suffix:
        return f"{family or '{}'}, {given}"
    return f"{family or '{}'}, {_part(author.suffix)}, {given or '{}'}"


def _given(person: Person) -> str:
    if person.given:
        return _part(person.given)
    initials = person.initials or ""
    if initials.isalpha() and initials == initials.upper():
        initials = " ".join(f"{letter}." for letter in initials)
    return _part(initials) if initials else ""


def _part(value: str) -> str:
    """A part of a name that is not the family name, in braces where it would be cut."""
    written = escape_name(value, 1)
    return f"{{{written}}}" if _SEPARATING.search(written) else written


def _von_inside(family: str) -> bool:
    """Whether BibTeX would take the beginning of `Costa e Silva` for a `von` part."""
    if " " not in family:
        return False
    capital = False
    for word in family.split()[:-1]:
        if not word[:1].islower():
            capital = True
        elif capital:
            return True
    return False


def _author(name: str) -> Author | None:
    if in_braces(name):
        group = decode_text(name)
        return Group(group) if group else None
    parts = [part.strip() for part in split_outside(name, _SPLIT_COMMA)]
    if len(parts) == 1:
        return _unparted(name)
    family, *rest = parts
    if not family.strip("{} "):
        family = ""
    if len(rest) == 1:
        return _person(family, rest[0], None)
    suffix, given = rest[0], ", ".join(part for part in rest[1:] if part)
    if _SUFFIX.fullmatch(given) and not _SUFFIX.fullmatch(suffix):
        suffix, given = given, suffix
    return _person(family, given, suffix)


def _unparted(name: str) -> Author | None:
    """A name without commas: `First von Last`, or `Last FM` as medical lists print it."""
    words = [word for word in split_outside(name, _SPLIT_SPACE) if word]
    if len(words) == 1:
        return _person(words[0], "", None)
    if _VANCOUVER.fullmatch(words[-1]) and len(words[0]) > 1 and "." not in name:
        return Person(decode_text(" ".join(words[:-1])), initials=words[-1])
    cut = next((at for at, word in enumerate(words[:-1]) if word[:1].islower()), len(words) - 1)
    return _person(" ".join(words[cut:]), " ".join(words[:cut]), None)


def _person(family: str, given: str, suffix: str | None) -> Person | None:
    family, given = decode_text(family), decode_text(given)
    suffix = decode_text(suffix) or None if suffix else None
    if not family:
        family, given = given, ""
    if not family:
        return None
    if _DOTTED.fullmatch(given) and given == given.upper():
        return Person(family, initials="".join(re.findall(r"\w", given)), suffix=suffix)
    return Person(family, given or None, suffix=suffix)
