"""Citations in Typst: `@key`, `#cite(<key>)`, `#cite(label("key"))`.

Rules: the Typst reference, chapters "Syntax", "cite", "ref" and "label".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sscmsc.manuscript_text import Mention, blanked

_HIDING = re.compile(
    r"\\(?P<escape>.)|(?P<raw>`+)|(?P<comment>(?<!:)//[^\r\n]*)|(?P<open>/\*)", re.DOTALL
)
_NESTED = re.compile(r"/\*|\*/")
_KEY = r"[^\W](?:[\w.:-]*\w)?"
_AT = re.compile(rf"(?<![^\W_])@(?P<key>{_KEY})")
_CALL = re.compile(
    rf"(?<![\w-])(?:cite|ref)\s*\(\s*(?:<(?P<label>{_KEY})>|label\(\s*\"(?P<name>[^\"\r\n]+)\"\s*\))"
)
_LABEL = re.compile(rf"<({_KEY})>")


def find_typst(text: str) -> Iterator[Mention]:
    """The keys that a Typst source cites, in order; labels that it sets itself are none.

    Comments, raw text and e-mail addresses count for nothing.
    """
    seen = blanked(text, _hidden(text))
    calls = list(_CALL.finditer(seen))
    labels = _labels(seen)
    mentions = [_mention(found, "key") for found in _AT.finditer(seen)]
    mentions += [_mention(one, "label" if one.group("label") else "name") for one in calls]
    for mention in sorted(mentions, key=lambda one: one.start):
        if mention.key not in labels:
            yield mention


def find_labels(text: str) -> frozenset[str]:
    """The labels that a Typst source sets: references to them are no citations."""
    return _labels(blanked(text, _hidden(text)))


def _labels(seen: str) -> frozenset[str]:
    called = {found.start("label") for found in _CALL.finditer(seen) if found.group("label")}
    return frozenset(one.group(1) for one in _LABEL.finditer(seen) if one.start(1) not in called)


def _mention(found: re.Match[str], group: str) -> Mention:
    return Mention(found.group(group), found.start(group), found.end(group))


def _hidden(text: str) -> Iterator[tuple[int, int]]:
    place = 0
    while (found := _HIDING.search(text, place)) is not None:
        place = found.end()
        if found.group("comment"):
            yield found.span()
        elif ticks := found.group("raw"):
            # Two are an empty raw text; three or more end with as many.
            if len(ticks) != 2:
                end = text.find(ticks, place)
                place = len(text) if end < 0 else end + len(ticks)
                yield found.start(), place
        elif found.group("open"):
            place = _comment_end(text, place)
            yield found.start(), place
        else:
            yield found.span()


def _comment_end(text: str, place: int) -> int:
    depth = 1
    for found in _NESTED.finditer(text, place):
        depth += 1 if found.group() == "/*" else -1
        if not depth:
            return found.end()
    return len(text)
