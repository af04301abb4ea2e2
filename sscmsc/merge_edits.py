"""The user's own values for single fields of a record, checked and applied."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from sscmsc import identifiers
from sscmsc.dates import PartialDate, parse_date
from sscmsc.entry import Value
from sscmsc.errors import InputError
from sscmsc.pages import split_pages
from sscmsc.record import KINDS, Author, Container, Group, Person, Publication, Record
from sscmsc.text import clean, rich

Applied = Callable[[Record, str, Value], Record]


def apply_edits(record: Record, edits: Mapping[str, Value]) -> Record:
    """`record` with the user's values; None as a value empties the field.

    `edits` maps the names of `EDITABLE` to text, except `year` (a number), `title` (text whose
    four inline tags are kept), `authors` and `editors` (a tuple of `Family, Given`, `Family,
    Suffix, Given`, or the name of a group without a comma; a last `et al.` marks the list as
    incomplete), and `keywords` and `languages` (tuples of text). Raises `InputError` for an
    unknown field or a value it cannot take.
    """
    for name in sorted(edits):
        if name not in _EDITS:
            raise InputError(
                f"'{name}' is no field that can be edited",
                hint=f"Fields that can: {', '.join(EDITABLE)}.",
            )
        record = _EDITS[name](record, name, edits[name])
    return record


def parse_author(written: str) -> Author:
    """A person from `Family, Given` or `Family, Suffix, Given`; without a comma, a group."""
    parts = [clean(part) for part in written.split(",")]
    if not parts[0] or len(parts) > 3:
        raise InputError(f"'{written}' is no author", hint="Write 'Family, Given'.")
    if len(parts) == 1:
        return Group(parts[0])
    given = parts[-1] or None
    suffix = parts[1] or None if len(parts) == 3 else None
    return Person(parts[0], given, initials(given) if given else None, suffix)


def initials(given: str) -> str:
    """PubMed's initials of given names: `Juliette` J, `Jean-Paul` JP, `J. A.` JA, `JA` JA."""
    words = given.replace(".", " ").replace("-", " ").split()
    if len(words) == 1 and words[0].isupper() and len(words[0]) <= 3:
        return words[0]
    return "".join(word[0].upper() for word in words if word[0].isalpha())


def _text(name: str, value: Value) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise InputError(f"{name} must be text, not {value!r}")
    return clean(str(value)) or None


def _texts(name: str, value: Value) -> tuple[str, ...]:
    if value is None:
        return ()
    given = (value,) if isinstance(value, str) else value
    if not isinstance(given, tuple) or not all(isinstance(one, str) for one in given):
        raise InputError(f"{name} must be a list of text, not {value!r}")
    return tuple(cleaned for one in given if isinstance(one, str) and (cleaned := clean(one)))


def _plain_text(record: Record, name: str, value: Value) -> Record:
    text = _text(name, value)
    match name:
        case "volume":
            return replace(record, volume=text)
        case "issue":
            return replace(record, issue=text)
        case _:
            return replace(record, article_number=text)


def _pages(record: Record, name: str, value: Value) -> Record:
    text = _text(name, value)
    pages, article_number = split_pages(text) if text else (None, None)
    if article_number:
        return replace(record, pages=None, article_number=article_number)
    return replace(record, pages=pages)


def _title(record: Record, name: str, value: Value) -> Record:
    if value is not None and not isinstance(value, str):
        raise InputError(f"{name} must be text, not {value!r}")
    title = rich(value) or None if value else None
    if name == "original_title":
        return replace(record, original_title=title)
    return replace(record, title=title, title_translated=record.title_translated and bool(title))


def _kind(record: Record, name: str, value: Value) -> Record:
    text = _text(name, value)
    if text not in KINDS:
        raise InputError(f"'{text}' is no kind of work", hint=f"Kinds: {', '.join(KINDS)}.")
    return replace(record, kind=text)


def _date(record: Record, name: str, value: Value) -> Record:
    if name == "year":
        return replace(record, issued=_with_year(record.issued, value))
    text = _text(name, value)
    date = parse_date(text) if text else None
    return replace(record, online=date) if name == "online" else replace(record, issued=date)


def _with_year(issued: PartialDate | None, value: Value) -> PartialDate | None:
    """The date of issue in another year; its month and day stay only in the same year."""
    if value is None:
        return None
    digits = str(value)
    if isinstance(value, bool) or not (digits.isascii() and digits.isdigit() and len(digits) == 4):
        raise InputError(f"year must be four digits, not {value!r}")
    return issued if issued and issued.year == int(digits) else PartialDate(int(digits))


def _identifier(record: Record, name: str, value: Value) -> Record:
    text = _text(name, value)
    match name:
        case "pmid":
            return replace(record, pmid=identifiers.parse_pmid(text) if text else None)
        case "pmcid":
            return replace(record, pmcid=identifiers.parse_pmcid(text) if text else None)
        case _:
            return replace(record, doi=identifiers.parse_doi(text) if text else None)


def _journal(record: Record, name: str, value: Value) -> Record:
    text, held = _text(name, value), record.container or Container()
    if name == "journal_abbreviation":
        changed = replace(held, nlm_abbreviation=text)
    else:
        changed = replace(held, title=text)
    return replace(record, container=None if changed == Container() else changed)


def _publisher(record: Record, name: str, value: Value) -> Record:
    changed = replace(record.publication or Publication(), publisher=_text(name, value))
    return replace(record, publication=None if changed == Publication() else changed)


def _people(record: Record, name: str, value: Value) -> Record:
    written = _texts(name, value)
    complete = not written or written[-1].rstrip(".").casefold() not in ("et al", "others")
    people = tuple(_held(record, parse_author(one)) for one in written[: None if complete else -1])
    if name == "editors":
        return replace(record, editors=people)
    return replace(record, authors=people, authors_complete=complete)


def _held(record: Record, author: Author) -> Author:
    """The author as the record has them, with affiliations and ORCID, when the name is the same."""
    same = (
        one
        for one in (*record.authors, *record.editors)
        if isinstance(one, Person)
        and isinstance(author, Person)
        and (one.family, one.given or one.initials, one.suffix)
        == (author.family, author.given, author.suffix)
    )
    return next(same, author)


def _lists(record: Record, name: str, value: Value) -> Record:
    texts = _texts(name, value)
    return (
        replace(record, keywords=texts) if name == "keywords" else replace(record, languages=texts)
    )


_EDITS: Mapping[str, Applied] = MappingProxyType(
    {
        "kind": _kind,
        "pmid": _identifier,
        "pmcid": _identifier,
        "doi": _identifier,
        "title": _title,
        "original_title": _title,
        "authors": _people,
        "editors": _people,
        "journal": _journal,
        "journal_abbreviation": _journal,
        "publisher": _publisher,
        "year": _date,
        "issued": _date,
        "online": _date,
        "volume": _plain_text,
        "issue": _plain_text,
        "pages": _pages,
        "article_number": _plain_text,
        "languages": _lists,
        "keywords": _lists,
    }
)

#: The names of the fields that can be edited.
EDITABLE = tuple(_EDITS)
