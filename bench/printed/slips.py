"""The slips of authors and printers: each changes one thing in what a reference prints."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace

from bench.printed.styles import STYLES, full, journal
from sscmsc.record import Author, Container, Group, Record
from sscmsc.text import RichText, plain

Slip = Callable[[Record, random.Random], Record]
TextSlip = Callable[[str, random.Random], str]

_GREEK = {"α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "κ": "kappa", "µ": "mu", "μ": "mu"}


def misprinted_title(one: Record, chance: random.Random) -> Record:
    return replace(one, title=RichText(_misprinted(plain(one.title or ""), chance)))


def capital_title(one: Record, _: random.Random) -> Record:
    return replace(one, title=RichText(plain(one.title or "").upper()))


def title_without_subtitle(one: Record, _: random.Random) -> Record:
    head = re.split(r": | - |\? ", plain(one.title or ""), maxsplit=1)[0]
    return replace(one, title=RichText(head)) if len(head) > 30 else one


def plain_letters(one: Record, _: random.Random) -> Record:
    """Greek letters spelt out, accents lost."""
    title = "".join(_GREEK.get(letter, letter) for letter in plain(one.title or ""))
    return replace(one, title=RichText(_bare(title)), authors=_renamed(one, _bare))


def misprinted_author(one: Record, chance: random.Random) -> Record:
    return replace(one, authors=_renamed(one, lambda name: _misprinted(name, chance)))


def first_author_only(one: Record, _: random.Random) -> Record:
    return replace(one, authors=one.authors[:1], authors_complete=len(one.authors) < 2)


def swapped_authors(one: Record, _: random.Random) -> Record:
    return replace(one, authors=(*one.authors[1:2], *one.authors[:1], *one.authors[2:]))


def wrong_year(one: Record, chance: random.Random) -> Record:
    date = one.issued or one.online
    if date is None:
        return one
    return replace(one, issued=replace(date, year=date.year + chance.choice((-1, 1))), online=None)


def wrong_page(one: Record, chance: random.Random) -> Record:
    pages = re.sub(r"\d(?=-|$)", str(chance.randrange(10)), one.pages or "", count=1)
    return replace(one, pages=pages or None)


def no_pages(one: Record, _: random.Random) -> Record:
    return replace(one, pages=None, article_number=None)


def no_volume(one: Record, _: random.Random) -> Record:
    return replace(one, volume=None, issue=None)


def wrong_volume(one: Record, _: random.Random) -> Record:
    """The issue in the place of the volume."""
    return replace(one, volume=one.issue or one.volume)


def other_journal_name(one: Record, chance: random.Random) -> Record:
    """The name in full where it is abbreviated, "&" for "and", no "The", no stops."""
    name = full(one) if chance.random() < 0.7 else journal(one)
    name = re.sub(r"^The ", "", name).replace(" and ", " & ")
    return replace(one, container=Container(title=name))


def labelled(text: str, chance: random.Random) -> str:
    number = chance.randrange(1, 300)
    label = chance.choice((f"{number}. ", f"[{number}] ", f"{number} ", f"({number}) "))
    return f"{label}{text}{chance.choice(('', ' [PubMed]', ' [Google Scholar]'))}"


def hyphenated(text: str, chance: random.Random) -> str:
    """A word divided at the end of a line, and the line's end lost."""
    words = text.split(" ")
    long = [at for at, word in enumerate(words) if re.fullmatch(r"[a-z]{9,}", word)]
    if long:
        at = chance.choice(long)
        words[at] = f"{words[at][:5]}- {words[at][5:]}"
    return " ".join(words)


def lost_blanks(text: str, chance: random.Random) -> str:
    places = [found.start() for found in re.finditer(r"(?<=[.,:;)]) ", text)]
    for at in sorted(chance.sample(places, min(2, len(places))), reverse=True):
        text = text[:at] + text[at + 1 :]
    return text


RECORD_SLIPS: tuple[Slip, ...] = (
    misprinted_title, capital_title, title_without_subtitle, plain_letters, misprinted_author,
    first_author_only, swapped_authors, wrong_year, wrong_page, no_pages, no_volume, wrong_volume,
    other_journal_name,
)  # fmt: skip
TEXT_SLIPS: tuple[TextSlip, ...] = (labelled, hyphenated, lost_blanks)


def slipped(one: Record, place: int, seed: int = 11) -> tuple[str, str]:
    """A record printed in one of the styles with one slip of it and perhaps one of the text, and
    the name of the first."""
    chance = random.Random(seed * 100_003 + place)
    slip = chance.choice(RECORD_SLIPS)
    style = chance.choice(list(STYLES.values()))
    text = style(slip(one, chance))
    if chance.random() < 0.5:
        text = chance.choice(TEXT_SLIPS)(text, chance)
    return text, slip.__name__


def _misprinted(word: str, chance: random.Random) -> str:
    """A letter left out, doubled, changed or exchanged with the next."""
    places = [at for at in range(1, len(word) - 1) if word[at].isalpha() and word[at + 1].isalpha()]
    if not places:
        return word
    at = chance.choice(places)
    made = chance.choice(("", word[at] * 2, chance.choice("aeioustn"), word[at + 1] + word[at]))
    return word[:at] + made + word[at + 1 + (len(made) == 2 and made[0] != made[1]) :]


def _renamed(one: Record, rename: Callable[[str], str]) -> tuple[Author, ...]:
    """The authors, the family name of the first person changed."""
    if not one.authors or isinstance(one.authors[0], Group):
        return one.authors
    first = one.authors[0]
    return (replace(first, family=rename(first.family)), *one.authors[1:])


def _bare(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
