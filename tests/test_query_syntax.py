"""The text of a query to a tree, and back."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sscmsc.errors import InputError
from sscmsc.query_syntax import (
    DEPTH_LIMIT,
    LENGTH_LIMIT,
    TERM_LIMIT,
    join_arguments,
    parse_query,
)
from sscmsc.query_tree import All, AnyOf, Not, Saved, Term, Tree, is_bare, write_query


def refused(text: str) -> tuple[str, str]:
    """The complaint about a query, and the part of it that is pointed at."""
    with pytest.raises(InputError) as caught:
        parse_query(text)
    excerpt = caught.value.excerpt
    assert excerpt is not None
    return caught.value.message, excerpt.text[excerpt.start : excerpt.end]


A, B, C = Term("a"), Term("b"), Term("c")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", All()),
        ("  ", All()),
        ("a", A),
        ("(a)", A),
        ("a b", All((A, B))),
        ("a AND b", All((A, B))),
        ("a and b", All((A, B))),
        ("a OR b", AnyOf((A, B))),
        ("a or b", AnyOf((A, B))),
        ("a OR b c", AnyOf((A, All((B, C))))),
        ("a b OR c", AnyOf((All((A, B)), C))),
        ("a (b OR c)", All((A, AnyOf((B, C))))),
        ("(a OR b) c", All((AnyOf((A, B)), C))),
        ("NOT a", Not(A)),
        ("-a", Not(A)),
        ("\u2212a", Not(A)),
        ("\u2013a", Not(A)),
        ("NOT NOT a", Not(Not(A))),
        ("NOT a b", All((Not(A), B))),
        ("-(a OR b)", Not(AnyOf((A, B)))),
        ("a NOT b", All((A, Not(B)))),
        ("disease:SSc", Term("SSc", "disease")),
        ("disease=SSc", Term("SSc", "disease", "=")),
        ("disease:=SSc", Term("SSc", "disease", "=")),
        ("disease!=SSc", Term("SSc", "disease", "!=")),
        ("cites>=2", Term("2", "cites", ">=")),
        ("cites:>=2", Term("2", "cites", ">=")),
        ("cites\u22652", Term("2", "cites", ">=")),
        ("year<2015", Term("2015", "year", "<")),
        ("cited-by:Peltzer2018", Term("Peltzer2018", "cited-by")),
        ("year:-2022", Term("-2022", "year")),
        ("-journal:blood", Not(Term("blood", "journal"))),
        ('"digital ulcer"', Term("digital ulcer", quoted=True)),
        ("\u201cdigital ulcer\u201d", Term("digital ulcer", quoted=True)),
        ("\u201edigital ulcer\u201c", Term("digital ulcer", quoted=True)),
        (r'"a \"b\" \\c"', Term(r'a "b" \c', quoted=True)),
        ('title:"skin fibrosis"', Term("skin fibrosis", "title", quoted=True)),
        ("disease:(SSc OR RA)", AnyOf((Term("SSc", "disease"), Term("RA", "disease")))),
        ("disease:(SSc year:2015)", All((Term("SSc", "disease"), Term("2015", "year")))),
        ('year>=("a" b)', All((Term("a", "year", ">=", quoted=True), Term("b", "year", ">=")))),
        ("doi:10.1016/s0140-6736(02)08567-1", Term("10.1016/s0140-6736(02)08567-1", "doi")),
        ("https://doi.org/10.1/x", Term("https://doi.org/10.1/x")),
        ("art: the", All((Term("art:"), Term("the")))),
        ("key:Foo:2018", Term("Foo:2018", "key")),
        ("10.1056/a:b", Term("10.1056/a:b")),
        ("scler*", Term("scler*")),
        ("a - b", All((A, Term("-"), B))),
        ("@trials", Saved("trials")),
        ("query:trials", Saved("trials")),
        ("-@old.trials x", All((Not(Saved("old.trials")), Term("x")))),
        ("a\nb", All((A, B))),
        ('"or"', Term("or", quoted=True)),
        ("disease:or", Term("or", "disease")),
    ],
)
def test_trees(text: str, tree: Tree) -> None:
    assert parse_query(text) == tree


@pytest.mark.parametrize(
    ("text", "message", "part"),
    [
        ("a OR", "nothing stands after 'OR'", "OR"),
        ("OR a", "nothing stands before 'OR'", "OR"),
        ("a AND OR b", "nothing stands after 'AND'", "AND"),
        ("a (OR b)", "nothing stands before 'OR'", "OR"),
        ("a NOT", "nothing stands after 'NOT'", "NOT"),
        ("(a OR b", "this bracket is not closed", "("),
        ("a (", "this bracket is not closed", "("),
        ("a) b", "a bracket is closed that was not opened", ")"),
        (")", "a bracket is closed that was not opened", ")"),
        ("a ( ) b", "nothing stands in these brackets", "( )"),
        ("disease:()", "nothing stands in these brackets", "()"),
        ('a "b c', "this quote is not closed", '"'),
        ("x year>= 2015", "'year>=' has no value", "year>="),
        ("year>=", "'year>=' has no value", "year>="),
        ("year>=)", "'year>=' has no value", "year>="),
    ],
)
def test_what_is_wrong_is_pointed_at(text: str, message: str, part: str) -> None:
    assert refused(text) == (message, part)


def test_a_query_has_its_limits() -> None:
    """Each of them far beyond what a person writes, and far below what would end in a crash."""
    assert refused("(" * 50 + "a" + ")" * 50)[0] == f"more than {DEPTH_LIMIT} levels of brackets"
    assert refused("NOT " * 50 + "a")[0] == f"more than {DEPTH_LIMIT} levels of brackets"
    assert refused("a " * 300) == (f"more than {TERM_LIMIT} terms", "a")
    assert parse_query("(" * DEPTH_LIMIT + "a" + ")" * DEPTH_LIMIT) == A
    with pytest.raises(InputError, match=f"{LENGTH_LIMIT} is the most"):
        parse_query("a" * 20_000)


def test_terms_know_their_places() -> None:
    tree = parse_query('a  -disease:(SSc OR "R A") year>=2015')
    assert isinstance(tree, All)
    excluded, year = tree.parts[1], tree.parts[2]
    assert isinstance(excluded, Not)
    assert isinstance(year, Term)
    group = excluded.part
    assert isinstance(group, AnyOf)
    second = group.parts[1]
    assert isinstance(second, Term)
    assert (second.place, second.at) == ((20, 25), (20, 25))
    assert (year.place, year.at) == ((27, 37), (33, 37))


@pytest.mark.parametrize(
    ("arguments", "query"),
    [
        (["a", "b"], "a b"),
        (["digital ulcer"], '"digital ulcer"'),
        (["cause and effect"], '"cause and effect"'),
        (["-review article"], '-"review article"'),
        (["disease:systemic sclerosis", "year:2015"], 'disease:"systemic sclerosis" year:2015'),
        (["-disease:systemic sclerosis"], '-disease:"systemic sclerosis"'),
        (["disease=systemic sclerosis"], 'disease="systemic sclerosis"'),
        (["disease:SSc year:2015"], "disease:SSc year:2015"),
        (["farge year>=2015"], "farge year>=2015"),
        (["farge @trials"], "farge @trials"),
        (["farge -journal:blood"], "farge -journal:blood"),
        (["a OR b"], "a OR b"),
        (["(a b) c"], "(a b) c"),
        (['title:"a b" c'], 'title:"a b" c'),
        (
            ["Illness and art: the legacy of Paul Klee"],
            '"Illness and art: the legacy of Paul Klee"',
        ),
        (["", " ", "a "], '"" "" a'),
        (["\u2212journal:blood", "\u2013a b"], '-journal:blood -"a b"'),
        ([], ""),
    ],
)
def test_arguments_of_a_shell(arguments: list[str], query: str) -> None:
    """The shell has taken off the quotes that told what belongs together."""
    assert join_arguments(arguments) == query
    parse_query(query)


NAMES = st.sampled_from(["disease", "cited-by", "n", "title", "is", "année"])
RELATIONS = st.sampled_from([":", "=", "!=", ">=", "<=", ">", "<"])
VALUES = st.text(st.sampled_from(list('abOR -–:=<>()"“”\\@*.é,/|&!')), min_size=1, max_size=8)


def _term(value: str, field: str, relation: str, *, quoted: bool) -> Term:
    """A term that can be written: a value that needs quotes has them."""
    quoted = quoted or not is_bare(value, field)
    return Term(value, field, relation if field else ":", quoted)


TERMS = st.builds(_term, VALUES, NAMES | st.just(""), RELATIONS, quoted=st.booleans())
TREES = st.recursive(
    TERMS | st.builds(Saved, st.from_regex(r"[\w.-]+", fullmatch=True)),
    lambda inner: (
        st.builds(Not, inner)
        | st.lists(inner, min_size=2, max_size=4).map(tuple).map(All)
        | st.lists(inner, min_size=2, max_size=4).map(tuple).map(AnyOf)
    ),
    max_leaves=10,
)


@settings(derandomize=True, max_examples=200, deadline=None)
@given(TREES)
def test_a_tree_reads_back(tree: Tree) -> None:
    assert parse_query(write_query(tree)) == tree


ANY_TEXT = st.text(
    st.sampled_from(list('ab ORNTD-–:=<>()"“”„\\@*.é')) | st.characters(codec="utf-8"), max_size=25
)


@settings(derandomize=True, max_examples=200, deadline=None)
@given(ANY_TEXT)
def test_any_text_is_read_or_refused_with_its_place(text: str) -> None:
    try:
        tree = parse_query(text)
    except InputError as error:
        shown, start, end = error.excerpt or ("", 0, 0)
    else:
        shown, start, end = write_query(tree), 0, 1
        assert parse_query(shown) == tree
    assert 0 <= start < end <= max(1, len(shown))
