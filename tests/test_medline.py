"""PubMed XML, element by element, in small documents of the real shapes."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from io import BytesIO
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sscmsc.dates import PartialDate
from sscmsc.errors import AnswerError, InputError
from sscmsc.identifiers import DOI, PMCID, PMID
from sscmsc.medline import parse_works, read_works, recognise
from sscmsc.record import (
    Grant,
    Group,
    HistoryDate,
    MeshQualifier,
    Person,
    PublicationType,
    Record,
    Relation,
    Substance,
    TrialRegistration,
)
from sscmsc.source import SourceWork
from sscmsc.text import clean, plain

DOCTYPE = (
    '<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN" '
    '"https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">'
)


def document(*works: str, head: str = "") -> bytes:
    return f"{head}<PubmedArticleSet>{''.join(works)}</PubmedArticleSet>".encode()


def xml(article: str = "", citation: str = "", data: str = "", journal: str = "") -> str:
    """A PubmedArticle with these children in Article, MedlineCitation, PubmedData, Journal."""
    return (
        '<PubmedArticle><MedlineCitation Status="MEDLINE"><PMID Version="1">16354850</PMID>'
        f"<Article><Journal>{journal}</Journal>{article}</Article>{citation}</MedlineCitation>"
        f"<PubmedData>{data}</PubmedData></PubmedArticle>"
    )


def work(article: str = "", citation: str = "", data: str = "", journal: str = "") -> SourceWork:
    (one,) = parse_works(document(xml(article, citation, data, journal)))
    return one


def record(article: str = "", citation: str = "", data: str = "", journal: str = "") -> Record:
    return work(article, citation, data, journal).record


def title(inner: str) -> Record:
    return record(f"<ArticleTitle>{inner}</ArticleTitle>")


def issued(inner: str) -> PartialDate | None:
    return record(journal=f"<JournalIssue><PubDate>{inner}</PubDate></JournalIssue>").issued


def ids(*stated: tuple[str, str]) -> str:
    listed = "".join(f'<ArticleId IdType="{kind}">{value}</ArticleId>' for kind, value in stated)
    return f"<ArticleIdList>{listed}</ArticleIdList>"


def reference(citation: str, *stated: tuple[str, str]) -> str:
    return f"<Reference><Citation>{citation}</Citation>{ids(*stated) if stated else ''}</Reference>"


def people(*authors: str, attributes: str = "") -> Record:
    return record(f"<AuthorList {attributes}>{''.join(authors)}</AuthorList>")


def person(family: str, rest: str = "", attributes: str = 'ValidYN="Y"') -> str:
    return f"<Author {attributes}><LastName>{family}</LastName>{rest}</Author>"


# Titles and text


def test_a_title_is_all_its_text_and_keeps_four_tags() -> None:
    one = title(
        "Effect of <i>BRCA1</i> loss on CD4<sup>+</sup> <u>T</u> cells <b>in</b> H<sub>2</sub>O."
    )
    assert one.title == (
        "Effect of <i>BRCA1</i> loss on CD4<sup>+</sup> T cells <b>in</b> H<sub>2</sub>O"
    )


def test_a_literal_less_than_sign_survives() -> None:
    assert title("Survival at P&lt;0.001 and <u>&lt;</u>5 &amp; more.").title == (
        "Survival at P<0.001 and <5 & more"
    )
    assert title("The &lt;i&gt; tag.").title == "The &lt;i> tag"


def test_formulas_keep_their_text_and_blanks_are_folded() -> None:
    formula = (
        '<mml:math xmlns:mml="http://www.w3.org/1998/Math/MathML"><mml:mi>x</mml:mi></mml:math>'
    )
    assert title(f"A\n   study\tof {formula}\n in  vivo.\n").title == "A study of x in vivo"


def test_comments_and_cdata_do_not_break_text() -> None:
    assert title("Skin <!-- not this -->and <![CDATA[lung <1>]]>.").title == "Skin and lung <1>"


def test_an_entity_of_the_unread_dtd_is_not_lost() -> None:
    data = document(
        xml("<ArticleTitle>Sj&ouml;gren&nbsp;syndrome &odd; end.</ArticleTitle>"), head=DOCTYPE
    )
    assert parse_works(data)[0].record.title == "Sjögren syndrome &odd; end"


@pytest.mark.parametrize(
    ("printed", "kept"),
    [
        ("Is it so?", "Is it so?"),
        ("To be continued...", "To be continued..."),
        ("Infection with <i>E. coli.</i>", "Infection with <i>E. coli</i>"),
        ("[Studies] on [lungs].", "[Studies] on [lungs]"),
    ],
)
def test_only_the_full_stop_that_pubmed_adds_is_taken_off(printed: str, kept: str) -> None:
    assert title(printed).title == kept


def test_a_translated_title_loses_its_brackets_and_says_so() -> None:
    one = record(
        "<ArticleTitle>[Surface defense of the <i>mucosa</i> (author's transl)].</ArticleTitle>"
        "<VernacularTitle>Schutz der Schleimhaut.</VernacularTitle>"
    )
    assert (one.title, one.title_translated) == (
        "Surface defense of the <i>mucosa</i> (author's transl)",
        True,
    )
    assert one.original_title == "Schutz der Schleimhaut"


@pytest.mark.parametrize(
    "stand_in", ["[Not Available].", "Not Available", "[In Process Citation]", ""]
)
def test_a_stand_in_is_no_title(stand_in: str) -> None:
    one = record(
        f"<ArticleTitle>{stand_in}</ArticleTitle><VernacularTitle>Peau dure.</VernacularTitle>"
    )
    assert (one.title, one.title_translated, one.original_title) == (None, False, "Peau dure")


def test_an_abstract_keeps_its_sections_and_other_abstracts_stay_out() -> None:
    one = record(
        '<Abstract><AbstractText Label="AIMS" NlmCategory="OBJECTIVE">To <i>ask</i>.</AbstractText>'
        '<AbstractText Label="UNLABELLED">p &lt; 0.05.</AbstractText><AbstractText/>'
        "<CopyrightInformation>Mine.</CopyrightInformation></Abstract>",
        '<OtherAbstract Type="Publisher" Language="fre"><AbstractText>Non.</AbstractText>'
        "</OtherAbstract>",
    )
    assert [(part.label, part.category, part.text) for part in one.abstract] == [
        ("AIMS", "OBJECTIVE", "To <i>ask</i>."),
        (None, None, "p < 0.05."),
    ]


def test_text_over_the_limits_is_cut() -> None:
    one = record(
        f"<ArticleTitle>{'a' * 30_000}</ArticleTitle>"
        f"<Abstract><AbstractText>{'b' * 300_000}</AbstractText></Abstract>"
    )
    assert one.title is not None
    assert (len(one.title), len(one.abstract[0].text)) == (20_000, 200_000)


# Identifiers


def test_own_identifiers_come_only_from_the_record_itself() -> None:
    one = record(
        data="<ReferenceList>"
        + reference("Cited.", ("doi", "10.1000/cited"), ("pmc", "PMC11"), ("pubmed", "11"))
        + "</ReferenceList>"
    )
    assert (one.pmid, one.doi, one.pmcid) == (PMID("16354850"), None, None)


def test_the_article_id_list_gives_what_the_location_does_not() -> None:
    one = record(
        data=ids(
            ("pubmed", "16354850"), ("doi", "http://dx.doi.org/10.1000/ABC"), ("pmc", "2883744"),
            ("mid", "NIHMS198092"), ("mid", "UKMS29888"), ("pii", "x"), ("url", "10.1/y"),
        )
    )  # fmt: skip
    assert (one.doi, one.pmcid) == (DOI("10.1000/abc"), PMCID("PMC2883744"))
    assert one.manuscript_ids == ("NIHMS198092", "UKMS29888")


def test_a_doi_that_its_publisher_corrected_is_only_a_former_one() -> None:
    wrong = '<ELocationID EIdType="doi" ValidYN="N">10.1000/wrong</ELocationID>'
    right = '<ELocationID EIdType="doi">10.1000/right</ELocationID>'
    both = record(wrong + right, data=ids(("doi", "10.1000/wrong")))
    assert (both.doi, both.superseded_dois) == (DOI("10.1000/right"), (DOI("10.1000/wrong"),))
    assert record(wrong, data=ids(("doi", "10.1000/wrong"))).doi is None


def test_junk_is_no_identifier() -> None:
    one = record(
        '<ELocationID EIdType="doi">not a doi</ELocationID>',
        data=ids(("doi", "S0140-6736"), ("pmc", "NIHMS12"), ("pubmed", "0")),
    )
    assert (one.pmid, one.pmcid, one.doi) == (PMID("16354850"), None, None)


def test_old_manuscripts_have_their_ids_in_other_id() -> None:
    one = record(
        citation='<OtherID Source="NLM">PMC2903222 [Available on 07/15/10]</OtherID>'
        '<OtherID Source="NLM">NIHMS198092</OtherID><OtherID Source="NASA">PMC?</OtherID>'
    )
    assert (one.pmcid, one.manuscript_ids) == (PMCID("PMC2903222"), ("NIHMS198092",))


# People


def test_persons_and_groups_keep_their_order() -> None:
    one = people(
        person(
            "Whitley",
            "<ForeName>Jane A</ForeName><Initials>JA</Initials><Suffix>3<sup>rd</sup></Suffix>"
            "<AffiliationInfo><Affiliation>Here,\n <i>there</i>.</Affiliation>"
            '<Identifier Source="ROR">https://ror.org/02k7v4d05</Identifier></AffiliationInfo>'
            "<AffiliationInfo><Affiliation>Elsewhere.</Affiliation></AffiliationInfo>",
        ),
        "<Author><CollectiveName>The <i>SCOT</i> Study Group</CollectiveName></Author>",
        person("Whitely", attributes='ValidYN="N"'),
        person("Plato"),
    )
    assert one.authors == (
        Person("Whitley", "Jane A", "JA", "3rd", None, ("Here, there.", "Elsewhere.")),
        Group("The SCOT Study Group"),
        Person("Plato"),
    )
    assert one.authors_complete


@pytest.mark.parametrize(
    ("stated", "orcid"),
    [
        ("0000000218250097", "0000-0002-1825-0097"),
        ("https://orcid.org/0000-0002-1694-233X", "0000-0002-1694-233X"),
        ("http://orcid.org/0000-0002-1694-233x/", "0000-0002-1694-233X"),
        ("0000-0002-1825-0098", None),
        ("0000-0002-1825", None),
    ],
)
def test_an_orcid_is_dashed_and_its_check_digit_counts(stated: str, orcid: str | None) -> None:
    (author,) = people(
        person("Carberry", f'<Identifier Source="ORCID">{stated}</Identifier>')
    ).authors
    assert isinstance(author, Person)
    assert author.orcid == orcid


def test_an_incomplete_list_is_said_to_be_so() -> None:
    one = people(person("First"), attributes='CompleteYN="N"')
    assert (len(one.authors), one.authors_complete) == (1, False)


def test_investigators_and_subjects_are_no_authors() -> None:
    one = record(
        citation="<InvestigatorList><Investigator><LastName>Helper</LastName></Investigator>"
        "</InvestigatorList><PersonalNameSubjectList><PersonalNameSubject><LastName>Raynaud"
        "</LastName></PersonalNameSubject></PersonalNameSubjectList>"
    )
    assert one.authors == ()


def test_the_affiliation_beside_an_old_author_list_is_the_first_authors() -> None:
    one = record(
        "<Affiliation>Old Hospital.</Affiliation>"
        f"<AuthorList>{person('A')}{person('B')}</AuthorList>"
    )
    assert one.authors == (Person("A", affiliations=("Old Hospital.",)), Person("B"))


# Journal, date, pages


def test_a_journal_is_kept_with_all_its_names_and_numbers() -> None:
    one = record(
        citation="<MedlineJournalInfo><MedlineTA>Ann Rheum Dis</MedlineTA><NlmUniqueID>0372355"
        "</NlmUniqueID><ISSNLinking>0003-4967</ISSNLinking></MedlineJournalInfo>",
        journal='<ISSN IssnType="Electronic">1468-2060</ISSN><JournalIssue CitedMedium="Print">'
        "<Volume>49 Suppl 20</Volume><Issue>Pt B</Issue></JournalIssue><Title>Annals of the "
        "rheumatic diseases</Title><ISOAbbreviation>Ann. Rheum. Dis.</ISOAbbreviation>",
    )
    assert one.container is not None
    assert (one.container.title, one.container.short) == (
        "Annals of the rheumatic diseases",
        "Ann Rheum Dis",
    )
    assert (one.container.issn_electronic, one.container.issn_print) == ("1468-2060", None)
    assert (one.container.issn_linking, one.container.nlm_id) == ("0003-4967", "0372355")
    assert (one.volume, one.issue, one.status) == ("49 Suppl 20", "Pt B", "MEDLINE")


@pytest.mark.parametrize(
    ("printed", "date"),
    [
        ("<Year>2018</Year>", PartialDate(2018)),
        ("<Year>2018</Year><Month>Sep</Month>", PartialDate(2018, 9)),
        ("<Year>2018</Year><Month>09</Month><Day>13</Day>", PartialDate(2018, 9, 13)),
        ("<Year>2018</Year><Month>9</Month><Day>31a</Day>", PartialDate(2018, 9)),
        ("<Year>2021</Year><Season>Summer</Season>", PartialDate(2021, season="summer")),
        ("<Year>2021</Year><Season>Fall</Season>", PartialDate(2021, season="autumn")),
        ("<Year>2022</Year><Season>Apr-Jun</Season>", PartialDate(2022, literal="2022 Apr-Jun")),
        (
            "<Year>2022</Year><Season>Winter-Spring</Season>",
            PartialDate(2022, literal="2022 Winter-Spring"),
        ),
        ("<Year>2018</Year><Month>Brumaire</Month>", PartialDate(2018, literal="2018 Brumaire")),
        (
            "<MedlineDate>1998 Dec-1999 Jan</MedlineDate>",
            PartialDate(1998, literal="1998 Dec-1999 Jan"),
        ),
        ("<MedlineDate>2000 Nov-Dec</MedlineDate>", PartialDate(2000, literal="2000 Nov-Dec")),
        (
            "<MedlineDate>2000 Dec 23- 30</MedlineDate>",
            PartialDate(2000, 12, literal="2000 Dec 23- 30"),
        ),
        ("<MedlineDate>1999 Spring</MedlineDate>", PartialDate(1999, season="spring")),
        (
            "<MedlineDate>2000 Spring-Summer</MedlineDate>",
            PartialDate(2000, literal="2000 Spring-Summer"),
        ),
        ("<MedlineDate>1976-1977</MedlineDate>", PartialDate(1976, literal="1976-1977")),
        ("<MedlineDate>Spring</MedlineDate>", None),
        ("<Year></Year>", None),
        ("", None),
    ],
)
def test_every_form_of_date(printed: str, date: PartialDate | None) -> None:
    assert issued(printed) == date


def test_the_article_date_is_the_online_date() -> None:
    one = record(
        '<ArticleDate DateType="Electronic"><Year>2019</Year><Month>11</Month><Day>02</Day>'
        "</ArticleDate>",
        journal="<JournalIssue><PubDate><Year>2020</Year></PubDate></JournalIssue>",
    )
    assert (one.issued, one.online, one.year) == (PartialDate(2020), PartialDate(2019, 11, 2), 2020)


@pytest.mark.parametrize(
    ("pagination", "pages", "number"),
    [
        ("<MedlinePgn>117-26</MedlinePgn>", "117-126", None),
        ("<StartPage>2</StartPage><EndPage>9</EndPage><MedlinePgn>2-9</MedlinePgn>", "2-9", None),
        ("<StartPage>12</StartPage><EndPage>12</EndPage>", "12", None),
        (
            "<StartPage>925</StartPage><EndPage>926</EndPage>"
            "<MedlinePgn>925; author reply 925-6</MedlinePgn>",
            "925; author reply 925-926",
            None,
        ),
        ("<StartPage>e66</StartPage><MedlinePgn>e66</MedlinePgn>", None, "e66"),
        ("<MedlinePgn></MedlinePgn>", None, None),
    ],
)
def test_pagination(pagination: str, pages: str | None, number: str | None) -> None:
    one = record(f"<Pagination>{pagination}</Pagination>")
    assert (one.pages, one.article_number) == (pages, number)


def test_an_item_identifier_stands_for_missing_pages_only_where_it_can() -> None:
    pii = '<ELocationID EIdType="pii">{}</ELocationID>'
    assert record(pii.format("E1034")).article_number == "E1034"
    assert record(pii.format("S0140-6736(20)30183-5")).article_number is None
    paged = "<Pagination><MedlinePgn>1-9</MedlinePgn></Pagination>"
    assert record(paged + pii.format("1034")).article_number is None


# Lists


def test_mesh_headings_keep_qualifiers_and_stars() -> None:
    one = record(
        citation="<MeshHeadingList><MeshHeading>"
        '<DescriptorName UI="D012595" MajorTopicYN="N">Scleroderma, Systemic</DescriptorName>'
        '<QualifierName UI="Q000628" MajorTopicYN="Y">therapy</QualifierName>'
        '<QualifierName UI="Q000276" MajorTopicYN="N">immunology</QualifierName></MeshHeading>'
        '<MeshHeading><DescriptorName UI="D006801" MajorTopicYN="N">Humans</DescriptorName>'
        "</MeshHeading></MeshHeadingList>"
    )
    systemic, humans = one.mesh
    assert (systemic.ui, systemic.major, systemic.is_major) == ("D012595", False, True)
    assert systemic.qualifiers == (
        MeshQualifier("therapy", "Q000628", True),
        MeshQualifier("immunology", "Q000276", False),
    )
    assert (humans.descriptor, humans.qualifiers, humans.is_major) == ("Humans", (), False)


def test_substances_are_chemicals_and_supplementary_concepts() -> None:
    one = record(
        citation="<ChemicalList><Chemical><RegistryNumber>0</RegistryNumber>"
        '<NameOfSubstance UI="D016207">Cytokines</NameOfSubstance></Chemical><Chemical>'
        "<RegistryNumber>8N3DW7272P</RegistryNumber>"
        '<NameOfSubstance UI="D003520">Cyclophosphamide</NameOfSubstance></Chemical></ChemicalList>'
        '<SupplMeshList><SupplMeshName Type="Disease" UI="C000657245">COVID-19</SupplMeshName>'
        "</SupplMeshList>"
    )
    assert one.substances == (
        Substance("Cytokines", "D016207"),
        Substance("Cyclophosphamide", "D003520", "8N3DW7272P"),
        Substance("COVID-19", "C000657245", concept="Disease"),
    )


def test_keywords_of_all_owners_once_each() -> None:
    one = record(
        citation='<KeywordList Owner="NOTNLM"><Keyword>MSC</Keyword><Keyword>IL-<i>6</i></Keyword>'
        '</KeywordList><KeywordList Owner="NLM"><Keyword>msc</Keyword><Keyword> </Keyword>'
        "<Keyword>Skin</Keyword></KeywordList>"
    )
    assert one.keywords == ("MSC", "IL-6", "Skin")


@pytest.mark.parametrize(
    ("uis", "kind"),
    [
        (("D016428",), "article-journal"),
        (("D016428", "D000076942"), "article"),
        (("D016427", "D016428"), "report"),
        (("D064886",), "dataset"),
        ((), "article-journal"),
    ],
)
def test_publication_types_say_the_kind(uis: tuple[str, ...], kind: str) -> None:
    listed = "".join(f'<PublicationType UI="{ui}">T</PublicationType>' for ui in uis)
    one = record(f"<PublicationTypeList>{listed}</PublicationTypeList>")
    assert one.kind == kind
    assert one.publication_types == tuple(PublicationType("T", ui) for ui in uis)


def test_corrections_are_relations_with_or_without_a_pmid() -> None:
    one = record(
        citation="<CommentsCorrectionsList>"
        '<CommentsCorrections RefType="RetractionIn"><RefSource>Lancet. 2009;1:2. doi: 10.1000/R1.'
        '</RefSource><PMID Version="1">18842931</PMID></CommentsCorrections>'
        '<CommentsCorrections RefType="ExpressionOfConcernIn"><RefSource>J. 2008</RefSource>'
        "<PMID/><Note>why</Note></CommentsCorrections>"
        '<CommentsCorrections RefType="UpdateOf"><RefSource>medRxiv.</RefSource>'
        "</CommentsCorrections>"
        '<CommentsCorrections RefType="Cites"><RefSource>Cell</RefSource></CommentsCorrections>'
        "</CommentsCorrectionsList>"
    )
    assert one.relations == (
        Relation(
            "RetractionIn",
            "Lancet. 2009;1:2. doi: 10.1000/R1.",
            PMID("18842931"),
            DOI("10.1000/r1"),
        ),
        Relation("ExpressionOfConcernIn", "J. 2008"),
        Relation("UpdateOf", "medRxiv."),
    )


def test_corrections_of_the_dtd_of_2002() -> None:
    one = record(
        citation="<CommentsCorrections><ErratumIn><RefSource>J. 2001</RefSource><PMID>12</PMID>"
        "</ErratumIn></CommentsCorrections>"
    )
    assert one.relations == (Relation("ErratumIn", "J. 2001", PMID("12")),)


def test_trial_registrations_and_no_other_data_bank() -> None:
    def bank(name: str, *numbers: str) -> str:
        listed = "".join(f"<AccessionNumber>{number}</AccessionNumber>" for number in numbers)
        return (
            f"<DataBank><DataBankName>{name}</DataBankName>"
            f"<AccessionNumberList>{listed}</AccessionNumberList></DataBank>"
        )

    one = record(
        "<DataBankList>"
        + bank("ClinicalTrials.gov", "NCT00000419", "UNKNOWN", "NCT00114530")
        + bank("GENBANK", "U12345")
        + bank("ISRCTN", "ISRCTN54371254")
        + "<DataBank><DataBankName>DRKS</DataBankName></DataBank></DataBankList>"
    )
    assert one.trials == (
        TrialRegistration("ClinicalTrials.gov", "NCT00000419"),
        TrialRegistration("ClinicalTrials.gov", "NCT00114530"),
        TrialRegistration("ISRCTN", "ISRCTN54371254"),
    )


def test_grants_languages_and_history() -> None:
    one = record(
        "<Language>eng</Language><Language>fre</Language><GrantList>"
        "<Grant><GrantID>R01 AR1</GrantID><Acronym>AR</Acronym>"
        "<Agency>NIAMS NIH HHS</Agency><Country>United States</Country></Grant>"
        "<Grant><Agency>Wellcome Trust</Agency></Grant></GrantList>",
        data='<History><PubMedPubDate PubStatus="received"><Year>2018</Year><Month>3</Month>'
        '<Day>5</Day></PubMedPubDate><PubMedPubDate PubStatus="entrez"><Year>2018</Year>'
        "<Month>9</Month><Day>29</Day><Hour>6</Hour><Minute>0</Minute></PubMedPubDate></History>",
    )
    assert one.languages == ("eng", "fre")
    assert one.grants == (
        Grant("R01 AR1", "NIAMS NIH HHS", "United States"),
        Grant(None, "Wellcome Trust"),
    )
    assert one.history == (
        HistoryDate("received", PartialDate(2018, 3, 5)),
        HistoryDate("entrez", PartialDate(2018, 9, 29)),
    )


# References


def test_references_keep_order_through_nested_lists() -> None:
    one = work(
        citation="<NumberOfReferences>5</NumberOfReferences>",
        data=f"<ReferenceList><Title>References</Title>{reference('A.')}<ReferenceList>{reference('B.')}"
        f"<ReferenceList><Title>Web</Title>{reference('C.')}</ReferenceList></ReferenceList>"
        f"<ReferenceList>{reference('D.')}</ReferenceList></ReferenceList>"
        f"<ReferenceList>{reference('E.')}</ReferenceList>",
    )
    assert one.references is not None
    assert [(line.position, line.text) for line in one.references] == [
        (1, "A."), (2, "B."), (3, "C."), (4, "D."), (5, "E."),
    ]  # fmt: skip
    assert {line.sources for line in one.references} == {("pubmed",)}
    assert one.stated == 5


def test_a_reference_carries_the_identifiers_that_are_valid() -> None:
    one = work(
        data="<ReferenceList>"
        + reference(
            "Rich <i>text</i> of\n a <sub>citation</sub>.",
            ("pubmed", "NOT_FOUND;INVALID_JOURNAL"), ("pmc", "2922021"), ("doi", "10.1000/A"),
            ("doi", "10.1000/B"),
        )
        + reference("Other.", ("pubmed", "PMC2922022"), ("doi", "nothing"))
        + reference("Third.", ("pubmed", "11"))
        + "<Reference><Citation/></Reference></ReferenceList>"
    )  # fmt: skip
    assert one.references is not None
    first, second, third, empty = one.references
    assert first.text == "Rich text of a citation."
    assert first.identifiers == (PMCID("PMC2922021"), DOI("10.1000/a"))
    assert first.notes == ("pubmed id refused: NOT_FOUND;INVALID_JOURNAL",)
    assert second.identifiers == (PMCID("PMC2922022"),)
    assert second.notes == ("doi id refused: nothing",)
    assert (third.identifiers, third.notes) == ((PMID("11"),), ())
    assert (empty.position, empty.text, empty.identifiers) == (4, None, ())


CITES = (
    '<CommentsCorrectionsList><CommentsCorrections RefType="Cites"><RefSource>Cell. 2001;1:1'
    '</RefSource><PMID>11</PMID></CommentsCorrections><CommentsCorrections RefType="Cites">'
    "<RefSource>Blood. 2002;2:2</RefSource></CommentsCorrections></CommentsCorrectionsList>"
)


def test_cited_works_serve_as_references_only_without_a_list() -> None:
    alone = work(citation=CITES)
    assert alone.references is not None
    assert [(line.position, line.text, line.pmid) for line in alone.references] == [
        (1, "Cell. 2001;1:1", PMID("11")),
        (2, "Blood. 2002;2:2", None),
    ]
    listed = work(citation=CITES, data=f"<ReferenceList>{reference('A.')}</ReferenceList>")
    assert listed.references is not None
    assert [line.text for line in listed.references] == ["A."]


def test_no_list_is_not_an_empty_list() -> None:
    assert work().references is None
    assert work(data="<ReferenceList><Title>References</Title></ReferenceList>").references == ()


# Books

BOOK = (
    "<Book><Publisher><PublisherName>University of Washington, Seattle</PublisherName>"
    "<PublisherLocation>Seattle (WA)</PublisherLocation></Publisher>"
    '<BookTitle book="gene">GeneReviews<sup>®</sup></BookTitle><PubDate><Year>1993</Year></PubDate>'
    '<AuthorList Type="editors" CompleteYN="Y"><Author><LastName>Adam</LastName></Author>'
    "</AuthorList>"
    "<Volume>2</Volume><Edition>3rd</Edition><CollectionTitle>Genes</CollectionTitle>"
    '<Isbn>9780309376662</Isbn><ELocationID EIdType="doi">10.17226/21775</ELocationID></Book>'
)


def book(inside: str) -> SourceWork:
    (one,) = parse_works(
        document(
            '<PubmedBookArticle><BookDocument><PMID Version="1">20301382</PMID><ArticleIdList>'
            f'<ArticleId IdType="bookaccession">NBK1203</ArticleId></ArticleIdList>{BOOK}{inside}'
            "</BookDocument><PubmedBookData><History/><ArticleIdList>"
            '<ArticleId IdType="pubmed">20301382</ArticleId></ArticleIdList></PubmedBookData>'
            "</PubmedBookArticle>"
        )
    )
    return one


def test_a_chapter_has_its_book_as_container() -> None:
    one = book(
        '<ArticleTitle book="gene" part="x">Marfan Syndrome</ArticleTitle><Language>eng</Language>'
        '<AuthorList Type="authors"><Author><LastName>Dietz</LastName></Author></AuthorList>'
        '<PublicationType UI="D016454">Review</PublicationType>'
        "<ContributionDate><Year>2001</Year><Month>04</Month><Day>18</Day></ContributionDate>"
        f"<ReferenceList>{reference('A.')}</ReferenceList>"
    )
    chapter = one.record
    assert (chapter.kind, chapter.title) == ("chapter", "Marfan Syndrome")
    assert (chapter.pmid, chapter.doi) == (PMID("20301382"), None)
    assert chapter.manuscript_ids == ("NBK1203",)
    assert chapter.container is not None
    assert chapter.container.title == "GeneReviews®"
    assert (chapter.authors, chapter.editors) == ((Person("Dietz"),), (Person("Adam"),))
    assert (chapter.issued, chapter.online) == (PartialDate(1993), PartialDate(2001, 4, 18))
    assert chapter.publication_types == (PublicationType("Review", "D016454"),)
    assert one.references is not None
    assert len(one.references) == 1


def test_a_book_is_itself() -> None:
    one = book("<Language>eng</Language>")
    whole = one.record
    assert (whole.kind, whole.title) == ("book", "GeneReviews<sup>®</sup>")
    assert (whole.doi, whole.container, whole.volume) == (DOI("10.17226/21775"), None, "2")
    assert whole.publication is not None
    assert (whole.publication.publisher, whole.publication.place) == (
        "University of Washington, Seattle",
        "Seattle (WA)",
    )
    assert (whole.publication.edition, whole.publication.isbns) == ("3rd", ("9780309376662",))
    assert whole.publication.collection == "Genes"
    assert one.references is None


# Documents


def test_older_roots_and_single_records_are_read() -> None:
    citation = '<MedlineCitation Status="OLDMEDLINE"><PMID>7</PMID></MedlineCitation>'
    for data in (
        f"<MedlineCitationSet>{citation}<DeleteCitation><PMID>8</PMID></DeleteCitation></MedlineCitationSet>",
        citation,
        f"<PubmedArticle>{citation}</PubmedArticle>",
        f"<PubMedArticleSet><PubMedArticle>{citation}</PubMedArticle></PubMedArticleSet>",
    ):
        assert [one.record.pmid for one in parse_works(data.encode())] == [PMID("7")]
        assert recognise(data)


def test_deleted_citations_are_passed_over_anywhere() -> None:
    gone = "<DeleteCitation><PMID Version='1'>1</PMID><PMID Version='1'>2</PMID></DeleteCitation>"
    assert len(parse_works(document(gone, xml(), gone, xml(), gone))) == 2


def test_an_empty_set_has_no_works_and_an_error_answer_is_told_apart() -> None:
    assert parse_works(document()) == ()
    for answer in (
        b"<eFetchResult>\n\t<ERROR>Supplied id parameter is empty.</ERROR>\n</eFetchResult>",
        b"<PubmedArticleSet><error>Supplied id parameter is empty.</error></PubmedArticleSet>",
        b"<ERROR>Supplied id parameter is empty.</ERROR>",
    ):
        with pytest.raises(AnswerError, match="Supplied id parameter is empty"):
            parse_works(answer)


def test_malformed_xml_names_its_line_after_the_works_before_it() -> None:
    data = document(f"\n{xml()}\n", "<PubmedArticle>\n")
    works = read_works(BytesIO(data))
    assert next(works).record.pmid == PMID("16354850")
    with pytest.raises(InputError, match=r"line 4: .*not well-formed"):
        next(works)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "nothing in it"),
        (b"  \n", "line 2"),
        (b'{"error": "API rate limit exceeded"}', "line 1"),
        (b"<PubmedArticleSet>", "line 1"),
        (b"<?xml version='1.0'?>", "line 1"),
        (b"<html><body/></html>", "<html>"),
        (b"<eSearchResult><ERROR>x</ERROR></eSearchResult>", "<eSearchResult>"),
        (b"<PubmedArticleSet>" + b"<b>" * 300, "line 1"),
        (b"<PubmedArticleSet>\xff\xfe</PubmedArticleSet>", "line 1"),
        (b"<!--" + b"x" * 1_100_000 + b"-->", "first megabyte"),
    ],
)
def test_what_is_no_pubmed_xml_is_refused_with_a_reason(data: bytes, said: str) -> None:
    with pytest.raises(InputError, match=said):
        parse_works(data)


@pytest.mark.parametrize(
    "declared",
    [
        '<!ENTITY x SYSTEM "file:///etc/hostname">',
        '<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">',
        '<!ENTITY % p SYSTEM "http://localhost/x.dtd">',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_declared_entities_are_refused(declared: str, encoding: str) -> None:
    data = (
        f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE PubmedArticleSet [{declared}]>'
        "<PubmedArticleSet></PubmedArticleSet>"
    )
    with pytest.raises(InputError, match="ENTITY"):
        parse_works(data.encode(encoding))


def test_the_dtd_that_pubmed_names_is_allowed_and_never_read() -> None:
    for public in (DOCTYPE, DOCTYPE.replace("https", "http"), DOCTYPE.replace("https://", "/")):
        assert len(parse_works(document(xml(), head=f'<?xml version="1.0" ?>\n{public}\n'))) == 1


class Drip(BytesIO):
    """A stream that gives a few bytes at a time, as a socket may."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(min(7, size) if size and size > 0 else 7)


