"""The people of a JATS citation: authors and editors, groups in their place.

Elements: JATS 1.3 `person-group`, `name`, `string-name`, `collab`, `etal`, `anonymous`. Older
files name people outside any group; those after the title of a chapter are the book's editors.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from lxml.etree import _Element

from sscmsc.citation_names import split_names
from sscmsc.jats_text import children, name_line, plain
from sscmsc.record import Author, Group, Person

#: Elements that stand for people.
PEOPLE = frozenset(
    "person-group name string-name collab etal anonymous name-alternatives "
    "collab-alternatives".split()
)
_ALTERNATIVES = frozenset(("name-alternatives", "collab-alternatives"))
#: Types of `person-group` (JATS 1.3, suggested values) that are the makers of the work.
_AUTHORS = frozenset(("", "author", "allauthors", "inventor", "director", "curator", "developer"))
_EDITORS = frozenset(("editor", "guest-editor", "transed", "compiler", "book-editor"))
_ET_AL = re.compile(r"\bet\.?\s*al\b", re.I)
_UNSPACED = re.compile(r",(?=\S)")
_INITIALS = re.compile(r"(?:[^\W\d_](?:[.\s-]{1,3}|(?=[^\W\d_])|$)){1,6}")


class People(NamedTuple):
    """Who made a work; `complete` is False where the citation says "et al."."""

    authors: tuple[Author, ...] = ()
    complete: bool = True
    editors: tuple[Author, ...] = ()


def people(citation: _Element, titles: frozenset[str]) -> People:
    """The people of a citation; `titles` are the tags of a work's own title."""
    authors: list[Author] = []
    editors: list[Author] = []
    complete, titled = True, False
    for one in children(citation, lambda tag: tag in PEOPLE or tag in titles or tag == "source"):
        if one.tag in titles:
            titled = True
        elif one.tag == "person-group":
            kind = (one.get("person-group-type") or "").strip().lower()
            members, whole = _members(one)
            if kind in _EDITORS:
                editors += members
            elif kind in _AUTHORS:
                authors += members
                complete = complete and whole
        elif one.tag == "etal":
            complete = complete and (titled or bool(editors))
        elif one.tag != "source" and (author := _author(one)) is not None:
            (editors if titled and authors else authors).append(author)
    return People(tuple(authors), complete and not _trails_off(citation, titles), tuple(editors))


def _members(group: _Element) -> tuple[list[Author], bool]:
    """The people in a group, and whether they are all."""
    found = list(children(group, lambda tag: tag in PEOPLE))
    if not found:
        return _named_in_text(plain(group))
    members = [author for one in found if (author := _author(one)) is not None]
    return members, not any(one.tag == "etal" for one in found) and not _ET_AL.search(
        _between(group)
    )


def _named_in_text(text: str) -> tuple[list[Author], bool]:
    """The people of a group that is only text (`Hendrix RW,Roberts JW`)."""
    if not text:
        return [], True
    names = split_names(_UNSPACED.sub(", ", text))
    if not names.authors:
        return [Group(text)], True
    return list(names.authors), names.complete


def _author(element: _Element) -> Author | None:
    tag = element.tag
    if tag in _ALTERNATIVES:
        return next((one for child in element if (one := _author(child)) is not None), None)
    if tag == "collab":
        name = " ".join(plain(element).split()).strip(" .,;:")
        return Group(name) if name else None
    if tag not in ("name", "string-name"):
        return None
    return _person(element)


def _person(element: _Element) -> Author | None:
    said: dict[str, str] = {}
    initials = None
    for part in children(element, lambda tag: tag in ("surname", "given-names", "suffix")):
        said.setdefault(str(part.tag), plain(part).strip(" ,;"))
        if part.tag == "given-names":
            initials = part.get("initials")
    family, given = said.get("surname", "").rstrip("."), said.get("given-names", "")
    if not family:
        return _unparted(given or name_line(element))
    suffix = said.get("suffix", "").rstrip(".") or None
    if _INITIALS.fullmatch(given) and (given.isupper() or "." in given):
        letters = re.sub(r"[\W_]", "", given)
        return Person(family, None, letters, suffix)
    return Person(family, given or None, initials or None, suffix)


def _unparted(name: str) -> Author | None:
    """A person whose name is not divided into parts."""
    authors = split_names(name).authors
    if len(authors) == 1:
        return authors[0]
    return Person(name) if name else None


def _between(element: _Element) -> str:
    """The text between the parts of an element, without theirs."""
    return f"{element.text or ''} {' '.join(one.tail or '' for one in element)}"


def _trails_off(citation: _Element, titles: frozenset[str]) -> bool:
    """Whether "et al." stands untagged after the first names and before any title."""
    said, named = "", False
    for one in citation:
        if one.tag in titles or one.tag == "source":
            break
        named = named or one.tag in PEOPLE
        if named:
            inner = "" if one.tag in PEOPLE else plain(one)
            said += f" {inner} {one.tail or ''}"
    return bool(_ET_AL.search(said))
