"""The records of the demonstration review, and the command that writes them.

    python -m tests.upstream.demo

Bibliographic facts (titles, authors, journals, volumes, pages, the DOIs) are those printed on the
PubMed pages of 10.3389/fimmu.2018.02013 and 10.1038/s41409-021-01492-7. PMIDs from 99000001 on,
PMCIDs from PMC99000001 on, everything under 10.5555 and the MeSH headings are made up; the README
beside the records says so too.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from tests.upstream.making import write_records
from tests.upstream.plugin import RECORDS
from tests.upstream.works import Line, Work, line

FOLDER = RECORDS / "ssc-review"
NEJM = ("The New England journal of medicine", "N Engl J Med", "0028-4793")
SYNTHETIC = ("Journal of Synthetic Examples", "J Synth Examples", "")
SSC, MSC, HSCT, HUMANS = "D012595", "D045164", "D018380", "D006801"

REVIEW = Work(
    title="Mesenchymal Stromal Cells Based Therapy in Systemic Sclerosis: Rational and Challenges",
    authors=("Peltzer, Juliette",), complete=False,
    journal="Frontiers in immunology", abbreviation="Front Immunol", issn="1664-3224",
    issn_type="electronic",
    volume="9", pages="2013", year=2018, online=(2018, 9, 13),
    doi="10.3389/fimmu.2018.02013", pmid="99000001", pmcid="PMC99000001",
    pmcid_in_pubmed=False, types=("D016428", "D016454"),
    mesh=(f"{SSC}/Q000628*", f"{MSC}*", "D059630", HUMANS),
    keywords=("cell therapy", "good manufacturing procedures", "immunomodulation",
              "mesenchymal stromal cells", "systemic sclerosis"),
)  # fmt: skip
COMBINING = Work(
    title="Combining systemic and locally applied cellular therapies for the treatment of "
    "systemic sclerosis",
    authors=("Velier, Mélanie",), complete=False,
    journal="Bone marrow transplantation", abbreviation="Bone Marrow Transplant",
    volume="57", issue="1", pages="17-22", year=2022, month=1, online=(2021, 10, 18),
    doi="10.1038/s41409-021-01492-7", pmid="99000002", types=("D016428", "D016454"),
    mesh=(f"{SSC}/Q000628*", f"{HSCT}*", f"{MSC}*", HUMANS),
)  # fmt: skip

GABRIELLI = Work(
    title="Scleroderma", authors=("Gabrielli, A", "Avvedimento, E V", "Krieg, T"),
    journal=NEJM[0], abbreviation=NEJM[1], issn=NEJM[2], volume="360", pages="1989-2003",
    year=2009, doi="10.1056/NEJMra0806188", pmid="99000011",
    types=("D016428", "D016454"), mesh=(f"{SSC}*", HUMANS),
)  # fmt: skip
NIHTYANOVA = Work(
    title="Autoantibodies as predictive tools in systemic sclerosis",
    authors=("Nihtyanova, S I", "Denton, C P"), journal="Nature reviews. Rheumatology",
    abbreviation="Nat Rev Rheumatol", volume="6", pages="112-116", year=2010,
    doi="10.1038/nrrheum.2009.238", pmid="99000012",
    mesh=(f"{SSC}/Q000276*", "D001323", HUMANS),
)  # fmt: skip
VARGA = Work(
    title="Illness and art: the legacy of Paul Klee", authors=("Varga, J",),
    journal="Current opinion in rheumatology", abbreviation="Curr Opin Rheumatol", volume="16",
    pages="714-717", year=2004, doi="10.1097/01.bor.0000144759.30154.84", pmid="99000013",
    mesh=(f"{SSC}*", HUMANS),
)  # fmt: skip
SULLIVAN = Work(
    title="Myeloablative autologous stem-cell transplantation for severe scleroderma",
    authors=("Sullivan, K M", "Goldmuntz, E A", "Keyes-Elstein, L", "McSweeney, P A",
             "Pinckney, A", "Welch, B"), complete=False,
    journal=NEJM[0], abbreviation=NEJM[1], issn=NEJM[2], volume="378", pages="35-47", year=2018,
    doi="10.1056/NEJMoa1703327", pmid="99000014", pmcid="PMC99000014",
    types=("D016428", "D016449"),
    mesh=(f"{SSC}/Q000628*", f"{HSCT}*", "D014182", HUMANS),
)  # fmt: skip
MAYES = Work(
    title="Prevalence, incidence, survival, and disease characteristics of systemic sclerosis in "
    "a large US population",
    authors=("Mayes, M D", "Lacey, J V", "Beebe-Dimmer, J", "Gillespie, B W", "Cooper, B",
             "Laing, T J"), complete=False,
    journal="Arthritis and rheumatism", abbreviation="Arthritis Rheum", volume="48",
    pages="2246-2255", year=2003, doi="10.1002/art.11073", pmid="99000015",
    mesh=(f"{SSC}/Q000453*", HUMANS),
)  # fmt: skip
DEL_PAPA_2015 = Work(
    title="From mechanisms of action to therapeutic application: a review on current therapeutic "
    "approaches and future directions in systemic sclerosis",
    authors=("Del Papa, N", "Zaccara, E"),
    journal="Best practice & research. Clinical rheumatology",
    abbreviation="Best Pract Res Clin Rheumatol", volume="29", pages="756-769", year=2015,
    pmid="99000016", types=("D016428", "D016454"), mesh=(f"{SSC}/Q000628*", HUMANS),
)  # fmt: skip
BINKS = Work(
    title="Phase I/II trial of autologous stem cell transplantation in systemic sclerosis: "
    "procedure related mortality and impact on skin disease",
    authors=("Binks, M", "Passweg, J R", "Furst, D", "McSweeney, P", "Sullivan, K",
             "Besenthal, C"), complete=False,
    journal="Annals of the rheumatic diseases", abbreviation="Ann Rheum Dis", volume="60",
    pages="577-584", year=2001, pmid="99000017", pmcid="PMC99000017",
    types=("D016428", "D017426"), mesh=(f"{SSC}/Q000628*", f"{HSCT}*", "D014182", HUMANS),
)  # fmt: skip
DE_BUYS = Work(
    title="Hemopoietic stem cell transplantation in rheumatic diseases-an update",
    authors=("de Buys, P", "Khanna, D", "Furst, D E"), journal="Autoimmunity reviews",
    abbreviation="Autoimmun Rev", volume="4", pages="442-449", year=2005, pmid="99000018",
    mesh=("D012216/Q000628*", f"{HSCT}*", HUMANS),
)  # fmt: skip
SHOUVAL = Work(
    title="Autologous hematopoietic stem cell transplantation for systemic sclerosis: a "
    "systematic review and meta-analysis",
    authors=("Shouval, R", "Furie, N", "Raanani, P", "Nagler, A", "Gafter-Gvili, A"),
    journal="Biology of blood and marrow transplantation",
    abbreviation="Biol Blood Marrow Transplant", volume="24", pages="937-944", year=2018,
    pmid="99000019", types=("D016428", "D017418", "D000078182"),
    mesh=(f"{SSC}/Q000628*", f"{HSCT}*", "D014182", HUMANS),
)  # fmt: skip
DEL_PAPA_2018 = Work(
    title="Autologous hematopoietic stem cell transplantation for treatment of systemic "
    "sclerosis",
    authors=("Del Papa, N", "Pignataro, F", "Zaccara, E", "Maglione, W", "Minniti, A"),
    journal="Frontiers in immunology", abbreviation="Front Immunol", issn="1664-3224",
    issn_type="electronic",
    volume="9", pages="2390", year=2018, pmid="99000020", pmcid="PMC99000020",
    mesh=(f"{SSC}/Q000628*", f"{HSCT}*", "D014182", HUMANS),
)  # fmt: skip


def synthetic(number: int, title: str, **facts: object) -> Work:
    """A work that does not exist; its journal and its DOI prefix say so."""
    made = Work(
        title=title, authors=("Amsel, Ada", "Birke, Bo"), journal=SYNTHETIC[0],
        abbreviation=SYNTHETIC[1], volume="1", issue=str(number), pages=f"{number}01-{number}09",
        year=2010 + number % 7, month=1 + number % 12, doi=f"10.5555/ssc.{number}",
        pmid=str(99000030 + number), mesh=(f"{SSC}/Q000628*", f"{MSC}*", HUMANS),
    )  # fmt: skip
    return replace(made, **facts)  # type: ignore[arg-type]


LUPUS = synthetic(
    1, "Stromal cells in refractory lupus: a synthetic example", medline_date="2011 Nov-Dec",
    mesh=("D008180/Q000628*", f"{MSC}*", HUMANS),
)  # fmt: skip
PMC_ONLY = synthetic(
    2, "Adipose tissue for digital ulcers: a synthetic example", doi="", pmcid="PMC99000032",
    mesh=(f"{SSC}*", "D012883*", "D000273", HUMANS),
)  # fmt: skip
DOI_IN_PUBMED = synthetic(
    3, "CD90<sup>+</sup> cells in early diffuse scleroderma: a synthetic example",
    mesh=("D045743*", "D059630*", HUMANS),
)  # fmt: skip
ONLY_CROSSREF = synthetic(
    4, "", pmid="", mesh=(),
    crossref_title="Stromal cells &amp; fibrosis <i>in vitro</i>:\n  CD34<sup>+</sup> cells, "
    "p&lt;0.05 (a synthetic example)",
)  # fmt: skip
JUNK_ID = synthetic(5, "Interstitial lung disease: a synthetic example", mesh=("D017563*", SSC))
RETRACTED = synthetic(
    6, "Stromal cells cure scleroderma: a synthetic example", types=("D016428", "D016441"),
    retraction="J Synth Examples. 2017 Jan;1(7):999",
    retraction_doi="10.5555/ssc.6.retraction",
)  # fmt: skip
COLLECTIVE = synthetic(
    7, "Guideline for cell therapy in autoimmune diseases: a synthetic example",
    authors=("=Synthetic Cell Therapy Working Party",), types=("D016428", "D017065"),
    mesh=("D001327/Q000628*", f"{MSC}*", HUMANS),
)  # fmt: skip
TRANSLATED = synthetic(
    8, "Mesenchymal stromal cells in scleroderma: a synthetic example", language="fre",
    vernacular="Cellules stromales mésenchymateuses et sclérodermie : un exemple synthétique",
    types=("D016428", "D004740"),
)  # fmt: skip
EXOSOMES = synthetic(
    9, "Exosomes of stromal cells in bleomycin mice: a synthetic example", year=2015, month=0,
    season="Summer",
    mesh=(f"{SSC}*", "D055354*", "D000067128", "D000818", "D051379", "D004195"),
)  # fmt: skip
ALIASED = synthetic(10, "A work under two DOIs: a synthetic example", pmid="", mesh=())
ALIAS = "10.5555/ssc.10.old"
UNKNOWN_PMID = synthetic(
    11, "A work whose PMID was taken back: a synthetic example", pmid="", mesh=()
)
HOSTILE = synthetic(
    12, "[red]Markup[/red] & {braces} $x_1$ <sub>n</sub> 100%: a synthetic example",
    mesh=("D001172*", f"{MSC}*", HUMANS),
)  # fmt: skip
WORKS = (
    REVIEW, COMBINING, GABRIELLI, NIHTYANOVA, VARGA, SULLIVAN, MAYES, DEL_PAPA_2015, BINKS,
    DE_BUYS, SHOUVAL, DEL_PAPA_2018, LUPUS, PMC_ONLY, DOI_IN_PUBMED, ONLY_CROSSREF, JUNK_ID,
    RETRACTED, COLLECTIVE, TRANSLATED, EXOSOMES, ALIASED, UNKNOWN_PMID, HOSTILE,
)  # fmt: skip


def cited_by_review() -> tuple[Line, ...]:
    """The 24 lines of the demonstration review: 10 real ones, then one for each odd case."""
    text = "Direction of Synthetic Health. Report on rare diseases. (2009)."
    unidentified = Line(text, (), {"unstructured": text})
    junk = line(JUNK_ID, kinds="doi", deposit_doi=False)
    junk = replace(junk, pubmed=(("pubmed", "NOT_FOUND;INVALID_JOURNAL"), *junk.pubmed))
    bare_pmc = line(PMC_ONLY, kinds="pmc")
    bare_pmc = replace(bare_pmc, pubmed=(("pmc", PMC_ONLY.pmcid.removeprefix("PMC")),))
    crossref_only = replace(
        ONLY_CROSSREF, title="Stromal cells & fibrosis in vitro: CD34+ cells (a synthetic example)"
    )
    aliased = line(replace(ALIASED, doi=ALIAS), kinds="doi")
    unknown = line(replace(UNKNOWN_PMID, pmid="98999999"))
    return (
        line(GABRIELLI), line(NIHTYANOVA), line(VARGA), line(SULLIVAN), line(MAYES),
        line(DEL_PAPA_2015), line(BINKS, kinds="pmc"), line(DE_BUYS), line(SHOUVAL),
        line(DEL_PAPA_2018), line(LUPUS), bare_pmc, line(DOI_IN_PUBMED, kinds="doi"),
        line(crossref_only, kinds="doi"), unidentified, junk, line(GABRIELLI), line(RETRACTED),
        line(COLLECTIVE), line(TRANSLATED), line(EXOSOMES), aliased, unknown, line(HOSTILE),
    )  # fmt: skip


def cited_by_combining() -> tuple[Line, ...]:
    """The five lines that the page of the second review shows."""
    return tuple(line(one) for one in (DEL_PAPA_2015, BINKS, DE_BUYS, SHOUVAL, DEL_PAPA_2018))


def write_demonstration(folder: Path) -> None:
    """Write the records (without their README) into `folder`."""
    lists = {REVIEW.doi: cited_by_review(), COMBINING.doi: cited_by_combining()}
    write_records(folder, WORKS, lists)
    aliases = json.dumps({ALIAS: ALIASED.doi}, indent=1)
    (folder / "crossref" / "aliases.json").write_text(f"{aliases}\n", encoding="utf-8")


if __name__ == "__main__":
    write_demonstration(FOLDER)
