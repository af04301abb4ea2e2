"""The terms and options of a command line as one query, and that as a selection of the index."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import typer

import sscmsc
from sscmsc.commands import options
from sscmsc.commands.shelf import entry_unreadable
from sscmsc.errors import IdentifierError, InputError, NotFoundError, SscmscError
from sscmsc.index import ALL, Index, Selection
from sscmsc.index_questions import recall, remember
from sscmsc.place import LIBRARY_TOML

if TYPE_CHECKING:
    from sscmsc.query_checks import Check
    from sscmsc.query_fields import Fields
    from sscmsc.vocabulary import Vocabulary

#: What leaves works out and is no option: `-journal:blood`, `-"skin fibrosis"`, `-(a OR b)`.
_EXCLUDED = re.compile(r"-(?:[^\W\d_][\w-]*(?::(?!//)|[<>=≤≥≠]|!=)|[\"“„(@])")
#: Starts no option, and leaves works out as a hyphen does.
_MINUS = "\u2212"


class Command(options.Command):
    """A command line in which `-journal:blood` and `-review` leave works out."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        return super().parse_args(ctx, list(self._marked(args)))

    def _marked(self, arguments: Sequence[str]) -> Iterator[str]:
        """The arguments, with a minus before those that leave works out."""
        valued = {"--library", "-l", "--color"}
        flags = {"-h"}
        for one in self.params:
            (flags if getattr(one, "is_flag", False) else valued).update(one.opts)
        words = iter(arguments)
        for word in words:
            if word == "--":
                yield word
                yield from words
            elif word in valued:
                yield word
                yield from (value for value in (next(words, None),) if value is not None)
            else:
                yield _MINUS + word[1:] if _is_excluded(word, flags, valued) else word


def _is_excluded(word: str, flags: Collection[str], valued: Collection[str]) -> bool:
    """Whether a word leaves works out: no option, nor several of one letter in one."""
    if _EXCLUDED.match(word):
        return True
    if len(word) < 3 or word[0] != "-" or word[1] == "-" or word[:2] in valued:
        return False
    return any(f"-{letter}" not in flags for letter in word[1:])


def shorthands(
    disease: Sequence[str] | None,
    therapy: Sequence[str] | None,
    design: Sequence[str] | None,
    year: str | None,
    author: Sequence[str] | None,
    cited_by: Sequence[str] | None,
) -> Mapping[str, Sequence[str]]:
    """The values that the options of `arguments` give for fields."""
    return {
        "disease": disease or (), "therapy": therapy or (), "design": design or (),
        "year": () if year is None else (year,), "author": author or (),
        "cited-by": cited_by or (),
    }  # fmt: skip


def is_key(word: str) -> bool:
    """Whether an argument names a work: it is an identifier, or plain words without a field."""
    from sscmsc.query_syntax import join_arguments, parse_query
    from sscmsc.query_tree import Term

    if _identifier(word) is not None:
        return True
    try:
        tree = parse_query(join_arguments([word]))
    except InputError:
        return False
    plain = isinstance(tree, Term) and not tree.field and "*" not in word
    return plain and word[:1] not in ('"', "“", "„")


def _is_plain(value: str) -> bool:
    return value.isascii() and value.isalnum() and value.lower() not in ("and", "or", "not")


class Asked(NamedTuple):
    """A query, and how much of it, in characters, the user wrote as one: the rest is what
    options stand for."""

    text: str = ""
    written: int = 0


def query_of(terms: Sequence[str], given: Mapping[str, Sequence[str]]) -> Asked:
    """One query of the terms and of the values that options give for fields: all must hold.

    Raises `InputError` for terms that are no query.
    """
    if not terms and not any(given.values()):
        return Asked()
    if not terms and all(_is_plain(value) for values in given.values() for value in values):
        # What is a word to any reader of queries needs none, nor the time to load one.
        options = (f"{field}:{value}" for field, values in given.items() for value in values)
        return Asked(" ".join(options))
    from sscmsc.query_syntax import join_arguments, one_line, parse_query
    from sscmsc.query_tree import AnyOf, in_quotes, is_bare

    text = one_line(join_arguments(terms))
    fields = [
        f"{field}:{value if is_bare(value, field) else in_quotes(value)}"
        for field, values in given.items()
        for value in values
    ]
    if text and fields and isinstance(parse_query(text), AnyOf):
        text = f"({text})"
    return Asked(one_line(" ".join(one for one in (text, *fields) if one)), len(text))


