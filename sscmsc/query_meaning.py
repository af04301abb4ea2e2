"""A tree to the check it means: fields found, values read, saved queries put in."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

from sscmsc.errors import Excerpt, InputError, SscmscError
from sscmsc.query_checks import Both, Check, Either, Without
from sscmsc.query_facets import read_facet, read_mark, read_mention
from sscmsc.query_fields import Field, Kind
from sscmsc.query_reading import Reader, Reading
from sscmsc.query_syntax import one_line, parse_query, wrong
from sscmsc.query_tree import All, AnyOf, Not, Place, Saved, Term, Tree
from sscmsc.query_values import (
    read_anywhere,
    read_author,
    read_entry,
    read_identifier,
    read_key,
    read_number,
    read_value,
    read_words,
)

#: Checks that a query may come to with the saved queries in it.
CHECK_LIMIT = 400

_READERS: Mapping[Kind, Reader] = {
    "words": read_words,
    "author": read_author,
    "value": read_value,
    "identifier": read_identifier,
    "key": read_key,
    "number": read_number,
    "facet": read_facet,
    "mention": read_mention,
    "entry": read_entry,
    "mark": read_mark,
}


def read_query(text: str, reading: Reading) -> Check:
    """What the text of a query asks.

    Raises `InputError`, whose `excerpt` shows the place and whose hint names what is near, and
    `NotFoundError` for the key of no entry.
    """
    return _Reader(text, reading).read(parse_query(text))


class _Reader:
    """Reads one text; `names` are the saved queries that led to it, `room` how many checks it
    may still make, shared by all of them."""

    def __init__(
        self,
        text: str,
        reading: Reading,
        names: tuple[str, ...] = (),
        room: list[int] | None = None,
    ) -> None:
        self.text = one_line(text)
        self.reading = reading
        self.names = names
        self.room = [CHECK_LIMIT] if room is None else room

    def read(self, tree: Tree) -> Check:
        match tree:
            case All(parts):
                return Both(tuple(map(self.read, parts)))
            case AnyOf(parts):
                return Either(tuple(map(self.read, parts)))
            case Not(part):
                return Without(self.read(part))
            case Saved():
                return self._saved(tree)
            case Term():
                return self._term(tree)

    def _term(self, term: Term) -> Check:
        self._count(term.place)
        field = self._field(term)
        try:
            if field is not None and not term.value.strip():
                raise InputError(f"'{term.field}{term.relation}' has no value")
            if field is None:
                return read_anywhere(term.value, quoted=term.quoted)
            return _READERS[field.kind](term, field, self.reading)
        except SscmscError as error:
            if error.excerpt is None:
                error.excerpt = Excerpt(self.text, *(term.at if term.field else term.place))
            if field is not None and field.kind == "facet":
                error.hint = self._whole_value(term, field) or error.hint
            raise

    def _field(self, term: Term) -> Field | None:
        if not term.field:
            self._refuse_blank(term)
            return None
        field = self.reading.fields.find(term.field)
        if field is not None:
            return field
        place = Place(term.place.start, term.place.start + len(term.field))
        near = self.reading.fields.near(term.field)
        known = (one.name for one in self.reading.fields.all)
        hint = f"Did you mean {', '.join(near)}?" if near else f"Fields: {', '.join(known)}."
        raise wrong(
            self.text, place, f"there is no field '{term.field}'",
            hint=f"{hint} What is no field stands in quotes.",
        )  # fmt: skip

    def _refuse_blank(self, term: Term) -> None:
        """`disease: SSc` is no word and a word."""
        name = term.value.removesuffix(":")
        if name == term.value or term.quoted or not name.isascii():
            return
        if (field := self.reading.fields.find(name)) is not None:
            raise wrong(
                self.text, term.place, f"'{term.value}' has no value",
                hint=f"Write the value right behind the colon: {field.name}:value. "
                "In quotes it is a word to look for.",
            )  # fmt: skip

    def _whole_value(self, term: Term, field: Field) -> str:
        """What to write where the value goes on behind a blank: `disease:systemic sclerosis`."""
        if term.quoted or field.open:
            return ""
        rest = self.text[term.at.end :].split()
        for length in range(1, min(4, len(rest)) + 1):
            longer = " ".join((term.value, *rest[:length]))
            try:
                self.reading.vocabulary.find(field.name, longer)
            except InputError:
                continue
            return f'A value with blanks stands in quotes: {term.field}{term.relation}"{longer}".'
        return ""

    def _saved(self, saved: Saved) -> Check:
        self._count(saved.place)
        queries = self.reading.saved()
        text = queries.get(saved.name)
        if text is None:
            near = get_close_matches(saved.name, queries, n=3, cutoff=0.5) or list(queries)
            hint = (
                f"Saved are {', '.join(near)}."
                if near
                else ("They stand in sscmsc.toml, below [queries].")
            )
            raise wrong(self.text, saved.place, f"no query is saved as '{saved.name}'", hint=hint)
        if saved.name in self.names:
            way = " -> ".join(f"@{one}" for one in (*self.names, saved.name))
            raise wrong(self.text, saved.place, f"the saved query leads back to itself: {way}")
        inner = _Reader(text, self.reading, (*self.names, saved.name), self.room)
        try:
            return inner.read(parse_query(text))
        except SscmscError as error:
            if not error.message.startswith("in @"):
                error.message = f"in @{saved.name}: {error.message}"
            raise

    def _count(self, place: Place) -> None:
        self.room[0] -= 1
        if self.room[0] < 0:
            raise wrong(self.text, place, f"more than {CHECK_LIMIT} terms with the saved queries")
