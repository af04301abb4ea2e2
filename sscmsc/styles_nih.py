"""References as grant documents of the NIH cite them: NLM's, with how the work is in PMC.

A work that falls under the public access policy is cited with its PMCID at the end; while it has
none, with `NIHMSID: NIHMS######` or `PMC Journal - In Process`, which hold for three months
after publication (NOT-OD-08-119; NOT-OD-25-047 for manuscripts accepted from July 2025 on).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from sscmsc.csl import Formatted, Run
from sscmsc.entry import Entry

NIH = "nih"
_MANUSCRIPT = re.compile(r"(?:NIHMS)?(\d{4,})", re.I)
IN_PROCESS = "PMC Journal – In Process"


def compliance(entry: Entry) -> str:
    """What is said of a work's place in PMC at the end of its reference, "" for nothing.

    A journal that deposits by itself cannot be told from the record, so the user says it by the
    tag `pmc-in-process`.
    """
    record = entry.record
    if record.pmcid is not None:
        return f"PMCID: {record.pmcid.value}"
    for one in record.manuscript_ids:
        if found := _MANUSCRIPT.fullmatch(one.strip()):
            return f"NIHMSID: NIHMS{found[1]}"
    return IN_PROCESS if "pmc-in-process" in entry.tags else ""


def with_compliance(
    references: Iterable[Formatted], entries: Iterable[Entry]
) -> tuple[Formatted, ...]:
    """The references with what `compliance` says of their works at the end."""
    said = {entry.citekey: compliance(entry) for entry in entries}
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
