"""Every check: a work that it finds, and works on which it is silent."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType
from typing import NamedTuple

import pytest

from sscmsc.audit import CHECKS, NAMES, check_name, choose_checks, look
from sscmsc.audit_digits import isbn_is_right, issn_is_right, orcid_is_right
from sscmsc.audit_finding import Case, Finding, Nih, Severity
from sscmsc.dates import PartialDate
from sscmsc.entry import Conflict, Entry
from sscmsc.errors import UsageError
from sscmsc.identifiers import DOI, PMCID, PMID
from sscmsc.merge_edits import apply_edits
from sscmsc.record import (
    Container,
    Grant,
    Group,
    HistoryDate,
    Person,
    Publication,
    PublicationType,
    Record,
    Relation,
    TrialRegistration,
)
from sscmsc.reference import Reference, ReferenceList, SourceCount
from sscmsc.retraction import Standing, standing
from sscmsc.retraction_signs import Level
from sscmsc.text import RichText
from tests.conftest import ROOT

TODAY = PartialDate(2026, 11, 22)
CLEAN = Record(
    "bibtex",
    pmid=PMID("30000001"),
    doi=DOI("10.5555/clean.1"),
    title=RichText("Stromal cells in the skin of mice"),
    authors=(Person("Amsel", "Ada", "A", orcid="0000-0002-1825-0097"), Group("The Synth Group")),
    container=Container(
        "Journal of Synthetic Examples", "J Synth Ex", issn_print="0028-4793",
        issn_electronic="1474-547X",
    ),
    volume="12",
    issue="3",
    pages="101-109",
    issued=PartialDate(2019, 3),
    online=PartialDate(2019, 1, 4),
)  # fmt: skip
Change = Callable[[Record], Record]


class Found(NamedTuple):
    """A check, what makes a work that it finds of a clean one, and a part of what it says."""

    check: str
    record: Record
    says: str = ""
    entry: Entry | None = None


def case(record: Record = CLEAN, entry: Entry | None = None, nih: Nih | None = None) -> Case:
    held = entry or Entry("Amsel2019", record)
    own = nih or Nih(("Amsel A",), (), ("R01 AR000001",))
    return Case(
        held, standing(held), TODAY, "{family}{year}", nih=own,
        journals=MappingProxyType({"journal of synthetic examples": "J Synth Ex"}),
    )  # fmt: skip


def found(name: str, of: Case) -> list[Finding]:
    return list(look(of, [one for one in CHECKS if one.name == name]))


def titled(title: str) -> Record:
    return replace(CLEAN, title=RichText(title))


def related(kind: str, text: str | None = None) -> Record:
    return replace(CLEAN, relations=(Relation(kind, text, doi=DOI("10.5555/notice")),))


def in_journal(**parts: str | None) -> Record:
    assert CLEAN.container is not None
    return replace(CLEAN, container=replace(CLEAN.container, **parts))


def by(*families: str) -> Record:
    return replace(CLEAN, authors=tuple(Person(one, "Ada", "A") for one in families))


def listing(*lines: Reference, stated: int | None = None) -> Entry:
    counts = (SourceCount("crossref", stated, len(lines)),)
    return Entry("Amsel2019", CLEAN, references=ReferenceList(lines, counts))


FUNDED = replace(
    CLEAN, source="pubmed", grants=(Grant("5R01-AR000001-02", "NIAMS NIH HHS", "United States"),)
)
RECENT = PartialDate(2026, 10, 1)
PREPRINT = (PublicationType("Preprint", "D000076942"),)

FINDINGS = (
    Found("retracted", related("RetractionIn"), "by DOI 10.5555/notice; said by bibtex"),
    Found("retracted", titled("RETRACTED: Stromal cells"), "said by its title"),
    Found("withdrawn", related("RetractionIn", "Withdrawal")),
    Found("retracted-republished", related("RetractedandRepublishedIn")),
    Found("concern", related("ExpressionOfConcernIn")),
    Found("corrected", related("ErratumIn")),
    Found(
        "notice",
        replace(
            CLEAN, publication_types=(PublicationType("Retraction Notice", "D016440"),),
            relations=(Relation("RetractionOf", pmid=PMID("5")),),
        ),
        "about 5",
    ),
    Found("unanswered", replace(CLEAN, pmid=None), "PubMed: the work has no PMID"),
    Found("newer-version", related("UpdateIn"), "10.5555/notice"),
    Found("no-identifier", replace(CLEAN, pmid=None, doi=None)),
    Found(
        "identifiers-disagree", CLEAN, "crossref says 10.5555/b",
        Entry("A", CLEAN, conflicts=(Conflict("doi", "10.5555/a", (("crossref", "10.5555/b"),)),)),
    ),
    Found("doi", replace(CLEAN, doi=DOI("10.5555/clean.1/abstract")), "of an address"),
    Found("doi", replace(CLEAN, doi=DOI("10.5555/clean.1.pdf"))),
    Found("doi-of-part", replace(CLEAN, doi=DOI("10.1371/journal.pone.0033693.g001"))),
    Found("pmid", replace(CLEAN, pmid=PMID("99999999"))),
    Found("pmid", replace(CLEAN, pmcid=PMCID("PMC30000001")), "one number"),
    Found("issn", in_journal(issn_print="0028-4794"), "0028-4794"),
    Found("isbn", replace(CLEAN, publication=Publication(isbns=("9783161484101",)))),
    Found("orcid", replace(CLEAN, authors=(Person("Amsel", orcid="0000-0002-1825-0098"),))),
    Found("trial-number", replace(CLEAN, trials=(TrialRegistration("", "NCT123"),))),
    Found("no-doi", replace(CLEAN, doi=None)),
    Found("no-pmid", replace(CLEAN, pmid=None)),
    Found("no-title", replace(CLEAN, title=None)),
    Found("no-title", titled("Untitled")),
    Found("title-capitals", titled("STROMAL CELLS IN THE SKIN OF MICE")),
    Found("title-capitals", titled("RETRACTED: STROMAL CELLS IN THE SKIN OF MICE")),
    Found("title-stop", titled("Stromal cells."), "stray '.'"),
    Found("title-stop", titled("Stromal cells..")),
    Found("title-stop", titled("Stromal cells,")),
    Found("title-label", titled("Retracted: Stromal cells")),
    Found("title-brackets", titled("[Stromal cells]")),
    Found("entities", titled("Stem &amp; stromal cells"), "&amp;"),
    Found("entities", replace(CLEAN, keywords=("skin", "S&ouml;gren"))),
    Found("mojibake", by("MÃ¼ller"), "'Ã¼', which stands for 'ü'"),
    Found("mojibake", titled("Patientâ€™s view")),
    Found("lost-character", titled("Sj\ufffdgren")),
    Found("lost-character", by("Mu?ller")),
    Found("markup", titled("Stromal <jats:italic>cells</jats:italic>")),
    Found("latex", titled(r"S\"{o}gren \emph{cells}")),
    Found("brackets", titled("Stromal cells (in mice")),
    Found("no-authors", replace(CLEAN, authors=())),
    Found("authors-incomplete", replace(CLEAN, authors_complete=False), "after 2"),
    Found("et-al", replace(CLEAN, authors=(*CLEAN.authors, Group("et al.")))),
    Found("et-al", by("Amsel et al")),
    Found("author-name", by("Amsel2")),
    Found("author-name", replace(CLEAN, authors=(Group("Amsel A, Birke B"),))),
    Found("author-capitals", by("AMSEL", "BIRKE")),
    Found("author-twice", replace(CLEAN, authors=(CLEAN.authors[0], CLEAN.authors[0]))),
    Found("author-twice", replace(CLEAN, authors=(Person("A", "Berta"), Person("A", "Berta")))),
    Found("no-journal", replace(CLEAN, container=None)),
    Found("no-journal", replace(CLEAN, kind="chapter", container=None), "no book"),
    Found("journal-abbreviation", in_journal(nlm_abbreviation="J. Synth. Ex."), "has stops"),
    Found("journal-abbreviation", in_journal(nlm_abbreviation="J Synthetic"), "not J Synthetic"),
    Found("no-abbreviation", in_journal(nlm_abbreviation=None), "J Synth Ex"),
    Found("journal-capitals", in_journal(title="JOURNAL OF SYNTHETIC EXAMPLES")),
    Found("no-publisher", replace(CLEAN, kind="book", container=None)),
    Found("no-year", replace(CLEAN, issued=None, online=None)),
    Found("year", replace(CLEAN, issued=PartialDate(2029))),
    Found("year", replace(CLEAN, online=PartialDate(219))),
    Found("dates-conflict", replace(CLEAN, online=PartialDate(2014)), "5 years later"),
    Found("dates-conflict", replace(CLEAN, online=PartialDate(2022)), "3 years later"),
    Found("dates-differ", replace(CLEAN, online=PartialDate(2018)), "cited as 2019"),
    Found("pages", replace(CLEAN, pages="109-101"), "backwards"),
    Found("pages", replace(CLEAN, pages="see there"), "are none"),
    Found("number-label", replace(CLEAN, volume="Vol. 12")),
    Found("number-label", replace(CLEAN, issue="No. 3")),
    Found("no-pages", replace(CLEAN, pages=None)),
    Found("no-volume", replace(CLEAN, volume=None, issue=None)),
    Found("unresolved", CLEAN, "1 of 2 references are unresolved: 2", listing(
        Reference(1, "A line", citekey="B"), Reference(2, "Another line"))),
    Found("list-incomplete", CLEAN, "1 references are held, Crossref states 9",
          listing(Reference(1, "A line"), stated=9)),
    Found("cites-itself", CLEAN, "reference 1", listing(Reference(1, doi=CLEAN.doi))),
    Found("cited-twice", CLEAN, "at 1 and 2",
          listing(Reference(1, citekey="B"), Reference(2, citekey="B"))),
    Found("disputed", CLEAN, "crossref says 13",
          Entry("A", CLEAN, conflicts=(Conflict("volume", "12", (("crossref", "13"),)),))),
    Found("citekey", CLEAN, "would give Amsel2019", Entry("mine", CLEAN)),
    Found("label", CLEAN, "'disease=scleroderma' must be written disease=SSc",
          Entry("A", CLEAN, labels=("disease=scleroderma",))),
    Found("label", CLEAN, "no disease is called 'sclerodrma'. Did you mean",
          Entry("A", CLEAN, labels=("disease!=sclerodrma",))),
    Found("label", CLEAN, "there is no facet 'therapie'. Facets: therapy",
          Entry("A", CLEAN, labels=("disease = SSc", "therapie=MSC"))),
    Found("label", CLEAN, "no disease is called 'Nonsense'. `sscmsc facets` lists all.",
          Entry("A", CLEAN, labels=("disease=Nonsense",))),
    Found("label", CLEAN, "'SSc': no label", Entry("A", CLEAN, labels=("SSc",))),
    Found("nih-no-pmcid", FUNDED, "within twelve months"),
    Found("nih-no-pmcid", replace(FUNDED, issued=PartialDate(2026, 1), online=None,
          history=(HistoryDate("accepted", PartialDate(2025, 7, 1)),)),
          "accepted 2025-07-01, it must be public in PMC on the day of publication"),
    Found("nih-expired", replace(FUNDED, manuscript_ids=("NIHMS198092",)), "NIHMS198092"),
    Found("nih-in-process", replace(FUNDED, issued=RECENT, online=None), "PMC Journal"),
    Found("nih-in-process", replace(
        FUNDED, issued=RECENT, online=None, manuscript_ids=("NIHMS198092",)), "NIHMSID"),
)  # fmt: skip


@pytest.mark.parametrize("one", FINDINGS, ids=lambda one: f"{one.check}-{one.says}"[:40])
def test_a_work_that_it_finds(one: Found) -> None:
    of = case(one.record, one.entry)
    (finding,) = found(one.check, of)
    assert one.says in finding.message
    assert finding.citekey == of.entry.citekey


def test_every_check_is_silent_on_a_clean_work() -> None:
    asked = replace(CLEAN, source="pubmed")
    assert list(look(case(asked), CHECKS)) == []


def test_every_check_finds_something_here() -> None:
    elsewhere = {"duplicate", "preprint-published", "cites-retracted", "reinstated", "unreadable"}
    assert {one.check for one in FINDINGS} | elsewhere == set(NAMES)


@pytest.mark.parametrize(
    ("name", "record"),
    [
        ("title-capitals", titled("HIV AND AIDS")),
        ("title-capitals", titled("COVID-19 in SSc: A cohort")),
        ("title-stop", titled("Stromal cells, and so on...")),
        ("title-stop", titled("Is it so?")),
        ("title-stop", titled("Studies by Amsel A.")),
        ("entities", titled("AT&T; a history of R&D")),
        ("mojibake", titled("SÃO PAULO: a cohort of Müller")),
        ("mojibake", by("Ângström", "São", "Łukasz", "Ñandú")),
        ("lost-character", titled("Which treatment?For whom")),
        ("markup", titled("Effect at p<0.001 and n>5 of <i>BRCA1</i>")),
        ("latex", titled("Costs of $5 in 2010")),
        ("brackets", titled("Phases 1) safety and 2) effect")),
        ("author-name", by("O'Brien", "Smith-Jones", "van den Berg", "Nuñez")),
        ("author-name", replace(CLEAN, authors=(Group("Belimumab Study, Group 2"),))),
        ("author-capitals", by("LI", "WU")),
        ("no-authors", replace(CLEAN, source="pubmed", authors=())),
        ("no-authors", replace(CLEAN, kind="webpage", authors=())),
        ("pages", replace(CLEAN, pages="iii-viii")),
        ("pages", replace(CLEAN, pages="S12-S19")),
        ("pages", replace(CLEAN, pages="925; author reply 925-926")),
        ("pages", replace(CLEAN, pages="106108-3")),
        ("pages", replace(CLEAN, pages="H337-H349")),
        ("dates-conflict", replace(CLEAN, issued=PartialDate(1975), online=PartialDate(2003))),
        ("dates-conflict", replace(CLEAN, issued=PartialDate(2020), online=PartialDate(2019))),
        ("doi", replace(CLEAN, doi=DOI("10.1016/s0140-6736(97)11096-0"))),
        ("doi", replace(CLEAN, doi=DOI("10.1890/0012-9658(2006)87[1987:swmpmf]2.0.co;2"))),
        ("journal-abbreviation", replace(in_journal(nlm_abbreviation="Other"), source="pubmed")),
        ("journal-capitals", in_journal(title="PLOS ONE")),
        ("number-label", replace(CLEAN, issue="3 Suppl 1", volume="5 Spec No")),
        ("nih-no-pmcid", CLEAN),
        ("nih-no-pmcid", replace(FUNDED, pmcid=PMCID("PMC1"))),
        ("nih-no-pmcid", replace(FUNDED, publication_types=(PublicationType("x", "D016421"),))),
        ("nih-no-pmcid", replace(FUNDED, kind="article")),
        ("nih-no-pmcid", replace(FUNDED, issued=PartialDate(2007), online=None)),
        ("nih-no-pmcid", replace(FUNDED, issued=RECENT, online=None)),
        ("nih-no-pmcid", replace(
            FUNDED, authors=(Person("Other"),), grants=(Grant("R01 AR000002", "NIH"),))),
        ("citekey", CLEAN),
    ],
)  # fmt: skip
def test_a_work_on_which_it_is_silent(name: str, record: Record) -> None:
    assert found(name, case(record)) == []


def test_own_authors_count_with_money_of_the_nih() -> None:
    paid = replace(FUNDED, grants=(Grant("R01 AR999999", "NIAMS NIH HHS"),))
    assert found("nih-no-pmcid", case(paid))
    assert not found("nih-no-pmcid", case(replace(paid, grants=(Grant("1", "DFG"),))))
    assert not found("nih-no-pmcid", case(paid, nih=Nih(("Birke B",))))
    assert found("nih-no-pmcid", case(paid, nih=Nih(orcids=("0000-0002-1825-0097",))))


@pytest.mark.parametrize("one", FINDINGS, ids=lambda one: f"{one.check}-{one.says}"[:40])
def test_a_fix_mends_what_it_is_for(one: Found) -> None:
    of = case(one.record, one.entry)
    (finding,) = found(one.check, of)
    row = next(row for row in CHECKS if row.name == one.check)
    if finding.fix is None:
        return
    assert row.mends
    mended = apply_edits(of.record, finding.fix.values)
    assert mended != of.record
    assert found(one.check, case(mended)) == []


@pytest.mark.parametrize(
    ("check", "record", "after"),
    [
        ("title-stop", titled("Stromal <i>cells</i>."), "Stromal <i>cells</i>"),
        ("entities", titled("A &amp;amp; B &lt; C"), "A & B < C"),
        ("mojibake", titled("SjÃ¶gren and MÃ¼ller"), "Sjögren and Müller"),
        ("markup", titled("<jats:p>A <em>B</em></jats:p>"), "A <i>B</i>"),
        ("number-label", replace(CLEAN, volume="Volume 12"), "12"),
        ("doi", replace(CLEAN, doi=DOI("10.5555/a/full")), "10.5555/a"),
        ("et-al", replace(CLEAN, authors=(Person("Amsel", "Ada"), Group("et al."))),
         ("Amsel, Ada", "et al.")),
        ("mojibake", by("MÃ¼ller"), ("Müller, Ada",)),
    ],
)  # fmt: skip
def test_what_a_fix_sets(check: str, record: Record, after: object) -> None:
    (finding,) = found(check, case(record))
    assert finding.fix is not None
    assert [one.after for one in finding.fix.changes] == [after]


def test_a_review_before_and_after_the_notice() -> None:
    gone = Entry(
        "B", replace(CLEAN, relations=(Relation("RetractionIn", date=PartialDate(2018, 6)),))
    )
    cited = ((7, "B", standing(gone)), (8, "C", Standing()))

    def told(issued: PartialDate | None) -> Finding:
        record = replace(CLEAN, online=None, issued=issued)
        (finding,) = found("cites-retracted", replace(case(record), cited=cited))
        return finding

    assert told(PartialDate(2019, 1)).severity is Severity.ERROR
    assert told(PartialDate(2019, 1)).data["appeared"] == "after"
    assert told(PartialDate(2018, 5)).data["appeared"] == "before"
    assert told(PartialDate(2018, 5)).severity is Severity.WARNING
    assert told(PartialDate(2018)).data["appeared"] == "unknown"
    assert told(None).data["appeared"] == "unknown"
    assert told(PartialDate(2017)).message == (
        "cites B at 7, which is retracted: this work of 2017 appeared before the notice of 2018-06"
    )


def test_a_preprint_and_what_it_became() -> None:
    record = replace(CLEAN, publication_types=PREPRINT)
    assert not found("preprint-published", case(record))
    (held,) = found("preprint-published", replace(case(record), published=("Birke2020",)))
    assert "Birke2020 (held)" in held.message
    stated = replace(record, relations=(Relation("UpdateIn", doi=DOI("10.5555/out")),))
    assert "10.5555/out" in found("preprint-published", case(stated))[0].message
    assert not found("preprint-published", case(related("UpdateIn")))


def test_a_twin() -> None:
    (one,) = found("duplicate", replace(case(), twins=(("B", "is the same work as {}: by DOI"),)))
    assert one.message == "is the same work as B: by DOI"


def test_levels_are_told_apart_with_the_notice() -> None:
    record = replace(
        CLEAN,
        source="pubmed",
        relations=(
            Relation("RetractionIn", "J. 2010 Feb 6;3:4", PMID("77"), DOI("10.5555/n")),
            Relation("ErratumIn", pmid=PMID("78")),
        ),
    )
    told = [one for one in look(case(record), CHECKS) if one.check in ("retracted", "corrected")]
    assert [one.severity for one in told] == [Severity.ERROR, Severity.NOTE]
    assert told[0].data == {
        "level": str(Level.RETRACTED), "notice_pmid": "77", "notice_doi": "10.5555/n",
        "date": "2010-02-06", "said_by": "pubmed",
    }  # fmt: skip
    assert told[0].message == (
        "retracted 2010-02-06 by PMID 77 DOI 10.5555/n; said by PubMed; no answer from Crossref: "
        "not asked"
    )


def test_lines_of_a_file_are_not_told() -> None:
    of = case(CLEAN, listing(Reference(1, "A line")))
    assert found("unresolved", of)
    assert not found("unresolved", replace(of, template=""))


def test_choosing_checks() -> None:
    default = {one.name for one in choose_checks()}
    assert "retracted" in default
    assert not default & {"no-doi", "cites-retracted", "nih-no-pmcid"}
    assert "no-doi" in {one.name for one in choose_checks(groups=("all",))}
    assert [one.name for one in choose_checks(("no-doi", "issn"))] == ["issn", "no-doi"]
    assert "issn" not in {one.name for one in choose_checks(skip=("issn",))}
    with pytest.raises(UsageError, match="there is no check 'isn'") as raised:
        check_name("isn")
    assert "issn" in raised.value.hint


def test_check_digits() -> None:
    assert issn_is_right("0028-4793")
    assert issn_is_right("1474547x")
    assert not issn_is_right("0028-4794")
    assert not issn_is_right("none")
    assert isbn_is_right("978-3-16-148410-0")
    assert isbn_is_right("0-306-40615-2")
    assert isbn_is_right("097522980X")
    assert not isbn_is_right("0306406153")
    assert not isbn_is_right("1")
    assert orcid_is_right("0000-0002-1694-233X")
    assert not orcid_is_right("0000-0002-1694-2330")
    assert not orcid_is_right("")


def test_the_docs_list_just_the_checks() -> None:
    text = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([\w-]+)` \| (\w+) \| (.*?) \| (.*?) \| (.*?) \|$", text, re.M)
    listed = {
        (name, severity, finds, source, mends) for name, severity, finds, source, mends in rows
    }
    assert listed == {
        (one.name, one.severity.word, one.finds, one.source, one.mends) for one in CHECKS
    }
    for group in ("default", "all", "reviews", "nih"):
        heading = "Run always" if group == "default" else f"Run with `--{group}`"
        section = text.partition(f"### {heading}\n")[2].partition("\n#")[0]
        names = re.findall(r"^\| `([\w-]+)` ", section, re.M)
        assert names == [one.name for one in CHECKS if one.group == group]


def test_a_doi_that_crossref_gives_is_registered_however_it_ends() -> None:
    record = replace(CLEAN, doi=DOI("10.5555/clean.1.pdf"))
    given = case(record)
    assert found("doi", given)
    theirs = replace(given.entry, provenance=MappingProxyType({"doi": "crossref"}))
    assert not found("doi", replace(given, entry=theirs))


def test_a_source_is_told_by_its_name() -> None:
    short = replace(case(CLEAN), entry=listing(Reference(1, "A line"), stated=9))
    assert found("list-incomplete", short)[0].message.endswith("Crossref states 9")
