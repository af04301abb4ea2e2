"""The vocabulary of facets: which there are, which values each has, and what those are called.

The facts stand in `data/*.toml`, one file a facet, and in the tables of a library's own
`sscmsc.toml`; docs/facets.md explains their form. Nothing here knows a disease.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from sscmsc.config import OwnTables
from sscmsc.errors import InputError
from sscmsc.toml_table import FormError, Table, find_line
from sscmsc.vocabulary_cues import Introductions, make_introductions
from sscmsc.vocabulary_names import Names
from sscmsc.vocabulary_search import make_search
from sscmsc.vocabulary_tables import read_tables
from sscmsc.vocabulary_values import Rule, Scheme, Value, alternatives
from sscmsc.words import Words, singular

FILES = (
    "diseases.toml", "therapies.toml", "sources.toml", "donors.toml", "routes.toml",
    "subjects.toml", "designs.toml", "numbers.toml", "registrations.toml",
)  # fmt: skip


@dataclass(frozen=True)
class Vocabulary:
    """All facets and values; immutable in use, and picklable.

    `by_ui` gives the numbers of the values of a MeSH UI or publication type, `by_label` those
    of a label in lower case, `by_substance` those of a substance's name; `implied` the numbers
    in each value's `also`, all the way up; `below` those of the values narrower than each.
    """

    schemes: tuple[Scheme, ...]
    values: tuple[Value, ...]
    rules: tuple[Rule, ...] = ()
    by_ui: Mapping[str, tuple[int, ...]] = field(default_factory=dict, repr=False)
    by_label: Mapping[str, tuple[int, ...]] = field(default_factory=dict, repr=False)
    by_substance: Mapping[str, tuple[int, ...]] = field(default_factory=dict, repr=False)
    implied: tuple[tuple[int, ...], ...] = field(default=(), repr=False)
    below: tuple[frozenset[int], ...] = field(default=(), repr=False)

    @property
    def facets(self) -> tuple[str, ...]:
        """The names of the facets, in the order of their files."""
        return tuple(scheme.name for scheme in self.schemes)

    @cached_property
    def names(self) -> Names:
        """All names, ready to be searched for; made when a text is first looked at."""
        return make_search(self.schemes, self.values)

    @cached_property
    def bound(self) -> Mapping[int, tuple[tuple[Sequence[str], Sequence[str]], ...]]:
        """What the values that need other labels, or stand only without them, need and bar."""
        found: dict[int, tuple[tuple[Sequence[str], Sequence[str]], ...]] = {}
        for number, value in enumerate(self.values):
            pairs = [(one.needs, one.unless) for one in (self.scheme(value.facet), value)]
            if kept := tuple(pair for pair in pairs if any(pair)):
                found[number] = kept
        return found

    @cached_property
    def company(self) -> frozenset[str]:
        """The MeSH UIs that count in company."""
        return frozenset(ui for _, uis in self.together for ui in uis)

    @cached_property
    def facet_numbers(self) -> tuple[int, ...]:
        """The number of each value's facet."""
        places = {name: place for place, name in enumerate(self.facets)}
        return tuple(places[value.facet] for value in self.values)

    @cached_property
    def introductions(self) -> tuple[Introductions, ...]:
        """The words that introduce mere mentions, by the number of the facet."""
        return tuple(make_introductions(one.examples, one.comparisons) for one in self.schemes)

    @cached_property
    def meeting(self) -> Mapping[str, frozenset[int]]:
        """The numbers of the values that meet each condition of a rule, a value or a facet."""
        asked = {one for value in self.values for one in (*value.needs, *value.unless)}
        asked |= {one for scheme in self.schemes for one in (*scheme.needs, *scheme.unless)}
        asked |= {one for rule in self.rules for one in (rule.give, *rule.when, *rule.unless)}
        return {
            one: frozenset(at for facet, name in alternatives(one) for at in self._met(facet, name))
            for one in asked
        }

    @cached_property
    def numbers(self) -> Mapping[tuple[str, str], int]:
        """The number of each value by its facet and its name."""
        return {(value.facet, value.name): number for number, value in enumerate(self.values)}

    @cached_property
    def together(self) -> tuple[tuple[int, tuple[str, ...]], ...]:
        """The values of MeSH UIs that count in company."""
        return tuple((at, uis) for at, value in enumerate(self.values) for uis in value.together)

    def scheme(self, facet: str) -> Scheme:
        """The facet of that name. Raises InputError, which tells the facets there are."""
        for one in self.schemes:
            if one.name == facet:
                return one
        raise InputError(f"there is no facet '{facet}'", hint=f"Known are {_listed(self.facets)}.")

    def named(self, facet: str) -> tuple[Value, ...]:
        """The values of one facet, in the order of its file; an open facet lists none."""
        return tuple(value for value in self.values if value.facet == facet)

    def value(self, facet: str, name: str) -> Value | None:
        """The value of exactly that name."""
        number = self.numbers.get((facet, name))
        return None if number is None else self.values[number]

    def rank(self, facet: str, name: str) -> int:
        """The place of a value in its facet: its `rank`, else after all that have one."""
        value = self.value(facet, name)
        return 99 if value is None or value.rank is None else value.rank

    @cached_property
    def consequences(self) -> tuple[tuple[int, Rule], ...]:
        """The number of the value that each rule gives, and the rule."""
        given = [(next(alternatives(rule.give)), rule) for rule in self.rules]
        return tuple((self.numbers[key], rule) for key, rule in given if key in self.numbers)

    def find(self, facet: str, text: str) -> str:
        """The name of the value that `text` means: a name, synonym, MeSH label or UI, any case.

        In an open facet (a number, a registration) any text is a value. Raises InputError,
        which tells the nearest names, when there is none.
        """
        if any(scheme.open for scheme in self.schemes if scheme.name == facet) and text.strip():
            return text.strip()
        if exact := self.value(facet, text.strip()):
            return exact.name
        wanted = _key(text)
        known = self._names(facet)
        if wanted in known:
            return known[wanted]
        if (spelled := self._spelled(facet, text)) is not None:
            return spelled
        from difflib import get_close_matches

        written = [key for key in known if key.upper() not in self.by_ui]
        near = dict.fromkeys(known[key] for key in get_close_matches(wanted, written, 6))
        names = tuple(near)[:3] or tuple(value.name for value in self.named(facet))
        start = "Did you mean" if near else "Known are"
        end = "?" if near else "."
        raise InputError(
            f"no {facet} is called {text.strip()!r}", hint=f"{start} {', '.join(names)}{end}"
        )

    def narrower(self, facet: str, value: str) -> frozenset[str]:
        """The value itself and every one below it: what a query for it has to accept."""
        number = self.numbers.get((facet, value))
        below = self.below[number] if number is not None else ()
        return frozenset((value, *(self.values[one].name for one in below)))

    def _met(self, facet: str, name: str) -> Iterable[int]:
        if not name:
            return [at for at, value in enumerate(self.values) if value.facet == facet]
        number = self.numbers.get((facet, name))
        return () if number is None else (number, *self.below[number])

    def _spelled(self, facet: str, text: str) -> str | None:
        """The value of which `text` is a name as running text would have it."""
        words = Words.of(text)
        for number, hits in self.names.search(words).items():
            if self.schemes[number].name == facet:
                for hit in hits:
                    if hit.start == 0 and hit.end == len(words.raw) and hit.terms:
                        return self.values[hit.terms[0].value].name
        return None

    def _names(self, facet: str) -> dict[str, str]:
        known: dict[str, str] = {}
        for value in self.named(facet):
            mesh = (part for pair in (*value.mesh, *value.types) for part in pair)
            abbreviations = (text for text, _ in value.abbreviations)
            for name in (value.name, value.label, *abbreviations, *mesh, *value.synonyms):
                known.setdefault(_key(name), value.name)
        return known


