"""How alike two titles, journals, persons, volumes and pages are: the parts of every comparison.

Each function takes keys (folded text, made once per value) so that comparing many pairs is cheap.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from sscmsc.record import Author, Container, Group
from sscmsc.text import plain

#: How alike two titles are of which one goes on where the other ends: with a subtitle, in a
#: line that does not say with what, or as another part of a series or a notice about it.
CONTINUED = 0.97
LONGER = 0.9
OTHER_PART = 0.8
#: How alike they are when one letter in a short word differs: a misprint or another word.
MISPRINTED = 0.85
#: Two words as alike as this (of 100) are one word with a slip in it.
SLIP = 83
#: Two words of four letters of which one differs are as alike as this.
LETTER = 75

_WORD = re.compile(r"[^\W_]+")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")
_NUMBER = re.compile(r"\d+")
_GREEK = {
    ord(letter): f" {name} "
    for letter, name in zip(
        "αβγδεζηθικλμνξοπρσςτυφχψω",
        "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho "
        "sigma sigma tau upsilon phi chi psi omega".split(),
        strict=True,
    )
}
_UNDECOMPOSED = {
    ord(letter): plain_letter
    for letter, plain_letter in zip("øłđæœıþð", "o l d ae oe i th d".split(), strict=True)
}
_LETTERS = _GREEK | _UNDECOMPOSED
_ROMAN = {
    word: str(number)
    for number, word in enumerate("i ii iii iv v vi vii viii ix x".split(), start=1)
}
#: British and American spellings fall together; both sides are rewritten alike.
_SPELLINGS = (
    ("ae", "e"), ("oe", "e"), ("our", "or"), ("isa", "iza"), ("ise", "ize"), ("yse", "yze"),
)  # fmt: skip
STOP_WORDS = frozenset(
    "a an and of the in for on to with et de des du la le les l d der die das und fur e y del el "
    "los las di della il".split()
)
#: What follows a title that another one shares: `part II`, `2`, `reply`.
_PART = re.compile(
    r"(?:part|section|chapter|paper|volume|vol|no|study|report) "
    r"(?:\d{1,3}|[ivx]{1,5}|[a-h]|one|two|three|four)(?: |$)"
    r"|(?:i|[ivx]{2,5})(?: |$)|\d{1,3}$"
    r"|(?:authors? )?(?:reply|response|erratum|corrigendum|correction|retraction)\b"
)
_BRACKETED = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")
_YEAR = re.compile(r"1[89]\d\d|20\d\d")
_SUBTITLE = re.compile(r"\s*(?::|=|;| - | – ).*")
_PAGE = re.compile(r"([a-z]*)0*(\d+)([a-z]*)")


def key(value: str) -> str:
    """Words of letters and digits, one blank apart: unaccented, lower case, Greek letters named,
    one spelling of English."""
    bare = plain(value)
    if bare.isascii():
        folded = " ".join(_WORD.findall(bare.lower()))
    else:
        decomposed = unicodedata.normalize("NFKD", bare.casefold())
        kept = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
        folded = " ".join(_WORD.findall(kept.casefold().translate(_LETTERS)))
    for british, american in _SPELLINGS:
        folded = folded.replace(british, american)
    return folded


def title_key(title: str) -> str:
    """The key of a title or a printed line; numbers without separators of thousands."""
    return key(_THOUSANDS.sub("", title))


def numbers(title: str) -> list[str]:
    """The numbers in a title's key in ascending order, Roman ones (I to X) included."""
    found = _NUMBER.findall(title)
    found.extend(_ROMAN[word] for word in title.split() if word in _ROMAN)
    return sorted(found)


def title_likeness(one: str, other: str) -> float:
    """0 to 1 for two title keys; 1 when they are equal but for blanks.

    A title that the other continues (a subtitle left out) is 0.97 alike, but not where it goes
    on as another part of a series. Titles are at most
    0.8 alike when their numbers differ (part I and part II) or one has a word in the place of
    another (`nervous system` and `digestive system`), however long the rest of them is.
    """
    if one == other:
        return 1.0
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) >= 25 and longer.startswith(shorter + " "):
        return OTHER_PART if _PART.match(longer, len(shorter) + 1) else CONTINUED
    left, right = one.replace(" ", ""), other.replace(" ", "")
    if left == right:
        return 1.0
    from rapidfuzz import fuzz

    ratio = fuzz.ratio(left, right, score_cutoff=40) / 100
    if ratio <= OTHER_PART:
        return ratio
    if numbers(one) != numbers(other):
        return OTHER_PART
    if _replaced(one, other):
        near = len(left) == len(right) or ratio > 0.97
        return (
            MISPRINTED
            if near and ratio > 0.95 and not _replaced(one, other, LETTER)
            else OTHER_PART
        )
    return ratio


