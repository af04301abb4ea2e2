"""The fields that BibTeX and biblatex have in common, added to the draft of an entry."""

from __future__ import annotations

import re
from collections.abc import Callable

from sscmsc import identifiers
from sscmsc.entry import Entry
from sscmsc.formats.bibtex_draft import Draft, safe_key
from sscmsc.formats.bibtex_names import write_names
from sscmsc.formats.latex import balanced, escape
from sscmsc.formats.values import page_ends, write_abstract
from sscmsc.identifiers import DOI
from sscmsc.record import Publication, Record

#: Languages by their names in babel.
LANGUAGES = {
    "chi": "chinese", "jpn": "japanese", "kor": "korean", "ger": "german", "fre": "french",
    "spa": "spanish", "ita": "italian", "por": "portuguese", "rus": "russian", "pol": "polish",
    "dut": "dutch", "dan": "danish", "nor": "norwegian", "swe": "swedish", "fin": "finnish",
    "cze": "czech", "hun": "hungarian", "tur": "turkish", "gre": "greek", "heb": "hebrew",
    "ara": "arabic", "per": "persian", "ukr": "ukrainian", "rum": "romanian", "bul": "bulgarian",
    "hrv": "croatian", "srp": "serbian", "slo": "slovak", "slv": "slovenian",
}  # fmt: skip
_SOFT_IN_KEYWORD = re.compile("[,;]")


def add_names(draft: Draft, record: Record, spell: Callable[[str], str] = str) -> None:
    """Authors and editors, as `spell` has names that BibTeX takes."""
    draft.finish("author", spell(write_names(record.authors, record.authors_complete)))
    if record.editors:
        draft.finish("editor", spell(write_names(record.editors, True)))


def add_titles(draft: Draft, record: Record) -> None:
    """The title as NLM prints it, a translated one in brackets.

    A title that is not a translation and yet in brackets has the first in braces, by which
    reading knows it.
    """
    shown = record.shown_title
    if shown:
        translated = record.title and record.title_translated
        draft.add_title("title", shown, shown[0] == "[" and not translated)
    if record.original_title:
        draft.add_title("origtitle", record.original_title)


def add_place(draft: Draft, record: Record) -> None:
    """Pages and article number."""
    if record.pages:
        _add_pages(draft, record.pages)
    draft.add("eid", record.article_number)


def _add_pages(draft: Draft, pages: str) -> None:
    """Pages with `--` for the hyphen of each range; numbers with hyphens of their own stay."""
    ends = page_ends(pages) if pages.isascii() else None
    if ends is not None:
        draft.finish("pages", "--".join(ends))
        return
    written = escape(pages)
    if "-" in written:
        written = re.sub(r"[^\s,;]+", _range, written)
    draft.finish("pages", written)


def _range(found: re.Match[str]) -> str:
    parts = found[0].split("-")
    if "{" in found[0] or len(parts) % 2 or not all(parts):
        return found[0]
    middle = len(parts) // 2
    return "--".join(("-".join(parts[:middle]), "-".join(parts[middle:])))


def add_identifiers(draft: Draft, record: Record, ascii_only: bool) -> None:
    if record.doi:
        draft.finish("doi", _doi(record.doi, ascii_only))
    if record.pmid:
        draft.add("pmid", record.pmid.value)
    if record.pmcid:
        draft.add("pmcid", record.pmcid.value)
    container = record.container
    if container is not None:
        draft.add(
            "issn", container.issn_print or container.issn_electronic or container.issn_linking
        )


def _doi(doi: DOI, ascii_only: bool) -> str:
    """The DOI raw; one whose characters would break the file as a percent-encoded URL."""
    sound = balanced(doi.value) and (doi.value.isascii() or not ascii_only)
    return doi.value if sound else identifiers.url(doi)


def add_publication(draft: Draft, publication: Publication, publisher: str, place: str) -> None:
    """Who published a work; `publisher` and `place` are the names of those two fields."""
    draft.add("isbn", ", ".join(publication.isbns))
    draft.add(publisher, publication.publisher)
    draft.add(place, publication.place)
    draft.add("edition", publication.edition)
    draft.add("series", publication.collection)


def add_description(draft: Draft, entry: Entry, note: str) -> None:
    """Keywords, abstract, the reader's note (in the field of that name) and former citekeys."""
    record = entry.record
    if record.keywords:
        _add_keywords(draft, record.keywords)
    if record.abstract:
        draft.add_rich("abstract", write_abstract(record.abstract))
    draft.add(note, entry.note)
    if entry.former_keys:
        draft.finish("ids", ", ".join(map(safe_key, entry.former_keys)))


def _add_keywords(draft: Draft, keywords: tuple[str, ...]) -> None:
    """Keywords with commas between them; one that holds a comma itself is in braces."""
    joined = ", ".join(keywords)
    if ";" not in joined and joined.count(",") == len(keywords) - 1:
        draft.add("keywords", joined)
        return
    written = (escape(keyword) for keyword in keywords)
    soft = (f"{{{one}}}" if _SOFT_IN_KEYWORD.search(one) else one for one in written)
    draft.finish("keywords", ", ".join(soft))
