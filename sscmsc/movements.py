"""What moved upstream between two states of an entry, by kind, and what of it is serious."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from sscmsc.entry import Entry
from sscmsc.record import RECORD_FIELDS, Author, Group, Record
from sscmsc.retraction import Notice, standing
from sscmsc.retraction_signs import Level
from sscmsc.text import plain

#: The kinds whose news a person must see at once.
SERIOUS = frozenset({"retraction", "concern"})
_OF_LEVELS = {
    Level.RETRACTED: "retraction", Level.WITHDRAWN: "retraction",
    Level.REPUBLISHED: "retraction", Level.CONCERN: "concern",
    Level.CORRECTED: "correction", Level.REINSTATED: "correction",
}  # fmt: skip
#: Relations that name the article which a preprint became.
_PUBLISHED = frozenset({"UpdateIn", "is-preprint-of"})
_NAMED = 5


class Movement(NamedTuple):
    """One thing that is not as it was: its kind, and what it was and is, as text."""

    kind: str
    before: str
    after: str

    @property
    def is_serious(self) -> bool:
        return self.kind in SERIOUS


def movements(before: Entry, after: Entry) -> tuple[Movement, ...]:
    """All that differs between two states of an entry, what is serious first."""
    found = [*_notices(before, after), *_published(before.record, after.record)]
    told = {"relations"} if found else set()
    for kind, fields, shown in _KINDS:
        old, new = before.record, after.record
        if any(getattr(old, name) != getattr(new, name) for name in fields):
            name = "issue" if kind == "place" and not _placed(old) and _placed(new) else kind
            found.append(Movement(name, shown(old), shown(new)))
        told.update(fields)
    other = [
        name
        for name in RECORD_FIELDS
        if name not in told and getattr(before.record, name) != getattr(after.record, name)
    ]
    if other:
        found.append(Movement("other", "", ", ".join(one.replace("_", " ") for one in other)))
    return tuple(sorted(found, key=lambda one: not one.is_serious))


def _notices(before: Entry, after: Entry) -> Iterator[Movement]:
    """Notices that were not known, and levels that were not reached before."""
    held, now = standing(before), standing(after)
    known = {_identity(one) for one in held.notices}
    for one in now.notices:
        kind = _OF_LEVELS[one.level]
        if not held.at(one.level) or not (_identity(one) in known or _is_known(one, held.notices)):
            level = str(held.level) if held.level else ""
            yield Movement(kind, level, _told(one))


def _identity(one: Notice) -> tuple[object, ...]:
    return one.level, one.pmid, one.doi, one.text


def _is_known(one: Notice, held: tuple[Notice, ...]) -> bool:
    """Whether a notice of that level with one of its identifiers, or without any, was known."""
    for other in held:
        if other.level is one.level and (
            not (one.pmid or one.doi or one.text)
            or (one.pmid and one.pmid == other.pmid)
            or (one.doi and one.doi == other.doi)
            or (one.text and one.text == other.text)
        ):
            return True
    return False


def _told(one: Notice) -> str:
    notice = one.ids or one.text or ""
    date = f" {one.date}" if one.date else ""
    return f"{one.level}{date}{f' by {notice}' if notice else ''}"


def _published(before: Record, after: Record) -> Iterator[Movement]:
    """Articles that a preprint has become."""
    known = {(one.doi, one.pmid) for one in before.relations if one.kind in _PUBLISHED}
    for one in after.relations:
        if one.kind in _PUBLISHED and (one.doi, one.pmid) not in known:
            yield Movement("published", "", str(one.doi or one.pmid or one.text or ""))


def _placed(record: Record) -> bool:
    return bool(record.volume or record.issue or record.pages)


def _place(record: Record) -> str:
    issue = f"({record.issue})" if record.issue else ""
    pages = record.pages or record.article_number
    return f"{record.volume or ''}{issue}{f':{pages}' if pages else ''}"


def _names(record: Record) -> str:
    listed = "; ".join(_name(one) for one in record.authors[:_NAMED])
    more = len(record.authors) - _NAMED
    return f"{listed} and {more} more" if more > 0 else listed


def _name(author: Author) -> str:
    if isinstance(author, Group):
        return author.name
    return f"{author.family} {author.initials or author.given or ''}".strip()


def _counted(name: str) -> Callable[[Record], str]:
    return lambda record: str(len(getattr(record, name)))


def _text(name: str) -> Callable[[Record], str]:
    return lambda record: str(getattr(record, name) or "")


def _dates(record: Record) -> str:
    online = f"online {record.online}" if record.online else ""
    return ", ".join(filter(None, (str(record.issued or ""), online)))


#: Each kind, the fields it is about, and how they are shown; "place" is "issue" where the work
#: was online only before.
_KINDS: tuple[tuple[str, tuple[str, ...], Callable[[Record], str]], ...] = (
    ("place", ("volume", "issue", "pages", "article_number"), _place),
    ("pmid", ("pmid",), _text("pmid")),
    ("pmcid", ("pmcid",), _text("pmcid")),
    ("doi", ("doi", "superseded_dois"), _text("doi")),
    ("title", ("title", "title_translated", "original_title"),
     lambda record: plain(record.shown_title or "")),
    ("authors", ("authors", "authors_complete"), _names),
    ("dates", ("issued", "online"), _dates),
    ("mesh", ("mesh",), _counted("mesh")),
    ("abstract", ("abstract",), _counted("abstract")),
    ("types", ("kind", "publication_types"),
     lambda record: ", ".join(one.name for one in record.publication_types) or record.kind),
)  # fmt: skip
