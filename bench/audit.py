"""An audit on recorded works: retractions, lists of them, states of the NIH, and its time.

`retractions`: recorded works as nine services and programs describe them, each of them sound,
retracted, withdrawn, under a concern, corrected, or a notice, in the words of the form; found means
that the level is right. `list`: 4,770 recorded DOIs as a list of retracted works, among as many
others. `nih`: recorded articles that name a grant of the NIH, with the PMCID they have and without;
of others none is to be asked for. `false alarms`: errors and warnings on recorded PubMed articles
that are not among the true ones (`TRUE`, looked up one by one). Duplicates: `bench.duplicates`.
`python -m bench.audit`; `--misses` names what went wrong.
"""

from __future__ import annotations

import gc
import io
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from time import process_time
from typing import NamedTuple

from bench import duplicates
from bench.figure import Figure, report
from bench.printed.held import Held, recorded
from sscmsc.audit import choose_checks
from sscmsc.audit_finding import Case, Nih, Severity
from sscmsc.audit_nih import State, nih_state
from sscmsc.audit_works import Rules, Works, audit
from sscmsc.dates import PartialDate
from sscmsc.entry import Entry
from sscmsc.formats import crossref_json, europepmc_json
from sscmsc.formats.packed import pack, unpack
from sscmsc.formats.table import find_format
from sscmsc.identifiers import DOI, PMID
from sscmsc.record import PublicationType, Record, Relation
from sscmsc.retraction import standing
from sscmsc.retraction_lists import read_list
from sscmsc.retraction_signs import Level, is_notice
from sscmsc.text import RichText, plain

CORPORA = Path(__file__).resolve().parent.parent.parent / "shared" / "corpora"
WORKS = 300
LISTED = 4770
TODAY = PartialDate(2026, 11, 22)
#: What is wrong with recorded PubMed articles in truth: (PMID, check).
TRUE = frozenset(
    {
        ("32490903", "title-capitals"), ("35830032", "title-capitals"),
        ("37065682", "title-capitals"), ("31541003", "retracted"),
        # A record that a program made up for its tests.
        ("99999999", "pmid"), ("99999999", "no-journal"), ("99999999", "no-year"),
    }
)  # fmt: skip
Describe = Callable[[Record, "Label | None"], Entry | None]


class Label(NamedTuple):
    """What becomes of a work: its level (None: a notice), in PubMed's words, Crossref's, Europe
    PMC's, and before a title."""

    level: Level | None
    relation: str
    update: str
    link: str
    title: str


LABELS = (
    Label(Level.RETRACTED, "RetractionIn", "retraction", "Retraction in", "RETRACTED: {}"),
    Label(Level.RETRACTED, "RetractionIn", "retraction", "Retraction in", "{} (Retracted article)"),
    Label(Level.WITHDRAWN, "", "withdrawal", "", "WITHDRAWN: {}"),
    Label(Level.CONCERN, "ExpressionOfConcernIn", "expression_of_concern",
          "Expression of concern in", ""),
    Label(Level.CORRECTED, "ErratumIn", "correction", "Erratum in", ""),
    Label(None, "RetractionOf", "", "Retraction of", "Retraction: {}"),
)  # fmt: skip


class Score(NamedTuple):
    found: int = 0
    right: int = 0
    wanted: int = 0

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.wanted if self.wanted else 1.0


def by_title(name: str) -> Describe:
    """A form that has only the title to say it with."""
    row = find_format(name)
    assert row is not None

    def describe(record: Record, label: Label | None) -> Entry | None:
        if label is not None and not label.title:
            return None
        title = label.title.format(record.title) if label else record.title or ""
        assert row.write is not None
        assert row.read is not None
        bare = replace(record, title=RichText(title), relations=(), publication_types=())
        written = "".join(row.write((Entry("a", bare),)))
        works = row.read(written.encode(), name).works
        return Entry("a", works[0].work.record, note=works[0].note) if works else None

    return describe


