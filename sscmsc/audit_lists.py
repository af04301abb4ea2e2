"""Checks of an entry as it is held: its reference list, its citekey, what sources dispute."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from sscmsc.audit_finding import Case, Hit
from sscmsc.audit_retraction import SOURCE_NAMES
from sscmsc.citekey import make_citekey
from sscmsc.errors import InputError

_SHOWN = 8
_LETTERS = re.compile(r"[a-z]{0,2}")


def unresolved(case: Case) -> Iterator[Hit]:
    """Lines that nothing identifies: no identifier, and no work found for them. In a file nobody
    has looked for any."""
    if not case.template:
        return
    listed = case.entry.references
    lines = listed.references if listed else ()
    open_ = [line for line in lines if line.status == "unresolved"]
    if open_:
        places = ", ".join(str(line.position) for line in open_[:_SHOWN])
        more = " ..." if len(open_) > _SHOWN else ""
        told = f"{len(open_)} of {len(lines)} references are unresolved: {places}{more}"
        yield Hit(told, "references")


def incomplete(case: Case) -> Iterator[Hit]:
    """Fewer lines than a source says that the list has."""
    listed = case.entry.references
    if listed is None:
        return
    stated = [(one.stated, one.source) for one in listed.counts if one.stated is not None]
    most, source = max(stated, default=(0, ""))
    if most > len(listed.references):
        who = SOURCE_NAMES.get(source, source)
        told = f"{len(listed.references)} references are held, {who} states {most}"
        yield Hit(told, "references")


def cites_itself(case: Case) -> Iterator[Hit]:
    listed = case.entry.references
    own = set(case.record.identifiers)
    for line in listed.references if listed else ():
        if line.citekey == case.entry.citekey or own & set(line.identifiers):
            yield Hit(f"reference {line.position} is the work itself", "references")


def cited_twice(case: Case) -> Iterator[Hit]:
    listed = case.entry.references
    keys = Counter(line.citekey for line in listed.references if line.citekey) if listed else {}
    for key, number in keys.items():
        if number > 1 and listed:
            places = [str(line.position) for line in listed.references if line.citekey == key]
            yield Hit(f"{key} is cited at {' and '.join(places)}", "references")


def disputed(case: Case) -> Iterator[Hit]:
    for one in case.entry.conflicts:
        if one.field not in ("pmid", "pmcid", "doi", *case.entry.preferred):
            told = ", ".join(f"{source} says {value}" for source, value in one.values)
            yield Hit(f"{one.field.replace('_', ' ')} {one.kept} is disputed: {told}", one.field)


def citekey(case: Case) -> Iterator[Hit]:
    """A citekey that the template would not give, apart from the letters that tell two apart."""
    if not case.template:
        return
    try:
        made = make_citekey(case.record, (), case.template)
    except InputError:
        return  # a template that cannot be used is told where citekeys are made
    head, rest = case.entry.citekey[: len(made)], case.entry.citekey[len(made) :]
    if head.casefold() != made.casefold() or not _LETTERS.fullmatch(rest):
        yield Hit(f"the template {case.template} would give {made}", "citekey")
