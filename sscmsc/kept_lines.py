"""A reference list asked for again: what was held before is never silently lost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import replace

from sscmsc.align import pairs
from sscmsc.merge_fields import rank
from sscmsc.merge_references import merge_references, united
from sscmsc.reference import Cited, Reference, ReferenceList, SourceCount
from sscmsc.source import SERVICES

_SCHEMES = ("pmid", "pmcid", "doi")
_GONE = "no longer listed by "


def keep_lines(new: ReferenceList, held: ReferenceList) -> ReferenceList:
    """A list as its sources give it now, with every line of the list held before.

    What a source stated that did not answer now still stands: its lines, its part in lines
    of several sources, its count and the order of the list. What was found out about a line
    (the entry it points at, works it may cite, what a person decided) goes with it. A line
    that the services which answered used to list, and list no more, is kept at its place
    with a note.
    """
    answered = {one.source for one in new.counts if one.listed is not None}
    paired = partners(new.references, held.references)
    newer = list(new.references)
    older = [_noted(line, answered) for line in held.references]
    for place, partner in paired.items():
        newer[partner] = older[place] = _carried(
            new.references[partner], held.references[place], answered
        )
    if all(answered.issuperset(line.sources or ("",)) for line in held.references):
        ordered = _woven(newer, older, paired)
    else:
        ordered = _woven(older, newer, {partner: place for place, partner in paired.items()})
    lines = tuple(replace(line, position=place) for place, line in enumerate(ordered, start=1))
    counts = _counts(new.counts, held.counts, answered)
    same = (lines, counts) == (held.references, held.counts)
    as_of = held.as_of if same or new.as_of is None else new.as_of
    return ReferenceList(lines, counts, as_of)


def partners(new: Sequence[Reference], held: Sequence[Reference]) -> dict[int, int]:
    """The place of the new line that each held line is: lines that say the same, by the same
    sources first, before those that are only alike."""
    found: dict[int, int] = {}
    # Of two held lines that say the same, one was perhaps no longer listed before.
    order = sorted(range(len(held)), key=lambda place: is_gone(held[place]))
    ways: tuple[Callable[[Reference], Hashable], ...] = (
        lambda line: (_said(line), line.sources), _said,
    )  # fmt: skip
    for known_by in ways:
        places: defaultdict[Hashable, list[int]] = defaultdict(list)
        taken = set(found.values())
        for place in reversed(range(len(new))):
            if place not in taken:
                places[known_by(new[place])].append(place)
        for place in order:
            if place not in found and (same := places.get(known_by(held[place]))):
                found[place] = same.pop()
    if len(found) < min(len(new), len(held)):
        taken = set(found.values())
        for newer, older in pairs(new, held):
            if older not in found and newer not in taken and _comparable(new[newer], held[older]):
                found[older] = newer
                taken.add(newer)
    return found


def is_gone(line: Reference) -> bool:
    """Whether the services that used to list a line list it no more."""
    return any(note.startswith(_GONE) for note in line.notes)


def _comparable(line: Reference, held: Reference) -> bool:
    """Whether two lines may be paired: not by their place alone, where one says nothing."""
    silent = any(_is_silent(one) for one in (line, held))
    return not silent or not set(line.identifiers).isdisjoint(held.identifiers)


def _is_silent(line: Reference) -> bool:
    return line.text is None and line.cited == Cited()


def _said(line: Reference) -> Reference:
    """A line without its place and without what was found out about it."""
    bare = replace(line, position=0, citekey=None, matched_by=None, score=None, sources=())
    return replace(bare, notes=(), candidates=(), rejected=())


def _woven(
    leading: Sequence[Reference], following: Sequence[Reference], partners: Mapping[int, int]
) -> list[Reference]:
    """The leading lines, and each following one without a partner after the line that the one
    before it is."""
    alone: defaultdict[int, list[Reference]] = defaultdict(list)
    after = 0
    for place, line in enumerate(following):
        if place in partners:
            after = partners[place] + 1
        else:
            alone[after].append(line)
    ordered = [*alone[0]]
    for place, line in enumerate(leading, start=1):
        ordered.extend((line, *alone[place]))
    return ordered


def _carried(line: Reference, held: Reference, answered: Collection[str]) -> Reference:
    """A line as it is now, with what others stated and what was found out about it before."""
    # A line that no source stated, a person wrote.
    stating = held.sources or (("user",) if line.sources else ())
    held = replace(held, sources=stating)
    older = [one for one in stating if one not in answered and one not in line.sources]
    if older or _is_silent(line) or not held.sources:
        stated = _with_statement(line, held, older)
    elif line.text == held.text and line.cited == Cited():
        # The fields were read from the text, by whoever looked for the work.
        stated = replace(line, label=line.label or held.label, cited=held.cited)
    else:
        stated = line
    return _with_findings(stated, held)


def _with_statement(line: Reference, held: Reference, older: Sequence[str]) -> Reference:
    """A line with what those stated of it who did not answer now, the more trusted first."""
    ours, theirs = (min(map(rank, one), default=rank("")) for one in (line.sources, older))
    lead, other = (held, line) if theirs < ours else (line, held)
    kept = [one for one in held.sources if one in older or one in line.sources]
    notes = tuple(note for note in held.notes if not note.startswith(_GONE))
    return replace(
        merge_references(lead, other, ", ".join(other.sources)),
        sources=united(tuple(kept), line.sources),
        notes=united(notes, line.notes),
    )


def _with_findings(line: Reference, held: Reference) -> Reference:
    """A line with the link, the candidates and the decisions that the held one has.

    A link by an identifier that the line has no more, or by its text where the line now has
    another identifier, is left out: the line is linked anew.
    """
    rejected = united(held.rejected, line.rejected)
    if held.matched_by == "user":
        stated = held if held.identifiers else line
        found = replace(line, pmid=stated.pmid, pmcid=stated.pmcid, doi=stated.doi)
    elif held.matched_by == "text" and not _contradict(line, held):
        found = replace(
            line,
            pmid=line.pmid or held.pmid,
            pmcid=line.pmcid or held.pmcid,
            doi=line.doi or held.doi,
        )
    elif held.matched_by in _SCHEMES:
        scheme = held.matched_by
        if getattr(line, scheme) != getattr(held, scheme):
            return _unlinked(line, rejected)
        found = line
    elif line.matched_by == "text" and held.citekey is None:
        return replace(line, rejected=rejected)
    elif held.citekey is None or held.matched_by is not None:
        return replace(_unlinked(line, rejected), candidates=line.candidates or held.candidates)
    else:
        found = line
    return replace(
        found,
        citekey=held.citekey,
        matched_by=held.matched_by,
        score=held.score,
        candidates=held.candidates,
        rejected=rejected,
    )


def _unlinked(line: Reference, rejected: tuple[str, ...]) -> Reference:
    return replace(line, citekey=None, matched_by=None, score=None, rejected=rejected)


def _contradict(line: Reference, held: Reference) -> bool:
    stated = ((getattr(line, one), getattr(held, one)) for one in _SCHEMES)
    return any(ours and theirs and ours != theirs for ours, theirs in stated)


def _noted(line: Reference, answered: Collection[str]) -> Reference:
    """A line that is listed no more; what a person saved never claimed to be the whole list."""
    note = _GONE + ", ".join(line.sources)
    gone = line.sources and SERVICES.issuperset(line.sources) and set(line.sources) <= set(answered)
    return replace(line, notes=(*line.notes, note)) if gone and note not in line.notes else line


def _counts(
    new: Sequence[SourceCount], held: Sequence[SourceCount], answered: Collection[str]
) -> tuple[SourceCount, ...]:
    """What each source says now, or said when it last answered, in the order there was."""
    counts = {one.source: one for one in new}
    counts |= {one.source: one for one in held if one.source not in answered}
    for listed in (held, new):
        names = [one.source for one in listed]
        if counts.keys() == set(names):
            return tuple(counts[name] for name in names)
    return tuple(sorted(counts.values(), key=lambda one: (rank(one.source), one.source)))
