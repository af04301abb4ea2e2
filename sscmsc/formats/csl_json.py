"""CSL-JSON, written: what citation processors, Zotero and pandoc take.

Valid against the input schema of CSL 1.0.2 (`csl-data.json` of citation-style-language/schema),
which allows no names but its own. What has none is in `custom`, an object that processors leave
alone, under the names of the record. An article number is a `page`, as Zotero and Crossref have
it, and in `custom` too, by which it is told from a page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from sscmsc.dates import SEASONS, PartialDate
from sscmsc.entry import Entry
from sscmsc.formats.languages import short_code
from sscmsc.formats.values import address, write_abstract
from sscmsc.jsontext import Json
from sscmsc.record import Author, Container, Group, MeshHeading, Publication
from sscmsc.text import escaped

LOSES = (
    "title.brackets", "authors.initials", "authors.orcid", "authors.affiliations",
    "editors.initials", "editors.orcid", "editors.affiliations", "abstract.sections",
    "abstract.category", "substances", "relations", "history", "status",
)  # fmt: skip
Item = dict[str, Json]


def write(entries: Iterable[Entry]) -> Iterator[str]:
    """A JSON array of all entries, one item at a time."""
    between = "[\n"
    for entry in entries:
        yield between + write_entry(entry)
        between = ",\n"
    yield "[]\n" if between == "[\n" else "\n]\n"


def write_entry(entry: Entry) -> str:
    """One entry as the JSON of a CSL item, each member on a line of its own."""
    # With an indent Python's own encoder would be used, which takes three times as long.
    lines = [
        f' "{name}": {json.dumps(value, ensure_ascii=False)}'
        for name, value in make_item(entry).items()
    ]
    return escaped("{\n" + ",\n".join(lines) + "\n}")


def make_item(entry: Entry) -> Item:
    """One entry as a CSL item: names and values of the schema, what is unknown left out."""
    record = entry.record
    container = record.container or Container()
    short = container.iso_abbreviation or container.nlm_abbreviation
    said: Item = {
        "id": entry.citekey,
        "citation-key": entry.citekey,
        "type": record.kind,
        "title": record.shown_title,
        "original-title": record.original_title,
        "author": _names(record.authors, record.authors_complete),
        "editor": _names(record.editors, True),
        # Many styles print no other name of a journal.
        "container-title": container.title or short,
        "container-title-short": short,
        "issued": _date(record.issued or record.online),
        "available-date": _date(record.online),
        "volume": record.volume,
        "issue": record.issue,
        "page": record.pages or record.article_number,
        **_published(record.publication or Publication()),
        "ISSN": container.issn_print or container.issn_electronic or container.issn_linking,
        "DOI": record.doi.value if record.doi else None,
        "PMID": record.pmid.value if record.pmid else None,
        "PMCID": record.pmcid.value if record.pmcid else None,
        "URL": address(record),
        "language": short_code(record.languages[0]) if record.languages else None,
        "keyword": ", ".join(record.keywords),
        "abstract": write_abstract(record.abstract),
        "annote": entry.note,
        "custom": _custom(entry, container),
    }
    return {name: value for name, value in said.items() if value}


def _names(authors: Iterable[Author], complete: bool) -> Json:
    names: list[Json] = [_name(author) for author in authors]
    return names if complete or not names else [*names, {"literal": "others"}]


def _name(author: Author) -> Json:
    if isinstance(author, Group):
        return {"literal": author.name}
    given = author.given or " ".join(f"{one}." for one in author.initials or "")
    said = {"family": author.family, "given": given, "suffix": author.suffix}
    return {name: value for name, value in said.items() if value}


def _date(date: PartialDate | None) -> Json:
    """`date-parts`, with the season as a number and a date they cannot say as `literal`."""
    if date is None:
        return None
    parts: list[Json] = [part for part in (date.year, date.month, date.day) if part]
    said: Item = {"date-parts": [parts]}
    if date.season:
        said["season"] = SEASONS.index(date.season) + 1
    if date.literal:
        said["literal"] = date.literal
    return said


def _published(publication: Publication) -> Item:
    return {
        "publisher": publication.publisher,
        "publisher-place": publication.place,
        "edition": publication.edition,
        "collection-title": publication.collection,
        "ISBN": " ".join(publication.isbns),
    }


def _custom(entry: Entry, container: Container) -> Json:
    """What the schema has no name for, under our own."""
    record = entry.record
    keywords: list[Json] = list(record.keywords)
    said: Item = {
        "article_number": record.article_number,
        "manuscript_ids": list(record.manuscript_ids),
        "languages": list(record.languages) if len(record.languages) > 1 else None,
        "only_online": True if record.issued is None and record.online else None,
        "only_short_title": not container.title
        and bool(container.iso_abbreviation or container.nlm_abbreviation),
        "container": {
            name: value
            for name in ("nlm_abbreviation", "iso_abbreviation", "issn_print", "issn_electronic",
                         "issn_linking", "nlm_id")
            if (value := getattr(container, name))
        },
        "keywords": keywords if re.search("[,;]", "".join(record.keywords)) else None,
        "mesh": [_heading(one) for one in record.mesh],
        "publication_types": [
            _present(name=one.name, ui=one.ui) for one in record.publication_types
        ],
        "trials": [_present(registry=one.registry, number=one.number) for one in record.trials],
        "grants": [
            _present(number=one.number, agency=one.agency, country=one.country)
            for one in record.grants
        ],
        "superseded_dois": [one.value for one in record.superseded_dois],
        "tags": list(entry.tags),
    }  # fmt: skip
    return {name: value for name, value in said.items() if value}


def _heading(heading: MeshHeading) -> Json:
    qualifiers: list[Json] = [
        _present(name=one.name, ui=one.ui, major=one.major) for one in heading.qualifiers
    ]
    return {
        **_present(descriptor=heading.descriptor, ui=heading.ui, major=heading.major),
        **({"qualifiers": qualifiers} if qualifiers else {}),
    }


def _present(**said: str | bool | None) -> Item:
    return {name: value for name, value in said.items() if value}