def _replaced(one: str, other: str, slip: int = SLIP) -> bool:
    """Whether each title has a word that the other lacks, slips and hyphens aside."""
    left, right = one.split(), other.split()
    return _lacking(left, right, slip) and _lacking(right, left, slip)


def _lacking(words: list[str], others: list[str], slip: int) -> bool:
    from rapidfuzz import fuzz

    known = set(others)
    joined = "".join(others)
    return any(
        word not in known
        and word not in STOP_WORDS
        and not (len(word) > 3 and word in joined)
        and not any(fuzz.ratio(word, other, score_cutoff=slip) for other in others)
        for word in words
    )


def journal_keys(container: Container | None) -> tuple[str, ...]:
    """The keys of all names of a journal or book, without repetition, longest name first."""
    if container is None:
        return ()
    names = (container.title, container.nlm_abbreviation, container.iso_abbreviation)
    return tuple(dict.fromkeys(journal_key(name) for name in names if name))


def journal_key(name: str) -> str:
    """A journal's name as words for comparing: no place, subtitle or year, no stop words."""
    bare = _BRACKETED.sub("", name)
    bare = _SUBTITLE.sub("", bare) or bare or name
    words = f" {key(bare)} ".replace(" u s a ", " usa ").split()
    telling = [one for one in words if one not in STOP_WORDS and not _YEAR.fullmatch(one)]
    kept = " ".join(telling or words)
    return kept.replace("united states america", "usa").removesuffix(" usa")


def same_journal(ones: Iterable[str], others: Iterable[str]) -> bool | None:
    """Whether any key of one journal abbreviates or equals one of the other; None if unknown."""
    left, right = tuple(ones), tuple(others)
    if not left or not right:
        return None
    return any(_abbreviates(one, other) for one in left for other in right)


def _abbreviates(one: str, other: str) -> bool:
    if one == other:
        return True
    left, right = one.split(), other.split()
    if len(left) == len(right):
        return all(map(same_word, left, right))
    shorter, longer = (left, right) if len(left) < len(right) else (right, left)
    if len(shorter) == 1 and len(shorter[0]) >= 3:
        return "".join(word[0] for word in longer).startswith(shorter[0])
    return False


def same_word(one: str, other: str) -> bool:
    """Whether one word is the other or abbreviates it: `transpl`, `natl`, `j`."""
    if one == other:
        return True
    if not one or not other or one[0] != other[0]:
        return False
    shorter, longer = (one, other) if len(one) <= len(other) else (other, one)
    if longer.startswith(shorter):
        return True
    letters = iter(longer)
    return len(longer) > len(shorter) + 2 and all(letter in letters for letter in shorter)


def author_key(author: Author) -> str:
    """The key of a person's family name or of a group's name."""
    return key(author.name if isinstance(author, Group) else author.family)


def same_family(one: str, other: str) -> bool:
    """Whether two family-name keys may be one: particles, hyphens and a slip aside."""
    if one == other:
        return True
    left, right = one.split(), other.split()
    if not left or not right:
        return False
    if left[-1] == right[-1] or one.replace(" ", "") == other.replace(" ", ""):
        return True
    if set(left) <= set(right) or set(right) <= set(left):
        return max(map(len, left)) > 2 and max(map(len, right)) > 2
    from rapidfuzz import fuzz

    return min(len(one), len(other)) >= 5 and fuzz.ratio(one, other) >= 86


def same_group(one: str, other: str) -> bool:
    """Whether two keys of collective names may be one: the words of one are among the other's."""
    from rapidfuzz import fuzz

    return fuzz.token_set_ratio(one, other) >= 90


def page_key(pages: str | None) -> str:
    """The first page, or an article number, without leading zeros: `e33693`, `1989`, `s12`."""
    if not pages:
        return ""
    first = re.split(r"[-–—,;]", pages.strip(), maxsplit=1)[0]
    folded = key(first).replace(" ", "")
    found = _PAGE.fullmatch(folded)
    return "".join(found.groups()) if found else folded


def same_page(one: str, other: str) -> bool:
    """Whether two page keys agree; a letter before the number may be missing on one side."""
    if one == other:
        return True
    left, right = _PAGE.fullmatch(one), _PAGE.fullmatch(other)
    if not left or not right or left.group(2) != right.group(2):
        return False
    return (not left.group(1) or not right.group(1)) and left.group(3) == right.group(3)


def volume_key(volume: str | None) -> str:
    """A volume's number, or all of it when it has none: `49` for `49 Suppl 20`."""
    if not volume:
        return ""
    folded = key(volume)
    found = _NUMBER.search(folded)
    return found.group().lstrip("0") if found else folded
