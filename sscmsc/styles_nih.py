"""References as grant documents of the NIH cite them: NLM's, with how the work is in PMC.

A work that falls under the public access policy is cited with its PMCID at the end; while it has
none, with `NIHMSID: NIHMS######` or `PMC Journal - In Process`, which hold until three months
after publication (NOT-OD-08-119; NOT-OD-25-047 for manuscripts accepted from July 2025 on).
After that nothing but the PMCID shows that a work complies; a PMID or DOI never does.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sscmsc.csl import Formatted, Run
from sscmsc.dates import PartialDate
from sscmsc.entry import Entry
from sscmsc.public_access import is_in_grace, manuscript_number

NIH = "nih"
IN_PROCESS = "PMC Journal – In Process"


class Standing(NamedTuple):
    """What is said of a work at the end of its reference, "" for nothing; `expired` is what can
    no longer be said."""

    said: str = ""
    expired: str = ""


def compliance(entry: Entry, on: PartialDate) -> Standing:
    """What a grant that is submitted `on` a day says of a work's place in PMC.

    A journal that deposits by itself cannot be told from the record, so the user says it by the
    tag `pmc-in-process`.
    """
    record = entry.record
    if record.pmcid is not None:
        return Standing(f"PMCID: {record.pmcid.value}")
    if (number := manuscript_number(record)) is not None:
        said = f"NIHMSID: NIHMS{number}"
    else:
        said = IN_PROCESS if "pmc-in-process" in entry.tags else ""
    return Standing(said) if is_in_grace(record, on) else Standing("", said)


def with_compliance(
    references: Iterable[Formatted], entries: Iterable[Entry], on: PartialDate
) -> tuple[Formatted, ...]:
    """The references with what `compliance` says of their works at the end."""
    said = {entry.citekey: compliance(entry, on).said for entry in entries}
    return tuple(_ended(one, said.get(one.citekey, "")) for one in references)


def _ended(reference: Formatted, said: str) -> Formatted:
    if not said:
        return reference
    last = reference.runs[-1] if reference.runs else Run("")
    stop = "" if not last.text or last.text.endswith((".", "?", "!")) else "."
    added = Run(f"{stop} {said}.")
    if last.faces:
        return reference._replace(runs=(*reference.runs, added))
    return reference._replace(runs=(*reference.runs[:-1], Run(last.text + added.text)))
