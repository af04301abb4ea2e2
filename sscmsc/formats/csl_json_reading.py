"""CSL-JSON, read: items of Zotero, pandoc, Crossref, manubot and ourselves.

Values are taken in the forms that are met beside those of the schema: numbers as text, lists
for single values, particles, EDTF dates, and `PMID: 1` in a line of the `note`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from sscmsc import text
from sscmsc.errors import Problem
from sscmsc.formats.csl_json_values import Custom, read_custom, read_date, read_names
from sscmsc.formats.format import Reading, ReadWork
from sscmsc.formats.json_file import parse_json_file
from sscmsc.formats.languages import find_languages
from sscmsc.formats.page import decoded
from sscmsc.formats.values import (
    OwnIdentifiers,
    read_abstract,
    read_isbns,
    read_issns,
    read_titles,
)
from sscmsc.identifiers import DOI, PMCID, PMID
from sscmsc.jsontext import Json, member, objects
from sscmsc.pages import split_pages
from sscmsc.record import KINDS, Container, Publication, Record
from sscmsc.source import SourceWork
from sscmsc.text import RichText, clean

SOURCE = "csl-json"


class _Notes(NamedTuple):
    """A note without the lines in which it gives other fields, and those fields."""

    note: str | None
    fields: dict[str, str]


_BEGINS = re.compile(r"\ufeff?\s*[\[{]")
_MEMBERS = ('"title"', '"author"', '"issued"', '"DOI"', '"container-title"')
_KINDS = {
    "review-book": "review", "entry": "entry-encyclopedia", "post": "webpage",
    "entry-dictionary": "entry-encyclopedia", "post-weblog": "webpage", "bill": "legislation",
    "regulation": "legislation", "legal_case": "legislation", "hearing": "legislation",
    "speech": "paper-conference", "pamphlet": "report", "classic": "book", "collection": "book",
    "journal-article": "article-journal", "book-chapter": "chapter", "monograph": "book",
    "edited-book": "book", "reference-book": "book", "reference-entry": "entry-encyclopedia",
    "proceedings-article": "paper-conference", "proceedings": "book", "posted-content": "article",
    "dissertation": "thesis", "peer-review": "review",
}  # fmt: skip
_SPAN = re.compile(r"</?span[^<>]*>|</?(?:sc|scp)>", re.I)
_MARKUP = re.compile(r"</?(?:jats:|p>|p |div|em>|strong>|italic>)", re.I)
_FIELD = re.compile(r"\{?:?\s*(PMID|PMCID|DOI)\s*:\s*([^}\n]+)\}?", re.I)
_KEY = re.compile(r"[A-Za-z][\w.+-]{0,80}")
_SEPARATOR = re.compile(r"\s*;\s*")
_COMMA = re.compile(r"\s*,\s*")


def recognise(beginning: str) -> bool:
    """Whether text begins JSON that has the members of a CSL item."""
    if _BEGINS.match(beginning) is None or '"type"' not in beginning:
        return False
    return any(name in beginning for name in _MEMBERS)


def read(data: bytes, path: str) -> Reading:
    """Every item of the file. Raises `InputError` for what is not JSON or holds no item."""
    problems: list[Problem] = []
    works: list[ReadWork] = []
    for number, item in enumerate(_items(parse_json_file(decoded(data, path), path)), start=1):
        own = OwnIdentifiers()
        notes = _notes(item)
        _identify(item, notes, own)
        record, tags = _record(item, own)
        name = _text(item, "id") or ""
        told = f"item {number}" + (f" ({clean(name, 60)})" if name else "")
        problems.extend(Problem(path, 0, f"{told}: {said}") for _, said in own.complaints)
        if record == Record(SOURCE, kind=record.kind):
            problems.append(Problem(path, 0, f"{told} says nothing; left out"))
            continue
        key = _text(item, "citation-key") or name
        works.append(
            ReadWork(SourceWork(record), 0, key if _KEY.fullmatch(key) else None, tags, notes.note)
        )
    return Reading(tuple(works), tuple(problems))


def _items(value: Json) -> Iterator[dict[str, Json]]:
    """The items of an array, of an object with `items`, or the one that the object is."""
    if isinstance(value, dict):
        held = member(value, "items")
        value = held if isinstance(held, list) else [value]
    if isinstance(value, list):
        yield from (one for one in value if isinstance(one, dict))


def _text(item: Json, *names: str) -> str | None:
    """The first of these members that is text, a number, or a list that begins with one."""
    for name in names:
        value = member(item, name)
        if isinstance(value, list):
            value = value[0] if value else None
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if isinstance(value, str) and value.strip():
            return value
    return None


def _word(item: Json, *names: str) -> str | None:
    return clean(_text(item, *names) or "") or None


def _rich(value: str | None, limit: int = text.TITLE_LIMIT) -> RichText:
    if not value:
        return RichText("")
    bare = _SPAN.sub("", value)
    return text.from_markup(bare, limit) if _MARKUP.search(bare) else text.rich(bare, limit)


def _notes(item: Json) -> _Notes:
    fields: dict[str, str] = {}
    kept: list[str] = []
    for line in (_text(item, "note") or "").splitlines():
        if found := _FIELD.fullmatch(line.strip()):
            fields.setdefault(found[1].upper(), found[2].strip())
        elif line.strip():
            kept.append(line)
    own = _text(item, "annote")
    notes = [*(["\n".join(kept)] if kept else []), *([own] if own else [])]
    return _Notes("\n".join(dict.fromkeys(notes)) or None, fields)


def _identify(item: Json, notes: _Notes, own: OwnIdentifiers) -> None:
    for name, kind in (("DOI", DOI), ("PMID", PMID), ("PMCID", PMCID)):
        stated = _text(item, name) or notes.fields.get(name)
        if stated:
            own.state(kind, stated, 0)
    own.find(_text(item, "URL") or "")


def _record(item: Json, own: OwnIdentifiers) -> tuple[Record, tuple[str, ...]]:
    custom = read_custom(member(item, "custom"))
    kind = _kind(item)
    titles = read_titles(
        _rich(_text(item, "title")), text.rich(_text(item, "original-title") or "")
    )
    authors, complete = read_names(objects(item, "author"))
    issued, online = read_date(member(item, "issued")), read_date(member(item, "available-date"))
    pages, number = _place(item, kind, custom.article_number)
    record = Record(
        SOURCE,
        kind=kind,
        pmid=own.pmid,
        pmcid=own.pmcid,
        doi=own.doi,
        manuscript_ids=custom.manuscript_ids,
        title=titles.title,
        title_translated=titles.translated,
        original_title=titles.original,
        authors=authors,
        authors_complete=complete,
        editors=read_names(objects(item, "editor"))[0],
        container=_container(item, custom),
        publication=_publication(item),
        volume=_word(item, "volume"),
        issue=_word(item, "issue"),
        pages=pages,
        article_number=number,
        issued=None if custom.only_online else issued,
        online=online,
        languages=custom.languages or find_languages(_text(item, "language") or ""),
        abstract=read_abstract(_rich(_text(item, "abstract"), text.ABSTRACT_LIMIT)),
        keywords=custom.keywords or _keywords(_text(item, "keyword") or ""),
        mesh=custom.mesh,
        publication_types=custom.publication_types,
        trials=custom.trials,
        grants=custom.grants,
        superseded_dois=custom.superseded_dois,
    )
    return record, custom.tags


def _place(item: Json, kind: str, own: str | None) -> tuple[str | None, str | None]:
    """Pages and article number; of our own items `page` may be the article number again."""
    printed = _word(item, "page")
    pages, number = split_pages(printed or "")
    if own is not None:
        return None if printed == own else pages, own
    if pages is None and number is None and kind.startswith("article"):
        number = _word(item, "number")
    return pages, number


def _kind(item: Json) -> str:
    given = (_text(item, "type") or "").strip().lower()
    return given if given in KINDS else _KINDS.get(given, "document")


def _container(item: Json, custom: Custom) -> Container | None:
    title = None if custom.only_short_title else _word(item, "container-title")
    if (own := custom.container) is not None:
        made = Container(
            title, own.nlm_abbreviation, own.iso_abbreviation, own.issn_print,
            own.issn_electronic, own.issn_linking, own.nlm_id,
        )  # fmt: skip
        return made if made != Container() else None
    short = _word(item, "container-title-short", "journalAbbreviation")
    listed = member(item, "ISSN")
    values = listed if isinstance(listed, list) else [listed]
    issns = read_issns(value for value in values if isinstance(value, str))
    made = Container(
        title=title,
        nlm_abbreviation=short if short and "." not in short else None,
        iso_abbreviation=short if short and "." in short else None,
        issn_print=issns.print,
        issn_electronic=issns.electronic,
        issn_linking=issns.linking,
    )
    return made if made != Container() else None


def _publication(item: Json) -> Publication | None:
    listed = member(item, "ISBN")
    values = listed if isinstance(listed, list) else [listed]
    made = Publication(
        publisher=_word(item, "publisher"),
        place=_word(item, "publisher-place"),
        edition=_word(item, "edition"),
        isbns=read_isbns(value for value in values if isinstance(value, str)),
        collection=_word(item, "collection-title"),
    )
    return made if made != Publication() else None


def _keywords(written: str) -> tuple[str, ...]:
    separator = _SEPARATOR if ";" in written else _COMMA
    words = (clean(one) for one in separator.split(written))
    return tuple(dict.fromkeys(word for word in words if word))
