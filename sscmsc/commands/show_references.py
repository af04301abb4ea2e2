"""What `sscmsc show --references` tells of a reference list: how complete it is, and says who."""

from __future__ import annotations

from sscmsc.commands.wording import counted, source_name
from sscmsc.completeness import Completeness, completeness
from sscmsc.entry import Entry
from sscmsc.library import Library
from sscmsc.present import Json


def fields(entry: Entry, library: Library) -> list[tuple[str, str]]:
    """Named values for `Screen.fields`."""
    if entry.references is None:
        return [("References", "its list was never asked for")]
    found = completeness(entry.references, library)
    return [
        ("Stated", "\n".join(_stated(found))),
        ("Held", f"{counted(found.lines, 'line')}{_short(found)}"),
        ("Resolved", f"{found.resolved}, {_share(found.resolved, found)}"),
        ("Full records", f"{found.full}, {_share(found.full, found)}"),
        ("Identified", f"{found.identified} carry an identifier that brought no record"),
        ("Unresolved", _unresolved(entry, found)),
        ("As of", str(found.as_of) if found.as_of else ""),
    ]


def as_json(entry: Entry, library: Library) -> Json:
    """The same for `--json`; None for a work whose list was never asked for."""
    if entry.references is None:
        return None
    found = completeness(entry.references, library)
    return {
        "lines": found.lines,
        "resolved": found.resolved,
        "identified": found.identified,
        "unresolved": found.unresolved,
        "full_records": found.full,
        "short_of": found.short_of,
        "as_of": str(found.as_of) if found.as_of else None,
        "sources": [
            {"source": one.source, "stated": one.stated, "listed": one.listed}
            for one in found.counts
        ],
    }


def _stated(found: Completeness) -> list[str]:
    said: list[str] = []
    for one in found.counts:
        number = "no number" if one.stated is None else str(one.stated)
        listed = "no list" if one.listed is None else f"lists {one.listed}"
        said.append(f"{source_name(one.source)} states {number}, {listed}")
    return said


def _short(found: Completeness) -> str:
    return f", {found.short_of} fewer than stated" if found.short_of else ""


def _share(number: int, found: Completeness) -> str:
    return f"{100 * number / found.lines:.0f} %" if found.lines else "of none"


def _unresolved(entry: Entry, found: Completeness) -> str:
    hint = f": sscmsc resolve {entry.citekey}" if found.unresolved else ""
    return f"{found.unresolved} that nothing identifies{hint}"
