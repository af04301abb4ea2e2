"""What has been read of one PubMed work so far."""

from __future__ import annotations

from dataclasses import dataclass

from sscmsc.dates import PartialDate
from sscmsc.identifiers import DOI, PMCID, PMID
from sscmsc.medline_lists import SOURCE
from sscmsc.record import (
    AbstractSection,
    Author,
    Container,
    Grant,
    HistoryDate,
    MeshHeading,
    Publication,
    PublicationType,
    Record,
    Relation,
    Substance,
    TrialRegistration,
)
from sscmsc.reference import Reference
from sscmsc.source import SourceWork
from sscmsc.text import RichText


@dataclass(slots=True)
class Draft:
    """The values of one work as its elements are passed; `work` makes the record of them.

    `located_doi` is from a valid ELocationID, `listed_doi` from the ArticleIdList, which also
    repeats superseded ones. `electronic_number` is a publisher's item identifier that may
    stand for the pages. `references` is None until a ReferenceList is met.
    """

    kind: str = "article-journal"
    pmid: PMID | None = None
    pmcid: PMCID | None = None
    located_doi: DOI | None = None
    listed_doi: DOI | None = None
    superseded_dois: tuple[DOI, ...] = ()
    manuscript_ids: tuple[str, ...] = ()
    title: RichText | None = None
    title_translated: bool = False
    original_title: RichText | None = None
    authors: tuple[Author, ...] = ()
    authors_complete: bool = True
    editors: tuple[Author, ...] = ()
    affiliation: str | None = None
    container_title: str | None = None
    nlm_abbreviation: str | None = None
    iso_abbreviation: str | None = None
    issn_print: str | None = None
    issn_electronic: str | None = None
    issn_linking: str | None = None
    nlm_id: str | None = None
    publication: Publication | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    article_number: str | None = None
    electronic_number: str | None = None
    issued: PartialDate | None = None
    online: PartialDate | None = None
    languages: tuple[str, ...] = ()
    abstract: tuple[AbstractSection, ...] = ()
    keywords: tuple[str, ...] = ()
    mesh: tuple[MeshHeading, ...] = ()
    publication_types: tuple[PublicationType, ...] = ()
    substances: tuple[Substance, ...] = ()
    relations: tuple[Relation, ...] = ()
    cites: tuple[Reference, ...] = ()
    trials: tuple[TrialRegistration, ...] = ()
    grants: tuple[Grant, ...] = ()
    history: tuple[HistoryDate, ...] = ()
    status: str | None = None
    references: list[Reference] | None = None
    stated: int | None = None

    def work(self) -> SourceWork:
        """The finished work. Without a ReferenceList the `Cites` entries are its references."""
        references = self.cites or None if self.references is None else tuple(self.references)
        return SourceWork(self._record(), references, self.stated)

    def _record(self) -> Record:
        number = self.article_number or (None if self.pages else self.electronic_number)
        return Record(
            source=SOURCE,
            kind=self.kind,
            pmid=self.pmid,
            pmcid=self.pmcid,
            doi=self._doi(),
            manuscript_ids=tuple(dict.fromkeys(self.manuscript_ids)),
            title=self.title,
            title_translated=self.title_translated,
            original_title=self.original_title,
            authors=self.authors,
            authors_complete=self.authors_complete,
            editors=self.editors,
            container=self._container(),
            publication=self.publication,
            volume=self.volume,
            issue=self.issue,
            pages=self.pages,
            article_number=number,
            issued=self.issued,
            online=self.online,
            languages=self.languages,
            abstract=self.abstract,
            keywords=self._keywords(),
            mesh=self.mesh,
            publication_types=self.publication_types,
            substances=self.substances,
            relations=self.relations,
            trials=self.trials,
            grants=self.grants,
            history=self.history,
            status=self.status,
            superseded_dois=self.superseded_dois,
        )

    def _doi(self) -> DOI | None:
        if self.located_doi or self.listed_doi in self.superseded_dois:
            return self.located_doi
        return self.listed_doi

    def _container(self) -> Container | None:
        container = Container(
            title=self.container_title,
            nlm_abbreviation=self.nlm_abbreviation,
            iso_abbreviation=self.iso_abbreviation,
            issn_print=self.issn_print,
            issn_electronic=self.issn_electronic,
            issn_linking=self.issn_linking,
            nlm_id=self.nlm_id,
        )
        return None if container == _NOWHERE else container

    def _keywords(self) -> tuple[str, ...]:
        """Without the repetitions of several KeywordLists; the first spelling counts."""
        if not self.keywords:
            return ()
        first: dict[str, str] = {}
        for keyword in self.keywords:
            first.setdefault(keyword.casefold(), keyword)
        return tuple(first.values())


_NOWHERE = Container()