def choose(
    folder: Path,
    index: Index,
    asked: Asked,
    order: str = "citekey",
    citekeys: frozenset[str] | None = None,
) -> Selection:
    """The works of a library that a query asks for, of these citekeys if any, in an order.

    Raises `InputError` for a query or an order that is none, `NotFoundError` for a key in it
    that names no entry, and `LibraryError` for one whose entry cannot be read.
    """
    if not asked.text and order == "citekey" and citekeys is None:
        return ALL
    question, seal = f"{order}\n{asked.text}", seal_of(folder)
    held = recall(index, question, seal) if citekeys is None else None
    if held is not None:
        return held
    from sscmsc.query import make_selection
    from sscmsc.query_checks import Both, Keyed
    from sscmsc.query_order import read_order

    fields = fields_of(folder)
    named: list[str] = []
    check = read(folder, index, asked, fields, named)
    if citekeys is not None:
        check = Both((Keyed(citekeys), check))
    chosen = make_selection(check, read_order(order, fields))
    if citekeys is None and not named:
        remember(index, question, seal, chosen)
    return chosen


def read(
    folder: Path, index: Index, asked: Asked, fields: Fields, named: list[str] | None = None
) -> Check:
    """What a query on a library asks; `named` is told of the entries that it names. Raises as
    `choose` does."""
    from sscmsc.query_meaning import read_query
    from sscmsc.query_reading import Reading
    from sscmsc.query_saved import load_queries

    def find(key: str) -> str:
        if named is not None:
            named.append(key)
        return find_key(index, key)

    reading = Reading(fields, find, lambda: load_queries(folder / LIBRARY_TOML))
    try:
        return read_query(asked.text, reading)
    except SscmscError as error:
        excerpt = error.excerpt
        if excerpt and excerpt.start >= asked.written and excerpt.text == asked.text:
            error.excerpt = None  # an option: the user did not write it so
        raise


def fields_of(folder: Path) -> Fields:
    """The fields that queries on a library may name."""
    from sscmsc.query_fields import Fields

    @cache
    def vocabulary() -> Vocabulary:
        from sscmsc.commands.vocabularies import vocabulary_of

        return vocabulary_of(folder)

    return Fields(vocabulary)


def seal_of(folder: Path) -> str:
    """What changes with this program, its vocabularies and the library's own."""
    here = os.path.dirname(sscmsc.__file__)
    files = [os.path.join(here, "data", name) for name in sorted(os.listdir(f"{here}/data"))]
    stamps = [sscmsc.__version__]
    for path in (*files, str(folder / LIBRARY_TOML)):
        try:
            status = os.stat(path)
        except OSError:
            continue
        stamps.append(f"{status.st_size}:{status.st_mtime_ns}:{status.st_ctime_ns}")
    return " ".join(stamps)


def find_key(index: Index, key: str) -> str:
    """The citekey that `key` names: itself, in another case, a former one, or by DOI, PMID or
    PMCID.

    Raises `NotFoundError` with the nearest keys, and `LibraryError` where the file of that
    citekey is there but cannot be read.
    """
    if (found := index.find(key)) is not None:
        return found
    value = _identifier(key)
    if value is not None and (found := index.with_identifier(value)) is not None:
        return found
    for name, _, _ in index.problems():
        if name.casefold() == f"{key.casefold()}.yaml":
            raise entry_unreadable(name.removesuffix(".yaml"))
    near = get_close_matches(key, index.citekeys(), n=3, cutoff=0.5)
    hint = f"Nearest: {', '.join(near)}." if near else "`sscmsc list` shows the keys."
    raise NotFoundError(f"no entry '{key}' in the library", hint=hint)


def _identifier(key: str) -> str | None:
    # Few keys are identifiers, and their patterns take a while to compile.
    from sscmsc.identifiers import parse

    try:
        return parse(key).value
    except IdentifierError:
        return None
