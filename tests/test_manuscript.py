"""What is found in manuscripts of each kind, and where."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sscmsc import manuscript_word
from sscmsc.errors import InputError
from sscmsc.identifiers import DOI, PMCID, PMID
from sscmsc.manuscript import Citation, find_citations, kind_of
from tests.conftest import ROOT
from tests.word_file import SPACE, docx, field, packed, part, text

MANUSCRIPTS = ROOT / "tests" / "fixtures" / "manuscripts"
GOLDEN = ROOT / "tests" / "golden" / "manuscripts"


def keys(name: str, content: str | bytes) -> list[str]:
    return [one.key for one in found(name, content)]


def found(name: str, content: str | bytes) -> tuple[Citation, ...]:
    return find_citations(name, content if isinstance(content, bytes) else content.encode())


def sure_keys(name: str, content: str) -> list[str]:
    return [one.key for one in found(name, content) if one.sure]


@pytest.mark.parametrize("path", sorted(MANUSCRIPTS.iterdir()), ids=lambda path: path.name)
def test_a_whole_manuscript_of_each_kind(path: Path) -> None:
    told = "".join(
        f"{one.line}\t{one.column}\t{one.key}\t{'' if one.sure else 'unsure'}".rstrip() + "\n"
        for one in find_citations(path.name, path.read_bytes())
    )
    assert told == (GOLDEN / f"{path.name}.tsv").read_text(encoding="utf-8")


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_line_and_column_whatever_ends_a_line(line_end: str) -> None:
    [one] = found("a.tex", line_end.join(["é", "", r"ü \cite{Ada1815}", ""]))
    assert (one.line, one.column, one.place) == (3, 9, "a.tex:3")


def test_encodings() -> None:
    line = "Müller \\cite{Ada1815}"
    for data in (
        line.encode(), line.encode("latin-1"), b"\xef\xbb\xbf" + line.encode(),
        b"\xff\xfe" + line.encode("utf-16-le"), b"\xfe\xff" + line.encode("utf-16-be"),
    ):  # fmt: skip
        [one] = find_citations("a.tex", data)
        assert (one.key, one.line, one.column) == ("Ada1815", 1, 14)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (r"\cite{a , b,c,,}", ["a", "b", "c"]),
        (r"\cite[][{]}]{a}", ["a"]),
        (r"\nocite{*}", ["*"]),
        (r"\\% \cite{a}", []),
        (r"\% \cite{a}", ["a"]),
        (r"\cite{#1} \cite{\key}", []),
        (r"\cite \citep", []),
        (r"\cite[never closed {a}", []),
        (r"\citestyle{a} \recite{b} \citex{c}", []),
        ("\\cite%\n  [1]%\n  {a}", ["a"]),
        ("\\cite\n\n{a}", []),
        (r"\lstinline|\cite{a}| \verb+%+ \cite{b}", ["b"]),
        (r"\mintinline{tex}{x} \cite{b}", ["b"]),
        (r"\iffalse \cite{a} \else \cite{b} \fi", ["b"]),
        (r"\iffalsehood \cite{a}", ["a"]),
        ("\\begin{comment}\n\\cite{a}\n\\end{comment}\\cite{b}", ["b"]),
        (r"\begin{verbatim} \cite{a}", []),
    ],
)
def test_latex(line: str, expected: list[str]) -> None:
    assert keys("a.tex", line) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("[@a;@b; -@c]", ["a", "b", "c"]),
        ("@a, @b. @c: @d's @e--f", ["a", "b", "c", "d", "e"]),
        ("@Müller2018 @a_b @a:b-c.d @_x", ["Müller2018", "a_b", "a:b-c.d", "_x"]),
        ("a@b x@@y \\@c /@d", []),
        ("**@a** *@b* (@c)", ["a", "b", "c"]),
        ("@{a b} @{a/b}", ["a/b"]),
        ("[@https://doi.org/10.5555/a.b]", ["https://doi.org/10.5555/a.b"]),
        ("`@a` @b `` ` @c `` @d ` @e", ["b", "d", "e"]),
        ("`@a\n\n@b`", ["a", "b"]),
        ("```\n@a\n````\n@b", ["b"]),
        ("    @a\n\ntext\n    @b", ["b"]),
        ("[@doi:10.1002/1521(2001)13:6<1::AID-X>3.0.CO;2-Y; @b]",
         ["doi:10.1002/1521(2001)13:6<1::AID-X>3.0.CO;2-Y", "b"]),
        ("@*", []),
        ("> ```\n> @a\n> ```\n> @b", ["b"]),
    ],
)  # fmt: skip
def test_markdown(line: str, expected: list[str]) -> None:
    assert keys("a.md", line) == expected


def test_labels_of_figures_may_be_none() -> None:
    assert sure_keys("a.qmd", "@fig-a @tbl-b @sec:c @figment") == ["figment"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("@a.b: @c-d. (@e)", ["a.b", "c-d", "e"]),
        ("a@b \\@c", []),
        ("#ref(<a>) cite(\n <b>)", ["a", "b"]),
        ("<a> @a @b", ["b"]),
        ("/* @a", []),
        ("https://x.org @a // @b", ["a"]),
        ("`` @a ```` ``` @b ```` @c", ["a", "c"]),
        ("`@a", []),
    ],
)
def test_typst(line: str, expected: list[str]) -> None:
    assert keys("a.typ", line) == expected


def test_identifiers_are_known_as_such() -> None:
    cited = found("a.md", "[@doi:10.5555/A.1; @pmid:123; @PMC77; @2013; @Ada1815]")
    assert [one.identifier for one in cited] == [
        DOI("10.5555/a.1"), PMID("123"), PMCID("PMC77"), None, None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("x [PMID 12; 13] y", ["pmid:12", "pmid:13"]),
        ("x (PMIDs: 12, 13 and more)", ["pmid:12", "pmid:13"]),
        ("PMID: 12", []),
        ("[1] 10.5555/a.1", []),
        ("[see\n10.5555/a.1]", ["doi:10.5555/a.1"]),
        ("[open\n\n10.5555/a.1]", []),
        ("(https://doi.org/10.5555/a.1)", ["doi:10.5555/a.1"]),
        ("[@doi:10.5555/a.1; @pmid:12]", ["doi:10.5555/a.1", "pmid:12"]),
        ("[PMC123]", ["pmcid:PMC123"]),
        ("[PMID: 12, 10.5555/a.1]", ["pmid:12", "doi:10.5555/a.1"]),
    ],
)
def test_plain_text(line: str, expected: list[str]) -> None:
    assert keys("a.txt", line) == expected


def test_word_text_notes_and_tracked_changes() -> None:
    moved = f"<w:moveFrom>{text('[@Moved]')}</w:moveFrom>"
    gone = "<w:del><w:r><w:delText>[@Gone]</w:delText></w:r></w:del>"
    data = docx(
        text("Cells ") + text("[@Pelt") + text("zer2018; @b]"), moved + gone,
        text("PMID 1, [PMID: 2]"), notes=[text("[@c]")],
    )  # fmt: skip
    assert [(one.key, one.place, one.column) for one in found("a.docx", data)] == [
        ("Peltzer2018", "a.docx:1", 0), ("b", "a.docx:1", 0), ("pmid:2", "a.docx:3", 0),
        ("c", "a.docx (footnotes):1", 0),
    ]  # fmt: skip


def test_fields_of_zotero_and_mendeley() -> None:
    items = [
        {"itemData": {"DOI": "10.5555/A.1", "title": "One"}},
        {"itemData": {"note": "PMID: 12\nPMCID: PMC1", "title": "Two"}},
        {"itemData": {"citation-key": "ada1815", "title": "Three"}},
        {"itemData": {"title": "Four"}},
        {"itemData": {}}, "none",
    ]  # fmt: skip
    code = json.dumps({"citationItems": items})
    expected = ["doi:10.5555/a.1", "pmid:12", "ada1815", "Four"]
    for name in ("ZOTERO_ITEM CSL_CITATION", "CSL_CITATION"):
        data = docx(field(f" ADDIN {name} {code} ", "[PMID: 99]") + text(" [@b]"))
        assert keys("a.docx", data) == [*expected, "b"]
    assert keys("a.docx", docx(field(" ADDIN ZOTERO_ITEM CSL_CITATION {broken", "x"))) == []
    assert keys("a.docx", docx(field(' HYPERLINK "x" ', "[@a]"))) == ["a"]


def test_fields_of_endnote() -> None:
    cite = (
        "<EndNote><Cite><Author>Ada</Author><record><titles><title><style>On &amp; on</style>"
        "</title></titles>{}</record></Cite></EndNote>"
    )
    doi = "<electronic-resource-num><style>10.5555/A.1</style></electronic-resource-num>"
    pmid = "<accession-num>12</accession-num>"
    for inner, expected in ((doi, "doi:10.5555/a.1"), (pmid, "pmid:12"), ("", "On & on")):
        code = cite.format(inner)
        kept = base64.b64encode(code.encode()).decode()
        assert keys("a.docx", docx(field(f" ADDIN EN.CITE {code}", "(1)"))) == [expected]
        assert keys("a.docx", docx(field(" ADDIN EN.CITE ", "(1)", kept))) == [expected]
        assert keys("a.docx", docx(field(" ADDIN EN.CITE.DATA ", "", kept))) == []


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"PK\x03\x04 torn", "damaged"),
        (packed({"other.xml": "x"}), "no document of Word"),
        (packed({"word/document.xml": "<w:document"}), "not well-formed"),
        (packed({"word/document.xml": part(
            ["<w:r><w:t>&a;</w:t></w:r>"], head='<!DOCTYPE w:document [<!ENTITY a "b">]>')}),
         "declares entities"),
        (packed({f"{number}.xml": "" for number in range(20_001)}), "holds 20001 files"),
    ],
)  # fmt: skip
def test_word_files_that_are_refused(data: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        find_citations("a.docx", data)
    assert caught.value.message.startswith("a.docx: ")


def test_a_word_file_that_swells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manuscript_word, "PART_LIMIT", 2_000_000)
    bomb = packed({"word/document.xml": part([text("a" * 3_000_000)])})
    assert len(bomb) < 20_000
    with pytest.raises(InputError, match="larger than 2 MB"):
        find_citations("a.docx", bomb)


def test_a_word_file_that_points_outside_is_read_alone(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("[@Secret]")
    outside = f'<!DOCTYPE w:document SYSTEM "file://{tmp_path}/secret">'
    body = part([text("[@a]")], head=outside)
    assert keys("a.docx", packed({"word/document.xml": body})) == ["a"]


def test_strict_documents() -> None:
    strict = part([text("[@a]")]).replace(SPACE, "http://purl.oclc.org/ooxml/wordprocessingml/main")
    assert keys("a.docx", packed({"word/document.xml": strict})) == ["a"]


@pytest.mark.parametrize(
    ("path", "data", "kind"),
    [
        ("a.TEX", b"", "latex"), ("a", b"\\documentclass{article}", "latex"),
        ("a", b"\\relax \n", "aux"), ("a", b"PK\x03\x04", "word"), ("a.txt", b"x", "plain"),
        ("a.Rmd", b"", "markdown"),
    ],
)  # fmt: skip
def test_kinds(path: str, data: bytes, kind: str) -> None:
    assert kind_of(path, data) == kind


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("a.doc", b"\xd0\xcf\x11\xe0"), ("a.odt", b"PK\x03\x04"), ("a.txt", b"{\\rtf1 x}"),
        ("a.pdf", b"%PDF"), ("a.txt", b"a\0b"), ("a.txt", b"\xff\xfea"),
        ("a.bcf", b"<a"), ("a.bcf", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
    ],
)  # fmt: skip
def test_files_that_are_refused(path: str, data: bytes) -> None:
    with pytest.raises(InputError) as caught:
        find_citations(path, data)
    assert caught.value.message.startswith(f"{path}:")


NOISE = st.lists(
    st.sampled_from([
        "word", "50\\%", "é", "(a) b", "$x^2$", "a@b.org", "1. item", "", "naïve—text", "10.5",
        "\\emph{x}", "-- end", "*stars*", "<tag>", '"quoted"',
    ]).map(lambda one: f"{one} "), max_size=4,
).map("".join)  # fmt: skip
KEYS = st.from_regex(r"[A-Z][a-z]{2,8}[12][0-9]{3}[a-z]?", fullmatch=True)
WRITTEN = {
    "a.tex": ("\\cite{%s}", "\\citep[see][p.~3]{%s}", "\\textcite{%s}", "\\nocite{%s}"),
    "a.md": ("[@%s]", "[see @%s, p. 3]", "@%s", "[-@%s; @{Other2000}]"),
    "a.typ": ("@%s", "#cite(<%s>)", '#cite(label("%s"))', "@%s[p. 3]"),
    "a.txt": ("[@%s]", "[see @%s]"),
}


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    name=st.sampled_from(sorted(WRITTEN)),
    rows=st.lists(st.tuples(NOISE, KEYS, NOISE, st.integers(0, 9), st.integers(0, 2)), max_size=6),
)
def test_citations_in_noise_are_found_with_their_places(
    name: str, rows: list[tuple[str, str, str, int, int]]
) -> None:
    lines: list[str] = []
    expected: list[tuple[str, int, int]] = []
    for before, key, after, form, blank in rows:
        lines += [""] * blank
        ways = WRITTEN[name]
        head, tail = ways[form % len(ways)].split("%s")
        expected.append((key, len(lines) + 1, len(f"{before}{head}") + 1))
        lines.append(f"{before}{head}{key}{tail} {after}")
    cited = found(name, "\n".join(lines))
    assert [
        (one.key, one.line, one.column) for one in cited if one.key != "Other2000"
    ] == expected  # fmt: skip


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    name=st.sampled_from(["a.tex", "a.md", "a.typ", "a.txt", "a.aux", "a.docx", "a.bcf"]),
    content=st.text(
        st.sampled_from("\\cite{}[]@()`~%\n\r \t-/*:;,.<>#|verb\"'10é"), max_size=120
    ),
)  # fmt: skip
def test_whatever_is_in_it_no_scanner_fails_and_each_key_stands_where_it_is_told(
    name: str, content: str
) -> None:
    data = docx(text(content)) if name == "a.docx" else content.encode()
    if name == "a.bcf":
        with pytest.raises(InputError):
            find_citations(name, data)
        return
    for one in find_citations(name, data):
        if name not in ("a.docx", "a.txt"):
            assert content[one.start : one.end] == one.key


@pytest.mark.parametrize(
    ("name", "piece"),
    [
        ("a.tex", "\\cite["), ("a.tex", "\\begin{verbatim}"), ("a.tex", "\\cites("),
        ("a.tex", "\\cite{"), ("a.md", "``` `"), ("a.md", "` `` "), ("a.md", "@doi:10.1000/("),
        ("a.md", "[@a"), ("a.typ", "/* "), ("a.typ", "` ``` "), ("a.txt", "[PMID 1, "),
        ("a.txt", "("), ("a.md", "nocite:\n"), ("a.typ", "cite("),
    ],
)  # fmt: skip
def test_a_long_hostile_text_is_read_to_its_end(name: str, piece: str) -> None:
    """Were any scanner quadratic, this would take minutes."""
    size = 200_000 // len(piece)
    last = "@Ada1815" if name == "a.md" else ""
    cited = find_citations(name, (piece * size + f"\n\n{last}").encode())
    assert len(cited) <= size + 1
