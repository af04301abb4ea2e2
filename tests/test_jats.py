"""JATS reference lists: every kind of citation, labels, identifiers, and what is no list."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sscmsc.errors import AnswerError, InputError
from sscmsc.identifiers import DOI, PMCID, PMID
from sscmsc.jats import Article, ArticleSet, Unavailable, parse_articles
from sscmsc.record import Group, Person
from sscmsc.reference import Cited, Reference

XLINK = 'xmlns:xlink="http://www.w3.org/1999/xlink"'
IDS = (
    '<article-id pub-id-type="pmid">99000001</article-id>'
    '<article-id pub-id-type="pmcid">PMC99000001</article-id>'
    '<article-id pub-id-type="doi">10.3389/fimmu.2018.02013</article-id>'
)
GABRIELLI = (
    '<person-group person-group-type="author"><name><surname>Gabrielli</surname>'
    "<given-names>A</given-names></name><name><surname>Avvedimento</surname>"
    "<given-names>EV</given-names></name></person-group><article-title>Scleroderma</article-title>"
    "<source>N Engl J Med</source><year>2009</year><volume>360</volume><fpage>1989</fpage>"
    "<lpage>2003</lpage>"
)


def document(back: str, ids: str = IDS, more: str = "") -> bytes:
    return (
        f"<pmc-articleset><article {XLINK}><front><article-meta>{ids}</article-meta></front>"
        f"<body><p>Text.</p></body><back>{back}</back>{more}</article></pmc-articleset>"
    ).encode()


def listed(refs: str) -> tuple[Reference, ...]:
    """The references of an article whose list holds `refs`."""
    (article,) = parse_articles(document(f"<ref-list>{refs}</ref-list>")).articles
    assert article.references is not None
    return article.references


def one(citation: str, label: str = "") -> Reference:
    (reference,) = listed(f"<ref>{label}{citation}</ref>")
    return reference


def name(family: str, given: str = "") -> str:
    given = given and f"<given-names>{given}</given-names>"
    return f"<name><surname>{family}</surname>{given}</name>"


def group(kind: str, inner: str) -> str:
    return f'<person-group person-group-type="{kind}">{inner}</person-group>'


def element(inner: str, kind: str = "journal") -> str:
    return f'<element-citation publication-type="{kind}">{inner}</element-citation>'


def mixed(inner: str, kind: str = "journal") -> str:
    return f'<mixed-citation publication-type="{kind}">{inner}</mixed-citation>'


@pytest.mark.parametrize(
    ("kind", "value"), [("pmc", "6146027"), ("pmcid", "PMC6146027"), ("pmcid", "6146027")]
)
def test_the_article_s_own_identifiers(kind: str, value: str) -> None:
    ids = (
        f'<article-id pub-id-type="{kind}">{value}</article-id>'
        '<article-id pub-id-type="pmcaid">6146</article-id>'
        '<article-id pub-id-type="publisher-id">02013</article-id>'
        '<article-id pub-id-type="pmid">30254636</article-id>'
        '<article-id pub-id-type="doi">10.3389/FIMMU.2018.02013</article-id>'
    )
    (article,) = parse_articles(document("", ids)).articles
    own = (PMID("30254636"), PMCID("PMC6146027"), DOI("10.3389/fimmu.2018.02013"))
    assert (article.pmid, article.pmcid, article.doi) == own


def test_own_identifiers_are_never_those_of_a_reference_or_of_a_response() -> None:
    response = (
        '<sub-article><front-stub><article-id pub-id-type="doi">10.5555/response</article-id>'
        f"</front-stub><back><ref-list><ref>{element(GABRIELLI)}</ref></ref-list></back></sub-article>"
    )
    cited = element(f'{GABRIELLI}<pub-id pub-id-type="doi">10.1056/NEJMra0806188</pub-id>')
    (article,) = parse_articles(
        document(f"<ref-list><ref>{cited}</ref></ref-list>", "", response)
    ).articles
    assert (article.pmid, article.pmcid, article.doi) == (None, None, None)
    assert article.references is not None
    assert [line.doi for line in article.references] == [DOI("10.1056/nejmra0806188")]


def test_no_list_and_an_empty_list_are_different_answers() -> None:
    assert parse_articles(document("")).articles[0].references is None
    assert parse_articles(document("<ref-list><title>R</title></ref-list>")).articles[0] == Article(
        PMID("99000001"), PMCID("PMC99000001"), DOI("10.3389/fimmu.2018.02013"), ()
    )


def test_errors_in_the_place_of_articles() -> None:
    data = (
        b'<pmc-articleset><error id="123">The following PMCID is not available: 123</error>'
        b'<Reply Id="PMC7" error="not open access"/><error/></pmc-articleset>'
    )
    assert parse_articles(data) == ArticleSet(
        (),
        (
            Unavailable(PMCID("PMC123"), "The following PMCID is not available: 123"),
            Unavailable(PMCID("PMC7"), "not open access"),
            Unavailable(None, "not available"),
        ),
    )
    with pytest.raises(AnswerError, match="PMC answers: ID list is empty"):
        parse_articles(b"<eFetchResult><ERROR>ID list is empty</ERROR></eFetchResult>")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "nothing in it"),
        (b" \n", "nothing in it"),
        (b"<article><back>", "line 1: XML that is not well-formed"),
        (b"<html><body/></html>", "no JATS: its root element is <html>"),
        (b'<!DOCTYPE article [<!ENTITY a "b">]><article>&a;</article>', "declares entities"),
    ],
)
def test_what_is_no_jats(data: bytes, said: str) -> None:
    with pytest.raises(InputError, match=said):
        parse_articles(data)


def test_an_entity_that_only_the_dtd_declares() -> None:
    data = (
        b'<!DOCTYPE article PUBLIC "-//NLM//DTD" "archivearticle.dtd"><article><back><ref-list>'
        b"<ref><mixed-citation>Avvedimento &beta;-cells, 2009.</mixed-citation></ref>"
        b"</ref-list></back></article>"
    )
    (article,) = parse_articles(data).articles
    assert article.references is not None
    assert article.references[0].text == "Avvedimento β-cells, 2009."


def test_an_element_citation() -> None:
    line = one(
        element(f'{GABRIELLI}<pub-id pub-id-type="pmid">19420368</pub-id>'), "<label>1.</label>"
    )
    assert line == Reference(
        1,
        "Gabrielli A, Avvedimento EV. Scleroderma. N Engl J Med. 2009;360:1989-2003.",
        "1",
        Cited(
            authors=(Person("Gabrielli", None, "A"), Person("Avvedimento", None, "EV")),
            title="Scleroderma",
            container="N Engl J Med",
            year=2009,
            volume="360",
            pages="1989-2003",
        ),
        pmid=PMID("19420368"),
        sources=("pmc",),
    )


@pytest.mark.parametrize("tag", ["citation", "nlm-citation"])
def test_the_citations_of_older_files_hold_the_same(tag: str) -> None:
    old = one(f'<{tag} citation-type="journal">{GABRIELLI}</{tag}>')
    assert old == one(element(GABRIELLI))


def test_a_mixed_citation_is_printed_with_its_punctuation() -> None:
    line = one(
        mixed(
            f"{name('Binks', 'M')}, {name('Passweg', 'JR')}, <italic>et al</italic>. "
            "(<year>2001a</year>) <article-title>Phase I/II trial in <italic>systemic</italic> "
            "sclerosis</article-title>. <source>Ann Rheum Dis</source>. <volume>60</volume>"
            "(<issue>6</issue>):<fpage>577</fpage>–"
            '<lpage>84</lpage>. doi: <pub-id pub-id-type="doi">10.1136/ard.60.6.577</pub-id>'
            '<pub-id pub-id-type="pmid">11350846</pub-id>'
        )
    )
    assert line.text == (
        "Binks M, Passweg JR, et al. (2001a) Phase I/II trial in systemic sclerosis. "
        "Ann Rheum Dis. 60(6):577–84. doi: 10.1136/ard.60.6.577"
    )
    assert line.cited == Cited(
        authors=(Person("Binks", None, "M"), Person("Passweg", None, "JR")),
        authors_complete=False,
        title="Phase I/II trial in systemic sclerosis",
        container="Ann Rheum Dis",
        year=2001,
        volume="60",
        issue="6",
        pages="577-584",
    )
    assert line.identifiers == (PMID("11350846"), DOI("10.1136/ard.60.6.577"))


def test_a_mixed_citation_of_parts_alone_is_composed() -> None:
    assert one(mixed(GABRIELLI)) == one(element(GABRIELLI))


def test_parts_that_touch_are_told_apart() -> None:
    line = one(
        mixed(
            f"{name('Rich', 'KM')} (<year>2010</year>) <article-title>Impacts of an outbreak?"
            "</article-title><source>Am J Trop Med Hyg</source><volume>83</volume>: "
            "<fpage>52</fpage><lpage>57</lpage>"
            '<pub-id pub-id-type="pmid">20682906</pub-id>'
        )
    )
    assert line.text == "Rich KM (2010) Impacts of an outbreak? Am J Trop Med Hyg 83: 52-57"


def test_a_line_without_any_tag_is_read_from_its_words() -> None:
    line = one(
        mixed(
            "Del Papa N, Zaccara E. From mechanisms of action to therapeutic application. "
            "<italic>Best Pract Res Clin Rheumatol</italic> 2015;29:756-69. "
            "doi: 10.1016/j.berh.2016.02.012",
            "other",
        ),
        "<label>[6]</label>",
    )
    assert line.label == "6"
    assert line.cited == Cited(
        authors=(Person("Del Papa", None, "N"), Person("Zaccara", None, "E")),
        title="From mechanisms of action to therapeutic application",
        container="Best Pract Res Clin Rheumatol",
        year=2015,
        volume="29",
        pages="756-769",
    )
    assert line.doi == DOI("10.1016/j.berh.2016.02.012")


def test_several_works_in_one_ref_are_lines_of_their_own() -> None:
    own = '<label>{}</label>{}<pub-id pub-id-type="pmid">{}</pub-id>'
    lines = listed(
        f"<ref><label>11</label>{element(GABRIELLI)}</ref>"
        f"<ref><label>12.</label>{element(GABRIELLI)}{mixed('Velier M. Text. 2021.')}</ref>"
        f"<ref><label>13</label>{element(own.format('(a)', GABRIELLI, 1))}"
        f"{element(own.format('13b', GABRIELLI, 2))}</ref>"
        f"<ref>{element(own.format('c', GABRIELLI, 3))}{element(GABRIELLI)}</ref>"
    )
    assert [line.label for line in lines] == ["11", "12a", "12b", "13a", "13b", "c", None]
    assert [line.position for line in lines] == [1, 2, 3, 4, 5, 6, 7]
    assert [line.pmid for line in lines[3:6]] == [PMID("1"), PMID("2"), PMID("3")]
    assert lines[3].text == lines[0].text


def test_one_work_given_in_two_forms_is_one_line() -> None:
    printed = mixed("GABRIELLI, A. Scleroderma. <italic>N Engl J Med</italic>, v. 360, 2009.")
    alternatives = f"<citation-alternatives>{element(GABRIELLI)}{printed}</citation-alternatives>"
    for ref in (alternatives, printed + element(GABRIELLI)):
        line = one(ref, "<label>3</label>")
        assert line.label == "3"
        assert line.text == "GABRIELLI, A. Scleroderma. N Engl J Med, v. 360, 2009."
        assert line.cited.volume == "360"
        assert len(line.cited.authors) == 2


def test_lists_in_lists_and_in_appendices_are_read_in_printed_order() -> None:
    ref = "<ref><label>{}</label>" + element(GABRIELLI) + "</ref>"
    back = (
        f"<ref-list><title>A</title>{ref.format(1)}<ref-list>{ref.format(2)}</ref-list>"
        f"<ref-list><title>B</title>{ref.format(3)}</ref-list></ref-list>"
        f"<app-group><app><ref-list>{ref.format('A1')}</ref-list></app></app-group>"
    )
    (article,) = parse_articles(document(back)).articles
    assert article.references is not None
    assert [line.label for line in article.references] == ["1", "2", "3", "A1"]
    assert [line.position for line in article.references] == [1, 2, 3, 4]


def test_references_after_a_list_in_a_list_keep_their_place() -> None:
    ref = "<ref><label>{}</label>" + element(GABRIELLI) + "</ref>"
    back = (
        f"<ref-list>{ref.format(1)}<ref-list>{ref.format(2)}</ref-list>{ref.format(3)}</ref-list>"
    )
    (article,) = parse_articles(document(back)).articles
    assert [line.label for line in article.references or ()] == ["1", "2", "3"]


def test_what_is_no_citation_keeps_its_place() -> None:
    lines = listed(
        "<ref><label>4</label><note><p>Unpublished data, kept by the <bold>authors</bold>.</p>"
        f"</note></ref><ref/><ref>{element('')}</ref>"
        f"<ref>{element(GABRIELLI)}<note><p>A milestone.</p></note></ref>"
    )
    assert [line.text for line in lines[:3]] == [
        "Unpublished data, kept by the authors.", None, None,
    ]  # fmt: skip
    assert lines[0].label == "4"
    assert lines[3].notes == ("printed beside it: A milestone.",)
    assert [line.position for line in lines] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("kind", "value", "note"),
    [
        ("pmid", "NOT_FOUND;INVALID_JOURNAL", "PMC: pmid refused: NOT_FOUND;INVALID_JOURNAL"),
        ("doi", "unavailable", "PMC: doi refused: unavailable"),
        ("pmcid", "x", "PMC: pmcid refused: x"),
        ("pmid", "99000011", None),
    ],
)
def test_junk_is_refused_with_a_note(kind: str, value: str, note: str | None) -> None:
    line = one(element(f'{GABRIELLI}<pub-id pub-id-type="{kind}">{value}</pub-id>'))
    assert line.notes == ((note,) if note else ())
    assert line.identifiers == (() if note else (PMID("99000011"),))


@pytest.mark.parametrize(
    ("given_ids", "expected"),
    [
        ('<pub-id pub-id-type="pmcid">PMC123</pub-id>', (PMCID("PMC123"),)),
        ('<pub-id pub-id-type="pmid">PMC123</pub-id>', (PMCID("PMC123"),)),
        (
            '<pub-id pub-id-type="doi">https://doi.org/10.1890/15‐0688</pub-id>',
            (DOI("10.1890/15-0688"),),
        ),
        ('<pub-id pub-id-type="other">10.1000/X</pub-id>', (DOI("10.1000/x"),)),
        ('<pub-id pub-id-type="pii">10000000</pub-id>', ()),
        ("<comment>doi: 10.1000/x and no other.</comment>", (DOI("10.1000/x"),)),
        ("<comment>doi: 10.1000/x or 10.1000/y</comment>", ()),
        (
            '<ext-link ext-link-type="uri" xlink:href="http://dx.doi.org/10.1000/x">link</ext-link>',
            (DOI("10.1000/x"),),
        ),
        ('<ext-link ext-link-type="pubmed" xlink:href="123">123</ext-link>', (PMID("123"),)),
        ("<uri>https://pmc.ncbi.nlm.nih.gov/articles/PMC77/</uri>", (PMCID("PMC77"),)),
    ],
)
def test_identifiers_wherever_they_are(given_ids: str, expected: tuple[object, ...]) -> None:
    assert one(element(GABRIELLI + given_ids)).identifiers == expected


def test_of_two_identifiers_of_a_kind_the_first_counts_and_the_other_is_noted() -> None:
    line = one(
        element(
            f'{GABRIELLI}<pub-id pub-id-type="pmid">1</pub-id><pub-id pub-id-type="pmid">2</pub-id>'
        )
    )
    assert (line.pmid, line.notes) == (PMID("1"), ("PMC also gives PMID 2",))


@pytest.mark.parametrize(
    ("inner", "kind", "expected"),
    [
        (
            '<person-group person-group-type="author"><collab>EBMT Working Party</collab><name>'
            "<surname>Velier</surname><given-names>Mélanie</given-names><suffix>Jr.</suffix></name>"
            "<etal/></person-group><article-title>T</article-title>",
            "journal",
            Cited(
                authors=(Group("EBMT Working Party"), Person("Velier", "Mélanie", suffix="Jr")),
                authors_complete=False,
                title="T",
            ),
        ),
        (
            '<person-group person-group-type="author"><string-name><given-names>M. D.</given-names>'
            " <surname>Mayes</surname></string-name></person-group>"
            f"<chapter-title>Epidemiology</chapter-title>{group('editor', name('Varga', 'J.'))}"
            "<source>Scleroderma</source><edition>2nd</edition>"
            "<publisher-loc>New York,</publisher-loc><publisher-name>Springer</publisher-name>"
            "<year>2017</year><fpage>9</fpage><lpage>21</lpage>",
            "book",
            Cited(
                kind="chapter",
                authors=(Person("Mayes", None, "MD"),),
                editors=(Person("Varga", None, "J"),),
                title="Epidemiology",
                container="Scleroderma",
                year=2017,
                pages="9-21",
                publisher="Springer",
                place="New York",
                edition="2nd",
            ),
        ),
        (
            "<name><surname>Mayes</surname></name><chapter-title>Epidemiology</chapter-title><name>"
            "<surname>Varga</surname></name><source>Scleroderma</source>",
            "book",
            Cited(
                kind="chapter", authors=(Person("Mayes"),), editors=(Person("Varga"),),
                title="Epidemiology", container="Scleroderma",
            ),
        ),
        (
            "<source>Scleroderma.</source><year>in press</year><fpage>318 p.</fpage>",
            "book",
            Cited(kind="book", title="Scleroderma"),
        ),
        (
            "<collab>EMA</collab><source>Guideline</source><date><year>2011</year></date>"
            '<ext-link ext-link-type="uri" xlink:href="https://www.ema.europa.eu/x">EMA</ext-link>',
            "webpage",
            Cited(
                kind="webpage", authors=(Group("EMA"),), title="Guideline", year=2011,
                url="https://www.ema.europa.eu/x",
            ),
        ),
        (
            "<article-title>T</article-title><source>J</source><volume>Vol. 9</volume>"
            "<supplement>(Suppl 1)</supplement><elocation-id>e66</elocation-id>",
            "",
            Cited(title="T", container="J", volume="9", issue="Suppl 1", pages="e66"),
        ),
        (
            "<article-title>T</article-title><source>J</source><volume>2</volume><object-id "
            'pub-id-type="publisher-id">e63090</object-id>',
            "journal",
            Cited(title="T", container="J", volume="2", pages="e63090"),
        ),
        (
            "<article-title>T</article-title><conf-name>9th Meeting</conf-name><year>1999b</year>",
            "confproc",
            Cited(kind="paper-conference", title="T", container="9th Meeting", year=1999),
        ),
        (
            '<person-group person-group-type="author">Hendrix RW,Roberts JW, et al.</person-group>'
            "<person-group person-group-type=\"translator\"><name><surname>Z</surname></name>"
            "</person-group><source>T</source>",
            "book",
            Cited(
                kind="book", title="T", authors_complete=False,
                authors=(Person("Hendrix", None, "RW"), Person("Roberts", None, "JW")),
            ),
        ),
    ],
)  # fmt: skip
def test_fields(inner: str, kind: str, expected: Cited) -> None:
    assert one(element(inner, kind)).cited == expected


def test_a_composed_line_says_all_its_parts() -> None:
    line = one(
        element(
            "<collab>NCBI</collab><chapter-title>Overview</chapter-title><source>GenBank</source>"
            '<person-group person-group-type="editor"><name><surname>Varga</surname><given-names>J'
            "</given-names></name></person-group><publisher-loc>Bethesda</publisher-loc>"
            "<publisher-name>NLM</publisher-name><year>2008</year><comment>Available: <uri>"
            "https://www.ncbi.nlm.nih.gov/genbank</uri></comment>"
            "<date-in-citation>[accessed 4 November 2008]</date-in-citation>",
            "book",
        )
    )
    assert line.text == (
        "NCBI. Overview. In: Varga J, editors. GenBank. Bethesda: NLM. 2008. Available: "
        "https://www.ncbi.nlm.nih.gov/genbank. [accessed 4 November 2008]."
    )
    assert line.cited.year == 2008


def test_a_consortium_of_thousands_leaves_room_for_the_title() -> None:
    names = "".join(f"<name><surname>Amsel{n}</surname></name>" for n in range(3000))
    line = one(
        element(f'<person-group person-group-type="author">{names}</person-group>{GABRIELLI}')
    )
    assert len(line.cited.authors) == 3002
    assert line.text is not None
    assert line.text.endswith("et al. Scleroderma. N Engl J Med. 2009;360:1989-2003.")


def test_hostile_text_is_cleaned() -> None:
    line = one(
        element(
            "<article-title>Cells \u202e in [red]disguise[/red]\u200b</article-title><source>J"
            "\u200eS</source>"
        )
    )
    assert line.cited.title == "Cells in [red]disguise[/red]"
    assert line.text == "Cells in [red]disguise[/red]. JS."


PARTS = st.lists(
    st.sampled_from(
        [
            GABRIELLI, "text ", ". ", "<etal/>", "<x>, </x>", "<bold>9</bold>", "<year/>",
            "<volume>3</volume>", "<fpage>1</fpage>", "<lpage>9</lpage>", "<source>S</source>",
            "<comment>doi:10.1000/x</comment>", "<label>a</label>", "<collab>Group</collab>",
            '<pub-id pub-id-type="pmid">12</pub-id>', '<pub-id pub-id-type="doi">junk</pub-id>',
            "<name><given-names>J</given-names></name>", "<person-group>&lt;i&gt;</person-group>",
        ]
    ),
    max_size=8,
)  # fmt: skip


@settings(max_examples=60, derandomize=True, deadline=None)
@given(st.lists(st.lists(PARTS, min_size=1, max_size=3), max_size=4))
def test_every_citation_is_one_line_whatever_it_holds(refs: list[list[list[str]]]) -> None:
    written = "".join(
        "<ref><label>7</label>" + "".join(mixed("".join(parts)) for parts in citations) + "</ref>"
        for citations in refs
    )
    lines = listed(written)
    assert [line.position for line in lines] == list(range(1, sum(map(len, refs)) + 1))
    for line, parts in zip(lines, (parts for ref in refs for parts in ref), strict=True):
        assert line.pmid == (PMID("12") if any("pmid" in part for part in parts) else None)
        assert line.text is None or line.text == line.text.strip() != ""
