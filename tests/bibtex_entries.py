"""Entries that are awkward in BibTeX: published works, and one made up of attacks."""

from __future__ import annotations

from dataclasses import replace

from sscmsc.dates import PartialDate, parse_date
from sscmsc.entry import Entry
from sscmsc.identifiers import DOI, PMCID, PMID
from sscmsc.record import (
    AbstractSection,
    Author,
    Container,
    Group,
    Person,
    Publication,
    Record,
)
from sscmsc.text import RichText


def people(names: str) -> tuple[Author, ...]:
    """`Family|Given; Family|Given` as persons."""
    pairs = (name.strip().split("|") for name in names.split(";"))
    return tuple(Person(family, given) for family, given in pairs)


def article(
    citekey: str, title: str, journal: str, year: str, volume: str, pages: str, doi: str,
    authors: tuple[Author, ...], complete: bool = True, **more: str,
) -> Entry:  # fmt: skip
    """An article; `pages` that begin with `#` are an article number."""
    record = Record(
        "pubmed",
        title=RichText(title),
        authors=authors,
        authors_complete=complete,
        container=Container(journal, issn_print=more.get("issn")),
        volume=volume.partition(":")[0] or None,
        issue=volume.partition(":")[2] or None,
        pages=None if pages[:1] in {"#", ""} else pages,
        article_number=pages[1:] if pages[:1] == "#" else None,
        issued=parse_date(year),
        doi=DOI(doi) if doi else None,
        pmid=PMID(more["pmid"]) if "pmid" in more else None,
        pmcid=PMCID(more["pmcid"]) if "pmcid" in more else None,
    )
    return Entry(citekey, record)


_PELTZER = article(
    "Peltzer2018",
    "Mesenchymal Stromal Cells Based Therapy in Systemic Sclerosis: Rational and Challenges",
    "Front Immunol", "2018-09", "9", "#2013", "10.3389/fimmu.2018.02013",
    people("Peltzer|Juliette"), complete=False,
)  # fmt: skip
_ZIPFEL = article(
    "Zipfel2023", "A Broader Scope - Bio-Psycho-Social Medicine In Global Focus",
    "Psychotherapie, Psychosomatik, medizinische Psychologie", "2023-12", "73:12", "487-488",
    "10.1055/a-2189-0166", people("Zipfel|Stephan; Stengel|Andreas; Erschens|Rebecca"),
    complete=False, pmid="38048813",
)  # fmt: skip
_OLIVERO = article(
    "Olivero1990", "The treatment of AIDS behind the walls of correctional facilities",
    "Social justice (San Francisco, Calif.)", "1990", "17:1", "113-125", "",
    people("Olivero|J Michael"), pmid="12091962", issn="1043-1578",
)  # fmt: skip
_WHO = Record(
    "crossref",
    kind="book",
    title=RichText("WHO laboratory manual for the examination and processing of human semen"),
    authors=(Group("World Health Organization"),),
    publication=Publication("World Health Organization", "Geneva", "5th", ("9789241547789",)),
    issued=PartialDate(2010),
)
_TOXICOLOGY = Record(
    "pubmed",
    kind="book",
    pmid=PMID("26468569"),
    doi=DOI("10.17226/21775"),
    title=RichText(
        "Application of Modern Toxicology Approaches for Predicting Acute Toxicity for "
        "Chemical Defense"
    ),
    authors=(
        Group("Committee on Toxicology"),
        Group("Board on Environmental Studies and Toxicology"),
    ),
    authors_complete=False,
    publication=Publication(
        "National Academies Press (US)", "Washington (DC)", None, ("9780309376662",)
    ),
    issued=PartialDate(2015, 9),
)  # fmt: skip
_GOLDSTEIN = Record(
    "pubmed",
    kind="chapter",
    pmid=PMID("20301382"),
    title=RichText("Single Large-Scale Mitochondrial DNA Deletion Syndromes"),
    authors=people("Goldstein|Amy; Falk|Marni J"),
    container=Container("GeneReviews®"),
    publication=Publication("University of Washington, Seattle", "Seattle (WA)"),
    issued=PartialDate(1993),
)
_CHING = Record(
    "crossref",
    kind="article",
    doi=DOI("10.1101/142760"),
    title=RichText("Opportunities and obstacles for deep learning in biology and medicine"),
    authors=people("Ching|Travers; Himmelstein|Daniel S"),
    authors_complete=False,
    container=Container("bioRxiv"),
    issued=PartialDate(2017, 5),
)
_HOSTILE = Entry(
    "Hostile2000",
    Record(
        "crossref",
        doi=DOI("10.1000/a}b{c\\d%_#&"),
        title=RichText(
            r"\input{/etc/passwd} \write18{id} }, year = {1} @article{x, $\catcode`\%=12$ "
            r"% # ~ ^^5c"
        ),
        authors=(Group(r"\write18{id} and {others"), Person("others"), Person("and and")),
        container=Container("Journal of 100 % & #1_{x}"),
        volume="1{",
        issue="}2",
        pages="1-2",
        issued=PartialDate(2000),
        keywords=("a, b", "c; d", "{e"),
        abstract=(
            AbstractSection(RichText("@article{y, P<0.05 & 100% \\end{document}."), "AIMS"),
            AbstractSection(RichText("x<sup>2</sup> &lt;i> } {"), "RESULTS"),
        ),
    ),
    note="50 % of {it} \\",
)