def as_pubmed(record: Record, label: Label | None) -> Entry | None:
    if label is None:
        return Entry("a", replace(record, source="pubmed", relations=(), publication_types=()))
    if not label.relation:
        return None
    relation = Relation(label.relation, "J Synth. 2010 Feb 6;3(1):4", PMID("77"))
    types = {Level.RETRACTED: "D016441", None: "D016440"}
    ui = types.get(label.level, "D016428")
    return Entry(
        "a",
        replace(
            record, source="pubmed", relations=(relation,),
            publication_types=(PublicationType("a label of that year", ui),),
        ),
    )  # fmt: skip


def as_nbib(record: Record, label: Label | None) -> Entry | None:
    entry = as_pubmed(record, label)
    row = find_format("nbib")
    assert row is not None and row.read is not None and row.write is not None  # noqa: PT018
    if entry is None:
        return None
    types = {Level.RETRACTED: "Retracted Publication", None: "Retraction Notice"}
    name = types.get(label.level, "Journal Article") if label else "Journal Article"
    told = replace(entry.record, publication_types=(PublicationType(name),))
    works = row.read("".join(row.write((replace(entry, record=told),))).encode(), "nbib").works
    return Entry("a", works[0].work.record) if works else None


def as_crossref(record: Record, label: Label | None) -> Entry | None:
    if label is not None and not (label.update or label.level is None):
        return None
    work: dict[str, object] = {
        "DOI": "10.5555/a", "title": [plain(record.title or "")], "type": "journal-article",
    }  # fmt: skip
    update = {"DOI": "10.5555/n", "source": "publisher", "updated": {"date-parts": [[2010, 2, 6]]}}
    if label is not None and label.level is None:
        work["update-to"] = [{**update, "type": "retraction"}]
    elif label is not None:
        work["updated-by"] = [{**update, "type": label.update}]
    answer = {"message-type": "work", "message": work}
    return Entry("a", crossref_json.read(json.dumps(answer).encode(), "a").works[0].work.record)


def as_europepmc(record: Record, label: Label | None) -> Entry | None:
    if label is not None and not label.link:
        return None
    work: dict[str, object] = {"id": "1", "source": "MED", "title": plain(record.title or "")}
    if label is not None:
        named = {"id": "77", "source": "MED", "reference": "J Synth. 2010 Feb 6;3(1):4"}
        work["commentCorrectionList"] = {"commentCorrection": [{**named, "type": label.link}]}
    return Entry("a", europepmc_json.read(json.dumps(work).encode(), "a").works[0].work.record)


FORMS: Mapping[str, Describe] = {
    "pubmed": as_pubmed, "nbib": as_nbib, "crossref": as_crossref, "europepmc": as_europepmc,
    **{name: by_title(name) for name in ("ris", "bibtex", "csl-json", "endnote-xml", "csv")},
}  # fmt: skip


