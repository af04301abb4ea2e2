"""Where the title ends and the name of the journal begins, by what journals are called."""

from __future__ import annotations

import functools
import re
from importlib import resources

from sscmsc.text import folded

_LONGEST_CONTAINER = 220
_BOUNDARY = re.compile(
    r"(?P<stop>[.?!…][\"”’»)\]]{0,2}\s+(?:[—–-]\s)?)|(?P<tight>(?<=[a-z)])\.(?=[A-Z]))"
    r"|(?P<bracket>(?<=[)\]])\s(?=[A-Z]))|(?P<colon>[:;]\s)|(?P<comma>,\s)"
)
SMALL_WORDS = frozenset(
    "a an and the of for in on to de la le et des du der die das und y e el los las di del & its "
    "with from by part section series".split()
)


def divide(middle: str) -> tuple[float, str, str] | None:
    """The best division of `middle`: (score, title, container)."""
    best: tuple[float, str, str] | None = None
    start = max(0, len(middle) - _LONGEST_CONTAINER)
    for found in _BOUNDARY.finditer(middle, start):
        if found.start() == 0:
            continue
        title, right = middle[: found.start()], middle[found.end() :]
        if not right:
            continue
        weight = {"stop": 3.0, "tight": 2.0, "bracket": 0.5, "colon": 0.0, "comma": -0.5}[
            found.lastgroup or "comma"
        ]
        score = weight + likeness(right) - _unfinished(title, found.lastgroup == "stop")
        if best is None or score >= best[0]:
            best = (score, title + found.group().strip()[:1], right)
    return best


def _unfinished(title: str, stopped: bool) -> float:
    """How much `title` looks cut inside the abbreviated name of a journal."""
    if not stopped:
        return 0.0
    cut = max(title.rfind(mark) for mark in (". ", "? ", "! "))
    comma = max(title.rfind(mark) for mark in (", ", ": "))
    if comma > cut and all(_abbreviated(word) for word in title[comma + 2 :].split()):
        return 5.0
    words = (title[cut + 2 :] if cut >= 0 else title).split()
    if not words or not words[-1][:1].isupper():
        return 0.0
    if len(words) <= 3 and all(word[:1].isupper() or word in SMALL_WORDS for word in words):
        if cut >= 0:
            return 5.0
        return 3.0 if all(_abbreviated(word) for word in words) else 0.0
    return 1.5 if _abbreviated(words[-1]) and len(words[-1]) <= 6 else 0.0


def likeness(text: str) -> float:
    """How much `text` looks like the name of a journal; about 0 for ordinary words."""
    words = [word for word in re.split(r"[\s/-]+", text) if word.strip(".,()&:;")]
    ordinary = [word for word in words if word.lower().strip(".,()") not in SMALL_WORDS]
    if not ordinary:
        return -5.0
    small = sum(1 for word in ordinary if word.strip('(“"')[:1].islower())
    known = sum(1 for word in ordinary if folded(word) in journal_words())
    score = 4.0 * known / len(ordinary) - 2.0 * min(small, 4)
    score -= max(0, len(words) - 8) * 0.7
    score -= 1.5 * sum(1 for word in ordinary if any(letter.isdigit() for letter in word))
    return score if words[0].strip('(“"‘')[:1].isupper() or small == 0 else score - 1


def _abbreviated(word: str) -> bool:
    return word[:1].isupper() and (folded(word) in journal_words() or len(word) <= 2)


@functools.cache
def journal_words() -> frozenset[str]:
    """The words of NLM's journal abbreviations, folded (3,169 journals, JabRef's list, CC0)."""
    text = resources.files("sscmsc").joinpath("data/journal_words.txt").read_text("utf-8")
    return frozenset(text.split())
