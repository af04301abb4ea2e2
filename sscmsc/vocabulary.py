"""The vocabulary of facets: what a disease or a therapy is called, by MeSH and in text.

The facts stand in `data/*.toml`, one file a facet; docs/facets.md explains their form. Loaded,
they are values, a table from MeSH UIs, and one automaton over words that finds every name in
a text in a single pass.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sscmsc.errors import InputError
from sscmsc.vocabulary_names import (
    Condition,
    Names,
    Node,
    Pattern,
    Term,
    Words,
    add_name,
    fold,
    make_names,
    parse_pattern,
    singular,
)

FILES = ("diseases.toml", "therapies.toml")

#: Words that introduce names as examples, in lower case.
Cue = tuple[str, ...]


class Value(NamedTuple):
    """A value of a facet.

    `also` are values a work of this one is labelled with too, `parents` wider ones that only
    queries roll up to; `general` ones step back when a narrower one is there. `mesh` maps
    UIs to preferred labels; `mesh_together` are pairs that count only in one record. `edge`
    and `anywhere` are the statements in an abstract that make a work be about the value.
    """

    facet: str
    name: str
    label: str
    synonyms: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    general: bool = False
    mesh: tuple[tuple[str, str], ...] = ()
    mesh_together: tuple[tuple[str, ...], ...] = ()
    terms: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()
    edge: int = 1
    anywhere: int = 3


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All values and how they are found; immutable in use, and picklable.

    `by_ui` gives the numbers of the values of a MeSH UI, `by_label` those of a descriptor's
    label in lower case; `implied` the numbers in each value's `also`; `together` the values
    of MeSH UIs that count in company; `examples` and `comparisons` the words that introduce
    such names in an abstract, by facet and by their last word.
    """

    values: tuple[Value, ...]
    by_ui: Mapping[str, tuple[int, ...]]
    by_label: Mapping[str, tuple[int, ...]]
    implied: tuple[tuple[int, ...], ...]
    together: tuple[tuple[int, tuple[str, ...]], ...]
    examples: Mapping[str, Mapping[str, tuple[Cue, ...]]]
    comparisons: Mapping[str, Mapping[str, tuple[Cue, ...]]]
    names: Names

    @property
    def facets(self) -> tuple[str, ...]:
        """The names of the facets, in the order of their files."""
        return tuple(dict.fromkeys(value.facet for value in self.values))

    def named(self, facet: str) -> tuple[Value, ...]:
        """The values of one facet, in the order of its file."""
        return tuple(value for value in self.values if value.facet == facet)

    def find(self, facet: str, text: str) -> str:
        """The name of the value that `text` means: a name, synonym, MeSH label or UI, any case.

        Raises InputError, which tells the nearest names, when there is none.
        """
        wanted = _key(text)
        if exact := [value.name for value in self.named(facet) if value.name == text.strip()]:
            return exact[0]
        known = self._names(facet)
        if wanted in known:
            return known[wanted]
        words = Words.of(text)
        for hit in self.names.search(words):
            if hit.start == 0 and hit.end == len(words.raw):
                for term in hit.terms:
                    if self.values[term.value].facet == facet:
                        return self.values[term.value].name
        from difflib import get_close_matches

        spelled = [key for key in known if key.upper() not in self.by_ui]
        near = dict.fromkeys(known[key] for key in get_close_matches(wanted, spelled, 6))
        names = tuple(near)[:3] or tuple(value.name for value in self.named(facet))
        start = "Did you mean" if near else "Known are"
        end = "?" if near else "."
        raise InputError(
            f"no {facet} is called {text.strip()!r}", hint=f"{start} {', '.join(names)}{end}"
        )

    def narrower(self, facet: str, value: str) -> frozenset[str]:
        """The value itself and every one below it: what a query for it has to accept."""
        found = {value}
        values = self.named(facet)
        while True:
            below = {one.name for one in values if found.intersection(one.also + one.parents)}
            if below <= found:
                return frozenset(found)
            found |= below

    def _names(self, facet: str) -> dict[str, str]:
        known: dict[str, str] = {}
        for value in self.named(facet):
            mesh = (part for pair in value.mesh for part in pair)
            for name in (value.name, value.label, *value.abbreviations, *mesh, *value.synonyms):
                known.setdefault(_key(name), value.name)
        return known


def cues_by_last_word(cues: Iterable[str]) -> dict[str, tuple[Cue, ...]]:
    """Introducing words, looked up by their last one."""
    found: dict[str, tuple[Cue, ...]] = {}
    for cue in cues:
        words = tuple(cue.split())
        found[words[-1]] = (*found.get(words[-1], ()), words)
    return found


def load_vocabulary() -> Vocabulary:
    """The vocabulary of the package's own `data/*.toml`.

    Raises ValueError for data that is not of the documented form.
    """
    # Imported here: a plain list loads this module and no vocabulary. importlib.resources
    # would cost as much again as the loading itself.
    import pkgutil
    import tomllib

    texts = (pkgutil.get_data("sscmsc", f"data/{name}") or b"" for name in FILES)
    return make_vocabulary(tomllib.loads(text.decode("utf-8")) for text in texts)


