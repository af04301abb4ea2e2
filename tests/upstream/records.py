"""The records the server answers from, read once from a folder."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from lxml import etree

from tests.upstream.searching import FieldIndex, WordIndex, words_of

Message = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Article:
    """One PubMed record: its XML as it is served, and what it can be found by."""

    pmid: str
    xml: bytes
    doi: str = ""
    pmcid: str = ""
    article_ids: tuple[str, ...] = ()
    journals: tuple[str, ...] = ()
    title: str = ""
    journal: str = ""
    year: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    authors: tuple[str, ...] = ()

    @property
    def first_page(self) -> str:
        return re.split(r"[-,;]", self.pages)[0].strip().lower()


@dataclass(frozen=True)
class Records:
    """Everything known to the server, by lower-case DOI, PMID (digits) and PMCID (`PMC1`).

    The indexes are made when first asked for.
    """

    articles: Mapping[str, Article] = field(default_factory=dict)
    works: Mapping[str, Message] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    converted: tuple[Mapping[str, str], ...] = ()
    full_texts: Mapping[str, bytes] = field(default_factory=dict)
    cited: Mapping[str, tuple[Message, ...]] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: Path) -> Records:
        """Read `folder` (its layout: the package's docstring); a part that is absent is empty."""
        articles = {
            one.pmid: one
            for path in sorted((folder / "pubmed").glob("*.xml*"))
            for one in _articles(path)
        }
        works, aliases = _works(folder / "crossref")
        return cls(
            articles,
            works,
            aliases,
            _converted(articles.values(), folder / "idconv.json"),
            {
                key: xml
                for path in sorted((folder / "pmc").glob("*.xml"))
                for key, xml in _full_texts(path)
            },
            {
                f"{path.parent.name}/{path.stem}": tuple(_objects(path))
                for path in sorted((folder / "europepmc").glob("*/*.json"))
            },
        )

    def by_article_id(self, value: str) -> list[Article]:
        """The articles one of whose own ids (doi, pii) is `value`, compared without case."""
        return [self.articles[one] for one in self.fields.having("id", value.lower())]

    @cached_property
    def fields(self) -> FieldIndex:
        """PMIDs by the fields of PubMed's search."""
        index = FieldIndex()
        for one in self.articles.values():
            names = [" ".join(words_of(name)) for name in one.authors]
            index.add(one.pmid, "title", words_of(one.title))
            index.add(one.pmid, "author", _author_forms(names))
            index.add(one.pmid, "first author", _author_forms(names[:1]))
            index.add(one.pmid, "journal", one.journals)
            index.add(one.pmid, "volume", [one.volume.lower()])
            index.add(one.pmid, "issue", [one.issue.lower()])
            index.add(one.pmid, "page", [one.first_page, " ".join(words_of(one.pages))])
            index.add(one.pmid, "year", [one.year])
            index.add(one.pmid, "id", one.article_ids)
            index.add(one.pmid, "pmid", [one.pmid])
        return index

    @cached_property
    def words(self) -> WordIndex:
        """DOIs by the words of Crossref's bibliographic query."""
        return WordIndex(self.works)


def _author_forms(names: Iterable[str]) -> Iterator[str]:
    """`mann bj` is found by `mann`, `mann b` and `mann bj`."""
    for name in names:
        family, _, initials = name.rpartition(" ")
        yield name
        if family:
            yield family
            yield f"{family} {initials[:1]}"


def _read(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def _articles(path: Path) -> Iterator[Article]:
    root = etree.fromstring(_read(path), etree.XMLParser(resolve_entities=False, no_network=True))
    for element in root.iterchildren("PubmedArticle", "PubmedBookArticle"):
        element.tail = None
        yield _article(element)


def _article(element: etree._Element) -> Article:
    inner = element[0]
    ids = {
        str(one.get("IdType", "pubmed")): (one.text or "").strip()
        for one in [
            *element.findall("PubmedData/ArticleIdList/ArticleId"),
            *element.findall("BookDocument/ArticleIdList/ArticleId"),
        ]
    }
    located = [
        (one.text or "").strip()
        for one in element.findall(".//Article/ELocationID")
        if one.get("ValidYN", "Y") == "Y"
    ]
    dois = [one for one in [ids.get("doi", ""), *located] if one.startswith("10.")]
    journal = _text(element, ".//MedlineJournalInfo/MedlineTA")
    names = (journal, _text(element, ".//Journal/Title"), _text(element, ".//ISOAbbreviation"))
    return Article(
        pmid=_text(inner, "PMID"),
        xml=etree.tostring(element, encoding="utf-8"),
        doi=dois[0].lower() if dois else "",
        pmcid=ids.get("pmc", ""),
        article_ids=tuple({one.lower() for one in [*ids.values(), *located] if one}),
        journals=tuple(journal_key(one) for one in names if one),
        title=_text(element, ".//ArticleTitle"),
        journal=journal,
        year=_text(element, ".//PubDate/Year") or _text(element, ".//PubDate/MedlineDate")[:4],
        volume=_text(element, ".//JournalIssue/Volume"),
        issue=_text(element, ".//JournalIssue/Issue"),
        pages=_text(element, ".//Pagination/MedlinePgn"),
        authors=tuple(
            _text(one, "CollectiveName") or f"{_text(one, 'LastName')} {_text(one, 'Initials')}"
            for one in element.findall(".//Article/AuthorList/Author")
        ),
    )


def journal_key(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", name.lower()).strip()


def _text(element: etree._Element, path: str) -> str:
    found = element.find(path)
    return "" if found is None else "".join(str(one) for one in found.itertext()).strip()


def _objects(path: Path) -> Iterator[Message]:
    given: object = json.loads(_read(path))
    if isinstance(given, dict) and isinstance(given.get("message"), dict):
        given = given["message"]
    for one in given if isinstance(given, list) else [given]:
        if not isinstance(one, dict):
            raise ValueError(f"{path.name}: an object is wanted, not {one!r:.40}")
        yield one


def _works(folder: Path) -> tuple[dict[str, Message], dict[str, str]]:
    works: dict[str, Message] = {}
    aliases: dict[str, str] = {}
    for path in sorted(folder.glob("*.json")):
        for one in _objects(path):
            if path.name == "aliases.json":
                aliases.update({key.lower(): str(value) for key, value in one.items()})
            else:
                works[str(one["DOI"]).lower()] = one
    return works, aliases


def _converted(articles: Iterable[Article], path: Path) -> tuple[Mapping[str, str], ...]:
    known: list[Mapping[str, str]] = [
        {"pmid": one.pmid, "pmcid": one.pmcid, "doi": one.doi} for one in articles if one.pmcid
    ]
    if path.is_file():
        known += [{key: str(one[key]) for key in one} for one in _objects(path)]
    return tuple(known)


def _full_texts(path: Path) -> Iterator[tuple[str, bytes]]:
    root = etree.fromstring(_read(path), etree.XMLParser(resolve_entities=False, no_network=True))
    for article in [root] if root.tag == "article" else list(root.iter("article")):
        article.tail = None
        for one in article.findall("front/article-meta/article-id"):
            if one.get("pub-id-type") in {"pmc", "pmcid"}:
                digits = (one.text or "").strip().upper().removeprefix("PMC")
                yield f"PMC{digits}", etree.tostring(article, encoding="utf-8")