def load_vocabulary(own: OwnTables | None = None) -> Vocabulary:
    """The vocabulary of the package's own `data/*.toml`, and of a library's tables.

    Raises `InputError` with file and line for tables of the library that are not of the
    documented form.
    """
    # Imported here: a plain list loads this module and no vocabulary. importlib.resources
    # would cost as much again as the loading itself.
    import pkgutil
    import tomllib

    texts = (pkgutil.get_data("sscmsc", f"data/{name}") or b"" for name in FILES)
    files = [tomllib.loads(text.decode("utf-8")) for text in texts]
    if own is None or not own.values:
        return make_vocabulary(files)
    try:
        return make_vocabulary(files, own.values)
    except FormError as error:
        line = find_line(own.text, error.place)
        raise InputError(
            f"{own.path}:{line}: {error.message}" if line else f"{own.path}: {error.message}",
            hint="docs/facets.md shows how facets, values and rules are written.",
        ) from None


def make_vocabulary(
    files: Iterable[Mapping[str, object]], own: Mapping[str, object] | None = None
) -> Vocabulary:
    """A vocabulary from the tables of facet files, and of one file with several facets.

    Raises `FormError` for a table out of form.
    """
    tables = read_tables([Table(one) for one in files], Table(own or {}))
    values = tuple(sorted(tables.values.values(), key=_order(tables.schemes)))
    numbers = {(value.facet, value.name): number for number, value in enumerate(values)}
    by_ui: dict[str, tuple[int, ...]] = {}
    by_label: dict[str, tuple[int, ...]] = {}
    by_substance: dict[str, tuple[int, ...]] = {}
    for number, value in enumerate(values):
        for ui, label in (*value.mesh, *value.types):
            by_ui[ui] = (*by_ui.get(ui, ()), number)
            by_label[label.lower()] = (*by_label.get(label.lower(), ()), number)
        for name in value.substances:
            by_substance[name.lower()] = (*by_substance.get(name.lower(), ()), number)
    also = [[numbers[value.facet, name] for name in value.also] for value in values]
    wider = [[numbers[value.facet, name] for name in value.parents] for value in values]
    above = [_reached(at, [[*a, *w] for a, w in zip(also, wider, strict=True)])
             for at in range(len(values))]  # fmt: skip
    below = tuple(
        frozenset(other for other, one in enumerate(above) if at in one)
        for at in range(len(values))
    )
    return Vocabulary(
        tuple(tables.schemes.values()), values, tuple(tables.rules), by_ui, by_label, by_substance,
        tuple(_reached(at, also) for at in range(len(values))), below,
    )  # fmt: skip


def _order(schemes: Mapping[str, Scheme]) -> Callable[[Value], int]:
    """The place of a value's facet: values of a library's own stand with those of the package."""
    places = {name: place for place, name in enumerate(schemes)}
    return lambda value: places[value.facet]


def _reached(start: int, steps: Sequence[Sequence[int]]) -> tuple[int, ...]:
    """The numbers that steps lead to from one, in the order found, itself left out."""
    found = dict.fromkeys(steps[start])
    waiting = list(found)
    while waiting:
        for one in steps[waiting.pop(0)]:
            if one not in found:
                found[one] = None
                waiting.append(one)
    return tuple(found)


def _key(text: str) -> str:
    return " ".join(singular(word) for word in Words.of(text).low if word.isalnum() or "'" in word)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)
