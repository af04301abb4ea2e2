"""The author list that a printed reference begins with, in the forms journals print names.

Five forms are told apart by what stands between the family name and the rest:
`Family AB` and `Family A.B.` (Vancouver and its relatives), `Family, A. B.` (APA, Harvard),
`A. B. Family` (IEEE), `Family, Given` and `Given Family` (Chicago, MLA, computer science).
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from sscmsc.record import Author, Group, Person


class Names(NamedTuple):
    """The authors at the head of a text: `end` is where (in characters) they end.

    `complete` is False for "et al."; `editors` is True when the list calls them editors;
    `last` is where the last of them begins.
    """

    authors: tuple[Author, ...]
    complete: bool
    end: int
    editors: bool = False
    last: int = 0


NOBODY = Names((), True, 0)

_CAPITALS = "".join(
    chr(code)
    for code in (*range(0x41, 0x250), *range(0x370, 0x530), *range(0x1E00, 0x1F00))
    if chr(code).isupper()
)
CAPITAL = f"[{_CAPITALS}]"
_LETTER = r"[^\W\d_]"
_APOSTROPHE = "['’‘ʼ`´′]"
_PARTICLE = (
    r"(?:de|del|dela|della|dello|degli|dei|di|da|dal|das|do|dos|du|la|le|les|lo|los|van|von|vom|vander|"
    r"der|den|ten|ter|te|het|['’‘]t|['’‘]s|zu|zum|zur|af|av|el|al|bin|ben|ibn|abu|st|in)"
)
_WORD = (
    rf"(?:(?:[dDlLtTnN]|O|[dD]ell|[aA]ll)?{_APOSTROPHE}|(?:al|el|as|ez|de|d)-)?{CAPITAL}"
    rf"(?:{_LETTER}|[-‐‑.]?{_APOSTROPHE}(?={_LETTER})|[-‐‑–](?={_LETTER}))+"
)
_FAMILY = (
    rf"(?P<family>(?:(?:{_PARTICLE}|St\.|{CAPITAL}['’])[\s-]*\s){{0,3}}{_WORD}"
    rf"(?:\s(?:{_PARTICLE}\s){{0,2}}{_WORD}){{0,3}})"
)
_SUFFIX = r"(?:Jr|Sr|II|III|IV|2nd|3rd|4th|1st)"
_NEXT = r"(?=\s*(?:[,;:.&/(\[“\"«…]|$)|\s(?:and|et|und|with|y|e|a)\b|\s?(?:1[5-9]|20)\d\d)"
_ONE = rf"(?:(?:Yu|Ya|Kh|Ch|Zh|Sh|Th|Ph|{CAPITAL})(?!{_LETTER}))"
_DOTTED = rf"{_ONE}\.(?:\s?[-‐‑–]?\s?{_ONE}\.){{0,4}}"
_BARE = (
    rf"{CAPITAL}(?:[-‐‑]?{CAPITAL}){{0,4}}(?!{_LETTER})"
    rf"(?:\s{_ONE}(?!\.\s?{CAPITAL}{_LETTER})){{0,2}}"
)
_AFTER = rf"(?:,?\s(?P<suffix>{_SUFFIX})\b\.?)?"

# The forms are compiled where they are first used: together they take longer than all else here.
_DOTTED_LAST = rf"{_FAMILY}(?:\s|(?<=[a-zß-ÿ]))(?P<initials>{_DOTTED}){_AFTER}"
_BARE_NAME = rf"{_FAMILY}(?:,\s(?P<before>{_SUFFIX}))?\s(?P<initials>{_BARE}){_AFTER}"
_BARE_LAST = _BARE_NAME + _NEXT
_UNENDED = rf"{_BARE_NAME}(?=\s{CAPITAL})"
_COMMA_LAST = (
    rf"{_FAMILY}(?:,?\s(?P<before>{_SUFFIX})\.?)?\s?,\s?(?P<initials>{_DOTTED}|{_BARE}{_NEXT})"
    rf"{_AFTER}"
)
_INITIALS_FIRST = rf"(?P<initials>{_DOTTED})\s?(?:\([^()]{{1,20}}\)\s)?{_FAMILY}{_AFTER}{_NEXT}"
_STOPPED = rf"{CAPITAL}\.(?:-?{CAPITAL}\.)*"
_GIVEN = (
    rf"(?P<given>{_WORD}(?:\s{_WORD}){{0,2}}(?:\s{_STOPPED}){{0,2}}"
    rf"|{_STOPPED}(?:\s{_STOPPED}){{0,2}}(?:\s{_WORD})?|{_WORD}\s{CAPITAL})"
)
_SURNAME = rf"(?P<family>(?:{_PARTICLE}\s){{0,3}}{_WORD})"
_GIVEN_FIRST = rf"{_GIVEN}\s{_SURNAME}{_AFTER}{_NEXT}"
_GIVEN_LAST = (
    rf"(?P<family>(?:(?:{_PARTICLE})\s){{0,3}}{_WORD}(?:\s{_WORD}){{0,2}}),\s{_GIVEN}{_AFTER}"
    rf"(?P<tail>\s{_PARTICLE}(?:\s{_PARTICLE})?)?(?:{_NEXT}|(?<=\.)(?=\s))"
)
_ALSO_LAST = rf"(?:(?<=[;&/]\s)|(?<=\sand\s)|(?<=\set\s)|(?<=\sund\s)){_GIVEN_LAST}"

_STOP = re.compile(
    r"\s?(?:[.:(\[“\"«]|,\s?(?:[“\"«‘']|(?:1[5-9]|20)\d\d|eds?\b)|$)|\s(?:1[5-9]|20)\d\d"
)
_ETAL = re.compile(
    r"[\s,;.…]{0,8}(?:\(|\[)?\b(?:et\.?\s{0,2}al\b|and\s(?:others|colleagues|coworkers)\b|"
    r"et\scol\b|u\.\s?a\.|y\scols?\b)(?:\)|\])?[\s.,;]{0,4}(?:[.,;]|(?=\W|$))?",
    re.I,
)
_SEPARATOR = re.compile(
    r"\s?[,;]\s?(?:(?:and|&|et|und|y|e)\s)?(?:…\s?|(?:\.\s?){3}(?:&\s)?)?|\s?(?:&|/)\s?|\s(?:and|et|und|y|e)\s|"
    rf"\s–\s|\.,\s?|(?<=\w),(?={CAPITAL})"
)
_EDITORS = re.compile(
    r"[\s,]{0,2}[(\[]?\b(?:eds?|editors?|Hrsg|Hg|dir|coord|comps?)\b\.?[)\]]?[\s,.:]{0,2}", re.I
)
_GROUP_WORD = re.compile(
    r"\b(?:group|committee|organi[sz]ation|consortium|society|association|collaborations?|collaborators|"
    r"collaborative|investigators|ministry|departments?|institut\w*|cent(?:er|re)s?|college|agency|commission|"
    r"council|network|panel|force|party|foundation|university|team|initiative|federation|academy|"
    r"union|office|administration|bureau|board|registry|project|services?|authority|program(?:me)?|alliance|"
    r"nations|bank|who|fda|ema|nice|oecd|nih|cdc|unicef|unesco|trialists?|company|inc|ltd|corporation)\b",
    re.I,
)
_STUDY_GROUP = re.compile(
    r"\b(?:group|consortium|collaborations?|collaborators|investigators|committee|working\sparty|network|"
    r"panel|trialists?|task\sforce|initiative)$",
    re.I,
)
_GROUP = re.compile(
    rf"(?:the\s)?(?:{CAPITAL}|\d{{2,5}}\s)[^.;:()\[\]\"“]{{2,160}}?"
    r"(?=\s?\.(?:\s|$)|[;:]|\s?[(\[]|\s,\s|$)",
    re.I,
)
_GROUP_LEAD = re.compile(
    r"[\s,;]{0,3}(?:and\s|&\s)?(?:(?:for|on\sbehalf\sof|from|writing\sfor)\s)?(?:the\s)?", re.I
)
_NUMBERED = re.compile(r"\d\s?[:;(,]\s?(?:p{0,2}\.?\s?)?\d")
_DASHES = re.compile(r"[-–—_―]{3,}[\s.,]{0,3}")
_ORDINARY = frozenset(
    "the a an of on in for from with by to at and is are how what why when where who which this "
    "that une la le les des der die das ein eine il los un introduction review analysis report "
    "study new theory history handbook proceedings journal available".split()
)


def split_names(text: str) -> Names:
    """The author list at the head of `text`; `NOBODY` when there is none that is understood.

    Linear in the length of the text. Initials come without stops (`JA`), given names as
    printed; nothing is derived from anything that is not there.
    """
    if dashes := _DASHES.match(text):
        return Names((), True, dashes.end())
    best = NOBODY
    for first, others in (
        (_BARE_LAST, (_BARE_LAST, _INITIALS_FIRST)),
        (_DOTTED_LAST, (_DOTTED_LAST,)),
        (_COMMA_LAST, (_COMMA_LAST, _INITIALS_FIRST)),
        (_INITIALS_FIRST, (_INITIALS_FIRST, _GIVEN_FIRST)),
    ):
        found = _listed(text, first, others)
        if len(found.authors) > len(best.authors) or _truer(found, best, text):
            best = found
    if len(best.authors) <= 1:
        full = _in_full(text)
        if not best.authors or len(full.authors) > 1 or _has_middle_initial(text, best, full):
            best = full if full.authors else best
    return _with_group(text, best)


def _listed(text: str, first: str, others: tuple[str, ...]) -> Names:
    """The names read with one form, from the head of the text as far as they go."""
    found = _compiled(first).match(text)
    authors: list[Author] = []
    place = last = 0
    while found is not None:
        authors.append(_person(found))
        last, place = found.start(), found.end()
        if etal := _ETAL.match(text, place):
            return Names(tuple(authors), False, etal.end(), last=last)
        separator = _SEPARATOR.match(text, place)
        if separator is None:
            break
        forms = (*others, _UNENDED) if first is _BARE_LAST and len(authors) > 1 else others
        begins = separator.end()
        found = next((m for form in forms if (m := _compiled(form).match(text, begins))), None)
    return Names(tuple(authors), True, place, last=last)


@cache
def _compiled(form: str) -> re.Pattern[str]:
    return re.compile(form)


def _truer(one: Names, other: Names, text: str) -> bool:
    """Of two readings with as many authors: whether `one` explains the text better."""
    if len(one.authors) != len(other.authors) or one.end <= other.end:
        return False
    return not re.match(r"\s?[^\W\d_]", text[one.end : one.end + 2]) or (
        text[one.end : one.end + 2].strip()[:1].isupper()
    )


def _in_full(text: str) -> Names:
    inverted = _listed(text, _GIVEN_LAST, (_ALSO_LAST, _GIVEN_FIRST, _INITIALS_FIRST))
    natural = _listed(text, _GIVEN_FIRST, (_GIVEN_FIRST, _INITIALS_FIRST))
    for names in (inverted, natural):
        if names.authors and _ends_well(text, names) and not _ordinary(names.authors):
            return names
    return NOBODY


def _has_middle_initial(text: str, one: Names, full: Names) -> bool:
    """Whether `Lisa F. Rau. Extracting names from text.` is one name, not a family and an F.

    It is where no volume and pages follow, or a title follows the longer reading: a run of
    words most of which are lower case.
    """
    if not full.authors or full.end <= one.end or not one.complete:
        return False
    if not _NUMBERED.search(text):
        return True
    title = re.split(r"[.?!:]\s", text[full.end :].lstrip(" .,"), maxsplit=1)[0].split()
    return len(title) >= 3 and sum(word[0].islower() for word in title) * 3 >= len(title)


def _ends_well(text: str, names: Names) -> bool:
    """Names in full are believed when a stop, a year, a quotation mark or the like follows."""
    if not names.complete:
        return True
    if text[names.end : names.end + 1] == "," and (
        len(names.authors) == 1 or re.search(r"\s(?:and|et|und|&)\s", text[: names.end])
    ):
        return True
    return text[names.end - 1] == "." or bool(_STOP.match(text, names.end))


def _ordinary(authors: tuple[Author, ...]) -> bool:
    persons = [one for one in authors if isinstance(one, Person)]
    if any(len(one.family) <= 3 and one.family.isupper() for one in persons):
        return True  # initials, not a family name
    words = " ".join(f"{one.family} {one.given or ''}" for one in persons).lower()
    return any(word in _ORDINARY for word in words.split()) or bool(_GROUP_WORD.search(words))


def _with_group(text: str, names: Names) -> Names:
    """`names` with the group and the editors' mark that may stand before or behind them."""
    if editors := _EDITORS.match(text, names.end):
        return names._replace(end=editors.end(), editors=bool(names.authors))
    lead = _GROUP_LEAD.match(text, names.end)
    start = lead.end() if lead else names.end
    found = _GROUP.match(text, start)
    if found is None or not names.complete or len(found.group().split()) > 16:
        return names
    name = found.group().strip(" ,")
    etal = re.search(r"\set\sal$", name)
    if etal:
        name = name[: etal.start()]
    end = found.end() + bool(etal)
    if names.authors:
        if not _joined(text[names.end : start], name, text[end : end + 8]):
            return names
        return Names((*names.authors, Group(name)), not etal, end, last=start)
    if not _stands_alone(name, text[found.end() : found.end() + 2]):
        return names
    behind = _compiled(_BARE_LAST).match(text, end + 2) if text[end : end + 1] == ";" else None
    if behind is None:
        return Names((Group(name),), not etal, end)
    rest = _listed(text[end + 2 :], _BARE_LAST, (_BARE_LAST,))
    return Names((Group(name), *rest.authors), rest.complete, end + 2 + rest.end)


