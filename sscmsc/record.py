"""A record: what one source states about one work, and the parts it is made of.

All values are immutable. A field that may hold many things is a tuple, empty when there are none;
one that may be absent is None. Words are those of MEDLINE, CSL and docs/glossary.md.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from sscmsc.dates import PartialDate
from sscmsc.identifiers import DOI, PMCID, PMID, Identifier
from sscmsc.text import RichText

#: CSL item types in use (https://docs.citationstyles.org, appendix III).
KINDS = (
    "article-journal", "article-magazine", "article-newspaper", "article", "book", "chapter",
    "dataset", "document", "entry-encyclopedia", "legislation", "manuscript", "paper-conference",
    "patent", "periodical", "report", "review", "software", "standard", "thesis", "webpage",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    """A person as author or editor. Only `family` is always there.

    `given` holds given names as printed, `initials` PubMed's (`JA`, no stops); `suffix` is
    `Jr`, `3rd`; `orcid` is bare (`0000-0002-1825-0097`).
    """

    family: str
    given: str | None = None
    initials: str | None = None
    suffix: str | None = None
    orcid: str | None = None
    affiliations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """A collective author: a study group, a society, an agency."""

    name: str


Author = Person | Group


@dataclass(frozen=True, slots=True)
class Container:
    """What a work appeared in: a journal, or the book of a chapter.

    `nlm_abbreviation` is MedlineTA (no stops), `iso_abbreviation` is ISO 4; ISSNs are
    `1234-567X`; `nlm_id` is NLM's unique journal id.
    """

    title: str | None = None
    nlm_abbreviation: str | None = None
    iso_abbreviation: str | None = None
    issn_print: str | None = None
    issn_electronic: str | None = None
    issn_linking: str | None = None
    nlm_id: str | None = None

    @property
    def short(self) -> str | None:
        """The shortest name known, NLM's abbreviation first."""
        return self.nlm_abbreviation or self.iso_abbreviation or self.title


@dataclass(frozen=True, slots=True)
class Publication:
    """Who published a book, report or thesis, and which edition."""

    publisher: str | None = None
    place: str | None = None
    edition: str | None = None
    isbns: tuple[str, ...] = ()
    collection: str | None = None


@dataclass(frozen=True, slots=True)
class AbstractSection:
    """A paragraph of an abstract; `label` as printed, `category` NLM's (`METHODS`)."""

    text: RichText
    label: str | None = None
    category: str | None = None


@dataclass(frozen=True, slots=True)
class MeshQualifier:
    name: str
    ui: str | None = None
    major: bool = False


@dataclass(frozen=True, slots=True)
class MeshHeading:
    """A MeSH heading: a descriptor and its qualifiers.

    `major` is the descriptor's own star; `is_major` also counts a starred qualifier.
    """

    descriptor: str
    ui: str | None = None
    major: bool = False
    qualifiers: tuple[MeshQualifier, ...] = ()

    @property
    def is_major(self) -> bool:
        return self.major or any(qualifier.major for qualifier in self.qualifiers)


@dataclass(frozen=True, slots=True)
class PublicationType:
    name: str
    ui: str | None = None


@dataclass(frozen=True, slots=True)
class Substance:
    """A chemical or a supplementary concept (`concept` is its class, `Disease` and the like)."""

    name: str
    ui: str | None = None
    registry_number: str | None = None
    concept: str | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """Another publication about this work.

    `kind` is PubMed's RefType (`RetractionIn`, `ErratumFor`, `UpdateOf`, `CommentIn` ...);
    `text` is the printed source; identifiers may be missing; `asserted_by` says who states
    it when that is not the record's own source (`retraction-watch`).
    """

    kind: str
    text: str | None = None
    pmid: PMID | None = None
    doi: DOI | None = None
    date: PartialDate | None = None
    asserted_by: str | None = None


@dataclass(frozen=True, slots=True)
class TrialRegistration:
    registry: str
    number: str


@dataclass(frozen=True, slots=True)
class Grant:
    number: str | None = None
    agency: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class HistoryDate:
    """One date of a work's way to print: `status` is PubMed's PubStatus (`received` ...)."""

    status: str
    date: PartialDate


@dataclass(frozen=True, slots=True)
class Record:
    """What one source states about one work.

    `source` names it (`pubmed`, `crossref`, `saved page` ...); `kind` is one of `KINDS`;
    `title` is rich text without a final full stop, and without the brackets that mark a
    translation (`title_translated`); `original_title` is the title in the work's own language.
    `authors_complete` is False when the source says "et al.". `pages` is a full range with a
    plain hyphen (`1989-2003`); an article number is apart. `issued` is the date of the
    issue, `online` that of electronic publication. `languages` are ISO 639-2 codes as
    MEDLINE gives them.
    """

    source: str
    kind: str = "article-journal"
    pmid: PMID | None = None
    pmcid: PMCID | None = None
    doi: DOI | None = None
    manuscript_ids: tuple[str, ...] = ()
    title: RichText | None = None
    title_translated: bool = False
    original_title: RichText | None = None
    authors: tuple[Author, ...] = ()
    authors_complete: bool = True
    editors: tuple[Author, ...] = ()
    container: Container | None = None
    publication: Publication | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    article_number: str | None = None
    issued: PartialDate | None = None
    online: PartialDate | None = None
    languages: tuple[str, ...] = ()
    abstract: tuple[AbstractSection, ...] = ()
    keywords: tuple[str, ...] = ()
    mesh: tuple[MeshHeading, ...] = ()
    publication_types: tuple[PublicationType, ...] = ()
    substances: tuple[Substance, ...] = ()
    relations: tuple[Relation, ...] = ()
    trials: tuple[TrialRegistration, ...] = ()
    grants: tuple[Grant, ...] = ()
    history: tuple[HistoryDate, ...] = ()
    status: str | None = None
    superseded_dois: tuple[DOI, ...] = ()

    @property
    def identifiers(self) -> tuple[Identifier, ...]:
        """The work's own PMID, PMCID and DOI, those that are known, in that order."""
        return tuple(one for one in (self.pmid, self.pmcid, self.doi) if one is not None)

    @property
    def year(self) -> int | None:
        """The year to print: of the issue, else of electronic publication."""
        date = self.issued or self.online
        return date.year if date else None

    @property
    def shown_title(self) -> RichText | None:
        """The title as NLM prints it: a translated one in brackets."""
        if self.title and self.title_translated:
            return RichText(f"[{self.title}]")
        return self.title or self.original_title


#: The names of the fields that sources state, in the order they are written.
RECORD_FIELDS = tuple(one.name for one in fields(Record) if one.name != "source")
