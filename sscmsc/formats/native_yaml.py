"""The YAML that entries are read from: a strict subset, with a line for every complaint.

libyaml parses (YAML 1.1); anchors, aliases and tags are refused, so are duplicate keys and
deep nesting. A scalar is the text it shows: `no`, `0123`, `1e3` and `12:30` are never anything
else. Only the caller, who knows the field, asks for a number or a truth value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import MappingProxyType
from typing import NamedTuple

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from sscmsc.entry import Value
from sscmsc.formats.native_complaints import BREAK, Misfit, checked, line_of, refuse_floods
from sscmsc.text import MARK_LIMIT

SIZE_LIMIT = 20_000_000
DEPTH_LIMIT = 20
KEY_LIMIT = 100

_CONFLICT = re.compile(r"^(?:<{7} |>{7} |={7}\s*$|\|{7} )", re.M)
_CONFLICT_MARKS = ("\n<<<<<<< ", "\n=======", "\n>>>>>>> ", "\n||||||| ")
# What may be an anchor, an alias or a tag, a directive, or deep nesting; hardly any entry has it.
_MARK = re.compile(r"[&*!](?<=[\s\[{,:?-].)(?!(?<=[&*])\s)")
_NESTED = re.compile(r"[-?:][ \t]+[-?:][ \t]+[-?:][ \t]+[-?:][ \t]")
_DOCUMENT_MARKS = ("\n%", "\n---", "\n...", "\n" + 60 * " ")
_FLOW_LIMIT = 100
_HASH = re.compile(r"#(?<=\s.)")
_INTEGER = re.compile(r"-?(?:0|[1-9]\d{0,17})")


class Parsed(NamedTuple):
    """A file as text, its top-level mapping, and its comments by the path of a line.

    A path is the keys and list positions (from 0) down to a line, joined by `/`; `""` is the
    end of the file.
    """

    text: str
    root: MappingNode
    comments: MappingProxyType[str, tuple[str, ...]]


class _Loader(yaml.CSafeLoader):
    def resolve(self, kind: type[Node], value: str, implicit: object) -> str:
        """No scalar has a type of its own."""
        return ""


def parse(data: bytes) -> Parsed:
    """The mapping that a file is. Raises `Misfit` for what is not the YAML described above."""
    text = _decoded(data)
    lines = "\n" + text
    if any(mark in lines for mark in _CONFLICT_MARKS) and (found := _CONFLICT.search(text)):
        raise Misfit(
            line_of(text, found.start()),
            "marks of an unfinished git merge; keep one side and delete the marks",
        )
    if (
        _MARK.search(lines)
        or _NESTED.search(text)
        or any(mark in lines for mark in _DOCUMENT_MARKS)
        or text.count("[") + text.count("{") > _FLOW_LIMIT
    ):
        _refuse_unusual(text)
    # Every mark takes bytes beyond one a letter, or an escape: few files have so many of either.
    if len(data) - len(text) + text.count("\\u") + text.count("\\U") > MARK_LIMIT:
        refuse_floods(text)
    root = checked(text, lambda: _Loader(text).get_single_node())
    if root is None:
        raise Misfit(1, "the file is empty; expected an entry that starts with 'citekey:'")
    if not isinstance(root, MappingNode):
        raise Misfit(line(root), f"expected 'citekey:' and further keys, found {_named(root)}")
    comments = _comments(text, root) if _HASH.search(lines) else {}
    return Parsed(text, root, MappingProxyType(comments))


def line(node: Node) -> int:
    """The 1-based line on which a node starts."""
    return int(node.start_mark.line) + 1


def is_null(node: Node) -> bool:
    """Whether a value is left empty or written `null`."""
    return isinstance(node, ScalarNode) and not node.style and node.value in ("", "null")


def keys(node: Node, name: str) -> dict[str, Node]:
    """The values of a mapping by key; `name` is what to call it in complaints."""
    if is_null(node):
        return {}
    if not isinstance(node, MappingNode):
        raise Misfit(line(node), f"{name}: expected keys and values, found {_named(node)}")
    held: dict[str, Node] = {}
    for key, value in node.value:
        if not isinstance(key, ScalarNode) or len(key.value) > KEY_LIMIT:
            raise Misfit(line(key), f"{name}: expected a key of up to {KEY_LIMIT} characters")
        if key.value in held:
            raise Misfit(line(key), f"'{key.value}' stands twice; keep one")
        held[key.value] = value
    return held


def items(node: Node, name: str) -> list[Node]:
    """The values of a list; an empty value is an empty list."""
    if is_null(node):
        return []
    if not isinstance(node, SequenceNode):
        raise Misfit(line(node), f"{name}: expected a list of lines '- ...', found {_named(node)}")
    return list(node.value)


def text(node: Node, name: str) -> str:
    """The text of a scalar, whatever it looks like."""
    if not isinstance(node, ScalarNode):
        raise Misfit(line(node), f"{name}: expected text, found {_named(node)}")
    if is_null(node):
        raise Misfit(line(node), f'{name}: expected text, found nothing; quote the word "null"')
    return str(node.value)


def integer(node: Node, name: str) -> int:
    if isinstance(node, ScalarNode) and not node.style and _INTEGER.fullmatch(node.value):
        return int(node.value)
    raise Misfit(line(node), f"{name}: expected a whole number without quotes")


def flag(node: Node, name: str) -> bool:
    if isinstance(node, ScalarNode) and not node.style and node.value in ("true", "false"):
        return bool(node.value == "true")
    raise Misfit(line(node), f"{name}: expected true or false, without quotes")


def value(node: Node, depth: int = 0) -> Value:
    """A value of which no field is known: `null`, `true`, `false` and whole numbers, unquoted,
    are themselves, and every other scalar is text."""
    if depth > DEPTH_LIMIT:
        raise Misfit(line(node), f"more than {DEPTH_LIMIT} levels deep")
    if isinstance(node, MappingNode):
        return MappingProxyType(
            {key: value(one, depth + 1) for key, one in keys(node, "mapping").items()}
        )
    if isinstance(node, SequenceNode):
        return tuple(value(one, depth + 1) for one in node.value)
    shown = str(node.value)
    if isinstance(node, ScalarNode) and node.style:
        return shown
    if shown in ("", "null"):
        return None
    if shown in ("true", "false"):
        return shown == "true"
    return int(shown) if _INTEGER.fullmatch(shown) else shown


def step(key: str) -> str:
    """One key as a part of a path; never empty, which is the path of the file's end."""
    return key.replace("~", "~0").replace("/", "~1") or "~2"


