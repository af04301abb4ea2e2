"""The works of a library that manuscripts cite, and the citations that name none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from rapidfuzz import fuzz, process

from sscmsc.entry import Entry
from sscmsc.errors import NotFoundError
from sscmsc.identifiers import Identifier
from sscmsc.library import Library
from sscmsc.manuscript import ALL, Citation

#: How alike a key must be to be named as near, of 100, and for how many keys it is looked for.
LIKE = 60
NEAR_LIMIT = 200


class Cited(NamedTuple):
    """A work and where it is cited, in order; () for one that only `*` names."""

    entry: Entry
    citations: tuple[Citation, ...]


class Uncertain(NamedTuple):
    """A key that names no work, or several: `citekeys` are the nearest ones, or those works'."""

    key: str
    identifier: Identifier | None
    citations: tuple[Citation, ...]
    citekeys: tuple[str, ...]


class Other(NamedTuple):
    """A key that is not the citekey of the work it names; `former` where it once was."""

    key: str
    citekey: str
    former: bool
    citations: tuple[Citation, ...]


class Matched(NamedTuple):
    """What manuscripts cite: works by first citation, keys that name none or several, and keys
    that name a work by a former citekey, in another case, or by an identifier."""

    works: tuple[Cited, ...]
    unknown: tuple[Uncertain, ...]
    ambiguous: tuple[Uncertain, ...]
    others: tuple[Other, ...]


def match_citations(citations: Iterable[Citation], library: Library) -> Matched:
    """Each citation's work. Keys differ where they are written differently."""
    by_key: dict[str, list[Citation]] = {}
    order: dict[Citation, int] = {}
    for citation in citations:
        order.setdefault(citation, len(order))
        by_key.setdefault(citation.key, []).append(citation)
    works: dict[str, list[Citation]] = {}
    unknown: list[Uncertain] = []
    ambiguous: list[Uncertain] = []
    others: list[Other] = []
    cites_all = by_key.pop(ALL, None) is not None
    for key, found in by_key.items():
        held = tuple(found)
        keys = _holders(library, key, held[0].identifier)
        if len(keys) == 1:
            works.setdefault(keys[0], []).extend(held)
            if keys[0] != key:
                others.append(Other(key, keys[0], _is_former(library, key), held))
        elif keys:
            ambiguous.append(Uncertain(key, held[0].identifier, held, keys))
        elif any(one.sure for one in held):
            unknown.append(Uncertain(key, held[0].identifier, held, ()))
    if cites_all:
        for key in library.entries:
            works.setdefault(key, [])
    return Matched(
        tuple(
            Cited(library.entries[key], tuple(sorted(found, key=order.__getitem__)))
            for key, found in works.items()
        ),
        tuple(_with_near(unknown, library)), tuple(ambiguous), tuple(others),
    )  # fmt: skip


def _holders(library: Library, key: str, identifier: Identifier | None) -> tuple[str, ...]:
    if key not in library and identifier is not None:
        keys = library.holding((identifier,))
        if keys:
            return keys
    try:
        return (library.resolve(key).citekey,)
    except NotFoundError:
        return ()


def _is_former(library: Library, key: str) -> bool:
    return library.in_any_case(key) is None and key.casefold() in library.former_keys


def _with_near(unknown: Sequence[Uncertain], library: Library) -> Iterable[Uncertain]:
    folded: Mapping[str, str] = {}
    if any(one.identifier is None for one in unknown):
        folded = {key: key.casefold() for key in library.entries}
    for number, one in enumerate(unknown):
        if one.identifier is not None or number >= NEAR_LIMIT:
            yield one
            continue
        near = process.extract(
            one.key.casefold(), folded, scorer=fuzz.ratio, limit=3, score_cutoff=LIKE
        )
        yield one._replace(citekeys=tuple(str(found[2]) for found in near))
