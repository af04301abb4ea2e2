"""What `sscmsc fetch` tells: what sources stated, what came, what is unresolved."""

from __future__ import annotations

from sscmsc.fetch import FetchReport, ReviewReport
from sscmsc.present import Json, Screen
from sscmsc.reference import SourceCount
from sscmsc.source import Failed, Missing
from sscmsc.text import plain

SHOWN_UNRESOLVED = 10


def tell(screen: Screen, report: FetchReport, dry_run: bool) -> None:
    """The report in words, on standard error."""
    for review in report.reviews:
        for line in _review(review):
            screen.say(line)
    for reason, entry in report.kept:
        screen.say(f"{reason.asked}: {_why(reason)}; {entry.citekey} is held and kept")
    for trouble in report.troubles:
        screen.warn(trouble)
    for reason in report.unfetched[:SHOWN_UNRESOLVED]:
        screen.warn(f"reference {reason.asked}: {_why(reason)}")
    if (more := len(report.unfetched) - SHOWN_UNRESOLVED) > 0:
        screen.warn(f"and {more} more references that brought no record")
    for reason in report.unanswered:
        screen.warn(f"{reason.asked}: {_why(reason)}")
    screen.say(summary(report, dry_run))


def summary(report: FetchReport, dry_run: bool) -> str:
    """One line: how many entries were added or changed, or that nothing was."""
    added = sum(1 for change in report.admission.changes if change.what == "added")
    changed = sum(1 for change in report.admission.changes if change.what == "changed")
    if not added and not changed:
        return "nothing new: the library is unchanged"
    would = " would be" if dry_run else ""
    return f"{added} works{would} added, {changed}{would} changed"


def as_json(report: FetchReport, dry_run: bool) -> Json:
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
    }


def _review(review: ReviewReport) -> list[str]:
    record = review.entry.record
    year = f" ({record.year})" if record.year else ""
    lines = [
        f"{review.entry.citekey}  {plain(record.shown_title or '')}{year}  {review.change.what}"
    ]
    if not review.counts:
        return lines
    lines.extend(f"  {_stated(count)}" for count in review.counts)
    resolved = len(review.lines) - len(review.unresolved)
    lines.append(
        f"  {len(review.lines)} references in one list: {resolved} resolved to works "
        f"({review.added} new, {review.held} held before), {len(review.unresolved)} unresolved"
    )
    for line in review.unresolved[:SHOWN_UNRESOLVED]:
        marks = "; ".join((*(f"{one.scheme} {one}" for one in line.identifiers), *line.notes))
        lines.append(
            f"    {line.label or line.position}. {line.shown}{f' [{marks}]' if marks else ''}"
        )
    if (more := len(review.unresolved) - SHOWN_UNRESOLVED) > 0:
        lines.append(f"    and {more} more: sscmsc refs {review.entry.citekey} --unresolved")
    return lines


def _stated(count: SourceCount) -> str:
    if count.listed is None:
        stated = f"states {count.stated} references but" if count.stated else "cannot answer and"
        return f"{count.source}: {stated} gives no list"
    if count.stated is None or count.stated == count.listed:
        return f"{count.source}: lists {count.listed} references"
    return f"{count.source}: states {count.stated} references, lists {count.listed}"


def _why(reason: Missing | Failed) -> str:
    verb = "failed" if isinstance(reason, Failed) else "does not know it"
    return f"{reason.source} {verb} ({reason.reason})"


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
        "resolved": len(review.lines) - len(review.unresolved),
        "unresolved": [
            {"position": line.position, "text": line.shown, "notes": list(line.notes)}
            for line in review.unresolved
        ],
    }


def _reason_json(reason: Missing | Failed) -> Json:
    return {
        "identifier": str(reason.asked),
        "scheme": reason.asked.scheme,
        "source": reason.source,
        "outcome": "failed" if isinstance(reason, Failed) else "missing",
        "reason": reason.reason,
    }
