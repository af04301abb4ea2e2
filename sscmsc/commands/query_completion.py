"""What the shell offers while a query is typed: fields, their values, saved queries, columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import typer

from sscmsc.commands.completion import Offer, citekeys, described, folder_of
from sscmsc.errors import SscmscError
from sscmsc.index import current_index
from sscmsc.index_schema import IndexTrouble
from sscmsc.place import LIBRARY_TOML

# Shells take what holds a blank for several arguments, and evaluate what is offered.
_VALUE = re.compile(r"[\w.-]+")


def terms(context: typer.Context, incomplete: str) -> list[Offer]:
    """A field, or a value of the field that is begun: `dis`, `disease:S`, `@tr`."""
    return _silently(lambda: _terms(context, incomplete))


def keys_and_terms(context: typer.Context, incomplete: str) -> list[Offer]:
    """What `terms` offers, and citekeys."""
    found = _silently(lambda: _terms(context, incomplete)) if incomplete else []
    return [*citekeys(context, incomplete), *found]


def columns(context: typer.Context, incomplete: str) -> list[Offer]:
    """The next name of a list of columns: `citekey,ye`."""
    from sscmsc.commands.columns import ENTRY_FIELDS, ROW_FIELDS

    return _silently(lambda: _listed(context, incomplete, (*ROW_FIELDS, *ENTRY_FIELDS)))


def counts(context: typer.Context, incomplete: str) -> list[Offer]:
    """The next name of what works are to be counted by."""
    from sscmsc.commands.columns import COUNTED

    return _silently(lambda: _listed(context, incomplete, COUNTED))


def sorts(context: typer.Context, incomplete: str) -> list[Offer]:
    """The next name of an order, upwards or downwards: `design,-ye`."""
    from sscmsc.query_order import SORTS

    return _silently(lambda: _listed(context, incomplete, SORTS, dash=True))


def diseases(context: typer.Context, incomplete: str) -> list[Offer]:
    return _silently(lambda: _values(context, "disease", incomplete))


def therapies(context: typer.Context, incomplete: str) -> list[Offer]:
    return _silently(lambda: _values(context, "therapy", incomplete))


def designs(context: typer.Context, incomplete: str) -> list[Offer]:
    return _silently(lambda: _values(context, "design", incomplete))


def _silently(offers: Callable[[], list[Offer]]) -> list[Offer]:
    """What there is to offer; whatever is wrong, the command itself will say."""
    try:
        return offers()
    except (SscmscError, OSError, IndexTrouble):
        return []


def _terms(context: typer.Context, incomplete: str) -> list[Offer]:
    from sscmsc.commands.selection import fields_of

    words: Sequence[str] = context.params.get("terms") or ()
    # Bash takes a : and a = for words of their own and completes what stands behind them.
    if len(words) > 1 and words[-1] in (":", "="):
        return _values(context, words[-2], incomplete)
    if incomplete.startswith("@"):
        return _begun(((f"@{name}", query) for name, query in _saved(context)), incomplete)
    if found := re.fullmatch(r"([\w-]+)([:=])(.*)", incomplete):
        name, relation, begun = found.groups()
        offers = _values(context, name, begun)
        return [(f"{name}{relation}{value}", told) for value, told in offers]
    fields = fields_of(folder_of(context))
    return _begun(((f"{one.name}:", one.meaning) for one in fields.all), incomplete)


def _values(context: typer.Context, name: str, begun: str) -> list[Offer]:
    """The values of a field that begin like that."""
    from sscmsc.commands.selection import fields_of

    fields = fields_of(folder_of(context))
    field = fields.find(name)
    if field is None:
        return _begun(_saved(context), begun) if name == "query" else []
    if field.kind in ("entry", "key") or field.name == "cites":
        return citekeys(context, begun)
    if field.kind == "mark":
        return _begun(fields.marks(field.name.replace("missing", "has")).items(), begun)
    if field.name == "kind":
        from sscmsc.record import KINDS

        return _begun(((one, "") for one in KINDS), begun)
    if field.name == "language":
        from sscmsc.query_values import LANGUAGES

        return _begun(((one, "") for one in LANGUAGES if len(one) > 3), begun)
    if field.kind == "facet" and not field.open:
        named = fields.vocabulary().named(field.name)
        return _begun(((one.name, one.label) for one in named), begun)
    if field.open or field.name == "tag":
        return _begun(_held(folder_of(context), field.name), begun)
    return []


def _held(folder: Path, facet: str) -> list[Offer]:
    """The values of an open facet, or the tags, that works of the library have."""
    with current_index(folder) as index:
        return [(value, "") for value, _ in index.values(facet)] if index is not None else []


def _saved(context: typer.Context) -> list[Offer]:
    from sscmsc.query_saved import load_queries

    return list(load_queries(folder_of(context) / LIBRARY_TOML).items())


def _listed(
    context: typer.Context, incomplete: str, names: Sequence[str], *, dash: bool = False
) -> list[Offer]:
    """The names, and those of facets, that go on with a list of them."""
    from sscmsc.commands.selection import fields_of

    head, comma, last = incomplete.rpartition(",")
    begun = last.removeprefix("-") if dash else last
    before = head + comma + last[: len(last) - len(begun)]
    known = dict.fromkeys((*names, *fields_of(folder_of(context)).facets))
    return [(before + name, told) for name, told in _begun(((one, "") for one in known), begun)]


def _begun(offers: Iterable[Offer], begun: str) -> list[Offer]:
    """The offers that begin so, in any case, as it was typed, and are harmless to a shell."""
    typed = begun.casefold()
    return [
        (begun + text[len(begun) :], described(told))
        for text, told in offers
        if text.casefold().startswith(typed) and _VALUE.fullmatch(text.strip(":@"))
    ]
