"""What a source of records answers: for each identifier asked, exactly one answer.

Absence and failure are values with reasons, so that nothing vanishes: `Missing` means the
service answered and does not know the work, `Failed` that it could not be asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from sscmsc.identifiers import Identifier
from sscmsc.record import Record
from sscmsc.reference import Reference

#: Sources that are asked, and state all they know of a work each time. Other sources (files, saved
#: pages, lines of reference lists) are read, and each statement stands beside the others.
SERVICES = frozenset({"pubmed", "pmc", "crossref", "datacite", "europepmc"})


@dataclass(frozen=True, slots=True)
class SourceWork:
    """A record and the reference list that came with it.

    `references` is None when this source cannot answer for the list, and () when it states
    that the list is empty; `stated` is the number of references the source claims.
    """

    record: Record
    references: tuple[Reference, ...] | None = None
    stated: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """The work for an identifier; the record's own identifier equals the one asked for
    (or is the one the service forwards it to). `others` are further works that the service
    gives the same identifier, such as a correction published under the DOI of the article."""

    asked: Identifier
    work: SourceWork
    others: tuple[Record, ...] = ()


@dataclass(frozen=True, slots=True)
class Missing:
    asked: Identifier
    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class Failed:
    asked: Identifier
    source: str
    reason: str


Answer = Found | Missing | Failed


@dataclass(frozen=True, slots=True)
class Listed:
    """The reference list of the work asked for, as a source that gives only lists has it.

    `references` is None when this source cannot answer for the list, `reason` then says why;
    () when it states that the list is empty. `stated` is the number of references it claims.
    """

    asked: Identifier
    source: str
    references: tuple[Reference, ...] | None
    stated: int | None = None
    reason: str = ""


ListAnswer = Listed | Failed


@dataclass(frozen=True, slots=True)
class Translated:
    """The identifiers an identifier service knows for each one asked, and what failed.

    `known` has no key for an identifier the service does not know. `failure` is empty when
    every request was answered.
    """

    known: Mapping[Identifier, tuple[Identifier, ...]]
    failure: str = ""


class RecordSource(Protocol):
    """A service that gives records of works.

    `records` asks for all `identifiers` in as few requests as the service allows, and
    reconciles the answers by the identifier read back, never by position. It raises
    nothing for a service that fails: that is a `Failed` for each identifier concerned.
    """

    name: str

    def records(self, identifiers: Sequence[Identifier]) -> tuple[Answer, ...]: ...


class ReferenceSource(Protocol):
    """A service that gives reference lists of works, without a record of the work itself.

    `references` gives one answer for each different identifier, in their order, and raises
    nothing for a service that fails: that is a `Failed` for each identifier concerned.
    """

    name: str

    def references(self, identifiers: Sequence[Identifier]) -> tuple[ListAnswer, ...]: ...


class IdentifierSource(Protocol):
    """A service that translates identifiers of one kind into others."""

    name: str

    def translate(self, identifiers: Sequence[Identifier]) -> Translated: ...
