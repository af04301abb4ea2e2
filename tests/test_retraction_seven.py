"""One retracted paper as seven services and programs describe it: each says that it is."""

from __future__ import annotations

import json

import pytest

from sscmsc.entry import Entry
from sscmsc.identifiers import PMID
from sscmsc.ingest import Source, detect
from sscmsc.retraction import standing
from sscmsc.retraction_signs import Level

PUBMED = """<?xml version="1.0"?><PubmedArticleSet><PubmedArticle><MedlineCitation>
<PMID Version="1">12</PMID><Article><Journal><Title>J Synth</Title></Journal>
<ArticleTitle>RETRACTED: Cells in skin.</ArticleTitle><PublicationTypeList>
<PublicationType UI="D016441">Retracted Publication</PublicationType></PublicationTypeList>
</Article>
<CommentsCorrectionsList><CommentsCorrections RefType="RetractionIn">
<RefSource>J Synth. 2010 Feb 6;3(1):4</RefSource><PMID Version="1">77</PMID></CommentsCorrections>
</CommentsCorrectionsList></MedlineCitation></PubmedArticle></PubmedArticleSet>"""
NBIB = """PMID- 12
TI  - Cells in skin.
PT  - Retracted Publication
RIN - J Synth. 2010 Feb 6;3(1):4. PMID: 77
"""
EUROPEPMC = json.dumps(
    {
        "resultList": {
            "result": [
                {
                    "id": "12", "source": "MED", "title": "Cells in skin.",
                    "pubTypeList": {"pubType": ["Retracted Publication"]},
                    "commentCorrectionList": {
                        "commentCorrection": [
                            {"id": "77", "source": "MED", "type": "Retraction in",
                             "reference": "J Synth. 2010 Feb 6;3(1):4"}
                        ]
                    },
                }
            ]
        }
    }
)  # fmt: skip
CROSSREF = json.dumps(
    {
        "message-type": "work",
        "message": {
            "DOI": "10.5555/a", "title": ["Cells in skin"], "type": "journal-article",
            "updated-by": [{"DOI": "10.5555/n", "type": "retraction", "source": "publisher"}],
        },
    }
)  # fmt: skip
RIS = """TY  - JOUR
TI  - Cells in skin
DO  - 10.5555/a
M3  - Journal Article; Retracted Publication
N1  - Retraction in: J Synth. 2010 Feb 6;3(1):4. PMID: 77.
ER  -
"""
BIBTEX = "@article{a, title={RETRACTED: Cells in skin}, author={Amsel, Ada}, year=2001}"
CSL = json.dumps([{"id": "a", "type": "article-journal", "title": "RETRACTED: Cells in skin"}])
ENDNOTE = """<xml><records><record><ref-type name="Journal Article">17</ref-type><titles>
<title>Cells in skin</title></titles><work-type>Journal Article Retracted Publication</work-type>
<notes>Retraction in: J Synth. 2010 Feb 6;3(1):4</notes></record></records></xml>"""
TABLE = (
    "Title,DOI,Year,Journal,Authors\nRETRACTED ARTICLE: Cells in skin,10.5555/a,2001,J,Amsel A\n"
)

FILES = {
    "x.xml": PUBMED, "x.nbib": NBIB, "europepmc.json": EUROPEPMC, "crossref.json": CROSSREF,
    "x.ris": RIS, "x.bib": BIBTEX, "csl.json": CSL, "endnote.xml": ENDNOTE, "x.csv": TABLE,
}  # fmt: skip


def read(name: str) -> Entry:
    source = Source(name, FILES[name].encode())
    row = detect(source)
    assert row.read is not None
    (work,) = row.read(source.data, name).works
    return Entry("a", work.work.record, note=work.note, tags=work.tags)


@pytest.mark.parametrize("name", FILES)
def test_each_says_that_it_is_retracted(name: str) -> None:
    assert standing(read(name)).level is Level.RETRACTED


@pytest.mark.parametrize("name", ["x.xml", "x.nbib", "europepmc.json", "x.ris"])
def test_the_notice_is_named_and_is_not_the_work(name: str) -> None:
    entry = read(name)
    (notice,) = standing(entry).notices
    assert notice.pmid == PMID("77")
    assert str(notice.date) == "2010-02-06"
    assert entry.record.pmid in (PMID("12"), None)
