"""Values that many formats write alike: titles, abstracts, identifiers, ISSNs, kinds of notes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from sscmsc import identifiers, text
from sscmsc.dates import PartialDate, checked_date, month_number, season_name
from sscmsc.errors import IdentifierError
from sscmsc.identifiers import DOI, PMCID, PMID, Identifier
from sscmsc.record import AbstractSection, Container, PublicationType, Record
from sscmsc.text import RichText

_FINAL_STOP = re.compile(r"\.((?:</(?:i|b|sup|sub)>)+)$")
_TAG = re.compile(r"</?(?:i|b|sup|sub)>")
_LABEL = re.compile(r"(?:^|(?<=[.?!)\]] ))([A-Z][A-Z '&/,()-]{3,48}): (?=\S)")
_ISSN = re.compile(r"(?<![\dXx-])(\d{4})-?(\d{3}[\dXx])(?![\dXx-])(?:\s*\(([A-Za-z]+)\))?")
_ISBN = re.compile(r"(?<![\dXx])(?:97[89][- ]?)?(?:\d[- ]?){9}[\dXx](?![\dXx])")
_ADDRESS = re.compile(r"(?:https?:)?//\S+|www\.\S+")
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_NUMERIC = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?:[ T/].*)?")
#: How PubMed's links to other publications are written where a program made a note of them.
_LINK = re.compile(
    r"\s*(?:Retraction|Erratum|Comment|Republished|Corrected and republished|Update"
    r"|Partial retraction|Retracted and republished|Expression of concern|Summary for patients"
    r"|Original report) "
    r"(?:in|of|for|on|from)\b",
    re.I,
)


class Titles(NamedTuple):
    """The three fields of a record that are about its title."""

    title: RichText | None
    translated: bool = False
    original: RichText | None = None


def read_titles(shown: RichText, original: RichText | None = None) -> Titles:
    """The title of a record from the title as printed and the one in the work's language.

    The final full stop goes, and brackets around the whole make it a translation. A printed
    title that is the one in the work's language is only that.
    """
    bare, translated = text.split_translated(without_full_stop(shown))
    bare = without_full_stop(RichText(bare))
    if original and original == bare and not translated:
        return Titles(None, False, original)
    return Titles(bare or None, translated and bool(bare), original or None)


def without_full_stop(title: RichText) -> RichText:
    """A title without its final full stop, also where that is within italics."""
    bare = text.without_full_stop(title)
    return RichText(_FINAL_STOP.sub(r"\1", bare) if bare.endswith(">") else bare)


def untagged(value: RichText) -> RichText:
    """Rich text without its tags; what would read as one is escaped still."""
    return RichText(_TAG.sub("", value)) if "<" in value else value


def write_abstract(sections: Iterable[AbstractSection], between: str = " ") -> RichText:
    """An abstract in one piece, each label before its section: `METHODS: ...`."""
    return RichText(
        between.join(
            [
                f"{text.literal(one.label)}: {one.text}" if one.label else one.text
                for one in sections
            ]
        )
    )


def read_abstract(abstract: RichText) -> tuple[AbstractSection, ...]:
    """An abstract split at labels in capitals (`METHODS: `), if it begins with one.

    Words within italics or the like are no label.
    """
    if not abstract:
        return ()
    if _LABEL.match(abstract) is None:
        return (AbstractSection(abstract),)
    _, *pieces = _LABEL.split(abstract)
    if any("<" in body and not _closed(body) for body in pieces[1::2]):
        return (AbstractSection(abstract),)
    return tuple(
        AbstractSection(text.rich(body, text.ABSTRACT_LIMIT), label)
        for label, body in zip(pieces[::2], pieces[1::2], strict=True)
    )


def _closed(body: str) -> bool:
    return all(
        body.count(f"<{tag}>") == body.count(f"</{tag}>") for tag in ("i", "b", "sup", "sub")
    )


class OwnIdentifiers:
    """The identifiers that a file gives a work; the first valid one of each kind counts.

    `complaints` has (line, message) for each value that is not what its field says.
    """

    __slots__ = ("complaints", "doi", "pmcid", "pmid")

    def __init__(self) -> None:
        self.pmid: PMID | None = None
        self.pmcid: PMCID | None = None
        self.doi: DOI | None = None
        self.complaints: list[tuple[int, str]] = []

    def add(self, one: Identifier) -> None:
        if isinstance(one, PMID):
            self.pmid = self.pmid or one
        elif isinstance(one, PMCID):
            self.pmcid = self.pmcid or one
        else:
            self.doi = self.doi or one

    def state(self, kind: type[PMID] | type[PMCID] | type[DOI], value: str, line: int) -> None:
        """Take the value of a field for identifiers of one kind; complain where it is none."""
        given = text.clean(value)
        if not given:
            return
        try:
            if kind is DOI:
                self.add(identifiers.parse_doi(given))
                return
            bare = "PMC" + given if kind is PMCID and given.isdigit() else given
            if isinstance(one := identifiers.parse(bare), kind):
                self.add(one)
                return
        except IdentifierError:
            pass
        self.complaints.append(
            (line, f"'{text.clean(given, 60)}' is no {kind.scheme.upper()}; left out")
        )

    def find(self, value: str) -> None:
        """Take what a text or an address shows to be an identifier (`PMID: 1`, a DOI's URL)."""
        if _ADDRESS.fullmatch(value.strip()):
            try:
                self.add(identifiers.parse(value))
            except IdentifierError:
                return
            return
        for found in identifiers.find(value):
            self.add(found.identifier)


class Issns(NamedTuple):
    print: str | None = None
    electronic: str | None = None
    linking: str | None = None


def write_issns(container: Container | None) -> list[str]:
    """Each ISSN with what it is of, as PubMed does: `0028-4793 (Print)`."""
    if container is None:
        return []
    pairs = (
        (container.issn_print, "Print"),
        (container.issn_electronic, "Electronic"),
        (container.issn_linking, "Linking"),
    )
    return [f"{issn} ({of})" for issn, of in pairs if issn]


def read_issns(values: Iterable[str]) -> Issns:
    """The ISSNs in values; of those that do not say what they are of the first is of print."""
    known: dict[str, str] = {}
    unnamed: list[str] = []
    for value in values:
        for first, last, of in _ISSN.findall(value):
            issn = f"{first}-{last}".upper()
            name = {"online": "electronic", "web": "electronic"}.get(of.lower(), of.lower())
            if name in {"print", "electronic", "linking"}:
                known.setdefault(name, issn)
            elif issn not in unnamed:
                unnamed.append(issn)
    for issn in unnamed:
        if issn not in known.values():
            known.setdefault("electronic" if "print" in known else "print", issn)
    return Issns(known.get("print"), known.get("electronic"), known.get("linking"))


def read_isbns(values: Iterable[str]) -> tuple[str, ...]:
    """The ISBNs in values, as they are written there but for blanks, each once."""
    found = (one.replace(" ", "-") for value in values for one in _ISBN.findall(value))
    return tuple(dict.fromkeys(found))


def find_date(written: str) -> PartialDate | None:
    """The date that a text states: `2018`, `2018/9/13`, `13 Sep 2018`, `Spring 2018`.

    None without a year of four digits.
    """
    bare = text.clean(written)
    if found := _NUMERIC.fullmatch(bare):
        year, month, day = (int(part) if part else None for part in found.groups())
        return checked_date(year or 0, month, day) if year else None
    year_found = _YEAR.search(bare)
    if year_found is None or year_found[0] == "0000":
        return None
    words = re.findall(
        r"[^\W\d_]+|\d+", bare[: year_found.start()] + " " + bare[year_found.end() :]
    )
    month = next((number for one in words if one.isalpha() and (number := month_number(one))), None)
    season = next((name for one in words if (name := season_name(one))), None)
    days = [int(one) for one in words if one.isdigit() and len(one) < 3]
    return checked_date(int(year_found[0]), month, days[0] if month and days else None, season)


def page_ends(pages: str) -> tuple[str, str] | None:
    """First and last page of a plain range (`1989-2003`, `S1-S12`), None for other pages."""
    first, hyphen, last = pages.partition("-")
    if not hyphen or "-" in last or not first.isalnum() or not last.isalnum():
        return None
    return first, last


def one_line(value: str) -> str:
    """A value for a format in which a line end would begin something else."""
    return text.harmless(value)


def address(record: Record) -> str | None:
    """The page to open for a work: its DOI's, else PubMed's or PMC's."""
    best = record.doi or record.pmid or record.pmcid
    return identifiers.url(best) if best else None


def is_notice_note(value: str) -> bool:
    """Whether a note is one of PubMed's links to another publication (`Retraction in: ...`), whose
    identifiers are not those of the work."""
    return _LINK.match(value) is not None


def read_retraction(types: Iterable[str]) -> tuple[PublicationType, ...]:
    """The publication type of a retracted work, where one of the types of a file names it."""
    said = any("retracted publication" in one.casefold() for one in types)
    return (PublicationType("Retracted Publication", "D016441"),) if said else ()
