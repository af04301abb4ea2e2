"""An audit of many works: what only all together show, what is silenced, where each stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from types import MappingProxyType

from sscmsc.audit import choose_checks
from sscmsc.audit_finding import Finding
from sscmsc.audit_works import Asked, Ignored, Place, Rules, Works, audit
from sscmsc.dates import PartialDate
from sscmsc.entry import Entry
from sscmsc.identifiers import DOI, PMID
from sscmsc.record import Person, PublicationType, Record, Relation
from sscmsc.reference import Reference, ReferenceList
from sscmsc.retraction import Notice
from sscmsc.retraction_lists import Listed
from sscmsc.retraction_signs import Level
from sscmsc.text import RichText
from tests.test_audit import CLEAN

TODAY = PartialDate(2026, 11, 22)
TITLES = (
    "Stromal cells in the skin of mice", "A trial of autologous transplantation in lupus",
    "Collagen and its turnover in old tendons",
)  # fmt: skip


def work(key: str, number: int, **parts: object) -> Entry:
    record = replace(
        CLEAN, source="pubmed", pmid=PMID(str(number + 1)), doi=DOI(f"10.5555/w.{number}"),
        title=RichText(TITLES[number % 3]), authors=(Person(f"Amsel{'abc'[number % 3]}", "Ada"),),
        pages=f"{number}01-{number}09",
    )  # fmt: skip
    return Entry(key, replace(record, **parts))  # type: ignore[arg-type]


def found(*entries: Entry, rules: Rules | None = None, names: tuple[str, ...] = (),
          chosen: tuple[str, ...] | None = None) -> list[Finding]:  # fmt: skip
    held = {one.citekey: one for one in entries}
    read: list[str] = []

    def get(key: str) -> Entry:
        read.append(key)
        return held[key]

    def each() -> Iterator[Entry]:
        return iter(held.values())

    checks = choose_checks(names, groups=("reviews",))
    told = rules or Rules(checks, TODAY)
    return sorted(
        audit(Works(each, get, chosen), replace(told, checks=checks)), key=lambda one: one.order
    )


def test_two_entries_of_one_work_are_told_once() -> None:
    one, other = work("A", 0), work("B", 0)
    (finding,) = found(one, other, work("C", 1), names=("duplicate",))
    assert finding.citekey == "B"
    assert finding.message.startswith("is the same work as A: ")
    (asked,) = found(one, other, names=("duplicate",), chosen=("A",))
    assert (asked.citekey, "as B" in asked.message) == ("A", True)


def test_what_a_person_said_is_not_the_same() -> None:
    one = replace(work("A", 0), distinct=("B",))
    assert found(one, work("B", 0), names=("duplicate",)) == []


def test_other_works_with_one_identifier() -> None:
    one, other = work("A", 0), work("B", 1, doi=DOI("10.5555/w.0"))
    (finding,) = found(one, other, names=("duplicate",))
    assert finding.message == "has the DOI 10.5555/w.0 of A, another work"


def test_a_preprint_whose_article_is_held() -> None:
    types = (PublicationType("Preprint", "D000076942"),)
    early = work("Early", 0, publication_types=types)
    late = work("Late", 1, relations=(Relation("UpdateOf", pmid=PMID("1")),))
    (one,) = found(early, late, names=("preprint-published",))
    assert (one.citekey, one.message) == ("Early", "is a preprint; published as Late (held)")
    told = replace(
        early, record=replace(early.record, relations=(Relation("UpdateIn", pmid=PMID("2")),))
    )
    (stated,) = found(told, work("Late", 1), names=("preprint-published",))
    assert stated.message == "is a preprint; published as Late (held), 2"


def review(*lines: Reference) -> Entry:
    return replace(work("Review", 2), references=ReferenceList(lines))


def test_a_review_of_a_retracted_work_outside_of_the_query() -> None:
    gone = work("Gone", 0, relations=(Relation("RetractionIn", date=PartialDate(2018, 1)),))
    lines = (Reference(1, "x"), Reference(2, citekey="Gone"), Reference(3, citekey="Other"))
    (one,) = found(review(*lines), gone, names=("cites-retracted",), chosen=("Review",))
    assert one.data["appeared"] == "after"
    assert found(review(*lines), gone, names=("cites-retracted",), chosen=("Gone",)) == []


def test_a_list_knows_works_by_any_identifier() -> None:
    notice = Notice(Level.RETRACTED, ("retraction-watch",), date=PartialDate(2020, 1, 1))
    listed = Listed(MappingProxyType({PMID("1"): (notice,), DOI("10.5555/far"): (notice,)}), 2)
    rules = Rules((), TODAY, listed=(listed,))
    names = ("retracted", "cites-retracted")
    lines = (Reference(1, doi=DOI("10.5555/far")), Reference(2, doi=DOI("10.5555/near")))
    first, second = found(work("A", 0), review(*lines), rules=rules, names=names)
    assert (first.citekey, first.check) == ("A", "retracted")
    assert second.message.startswith("cites 10.5555/far at 1, which is retracted: ")
    old = work("Z", 1, superseded_dois=(DOI("10.5555/far"),))
    assert [one.citekey for one in found(old, rules=rules, names=names)] == ["Z"]


def test_what_services_answered() -> None:
    notice = Notice(Level.CONCERN, ("publisher",), doi=DOI("10.5555/n"))
    asked = {"A": Asked((notice,), ("crossref",)), "B": Asked((), (), {"crossref": "was down"})}
    rules = Rules((), TODAY, asked=asked)
    bare = Record("ris", doi=DOI("10.5555/x"), title=RichText("RETRACTED: A title"))
    one, other = found(work("A", 0), Entry("B", bare), rules=rules, names=("concern", "retracted"))
    assert "Crossref: was down" in one.message
    assert other.message == "expression of concern by DOI 10.5555/n; said by the publisher"


def test_silence() -> None:
    bad = work("A", 0, title=None)
    names = ("no-title",)
    for ignored in (("A", "no-title"), ("*", "no-title"), ("A", "*")):
        rules = Rules((), TODAY, ignored=(Ignored(*ignored, "because"),))
        (one,) = found(bad, rules=rules, names=names)
        assert one.reason == "because"
    (one,) = found(replace(bad, former_keys=("Old",)), names=names,
                   rules=Rules((), TODAY, ignored=(Ignored("Old", "*", "because"),)))  # fmt: skip
    assert one.reason == "because"
    tagged = {"ignore:no-title so it is": "so it is", "ignore:no-title": "tagged ignore:no-title"}
    for tag, reason in tagged.items():
        assert found(replace(bad, tags=(tag,)), names=names)[0].reason == reason
    for tag in ("ignore:no-titles", "no-title", "ignore:no-title-at-all"):
        assert found(replace(bad, tags=(tag,)), names=names)[0].reason == ""


def test_places() -> None:
    bad = work("A", 0, title=None)
    works = Works(
        lambda: iter((bad,)), lambda _: bad, None, MappingProxyType({"A": Place("x.bib", 7)})
    )
    (one,) = audit(works, Rules(choose_checks(("no-title",)), TODAY))
    assert (one.path, one.line) == ("x.bib", 7)


def test_nothing_is_looked_up_again_without_need() -> None:
    entries = [work(key, number) for number, key in enumerate("ABC")]

    def get(key: str) -> Entry:
        raise AssertionError(key)

    assert list(audit(Works(lambda: iter(entries), get), Rules(choose_checks(), TODAY))) == []
