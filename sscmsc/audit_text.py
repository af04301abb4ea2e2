"""Checks of the text of titles, names and journals: entities, mojibake, markup, LaTeX."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from sscmsc.audit_finding import Case, Change, Fix, Hit
from sscmsc.entry import Value
from sscmsc.record import Author, Group, Person, Record
from sscmsc.text import clean, plain

_ENTITY = re.compile(
    r"&(?:amp|lt|gt|quot|apos|nbsp|ndash|mdash|hellip|rsquo|lsquo|ldquo|rdquo|deg|plusmn|times"
    r"|alpha|beta|gamma|delta|kappa|micro|mu|[aeiouAEIOU](?:uml|acute|grave|circ|tilde|ring)"
    r"|[nN]tilde|[cC]cedil|szlig|oslash|Oslash|aring|aelig|#\d{2,6}|#x[0-9a-fA-F]{2,5});"
)
#: UTF-8 read as Windows-1252: what its lead bytes look like, and what follows one.
_MOJIBAKE = re.compile(
    "(?:[\u00c2-\u00df][\u0080-\u00bf\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160"
    "\u2039\u0152\u017d\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153"
    "\u017e\u0178]|\u00e2[\u20ac\u201a\u0192\u201e\u2020\u02c6\u2030\u0080-\u00bf][\u0080-\u00bf"
    "\u0153\u2122\u201c\u201d\u2018\u2019\u02dc\u2013\u2014\u00a6\u2020\u2022\u2026\u0161\u017e]?)+"
)
_LOST = re.compile("\ufffd|(?<=[a-z])\\?(?=[a-z])")
_MARKUP = re.compile(
    r"</?(?:jats:|mml:)?(?:p|span|em|strong|italic|bold|sc|div|font|math|mi|mn|mo|mrow|msub|msup"
    r"|title|sec|inline-formula|xref|u|br|inf|scp)(?:\s[^<>]{0,200})?/?>",
    re.I,
)
_LATEX = re.compile(
    r"\\(?:[a-zA-Z]{2,}\s*\{|['\"`^~=.]\s*\{?\\?[a-zA-Z]|[cvuHk]\{[a-zA-Z]\}|[oOlLi]\b\}?)"
    r"|\{\\|\{\{|\$[^$\s][^$]{0,60}\$"
)
Mend = Callable[[str], str]
_PAIRS = (("(", ")"), ("[", "]"), ("{", "}"))


class _Text(NamedTuple):
    """A text of a record: the field it stands in and, where it can be set, its name there."""

    field: str
    text: str
    editable: bool = True


def unreadable(_: Case) -> Iterator[Hit]:
    """What the reader of a file has left out: it tells of that itself."""
    return iter(())


def entities(case: Case) -> Iterator[Hit]:
    for one in _texts(case.record):
        if (found := _ENTITY.search(one.text)) is not None:
            told = f"{_word(one.field)} has the HTML entity {found.group()}"
            yield Hit(told, one.field, _fix(case.record, one.field, _decoded))


def mojibake(case: Case) -> Iterator[Hit]:
    """UTF-8 that was read in another encoding; only what reads as UTF-8 when taken back."""
    for one in _texts(case.record):
        if (found := _broken(one.text)) is not None:
            told = f"{_word(one.field)} has '{found}', which stands for '{_mended(found)}'"
            yield Hit(told, one.field, _fix(case.record, one.field, _mended))


def lost(case: Case) -> Iterator[Hit]:
    """A character that was lost: U+FFFD, or a question mark within a name."""
    for one in _texts(case.record):
        found = _LOST.search(one.text)
        if found is not None and (found.group() == "\ufffd" or one.field != "title"):
            around = one.text[max(0, found.start() - 12) : found.end() + 12]
            yield Hit(f"{_word(one.field)} has lost a character: '{around}'", one.field)


def markup(case: Case) -> Iterator[Hit]:
    for one in _texts(case.record):
        if (found := _MARKUP.search(one.text)) is not None:
            told = f"{_word(one.field)} has the markup {clean(found.group(), 40)}"
            yield Hit(told, one.field, _fix(case.record, one.field, _unmarked))


def latex(case: Case) -> Iterator[Hit]:
    for one in _texts(case.record):
        if (found := _LATEX.search(one.text)) is not None:
            yield Hit(f"{_word(one.field)} has LaTeX left: {clean(found.group(), 40)}", one.field)


def brackets(case: Case) -> Iterator[Hit]:
    """Brackets that are opened and not closed, or the reverse; of a title and a journal."""
    for one in _texts(case.record):
        if one.field not in ("title", "journal"):
            continue
        shown = plain(one.text)
        for opener, closer in _PAIRS:
            if shown.count(opener) != shown.count(closer) and not _is_list_mark(shown, closer):
                told = f"{_word(one.field)} has {shown.count(opener)} of '{opener}' and"
                yield Hit(f"{told} {shown.count(closer)} of '{closer}'", one.field)
                break


def _is_list_mark(shown: str, closer: str) -> bool:
    """Whether closing brackets number a list: `1) ... 2) ...`, `II)`."""
    return closer == ")" and bool(re.search(r"(?:^|\s)(?:\d{1,2}|[a-zA-Z]|[IVX]+)\)", shown))


def _texts(record: Record) -> Iterator[_Text]:
    if record.title:
        yield _Text("title", record.title)
    if record.original_title:
        yield _Text("original_title", record.original_title)
    container = record.container
    if container is not None and container.title:
        yield _Text("journal", container.title)
    if container is not None and container.nlm_abbreviation:
        yield _Text("journal_abbreviation", container.nlm_abbreviation)
    for name, people in (("authors", record.authors), ("editors", record.editors)):
        if people:
            yield _Text(name, "; ".join(_written(one) for one in people))
    if record.publication is not None and record.publication.publisher:
        yield _Text("publisher", record.publication.publisher)
    if record.keywords:
        yield _Text("keywords", "; ".join(record.keywords))


def _written(author: Author) -> str:
    if isinstance(author, Group):
        return author.name
    parts = (author.family, author.suffix, author.given or author.initials or "")
    return ", ".join(part for part in parts if part is not None)


def _fix(record: Record, name: str, mend: Mend) -> Fix | None:
    """The change that mends a field, None where it would not be whole again."""
    before: Value
    if name in ("authors", "editors"):
        people = record.authors if name == "authors" else record.editors
        if any(isinstance(one, Person) and "," in mend(one.family) for one in people):
            return None
        written = [_written(one) for one in people]
        complete = name == "editors" or record.authors_complete
        after: Value = (*(mend(one) for one in written), *(() if complete else ("et al.",)))
        before = "; ".join(written)
    elif name == "keywords":
        before, after = "; ".join(record.keywords), tuple(map(mend, record.keywords))
    else:
        before = next(one.text for one in _texts(record) if one.field == name)
        after = mend(before)
    return None if not after or before == after else Fix((Change(name, str(before), after),))


def _decoded(text: str) -> str:
    value = text
    for _ in range(3):  # escaped twice or three times over, as Crossref's are
        if not _ENTITY.search(value):
            break
        value = _ENTITY.sub(lambda found: html.unescape(found.group()), value)
    return value.replace("\xa0", " ")


def _unmarked(text: str) -> str:
    made = re.sub(r"<(/?)(?:jats:)?(?:em|italic)\b[^<>]*>", r"<\1i>", text, flags=re.I)
    made = re.sub(r"<(/?)(?:jats:)?(?:strong|bold)\b[^<>]*>", r"<\1b>", made, flags=re.I)
    return clean(_MARKUP.sub("", made), len(made) + 1)


def _broken(text: str) -> str | None:
    """The first run of letters that is UTF-8 in the wrong encoding."""
    for found in _MOJIBAKE.finditer(text):
        if _mended(found.group()) != found.group():
            return found.group()
    return None


def _mended(text: str) -> str:
    return _MOJIBAKE.sub(lambda found: _as_utf8(found.group()), text)


def _as_utf8(run: str) -> str:
    """The text that a run stands for; itself where its bytes are no UTF-8."""
    try:
        return b"".join(_byte(one) for one in run).decode("utf-8")
    except UnicodeError:
        return run


def _byte(letter: str) -> bytes:
    """A letter as the byte it was read from: Windows-1252, and Latin-1 where that has none."""
    try:
        return letter.encode("cp1252")
    except UnicodeEncodeError:
        return letter.encode("latin-1")


def _word(field: str) -> str:
    return field.replace("_", " ")
