"""The table of formats: one row for each that sscmsc reads or writes.

Apart from the package itself, so that the store does not load every format for its own.
"""

from __future__ import annotations

from sscmsc.formats import (
    biblatex,
    bibtex,
    bibtex_reading,
    chinese_page,
    csl_json,
    csl_json_reading,
    endnote_xml,
    endnote_xml_reading,
    hayagriva,
    nbib,
    nbib_reading,
    pubmed_xml,
    reference_lists,
    ris,
    ris_reading,
    saved_page,
    spreadsheet,
    spreadsheet_reading,
)
from sscmsc.formats.format import Format

FORMATS: tuple[Format, ...] = (
    Format(
        name="bibtex",
        title="BibTeX",
        suffixes=(".bib",),
        signs="an @article{key, ...} or other entry",
        recognise=bibtex_reading.recognise,
        read=bibtex_reading.read,
        write=bibtex.write,
        loses=bibtex.LOSES,
    ),
    Format(
        name="biblatex",
        title="BibLaTeX",
        suffixes=(".bib",),
        read=bibtex_reading.read,
        write=biblatex.write,
        loses=biblatex.LOSES,
    ),
    Format(
        name="ris",
        title="RIS",
        suffixes=(".ris",),
        signs="a line 'TY  - JOUR' or of another type",
        recognise=ris_reading.recognise,
        read=ris_reading.read,
        write=ris.write,
        loses=ris.LOSES,
    ),
    Format(
        name="nbib",
        title="NBIB (MEDLINE)",
        suffixes=(".nbib", ".txt"),
        signs="a line 'PMID- 1' or others of MEDLINE's tags",
        recognise=nbib_reading.recognise,
        read=nbib_reading.read,
        write=nbib.write,
        loses=nbib.LOSES,
    ),
    Format(
        name="csl-json",
        title="CSL-JSON",
        suffixes=(".json",),
        signs='JSON with "type" and "title" or other names of CSL',
        recognise=csl_json_reading.recognise,
        read=csl_json_reading.read,
        write=csl_json.write,
        loses=csl_json.LOSES,
    ),
    Format(
        name="endnote-xml",
        title="EndNote XML",
        suffixes=(".xml",),
        signs="an <xml> element with <records>",
        recognise=endnote_xml_reading.recognise,
        read=endnote_xml_reading.read,
        write=endnote_xml.write,
        loses=endnote_xml.LOSES,
    ),
    Format(
        name="pubmed-xml",
        title="PubMed XML",
        suffixes=(".xml", ".xml.gz"),
        signs="a PubmedArticleSet, PubmedArticle or MedlineCitationSet element",
        recognise=pubmed_xml.recognise,
        read=pubmed_xml.read,
    ),
    Format(
        name="pubmed-page",
        title="PubMed abstract page saved as text",
        suffixes=(".txt",),
        signs="'PubMed Disclaimer', an Abstract heading or a 'doi:' citation line",
        recognise=saved_page.recognise,
        read=saved_page.read,
        lists_works=True,
    ),
    Format(
        name="chinese-page",
        title="Journal article page with Chinese field names, saved as text",
        suffixes=(".txt",),
        signs="期刊论文详细信息, 关键词 or 【 摘 要 】",
        recognise=chinese_page.recognise,
        read=chinese_page.read,
        lists_works=True,
    ),
    Format(
        name="csv",
        title="CSV",
        suffixes=(".csv",),
        signs="a first row with 'title', 'doi' or 'pmid' among three or more known columns",
        recognise=spreadsheet_reading.recognise,
        read=spreadsheet_reading.read,
        write=spreadsheet.write_csv,
        loses=spreadsheet.LOSES,
    ),
    Format(
        name="tsv",
        title="TSV",
        suffixes=(".tsv",),
        read=spreadsheet_reading.read,
        write=spreadsheet.write_tsv,
        loses=(*spreadsheet.LOSES, "note.lines"),
    ),
    Format(
        name="hayagriva",
        title="Hayagriva YAML",
        suffixes=(".yml", ".yaml"),
        write=hayagriva.write,
        loses=hayagriva.LOSES,
    ),
    Format(
        name="markdown",
        title="a reference list in Markdown",
        suffixes=(".md",),
        write=reference_lists.write_markdown,
    ),
    Format(
        name="html",
        title="a reference list in HTML",
        suffixes=(".html",),
        write=reference_lists.write_html,
    ),
)


def find_format(name: str) -> Format | None:
    """The format of that name, in any case."""
    return next((row for row in FORMATS if row.name == name.casefold()), None)