def make_vocabulary(tables: Iterable[Mapping[str, object]]) -> Vocabulary:
    """A vocabulary from the tables of facet files. Raises ValueError for a table out of form."""
    files = tuple(tables)
    spellings = {
        singular(fold(other)): singular(right)
        for table in files
        for right, others in _table(table, "spellings").items()
        for other in _listed(others)
    }
    values: list[Value] = []
    rules = {_text(table, "facet"): _table(table, "rules") for table in files}
    root = Node()
    for table in files:
        facet = _text(table, "facet")
        macros = {name: str(text) for name, text in _table(table, "macros").items()}
        for pattern in _texts(_table(table, "ignored"), "terms"):
            add_name(root, parse_pattern(pattern, macros), spellings, None)
        for row in _rows(table, "value"):
            for pattern in _texts(row, "terms"):
                add_name(root, parse_pattern(pattern, macros), spellings, Term(len(values)))
            conditions = _conditions(row)
            for text, condition in conditions.items():
                *first, last = text.split()
                written: Pattern = [*first, [[last], [f"{last}s"]]]
                add_name(root, written, spellings, Term(len(values), condition))
            values.append(_value(facet, row, rules[facet], tuple(conditions)))
    return _assembled(tuple(values), make_names(root, spellings), rules)


def _assembled(
    values: tuple[Value, ...],
    names: Names,
    rules: Mapping[str, Mapping[str, object]],
) -> Vocabulary:
    by_ui: dict[str, tuple[int, ...]] = {}
    by_label: dict[str, tuple[int, ...]] = {}
    numbers = {(value.facet, value.name): number for number, value in enumerate(values)}
    for number, value in enumerate(values):
        for ui, label in value.mesh:
            by_ui[ui] = (*by_ui.get(ui, ()), number)
            by_label[label.lower()] = (*by_label.get(label.lower(), ()), number)
        for parent in value.also + value.parents:
            if (value.facet, parent) not in numbers:
                raise ValueError(f"{value.name}: no value is called {parent!r}")
    implied = tuple(tuple(numbers[value.facet, name] for name in value.also) for value in values)
    together = tuple(
        (number, uis) for number, value in enumerate(values) for uis in value.mesh_together
    )
    examples, comparisons = (
        {facet: cues_by_last_word(_texts(rule, key)) for facet, rule in rules.items()}
        for key in ("examples", "comparisons")
    )
    return Vocabulary(values, by_ui, by_label, implied, together, examples, comparisons, names)


def _value(
    facet: str,
    row: Mapping[str, object],
    rules: Mapping[str, object],
    abbreviations: tuple[str, ...],
) -> Value:
    together = row.get("mesh_together", [])
    return Value(
        facet=facet,
        name=_text(row, "name"),
        label=_text(row, "label"),
        synonyms=_texts(row, "synonyms"),
        also=_texts(row, "also"),
        parents=_texts(row, "parents"),
        general=row.get("general") is True,
        mesh=tuple((ui, str(label)) for ui, label in _table(row, "mesh").items()),
        mesh_together=tuple(_listed(one) for one in together) if isinstance(together, list) else (),
        terms=_texts(row, "terms"),
        abbreviations=abbreviations,
        edge=_number(row, rules, "edge"),
        anywhere=_number(row, rules, "anywhere"),
    )


def _conditions(row: Mapping[str, object]) -> dict[str, Condition]:
    listed = row.get("abbreviations", [])
    found: dict[str, Condition] = {}
    for one in listed if isinstance(listed, list) else []:
        if isinstance(one, dict):
            needs, blocked = _texts(one, "needs"), _texts(one, "blocked")
            found[_text(one, "text")] = Condition(frozenset(needs), frozenset(blocked))
        else:
            found[str(one)] = Condition()
    return found


def _key(text: str) -> str:
    return " ".join(singular(word) for word in Words.of(text).low if word.isalnum() or "'" in word)


def _text(row: Mapping[str, object], key: str) -> str:
    value = row.get(key)
    if not isinstance(value, str):
        raise ValueError(f"{key} must be text, not {value!r}")
    return value


def _listed(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise ValueError(f"a list of texts is wanted, not {value!r}")
    return tuple(value)


def _texts(row: Mapping[str, object], key: str) -> tuple[str, ...]:
    return _listed(row.get(key, []))


def _table(row: Mapping[str, object], key: str) -> Mapping[str, object]:
    value = row.get(key, {})
    if not isinstance(value, dict):
        raise ValueError(f"{key} must be a table, not {value!r}")
    return value


def _rows(table: Mapping[str, object], key: str) -> Iterator[Mapping[str, object]]:
    listed = table.get(key)
    if not isinstance(listed, list):
        raise ValueError(f"{key} must be a list of tables, not {listed!r}")
    for row in listed:
        if not isinstance(row, dict):
            raise ValueError(f"{key} must hold tables, not {row!r}")
        yield row


def _number(row: Mapping[str, object], rules: Mapping[str, object], key: str) -> int:
    value = row.get(key, rules.get(key))
    if not isinstance(value, int):
        raise ValueError(f"{key} must be a number, not {value!r}")
    return value