def test_a_stream_may_come_in_drops_and_is_read_as_it_comes() -> None:
    data = document(*[xml("<ArticleTitle>Größe.</ArticleTitle>")] * 20, head=DOCTYPE)
    stream = Drip(data)
    works: Iterator[SourceWork] = read_works(stream)
    assert next(works).record.title == "Größe"
    assert stream.tell() < len(data) / 2
    assert [one.record.title for one in works] == ["Größe"] * 19


WHOLE = document(
    xml(
        "<ArticleTitle>A &lt; <i>b</i>.</ArticleTitle><Pagination><MedlinePgn>1-9</MedlinePgn>"
        f"</Pagination><AuthorList>{person('A', '<Initials>B</Initials>')}</AuthorList>",
        journal="<JournalIssue><PubDate><Year>2018</Year></PubDate></JournalIssue>",
        data=f"<ReferenceList>{reference('C.', ('pubmed', '11'))}</ReferenceList>",
    ),
    head=DOCTYPE,
)


@given(st.integers(0, len(WHOLE)), st.integers(0, 12), st.binary(max_size=6))
@settings(max_examples=300, deadline=None, derandomize=True)
def test_a_damaged_document_is_read_or_refused_and_nothing_else(
    place: int, length: int, junk: bytes
) -> None:
    damaged = WHOLE[:place] + junk + WHOLE[place + length :]
    try:
        works = parse_works(damaged)
    except InputError:
        return
    assert all(one.record.source == "pubmed" for one in works)


