"""LaTeX for pdfLaTeX: what is written reads back, and no text commands TeX."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sscmsc import text
from sscmsc.formats import latex
from sscmsc.formats.latex_reading import decode, decode_text
from sscmsc.formats.latex_symbols import ACCENTS, LETTERS, MATH, TEXT

NASTY = "\\{}[]$%&#_^~<>|\"'`-–—“”‘’,;:!?@=/ \n\t\x00\x01\x02\x07\x1b\u202e\u0301µαΔ−²₂…<i></i>IL6"


def settled(value: str) -> str:
    """The text as a record may hold it: rich text that cleaning leaves alone."""
    before = ""
    while value != before:
        before, value = value, text.rich(text.without_full_stop(value))
    return value


TITLES = st.one_of(
    st.text(max_size=40),
    st.text(alphabet=NASTY, max_size=30),
    st.lists(
        st.sampled_from(["<i>", "</i>", "<sup>", "</sup>", "<b>", "</b>", "&lt;i>", "&", "<", "--"])
        | st.text(alphabet=NASTY, max_size=4),
        max_size=12,
    ).map("".join),
).map(settled)


def braces(value: str) -> bool:
    """Balanced as BibTeX counts (every brace) and as others do (not after a backslash)."""
    for pattern in (r"[{}]", r"(?<!\\)[{}]"):
        depth = 0
        for brace in re.findall(pattern, value):
            depth += 1 if brace == "{" else -1
            if depth < 0:
                return False
        if depth:
            return False
    return True


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("MSC in SSc, a trial", r"{MSC} in {SSc}, a trial"),
        ("Blockade of IL-6 and CD90", r"Blockade of {IL-6} and {CD90}"),
        (
            "CD4<sup>+</sup> cells",
            r"{CD4\textsuperscript{+}} cells",
        ),
        ("Cells with α-SMA", r"Cells with {{\ensuremath{\alpha}-SMA}}"),
        ("A TGF-β1 loop", r"A {TGF-\ensuremath{\beta}1} loop"),
        ("Mesenchymal cells (MSCs)", r"Mesenchymal cells ({MSCs})"),
        ("Double-Blind Trial in Systemic Sclerosis", r"Double-Blind Trial in Systemic Sclerosis"),
        ("Stem cells for refractory Crohn disease", r"Stem cells for refractory {Crohn} disease"),
        ("Regulatory T cells: A review", r"Regulatory {T} cells: A review"),
        ("On <i>BRCA1</i> and <i>Il6</i>-KO", r"On \textit{BRCA1} and {{\textit{Il6}-KO}}"),
        ("Loss of a<i>B C</i>D1", r"Loss of a\textit{B C}{D1}"),
        ("The 3rd dose of 50mg in 3D", r"The 3rd dose of 50mg in {3D}"),
        (
            "THE TREATMENT OF SYSTEMIC SCLEROSIS WITH IL-6 AND MSCs",
            r"THE TREATMENT OF SYSTEMIC SCLEROSIS WITH {IL-6} AND {MSCs}",
        ),
    ],
)  # fmt: skip
def test_capitals_that_matter_are_kept(title: str, written: str) -> None:
    assert latex.encode_title(title) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("A & B, 5% of $3 #1 a_b", r"A \& B, 5\% of \$3 \#1 a\_b"),
        ("{a} ~ ^ \\ < > |", r"{\textbraceleft}a{\textbraceright} {\textasciitilde} "
         r"{\textasciicircum} {\textbackslash} {\textless} {\textgreater} {\textbar}"),
        ("“curly” ‘single’ it's", "``curly'' ‘single’ it's"),
        ('a "straight" `grave', r'a {"}straight{"} {\textasciigrave}grave'),
        ("2–3 — 4 -- 5", "2--3 --- 4 -{}- 5"),
        ("≥5 ± 2 µg × 3 → ∞ − 1 °C", r"\ensuremath{\geq}5 \ensuremath{\pm} 2 {\textmu}g "
         r"\ensuremath{\times} 3 \ensuremath{\rightarrow} \ensuremath{\infty} \ensuremath{-} 1 "
         r"\ensuremath{^\circ}C"),
        ("and so on…", r"and so on\ldots{}"),
        ("a\xa0b", "a~b"),
        ("!“ ?‘ ''", "!{}`` ?{}‘ '{}'"),
        ("Sjögren Łódź", "Sjögren Łódź"),
        ("Nguyễn x\u0304", r"Nguy{\~{{\^e}}}n {\=x}"),
        ("期刊 Жанна", "期刊 Жанна"),
        (r"\input{/etc/passwd} \write18{id}", r"{\textbackslash}input{\textbraceleft}/etc/passwd"
         r"{\textbraceright} {\textbackslash}write18{\textbraceleft}id{\textbraceright}"),
        ("line\nbreak\x1b[2J\u202e", "line break[2J"),
    ],
)  # fmt: skip
def test_text_is_escaped(value: str, written: str) -> None:
    assert latex.escape(value) == written


@pytest.mark.parametrize(
    ("name", "letters", "written"),
    [
        ("Hernández", 3, "Hernández"),
        ("Sjögren", 3, r"Sj{\"o}gren"),
        ("Élodie Ève", 1, r"{\'E}lodie {\`E}ve"),
        ("Jean-Émile", 1, r"Jean-{\'E}mile"),
        ("Ørsted", 3, r"{\O}rsted"),
        ("O’Neil & {Sons}", 3, r"{}O’Neil \& {\textbraceleft}Sons{\textbraceright}"[2:]),
    ],
)
def test_no_initial_is_cut_in_a_byte(name: str, letters: int, written: str) -> None:
    assert latex.escape_name(name, letters) == written


@pytest.mark.parametrize(
    ("written", "title"),
    [
        (r"{\'E}l{\`e}ve G{\"{o}}del \v{c} {\v c}\'\i \ss\ {\o}re \aa{} \O",
         "Élève Gödel č číß øre å Ø"),
        (r"T\'{\^e}t \c{C} \k a \.{I} {\L}{\'o}d{\'z}", "Tết Ç ą İ Łódź"),
        (r"CO$_2$ at 5\,$^\circ$C, {$_{2}$} and Ca$^{2+}$",
         "CO<sub>2</sub> at 5 °C, <sub>2</sub> and Ca<sup>2+</sup>"),
        (r"$\alpha$-SMA, $\mu$m, $P<0.05$, $\frac{1}{2}$", "α-SMA, μm, P<0.05, 1/2"),
        (r"`quoted' ``text'' --- \textgreater 5 \& more", "‘quoted’ “text” — >5 & more"),
        (r"{\it Il6}, \emph{in vivo} {\bfseries bold}",
         "<i>Il6</i>, <i>in vivo</i> <b>bold</b>"),
        (r"{{InGaN}}/{{GaN}} Core\textendash{}Shell", "InGaN/GaN Core–Shell"),
        (r"US$ 5 and 12% of http://a.org/~x", "US$ 5 and 12% of http://a.org/~x"),
        (r"<i>Raw</i> markup &amp; <jats:sup>2</jats:sup>", "<i>Raw</i> markup & <sup>2</sup>"),
        (r"\textless{}i\textgreater{} is literal", "&lt;i> is literal"),
        (r"\unheardof{Words} stay, \unheardof too", r"Words stay, \unheardof too"),
        (r"\input{/etc/passwd} x", r"\input{/etc/passwd} x"),
        (r"a \lessapprox b \gtrapprox c", "a ⪅b ⪆c"),
        (r"stray } and { and \{\vphantom{\}} $", "stray and and { $"),
    ],
)  # fmt: skip
def test_what_others_write_is_read(written: str, title: str) -> None:
    assert decode(written) == title


@settings(max_examples=400, derandomize=True, deadline=None)
@given(TITLES)
@example(r"\input{/etc/passwd} } { \write18{id} ``x'' $x$")
@example("CD4<sup>+</sup>-<i>--</i>, <b>a B</b>c &lt;i> &amp;lt; ”’'’‘“`")
@example("\U0001d400 \ud7ff x\u0304\u0323 \u0344 ﬁ \xad\u200d⁺")
def test_a_title_reads_back(title: str) -> None:
    title = settled(title)
    for written in (latex.encode_title(title), latex.encode(title)):
        assert decode(written) == title
        assert braces(written)
        assert written == written.replace("\n", " ")
    assert decode_text(latex.escape(text.plain(title))) == text.clean(text.plain(title))


@settings(max_examples=300, derandomize=True, deadline=None)
@given(st.text(alphabet=NASTY + "\ud800\ufeff\u200b", max_size=40))
def test_no_text_breaks_out_of_its_value(value: str) -> None:
    for written in (latex.encode_title(value), latex.encode(value), latex.escape(value)):
        assert braces(written)
        assert not re.search("[\x00-\x1f\u202e\ud800]", written)
        commands = set(re.findall(r"\\([A-Za-z]+)", written))
        assert commands <= KNOWN, commands - KNOWN
        assert re.search(r"(?<!\\)[%#&$]", written) is None


KNOWN = {
    command
    for written in (*TEXT.values(), *MATH.values())
    for command in re.findall(r"\\([A-Za-z]+)", written)
} | {"ensuremath", "textit", "textbf", "textsuperscript", "textsubscript"} | {
    one for one in (*ACCENTS.values(), *LETTERS.values()) if one.isalpha()
}  # fmt: skip


@pytest.mark.parametrize("letter", [*TEXT, *MATH, *LETTERS])
def test_every_character_of_the_tables_reads_back(letter: str) -> None:
    assert decode(f"a{latex.escape(letter)}b") == text.clean(f"a{letter}b")
    if letter in LETTERS:
        assert decode(latex.accented(letter) or "") == letter


def test_values_of_great_length_or_depth_are_read_at_once() -> None:
    assert decode("{" * 50_000 + "x" + "}" * 50_000) == "x"
    assert len(decode(r"\'e" * 60_000, 200_000)) == 60_000
    assert decode("$" * 30_001 + "x", 40_000) == "$x"


def test_a_doi_with_unpaired_braces_is_not_raw() -> None:
    assert latex.balanced("10.1/a{b}c")
    assert not latex.balanced("10.1/a}b{c")
    assert not latex.balanced("10.1/a{b")
    assert not latex.balanced("10.1/a\\")


@pytest.mark.parametrize("letter", ["Ǚ", "ặ", "Ễ", "ǘ"])
def test_a_letter_of_two_accents_takes_no_brace_with_it(letter: str) -> None:
    """The brace that closes a group after it is the group's own."""
    written = latex.escape(letter)
    assert latex.with_whole_letters(f"{{a {written}}},") == f"{{a {letter}}},"
    assert latex.with_whole_letters(f"{{{{{written}}}}}") == f"{{{{{letter}}}}}"