def _stands_alone(name: str, behind: str) -> bool:
    """Whether a text begins with the group `name`, by its words and what is `behind` it."""
    if re.match(r"\s,|;", behind):
        return bool(_STUDY_GROUP.search(name))
    return bool(_GROUP_WORD.search(name) and re.match(r"\.\s|\s?[(\[]|\s\.", behind))


def _joined(lead: str, name: str, behind: str) -> bool:
    """Whether `name` is a group after persons, by the words that lead to it, and no journal."""
    if re.search(r"\d$", name):
        return False
    if re.search(r";|\b(?:and|for|from|behalf)\b|&", lead):
        return bool(_GROUP_WORD.search(name))
    if "," not in lead:
        return False
    dated = re.match(r"\s?(?:\.\s|\()(?:1[5-9]|20)\d\d", behind)
    return bool(_STUDY_GROUP.search(name) or (dated and _GROUP_WORD.search(name)))


def _person(found: re.Match[str]) -> Person:
    parts = found.groupdict()
    family = parts["family"]
    if tail := parts.get("tail"):
        family = f"{tail.strip()} {family}"
    initials = parts.get("initials")
    suffix = parts.get("suffix") or parts.get("before")
    return Person(
        family=family.replace("‐", "-").replace("‑", "-"),
        given=parts.get("given"),
        initials=re.sub(r"[^\w]|_", "", initials) if initials else None,
        suffix=suffix,
    )
