"""Names as RIS, EndNote, MEDLINE and tables have them, one a line: `Family, Given, Suffix`.

A group ends in a comma, by which EndNote keeps it whole ("Entering author names", EndNote's
guide), and so does the `et al.` of a list that is not complete. A family name of several
words without anything else has no-break spaces, for a comma would make it a group; so has one
that would be read as a list (`van BA, Jan JA`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from sscmsc.formats.page import named_person
from sscmsc.record import Author, Group, Person
from sscmsc.text import clean

ET_AL = "et al.,"
_ET_AL = re.compile(r"(?:(?:and )?et\.? ?al\.?|and others)[.,]*|others", re.I)
_DOTTED = re.compile(r"(?:[^\W\d_]\.\s?)+")
_SUFFIX = re.compile(r"(?:jr|sr|[ivx]{2,4}|\d(?:st|nd|rd|th))\.?", re.I)
_VANCOUVER = re.compile(r"(.*\S)\s((?:[A-Z]\.?-?){1,4}|(?:[A-Z]\. ){1,3}[A-Z]\.)")
_GROUP_WORD = re.compile(
    r"\b(?:group|committee|organi[sz]ation|consortium|society|association|collaborat\w+|"
    r"investigators?|ministry|departments?|institut\w*|cent(?:er|re)s?|college|agency|commission|"
    r"council|network|panel|task force|foundation|university|team|initiative|federation|academy|"
    r"union|office|administration|bureau|board|registry|project|authority|alliance|nations|"
    r"company|inc|ltd|corporation|for|of|and|the|on|study|trial|trialists?)\b",
    re.I,
)
#: `Smith JA, Roe B`: a whole list on one line, as medical journals print it.
_SEVERAL = re.compile(r"[^\W\d_][\w'-]+ [A-Z]{1,3}(?:, [^\W\d_][\w'-]+ [A-Z]{1,3})+")
_NO_BREAK = "\xa0"


def write_name(author: Author) -> str:
    """The name on one line; commas within the parts of a person's name become blanks."""
    if isinstance(author, Group):
        return f"{author.name},"
    given = author.given or ". ".join(author.initials or "") + "." * bool(author.initials)
    family = _part(author.family)
    if not given and not author.suffix:
        return family.replace(" ", _NO_BREAK)
    suffix = f", {_part(author.suffix)}" if author.suffix else ""
    name = f"{family}, {_part(given)}{suffix}"
    return name if _SEVERAL.fullmatch(name) is None else name.replace(" ", _NO_BREAK, 1)


def write_names(authors: Iterable[Author], complete: bool) -> list[str]:
    """A line for each name; one more for `et al.` where the list is not complete."""
    names = [write_name(author) for author in authors]
    return names if complete or not names else [*names, ET_AL]


def read_name(written: str) -> Author | None:
    """The author a line names, None for one that names nobody.

    `Family, Given, Suffix`, `Family, Jr, Given`, `Family AB`, `Given Family`; a group has a
    comma at its end or a word that only groups have.
    """
    name = clean(written)
    if name.startswith("{") and name.endswith("}"):
        return Group(name[1:-1].strip()) if name.strip("{} ") else None
    if name.endswith(","):
        return Group(name[:-1].strip()) if name.strip(" ,") else None
    parts = [part.strip() for part in name.split(",")]
    if len(parts) > 1:
        return _parted(parts)
    if not name or " " not in name or _NO_BREAK in written.strip():
        return Person(name) if name else None
    if _GROUP_WORD.search(name):
        return Group(name)
    if found := _VANCOUVER.fullmatch(name):
        return Person(found[1], initials=re.sub(r"[^A-Z]", "", found[2]))
    return named_person(name) or Group(name)


def read_names(lines: Iterable[str]) -> tuple[tuple[Author, ...], bool]:
    """The authors that lines name, and False when one of them is `et al.`"""
    authors: list[Author] = []
    complete = True
    for line in lines:
        if _ET_AL.fullmatch(line.strip()):
            complete = False
        elif _SEVERAL.fullmatch(line.strip()):
            authors += [one for part in line.split(",") if (one := read_name(part)) is not None]
        elif (author := read_name(line)) is not None:
            authors.append(author)
    return tuple(authors), complete


def person(family: str, given: str, suffix: str = "") -> Person | None:
    """A person of these parts; given names that are dotted capitals alone are initials."""
    if not family:
        family, given = given, ""
    if not family:
        return None
    if _DOTTED.fullmatch(given) and given == given.upper():
        return Person(family, initials="".join(re.findall(r"\w", given)), suffix=suffix or None)
    return Person(family, given or None, suffix=suffix or None)


def _parted(parts: list[str]) -> Person | None:
    family, given, *rest = parts
    if rest and _SUFFIX.fullmatch(given) and not _SUFFIX.fullmatch(rest[0]):
        return person(family, ", ".join(rest), given)
    return person(family, given, ", ".join(one for one in rest if one))


def _part(value: str) -> str:
    return " ".join(value.replace(",", " ").split()) if "," in value else value
