"""Facets, values and rules as the tables of facet files state them, checked.

A file of the package is one facet; a library's own file adds to several at once:
`[facet.disease]`, `[[facet.disease.value]]`, `[[rule]]`. docs/facets.md explains every key.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sscmsc.toml_table import FormError, Table
from sscmsc.vocabulary_names import Condition, Node, Term, add_name
from sscmsc.vocabulary_patterns import parse_pattern
from sscmsc.vocabulary_values import Rule, Scheme, Value, alternatives

#: Keys of a facet, beside `facet` (its name in a file of the package) and `value`.
FACET_KEYS = (
    "title", "open", "overlap", "fillers", "rules", "needs", "unless", "macros", "spellings",
    "ignored", "builtin", "value",
)  # fmt: skip
VALUE_KEYS = (
    "name", "label", "search", "synonyms", "also", "parents", "general", "rank", "mesh", "together",
    "publication_type", "substances", "terms", "title_terms", "abstract_terms", "abbreviations",
    "needs", "unless", "edge", "anywhere",
)  # fmt: skip


@dataclass(slots=True)
class Tables:
    """What all files state; `places` says where in its file each value stands, `reduced` that
    the library does without some values of the package."""

    schemes: dict[str, Scheme] = field(default_factory=dict)
    values: dict[tuple[str, str], Value] = field(default_factory=dict)
    rules: list[Rule] = field(default_factory=list)
    places: dict[tuple[str, str], Table] = field(default_factory=dict)
    reduced: bool = False


def read_tables(files: Sequence[Table], own: Table) -> Tables:
    """The facets of the files in their order, then what `own` adds. Raises `FormError`."""
    tables = Tables()
    for table in files:
        _read_facet(tables, table.text("facet"), table)
        tables.rules += _rules(table)
    facets = own.table("facet")
    for name in facets.values:
        _read_facet(tables, name, facets.table(name))
    tables.rules += _rules(own)
    _check(tables, own)
    return tables


def _read_facet(tables: Tables, name: str, table: Table) -> None:
    table.only(*FACET_KEYS, *(("facet", "rule") if not table.place else ()))
    known = tables.schemes.get(name)
    if known is not None and table.values.get("builtin") is False:
        tables.values = {key: one for key, one in tables.values.items() if key[0] != name}
        tables.reduced = True
    tables.schemes[name] = scheme = _scheme(name, table, known)
    for row in table.tables("value"):
        row.only(*VALUE_KEYS)
        key = (name, row.text("name"))
        tables.values[key] = _value(scheme, row, tables.values.get(key))
        tables.places[key] = row
        _check_patterns(scheme, row)


def _scheme(name: str, table: Table, known: Scheme | None) -> Scheme:
    if not name.replace("-", "").isalnum() or name != name.lower():
        raise FormError(f"'{name}' can name no facet: small letters, digits, -", table.place)
    base = known or Scheme(name, name.capitalize())
    rules = table.table("rules")
    rules.only("edge", "anywhere", "opening", "sections", "examples", "comparisons")
    ignored = table.table("ignored")
    spellings = table.table("spellings")
    return base._replace(
        title=table.text("title", base.title),
        open=table.flag("open") or base.open,
        overlap=table.flag("overlap") or base.overlap,
        fillers=base.fillers + table.texts("fillers"),
        edge=rules.number("edge", base.edge) or 1,
        anywhere=rules.number("anywhere", base.anywhere) or 1,
        opening=rules.flag("opening", base.opening),
        sections=base.sections | {one.upper() for one in rules.texts("sections")},
        examples=base.examples + rules.texts("examples"),
        comparisons=base.comparisons + rules.texts("comparisons"),
        needs=base.needs + table.texts("needs"),
        unless=base.unless + table.texts("unless"),
        macros=base.macros + table.pairs("macros"),
        spellings=base.spellings + tuple((one, spellings.texts(one)) for one in spellings.values),
        ignored=base.ignored + ignored.texts("terms"),
    )


def _value(scheme: Scheme, row: Table, known: Value | None) -> Value:
    base = known or Value(scheme.name, row.text("name"), row.text("name"))
    return base._replace(
        label=row.text("label", base.label),
        synonyms=base.synonyms + row.texts("synonyms"),
        search=base.search + row.texts("search"),
        also=base.also + row.texts("also"),
        parents=base.parents + row.texts("parents"),
        general=row.flag("general") or base.general,
        rank=row.number("rank", base.rank),
        mesh=base.mesh + row.pairs("mesh"),
        together=base.together + _together(row),
        types=base.types + row.pairs("publication_type"),
        substances=base.substances + row.texts("substances"),
        terms=base.terms + row.texts("terms"),
        title_terms=base.title_terms + row.texts("title_terms"),
        abstract_terms=base.abstract_terms + row.texts("abstract_terms"),
        abbreviations=base.abbreviations + tuple(_abbreviations(row)),
        needs=base.needs + row.texts("needs"),
        unless=base.unless + row.texts("unless"),
        edge=row.number("edge", base.edge if known else scheme.edge) or 1,
        anywhere=row.number("anywhere", base.anywhere if known else scheme.anywhere) or 1,
    )


def _together(row: Table) -> tuple[tuple[str, ...], ...]:
    listed = row.values.get("together", [])
    if not isinstance(listed, list):
        raise row.error("together", "'together' must be a list of lists of MeSH UIs")
    return tuple(Table({"together": one}, row.place).texts("together") for one in listed)


def _abbreviations(row: Table) -> Iterator[tuple[str, Condition]]:
    listed = row.values.get("abbreviations", [])
    if not isinstance(listed, list):
        raise row.error("abbreviations", "'abbreviations' must be a list")
    for one in listed:
        if isinstance(one, str) and one.strip():
            yield one, Condition()
            continue
        if not isinstance(one, dict):
            raise row.error("abbreviations", "an abbreviation is text, or a table with 'text'")
        table = Table(one, (*row.place, "abbreviations"))
        table.only("text", "needs", "blocked")
        needs, blocked = table.texts("needs"), table.texts("blocked")
        yield table.text("text"), Condition(frozenset(needs), frozenset(blocked))


def _rules(table: Table) -> Iterator[Rule]:
    for row in table.tables("rule"):
        row.only("give", "when", "unless")
        yield Rule(row.text("give"), row.texts("when"), row.texts("unless"))


def _is_own(row: Table) -> bool:
    """Whether a row stands in a library's own file."""
    return row.place[:1] in (("facet",), ("rule",))


