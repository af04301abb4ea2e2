"""NBIB, written: PubMed's own download format, MEDLINE's tags, for My Bibliography and others.

Tags are those of NLM's "MEDLINE/PubMed Data Element (Field) Descriptions", four letters wide,
values wrapped at 80 columns with six blanks before what goes on. Text is plain, as PubMed has
it there: italics, superscripts and the like are not kept. An article number stands in `PG`
and as a publisher's item in `LID`. The title of a book is `BTI`, that of its chapter `TI`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from sscmsc import text
from sscmsc.dates import PartialDate
from sscmsc.entry import Entry
from sscmsc.formats.comma_names import write_name
from sscmsc.formats.values import one_line, untagged, write_abstract, write_issns
from sscmsc.record import Author, Container, Group, MeshHeading, Person, Record, Relation
from sscmsc.text import RichText

#: The tag of each relation to another publication.
RELATIONS = {
    "CommentOn": "CON", "CommentIn": "CIN", "ErratumIn": "EIN", "ErratumFor": "EFR",
    "CorrectedandRepublishedIn": "CRI", "CorrectedandRepublishedFrom": "CRF",
    "ExpressionOfConcernIn": "ECI", "ExpressionOfConcernFor": "ECF",
    "RepublishedIn": "RPI", "RepublishedFrom": "RPF", "RetractionIn": "RIN",
    "RetractionOf": "ROF", "RetractedandRepublishedIn": "RRI",
    "RetractedandRepublishedFrom": "RRF", "UpdateIn": "UIN", "UpdateOf": "UOF",
    "SummaryForPatientsIn": "SPIN", "OriginalReportIn": "ORI",
}  # fmt: skip
LOSES = (
    "kind", "title.brackets", "text.markup", "authors.initials", "authors.commas",
    "editors.initials", "editors.commas", "editors.orcid", "editors.affiliations",
    "container.iso_abbreviation", "publication.place", "issued.online", "abstract.sections",
    "abstract.category", "mesh.ui", "mesh.qualifiers.ui", "publication_types.ui", "substances",
    "relations", "grants", "history", "superseded_dois", "citekey", "tags", "note",
)  # fmt: skip
CHAPTERS = frozenset({"chapter", "entry-encyclopedia"})
_WIDTH = 80
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_ALSO_NUMBERS = frozenset(("II", "III", "IV"))
_LETTERS = re.compile(r"[^\W\d_]+")


def write(entries: Iterable[Entry]) -> Iterator[str]:
    """Each entry in MEDLINE's tags, with the blank line that follows it."""
    for entry in entries:
        yield write_entry(entry)


def write_entry(entry: Entry) -> str:
    """One entry in MEDLINE's tags; no value has a line end but before six blanks."""
    lines = [_line(tag, one_line(value)) for tag, value in _tags(entry.record) if value]
    return "".join([*lines, "\n"])


def _line(tag: str, value: str) -> str:
    head = f"{tag:<4}- "
    if len(value) <= _WIDTH - 6:
        return f"{head}{value}\n"
    lines: list[str] = []
    line = ""
    # No line of blanks alone: it would end the record.
    for word in value.split():
        if line and len(line) + len(word) >= _WIDTH - 6:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return head + "\n      ".join([*lines, line]) + "\n"


def _tags(record: Record) -> Iterator[tuple[str, str | None]]:
    container = record.container or Container()
    yield "PMID", record.pmid.value if record.pmid else None
    yield "STAT", record.status
    for issn in write_issns(container):
        yield "IS", issn
    yield "VI", record.volume
    yield "IP", record.issue
    date = record.issued or record.online
    yield "DP", print_date(date) if date else None
    yield from _titles(record, container)
    yield "PG", record.pages or record.article_number
    yield "LID", f"{record.article_number} [pii]" if record.article_number else None
    yield "LID", f"{record.doi.value} [doi]" if record.doi else None
    yield "AB", untagged(write_abstract(record.abstract))
    for author in record.authors:
        yield from _author(author)
    yield "AU", None if record.authors_complete else "et al."
    for editor in record.editors:
        yield from _editor(editor)
    yield from _description(record)
    yield from _publication(record)
    yield "TA", container.nlm_abbreviation
    yield "JT", container.title if record.kind not in CHAPTERS or not record.shown_title else None
    yield "JID", container.nlm_id
    yield from _identifiers(record)
    for one in record.relations:
        yield RELATIONS.get(one.kind, ""), _relation(one) if one.kind in RELATIONS else None
    for event in record.history:
        day = event.date
        if day.month and day.day:
            at = f"{day.year:04d}/{day.month:02d}/{day.day:02d} 00:00"
            yield "PHST", f"{at} [{event.status}]"
    yield "SO", _source(record, container)


