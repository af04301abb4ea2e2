"""Crossref's values: texts with HTML, JATS and MathML in them, dates in parts, JATS abstracts."""

from __future__ import annotations

import re

from sscmsc.dates import PartialDate, checked_date
from sscmsc.jsontext import Json, items, number_member, text_member, texts
from sscmsc.record import AbstractSection
from sscmsc.text import ABSTRACT_LIMIT, RichText, clean, from_markup, plain, without_full_stop

#: Elements whose text is a second form of what stands beside them.
_SECOND_FORM = re.compile(
    r"<(?P<tag>(?:jats:)?tex-math|(?:mml:)?annotation(?:-xml)?)\b[^<>]*>.*?</(?P=tag)\s*>",
    re.S | re.I,
)
_MATH = re.compile(
    r"</?(?:mml:[\w-]+|(?:jats:)?(?:alternatives|(?:inline|disp)-formula))\b[^<>]*>", re.I
)
#: Elements that mark a run of words and change nothing of it.
_RUN = re.compile(
    r"</?(?:jats:)?(?:sc|scp|span|font|u|underline|monospace|styled-content|named-content|"
    r"ext-link|uri|email|xref|roman|inline-graphic|graphic|fn)\b[^<>]*/?>",
    re.I,
)
_AFTER_OPENING = re.compile(r"([(\[])\s*\n\s*")
_BEFORE_CLOSING = re.compile(r"\s*\n\s*(?=[)\],;.:])")
_BLOCK = re.compile(
    r"<(?P<end>/?)(?:jats:)?(?P<name>abstract|sec|title|label|p|list|list-item|disp-quote|break|br)"
    r"\b[^<>]*>",
    re.I,
)
#: Headings that say no more than that an abstract follows.
_HEADINGS = frozenset("abstract summary résumé resumen zusammenfassung".split())


def text_members(value: Json, name: str) -> tuple[str, ...]:
    """The texts of a field that are not blank: those of its list, or the one it is."""
    lone = text_member(value, name)
    return tuple(one for one in ((lone,) if lone else texts(value, name)) if one.strip())


def all_words(value: Json, name: str) -> tuple[str, ...]:
    """The texts of a field, each as one clean line without markup."""
    made = (_words(one) for one in text_members(value, name))
    return tuple(one for one in made if one)


def words_member(value: Json, name: str) -> str | None:
    """The first of `all_words`; None when there is none."""
    return next(iter(all_words(value, name)), None)


def date_member(value: Json, name: str) -> PartialDate | None:
    """The first date of `date-parts`: year, month, day, as far as they are given and possible."""
    for parts in items(value, name, "date-parts")[:1]:
        row: Json = {str(place): one for place, one in enumerate(items(parts))}
        year, month, day = (number_member(row, str(place)) for place in range(3))
        if year is not None and 1400 <= year < 2200:
            return checked_date(year, month, day)
    return None


def title_text(value: str) -> RichText | None:
    """A title as rich text, without final full stop; None when nothing is left of it."""
    text = _AFTER_OPENING.sub(r"\1", _without_foreign(value))
    found = without_full_stop(from_markup(_BEFORE_CLOSING.sub("", text)))
    return RichText(found) or None


def abstract_sections(value: str) -> tuple[AbstractSection, ...]:
    """The paragraphs of a JATS abstract; a section's title labels its first paragraph.

    `value` need not be well formed: it is read as a row of blocks, and what is no known element
    stays as text.
    """
    sections: list[AbstractSection] = []
    text = _without_foreign(value[: 4 * ABSTRACT_LIMIT])
    label: str | None = None
    start, in_title = 0, False
    for found in [*_BLOCK.finditer(text), None]:
        run = text[start : found.start() if found else len(text)]
        if in_title:
            label = _label(run) or label
        elif paragraph := from_markup(run, ABSTRACT_LIMIT):
            sections.append(AbstractSection(paragraph, label))
            label = None
        if found is not None:
            start = found.end()
            name, ends = found["name"].lower(), bool(found["end"])
            in_title = name == "title" and not ends
            if name == "sec":
                label = None
    return tuple(sections)


def _label(run: str) -> str | None:
    words = clean(plain(from_markup(run))).rstrip(" :.")
    return None if words.lower() in _HEADINGS else words or None


def _words(value: str) -> str:
    if "<" in value or "&" in value:
        value = plain(from_markup(_without_foreign(value)))
    return clean(value)


def _without_foreign(value: str) -> str:
    if "<" not in value:
        return value
    return _RUN.sub("", _MATH.sub("", _SECOND_FORM.sub("", value)))
