"""Where records of one work disagree, spelling, case, dashes and abbreviation set aside."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sscmsc import likeness
from sscmsc.entry import Conflict
from sscmsc.record import Author, Group, Person, Record
from sscmsc.text import clean, plain

#: Titles less alike than this are different titles.
ALIKE = 0.85
SHOWN = 120

Shown = Callable[[Record], str]
Agrees = Callable[[Record, Record], bool]


def find_conflicts(merged: Record, records: Sequence[Record]) -> tuple[Conflict, ...]:
    """The fields in which some of `records` (most trusted first) contradict `merged`.

    Each conflict has the value kept and the value of every source that states one.
    """
    online = {one.online.year for one in (merged, *records) if one.online}
    found: list[Conflict] = []
    for field, shown, agrees in _CHECKS:
        stated = [(record, text) for record in records if (text := shown(record))]
        if len(stated) < 2 or all(agrees(merged, record) for record, _ in stated):
            continue
        if field == "issued" and all(
            agrees(merged, record) or record.issued is None or record.issued.year in online
            for record, _ in stated
        ):
            continue
        values = dict.fromkeys((record.source, text) for record, text in stated)
        found.append(Conflict(field, shown(merged), tuple(values)))
    return tuple(found)


def _short(value: str | None) -> str:
    return clean(plain(value), SHOWN) if value else ""


def _title(record: Record) -> str:
    return _short(record.title or record.original_title)


def _same_title(one: Record, other: Record) -> bool:
    return any(
        likeness.title_likeness(likeness.title_key(left), likeness.title_key(right)) >= ALIKE
        for left in (one.title, one.original_title) if left
        for right in (other.title, other.original_title) if right
    )  # fmt: skip


def _first_author(record: Record) -> str:
    return _short(_name(record.authors[0])) if record.authors else ""


def _name(author: Author) -> str:
    if isinstance(author, Group):
        return author.name
    return " ".join(part for part in (author.family, author.initials or author.given) if part)


def _same_author(one: Record, other: Record) -> bool:
    left, right = one.authors[0], other.authors[0]
    if isinstance(left, Person) != isinstance(right, Person):
        return True
    same = likeness.same_family if isinstance(left, Person) else likeness.same_group
    return same(likeness.author_key(left), likeness.author_key(right))


def _journal(record: Record) -> str:
    return _short(record.container.title or record.container.short) if record.container else ""


def _same_journal(one: Record, other: Record) -> bool:
    left, right = one.container, other.container
    if left is None or right is None:
        return True
    issns = {left.issn_print, left.issn_electronic, left.issn_linking} - {None}
    if issns & {right.issn_print, right.issn_electronic, right.issn_linking}:
        return True
    same = likeness.same_journal(likeness.journal_keys(left), likeness.journal_keys(right))
    return same is not False


def _year(record: Record) -> str:
    return str(record.issued.year) if record.issued else ""


def _volume(record: Record) -> str:
    return _short(record.volume)


def _same_volume(one: Record, other: Record) -> bool:
    return likeness.volume_key(one.volume) == likeness.volume_key(other.volume)


def _issue(record: Record) -> str:
    return _short(record.issue)


def _same_issue(one: Record, other: Record) -> bool:
    return likeness.volume_key(one.issue) == likeness.volume_key(other.issue)


def _pages(record: Record) -> str:
    return _short(record.pages or record.article_number)


def _same_pages(one: Record, other: Record) -> bool:
    lefts = [likeness.page_key(place) for place in (one.pages, one.article_number) if place]
    rights = [likeness.page_key(place) for place in (other.pages, other.article_number) if place]
    if not any(likeness.same_page(left, right) for left in lefts for right in rights):
        return False
    ends = [likeness.page_key(_end(record.pages)) for record in (one, other)]
    return not all(ends) or likeness.same_page(*ends)


def _end(pages: str | None) -> str:
    """The last page of a plain range, else empty."""
    parts = (pages or "").split("-")
    return parts[1] if len(parts) == 2 else ""


def _pmcid(record: Record) -> str:
    return str(record.pmcid or "")


_CHECKS: tuple[tuple[str, Shown, Agrees], ...] = (
    ("pmcid", _pmcid, lambda one, other: one.pmcid == other.pmcid),
    ("title", _title, _same_title),
    ("authors", _first_author, _same_author),
    ("container", _journal, _same_journal),
    ("volume", _volume, _same_volume),
    ("issue", _issue, _same_issue),
    ("pages", _pages, _same_pages),
    ("issued", _year, lambda one, other: _year(one) == _year(other)),
)
