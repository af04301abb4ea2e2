"""What `sscmsc fetch` tells: what sources stated, what came, what is unresolved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from sscmsc.answers import Unanswered
from sscmsc.commands.wording import counted, source_name, what_changed
from sscmsc.fetched import FetchReport, ReviewReport
from sscmsc.identifiers import Identifier
from sscmsc.present import Json, Screen
from sscmsc.reference import Reference, SourceCount
from sscmsc.source import Failed, Missing
from sscmsc.text import plain

SHOWN_UNRESOLVED = 10


def tell(screen: Screen, report: FetchReport, dry_run: bool, *, interrupted: bool = False) -> None:
    """The report in words, on standard error; of an interrupted fetch only what came."""
    reasons = {reason.asked: reason for reason in report.unfetched}
    for review in report.reviews:
        for line in _review(review, None if interrupted else reasons, dry_run):
            screen.say(line)
    for reason, entry in report.kept:
        screen.say(f"{reason.asked}: {why(reason)}; it is held as {entry.citekey} and kept")
    told = [_named(trouble) for trouble in report.troubles]
    failed = [reason for reason in report.unfetched if isinstance(reason, Failed)]
    if failed and interrupted:
        screen.warn(f"interrupted before {counted(len(failed), 'reference')} had come")
        failed = []
    for cause, number in Counter(why(reason) for reason in failed).items():
        told.append(f"{counted(number, 'reference')} could not be asked for: {cause}")
    told += [f"{reason.asked}: {why(reason)}" for reason in report.unanswered]
    for warning in dict.fromkeys(told):
        screen.warn(warning)
    for remark in report.remarks:
        screen.say(f"note: {remark}")
    if report.left:
        screen.say(f"{counted(report.left, 'more work')} listed and not asked for: --limit")
    if failed:
        screen.say("what arrived is kept: run it again to ask for the rest")
    elif any(isinstance(reason, Failed) for reason in report.unanswered):
        screen.say("run it again to ask for what could not be asked for")
    screen.say(what_changed(report.admission.changes, dry_run))


def _named(trouble: str) -> str:
    source, colon, cause = trouble.partition(": ")
    return f"{source_name(source)}{colon}{cause}"


def as_json(report: FetchReport, dry_run: bool) -> dict[str, Json]:
    """The object that `--json` prints."""
    return {
        "dry_run": dry_run,
        "reviews": [_review_json(review) for review in report.reviews],
        "added": [one.citekey for one in report.admission.changes if one.what == "added"],
        "changed": [one.citekey for one in report.admission.changes if one.what == "changed"],
        "kept": [entry.citekey for _, entry in report.kept],
        "unanswered": [_reason_json(one) for one in report.unanswered],
        "unfetched": [_reason_json(one) for one in report.unfetched],
        "troubles": list(report.troubles),
        "remarks": list(report.remarks),
        "left": report.left,
    }


def _review(
    review: ReviewReport, reasons: Mapping[Identifier, Unanswered] | None, dry_run: bool
) -> list[str]:
    """What became of a work that was asked for; without `reasons` its open lines are left out."""
    record = review.entry.record
    year = f" ({record.year})" if record.year else ""
    what = review.change.what if not dry_run else f"would be {review.change.what}"
    lines = [f"{review.entry.citekey} {what}: {plain(record.shown_title or '')}{year}"]
    if not review.counts:
        return lines
    lines.extend(f"  {_stated(count)}" for count in review.counts if count.stated or count.listed)
    if not review.lines:
        names = ", ".join(source_name(count.source) for count in review.counts)
        return [*lines, f"  no references are listed by {names}"]
    resolved = len(review.lines) - len(review.unresolved)
    lines.append(
        f"  {counted(len(review.lines), 'reference')} in one list: {resolved} resolved to works "
        f"({review.added} new, {review.held} held before), {len(review.unresolved)} unresolved"
    )
    lines.extend(f"  {told}" for told in _found_by_text(review))
    if review.new_lines or review.changed_lines or review.gone_lines:
        moved = (
            f"{counted(review.new_lines, 'line')} new, {review.changed_lines} changed, "
            f"{review.gone_lines} no longer listed"
        )
        lines.append(f"  since the last time: {moved}, all kept")
    if reasons is None:
        return lines
    for line in review.unresolved[:SHOWN_UNRESOLVED]:
        lines.append(f"    {line.label or line.position}. {line.shown}{_marks(line, reasons)}")
    if (more := len(review.unresolved) - SHOWN_UNRESOLVED) > 0:
        lines.append(f"    and {more} more: sscmsc refs {review.entry.citekey} --unresolved")
    return lines


def _found_by_text(review: ReviewReport) -> list[str]:
    """What the search for lines without identifiers gave."""
    told: list[str] = []
    if found := sum(1 for line in review.lines if line.citekey and line.matched_by == "text"):
        told.append(f"{found} of them found by what the line says")
    if likely := sum(1 for line in review.unresolved if line.candidates):
        works = counted(likely, "unresolved line")
        told.append(f"{works} with a likely work: sscmsc resolve {review.entry.citekey}")
    return told


def _marks(line: Reference, reasons: Mapping[Identifier, Unanswered]) -> str:
    """What is known of an unresolved line: its identifiers, why they brought nothing, notes."""
    told = [f"{one.scheme} {one}" for one in line.identifiers]
    known = (reasons[one] for one in line.identifiers if one in reasons)
    told += [one.reason if isinstance(one, Missing) else "could not be asked for" for one in known]
    told += line.notes
    return f" [{'; '.join(told)}]" if told else ""


def _stated(count: SourceCount) -> str:
    source = source_name(count.source)
    stated = counted(count.stated, "reference") if count.stated is not None else None
    if count.listed is None:
        return f"{source} states {stated or 'no number'} and gives no list"
    if count.stated is None or count.stated == count.listed:
        return f"{source} lists {counted(count.listed, 'reference')}"
    return f"{source} states {stated} and lists {count.listed}"


def why(reason: Unanswered) -> str:
    """The reason, with the source before it where it does not name it itself."""
    names = [source_name(one) for one in reason.source.split(", ")]
    told = any(name in reason.reason for name in names)
    return reason.reason if told else f"{', '.join(names)}: {reason.reason}"


def _review_json(review: ReviewReport) -> Json:
    return {
        "asked": str(review.asked),
        "citekey": review.entry.citekey,
        "what": review.change.what,
        "fields": list(review.change.fields),
        "sources": [
            {"source": one.source, "stated": one.stated, "listed": one.listed}
            for one in review.counts
        ],
        "references": len(review.lines),
        "new_lines": review.new_lines,
        "changed_lines": review.changed_lines,
        "gone_lines": review.gone_lines,
        "resolved": len(review.lines) - len(review.unresolved),
        "found_by_text": sum(
            1 for line in review.lines if line.citekey and line.matched_by == "text"
        ),
        "unresolved": [
            {"position": line.position, "text": line.shown, "notes": list(line.notes)}
            for line in review.unresolved
        ],
    }


def _reason_json(reason: Unanswered) -> Json:
    return {
        "identifier": str(reason.asked),
        "scheme": reason.asked.scheme,
        "source": reason.source,
        "outcome": "failed" if isinstance(reason, Failed) else "missing",
        "reason": reason.reason,
    }
