"""The report page as text: what stands in it, and that nothing of a work acts in it."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from html.parser import HTMLParser

import pytest

from sscmsc.entry import Entry, Facet
from sscmsc.identifiers import DOI, PMCID, PMID
from sscmsc.library import Library
from sscmsc.record import Container, Person, PublicationType, Record
from sscmsc.reference import Reference, ReferenceList
from sscmsc.report_page import Section, make_page, picture, table
from sscmsc.report_parts import matrix_part, reviews_part
from sscmsc.report_works import choices, in_html, works_data
from sscmsc.text import RichText
from sscmsc.vocabulary import Vocabulary, load_vocabulary

BAD = "</script><script>alert(1)</script><!-- \u202e & \x1b[31m \u2028"


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return load_vocabulary()


def entry(key: str, *labels: tuple[str, str], title: str = "A title", **fields: object) -> Entry:
    record = Record("test", title=RichText(title), **fields)  # type: ignore[arg-type]
    return Entry(key, record, facets=tuple(Facet(*one, ("title",)) for one in labels))


WORK = entry(
    "Amsel2018", ("disease", "dcSSc"), ("therapy", "MSC"), ("design", "RCT"), title="Of <i>X</i>",
    pmid=PMID("1"), pmcid=PMCID("PMC2"), doi=DOI("10.5555/x"),
    authors=(Person("Amsel", initials="A"), Person("Birke"), Person("Cedar"), Person("Dorn")),
    container=Container("Journal of Examples", nlm_abbreviation="J Examples"),
    publication_types=(PublicationType("Retracted Publication", "D016441"),),
)  # fmt: skip
OTHER = entry("Birke2019", ("disease", "SSc"), title=BAD)


def data_of(*entries: Entry, vocabulary: Vocabulary) -> tuple[dict[str, object], list[list[str]]]:
    data, texts = works_data(Library(entries), entries, vocabulary)
    return json.loads(data), json.loads(gzip.decompress(base64.b64decode(texts)))


def test_what_the_page_holds_of_a_work(vocabulary: Vocabulary) -> None:
    data, texts = data_of(WORK, OTHER, vocabulary=vocabulary)
    works = data["works"]
    assert isinstance(works, list)
    assert works[0] == {
        "number": 0, "key": "Amsel2018", "year": None, "title": "Of X",
        "authors": "Amsel A, Birke, Cedar et al", "journal": "J Examples",
        "facets": {"disease": ["dcSSc"], "therapy": ["MSC"], "design": ["RCT"]},
        "ids": {"pmid": "1", "pmcid": "PMC2", "doi": "10.5555/x"},
        "standing": "retracted", "tags": [], "cited": 0,
    }  # fmt: skip
    assert texts[0][0].startswith("@article{Amsel2018,\n")
    assert texts[0][1].startswith("Amsel A, Birke, Cedar, Dorn. Of X.")


def test_a_wider_value_finds_the_narrower_works(vocabulary: Vocabulary) -> None:
    data, _ = data_of(WORK, OTHER, vocabulary=vocabulary)
    assert isinstance(data["above"], dict)
    assert data["above"]["disease"] == {"SSc": ["SSc"], "dcSSc": ["SSc", "dcSSc"]}


def test_only_facets_with_values_are_offered(vocabulary: Vocabulary) -> None:
    offered = choices([WORK, OTHER], vocabulary)
    assert [(one.name, one.values) for one in offered] == [
        ("disease", ("SSc", "dcSSc")), ("therapy", ("MSC",)), ("design", ("RCT",)),
    ]  # fmt: skip


def test_nothing_of_a_work_ends_the_script(vocabulary: Vocabulary) -> None:
    data, texts = works_data(Library([OTHER]), [OTHER], vocabulary)
    assert not set("<>&\u2028\u202e\x1b") & set(data)
    assert re.fullmatch(r"[A-Za-z0-9+/=]+", texts)
    assert json.loads(in_html({"a": BAD})) == {"a": BAD}


class Parts(HTMLParser):
    """The elements of a page and its inline scripts and styles."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inline: dict[str, list[str]] = {"script": [], "style": []}
        self.within = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.within = tag

    def handle_data(self, data: str) -> None:
        if self.within in self.inline and data.strip():
            self.inline[self.within].append(data)


def page_of(title: str, *sections: Section, vocabulary: Vocabulary) -> str:
    data, texts = works_data(Library([WORK, OTHER]), [WORK, OTHER], vocabulary)
    return "".join(make_page(title, (title,), data, texts, sections))


def test_the_policy_names_what_stands_in_the_page(vocabulary: Vocabulary) -> None:
    parts = Parts(page_of("Works", vocabulary=vocabulary))
    policy = next(
        attributes["content"] or "" for tag, attributes in parts.tags
        if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
    )  # fmt: skip
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    for inline in (parts.inline["script"][-1], parts.inline["style"][0]):
        digest = base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy


def test_the_page_asks_for_nothing_from_elsewhere(vocabulary: Vocabulary) -> None:
    section = Section("drawn", "Drawn", picture(b"<svg/>", "What it shows"))
    parts = Parts(page_of("Works", section, vocabulary=vocabulary))
    sources = [value for _, attributes in parts.tags for name, value in attributes.items()
               if name in ("src", "href", "action", "data", "srcset")]  # fmt: skip
    assert all(str(one).startswith(("#", "data:image/svg+xml;base64,")) for one in sources)
    assert not any(name.startswith("on") or name == "style" for _, attributes in parts.tags
                   for name in attributes)  # fmt: skip


def test_text_from_outside_is_inert(vocabulary: Vocabulary) -> None:
    told = table(("A", BAD), [(BAD, 3)], caption=BAD)
    page = page_of(BAD, Section("told", BAD, told), vocabulary=vocabulary)
    scripts = [attributes for tag, attributes in Parts(page).tags if tag == "script"]
    assert len(scripts) == 3
    assert "alert(1)</script>" not in page
    assert not set("\u202e\x1b") & set(page)


def test_the_matrix_counts_and_names_its_works(vocabulary: Vocabulary) -> None:
    part = matrix_part([WORK, OTHER], vocabulary)
    assert part is not None
    cells = re.findall(r"data-values='([^']*)' aria-label=\"([^\"]*)\">(\d+)<", part.html)
    told = {label: int(number) for _, label, number in cells}
    assert told["1 on SSc and MSC"] == 1
    assert told["1 on SSc and unclassified"] == 1
    assert told["2 on SSc"] == 2
    assert json.loads(cells[0][0].replace("&quot;", '"')) == {"disease": "SSc", "therapy": "MSC"}
    assert matrix_part([OTHER], vocabulary) is None


def test_reviews_tell_how_complete_they_are() -> None:
    lines = (Reference(1, citekey="Amsel2018"), Reference(2, text="A line"))
    review = Entry("Review2020", Record("test"), references=ReferenceList(lines))
    part = reviews_part(Library([WORK, review]), [review])
    assert part is not None
    cells = re.findall(r"<t[dh][^>]*>([^<]*)</t[dh]>", part.html)
    assert cells[8:] == ["Review2020", "2", "1", "0", "1", "0", "0", "50 %"]
    assert reviews_part(Library([WORK]), [WORK]) is None
