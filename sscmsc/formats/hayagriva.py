"""Hayagriva YAML, written: the bibliography of Typst.

One mapping of citekeys to works, what a work appeared in as its `parent`, as the file format's
documentation describes it. Every value is in double quotes, as JSON writes them; in titles a
backslash keeps braces and dollar signs from being markup, for Hayagriva has no other; italics
and the like are left out, and capitals stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from sscmsc.dates import PartialDate
from sscmsc.entry import Entry
from sscmsc.formats.languages import short_code
from sscmsc.formats.native_text import Quoted, scalar
from sscmsc.formats.values import address
from sscmsc.record import Author, Container, Group, Publication, Record
from sscmsc.text import plain

Value = str | list["Value"] | Mapping[str, "Value"] | bool | None
#: The type of each kind of work, and of what it appeared in.
TYPES = {
    "article-journal": ("article", "periodical"), "article-magazine": ("article", "periodical"),
    "article-newspaper": ("article", "newspaper"), "article": ("article", "repository"),
    "review": ("article", "periodical"), "book": ("book", "anthology"),
    "chapter": ("chapter", "book"), "dataset": ("repository", "repository"),
    "document": ("misc", "misc"), "entry-encyclopedia": ("entry", "reference"),
    "legislation": ("legislation", "anthology"), "manuscript": ("manuscript", "misc"),
    "paper-conference": ("article", "proceedings"), "patent": ("patent", "anthology"),
    "periodical": ("periodical", "periodical"), "report": ("report", "anthology"),
    "software": ("repository", "repository"), "standard": ("report", "anthology"),
    "thesis": ("thesis", "misc"), "webpage": ("web", "web"),
}  # fmt: skip
LOSES = (
    "manuscript_ids", "text.markup", "authors_complete", "authors.initials", "authors.orcid",
    "authors.affiliations", "editors.orcid", "container.nlm_abbreviation",
    "container.iso_abbreviation", "container.nlm_id", "issued.season", "issued.literal", "online",
    "abstract", "keywords", "mesh", "publication_types", "substances", "relations", "trials",
    "grants", "history", "status", "superseded_dois", "tags",
)  # fmt: skip
_MARKUP = re.compile(r"[\\{}$]")
_KEY = re.compile(r"[A-Za-z0-9_.:-]+")


def write(entries: Iterable[Entry]) -> Iterator[str]:
    """Each entry as a mapping under its citekey."""
    nothing = True
    for entry in entries:
        nothing = False
        yield write_entry(entry)
    if nothing:
        yield "{}\n"


def write_entry(entry: Entry) -> str:
    """One entry: the citekey, its fields two blanks deep, and a blank line."""
    record = entry.record
    kind, parent = TYPES[record.kind]
    container = record.container or Container()
    publication = record.publication or Publication()
    said: dict[str, Value] = {
        "type": kind,
        "title": _title(record),
        "author": [_person(one) for one in record.authors],
        "editor": [_person(one) for one in record.editors],
        "date": _date(record.issued or record.online),
        "page-range": record.pages or record.article_number,
        "edition": publication.edition,
        "publisher": publication.publisher and _text(publication.publisher),
        "location": publication.place and _text(publication.place),
        "language": short_code(record.languages[0]) if record.languages else None,
        "url": address(record),
        "serial-number": _present(
            doi=record.doi.value if record.doi else None,
            pmid=record.pmid.value if record.pmid else None,
            pmcid=record.pmcid.value if record.pmcid else None,
            isbn=publication.isbns[0] if publication.isbns else None,
        ),
        "note": entry.note and _text(entry.note),
        "parent": _parent(record, container, parent),
    }
    key = entry.citekey if _KEY.fullmatch(entry.citekey) else _quoted(entry.citekey)
    lines = (f"  {name}: {_quoted(value)}\n" for name, value in said.items() if value)
    return f"{key}:\n{''.join(lines)}\n"


def _parent(record: Record, container: Container, kind: str) -> Value:
    """What the work appeared in with its volume and issue, or the series of a book."""
    issn = container.issn_print or container.issn_electronic or container.issn_linking
    collection = record.publication.collection if record.publication else None
    title = container.title or container.short or collection
    said = _present(
        title=_verbatim(title) if title else None,
        volume=record.volume,
        issue=record.issue,
        **{"serial-number": _present(issn=issn) if issn else None},
    )
    return {"type": kind, **said} if said else None


def _title(record: Record) -> Value:
    """The title, beside the one in the work's own language as its translation."""
    if record.title and record.title_translated and record.original_title:
        shown = _verbatim(plain(record.original_title))
        return {**shown, "translation": _verbatim(plain(record.title))}
    return _verbatim(plain(record.shown_title)) if record.shown_title else None


def _verbatim(value: str) -> dict[str, Value]:
    return {"value": _text(value), "verbatim": True}


def _text(value: str) -> str:
    return _MARKUP.sub(r"\\\g<0>", value)


def _person(author: Author) -> Value:
    if isinstance(author, Group):
        return {"name": author.name}
    given = author.given or " ".join(f"{one}." for one in author.initials or "")
    return _present(name=author.family, **{"given-name": given or None, "suffix": author.suffix})


def _date(date: PartialDate | None) -> str | None:
    return str(PartialDate(date.year, date.month, date.day)) if date else None


def _present(**said: Value) -> dict[str, Value]:
    return {name: value for name, value in said.items() if value}


def _quoted(value: Value) -> str:
    """A value as flow YAML, its texts as our own files have them."""
    if isinstance(value, str):
        return scalar(Quoted(value))
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{_quoted(name)}: {_quoted(one)}' for name, one in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_quoted, value))}]"
    return scalar(value)
