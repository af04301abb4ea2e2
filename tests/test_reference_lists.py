"""Lists that are read by people: Markdown, HTML and Hayagriva, and what no text in them can do."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
import yaml

from sscmsc.dates import PartialDate
from sscmsc.entry import Entry
from sscmsc.formats import hayagriva, reference_lists
from sscmsc.formats.reference_line import reference_line
from sscmsc.identifiers import DOI, PMCID, PMID
from sscmsc.record import Author, Container, Group, Person, Publication, Record
from sscmsc.text import RichText, plain
from tests.bibtex_entries import COMPILED
from tests.whole_entry import whole_entry

PELTZER = Record(
    "x",
    pmid=PMID("30283441"),
    pmcid=PMCID("PMC6156352"),
    doi=DOI("10.3389/fimmu.2018.02013"),
    title=RichText("CD4<sup>+</sup> cells in <i>S. aureus</i> & [skin]: what next?"),
    authors=(Person("Peltzer", "Juliette Anne"), Person("King", "Jean-Luc", suffix="Jr"),
             Group("Working Party")),
    container=Container("Frontiers in immunology", "Front Immunol", issn_print="1664-3224"),
    volume="9",
    issue="2",
    pages="12-19",
    issued=PartialDate(2018, 9),
    languages=("eng",),
)  # fmt: skip


class Page(HTMLParser):
    """A page as a browser takes it: tags, addresses, attributes, and the text of each item."""

    def __init__(self, written: str) -> None:
        super().__init__()
        self.tags = set[str]()
        self.attributes = set[str]()
        self.addresses: list[str] = []
        self.items: list[tuple[str, str]] = []
        self.feed(written)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            self.attributes.add(name)
            if name in {"href", "src"}:
                self.addresses.append(value or "")
        if tag == "li":
            self.items.append((dict(attrs).get("id") or "", ""))

    def handle_data(self, data: str) -> None:
        if self.items:
            key, said = self.items[-1]
            self.items[-1] = key, said + data


def people(number: int) -> tuple[Author, ...]:
    return tuple(Person(f"Author{letter}", initials="A") for letter in "abcdefghij"[:number])


@pytest.mark.parametrize(
    ("record", "line"),
    [
        (PELTZER,
         "Peltzer JA, King JL Jr, Working Party. CD4<sup>+</sup> cells in <i>S. aureus</i> & "
         "[skin]: what next? Front Immunol. 2018 Sep;9(2):12-19."),
        (Record("x", authors=people(7)),
         "Authora A, Authorb A, Authorc A, Authord A, Authore A, Authorf A, et al."),
        (Record("x", authors=people(1), authors_complete=False), "Authora A, et al."),
        (Record("x", "book", title=RichText("On it"), editors=people(2),
                publication=Publication("P", "Oslo", "2nd"), issued=PartialDate(2001)),
         "Authora A, Authorb A, editors. On it. 2nd ed. Oslo: P; 2001."),
        (Record("x", "chapter", title=RichText("On it"), editors=people(1),
                container=Container("The book."), publication=Publication("P"), pages="1-2",
                issued=PartialDate(2001, season="spring")),
         "On it. In: Authora A, editor. The book. P; 2001 Spring:1-2."),
        (Record("x", title=RichText("Treatment"), title_translated=True), "[Treatment]."),
        (Record("x"), ""),
    ],
)  # fmt: skip
def test_the_line_of_a_work(record: Record, line: str) -> None:
    assert reference_line(record) == line


def test_markdown() -> None:
    first, second = reference_lists.write_markdown([Entry("A", PELTZER), Entry("B", PELTZER)])
    assert first == (
        "1. Peltzer JA, King JL Jr, Working Party. CD4<sup>+</sup> cells in *S. aureus* \\& "
        "\\[skin\\]: what next? Front Immunol. 2018 Sep;9(2):12-19. "
        "doi: [10.3389/fimmu.2018.02013](https://doi.org/10.3389/fimmu.2018.02013). "
        "PMID: [30283441](https://pubmed.ncbi.nlm.nih.gov/30283441/). "
        "PMCID: [PMC6156352](https://pmc.ncbi.nlm.nih.gov/articles/PMC6156352/).\n"
    )
    assert second == f"2{first[1:]}"


HOSTILE = (
    "<script>alert(1)</script>", "[x](javascript:alert(1))", "![x](http://x.org/a.png)",
    "`code` **b** ~~s~~ ^a^ $x$ @key", "<img src=x onerror=alert(1)>", '" onmouseover="x',
    "\n# Heading\n\n- item", "\x1b]0;x\x07", "&lt;script>", "]( <javascript:x>", "1. 2) 3",
)  # fmt: skip


@pytest.mark.parametrize("value", HOSTILE)
def test_no_text_is_markup(value: str) -> None:
    entry = whole_entry("Whole2020", value)
    written = "".join(reference_lists.write_html([entry]))
    page = Page(written)
    assert page.tags <= {
        "html", "head", "meta", "title", "style", "body", "ol", "li", "a", "i", "b", "sup", "sub",
    }  # fmt: skip
    assert page.attributes <= {"lang", "charset", "http-equiv", "content", "id", "href"}
    allowed = ("https://doi.org/", "https://pubmed.ncbi.", "https://pmc.ncbi.")
    assert all(one.startswith(allowed) for one in page.addresses)
    line = "".join(reference_lists.write_markdown([entry]))
    assert line.count("\n") == 1
    bare = re.sub(r"\\.|</?(?:sup|sub)>", "", line)
    links = re.findall(r"\]\(([^)]*)\)", bare)
    assert len(links) == 3
    assert all(link.startswith("https://") for link in links)
    assert not re.search(r"[`<>$@^~#]|javascript:[^)]*\)$", bare)
    assert "\x1b" not in written + line


def test_html_says_all_that_the_line_does() -> None:
    items = Page("".join(reference_lists.write_html(COMPILED))).items
    assert [key for key, _ in items] == [entry.citekey for entry in COMPILED]
    for (_, said), entry in zip(items, COMPILED, strict=True):
        assert said.startswith(plain(reference_line(entry.record)))
        assert all(str(known) in said for known in entry.record.identifiers)


def test_hayagriva() -> None:
    [written] = hayagriva.write([Entry("Peltzer2018", PELTZER, note="a {note}")])
    assert yaml.safe_load(written) == {
        "Peltzer2018": {
            "type": "article",
            "title": {
                "value": "CD4+ cells in S. aureus & [skin]: what next?", "verbatim": True,
            },
            "author": [
                {"name": "Peltzer", "given-name": "Juliette Anne"},
                {"name": "King", "given-name": "Jean-Luc", "suffix": "Jr"},
                {"name": "Working Party"},
            ],
            "date": "2018-09",
            "page-range": "12-19",
            "language": "en",
            "url": "https://doi.org/10.3389/fimmu.2018.02013",
            "serial-number": {
                "doi": "10.3389/fimmu.2018.02013", "pmid": "30283441", "pmcid": "PMC6156352",
            },
            "note": "a \\{note\\}",
            "parent": {
                "type": "periodical",
                "title": {"value": "Frontiers in immunology", "verbatim": True},
                "volume": "9",
                "issue": "2",
                "serial-number": {"issn": "1664-3224"},
            },
        }
    }  # fmt: skip


@pytest.mark.parametrize("value", [*HOSTILE, "{b} $x$ \\y", "yes", "null", ": - # &a *a !!x"])
def test_every_value_of_hayagriva_is_text(value: str) -> None:
    entries = [*COMPILED, whole_entry("Whole2020", value)]
    held = yaml.safe_load("".join(hayagriva.write(entries)))
    assert list(held) == [entry.citekey for entry in entries]
    whole = held["Whole2020"]
    assert all(isinstance(one["name"], str) for one in whole["author"])
    assert not re.search(r"(?<!\\)(?:\\\\)*[{}$]", whole["title"]["value"])
    assert "".join(hayagriva.write([])) == "{}\n"


def test_a_translation_stands_beside_the_title_it_translates() -> None:
    record = Record(
        "x", title=RichText("Treatment"), title_translated=True,
        original_title=RichText("Behandlung"),
    )  # fmt: skip
    [written] = hayagriva.write([Entry("A2000", record)])
    assert yaml.safe_load(written)["A2000"]["title"] == {
        "value": "Behandlung", "verbatim": True,
        "translation": {"value": "Treatment", "verbatim": True},
    }  # fmt: skip
