"""BibLaTeX, written: the entry types and fields of the biblatex manual, sections 2.1 and 2.2.

Beside BibTeX it has a `date` to the day with seasons (EDTF), `journaltitle` and `shortjournal`,
types for data, software, web pages and patents, and the PMID as an `eprint` that styles print.
The same names, titles and escapes as in BibTeX are read by biber; `entrysubtype` keeps the kinds
without a type of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sscmsc.dates import SEASONS, PartialDate
from sscmsc.entry import Entry
from sscmsc.formats.bibtex import DEFAULT, Options
from sscmsc.formats.bibtex_draft import Draft
from sscmsc.formats.bibtex_fields import (
    LANGUAGES,
    add_description,
    add_identifiers,
    add_names,
    add_place,
    add_publication,
    add_titles,
)
from sscmsc.formats.bibtex_names import for_biber
from sscmsc.formats.latex import with_whole_letters
from sscmsc.record import Container

#: The type each kind of work is written as, and the `entrysubtype` that tells it from others.
TYPES = {
    "article-journal": ("article", ""), "article-magazine": ("article", "magazine"),
    "article-newspaper": ("article", "newspaper"), "review": ("article", "review"),
    "article": ("online", "article"), "book": ("book", ""), "chapter": ("incollection", ""),
    "dataset": ("dataset", ""), "document": ("misc", ""),
    "entry-encyclopedia": ("inreference", ""), "legislation": ("legislation", ""),
    "manuscript": ("unpublished", ""), "paper-conference": ("inproceedings", ""),
    "patent": ("patent", ""), "periodical": ("periodical", ""), "report": ("report", ""),
    "software": ("software", ""), "standard": ("standard", ""), "thesis": ("thesis", ""),
    "webpage": ("online", ""),
}  # fmt: skip
LOSES = (
    "manuscript_ids", "authors.initials", "authors.orcid", "authors.affiliations",
    "editors.initials", "editors.orcid", "editors.affiliations", "container.untitled",
    "container.iso_abbreviation", "container.issn_electronic", "container.issn_linking",
    "container.nlm_id", "issued.literal", "online", "abstract.label", "abstract.category", "mesh",
    "publication_types", "substances", "relations", "trials", "grants", "history", "status",
    "superseded_dois", "tags", "note.lines",
)  # fmt: skip
_PUBLISHER_FIELDS = {"thesis": "institution", "report": "institution"}
_CONTAINED = frozenset(("incollection", "inreference", "inproceedings", "book", "report", "thesis"))
#: The `type` that biblatex asks of them: a string of its localization.
_OF_WORK = {"thesis": "phdthesis", "report": "techreport"}


def write(entries: Iterable[Entry]) -> Iterator[str]:
    """Each entry as biblatex has it, with the blank line that follows it."""
    for entry in entries:
        yield write_entry(entry) + "\n"


def write_ascii(entries: Iterable[Entry]) -> Iterator[str]:
    """The same in ASCII, for engines that read nothing else."""
    for entry in entries:
        yield write_entry(entry, Options(ascii=True)) + "\n"


def write_entry(entry: Entry, options: Options = DEFAULT) -> str:
    """One entry, ending in a line feed; every brace in it has its partner."""
    record = entry.record
    kind, subtype = TYPES[record.kind]
    draft = Draft()
    add_names(draft, record, for_biber)
    add_titles(draft, record)
    draft.add("type", _OF_WORK.get(kind))
    if record.container is not None:
        _add_container(draft, record.container, kind)
    if (date := record.issued or record.online) is not None:
        draft.finish("date", _date(date))
    draft.add("volume", record.volume)
    draft.add("number", record.issue)
    add_place(draft, record)
    if record.pmid:
        draft.add("eprint", record.pmid.value)
        draft.add("eprinttype", "pubmed")
    add_identifiers(draft, record, options.ascii)
    if record.publication is not None:
        publisher = _PUBLISHER_FIELDS.get(kind, "publisher")
        add_publication(draft, record.publication, publisher, "location")
    _add_languages(draft, record.languages)
    draft.add("entrysubtype", subtype)
    add_description(draft, entry, "annotation")
    written = draft.entry(kind, entry.citekey, options.ascii)
    return written if options.ascii else with_whole_letters(written)


def _add_container(draft: Draft, container: Container, kind: str) -> None:
    short, iso = container.nlm_abbreviation, container.iso_abbreviation
    title = container.title or short or iso
    if kind in {"article", "periodical"}:
        draft.add("journaltitle", title)
    else:
        draft.add("booktitle" if kind in _CONTAINED else "howpublished", title)
    draft.add("shortjournal", short or (iso if "." in (iso or "") else None))


def _date(date: PartialDate) -> str:
    """ISO 8601, a season as the month 21 to 24 (EDTF level 1)."""
    parts = [f"{date.year:04d}"]
    if date.month:
        parts.append(f"{date.month:02d}")
        parts += [f"{date.day:02d}"] if date.day else []
    elif date.season:
        parts.append(str(SEASONS.index(date.season) + 21))
    return "-".join(parts)


def _add_languages(draft: Draft, languages: tuple[str, ...]) -> None:
    """One language as babel's name for hyphenation, several as a list of names."""
    names = [LANGUAGES.get(one, "english" if one == "eng" else one) for one in languages]
    draft.add("langid" if len(names) == 1 else "language", " and ".join(names))
