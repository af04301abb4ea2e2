"""An entry as the variables of CSL that an engine takes."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sscmsc.csl import ET_AL, Item
from sscmsc.csl_text import marked, typeset, unmarked, wrapped
from sscmsc.entry import Entry
from sscmsc.formats.csl_json import make_item
from sscmsc.jsontext import Json
from sscmsc.record import Author, Group, Person
from sscmsc.text import folded

#: What is said to readers of the file, not printed in a reference, or made anew here.
_LEFT_OUT = frozenset(
    "id citation-key keyword abstract annote custom available-date ISSN original-title "
    "author editor title".split()
)
_PARTICLES = re.compile(r"((?:[^\W\d_A-Z]+(?:\s+|[’'-]))+)(?=[^\W\d_])([A-ZÀ-ÖØ-ÞŚŻŽŠČĆŁİÇŞĞŐŰ].*)")
#: Of an article Crossref names the academic editor, whom no style prints.
_UNEDITED = frozenset(["article", "article-journal", "article-magazine", "article-newspaper"])
#: `KM` for a given name: the initials, as exports of databases write them behind a comma.
_CAPITALS = re.compile(r"[^\W\d_]{2,3}")
_AS_IT_STANDS = frozenset(["DOI", "PMID", "PMCID", "URL", "type", "language", "page", "issued"])


def make_items(
    entries: Iterable[Entry], own_name: str | None = None, *, for_nih: bool = False
) -> tuple[Item, ...]:
    """Items for an engine; the author that `own_name` names (`Example`, `Example A`) is set
    apart, to be printed bold. `for_nih` leaves PMID and PMCID to be added by its own rules."""
    own = folded(own_name) if own_name else ""
    made = (_item(entry, own) for entry in entries)
    return tuple(_without_numbers(one) if for_nih else one for one in made)


def _without_numbers(item: Item) -> Item:
    kept = {name: value for name, value in item.values.items() if name not in ("PMID", "PMCID")}
    return Item(item.citekey, kept)


def _item(entry: Entry, own: str) -> Item:
    record = entry.record
    values: dict[str, Json] = {
        name: value if name in _AS_IT_STANDS or not isinstance(value, str) else _shown(value)
        for name, value in make_item(entry).items()
        if name not in _LEFT_OUT
    }
    title = record.shown_title
    if title:
        values["title"] = marked(title)
    if record.authors:
        values["author"] = _names(record.authors, record.authors_complete, own)
    if record.editors and record.kind not in _UNEDITED:
        values["editor"] = _names(record.editors, True, own)
    if record.doi or record.kind.startswith("article"):
        # It is made from the identifiers, which styles print themselves.
        values.pop("URL", None)
    return Item(entry.citekey, values)


def _shown(value: str) -> str:
    return typeset(unmarked(value))


def _names(authors: tuple[Author, ...], complete: bool, own: str) -> Json:
    names: list[Json] = [_name(author, own) for author in authors]
    return names if complete else [*names, {"literal": ET_AL}]


def _name(author: Author, own: str) -> Json:
    if isinstance(author, Group):
        said = {"literal": _shown(author.name)}
    else:
        given = author.given or ""
        if not given or _is_initials(given, author.family):
            given = " ".join(f"{one}." for one in given or author.initials or "")
        particle, family = _split(author.family)
        if particle.endswith("'"):
            particle = f"{particle[:-1]}’"
        parts = {
            "non-dropping-particle": particle, "family": family, "given": given,
            "suffix": author.suffix or "",
        }  # fmt: skip
        said = {name: _shown(value) for name, value in parts.items() if value}
        said["family"] = re.sub(r"(?<=\w)'(?=\s)", "’", said.get("family", ""))
    if own and _is_named(author, own):
        said = {name: wrapped("own", value) for name, value in said.items()}
    return dict(said)


def _is_initials(given: str, family: str) -> bool:
    return bool(_CAPITALS.fullmatch(given)) and given.isupper() and not family.isupper()


def _split(family: str) -> tuple[str, str]:
    """The particles before a family name, which styles sort and place by rules of their own."""
    found = _PARTICLES.match(family)
    return (found[1].rstrip(), found[2]) if found else ("", family)


def _is_named(author: Author, own: str) -> bool:
    """Whether folded `own` is the family name, or that and the given names or initials."""
    if isinstance(author, Group):
        return folded(author.name) == own
    family, given = folded(author.family), folded(author.given or "")
    initials = (author.initials or _initials(author)).casefold()
    known = {family, f"{family} {given}", f"{given} {family}"}
    known |= {f"{family} {initials}", f"{family} {initials[:1]}", f"{initials} {family}"}
    return own in known


def _initials(author: Person) -> str:
    return "".join(word[0] for word in folded(author.given or "").split())