def _titles(record: Record, container: Container) -> Iterator[tuple[str, str | None]]:
    shown = record.shown_title
    title = _stopped(untagged(shown)) if shown else None
    yield "BTI" if record.kind == "book" else "TI", title
    yield "BTI", container.title if record.kind in CHAPTERS and title else None
    yield "TT", _stopped(untagged(record.original_title)) if record.original_title else None


def _stopped(title: RichText) -> str:
    """The title with the full stop MEDLINE adds, where reading takes it off again."""
    stopped = f"{title}."
    return stopped if text.without_full_stop(stopped) == title else title


def _author(author: Author) -> Iterator[tuple[str, str | None]]:
    if isinstance(author, Group):
        yield "CN", author.name
        return
    given = f"{author.given or ''} {author.suffix or ''}".strip()
    initials = author.initials or "".join(one[0] for one in _LETTERS.findall(author.given or ""))
    bare = author.given is None and bool(author.initials)
    # The name alone, too, where `de X IV` could be X de, the fourth.
    bare = bare and (author.initials not in _ALSO_NUMBERS or " " not in author.family)
    if not bare or author.suffix:
        yield "FAU", write_name(Person(author.family, given or None)).replace("\xa0", " ")
    family = author.family.replace(",", " ")
    yield "AU", " ".join(filter(None, [*family.split(), initials, author.suffix]))
    yield "AUID", f"ORCID: {author.orcid}" if author.orcid else None
    for affiliation in author.affiliations:
        yield "AD", affiliation


def _editor(editor: Author) -> Iterator[tuple[str, str | None]]:
    if isinstance(editor, Group):
        yield "FED", write_name(editor)
        return
    for tag, value in _author(editor):
        if tag in {"FAU", "AU"}:
            yield tag.replace("AU", "ED"), value


def _description(record: Record) -> Iterator[tuple[str, str | None]]:
    for language in record.languages:
        yield "LA", language
    for trial in record.trials:
        yield "SI", f"{trial.registry}/{trial.number}"
    for grant in record.grants:
        yield "GR", f"{grant.number or ''}/{grant.agency or ''}/{grant.country or ''}"
    for kind in record.publication_types:
        yield "PT", kind.name
    if record.online is not None and record.online.month:
        online = record.online
        yield "DEP", f"{online.year:04d}{online.month or 0:02d}{online.day or 0:02d}"
    for substance in record.substances:
        if substance.concept:
            yield "NM", substance.name
        else:
            yield "RN", f"{substance.registry_number or 0} ({substance.name})"
    for heading in record.mesh:
        yield "MH", print_heading(heading)
    for keyword in record.keywords:
        yield "OT", f"*{keyword}" if keyword.startswith("*") else keyword


def print_heading(heading: MeshHeading) -> str:
    """A heading as MEDLINE has it: `*Lung Diseases/drug therapy/*genetics`."""
    starred = [f"{'*' if one.major else ''}{one.name}" for one in heading.qualifiers]
    return "/".join([f"{'*' if heading.major else ''}{heading.descriptor}", *starred])


def _publication(record: Record) -> Iterator[tuple[str, str | None]]:
    publication = record.publication
    if publication is None:
        return
    yield "PB", publication.publisher
    yield "PL", publication.place
    yield "EN", publication.edition
    yield "CTI", publication.collection
    for isbn in publication.isbns:
        yield "ISBN", isbn


def _identifiers(record: Record) -> Iterator[tuple[str, str | None]]:
    yield "PMC", record.pmcid.value if record.pmcid else None
    for one in record.manuscript_ids:
        yield "MID", one
    yield "AID", f"{record.doi.value} [doi]" if record.doi else None


def _relation(one: Relation) -> str:
    parts = (one.text, f"doi: {one.doi.value}" if one.doi and not one.text else None)
    said = " ".join(filter(None, parts))
    return f"{said} PMID: {one.pmid.value}".strip() if one.pmid else said


def print_date(date: PartialDate) -> str:
    """A date as MEDLINE prints it: `2018 Sep 13`, `2018 Spring`, `1998 Dec-1999 Jan`."""
    if date.literal:
        return date.literal
    parts = [f"{date.year:04d}"]
    if date.month:
        parts.append(_MONTHS[date.month - 1])
        parts += [str(date.day)] if date.day else []
    elif date.season:
        parts.append(date.season.capitalize())
    return " ".join(parts)


def _source(record: Record, container: Container) -> str | None:
    """The source line of a summary: `Front Immunol. 2018;9(2):2013. doi: ...`."""
    date = record.issued or record.online
    if not container.short or date is None:
        return None
    place = f"{record.volume or ''}{f'({record.issue})' if record.issue else ''}"
    pages = record.pages or record.article_number
    numbers = f"{print_date(date)}{f';{place}' if place else ''}{f':{pages}' if pages else ''}"
    doi = f" doi: {record.doi.value}." if record.doi else ""
    return f"{container.short}. {numbers}.{doi}"
