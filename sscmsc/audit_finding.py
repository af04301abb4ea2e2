"""What an audit finds: a finding, how grave it is, and the change that would mend it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType
from typing import NamedTuple

from sscmsc.dates import PartialDate
from sscmsc.entry import Entry, Value
from sscmsc.record import Record
from sscmsc.retraction import Standing
from sscmsc.vocabulary import Vocabulary, load_vocabulary


class Severity(IntEnum):
    """How grave a finding is: something to know, something to look at, something wrong."""

    NOTE = 1
    WARNING = 2
    ERROR = 3

    @property
    def word(self) -> str:
        return self.name.lower()


class Change(NamedTuple):
    """A field of the record with the value that it has, as text, and the one that it is to have.

    `field` is a name of `merge_edits.EDITABLE`.
    """

    field: str
    before: str
    after: Value


class Fix(NamedTuple):
    """A change of one entry that is certain to be right."""

    changes: tuple[Change, ...]

    @property
    def values(self) -> Mapping[str, Value]:
        """The new values by field, as `revision.with_values` takes them."""
        return {one.field: one.after for one in self.changes}


class Hit(NamedTuple):
    """What a check tells of a work: the field concerned, if one is, and a message.

    `severity` stands in the place of that of the check where one work is graver than another.
    """

    message: str
    field: str | None = None
    fix: Fix | None = None
    severity: Severity | None = None
    data: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Finding:
    """A hit with the check that made it and the work it is about; for a work of a file, `path`
    and `line` say where it stands there (line 0: not known). `reason` is why it is silenced,
    if it is. `data` are particulars for programs, by name."""

    check: str
    severity: Severity
    citekey: str
    message: str
    field: str | None = None
    fix: Fix | None = None
    path: str = ""
    line: int = 0
    reason: str = ""
    data: Mapping[str, str] = dataclasses.field(default_factory=lambda: MappingProxyType({}))

    @property
    def order(self) -> tuple[int, str, str, str, str]:
        """The gravest first, then by citekey and check."""
        return -self.severity, self.citekey.casefold(), self.citekey, self.check, self.message


class Nih(NamedTuple):
    """Who and what is the user's own, for the rules of the NIH: names `Family AB`, ORCIDs and
    grant numbers (`R01 AR055063`)."""

    authors: tuple[str, ...] = ()
    orcids: tuple[str, ...] = ()
    grants: tuple[str, ...] = ()


NOBODY = Nih()


@dataclass(frozen=True, slots=True)
class Case:
    """One work under audit and what a check may know beside its entry.

    `standing` is what became of the work, from all that was asked; `twins` are other works with
    an identifier of it or taken for it (citekey, reason); `cited` says what is known of the
    works that its list cites, by position; `published` are held works that a preprint became;
    `journals` are abbreviations by folded title; `vocabulary` gives that of the labels; `today`
    is the day of the audit; `template` that of the citekeys, empty for a work of a file, which
    has no citekey of ours.
    """

    entry: Entry
    standing: Standing
    today: PartialDate
    template: str = ""
    twins: tuple[tuple[str, str], ...] = ()
    cited: tuple[tuple[int, str, Standing], ...] = ()
    published: tuple[str, ...] = ()
    journals: Mapping[str, str] = dataclasses.field(default_factory=lambda: MappingProxyType({}))
    nih: Nih = NOBODY
    vocabulary: Callable[[], Vocabulary] = load_vocabulary
    path: str = ""

    @property
    def record(self) -> Record:
        return self.entry.record

    @property
    def sources(self) -> frozenset[str]:
        """The sources that state anything of the work."""
        return frozenset((self.record.source, *self.entry.provenance.values()))


Find = Callable[[Case], Iterator[Hit]]


@dataclass(frozen=True, slots=True)
class Check:
    """A row of `audit.CHECKS`: its name, how grave its findings are, what it finds in one line,
    the source of its rule, and the function that looks. `mends` tells in words what its fix
    does; `group` is `default`, or what it has to be asked for with (`all`, `reviews`, `nih`).
    One that looks `across` works runs when all of them have been seen."""

    name: str
    severity: Severity
    finds: str
    source: str
    find: Find
    mends: str = ""
    group: str = "default"
    across: bool = False


def change(name: str, before: object, after: Value) -> Fix:
    """The fix that gives one field another value."""
    return Fix((Change(name, str(before), after),))
