"""Items and references in the HTML-like text that processors of other languages take and give.

Typefaces go in as the tags of CSL-JSON and come back as marks. A `<` of the text itself goes in
as a noncharacter, so that no title acts as markup; so does a list of authors that is incomplete.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from sscmsc.csl import ET_AL, FACES, Formatted, Item
from sscmsc.csl_text import cut, unmarked, wrapped
from sscmsc.jsontext import Json, objects, text_member

_LESS = "\ufde2"
_TAGS: Mapping[str, tuple[str, str]] = {
    **{name: (f"<{name}>", f"</{name}>") for name in ("i", "b", "sup", "sub")},
    "u": ("", ""),
    "smallcaps": ('<span style="font-variant: small-caps;">', "</span>"),
    "own": ("", ""),
}
_MARKS = {
    mark: tag for name, marks in FACES.items() for mark, tag in zip(marks, _TAGS[name], strict=True)
}
_MARK = re.compile("|".join(map(re.escape, (*_MARKS, "<", _LESS))))
#: What stands between the last author and the mark for others, as a style joins names.
_OTHERS = re.compile(rf"(?:(?:&|and|…|\.\.\.)\s*)?{ET_AL}\.?")


def plain_items(items: Sequence[Item]) -> list[Json]:
    """The items as CSL-JSON, the citekey as `id`."""
    return [{**{name: _sent(value) for name, value in one.values.items()}, "id": one.citekey}
            for one in items]  # fmt: skip


def received(item: Item, label: str, text: str) -> Formatted:
    """A reference of a processor's text, in which typefaces are marks, as runs."""
    said = _OTHERS.sub("et al.", text.replace(_LESS, "<")).strip()
    for family, given in _own_names(item):
        said = _with_own(said, family, given)
    return Formatted(item.citekey, unmarked(label.replace(_LESS, "<")).strip(), cut(said))


def _sent(value: Json) -> Json:
    if isinstance(value, str):
        return _MARK.sub(lambda found: _tag(found.group()), value)
    if isinstance(value, list):
        return [_sent(one) for one in value]
    if isinstance(value, dict):
        return {name: _sent(one) for name, one in value.items()}
    return value


def _tag(found: str) -> str:
    return {"<": _LESS, _LESS: ""}.get(found, _MARKS.get(found, ""))


def _own_names(item: Item) -> list[tuple[str, str]]:
    """Family (or group) and given names of the authors who are set apart."""
    names = [one for role in ("author", "editor") for one in objects(item.values.get(role))]
    found = []
    for name in names:
        family = text_member(name, "family") or text_member(name, "literal") or ""
        if FACES["own"][0] in family:
            given = text_member(name, "given") or ""
            found.append((unmarked(family), unmarked(given)))
    return found


def _with_own(text: str, family: str, given: str) -> str:
    """The first place of a name set apart, with the given names or initials beside it."""
    first = [re.escape(word[0]) for word in re.findall(r"\w+", given)]
    # A stop after the only initial may be that of the list of authors.
    stopped = r"[-\s]*".join(rf"{one}\." for one in first) if len(first) > 1 else "(?!)"
    bare = r"[-\s]*".join(first)
    shown = rf"(?:{re.escape(given)}|{stopped}|{bare})(?!\w)" if first else "(?!)"
    name = re.escape(family)
    place = re.compile(
        rf"(?<!\w){shown}\s{name}(?!\w)|(?<!\w){name},?\s{shown}|(?<!\w){name}(?!\w)", re.I
    )
    return place.sub(lambda found: wrapped("own", found.group()), text, count=1)
