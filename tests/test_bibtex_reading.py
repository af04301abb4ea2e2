"""BibTeX, read: what real files hold, and a located complaint for what cannot be read."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from sscmsc.dates import PartialDate
from sscmsc.entry import Entry
from sscmsc.formats import bibtex, bibtex_reading
from sscmsc.formats.bibtex_names import read_names
from sscmsc.formats.format import Reading
from sscmsc.identifiers import DOI, PMCID, PMID
from sscmsc.record import AbstractSection, Author, Container, Group, Person, Publication, Record


def read(written: str) -> Reading:
    return bibtex_reading.read(written.encode(), "a.bib")


def record(fields: str, kind: str = "article", before: str = "") -> Record:
    reading = read(f"{before}\n@{kind}{{key, {fields}}}")
    assert reading.problems == ()
    assert reading.works[-1].work.references is None
    return reading.works[-1].work.record


def complaints(written: str) -> list[str]:
    return [str(problem) for problem in read(written).problems]


@pytest.mark.parametrize(
    ("beginning", "known"),
    [
        ("% Encoding: UTF-8\n\n@Article{a,\n  title = {b}}", True),
        (' @article{Peltzer_2018, title={A}, DOI={10.1/a}}', True),
        ("@string(nejm = \"N Engl J Med\")", True),
        ("@article{,\n author = {A}}", True),
        ("someone@example.org {a, b = c}", False),
        ("TY  - JOUR\nT2  - @article{", False),
        ("", False),
    ],
)  # fmt: skip
def test_bibtex_is_known_by_the_head_of_an_entry(beginning: str, known: bool) -> None:
    assert bibtex_reading.recognise(beginning) is known


def test_an_entry_of_crossref_is_read() -> None:
    reading = read(
        " @article{Peltzer_2018, title={Mesenchymal Stromal Cells Based Therapy in Systemic "
        "Sclerosis: Rational and Challenges}, volume={9}, ISSN={1664-3224}, "
        "url={http://dx.doi.org/10.3389/fimmu.2018.02013}, DOI={10.3389/fimmu.2018.02013}, "
        "journal={Frontiers in Immunology}, publisher={Frontiers Media SA}, "
        "author={Peltzer, Juliette and Aletti, Marc}, year={2018}, month=sep }"
    )
    [work] = reading.works
    assert (work.citekey, work.line, reading.problems) == ("Peltzer_2018", 1, ())
    assert work.work.record == Record(
        "bibtex",
        doi=DOI("10.3389/fimmu.2018.02013"),
        title=work.work.record.title,
        authors=(Person("Peltzer", "Juliette"), Person("Aletti", "Marc")),
        container=Container("Frontiers in Immunology", issn_print="1664-3224"),
        publication=Publication("Frontiers Media SA"),
        volume="9",
        issued=PartialDate(2018, 9),
    )


@pytest.mark.parametrize(
    ("fields", "date"),
    [
        ("year = 2018, month = sep", PartialDate(2018, 9)),
        ("year = {2018}, month = {September}", PartialDate(2018, 9)),
        ("year = \"2018\", month = 9", PartialDate(2018, 9)),
        ('year = 2018, month = "13~" # sep', PartialDate(2018, 9, 13)),
        ("year = 2018, month = jan # \"/\" # feb", PartialDate(2018, 1)),
        ("year = 2018, month = sep, day = 13", PartialDate(2018, 9, 13)),
        ("date = {2018-09-13}", PartialDate(2018, 9, 13)),
        ("date = {2018-09/2018-10}, year = {1990}", PartialDate(2018, 9)),
        ("date = {1990-21}", PartialDate(1990, season="spring")),
        ("year = {1990}, month = {Fall}", PartialDate(1990, season="autumn")),
        ("year = {[1998]}", PartialDate(1998)),
        ("year = {in press}, title = {T}", None),
    ],
)  # fmt: skip
def test_dates(fields: str, date: PartialDate | None) -> None:
    assert record(fields).issued == date


@pytest.mark.parametrize(
    ("names", "authors"),
    [
        ("van der Berg, Jan", [Person("van der Berg", "Jan")]),
        ("Jan van der Berg", [Person("van der Berg", "Jan")]),
        ("Smith, Jr, John A.", [Person("Smith", "John A.", suffix="Jr")]),
        ("Smith, John, Jr.", [Person("Smith", "John", suffix="Jr.")]),
        ("Smith, John,", [Person("Smith", "John")]),
        ("Smith, J. A.", [Person("Smith", initials="JA")]),
        ("Smith JA", [Person("Smith", initials="JA")]),
        ("Harmand, J.-C.", [Person("Harmand", "J.-C.")]),
        ("{Bellet-Amalric}, Edith", [Person("Bellet-Amalric", "Edith")]),
        (r"S{\'a}nchez-Garc{\'i}a, M.A.", [Person("Sánchez-García", initials="MA")]),
        ("{World Health Organization}", [Group("World Health Organization")]),
        ("{{Health and Safety Executive}}", [Group("Health and Safety Executive")]),
        ("A, B\n  AND\n C, D", [Person("A", "B"), Person("C", "D")]),
        ("{Barnes and Noble}", [Group("Barnes and Noble")]),
        ("and A, B and", [Person("A", "B")]),
        (
            "Smith, J. A.; Jones, B.",
            [Person("Smith", initials="JA"), Person("Jones", initials="B")],
        ),
        ("{Smith; Jones}", [Group("Smith; Jones")]),
        (
            "J. A. Smith, B.~Jones and C. Doe",
            [
                Person(name, initials=one)
                for name, one in (("Smith", "JA"), ("Jones", "B"), ("Doe", "C"))
            ],
        ),
        ("", []),
    ],
)
def test_names(names: str, authors: list[Author]) -> None:
    assert read_names(names) == (tuple(authors), True)


@pytest.mark.parametrize("rest", ["others", "et al.", "OTHERS", "et al"])
def test_names_that_are_not_all(rest: str) -> None:
    assert read_names(f"Smith, John and {rest}") == ((Person("Smith", "John"),), False)


@pytest.mark.parametrize(
    ("fields", "identifiers"),
    [
        ("doi = {https://doi.org/10.1000/A_b%28c%29}", (DOI("10.1000/a_b(c)"),)),
        ("doi = {10.1000/a%28b}", (DOI("10.1000/a%28b"),)),
        ("doi = {10.1000/a\\_b}", (DOI("10.1000/a_b"),)),
        ("DOI = {doi:10.1000/x}", (DOI("10.1000/x"),)),
        ("doi = {{10.1000/x}}", (DOI("10.1000/x"),)),
        (r"doi = {10.1000/182{\_}a}", (DOI("10.1000/182_a"),)),
        (r"doi = {\url{https://doi.org/10.1000/x}}", (DOI("10.1000/x"),)),
        (
            r"doi = {10.1002/1097-0258(199808)17:15{\textless}1661::a{\textgreater}3}",
            (DOI("10.1002/1097-0258(199808)17:15<1661::a>3"),),
        ),
        (r"url = {\url{https://doi.org/10.1000/x}}", (DOI("10.1000/x"),)),
        ("url = {http://dx.doi.org/10.1000/x}", (DOI("10.1000/x"),)),
        ("pmid = 29768149", (PMID("29768149"),)),
        ("pmid = {PMID: 29768149}", (PMID("29768149"),)),
        ("eprint = {29768149}, eprinttype = {pubmed}", (PMID("29768149"),)),
        ("title = {T}, eprint = {1802.08032}, archiveprefix = {arXiv}", ()),
        ("pmcid = {PMC6146027}", (PMCID("PMC6146027"),)),
        ("pmc = 6146027", (PMCID("PMC6146027"),)),
        ("note = {PMID: 29768149\nPMCID: PMC6146027}", (PMID("29768149"), PMCID("PMC6146027"))),
        ("note = {Comment on PMID: 29768149}", ()),
        ("url = {https://www.ncbi.nlm.nih.gov/pubmed/29768149}", (PMID("29768149"),)),
        ("url = {https://pmc.ncbi.nlm.nih.gov/articles/PMC6146027/}", (PMCID("PMC6146027"),)),
        ("title = {T}, url = {29768149}", ()),
    ],
)
def test_identifiers(fields: str, identifiers: tuple[object, ...]) -> None:
    assert record(fields).identifiers == identifiers


def test_an_identifier_that_is_none_is_named_with_its_line() -> None:
    written = (
        "@article{key,\n title = {A},\n doi = {0.1088/x},\n pmid = {abc},\n pmcid = {10.1/a}\n}"
    )
    assert complaints(written) == [
        "a.bib:3: '0.1088/x' is no DOI; left out",
        "a.bib:4: 'abc' is no PMID, PMCID or DOI; left out",
        "a.bib:5: '10.1/a' is no PMID, PMCID or DOI; left out",
    ]
    assert read(written).works[0].work.record.title == "A"


@pytest.mark.parametrize(
    ("kind", "fields", "meant"),
    [
        ("Article", "", "article-journal"),
        ("inbook", "", "chapter"),
        ("conference", "", "paper-conference"),
        ("mastersthesis", "", "thesis"),
        ("report", "", "report"),
        ("online", "", "webpage"),
        ("dataset", "", "dataset"),
        ("misc", "", "document"),
        ("misc", "archiveprefix = {arXiv}", "article"),
        ("article", "entrysubtype = {newspaper}", "article-newspaper"),
        ("unheardof", "", "document"),
    ],
)
def test_kinds(kind: str, fields: str, meant: str) -> None:
    assert record(f"title = {{A}}, {fields}", kind).kind == meant


def test_the_fields_of_biblatex_jabref_and_zotero() -> None:
    made = record(
        "title = {{The} title.}, subtitle = {and more}, journaltitle = {J Cell}, issue = {3}, "
        "shortjournal = {J. C.}, pages = {117--26}, langid = {german}, "
        "issn = {12345678, 1234-567x}, keywords = {MSC; a, b; $\\beta$-cell}, "
        "location = {Oslo}, nlm-id = {101}, abstract = {AIMS: To see. METHODS AND SUCH: CO$_2$.}"
    )
    assert made == Record(
        "bibtex",
        title=made.title,
        container=Container("J Cell", None, "J. C.", "1234-5678", "1234-567X", nlm_id="101"),
        publication=Publication(place="Oslo"),
        issue="3",
        pages="117-126",
        languages=("ger",),
        keywords=("MSC", "a, b", "β-cell"),
        abstract=made.abstract,
    )
    assert made.title == "The title: and more"
    assert [(one.label, one.text) for one in made.abstract] == [
        ("AIMS", "To see."),
        ("METHODS AND SUCH", "CO<sub>2</sub>."),
    ]


def test_titles_lose_the_full_stop_and_the_brackets_of_a_translation() -> None:
    assert record("title = {A title.}").title == "A title"
    translated = record("title = {[A title].}")
    assert (translated.title, translated.title_translated) == ("A title", True)
    assert record("title = {{[A] title}}").title == "[A] title"
    assert record("pages = {e12}").article_number == "e12"
    assert record("pages = {57}, eid = {e12}").article_number == "e12"


def test_notes_and_tags_are_the_reader_s() -> None:
    [work] = read(
        "@article{a, note = {Read it}, annote = {50\\% of it}, mendeley-tags = {x, y}}"
    ).works
    assert (work.note, work.tags) == ("Read it; 50% of it", ("x", "y"))


@pytest.mark.parametrize(
    ("note", "kept"),
    [
        (r"Publisher: Elsevier Ltd {\_}eprint: https://doi.org/10.1000/x", None),
        (r"\_eprint: https://doi.org/10.1000/x", None),
        ("PMID: 29768149 PMCID: PMC6146027; read it again", "read it again"),
        ("Publisher: not to be trusted; ask them", "Publisher: not to be trusted; ask them"),
        ("see PMID: 29768149", "see PMID: 29768149"),
    ],
)
def test_what_zotero_keeps_beside_notes_is_no_note(note: str, kept: str | None) -> None:
    [work] = read(f"@article{{a, title = {{T}}, note = {{{note}}}}}").works
    assert work.note == kept


def test_macros_are_resolved_and_joined() -> None:
    before = '@STRING{nejm = "N Engl " # {J Med}}\n@string(both = nejm # ", too")'
    assert record("journal = NEJM", before=before).container == Container("N Engl J Med")
    assert record("journal = both # { Suppl}", before=before).container == Container(
        "N Engl J Med, too Suppl"
    )
    assert record("journal = unknown").container == Container("unknown")


def test_macros_that_grow_without_end_are_cut() -> None:
    lines = ['@string{a0 = "0123456789"}']
    for level in range(8):
        joined = " # ".join([f"a{level}"] * 10)
        lines.append(f"@string{{a{level + 1} = {joined}}}")
    made = record("title = a8", before="\n".join(lines))
    assert len(made.title or "") <= 20_000


def test_a_chapter_inherits_from_its_book() -> None:
    reading = read(
        "@incollection{part, title = {Part}, pages = {1--2}, crossref = {Whole}}\n"
        "@book{whole, title = {The Whole}, publisher = {P}, year = 2000, doi = {10.1000/w}}"
    )
    part, whole = (work.work.record for work in reading.works)
    assert part.container == Container("The Whole")
    assert part.publication == whole.publication == Publication("P")
    assert (part.year, part.doi) == (2000, None)


def test_a_repeated_key() -> None:
    written = (
        "@article{a, title = {One}}\n@article{a, title = {One}}\n@article{A, title = {Two}}\n"
        "@article{, title = {Three}}\n@article{, title = {Four}}"
    )
    reading = read(written)
    assert [(work.citekey, work.work.record.title) for work in reading.works] == [
        ("a", "One"), (None, "Two"), (None, "Three"), (None, "Four"),
    ]  # fmt: skip
    assert complaints(written) == [
        "a.bib:2: the same entry as 'a' at line 1; left out",
        "a.bib:3: the key 'A' is that of the entry at line 1 already; read without it",
    ]


@pytest.mark.parametrize(
    ("written", "complaint", "titles"),
    [
        (
            "@article{a,\n year = 1,\n year = {2}, title = {A}}",
            "a.bib:3: the field 'year' stands twice; the first is kept",
            ["A"],
        ),
        (
            "@article{a,\n DOI = {10.1000/a},\n doi = {10.1000/a}, title = {A}}",
            "",
            ["A"],
        ),
        (
            "@article{a,\n title = {A}\n year = {2000}\n}",
            "a.bib:2: a comma is missing after the field 'title'",
            ["A"],
        ),
        (
            "@article{a,\n title = {A} and more, year = {2000}}",
            "a.bib:2: 'and more' after the value of 'title'; left out",
            ["A"],
        ),
        (
            "@article{b, title = {B}}\n@article{a,\n title = {A {x},\n}\n@article{c, title = {C}}",
            "a.bib:2: the entry 'a' is not closed before the next one begins; left out",
            ["B", "C"],
        ),
        (
            "@article{b, title = {B}}\n@article{a, title = {A",
            "a.bib:2: the entry 'a' is not closed before the file ends; left out",
            ["B"],
        ),
        (
            "@article{a, title {A}}",
            "a.bib:1: the entry 'a' has a field without '='; left out",
            [],
        ),
        ("@article{\n title = {No key}}", "", ["No key"]),
        ("no entry", "a.bib: there is no BibTeX entry in this file", []),
        ("", "a.bib: there is no BibTeX entry in this file", []),
    ],
)
def test_what_cannot_be_read_is_named(written: str, complaint: str, titles: list[str]) -> None:
    assert complaints(written) == ([complaint] if complaint else [])
    assert [work.work.record.title for work in read(written).works] == titles


def test_an_at_sign_within_a_value_ends_nothing() -> None:
    written = "@article{a,\n abstract = {Mail us\n @home{a, b} or\n@comment(x)y\n}, title = {A}}\n"
    [work] = read(written + "@article{b,}").works[:1]
    assert work.work.record.title == "A"
    assert work.work.record.abstract == (AbstractSection(work.work.record.abstract[0].text),)
    assert work.work.record.abstract[0].text == "Mail us @homea, b or @comment(x)y"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends(encoding: str, newline: str) -> None:
    written = "@article{a,\n title = {Sjögren},\n pmid = {x}\n}\n".replace("\n", newline)
    reading = bibtex_reading.read(written.encode(encoding), "a.bib")
    assert reading.works[0].work.record.title == "Sjögren"
    assert [problem.line for problem in reading.problems] == [3]


def test_twenty_thousand_open_entries_are_read_in_silence(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        reading = read("@article{a, title = {x\n" * 20_000)
    assert len(reading.problems) == 20_000
    assert caplog.records == []
    assert capfd.readouterr() == ("", "")
    assert logging.getLogger("bibtexparser.splitter").disabled is False


def bibliographies(corpora: Path) -> Iterator[Path]:
    for folder in ("F-scale/bib-large", "E-peers/jabref-importers", "A-pubmed-xml/jabref-medline"):
        yield from sorted((corpora / folder).glob("*.bib"))


def test_every_entry_of_real_files_is_read_or_named(corpora: Path) -> None:
    counted = 0
    for path in bibliographies(corpora):
        data = path.read_bytes()
        heads = re.findall(rb"^\s*@(?!comment|string|preamble)\w+\s*[{(]", data, re.M | re.I)
        reading = bibtex_reading.read(data, path.name)
        refused = [
            one
            for one in reading.problems
            if "entry '" in one.message or "same entry" in one.message
        ]
        assert len(reading.works) == len(heads) - len(refused), path.name
        counted += len(heads)
        for work in reading.works:
            assert 0 < work.line <= data.count(b"\n") + 1
    assert counted > 1_600


def test_real_files_keep_their_content_through_writing_and_reading(corpora: Path) -> None:
    for path in bibliographies(corpora):
        works = bibtex_reading.read(path.read_bytes(), path.name).works
        entries = [
            Entry(f"Key{place}", work.work.record, note=work.note)
            for place, work in enumerate(works)
        ]
        written = "".join(bibtex.write(entries))
        again = bibtex_reading.read(written.encode(), "again.bib")
        assert len(again.works) == len(works)
        for entry, work in zip(entries, again.works, strict=True):
            assert content(work.work.record) == content(entry.record), path.name
            assert work.note == entry.note
        twice = "".join(
            bibtex.write(
                Entry(f"Key{place}", work.work.record, note=work.note)
                for place, work in enumerate(again.works)
            )
        )
        assert twice == written


def content(one: Record) -> tuple[object, ...]:
    """What BibTeX carries of a record."""
    date = one.issued
    container = one.container
    return (
        one.kind, one.title, one.title_translated, one.authors, one.authors_complete, one.editors,
        container and container.title, one.volume, one.issue, one.pages, one.article_number,
        one.publication, one.doi, one.pmid, one.pmcid, one.keywords, one.abstract,
        date and (date.year, date.month, date.season),
    )  # fmt: skip


def test_an_entry_that_says_nothing_is_named_and_left_out() -> None:
    reading = read("@article{a, title = {}}\n@article{b}\n@article{c, note = {Read it}}")
    assert [work.citekey for work in reading.works] == ["c"]
    assert [str(problem) for problem in reading.problems] == [
        "a.bib:1: the entry says nothing; left out",
        "a.bib:2: the entry says nothing; left out",
    ]
