"""The works that the recorded answers hold, and an upstream made of them and their likes."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from bench.printed.distractors import facts, invented
from sscmsc.crossref_work import parse_work
from sscmsc.errors import InputError, SourceError
from sscmsc.identifiers import Identifier
from sscmsc.jats import parse_articles
from sscmsc.jsontext import Json
from sscmsc.medline import parse_works
from sscmsc.record import Group
from sscmsc.reference import Reference
from sscmsc.source import SourceWork
from tests.upstream.deposits import crossref_work
from tests.upstream.making import HEAD
from tests.upstream.works import Work, pubmed_article

_IDENTIFIERS = re.compile(
    r"\s*(?:https?://(?:dx\.)?doi\.org/\S+|\bdoi:?\s?10\.\S+|\bPMC?(?:ID)?:?\s?\d+)", re.I
)


class Cites(NamedTuple):
    """A line as an article prints it, and the work it cites as the article's tags state it."""

    line: Reference
    work: Work
    ids: frozenset[Identifier]


class Held(NamedTuple):
    """Everything the upstream holds that is real: works, the messages and XML of them, and the
    works that lines of other articles state."""

    works: tuple[SourceWork, ...]
    articles: tuple[bytes, ...]
    messages: tuple[dict[str, Json], ...]
    cited: tuple[Cites, ...] = ()

    @property
    def known(self) -> Mapping[Identifier, frozenset[Identifier]]:
        """All identifiers of the work of each identifier."""
        found: dict[Identifier, frozenset[Identifier]] = {}
        for work in self.works:
            ids = frozenset((*work.record.identifiers, *work.record.superseded_dois))
            merged = ids.union(*(found[one] for one in ids if one in found))
            found.update(dict.fromkeys(merged, merged))
        return found


def recorded(corpora: Path) -> Held:
    """The works of the recorded answers of PubMed and Crossref, each once."""
    works: dict[object, SourceWork] = {}
    articles: dict[object, bytes] = {}
    messages: dict[object, dict[str, Json]] = {}
    for body in _bodies(corpora / "A-pubmed-xml"):
        for element in _elements(body):
            (work,) = parse_works(element)
            name = work.record.pmid
            if name and (name not in works or (work.references and not works[name].references)):
                works[name], articles[name] = work, element
    for body in _bodies(corpora / "B-crossref"):
        try:
            answer: Json = json.loads(body)
        except ValueError:
            continue
        for message in _messages(answer):
            work = parse_work(message)
            if work.record.doi not in messages:
                messages[work.record.doi] = message
                works[work.record.doi] = work
    return Held(
        tuple(works.values()),
        tuple(articles.values()),
        tuple(messages.values()),
        tuple(_cited(corpora, works)),
    )


def _cited(corpora: Path, known: Mapping[object, object]) -> Iterator[Cites]:
    """The lines of PMC articles that carry a PMID or DOI, and state title, journal and year."""
    seen: set[Identifier] = set()
    for body in _bodies(corpora / "C-epmc-jats"):
        if b"<article" not in body:
            continue
        try:
            articles = parse_articles(body).articles
        except (InputError, SourceError):
            continue
        for line in (one for article in articles for one in article.references or ()):
            said, ids = line.cited, line.identifiers
            whole = said.title and said.container and said.year and said.authors and line.text
            if not (whole and ids) or seen & set(ids) or any(one in known for one in ids):
                continue
            seen |= set(ids)
            bare = _IDENTIFIERS.sub("", line.text or "")
            yield Cites(Reference(line.position, bare), _stated(line), frozenset(ids))


def _stated(line: Reference) -> Work:
    said = line.cited
    names = tuple(
        f"={one.name}" if isinstance(one, Group)
        else f"{one.family}, {one.given or ' '.join(one.initials or '')}"
        for one in said.authors
    )  # fmt: skip
    return Work(
        title=said.title or "",
        authors=names,
        complete=said.authors_complete,
        journal=said.container or "",
        abbreviation=said.container or "",
        volume=said.volume or "",
        issue=said.issue or "",
        pages=said.pages or "",
        year=said.year or 0,
        doi=line.doi.value if line.doi else "",
        pmid=line.pmid.value if line.pmid else "",
    )


def _bodies(folder: Path) -> Iterator[bytes]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            body = path.read_bytes()
            yield gzip.decompress(body) if path.suffix == ".gz" else body


def _elements(body: bytes) -> Iterator[bytes]:
    if b"<PubmedArticle" not in body and b"<PubmedBookArticle" not in body:
        return
    try:
        root = etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return
    for element in root.iter("PubmedArticle", "PubmedBookArticle"):
        element.tail = None
        xml = etree.tostring(element, encoding="utf-8")
        try:
            parse_works(xml)
        except InputError:
            continue
        yield xml


def _messages(node: Json) -> Iterator[dict[str, Json]]:
    if isinstance(node, dict) and {"DOI", "reference-count", "title"} <= node.keys():
        yield node
    elif isinstance(node, dict | list):
        for inner in node.values() if isinstance(node, dict) else node:
            yield from _messages(inner)


def write_upstream(folder: Path, held: Held) -> int:
    """Write what the upstream holds; gives the number of invented works."""
    made = list(invented([one.record for one in held.works if one.record.title]))
    stated = [one.work for one in held.cited]
    for name in ("pubmed", "crossref"):
        (folder / name).mkdir()
    articles = [
        *held.articles,
        *(pubmed_article(one).encode() for one in (*stated, *made) if one.pmid),
    ]
    (folder / "pubmed" / "works.xml").write_bytes(
        HEAD.encode() + b"<PubmedArticleSet>" + b"\n".join(articles) + b"</PubmedArticleSet>"
    )
    deposited = {str(one["DOI"]).lower() for one in held.messages}
    from_pubmed = [
        replace(facts(record), doi=record.doi.value)
        for record in (one.record for one in held.works)
        if record.source == "pubmed" and record.doi and record.doi.value not in deposited
    ]
    works: list[object] = [*held.messages, *map(crossref_work, from_pubmed)]
    works += [crossref_work(one) for one in stated if one.doi and one.doi not in deposited]
    for one in made:
        message = crossref_work(one)
        if one.doi.startswith("10.65215") or one.journal == "bioRxiv":
            message |= {"type": "posted-content"}
            message |= {"subtype": "preprint"} if one.journal == "bioRxiv" else {"subtype": "other"}
        works.append(message)
    (folder / "crossref" / "works.json").write_text(json.dumps(works), encoding="utf-8")
    return len(made)