def _decoded(data: bytes) -> str:
    if len(data) > SIZE_LIMIT:
        raise Misfit(1, f"larger than {SIZE_LIMIT // 1_000_000} MB")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Misfit(1, "text in UTF-16; save it as UTF-8")
    if (place := data.find(b"\0")) >= 0:
        raise Misfit(data.count(b"\n", 0, place) + 1, "a NUL byte; expected text")
    try:
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        number = data.count(b"\n", 0, error.start) + 1
        raise Misfit(number, f"byte 0x{data[error.start]:02x} is not UTF-8") from None


def _refuse_unusual(text: str) -> None:
    """Look at each event of a suspicious file before anything is built from it.

    Composing nodes recurses in C: nesting that is not refused here would end the process.
    """

    def look() -> None:
        depth = 0
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            number = event.start_mark.line + 1 if event.start_mark else 0
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise Misfit(number, "anchors (&) and aliases (*) are not allowed; quote the text")
            if getattr(event, "tag", None):
                raise Misfit(number, "tags (!) are not allowed; quote the text")
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > DEPTH_LIMIT + 2:
                    raise Misfit(number, f"more than {DEPTH_LIMIT} levels deep")
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1

    checked(text, look)


def _named(node: Node) -> str:
    if isinstance(node, MappingNode):
        return "keys and values"
    if isinstance(node, SequenceNode):
        return "a list"
    return "nothing" if is_null(node) else "text"


class _Line(NamedTuple):
    """What stands on a line: the path it starts, the last line and column of its scalar."""

    path: str
    number: int
    last: int
    column: int
    scalar: bool


def _walk(node: Node, path: str, *, first: str | None = None) -> Iterator[_Line]:
    """Every node in the order of the file; `first` is the path for what starts on its line."""
    ends_on_own_line = node.end_mark.column > 0
    last = node.end_mark.line - (0 if ends_on_own_line else 1)
    scalar = isinstance(node, ScalarNode)
    column = node.end_mark.column if ends_on_own_line else -1
    if scalar or first:
        yield _Line(first or path, node.start_mark.line, last, column, scalar)
    if isinstance(node, SequenceNode):
        for number, one in enumerate(node.value):
            inner = f"{path}/{number}"
            yield from _walk(one, inner, first=first if first and number == 0 else inner)
    elif isinstance(node, MappingNode):
        for number, (key, one) in enumerate(node.value):
            inner = f"{path}/{step(str(key.value))}" if path else step(str(key.value))
            start = first if first and number == 0 else inner
            yield _Line(
                start, key.start_mark.line, key.end_mark.line, key.end_mark.column + 1, True
            )
            yield from _walk(one, inner)


def _comments(text: str, root: MappingNode) -> dict[str, tuple[str, ...]]:
    lines = BREAK.split(text)
    starts: dict[int, str] = {}
    inside: set[int] = set()
    found: list[tuple[int, str, str]] = []
    for one in _walk(root, ""):
        if one.path:
            starts.setdefault(one.number, one.path)
        if one.scalar:
            inside.update(range(one.number + 1, one.last + 1))
            rest = lines[one.last][one.column :].strip() if one.column >= 0 else ""
            if rest.startswith("#"):
                found.append((one.last, starts.get(one.number, one.path), rest))
    following = ""
    for number in range(len(lines) - 1, -1, -1):
        following = starts.get(number, following)
        if lines[number].lstrip(" \t").startswith("#") and number not in inside:
            found.append((number, following, lines[number].strip()))
    held: dict[str, tuple[str, ...]] = {}
    for _, path, comment in sorted(found, key=lambda one: one[0]):
        held[path] = (*held.get(path, ()), comment)
    return held
