"""A reference list asked for again: what was held before is never silently lost."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from sscmsc.align import pairs
from sscmsc.reference import Reference, ReferenceList


def keep_lines(new: ReferenceList, held: ReferenceList) -> ReferenceList:
    """A list as its sources give it now, with every line of the list held before.

    A line that was resolved stays so. A line that the sources which answered used to list,
    and list no more, is kept at its place with a note.
    """
    answered = {one.source for one in new.counts if one.listed is not None}
    partners = {older: newer for newer, older in pairs(new.references, held.references)}
    lines = list(new.references)
    gone: defaultdict[int, list[Reference]] = defaultdict(list)
    after = 0
    for place, line in enumerate(held.references):
        newer = partners.get(place)
        if newer is None:
            gone[after].append(_noted(line, answered))
        else:
            lines[newer] = _carried(lines[newer], line, answered)
            after = newer + 1
    ordered = [*gone[0]]
    for place, line in enumerate(lines, start=1):
        ordered.extend((line, *gone[place]))
    numbered = tuple(replace(line, position=place) for place, line in enumerate(ordered, start=1))
    older_counts = tuple(one for one in held.counts if one.source not in answered)
    told = {one.source for one in older_counts}
    counts = tuple(one for one in new.counts if one.source not in told)
    return ReferenceList(numbered, (*counts, *older_counts))


def _carried(line: Reference, held: Reference, answered: set[str]) -> Reference:
    """A line as it is now, with what was found out about it before."""
    older = tuple(one for one in held.sources if one not in answered and one not in line.sources)
    return replace(
        line,
        sources=(*line.sources, *older),
        citekey=held.citekey,
        matched_by=held.matched_by,
        score=held.score,
    )


def _noted(line: Reference, answered: set[str]) -> Reference:
    note = f"no longer listed by {', '.join(line.sources)}"
    if not answered.issuperset(line.sources) or note in line.notes:
        return line
    return replace(line, notes=(*line.notes, note))
