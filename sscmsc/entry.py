"""An entry: a work as the user holds it, with the evidence for everything said of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import prod
from types import MappingProxyType

from sscmsc.record import Record
from sscmsc.reference import ReferenceList


@dataclass(frozen=True, slots=True)
class Conflict:
    """Sources disagree on a field: the value kept, and each source's own, as text."""

    field: str
    kept: str
    values: tuple[tuple[str, str], ...]


#: How far each kind of evidence carries, by the word it begins with: about the share of labels
#: on such evidence alone that are right (`python -m bench.facets`).
CARRIES: Mapping[str, float] = MappingProxyType(
    {"user": 1.0, "registration": 0.98, "mesh": 0.95, "publication": 0.95, "substance": 0.9,
     "title": 0.9, "keyword": 0.85, "abstract": 0.75, "follows": 0.6}
)  # fmt: skip
MENTIONED = 0.3
#: Facets of which a work has one value: what its user says takes the place of what was found.
SINGLE = frozenset({"n"})


@dataclass(frozen=True, slots=True)
class Facet:
    """A label of a work and why it has it.

    `facet` is `disease`, `therapy`, `design` and so on; `value` the value's name (`SSc`);
    `evidence` lists the reasons, strongest first (`mesh D012595`, `title: "scleroderma"`);
    `grade` is `about` or `mentions`.
    """

    facet: str
    value: str
    evidence: tuple[str, ...]
    grade: str = "about"

    @property
    def confidence(self) -> float:
        """How sure it is, from 0 to 1, that the work is about the value.

        It follows from the evidence: kinds that agree make it surer, a mere mention is not.
        """
        kinds = {re.split(r"[ :]", one, maxsplit=1)[0] for one in self.evidence}
        if "user" in kinds:
            return 1.0
        doubt = prod(1 - CARRIES.get(kind, 0.5) for kind in kinds)
        return round(min(0.99, 1 - doubt) if self.grade == "about" else MENTIONED, 2)


@dataclass(frozen=True, slots=True)
class Filed:
    """The file of an entry as it was once: its citekey and its text, byte for byte."""

    citekey: str
    text: str


@dataclass(frozen=True, slots=True)
class Repointed:
    """The line at `position` of the list of `citing`, which pointed at `citekey`."""

    citing: str
    position: int
    citekey: str


@dataclass(frozen=True, slots=True)
class Merger:
    """Entries that were made one, and what it takes to make them again.

    `before` are their files, first that of the entry which stayed; `lines` are those that
    pointed at one of the others; `rewritten` the files of citing entries that were not laid out
    as they are written here; `digest` is that of the entry which stayed, right after.
    """

    before: tuple[Filed, ...]
    lines: tuple[Repointed, ...] = ()
    rewritten: tuple[Filed, ...] = ()
    digest: str = ""


Value = str | int | bool | None | tuple["Value", ...] | Mapping[str, "Value"]
EMPTY: Mapping[str, Value] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Entry:
    """A work as the user holds it.

    `provenance` names the source of each field of `record`; `references` is None for a work
    whose list was never asked for. `edits` are the user's own values by field name, already
    applied in `record`; `labels` are the user's own facets (`disease=SSc`, `disease!=RA`);
    `extra` keeps keys of the file that are not ours, and `comments` its comment lines by
    the path of the line they stand above; `former_keys` are citekeys it had before, by
    which it is still found; `distinct` are citekeys of entries that a person has said are not
    this work; `merged` is what was merged into it, the last at the end. `stated` has the day of the
    answer of each service that last changed something here; `preferred` names the source that a
    person has chosen for a field. `verbatim` is the text
    its file is to get in the place of that made of the entry. `hand_edited` tells that a person
    changed the record in the file, or wrote the file, since it was last written from sources;
    `seal` is then the digest of the record as they gave it, None where that is not known.
    """

    citekey: str
    record: Record
    provenance: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    conflicts: tuple[Conflict, ...] = ()
    facets: tuple[Facet, ...] = ()
    references: ReferenceList | None = None
    tags: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    note: str | None = None
    edits: Mapping[str, Value] = field(default_factory=lambda: EMPTY)
    extra: Mapping[str, Value] = field(default_factory=lambda: EMPTY)
    comments: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    former_keys: tuple[str, ...] = ()
    distinct: tuple[str, ...] = ()
    merged: tuple[Merger, ...] = ()
    stated: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    preferred: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    verbatim: str | None = field(default=None, compare=False)
    hand_edited: bool = field(default=False, compare=False)
    seal: str | None = field(default=None, compare=False)

    @property
    def labelled(self) -> tuple[Facet, ...]:
        """The facets with the user's labels applied: what they say is there, with `user` as its
        first evidence, and what they deny is not; the last label of a value counts."""
        found = {(one.facet, one.value): one for one in self.facets}
        for label in self.labels:
            name, _, written = label.partition("=")
            key = name.removesuffix("!").strip(), written.strip()
            if name.endswith("!"):
                found.pop(key, None)
            elif all(key):
                shown = found[key].evidence if key in found else ()
                if key[0] in SINGLE:
                    found = {other: one for other, one in found.items() if other[0] != key[0]}
                found[key] = Facet(*key, ("user", *shown))
        return tuple(found.values())

    def values(self, facet: str) -> tuple[str, ...]:
        """The values of one facet the work is about, the user's labels applied."""
        return tuple(
            one.value for one in self.labelled if one.facet == facet and one.grade == "about"
        )
