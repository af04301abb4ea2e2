"""Hostile text from services: cleaned at the border, so that nothing kept of it can act."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest

from sscmsc.formats.native import read_entry
from tests.commands.conftest import Ran, Terminal
from tests.commands.test_hostile_text import acts, outside, strings
from tests.payloads import PAYLOADS, text
from tests.upstream.records import Message, Records
from tests.upstream.server import Upstream

TEXTS = tuple(text(number, payload) for number, payload in enumerate(PAYLOADS.values()))
REVIEW = "10.5555/hostile.review"
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def doi(number: int) -> str:
    return f"10.5555/hostile.{number}"


def message(number: int, written: str) -> Message:
    """A work as Crossref gives it, hostile wherever it is text."""
    person = {"family": written, "given": written, "suffix": written, "sequence": "first",
              "affiliation": [{"name": written}], "ORCID": written}  # fmt: skip
    return {
        "DOI": doi(number), "type": "journal-article", "title": [written, written],
        "subtitle": [written], "container-title": [written], "short-container-title": [written],
        "publisher": written, "author": [person, {"name": written, "sequence": "additional"}],
        "editor": [person], "volume": written, "issue": written, "page": written,
        "article-number": written, "language": "en", "subject": [written], "ISSN": [written],
        "abstract": f"<jats:title>{written}</jats:title><jats:p>{written}</jats:p>",
        "issued": {"date-parts": [[2000 + number % 20]]}, "source": written,
        "alternative-id": [written], "award": [written], "funder": [{"name": written}],
        "clinical-trial-number": [{"clinical-trial-number": written, "registry": written}],
        "update-to": [{"DOI": doi(number + 1), "type": written, "label": written}],
        "references-count": 0,
    }  # fmt: skip


def review() -> Message:
    """A review whose list has a line of each sort for each payload."""
    lines: list[dict[str, str]] = []
    for number, written in enumerate(TEXTS):
        lines.append({"key": written, "DOI": doi(number), "unstructured": written})
        lines.append(
            {
                "key": f"f{number}", "article-title": written, "author": written,
                "journal-title": written, "volume": written, "first-page": written, "year": "2001",
            }
        )  # fmt: skip
        lines.append({"key": f"j{number}", "doi-asserted-by": written, "DOI": written})
    return {
        "DOI": REVIEW, "type": "journal-article", "title": ["Hostile works: a review"],
        "author": [{"family": "Amsel", "given": "Ada", "sequence": "first"}],
        "issued": {"date-parts": [[2021]]}, "reference": lines, "references-count": len(lines),
    }  # fmt: skip


def article(number: int, written: str) -> str:
    """A work as PubMed gives it, as far as XML can hold the text."""
    legal = escape(_ILLEGAL.sub("", written))
    return (
        f'<PubmedArticle><MedlineCitation><PMID Version="1">{97_000_000 + number}</PMID>'
        f"<Article><Journal><ISSN>{legal}</ISSN><JournalIssue><Volume>{legal}</Volume>"
        f"<Issue>{legal}</Issue><PubDate><MedlineDate>{legal}</MedlineDate></PubDate>"
        f"</JournalIssue><Title>{legal}</Title><ISOAbbreviation>{legal}</ISOAbbreviation>"
        f"</Journal><ArticleTitle>{legal}</ArticleTitle><Pagination><MedlinePgn>{legal}"
        f"</MedlinePgn></Pagination><Abstract><AbstractText Label={quoteattr(legal)}>{legal}"
        f"</AbstractText></Abstract><AuthorList><Author><LastName>{legal}</LastName><ForeName>"
        f"{legal}</ForeName><Initials>{legal}</Initials><AffiliationInfo><Affiliation>{legal}"
        f"</Affiliation></AffiliationInfo></Author><Author><CollectiveName>{legal}"
        f"</CollectiveName></Author></AuthorList><PublicationTypeList><PublicationType>{legal}"
        f"</PublicationType></PublicationTypeList><VernacularTitle>{legal}</VernacularTitle>"
        f"</Article><MeshHeadingList><MeshHeading><DescriptorName>{legal}</DescriptorName>"
        f"</MeshHeading></MeshHeadingList><KeywordList><Keyword>{legal}</Keyword></KeywordList>"
        f'</MedlineCitation><PubmedData><ArticleIdList><ArticleId IdType="doi">{doi(number)}'
        "</ArticleId></ArticleIdList></PubmedData></PubmedArticle>"
    )


def articles(folder: Path) -> None:
    """Every third work in PubMed too."""
    works = "".join(article(number, written) for number, written in list(enumerate(TEXTS))[::3])
    (folder / "pubmed").mkdir(parents=True)
    made = f"<PubmedArticleSet>{works}</PubmedArticleSet>"
    (folder / "pubmed" / "works.xml").write_text(made, encoding="utf-8")


@pytest.fixture(scope="module")
def hostile_services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Upstream]:
    folder = tmp_path_factory.mktemp("records")
    articles(folder)
    served = {doi(number): message(number, one) for number, one in enumerate(TEXTS)}
    records = Records.load(folder)
    with Upstream(Records(records.articles, {**served, REVIEW: review()})) as running:
        yield running


@pytest.fixture
def fetched(
    terminal: Terminal, hostile_services: Upstream, monkeypatch: pytest.MonkeyPatch
) -> tuple[Terminal, Ran]:
    for name, value in hostile_services.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("SSCMSC_OFFLINE")
    return terminal, terminal("fetch", REVIEW)


def test_what_services_say_is_kept_and_cannot_act(fetched: tuple[Terminal, Ran]) -> None:
    terminal, ran = fetched
    assert ran.code == 0, ran.err
    assert acts(ran.out + ran.err) == []
    held = sorted((terminal.library / "entries").iterdir())
    assert len(held) == len(TEXTS) + 1
    titles = ""
    for path in held:
        assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_:.-]{0,99}\.yaml", path.name)
        entry = read_entry(path.read_bytes(), str(path))
        titles += entry.record.title or ""
        for one in strings((entry.record, entry.references, entry.facets, entry.conflicts)):
            assert acts(one) == []
            assert "\n" not in one
            assert "\t" not in one
            assert len(one) <= 200_000
    assert [number for number in range(len(TEXTS)) if f"seen{number:03}" not in titles] == []
    assert acts((terminal.library / "library.bib").read_text(encoding="utf-8")) == []
    assert outside(terminal.folder) == set()


def test_it_is_shown_as_it_is_kept(
    fetched: tuple[Terminal, Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal, _ = fetched
    again = terminal("fetch", REVIEW)
    assert acts(again.out + again.err) == []
    assert terminal("fetch", REVIEW).err.endswith("nothing new: the library is unchanged\n")
    monkeypatch.setenv("SSCMSC_OFFLINE", "1")
    key = terminal("list", "Hostile", "works").rows[0][0]
    for words in (["list"], ["show", key], ["refs", key], ["resolve", key],
                  ["export", "--bibtex"], ["verify"]):  # fmt: skip
        for tty in (False, True):
            ran = terminal(*words, "--color", "never", tty=tty)
            assert ran.code == 0, (words, ran.err)
            assert acts(ran.out + ran.err) == []
    lines = json.loads(terminal("refs", key, "--json").out)
    assert len(lines) == 3 * len(TEXTS)
    told = " ".join(line["text"] or "" for line in lines)
    assert [number for number in range(len(TEXTS)) if f"seen{number:03}" not in told] == []