#: Every one of these compiles with pdfLaTeX.
COMPILED: tuple[Entry, ...] = (
    replace(
        _PELTZER,
        record=replace(
            _PELTZER.record,
            keywords=("cell therapy", "mesenchymal stromal cells", "systemic sclerosis"),
        ),
        note="for the aims page",
    ),
    article(
        "Khanna2016",
        "Safety and efficacy of subcutaneous tocilizumab in adults with systemic sclerosis "
        "(faSScinate): a phase 2, randomised, controlled trial",
        "Lancet (London, England)", "2016-06", "387:10038", "2630-2640",
        "10.1016/s0140-6736(16)00232-4",
        people("Khanna|Dinesh; Denton|Christopher P; Jahreis|Angelika; van Laar|Jacob M"),
        complete=False,
    ),
    article(
        "Tanaka2014", "IL-6 in inflammation, immunity, and disease",
        "Cold Spring Harbor perspectives in biology", "2014-09", "6:10", "#a016295",
        "10.1101/cshperspect.a016295",
        people("Tanaka|Toshio; Narazaki|Masashi; Kishimoto|Tadamitsu"), pmid="25190079",
    ),
    article(
        "Kisselbach2009",
        "CD90 Expression on human primary cells and elimination of contaminating fibroblasts "
        "from cell cultures",
        "Cytotechnology", "2009-01", "59:1", "31-44", "10.1007/s10616-009-9190-3",
        people("Kisselbach|Lynn; Merges|Michael; Bossie|Alexis; Boyd|Ann"),
    ),
    article(
        "Fontenot2003",
        "Foxp3 programs the development and function of CD4<sup>+</sup>CD25<sup>+</sup> "
        "regulatory T cells",
        "Nature immunology", "2003-04", "4:4", "330-336", "10.1038/ni904",
        people("Fontenot|Jason D; Gavin|Marc A; Rudensky|Alexander Y"),
    ),
    article(
        "Lafyatis2014", "Transforming growth factor β—at the centre of systemic sclerosis",
        "Nature reviews. Rheumatology", "2014-12", "10:12", "706-719",
        "10.1038/nrrheum.2014.137", people("Lafyatis|Robert"),
    ),
    article(
        "Amrani2016",
        "<i>Phoenix dactylifera</i> mediated green synthesis of Cu<sub>2</sub>O particles for "
        "arsenite uptake from water",
        "Science and technology of advanced materials", "2016", "17:1", "760-768",
        "10.1080/14686996.2016.1244472",
        people("Amrani|Mokhtar Ali; Srikanth|Vadali V S S; Labhsetwar|Nitin K"), complete=False,
        pmid="27933116", pmcid="PMC5127256", issn="1468-6996",
    ),
    article(
        "Zambianchi2023",
        "Monte Carlo simulation of micro-x-ray fluorescence (<i>μ</i>-XRF) based detection of "
        "immunomagnetically labeled tumor cells",
        "Physics in medicine and biology", "2023-05", "68:11", "", "10.1088/1361-6560/acd48e",
        people("Zambianchi|P; Zambianchi|J K"), pmid="37167981",
    ),
    article(
        "GarciaTabar2018",
        'A "<i>Blood Relationship"</i> Between the Overlooked Minimum Lactate Equivalent and '
        "Maximal Lactate Steady State in Trained Runners. Back to the Old Days?",
        "Frontiers in physiology", "2018", "9", "1034", "10.3389/fphys.2018.01034",
        people("Garcia-Tabar|Ibai; Gorostiaga|Esteban M"), pmid="30108519",
        pmcid="PMC6079548", issn="1664-042X",
    ),
    article(
        "Edler2007",
        "“A rose by any other name”? Toward a common terminology in simulation education and "
        "assessment",
        "Critical care medicine", "2007-09", "35:9", "2237-2238; author reply 2238",
        "10.1097/01.ccm.0000281643.88046.dc", people("Edler|Alice A; Fanning|Ruth M"),
        pmid="17713387", issn="0090-3493",
    ),
    article(
        "Chen2019",
        "A high-peak-power orthogonally-polarized multi-wavelength laser at 1.6-1.7 µm based on "
        "the cascaded nonlinear optical frequency conversion",
        "Optics express", "2019-08", "27:17", "24857-24865", "10.1364/oe.27.024857",
        people("Chen|Haiwei; Huang|Haitao; Wang|Shiqiang"), complete=False, pmid="31510367",
    ),
    article(
        "Chinzon2022", "SAFETY OF LONG-TERM PROTON PUMP INHIBITORS: FACTS AND MYTHS",
        "Arquivos de gastroenterologia", "2022", "59:2", "219-225",
        "10.1590/s0004-2803.202202000-40",
        people("Chinzon|Decio; Domingues|Gerson; Tosetto|Nivia"), complete=False,
        pmid="35830032",
    ),
    article(
        "Velier2022",
        "Combining systemic and locally applied cellular therapies for the treatment of "
        "systemic sclerosis",
        "Bone Marrow Transplant", "2022-01", "57:1", "17-22", "10.1038/s41409-021-01492-7",
        people("Velier|Mélanie"), complete=False,
    ),
    article(
        "Mier1975", "Lysosomal hydrolases of the epidermis. I. Glycosidases",
        "The British journal of dermatology", "1975-07", "93:1", "1-10",
        "10.1111/j.1365-2133.1975.tb06468.x", people("Mier|P D; van den Hurk|J J"), pmid="30",
        issn="0007-0963",
    ),
    article(
        "MonteroRuiz2012",
        "Hospitalized surgical patients comanaged by Internal Medicine specialists",
        "Medicina clinica", "2012-02", "138:4", "177-179", "10.1016/j.medcli.2011.05.017",
        people("Montero Ruiz|Eduardo; Gómez Ayerbe|Cristina; Pérez Sánchez|Laura"),
        complete=False, pmid="21813142",
    ),
    article(
        "Brachmann1998",
        "Designer deletion strains derived from <i>Saccharomyces cerevisiae</i> S288C: a useful "
        "set of strains and plasmids for PCR-mediated gene disruption and other applications",
        "Yeast", "1998-01", "14:2", "115-132",
        "10.1002/(sici)1097-0061(19980130)14:2<115::aid-yea204>3.0.co;2-2",
        (Person("Brachmann", initials="CB"),), complete=False,
    ),
    replace(
        _ZIPFEL,
        record=replace(
            _ZIPFEL.record,
            title_translated=True,
            original_title=RichText(
                "A Broader Scope – Bio-psycho-soziale Medizin im globalen Fokus"
            ),
            languages=("ger",),
        ),
    ),
    replace(
        _OLIVERO, record=replace(_OLIVERO.record, issued=PartialDate(1990, season="spring"))
    ),
    Entry("WHO2010", _WHO),
    Entry("Toxicology2015", _TOXICOLOGY),
    Entry("Goldstein1993", _GOLDSTEIN),
    Entry("Ching2017", _CHING),
    _HOSTILE,
)  # fmt: skip