def score_retractions(works: Sequence[Record], misses: bool) -> Iterator[tuple[str, Score]]:
    """The score of each form: a described work counts when its own level is found."""
    for name, describe in FORMS.items():
        found = right = wanted = 0
        for number, record in enumerate(works):
            label = LABELS[(number // 2) % len(LABELS)] if number % 2 else None
            entry = describe(record, label)
            if entry is None:
                continue
            stands = standing(entry)
            level = None if is_notice(entry.record) else stands.level
            found += level is not None
            wanted += label is not None and label.level is not None
            right += level is not None and label is not None and level == label.level
            if misses and level != (label.level if label else None):
                print(f"{name}: {level} for {label}: {entry.record.title}")
        yield name, Score(found, right, wanted)


def score_list(dois: Sequence[DOI]) -> tuple[Score, float]:
    """A list of every other DOI, asked about all; and its time beside that of reading its lines."""
    listed = dois[::2][:LISTED]
    data = "".join(f"{one}\n" for one in listed).encode()
    gc.collect()
    start = process_time()
    found = read_list(io.BytesIO(data), "list", frozenset(dois))
    hits = [one for one in dois if found.about((one,))]
    ours = process_time() - start
    start = process_time()
    held = {line.strip().lower() for line in io.StringIO(data.decode())}
    plainly = [one for one in dois if one.value in held]
    theirs = process_time() - start
    assert plainly == list(listed)
    return Score(len(hits), len(set(hits) & set(listed)), len(listed)), ours / theirs


def score_nih(records: Sequence[Record]) -> Score:
    """Articles with a grant of the NIH whose PMCID was taken away are to be told; no others."""
    found = right = wanted = 0
    for record in records:
        paid = [one for one in record.grants if "NIH" in (one.agency or "")]
        numbers = tuple(one.number for one in paid if one.number)
        own = Nih(grants=numbers[:1] or ("R01 AR999999",))
        for made, missing in ((record, False), (replace(record, pmcid=None), bool(numbers))):
            held = Case(Entry("a", made), standing(Entry("a", made)), TODAY, nih=own)
            told = nih_state(held) in (State.MISSING, State.EXPIRED)
            asked = missing and nih_state(held) is not State.EXEMPT
            found += told
            wanted += asked
            right += told and asked
    return Score(found, right, wanted)


def false_alarms(records: Sequence[Record], misses: bool) -> int:
    """Errors and warnings on works that PubMed indexed which are not among the true ones."""
    entries = {str(one.pmid): Entry(str(one.pmid), one) for one in records if one.pmid}
    works = Works(lambda: iter(entries.values()), entries.__getitem__)
    false = 0
    for one in audit(works, Rules(choose_checks(), TODAY)):
        if one.severity >= Severity.WARNING and (one.citekey, one.check) not in TRUE:
            false += 1
            if misses:
                print(one)
    return false


def time_ratio(records: Sequence[Record]) -> float:
    """All checks that look at one work, to reading the work as the index keeps it."""
    packed = [pack(Entry(f"k{number}", one)) for number, one in enumerate(records)]
    start = process_time()
    entries = {entry.citekey: entry for entry in map(unpack, packed)}
    reading = process_time() - start
    checks = choose_checks(skip=("duplicate", "preprint-published"), groups=("all",))
    works = Works(lambda: iter(entries.values()), entries.__getitem__)
    start = process_time()
    list(audit(works, Rules(checks, TODAY)))
    return (process_time() - start) / reading


def known_dois(held: Held) -> list[DOI]:
    """DOIs of recorded works and of the works that their lists cite."""
    found: dict[DOI, None] = {}
    for work in held.works:
        lines = (one.doi for one in work.references or ())
        found.update(dict.fromkeys(one for one in (work.record.doi, *lines) if one))
    return list(islice(found, 2 * LISTED))


def figures(misses: bool = False) -> Iterator[Figure]:
    """The measured figures, each with its bound."""
    held = recorded(CORPORA)
    records = [one.record for one in held.works]
    titled = [one for one in records if one.title and len(one.title) > 20 and not is_notice(one)
              and not standing(Entry("a", one)).notices]  # fmt: skip
    for name, score in score_retractions(titled[:WORKS], misses):
        yield Figure(f"retractions: {name}, described", score.wanted)
        yield Figure(f"retractions: {name}, precision", score.precision, 0.99, ">=")
        yield Figure(f"retractions: {name}, recall", score.recall, 0.99, ">=")
    listed, ratio = score_list(known_dois(held))
    yield Figure("list: retracted DOIs", listed.wanted)
    yield Figure("list: precision", listed.precision, 1, ">=")
    yield Figure("list: recall", listed.recall, 1, ">=")
    yield Figure("list: time to reading its lines", ratio, 40)
    indexed = [one for one in records if one.source == "pubmed"]
    nih = score_nih(indexed)
    yield Figure("nih: papers that lack a PMCID", nih.wanted)
    yield Figure("nih: precision", nih.precision, 0.99, ">=")
    yield Figure("nih: recall", nih.recall, 0.99, ">=")
    yield Figure("false alarms: recorded PubMed articles", len(indexed))
    yield Figure("false alarms", false_alarms(indexed, misses), 0)
    yield Figure("checks: time to reading the works", time_ratio(records), 3)
    yield from duplicates.figures(misses)


def main() -> int:
    if not CORPORA.is_dir():
        print("audit: the recorded data is not beside the project", file=sys.stderr)
        return 0
    return report(figures("--misses" in sys.argv))


if __name__ == "__main__":
    sys.exit(main())
