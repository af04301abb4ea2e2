"""Dataclasses as trees of plain values, and back.

Writing follows the order of a dataclass and leaves out what is at its default; reading takes
a table of one reader a field. A person is one line where that says all that is known.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from functools import cache
from typing import Any, Generic, TypeVar

from yaml.nodes import Node, ScalarNode

from sscmsc import identifiers
from sscmsc.dates import SEASONS, PartialDate, parse_date
from sscmsc.entry import Value
from sscmsc.errors import InputError
from sscmsc.formats import native_yaml as yaml
from sscmsc.formats.native_complaints import Misfit
from sscmsc.formats.native_text import Quoted
from sscmsc.identifiers import DOI, PMCID, PMID
from sscmsc.record import Author, Group, Person

T = TypeVar("T")
Read = Callable[[Node, str], object]

#: Fields whose text is a number or a code more often than a word: always in quotes.
_QUOTED = frozenset(
    "volume issue pages article_number manuscript_ids ui nlm_id issn_print issn_electronic "
    "issn_linking isbns orcid number registry_number label edition url".split()
)
_NAME = re.compile(r"([^(),]*?)(?:, ([^()]+?))?(?: \(([^()]+)\))?", re.S)
_PMID = re.compile(r"[1-9][0-9]{0,7}")
_PMCID = re.compile(r"PMC[1-9][0-9]{0,9}")
_DOI = re.compile(r"10\.[0-9]{4,9}(?:\.[0-9]+)*/[^\sA-Z]+")


def tree(value: object, name: str = "") -> Value:
    """A value of a record as strings, numbers, tuples and mappings; `name` is its field."""
    if isinstance(value, str):
        return Quoted(value) if name in _QUOTED else value
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, tuple):
        return tuple(tree(one, name) for one in value)
    if isinstance(value, PMID | PMCID | DOI):
        return Quoted(value.value)
    if isinstance(value, Person) and (written := _written_name(value)) is not None:
        return Quoted(written)
    if isinstance(value, PartialDate) and (written := _written_date(value)) is not None:
        return Quoted(written)
    if isinstance(value, Group):
        return {"group": value.name}
    if isinstance(value, float):
        return Quoted(repr(value))
    return stated(value)


def stated(value: object) -> dict[str, Value]:
    """A dataclass as a mapping of the fields that are not at their default."""
    assert is_dataclass(value)
    held: dict[str, Value] = {}
    for part in fields(value):
        one = getattr(value, part.name)
        if one is None and part.default is None:
            continue
        if one != _default(part):
            held[part.name] = tree(one, part.name)
    return held


def _default(one: Field[Any]) -> object:
    return one.default_factory() if one.default_factory is not MISSING else one.default


def _written_name(person: Person) -> str | None:
    if person.suffix is not None or person.orcid is not None or person.affiliations:
        return None
    written = person.family
    if person.given is not None:
        written += f", {person.given}"
    if person.initials is not None:
        written += f" ({person.initials})"
    return written if _named(written) == person else None


def _named(written: str) -> Person:
    found = _NAME.fullmatch(written)
    if found is None:
        return Person(written)
    family, given, initials = found.groups()
    return Person(str(family), given, initials)


def _written_date(date: PartialDate) -> str | None:
    try:
        return str(date) if parse_date(str(date)) == date else None
    except InputError:
        return None


@dataclass(frozen=True, slots=True)
class Shape(Generic[T]):
    """How one dataclass is read: `make` is the class, `readers` has one a field.

    `nullable` are fields without a default that may be None.
    """

    make: Callable[..., T]
    readers: Mapping[str, Read]
    nullable: tuple[str, ...] = ()

    def read(self, node: Node, name: str) -> T:
        """The value that a mapping is; `name` is the field it stands in. Raises `Misfit`."""
        held = yaml.keys(node, name)
        for key in held:
            if key not in self.readers:
                expected = f"expected {', '.join(self.readers)}"
                raise Misfit(yaml.line(held[key]), f"{name}: unknown key '{key}'; {expected}")
        return self.made(node, name, held)

    def made(self, node: Node, name: str, held: Mapping[str, Node]) -> T:
        """The value made of the known keys among `held`; one left empty counts as absent."""
        values: dict[str, object] = {}
        for key, one in held.items():
            reader = self.readers.get(key)
            if reader is not None and not yaml.is_null(one):
                values[key] = reader(one, key)
        for key in _required(self.make):
            if key in self.nullable:
                values.setdefault(key, None)
            elif key not in values:
                raise Misfit(yaml.line(node), f"{name}: '{key}' is missing")
        return self.make(**values)


@cache
def _required(make: Callable[..., object]) -> tuple[str, ...]:
    assert isinstance(make, type)
    assert is_dataclass(make)
    return tuple(one.name for one in fields(make) if _default(one) is MISSING)


def tuple_of(reader: Read) -> Read:
    """A reader of a list whose lines `reader` reads."""

    def read(node: Node, name: str) -> tuple[object, ...]:
        return tuple(reader(one, name) for one in yaml.items(node, name))

    return read


def pmid(node: Node, name: str) -> PMID:
    written = yaml.text(node, name)
    if _PMID.fullmatch(written):
        return PMID(written)
    return _parsed(identifiers.parse_pmid, written, node, name)


def pmcid(node: Node, name: str) -> PMCID:
    written = yaml.text(node, name)
    if _PMCID.fullmatch(written):
        return PMCID(written)
    return _parsed(identifiers.parse_pmcid, written, node, name)


def doi(node: Node, name: str) -> DOI:
    written = yaml.text(node, name)
    # A DOI in normal form is taken as it stands: parsing it again could unescape it twice.
    if _DOI.fullmatch(written) and identifiers.is_graphic(written):
        return DOI(written)
    return _parsed(identifiers.parse_doi, written, node, name)


def _parsed(parse: Callable[[str], T], written: str, node: Node, name: str) -> T:
    try:
        return parse(written)
    except InputError as error:
        raise Misfit(yaml.line(node), f"{name}: {error.message}") from None


def date(node: Node, name: str) -> PartialDate:
    if isinstance(node, ScalarNode):
        try:
            return parse_date(yaml.text(node, name))
        except InputError as error:
            said = f"{name}: {error.message}; expected 2018, 2018-09 or 2018-09-13"
            raise Misfit(yaml.line(node), said) from None
    held = _DATE.read(node, name)
    months, seasons = (None, *range(1, 13)), (None, *SEASONS)
    if held.month not in months or not 0 <= (held.day or 0) <= 31 or held.season not in seasons:
        raise Misfit(yaml.line(node), f"{name}: there is no such date")
    return held


def author(node: Node, name: str) -> Author:
    if isinstance(node, ScalarNode):
        return _named(yaml.text(node, name))
    held = yaml.keys(node, name)
    if "group" not in held:
        return _PERSON.read(node, name)
    if len(held) > 1:
        raise Misfit(yaml.line(node), f"{name}: 'group' stands alone, without other keys")
    return Group(yaml.text(held["group"], "group"))


texts = tuple_of(yaml.text)


def texts_shape(make: Callable[..., T], names: str, **others: Read) -> Shape[T]:
    """The shape of a dataclass whose fields `names` (blank-separated) are text."""
    return Shape(make, {**dict.fromkeys(names.split(), yaml.text), **others})


_DATE = texts_shape(
    PartialDate, "season literal", year=yaml.integer, month=yaml.integer, day=yaml.integer
)
_PERSON = texts_shape(Person, "family given initials suffix orcid", affiliations=texts)
