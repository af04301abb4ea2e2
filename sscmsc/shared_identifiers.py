"""Works that share an identifier: told to the user, never merged.

PubMed gives a DOI to two records where a correction or retraction notice was published under
the DOI of its article, where a work was entered twice, and by mistake.
"""

from __future__ import annotations

from collections.abc import Iterable

from sscmsc.entry import Entry
from sscmsc.facts import record_facts
from sscmsc.library import Library


def find_shared(library: Library, entries: Iterable[Entry]) -> tuple[str, ...]:
    """A sentence for each identifier of these entries that another entry of the library has."""
    told: dict[str, None] = {}
    for entry in entries:
        for one in entry.record.identifiers:
            keys = library.holding((one,))
            if len(keys) > 1:
                named = " and ".join(_named(library.entries[key]) for key in sorted(keys))
                told[f"{one} is the {one.scheme.upper()} of {named}: kept as {len(keys)} works"] = (
                    None
                )
    return tuple(told)


def _named(entry: Entry) -> str:
    what = record_facts(entry.record).notice
    said = [f"PMID {entry.record.pmid}"] if entry.record.pmid else []
    said += [what] if what else []
    return f"{entry.citekey} ({', '.join(said)})" if said else entry.citekey
