"""A reference list: the lines of a review's bibliography, kept whether or not they resolve."""

from __future__ import annotations

from dataclasses import dataclass, field

from sscmsc.dates import PartialDate
from sscmsc.identifiers import DOI, PMCID, PMID, Identifier
from sscmsc.record import Author, Group


@dataclass(frozen=True, slots=True)
class Cited:
    """What a line of a reference list says of the work it cites, as far as it says it.

    `authors` may be only the first (`authors_complete` False); `container` is the journal or
    book as printed; `year` is a number, without the letter of `2012a`.
    """

    kind: str = "article-journal"
    authors: tuple[Author, ...] = ()
    authors_complete: bool = True
    editors: tuple[Author, ...] = ()
    title: str | None = None
    container: str | None = None
    year: int | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    publisher: str | None = None
    place: str | None = None
    edition: str | None = None
    url: str | None = None

    @property
    def shown(self) -> str:
        """The fields as one line, in the order of a Vancouver reference."""
        names = [one.name if isinstance(one, Group) else one.family for one in self.authors[:3]]
        if names and (len(self.authors) > len(names) or not self.authors_complete):
            names.append("et al")
        place = f"{self.volume or ''}{f'({self.issue})' if self.issue else ''}"
        numbers = f"{self.year or ''}{f';{place}' if place else ''}"
        numbers += f":{self.pages}" if self.pages else ""
        parts = (", ".join(names), self.title, self.container, self.publisher, numbers, self.url)
        return ". ".join(part.rstrip(".") for part in parts if part)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A work that a line may cite, found by what the line says, for a person to decide on.

    `found_by` is the search that gave it (`ecitmatch`, `crossref`, `pubmed search`);
    `score` is from 0 to 1, `penalties` name what differs (`year 0.05`).
    """

    title: str | None = None
    author: str | None = None
    year: int | None = None
    container: str | None = None
    pmid: PMID | None = None
    doi: DOI | None = None
    found_by: str | None = None
    score: float | None = None
    penalties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """One line of a reference list, kept whether or not it is ever identified.

    `position` counts from 1 within the list; `label` is what is printed before it (`12a`);
    `text` is the printed line, None when a source gives only fields. `citekey` is the
    entry it was resolved to, `matched_by` how (`pmid`, `pmcid`, `doi`, `text`). `sources`
    are the services that list it; `notes` say what of it was refused (a junk identifier).
    `candidates` are works it may cite and `rejected` the identifiers a person said it does not.
    """

    position: int
    text: str | None = None
    label: str | None = None
    cited: Cited = field(default_factory=Cited)
    pmid: PMID | None = None
    pmcid: PMCID | None = None
    doi: DOI | None = None
    citekey: str | None = None
    matched_by: str | None = None
    score: float | None = None
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    rejected: tuple[str, ...] = ()

    @property
    def status(self) -> str:
        """`resolved` when it points at an entry, `identified` when it only carries an
        identifier, `unresolved` when nothing identifies it."""
        if self.citekey is not None:
            return "resolved"
        return "identified" if self.identifiers else "unresolved"

    @property
    def shown(self) -> str:
        """The printed line, or one made from its fields where the source gives only those."""
        return self.text or self.cited.shown

    @property
    def identifiers(self) -> tuple[Identifier, ...]:
        return tuple(one for one in (self.pmid, self.pmcid, self.doi) if one is not None)


@dataclass(frozen=True, slots=True)
class SourceCount:
    """How many references a source states a review has, and how many it listed.

    `stated` is None when the source states no number; `listed` is None when it cannot
    answer for this work, which is not the same as an empty list (0).
    """

    source: str
    stated: int | None
    listed: int | None


@dataclass(frozen=True, slots=True)
class ReferenceList:
    """The reference list of a review, in printed order, and what each source said of it.

    `as_of` is the day the list last changed.
    """

    references: tuple[Reference, ...] = ()
    counts: tuple[SourceCount, ...] = ()
    as_of: PartialDate | None = None
