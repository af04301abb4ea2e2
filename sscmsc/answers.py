"""What several sources answered for the identifiers asked, and why some brought nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from sscmsc.facts import record_facts
from sscmsc.identifiers import DOI, PMCID, PMID, Identifier
from sscmsc.source import Answer, Failed, Found, Missing, SourceWork, Translated

Unanswered = Missing | Failed
CONVERTER = "ID converter"


@dataclass(slots=True)
class Answers:
    """The works found so far for each identifier, the reasons why sources had none, and
    `remarks` on what a person may want to look at."""

    works: dict[Identifier, list[SourceWork]] = field(default_factory=dict)
    reasons: dict[Identifier, list[Unanswered]] = field(default_factory=dict)
    remarks: dict[str, None] = field(default_factory=dict)

    def take(self, answers: Iterable[Answer]) -> None:
        for answer in answers:
            if isinstance(answer, Found):
                self.works.setdefault(answer.asked, []).append(_under_all_its_dois(answer))
                self.remarks |= dict.fromkeys(_shared(answer))
            else:
                self.reasons.setdefault(answer.asked, []).append(answer)

    def take_under_all_names(self, answers: Iterable[Answer]) -> None:
        """As `take`; a work that was found answers for every identifier it has."""
        self.take(answers)
        for work in [work for found in self.works.values() for work in found]:
            for one in work.record.identifiers:
                self.works.setdefault(one, [work])

    def any_of(self, identifiers: Iterable[Identifier]) -> bool:
        """Whether a work was found for one of these identifiers."""
        return any(one in self.works for one in identifiers)

    def reasons_of(self, identifiers: Iterable[Identifier]) -> list[Unanswered]:
        return [reason for one in identifiers for reason in self.reasons.get(one, ())]

    def troubles_of(self, identifiers: Iterable[Identifier]) -> list[str]:
        """The failures among the answers for identifiers of which another one brought a work."""
        failed = (one for one in self.reasons_of(identifiers) if isinstance(one, Failed))
        return [f"{one.source}: {one.reason}" for one in failed]


def readdressed(answer: Answer, asked: Identifier) -> Answer:
    """An answer as one to another identifier of the same work."""
    if isinstance(answer, Found):
        return Found(asked, _under_all_its_dois(answer))
    return type(answer)(asked, answer.source, answer.reason)


def why_not(asked: Identifier, reasons: Sequence[Unanswered]) -> Unanswered:
    """One outcome for an identifier that brought no work: the failures, else every reason."""
    failures: list[Unanswered] = [reason for reason in reasons if isinstance(reason, Failed)]
    told = failures or list(reasons) or [Missing(asked, "", "no source answered")]
    sources = ", ".join(dict.fromkeys(reason.source for reason in told))
    why = "; ".join(dict.fromkeys(reason.reason for reason in told))
    return Failed(asked, sources, why) if failures else Missing(asked, sources, why)


def untranslated(asked: PMCID, translated: Translated) -> Unanswered:
    """Why the ID converter gives neither a PMID nor a DOI for a PMCID."""
    if asked in translated.known:
        return Missing(asked, CONVERTER, "PMC knows neither a PMID nor a DOI for it")
    if translated.failure:
        return Failed(asked, CONVERTER, translated.failure)
    return Missing(asked, CONVERTER, "not in PMC")


def names_of(asked: Identifier, translated: Translated) -> tuple[PMID | DOI, ...]:
    """The identifiers that services are asked by, a PMID first: for a PMCID what the ID
    converter knows it as, nothing where it does not."""
    if not isinstance(asked, PMCID):
        return (asked,)
    known = translated.known.get(asked, ())
    pmids = [one for one in known if isinstance(one, PMID)]
    return (*pmids, *(one for one in known if isinstance(one, DOI)))


def _shared(found: Found) -> Iterator[str]:
    """What to say of further works with the identifier that was asked for."""
    ours = found.work.record
    for record in found.others:
        what = record_facts(record).notice
        other = f"PMID {record.pmid}{f' ({what})' if what else ''}"
        yield f"{found.asked} is the DOI of PMID {ours.pmid} and of {other}; the first was taken"


def _under_all_its_dois(found: Found) -> SourceWork:
    """The work, its record knowing the DOI it was asked by where that forwards to another."""
    record, asked = found.work.record, found.asked
    if not isinstance(asked, DOI) or asked == record.doi or asked in record.superseded_dois:
        return found.work
    dois = (*record.superseded_dois, asked)
    return replace(found.work, record=replace(record, superseded_dois=dois))
