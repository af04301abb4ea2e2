"""BibTeX, written: one entry after the other, as strings, with nothing held between them.

Types and fields are those of the standard styles (BibTeXing, section 3) and the customary
ones beside: `doi`, `pmid`, `pmcid`, `eid`, `abstract`, `keywords`. An article number is an
`eid`, which natbib's styles and biblatex print where pages would stand, and not `pages` as
well, because biblatex would print both. A reader's own note is an `annote`, which no
standard style prints; a `note` would appear in the bibliography. `entrysubtype` keeps the
kinds that BibTeX has no type for, `origtitle` the title in the work's own language. `ids` are
biblatex's further citekeys: a manuscript that cites a former one still compiles.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sscmsc import identifiers
from sscmsc.entry import Entry
from sscmsc.formats.bibtex_names import write_names
from sscmsc.formats.latex import balanced, encode, encode_title, escape
from sscmsc.identifiers import DOI
from sscmsc.record import AbstractSection, Container, Publication, Record

#: The type each kind of work is written as; every other kind is `misc`.
TYPES = {
    "article-journal": "article", "article-magazine": "article", "article-newspaper": "article",
    "review": "article", "book": "book", "chapter": "incollection",
    "entry-encyclopedia": "incollection", "paper-conference": "inproceedings",
    "thesis": "phdthesis", "report": "techreport",
}  # fmt: skip
#: The kind that a type alone says; any other kind is written beside it.
KINDS_OF_TYPES = {
    "article": "article-journal", "book": "book", "incollection": "chapter",
    "inproceedings": "paper-conference", "phdthesis": "thesis", "techreport": "report",
    "misc": "document",
}  # fmt: skip
#: Languages by their names in babel; English goes without saying.
LANGUAGES = {
    "chi": "chinese", "jpn": "japanese", "kor": "korean", "ger": "german", "fre": "french",
    "spa": "spanish", "ita": "italian", "por": "portuguese", "rus": "russian", "pol": "polish",
    "dut": "dutch", "dan": "danish", "nor": "norwegian", "swe": "swedish", "fin": "finnish",
    "cze": "czech", "hun": "hungarian", "tur": "turkish", "gre": "greek", "heb": "hebrew",
    "ara": "arabic", "per": "persian", "ukr": "ukrainian", "rum": "romanian", "bul": "bulgarian",
    "hrv": "croatian", "srp": "serbian", "slo": "slovak", "slv": "slovenian",
}  # fmt: skip
#: Fields of a record (`field.part` for a part of one) that do not survive writing and reading.
LOSES = (
    "manuscript_ids", "authors.initials", "authors.orcid", "authors.affiliations",
    "editors.initials", "editors.orcid", "editors.affiliations", "container.nlm_abbreviation",
    "container.iso_abbreviation", "container.issn_electronic", "container.issn_linking",
    "container.nlm_id", "issued.day", "issued.literal", "online", "languages.eng", "abstract.label",
    "abstract.category", "mesh", "publication_types", "substances", "relations", "trials",
    "grants", "history", "status", "superseded_dois", "tags",
)  # fmt: skip
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_PUBLISHER_FIELDS = {"phdthesis": "school", "techreport": "institution"}
_CONTAINER_FIELDS = {"article": "journal", "misc": "howpublished"}
_UNSAFE_IN_KEY = re.compile(r"[^A-Za-z0-9_:.+/-]")
_SOFT_IN_KEYWORD = re.compile("[,;]")


class Options(NamedTuple):
    """`abbreviated`: journals by their short names; `omitted`: BibTeX fields not to be written."""

    abbreviated: bool = False
    omitted: frozenset[str] = frozenset()


DEFAULT = Options()


def write(entries: Iterable[Entry], options: Options = DEFAULT) -> Iterator[str]:
    """Each entry as BibTeX, with the blank line that follows it."""
    for entry in entries:
        yield write_entry(entry, options) + "\n"


def write_entry(entry: Entry, options: Options = DEFAULT) -> str:
    """One entry as BibTeX, ending in a line feed; every brace in it has its partner."""
    kind = TYPES.get(entry.record.kind, "misc")
    fields = _fields(entry, kind, options)
    if options.omitted:
        fields = [field for field in fields if field[0] not in options.omitted]
    citekey = entry.citekey
    if not citekey.isascii() or not citekey.isalnum():
        citekey = _UNSAFE_IN_KEY.sub("_", citekey)
    lines = "".join([f"  {name} = {value},\n" for name, value in fields if value])
    return f"@{kind}{{{citekey},\n{lines}}}\n"


def _fields(entry: Entry, kind: str, options: Options) -> list[tuple[str, str]]:
    record = entry.record
    return [
        ("author", _braced(write_names(record.authors, record.authors_complete))),
        ("editor", _braced(write_names(record.editors, True))),
        *_titles(record),
        (_CONTAINER_FIELDS.get(kind, "booktitle"), _container(record.container, options)),
        ("year", f"{{{record.year:04d}}}" if record.year is not None else ""),
        ("month", _month(record)),
        ("volume", _escaped(record.volume)),
        ("number", _escaped(record.issue)),
        ("pages", _pages(record.pages)),
        ("eid", _escaped(record.article_number)),
        ("doi", f"{{{_doi(record.doi)}}}" if record.doi else ""),
        ("pmid", f"{{{record.pmid.value}}}" if record.pmid else ""),
        ("pmcid", f"{{{record.pmcid.value}}}" if record.pmcid else ""),
        ("issn", _issn(record.container)),
        *(_publication(record.publication, kind) if record.publication else ()),
        ("language", _language(record.languages)),
        ("entrysubtype", _braced("" if KINDS_OF_TYPES[kind] == record.kind else record.kind)),
        ("keywords", _keywords(record.keywords)),
        ("abstract", _abstract(record.abstract)),
        ("annote", _escaped(entry.note)),
        ("ids", _braced(", ".join(_UNSAFE_IN_KEY.sub("_", one) for one in entry.former_keys))),
    ]


def _braced(value: str) -> str:
    return f"{{{value}}}" if value else ""


def _escaped(value: str | None) -> str:
    return f"{{{escape(value)}}}" if value else ""


def _titles(record: Record) -> tuple[tuple[str, str], ...]:
    """The title as NLM prints it, a translated one in brackets.

    A title that is not a translation and yet in brackets has the first in braces, by which
    reading knows it.
    """
    shown = record.shown_title
    if not shown:
        return ()
    written = encode_title(shown)
    if written.startswith("[") and not (record.title and record.title_translated):
        written = "{[}" + written[1:]
    if not record.original_title:
        return (("title", _braced(written)),)
    return ("title", _braced(written)), ("origtitle", _braced(encode_title(record.original_title)))


def _container(container: Container | None, options: Options) -> str:
    if container is None:
        return ""
    short = container.iso_abbreviation or container.nlm_abbreviation
    return _escaped((options.abbreviated and short) or container.title or short)


def _month(record: Record) -> str:
    """The month as the macro of the styles, or the season in words."""
    date = record.issued or record.online
    if date is None:
        return ""
    if date.month:
        return _MONTHS[date.month - 1]
    return f"{{{date.season.capitalize()}}}" if date.season else ""


def _pages(pages: str | None) -> str:
    """Pages with `--` for the hyphen of each range; numbers with hyphens of their own stay."""
    if not pages:
        return ""
    written = escape(pages)
    if "-" in written:
        written = re.sub(r"[^\s,;]+", _range, written)
    return f"{{{written}}}"


def _range(found: re.Match[str]) -> str:
    parts = found[0].split("-")
    if "{" in found[0] or len(parts) % 2 or not all(parts):
        return found[0]
    middle = len(parts) // 2
    return "--".join(("-".join(parts[:middle]), "-".join(parts[middle:])))


def _doi(doi: DOI) -> str:
    """The DOI raw; one whose braces or backslash would break the file as a percent-encoded URL."""
    return doi.value if balanced(doi.value) else identifiers.url(doi)


def _issn(container: Container | None) -> str:
    if container is None:
        return ""
    issn = container.issn_print or container.issn_electronic or container.issn_linking
    return f"{{{escape(issn)}}}" if issn else ""


def _publication(publication: Publication, kind: str) -> tuple[tuple[str, str], ...]:
    return (
        ("isbn", _escaped(", ".join(publication.isbns))),
        (_PUBLISHER_FIELDS.get(kind, "publisher"), _escaped(publication.publisher)),
        ("address", _escaped(publication.place)),
        ("edition", _escaped(publication.edition)),
        ("series", _escaped(publication.collection)),
    )


def _language(languages: tuple[str, ...]) -> str:
    if not languages or languages == ("eng",):
        return ""
    return _escaped(", ".join(LANGUAGES.get(one, one) for one in languages))


def _keywords(keywords: tuple[str, ...]) -> str:
    """Keywords with commas between them; one that holds a comma itself is in braces."""
    if not keywords:
        return ""
    written = (escape(keyword) for keyword in keywords)
    return _braced(
        ", ".join(f"{{{one}}}" if _SOFT_IN_KEYWORD.search(one) else one for one in written)
    )


def _abstract(sections: tuple[AbstractSection, ...]) -> str:
    if not sections:
        return ""
    return _braced(
        " ".join(
            f"{escape(section.label)}: {encode(section.text)}"
            if section.label
            else encode(section.text)
            for section in sections
        )
    )