def _check_patterns(scheme: Scheme, row: Table) -> None:
    """Patterns of a library's own tables are read at once, to tell the line of a wrong one."""
    if not _is_own(row):
        return
    macros = dict(scheme.macros)
    for key in ("terms", "title_terms", "abstract_terms"):
        for pattern in row.texts(key):
            try:
                add_name(Node(), parse_pattern(pattern.removesuffix("!"), macros), {}, Term(0))
            except ValueError as error:
                raise row.error(key, str(error)) from None


def _check(tables: Tables, own: Table) -> None:
    """Names that values and rules give to each other must be those of values."""
    for value in tables.values.values():
        row = tables.places[value.facet, value.name]
        for key, wider in (("also", value.also), ("parents", value.parents)):
            for one in wider:
                if (value.facet, one) not in tables.values:
                    raise row.error(key, f"no {value.facet} is called '{one}'")
                if value.name in _above(tables, value.facet, one):
                    raise row.error(key, f"'{value.name}' would be wider than itself")
        for key, asked in (("needs", value.needs), ("unless", value.unless)):
            for one in asked:
                _check_label(tables, one, row, key)
    first = len(tables.rules) - len(list(own.tables("rule")))
    for number, rule in enumerate(tables.rules):
        row = Table({}, ("rule", number - first) if number >= first else ())
        if "=" not in rule.give or "|" in rule.give:
            raise row.error("give", "'give' must be one label: facet=value")
        if not rule.when:
            raise row.error("when", "a rule needs something that it follows from")
        for key, labels in (("give", (rule.give,)), ("when", rule.when), ("unless", rule.unless)):
            for one in labels:
                _check_label(tables, one, row, key)


def _above(tables: Tables, facet: str, name: str) -> frozenset[str]:
    found = {name}
    waiting = [name]
    while waiting:
        value = tables.values.get((facet, waiting.pop()))
        for one in (*value.also, *value.parents) if value else ():
            if one not in found:
                found.add(one)
                waiting.append(one)
    return frozenset(found)


def _check_label(tables: Tables, asked: str, row: Table, key: str) -> None:
    if tables.reduced and not _is_own(row):
        return  # a rule of the package about a value that the library does without
    for facet, value in alternatives(asked):
        if facet not in tables.schemes:
            raise row.error(key, f"there is no facet '{facet}'")
        if tables.schemes[facet].open:
            raise row.error(key, f"the values of '{facet}' are open: nothing can follow from them")
        if value and (facet, value) not in tables.values:
            raise row.error(key, f"no {facet} is called '{value}'")
