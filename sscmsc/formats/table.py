"""The table of formats: one row for each that sscmsc reads or writes.

A row names the module of each of its functions; it is imported when the function is first
called, so that reading one format loads no other.
"""

from __future__ import annotations

from sscmsc.formats.format import Format, late_reader, late_recogniser, late_writer

FORMATS: tuple[Format, ...] = (
    Format(
        name="bibtex",
        title="BibTeX",
        suffixes=(".bib",),
        signs="an @article{key, ...} or other entry",
        recognise=late_recogniser("bibtex_reading", r"^[ \t]*@"),
        read=late_reader("bibtex_reading"),
        write=late_writer("bibtex", "write"),
        write_ascii=late_writer("bibtex", "write_ascii"),
        losing=("bibtex", "LOSES"),
    ),
    Format(
        name="biblatex",
        title="BibLaTeX",
        suffixes=(".bib",),
        read=late_reader("bibtex_reading"),
        write=late_writer("biblatex", "write"),
        write_ascii=late_writer("biblatex", "write_ascii"),
        losing=("biblatex", "LOSES"),
    ),
    Format(
        name="ris",
        title="RIS",
        suffixes=(".ris",),
        signs="a line 'TY  - JOUR' or of another type",
        recognise=late_recogniser("ris_reading", r"^\W*TY"),
        read=late_reader("ris_reading"),
        write=late_writer("ris", "write"),
        losing=("ris", "LOSES"),
    ),
    Format(
        name="nbib",
        title="NBIB (MEDLINE)",
        suffixes=(".nbib", ".txt"),
        signs="a line 'PMID- 1' or others of MEDLINE's tags",
        recognise=late_recogniser("nbib_reading", r"^\ufeff?(?:PMID|[A-Z]{2,4} *- )"),
        read=late_reader("nbib_reading"),
        write=late_writer("nbib", "write"),
        losing=("nbib", "LOSES"),
    ),
    Format(
        name="crossref-json",
        title="an answer of Crossref's REST API",
        suffixes=(".json",),
        signs='JSON with "message-type", "updated-by" or "update-to"',
        recognise=late_recogniser("crossref_json", r"\A\ufeff?\s*[\[{]"),
        read=late_reader("crossref_json"),
    ),
    Format(
        name="europepmc-json",
        title="an answer of Europe PMC's search",
        suffixes=(".json",),
        signs='JSON with "resultList", "pubTypeList" or "authorString"',
        recognise=late_recogniser("europepmc_json", r"\A\ufeff?\s*[\[{]"),
        read=late_reader("europepmc_json"),
    ),
    Format(
        name="csl-json",
        title="CSL-JSON",
        suffixes=(".json",),
        signs='JSON with "type" and "title" or other names of CSL',
        recognise=late_recogniser("csl_json_reading", r"\A\ufeff?\s*[\[{]"),
        read=late_reader("csl_json_reading"),
        write=late_writer("csl_json", "write"),
        losing=("csl_json", "LOSES"),
    ),
    Format(
        name="endnote-xml",
        title="EndNote XML",
        suffixes=(".xml",),
        signs="an <xml> element with <records>",
        recognise=late_recogniser("endnote_xml_reading", "<record"),
        read=late_reader("endnote_xml_reading"),
        write=late_writer("endnote_xml", "write"),
        losing=("endnote_xml", "LOSES"),
    ),
    Format(
        name="pubmed-xml",
        title="PubMed XML",
        suffixes=(".xml", ".xml.gz"),
        signs="a PubmedArticleSet, PubmedArticle or MedlineCitationSet element",
        recognise=late_recogniser("pubmed_xml", r"\A\ufeff?\s*<"),
        read=late_reader("pubmed_xml"),
    ),
    Format(
        name="pubmed-page",
        title="PubMed abstract page saved as text",
        suffixes=(".txt",),
        signs="'PubMed Disclaimer', an Abstract heading or a 'doi:' citation line",
        recognise=late_recogniser(
            "saved_page", "^\\s*Abstract\\s*$|PubMed Disclaimer|NCBI Homepage|LinkOut"
        ),
        read=late_reader("saved_page"),
        lists_works=True,
    ),
    Format(
        name="chinese-page",
        title="Journal article page with Chinese field names, saved as text",
        suffixes=(".txt",),
        signs="期刊论文详细信息, 关键词 or 【 摘 要 】",
        recognise=late_recogniser("chinese_page", "期刊论文详细信息|关键词"),
        read=late_reader("chinese_page"),
        lists_works=True,
    ),
    Format(
        name="csv",
        title="CSV",
        suffixes=(".csv",),
        signs="a first row with 'title', 'doi' or 'pmid' among three or more known columns",
        recognise=late_recogniser("spreadsheet_reading", r"\A\W*\w[^\r\n]*[\t,;]"),
        read=late_reader("spreadsheet_reading"),
        write=late_writer("spreadsheet", "write_csv"),
        losing=("spreadsheet", "LOSES"),
    ),
    Format(
        name="tsv",
        title="TSV",
        suffixes=(".tsv",),
        read=late_reader("spreadsheet_reading"),
        write=late_writer("spreadsheet", "write_tsv"),
        losing=("spreadsheet", "LOSES_IN_TSV"),
    ),
    Format(
        name="hayagriva",
        title="Hayagriva YAML",
        suffixes=(".yml", ".yaml"),
        write=late_writer("hayagriva", "write"),
        losing=("hayagriva", "LOSES"),
    ),
    Format(
        name="markdown",
        title="a reference list in Markdown",
        suffixes=(".md",),
        write=late_writer("reference_lists", "write_markdown"),
    ),
    Format(
        name="html",
        title="a reference list in HTML",
        suffixes=(".html",),
        write=late_writer("reference_lists", "write_html"),
    ),
    Format(
        name="docx",
        title="a reference list in a Word document",
        suffixes=(".docx",),
        signs="a .docx file",
        styled=True,
        recognise=late_recogniser("word_list", r"\APK"),
        read=late_reader("word_list"),
    ),
    Format(
        name="text",
        title="a reference list as text",
        suffixes=(".txt",),
        signs="lines of printed references",
        recognise=late_recogniser("printed_list", r"\S"),
        read=late_reader("printed_list"),
    ),
)


def find_format(name: str) -> Format | None:
    """The format of that name, in any case."""
    return next((row for row in FORMATS if row.name == name.casefold()), None)
