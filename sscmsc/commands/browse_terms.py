"""Terms of facets in the text of a query: put in, found there, and taken out again."""

from __future__ import annotations

from typing import TypeGuard

from sscmsc.errors import InputError
from sscmsc.query_syntax import one_line, parse_query
from sscmsc.query_tree import All, AnyOf, Term, Tree, in_quotes, is_bare, write_query


def write_term(field: str, value: str) -> str:
    """The term that asks for a value: `disease:SSc`, quoted where it needs quotes."""
    return f"{field}:{value if is_bare(value, field) else in_quotes(value)}"


def terms_of(text: str) -> frozenset[tuple[str, str]]:
    """The fields and values without case that every work found must have; none of a text that
    is no query."""
    return frozenset(_key(one) for one in _parts(text) if _is_required(one))


def toggle_term(text: str, field: str, value: str) -> str:
    """The query with the term, or without it where it had it.

    What is no query, half typed, is taken for words: the term is put behind it.
    """
    wanted = field.casefold(), value.casefold()
    if wanted in terms_of(text):
        kept = (one for one in _parts(text) if not (_is_required(one) and _key(one) == wanted))
        return write_query(All(tuple(kept)))
    before = one_line(text)
    if isinstance(_tree(before), AnyOf):
        before = f"({before})"
    return f"{before} {write_term(field, value)}".strip()


def _parts(text: str) -> tuple[Tree, ...]:
    """What must hold of every work found."""
    tree = _tree(text)
    if tree is None:
        return ()
    return tree.parts if isinstance(tree, All) else (tree,)


def _is_required(part: Tree) -> TypeGuard[Term]:
    return isinstance(part, Term) and bool(part.field) and part.relation == ":"


def _key(term: Term) -> tuple[str, str]:
    return term.field.casefold(), term.value.casefold()


def _tree(text: str) -> Tree | None:
    try:
        return parse_query(text)
    except InputError:
        return None