@given(st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=40))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_any_text_in_any_place_gives_a_record(value: str) -> None:
    shown = escape(value)
    one = work(
        f"<ArticleTitle>{shown}</ArticleTitle><Pagination><MedlinePgn>{shown}</MedlinePgn>"
        f'</Pagination><ELocationID EIdType="doi">{shown}</ELocationID>'
        f'<AuthorList>{person(shown, f"""<Identifier Source="ORCID">{shown}</Identifier>""")}'
        f"</AuthorList><ArticleDate><Year>{shown}</Year><Month>{shown}</Month></ArticleDate>",
        f"<NumberOfReferences>{shown}</NumberOfReferences>",
        f"<ReferenceList>{reference(shown, ('pubmed', shown), ('doi', shown), ('pmc', shown))}"
        "</ReferenceList>",
        f"<JournalIssue><PubDate><MedlineDate>{shown}</MedlineDate></PubDate></JournalIssue>",
    )
    assert one.references is not None
    assert (one.references[0].text or "") == clean(value)
    if one.record.title is not None and not one.record.title_translated:
        assert clean(value).startswith(plain(one.record.title))


def test_works_go_through_pickle() -> None:
    one = work(
        f"<ArticleTitle>A <i>b</i>.</ArticleTitle><AuthorList>{person('A')}</AuthorList>",
        CITES,
        ids(("doi", "10.1000/x"), ("pmc", "PMC1")),
    )
    assert pickle.loads(pickle.dumps(one)) == one


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("<PubmedArticleSet>", True),
        (
            f'\ufeff<?xml version="1.0"?>\n<!-- a > b -->\n{DOCTYPE}\n<?x y?><PubmedArticleSet>',
            True,
        ),
        ("<!DOCTYPE PubmedArticleSet [ <!ELEMENT a (b)> ]>\n<PubmedArticle>", True),
        ("<PubmedBookArticleSet/>", True),
        ("<eFetchResult>", True),
        ("<html><PubmedArticleSet>", False),
        ("<article>", False),
        ("PMID- 1\n<PubmedArticleSet>", False),
        ("", False),
        ("<!-- <PubmedArticleSet>", False),
        (" " * 60_000 + "x", False),
        ("<!-- a -->" * 6_000 + "x", False),
        ("<?a?>" * 9_000 + "<PubmedArticleSet>", True),
        ("<!DOCTYPE a [" + "] " * 20_000, False),
    ],
)
def test_pubmed_xml_is_recognised_by_its_root(text: str, known: bool) -> None:
    assert recognise(text) is known
