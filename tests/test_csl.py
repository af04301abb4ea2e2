"""What the default engine makes of awkward works, and text with marks for typefaces."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sscmsc.csl import FACES, MARKS, Formatted, Run, Style
from sscmsc.csl_citeproc import CiteprocPy
from sscmsc.csl_item import make_items
from sscmsc.csl_text import cut, marked, tidied, typeset
from sscmsc.dates import PartialDate
from sscmsc.entry import Entry
from sscmsc.errors import InputError
from sscmsc.record import Author, Group, Person, Publication, Record
from sscmsc.styles import find_style
from sscmsc.text import RichText
from tests.golden_styles import INCOMPLETE, STYLES, listed, shown
from tests.style_works import HOSTILE, ONE, WORKS, article


def formatted(style: str, *works: object, own_name: str | None = None) -> tuple[Formatted, ...]:
    chosen = [one for one in WORKS if one.citekey in works] if works else WORKS
    return CiteprocPy().format(find_style(style), make_items(chosen, own_name))


def _bare(reference: Formatted) -> str:
    return reference.text.removeprefix(reference.label).lstrip()


def test_golden_files_are_of_many_styles_and_works() -> None:
    assert len(STYLES) >= 12
    assert len(WORKS) >= 30


@pytest.mark.parametrize("style", STYLES)
def test_a_list_of_authors_that_was_cut_ends_in_et_al(style: str) -> None:
    (reference,) = formatted(style, INCOMPLETE)
    assert (reference.label, shown(reference)) == listed("citeproc-py")[style, INCOMPLETE]
    assert "et al" in reference.text


@pytest.mark.parametrize("style", STYLES)
def test_no_reference_has_marks_doubled_stops_or_blanks(style: str) -> None:
    for one in formatted(style):
        assert not set(one.text) & set(MARKS)
        assert "  " not in one.text
        assert "?." not in one.text
        assert "<i>" not in one.text


def test_works_with_keys_that_differ_in_case_only_are_two() -> None:
    first, second = article("Key2018", "One", ONE), article("key2018", "Two", ONE)
    made = CiteprocPy().format(find_style("nlm"), make_items([first, second]))
    assert [one.citekey for one in made] == ["Key2018", "key2018"]
    assert "One." in made[0].text
    assert "Two." in made[1].text


def test_sorting_has_no_regard_to_accents() -> None:
    authors = ("Zahn", "Ørsted", "Adams", "Ångström", "Österberg")
    works = [
        article(f"k{number}", "A work", (Person(family, "A"),))
        for number, family in enumerate(authors)
    ]
    made = CiteprocPy().format(find_style("apa"), make_items(works))
    families = [one.text.split(",")[0] for one in made]
    assert families.index("Adams") < families.index("Ångström") < families.index("Zahn")
    assert families.index("Österberg") < families.index("Zahn")


def test_more_than_26_works_alike_have_letters_still() -> None:
    works = [article(f"k{number}", f"Work {number:02d}", ONE) for number in range(28)]
    made = CiteprocPy().format(find_style("apa"), make_items(works))
    assert [one.text.partition("(2018")[2].partition(")")[0] for one in made][-3:] == [
        "z", "aa", "ab",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["Birch", "birch", "Birch JP", "Birch J", "Birch, John Paul"])
@pytest.mark.parametrize("style", ["nlm", "apa", "nature", "ieee", "chicago-author-date"])
def test_the_own_name_is_bold_and_no_other(style: str, name: str) -> None:
    (reference,) = formatted(style, "question", own_name=name)
    bold = [run.text for run in reference.runs if "b" in run.faces and "Birch" in run.text]
    assert len(bold) == 1
    assert "Ashdown" not in bold[0]
    (plain,) = formatted(style, "question")
    assert reference.text == plain.text


def test_another_of_the_same_family_name_is_not_the_own() -> None:
    (reference,) = formatted("nlm", "question", own_name="Birch A")
    assert all("b" not in run.faces for run in reference.runs)


def test_hostile_text_is_text() -> None:
    (reference,) = CiteprocPy().format(find_style("nlm"), make_items([HOSTILE]))
    assert "<script>alert(1)</script>" in reference.text
    assert "{\\rtf1 \\b}" in reference.text
    assert "\ufdd0" not in reference.text
    assert all("i" not in run.faces for run in reference.runs if "script" in run.text)


@pytest.mark.parametrize(
    ("xml", "said"),
    [
        (b"<style", "no XML"),
        (b"<html/>", "no CSL style"),
        (b'<style xmlns="http://purl.org/net/xbiblio/csl"><citation/></style>', "no bibliography"),
        (
            b'<style xmlns="http://purl.org/net/xbiblio/csl"><bibliography><layout>'
            b'<text macro="absent"/></layout></bibliography></style>',
            "absent",
        ),
        (
            b'<!DOCTYPE s [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
            b'<style xmlns="http://purl.org/net/xbiblio/csl">&e;</style>',
            "no bibliography",
        ),
        (
            b'<style xmlns="http://purl.org/net/xbiblio/csl">'
            b'<macro name="m"><text macro="m"/></macro>'
            b'<bibliography><layout><text macro="m"/></layout></bibliography></style>',
            "cannot format",
        ),
    ],
)
def test_a_bad_style_is_refused(xml: bytes, said: str) -> None:
    with pytest.raises(InputError, match=said):
        CiteprocPy().format(Style("bad", "Bad", xml), make_items(WORKS[:1]))


def test_an_entity_of_a_style_is_not_read() -> None:
    xml = (
        b'<!DOCTYPE s [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
        b'<style xmlns="http://purl.org/net/xbiblio/csl"><bibliography><layout>'
        b'<text value="x"/>&e;</layout></bibliography></style>'
    )
    try:
        (reference,) = CiteprocPy().format(Style("bad", "Bad", xml), make_items(WORKS[:1]))
    except InputError:
        return
    assert reference.text == "x"


@pytest.mark.parametrize(
    ("plain", "printed"),
    [
        ("Raynaud's", "Raynaud’s"),
        ('a "white" finger', "a “white” finger"),
        ("a 'blue' one", "a ‘blue’ one"),
        ("5'-triphosphate", "5'-triphosphate"),
        ('24" tubes', '24" tubes'),
        ("nothing", "nothing"),
    ],
)
def test_typeset(plain: str, printed: str) -> None:
    assert typeset(plain) == printed


@pytest.mark.parametrize(
    ("written", "better"),
    [
        ("Is it safe?. J", "Is it safe? J"),
        ("end.. J", "end. J"),
        ("wait... J", "wait... J"),
        ("a,, b", "a, b"),
        ("a  b ", "a b"),
    ],
)
def test_tidied(written: str, better: str) -> None:
    assert tidied(written) == better


def test_runs_of_rich_text() -> None:
    runs = cut(marked(RichText("a <i>b <sup>c</sup></i>&lt;i>d")))
    assert runs == (
        Run("a "),
        Run("b ", frozenset({"i"})),
        Run("c", frozenset({"i", "sup"})),
        Run("<i>d"),
    )


def test_italics_within_italics_are_upright() -> None:
    opened, closed = FACES["i"]
    runs = cut(f"{opened}a {opened}b{closed} c{closed}")
    assert [(run.text, sorted(run.faces)) for run in runs] == [
        ("a ", ["i"]), ("b", []), (" c", ["i"]),
    ]  # fmt: skip


def test_a_work_without_anything_is_formatted() -> None:
    bare = Entry("bare", Record("test", kind="document"))
    (reference,) = CiteprocPy().format(find_style("nlm"), make_items([bare]))
    assert reference.label == "1."


def _style_again(options: str) -> Style:
    xml = (
        f'<style xmlns="http://purl.org/net/xbiblio/csl"><bibliography {options}><layout>'
        '<names variable="author"><name form="short" delimiter=", "/><substitute>'
        '<names variable="editor"/><text variable="title"/></substitute></names>'
        '<text variable="volume" prefix=" "/></layout></bibliography></style>'
    )
    return Style("again", "Again", xml.encode())


_ABC = (Person("A"), Person("B"), Person("C"))


@pytest.mark.parametrize(
    ("rule", "printed"),
    [
        ("", ["A, B", "--- 1", "A, C", "A, C, B", "T", "--- 1"]),
        ("complete-all", ["A, B", "--- 1", "A, C", "A, C, B", "T", "--- 1"]),
        ("complete-each", ["A, B", "---, --- 1", "A, C", "A, C, B", "T", "--- 1"]),
        ("partial-each", ["A, B", "---, --- 1", "---, C", "---, ---, B", "T", "--- 1"]),
        ("partial-first", ["A, B", "---, B 1", "---, C", "---, C, B", "T", "--- 1"]),
    ],
)
def test_the_authors_of_the_reference_before(rule: str, printed: list[str]) -> None:
    one, two, three = _ABC
    works = [
        article("a", "T", (one, two), volume=None),
        article("b", "T", (one, two), volume="1"),
        article("c", "T", (one, three), volume=None),
        article("d", "T", (one, three, two), volume=None),
        article("e", "T", (), volume=None),
        article("f", "T", (), volume="1"),
    ]
    rules = f'subsequent-author-substitute-rule="{rule}"' if rule else ""
    style = _style_again(f'subsequent-author-substitute="---" {rules}')
    made = CiteprocPy().format(style, make_items(works))
    assert [reference.text for reference in made] == printed
    plain = CiteprocPy().format(_style_again(""), make_items(works))
    assert [reference.text for reference in plain][:2] == ["A, B", "A, B 1"]


def test_a_particle_with_a_hyphen_stays_at_its_name() -> None:
    works = [
        article("b", "B", (Person("Beech", "A"),)),
        article("a", "A", (Person("al-Ash", "B"),)),
    ]
    made = CiteprocPy().format(find_style("apa"), make_items(works))
    assert [reference.text.split(" (")[0] for reference in made] == ["al-Ash, B.", "Beech, A."]


def _printed(xml: str, *works: Entry, locale: str = "en-US") -> list[str]:
    """What a style with this in the layout of its bibliography prints, as HTML."""
    written = f'<style xmlns="http://purl.org/net/xbiblio/csl">{xml}</style>'
    made = CiteprocPy().format(Style("own", "Own", written.encode(), locale), make_items(works))
    return [shown(reference) for reference in made]


def _layout(inner: str, before: str = "") -> str:
    return f"{before}<bibliography><layout>{inner}</layout></bibliography>"


def test_a_macro_without_what_it_calls_is_left_out() -> None:
    macros = (
        '<macro name="in"><text value="In: "/><text variable="publisher"/></macro>'
        '<macro name="plain"><text value="Plain. "/></macro>'
        '<macro name="date"><choose><if variable="issued"><date variable="issued">'
        '<date-part name="year"/></date></if><else><text term="no date"/></else></choose></macro>'
        '<macro name="who"><names variable="editor"><substitute><text value="Anon. "/>'
        "</substitute></names></macro>"
    )
    inner = "".join(f'<text macro="{name}"/>' for name in ("who", "in", "plain", "date"))
    undated = article("k", "T", ONE, issued=None)
    assert _printed(_layout(inner, macros), undated) == ["Anon. Plain. no date"]
    dated = article("k", "T", ONE)
    assert _printed(_layout(inner, macros), dated) == ["Anon. Plain. 2018"]


def test_typefaces_of_names_and_dates() -> None:
    inner = (
        '<names variable="author"><name font-weight="bold" suffix="." delimiter=", "/></names>'
        '<date variable="issued" font-style="italic" prefix=" (" suffix=")">'
        '<date-part name="year"/></date>'
    )
    work = article("k", "T", (Person("A"), Person("B"), Group("G")))
    assert _printed(_layout(inner), work) == ["<b>A</b>., <b>B</b>., G (<i>2018</i>)"]


@pytest.mark.parametrize(
    ("names", "printed"),
    [
        ((Person("A"), Group("G")), "A &amp; G"),
        ((Person("A"), Person("B"), Group("G")), "A, B, &amp; G"),
        ((Group("G"), Person("A"), Person("B")), "G, A &amp; B"),
        ((Group("G"), Group("H")), "G &amp; H"),
    ],
)
def test_a_group_after_people(names: tuple[Author, ...], printed: str) -> None:
    inner = (
        '<names variable="author">'
        '<name and="symbol" delimiter=", " delimiter-precedes-last="never"/></names>'
    )
    assert _printed(_layout(inner), article("k", "T", names)) == [printed]


@pytest.mark.parametrize(
    ("locale", "printed"),
    [("en-US", "3rd"), ("de-DE", "3."), ("fr-FR", "3<sup>e</sup>"), ("da-DK", "3.")],
)
def test_ordinals_are_those_of_the_language(locale: str, printed: str) -> None:
    inner = '<number variable="edition" form="ordinal"/>'
    (book,) = (one for one in WORKS if one.citekey == "book")
    own = '<locale><terms><term name="edition">ed</term></terms></locale>'
    assert _printed(_layout(inner), book, locale=locale) == [printed]
    assert _printed(_layout(inner, own), book, locale=locale) == [printed]


def test_a_term_in_its_long_form_is_the_term() -> None:
    own = '<locale><terms><term name="no date" form="long">unknown</term></terms></locale>'
    assert _printed(_layout('<text term="no date"/>', own), WORKS[0]) == ["unknown"]


@pytest.mark.parametrize(
    ("locale", "printed"),
    [
        ("en-US", "“Is ‘it’ one’s?”"),
        ("en-GB", "‘Is “it” one’s?’"),
        ("fr-FR", "«\xa0Is “it” one’s?\xa0»"),
    ],
)
def test_quotation_marks_within_others(locale: str, printed: str) -> None:
    inner = '<text variable="title" quotes="true"/>'
    quotes = "'" if locale == "en-GB" else '"'
    work = article("k", f"Is {quotes}it{quotes} one's?", ONE)
    assert _printed(_layout(inner), work, locale=locale) == [printed]


def test_pages_in_chicago_and_blocks_apart() -> None:
    xml = (
        '<style xmlns="http://purl.org/net/xbiblio/csl" page-range-format="chicago"><bibliography>'
        '<layout><text value="A"/><text variable="page" display="block"/><text value="B"/></layout>'
        "</bibliography></style>"
    )
    (work,) = (one for one in WORKS if one.citekey == "supplement")
    style = Style("own", "Own", xml.encode())
    (made,) = CiteprocPy().format(style, make_items([work]))
    assert made.text == "A S12–19 B"


@pytest.mark.parametrize(
    ("pages", "minimal", "chicago"),
    [
        ("1-14", "1–14", "1–14"),
        ("1-11", "1–11", "1–11"),
        ("12-120", "12–120", "12–120"),
        ("123-1234", "123–1234", "123–1234"),
        ("145-149", "145–9", "145–49"),
        ("107-128", "107–28", "107–28"),
        ("e1-e10", "e1–10", "e1–10"),
        ("S1-S14", "S1–14", "S1–14"),
        ("S112-S119", "S112–9", "S112–19"),
        ("129e1-129e10", "129e1–10", "129e1–10"),
        ("K1-L3", "K1–L3", "K1–L3"),
        ("12A-15A", "12A–15A", "12A–15A"),
        ("100-100", "100–100", "100–100"),
    ],
)
def test_the_last_page_keeps_what_tells_it(pages: str, minimal: str, chicago: str) -> None:
    work = article("k", "A title", ONE, pages=pages)
    for style, expected in (("nlm", minimal), ("chicago-author-date", chicago), ("apa", None)):
        (made,) = CiteprocPy().format(find_style(style), make_items([work]))
        assert f"{expected or pages.replace('-', '–')}." in made.text


@pytest.mark.parametrize(
    ("author", "printed"),
    [
        (Person("Sullivan", "KM"), "Sullivan KM"),
        (Person("Sullivan", "Keith M."), "Sullivan KM"),
        (Person("NG", "AL"), "NG A"),
        (Person("Ek", "Bo"), "Ek B"),
        (Person("d'Angelo", "Salvatore"), "d’Angelo S"),
        (Person("de' Medici", "Lorenzo"), "de’ Medici L"),
        (Person("王", "小明"), "王小明"),
        (Person("김", "철수"), "김철수"),
        (Person("Иванов", "Пётр Ильич"), "Иванов ПИ"),
    ],
)
def test_names_as_they_are_printed(author: Person, printed: str) -> None:
    work = article("k", "A title", (author,))
    (made,) = CiteprocPy().format(find_style("nlm"), make_items([work]))
    assert _bare(made).startswith(f"{printed}. A title")
    (own,) = CiteprocPy().format(find_style("nlm"), make_items([work], author.family))
    assert _bare(own).startswith(f"{printed}. A title")


@pytest.mark.parametrize(
    ("style", "printed"),
    [
        ("apa", "Varga, J., & Denton, C. P. (Eds.). (2017). Scleroderma (2nd ed.). Springer."),
        ("chicago-author-date", "Varga, John, and Christopher P. Denton, eds. 2017. Scleroderma."),
        ("nlm", "Varga J, Denton CP, editors. Scleroderma. 2nd ed. Springer; 2017."),
    ],
)
def test_editors_in_the_place_of_authors_are_printed_once(style: str, printed: str) -> None:
    editors = (Person("Varga", "John"), Person("Denton", "Christopher P."))
    record = Record(
        "own", "book", title=RichText("Scleroderma"), editors=editors, issued=PartialDate(2017),
        publication=Publication(publisher="Springer", edition="2"),
    )  # fmt: skip
    (made,) = CiteprocPy().format(find_style(style), make_items([Entry("k", record)]))
    assert _bare(made).startswith(printed)
    assert made.text.count("Varga") == 1


def test_no_style_prints_the_editor_of_an_article() -> None:
    work = article("k", "A title", ONE)
    edited = replace(work, record=replace(work.record, editors=(Person("Wright", "JM"),)))
    for style in STYLES:
        (made,) = CiteprocPy().format(find_style(style), make_items([edited]))
        assert "Wright" not in made.text
