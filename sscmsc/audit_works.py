"""An audit of many works: each looked at by itself, then what only all together show.

Works are passed by one after another and none is kept: of each, only its identifiers and what a
second look needs are. Those concerned by others are looked up again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from types import MappingProxyType
from typing import NamedTuple

from sscmsc.audit import look
from sscmsc.audit_finding import NOBODY, Case, Check, Finding, Nih
from sscmsc.audit_retraction import is_preprint
from sscmsc.dates import PartialDate
from sscmsc.duplicates import find_duplicates
from sscmsc.entry import Entry
from sscmsc.identifiers import Identifier
from sscmsc.record import AbstractSection, Record
from sscmsc.retraction import Notice, Standing, standing, united
from sscmsc.retraction_lists import Listed
from sscmsc.text import RichText
from sscmsc.vocabulary import Vocabulary, load_vocabulary

#: A tag `ignore:title-capitals so printed` silences a check for its work.
SILENCING = "ignore:"


class Ignored(NamedTuple):
    """A check that is silenced for a work (`*`: for all), and why."""

    citekey: str
    check: str
    reason: str


class Asked(NamedTuple):
    """What services answered about a work: notices, which of them answered, and why others
    could not."""

    notices: tuple[Notice, ...] = ()
    sources: tuple[str, ...] = ()
    unable: Mapping[str, str] = MappingProxyType({})


NOTHING = Asked()


@dataclass(frozen=True, slots=True)
class Rules:
    """What to look for and by what: `checks` are rows of `audit.CHECKS`; `listed` is what lists
    of retractions say; `asked` what services answered just now, by citekey; `vocabulary` gives
    that of the labels."""

    checks: tuple[Check, ...]
    today: PartialDate
    template: str = ""
    nih: Nih = NOBODY
    journals: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    ignored: tuple[Ignored, ...] = ()
    listed: tuple[Listed, ...] = ()
    asked: Mapping[str, Asked] = field(default_factory=lambda: MappingProxyType({}))
    vocabulary: Callable[[], Vocabulary] = load_vocabulary

    def looks_at(self, name: str) -> bool:
        return any(one.name == name for one in self.checks)


class Place(NamedTuple):
    """Where a work stands in a file; line 0 where that is not known."""

    path: str = ""
    line: int = 0


class Works(NamedTuple):
    """The works under audit: all of them, as often as asked; one by its key; those to be told
    of, or None for all; and where each stands, for those of a file."""

    each: Callable[[], Iterator[Entry]]
    get: Callable[[str], Entry]
    chosen: Collection[str] | None = None
    places: Mapping[str, Place] = MappingProxyType({})

    def tells_of(self, citekey: str) -> bool:
        return self.chosen is None or citekey in self.chosen


class _Cite(NamedTuple):
    position: int
    citekey: str | None
    identifiers: tuple[Identifier, ...]


@dataclass(slots=True)
class _Gathered:
    """What is kept of all works while they pass by."""

    holders: dict[Identifier, list[str]] = field(default_factory=dict)
    unsound: dict[str, Standing] = field(default_factory=dict)
    preprints: dict[str, tuple[Identifier, ...]] = field(default_factory=dict)
    versions: dict[Identifier, str] = field(default_factory=dict)
    lists: dict[str, tuple[_Cite, ...]] = field(default_factory=dict)
    records: list[tuple[str, Record]] = field(default_factory=list)
    distinct: set[frozenset[str]] = field(default_factory=set)

    def add(self, entry: Entry, held: Standing, rules: Rules) -> None:
        record = entry.record
        own = (*record.identifiers, *record.superseded_dois)
        for one in own:
            self.holders.setdefault(one, []).append(entry.citekey)
        if rules.looks_at("duplicate"):
            self.records.append((entry.citekey, _trimmed(record)))
            self.distinct.update(frozenset((entry.citekey, one)) for one in entry.distinct)
        if held.is_unsound:
            self.unsound[entry.citekey] = held
        related = {
            kind: tuple(
                one
                for relation in record.relations
                if relation.kind in (kind, other)
                for one in (relation.pmid, relation.doi)
                if one is not None
            )
            for kind, other in (("UpdateIn", "is-preprint-of"), ("UpdateOf", "has-preprint"))
        }
        if is_preprint(record):
            self.preprints[entry.citekey] = related["UpdateIn"]
        else:
            self.versions.update(dict.fromkeys(related["UpdateOf"], entry.citekey))
        if rules.looks_at("cites-retracted") and entry.references is not None:
            self.lists[entry.citekey] = tuple(
                _Cite(line.position, line.citekey, line.identifiers)
                for line in entry.references.references
                if line.citekey or line.identifiers
            )


#: So much of an abstract is compared.
_ABSTRACT = 600


def _trimmed(record: Record) -> Record:
    """What of a record is compared with others, so that a library of them fits into memory."""
    text = RichText(" ".join(one.text for one in record.abstract)[:_ABSTRACT])
    return replace(
        record, abstract=(AbstractSection(text),) if text else (), keywords=(), mesh=(),
        substances=(), grants=(), history=(),
    )  # fmt: skip


def audit(works: Works, rules: Rules) -> Iterator[Finding]:
    """What the checks find, in no order; what is silenced has its `reason`."""
    single = tuple(one for one in rules.checks if not one.across)
    across = tuple(one for one in rules.checks if one.across)
    gathered = _Gathered()
    for entry in works.each():
        case = _case(entry, rules)
        gathered.add(entry, case.standing, rules)
        if works.tells_of(entry.citekey):
            yield from _told(case, single, works, rules)
    if not across:
        return
    twins, cited = _twins(gathered, works), _cited(gathered, rules)
    published = _published(gathered)
    for key in sorted({*twins, *cited, *gathered.preprints}):
        if works.tells_of(key):
            case = replace(
                _case(works.get(key), rules),
                twins=tuple(twins.get(key, ())),
                cited=cited.get(key, ()),
                published=published.get(key, ()),
            )
            yield from _told(case, across, works, rules)


def _case(entry: Entry, rules: Rules) -> Case:
    record = entry.record
    asked = rules.asked.get(entry.citekey, NOTHING)
    own = (*record.identifiers, *record.superseded_dois)
    listed = [notice for one in rules.listed for notice in one.about(own)]
    return Case(
        entry,
        standing(entry, (*asked.notices, *listed), asked.sources, asked.unable),
        rules.today,
        rules.template,
        journals=rules.journals,
        nih=rules.nih,
        vocabulary=rules.vocabulary,
    )


def _told(case: Case, checks: Sequence[Check], works: Works, rules: Rules) -> Iterator[Finding]:
    key = case.entry.citekey
    place = works.places.get(key, Place())
    for one in look(case, checks):
        reason = _reason(one.check, case.entry, rules)
        located = place.path or reason
        yield replace(one, path=place.path, line=place.line, reason=reason) if located else one


def _reason(check: str, entry: Entry, rules: Rules) -> str:
    """Why a check is silenced for a work, "" where it is not."""
    for one in rules.ignored:
        if one.citekey in ("*", entry.citekey, *entry.former_keys) and one.check in ("*", check):
            return one.reason
    for tag in entry.tags:
        name, _, reason = tag.removeprefix(SILENCING).partition(" ")
        if tag.startswith(SILENCING) and name == check:
            return reason.strip() or f"tagged {tag}"
    return ""


def _twins(gathered: _Gathered, works: Works) -> dict[str, list[tuple[str, str]]]:
    """Works that are one, each told of the first of them that is not itself, or of the one asked
    for; and those that share an identifier though they cannot be one."""
    found: dict[str, list[tuple[str, str]]] = {}

    def tell(first: str, other: str, why: str) -> None:
        told, of = (other, first) if works.tells_of(other) else (first, other)
        found.setdefault(told, []).append((of, why))

    duplicates = find_duplicates(gathered.records, gathered.distinct)
    for group in duplicates.groups:
        first, *others = group.keys
        reasons = next((one.finding.reasons for one in group.pairs), ())
        why = "; ".join((*(() if group.verdict == "certain" else ("likely",)), *reasons[:2]))
        for other in others:
            tell(first, other, f"is the same work as {{}}: {why or group.verdict}")
    known = {frozenset((pair.one, pair.other)) for pair in duplicates.apart
             if pair.finding.verdict == "versions"}  # fmt: skip
    known.update(
        frozenset(pair) for group in duplicates.groups for pair in combinations(group.keys, 2)
    )
    for identifier, keys in gathered.holders.items():
        first, *others = dict.fromkeys(keys)
        for other in others:
            both = frozenset((first, other))
            if both not in known and both not in gathered.distinct:
                known.add(both)
                name = f"{identifier.scheme.upper()} {identifier}"
                tell(first, other, f"has the {name} of {{}}, another work")
    return found


def _published(gathered: _Gathered) -> dict[str, tuple[str, ...]]:
    """Held works that a held preprint became, by the relations of either."""
    own: dict[str, list[str]] = {}
    for identifier, key in gathered.versions.items():
        for preprint in gathered.holders.get(identifier, ()):
            own.setdefault(preprint, []).append(key)
    for preprint, identifiers in gathered.preprints.items():
        for one in identifiers:
            own.setdefault(preprint, []).extend(gathered.holders.get(one, ()))
    return {
        key: tuple(one for one in dict.fromkeys(keys) if one != key)
        for key, keys in own.items()
        if key in gathered.preprints
    }


def _cited(gathered: _Gathered, rules: Rules) -> dict[str, tuple[tuple[int, str, Standing], ...]]:
    """The lines of each list that cite a work which no longer stands: one that is held, or one
    that a list of retractions has."""
    found: dict[str, tuple[tuple[int, str, Standing], ...]] = {}
    for key, lines in gathered.lists.items():
        hits = tuple(hit for line in lines if (hit := _unsound(line, gathered, rules)) is not None)
        if hits:
            found[key] = hits
    return found


def _unsound(line: _Cite, gathered: _Gathered, rules: Rules) -> tuple[int, str, Standing] | None:
    if line.citekey in gathered.unsound:
        return line.position, line.citekey, gathered.unsound[line.citekey]
    notices = tuple(one for listed in rules.listed for one in listed.about(line.identifiers))
    stands = Standing(united(notices))
    if line.citekey is None and stands.is_unsound:
        return line.position, str(line.identifiers[0]), stands
    return None
