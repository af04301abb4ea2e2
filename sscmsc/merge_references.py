"""Two lines of reference lists that are one, made into one line."""

from __future__ import annotations

from dataclasses import fields, replace

from sscmsc.reference import Cited, Reference

_KEPT_APART = ("kind", "authors", "authors_complete")


def merge_references(one: Reference, other: Reference, source: str) -> Reference:
    """`one` with what it lacks taken from `other`, which `source` gives.

    Contradictory identifiers of `other` go to the notes, and then none of the others is taken:
    they belong to that other work. A line that says nothing but an identifier can only have
    been paired by its place in the list, and the notes say so.
    """
    clashes = tuple(
        f"{source} gives {theirs.scheme.upper()} {theirs}"
        for ours, theirs in ((one.pmid, other.pmid), (one.pmcid, other.pmcid), (one.doi, other.doi))
        if ours is not None and theirs is not None and ours != theirs
    )
    notes = clashes or _placed(one, other, source)
    given = one
    if not clashes:
        given = replace(
            one,
            pmid=one.pmid or other.pmid,
            pmcid=one.pmcid or other.pmcid,
            doi=one.doi or other.doi,
        )
    resolved = one if one.citekey else other
    return replace(
        given,
        text=one.text or other.text,
        label=one.label or other.label,
        cited=_filled(one.cited, other.cited),
        citekey=resolved.citekey,
        matched_by=resolved.matched_by,
        score=resolved.score,
        sources=united(one.sources, other.sources),
        notes=united(one.notes, (*other.notes, *notes)),
    )


def united(ones: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    """Both, each once, in their order."""
    return tuple(dict.fromkeys((*ones, *others)))


def _placed(one: Reference, other: Reference, source: str) -> tuple[str, ...]:
    silent = any(not line.text and line.cited == Cited() for line in (one, other))
    given = [str(theirs) for theirs in other.identifiers if theirs not in one.identifiers]
    if not silent or not given or set(one.identifiers) & set(other.identifiers):
        return ()
    return (f"{', '.join(given)} from {source} by its place in the list",)


def _filled(one: Cited, other: Cited) -> Cited:
    """`one` with its empty fields from `other`; the longer list of authors of the two."""
    if one in (other, Cited()):
        return other
    missing = {
        part.name: getattr(other, part.name)
        for part in fields(Cited)
        if part.name not in _KEPT_APART and not getattr(one, part.name)
    }
    longer = max((one, other), key=lambda cited: (len(cited.authors), cited.authors_complete))
    return replace(one, **missing, authors=longer.authors, authors_complete=longer.authors_complete)
