"""An entry as a few bytes that are quick to read again, for the index: compressed JSON.

What a dataclass holds is found from its annotations, so a new field needs no line here. The
compression carries a checksum: bytes that were damaged are refused, never misread.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from operator import attrgetter
from types import MappingProxyType, NoneType, UnionType
from typing import Any, NewType, Union, get_args, get_origin, get_type_hints

from sscmsc.entry import Entry
from sscmsc.identifiers import DOI, PMCID, PMID

_IDENTIFIERS = (PMID, PMCID, DOI)
_SCALARS = (str, int, bool, float)

Read = Callable[[Any], object]
Write = Callable[[Any], object]


def pack(entry: Entry) -> bytes:
    """The bytes of an entry; `unpack` makes an equal one of them."""
    write = _writer(Entry)
    assert write is not None
    written = json.dumps(write(entry), separators=(",", ":"))
    return zlib.compress(written.encode("ascii"), 1)


def unpack(data: bytes) -> Entry:
    """The entry that was packed. Raises `ValueError` for bytes that are none."""
    try:
        held = json.loads(zlib.decompress(data))
        entry = _reader(Entry)(held)
    except (zlib.error, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ValueError(f"no packed entry: {error}") from error
    if not isinstance(entry, Entry):
        raise ValueError("no packed entry")
    return entry


def _written(value: Any) -> object:
    """A value of which no type is known."""
    if isinstance(value, tuple):
        return [_written(one) for one in value]
    if isinstance(value, Mapping):
        return {key: _written(one) for key, one in value.items()}
    return value


@cache
def _writer(kind: Any) -> Write | None:
    """What makes of a value of a type what JSON holds of it; None where that is itself."""
    if isinstance(kind, NewType):
        return _writer(kind.__supertype__)
    if kind in _SCALARS:
        return None
    if kind in _IDENTIFIERS:
        return attrgetter("value")
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return _union_writer(tuple(one for one in arguments if one is not NoneType))
    if origin is tuple and len(arguments) == 2 and arguments[1] is ...:
        one = _writer(arguments[0])
        return list if one is None else lambda values: list(map(one, values))
    if origin is not None:
        return _written
    return _dataclass_writer(kind)


def _union_writer(kinds: tuple[Any, ...]) -> Write | None:
    if len(kinds) == 1:
        only = _writer(kinds[0])
        return None if only is None else lambda value: None if value is None else only(value)
    if not all(is_dataclass(one) for one in kinds):
        return _written
    writers = {one: _dataclass_writer(one) for one in kinds}
    return lambda value: writers[type(value)](value)


def _dataclass_writer(made: Any) -> Write:
    hints = get_type_hints(made)
    parts = tuple((name, default, _writer(hints[name])) for name, default in _defaults(made))

    def write(value: object) -> dict[str, object]:
        held: dict[str, object] = {}
        for name, default, writer in parts:
            one = getattr(value, name)
            if one is not default and (one != default or default is MISSING):
                held[name] = one if writer is None else writer(one)
        return held

    return write


@cache
def _defaults(made: Any) -> tuple[tuple[str, object], ...]:
    """The fields of a dataclass and their defaults, `MISSING` where there is none."""
    return tuple(
        (
            one.name,
            one.default_factory() if one.default_factory is not MISSING else one.default,
        )
        for one in fields(made)
    )


@cache
def _reader(kind: Any) -> Read:
    """What makes a value of a type from what JSON holds of it."""
    if isinstance(kind, NewType):
        return _reader(kind.__supertype__)
    if kind in _SCALARS:
        return _scalar(kind)
    if kind in _IDENTIFIERS:
        text = _scalar(str)
        return lambda held: kind(text(held))
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return _union(tuple(one for one in arguments if one is not NoneType), kind)
    if origin is tuple:
        return _tuple(arguments)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _mapping
    return _dataclass(kind)


def _scalar(kind: type) -> Read:
    def read(held: object) -> object:
        if type(held) is not kind and not (kind is float and type(held) is int):
            raise ValueError(f"expected {kind.__name__}, found {type(held).__name__}")
        return held

    return read


def _tuple(arguments: tuple[Any, ...]) -> Read:
    if len(arguments) == 2 and arguments[1] is ...:
        one = _reader(arguments[0])
        return lambda held: tuple(map(one, _list(held)))
    readers = tuple(map(_reader, arguments))
    return lambda held: tuple(read(value) for read, value in zip(readers, _list(held), strict=True))


def _list(held: object) -> list[object]:
    if type(held) is not list:
        raise ValueError(f"expected a list, found {type(held).__name__}")
    return held


def _mapping(held: object) -> Mapping[str, object]:
    if type(held) is not dict:
        raise ValueError(f"expected a mapping, found {type(held).__name__}")
    return MappingProxyType({key: _value(one) for key, one in held.items()})


def _value(held: object) -> object:
    """A value of which no type is known, as the library's own format reads it."""
    if isinstance(held, list):
        return tuple(map(_value, held))
    return _mapping(held) if isinstance(held, dict) else held


def _union(kinds: tuple[Any, ...], whole: object) -> Read:
    if len(kinds) == 1:
        only = _reader(kinds[0])
        return lambda held: None if held is None else only(held)
    if not all(is_dataclass(one) for one in kinds):
        return _value
    # Each of them is known by a field that it alone must have.
    readers = tuple(
        (next(name for name, default in _defaults(one) if default is MISSING), _reader(one))
        for one in kinds
    )

    def read(held: Any) -> object:
        for name, reader in readers:
            if name in held:
                return reader(held)
        raise ValueError(f"expected {whole}")

    return read


def _dataclass(made: Any) -> Read:
    hints = get_type_hints(made)
    readers = {one.name: _reader(hints[one.name]) for one in fields(made)}

    def read(held: object) -> object:
        if type(held) is not dict:
            raise ValueError(f"expected {made}, found {type(held).__name__}")
        return made(**{name: readers[name](value) for name, value in held.items()})

    return read
