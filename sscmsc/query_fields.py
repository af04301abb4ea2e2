"""The fields that a query may name: those of every library, and the facets of its vocabulary."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple

from sscmsc.query_marks import HAS, IS

if TYPE_CHECKING:
    from sscmsc.vocabulary import Vocabulary

#: How a field's values are read: words of a text, an author's name, a value of a list, an
#: identifier, a citekey, a number, a value of a facet, another entry, a mark.
Kind = Literal[
    "words", "author", "value", "identifier", "key", "number", "facet", "mention", "entry", "mark"
]


class Field(NamedTuple):
    """A field: its name, how values are read, and what it asks; `columns` are those of the full
    text. Of a facet, `title` is its heading and `open` says that its values are no list."""

    name: str
    kind: Kind
    meaning: str
    synonyms: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    title: str = ""
    open: bool = False


#: MEDLINE's tags (`ti`, `au`, `mh` ...) are among the synonyms.
FIELDS: tuple[Field, ...] = (
    Field("title", "words", "words of the title, also of that in its own language",
          ("ti",), ("title", "original")),
    Field("author", "author", "an author's name, or the beginnings of its words", ("au",)),
    Field("journal", "words", "words of the journal's name, full or abbreviated",
          ("ta", "jt", "container"), ("journal",)),
    Field("year", "number", "the year of publication", ("dp", "date")),
    Field("abstract", "words", "words of the abstract", ("ab",), ("abstract",)),
    Field("keyword", "words", "words of a keyword", ("ot", "kw"), ("keywords",)),
    Field("mesh", "words", "words of a MeSH heading, or its UI", ("mh",), ("mesh",)),
    Field("note", "words", "words of your note", (), ("note",)),
    Field("text", "words", "words anywhere, as without a field", ("any", "tw")),
    Field("tag", "value", "a tag of yours"),
    Field("type", "words", "words of a publication type, or its UI",
          ("pt", "publication-type"), ("types",)),
    Field("kind", "value", "the kind of work, in CSL's words", ("csl",)),
    Field("language", "value", "the language, by name or code", ("la", "lang")),
    Field("key", "key", "the citekey; a DOI, PMID or PMCID will do", ("citekey",)),
    Field("doi", "identifier", "the DOI", ("aid", "lid")),
    Field("pmid", "identifier", "the PMID", ("pubmed",)),
    Field("pmcid", "identifier", "the PMCID", ("pmc",)),
    Field("cites", "number", "how many held works cite it; with a key: cites that work",
          ("cited", "citations", "citing")),
    Field("cited-by", "entry", "cited by the work of this key"),
    Field("references", "number", "how many lines its list of references has", ("refs",)),
    Field("unresolved", "number", "how many of these lines nothing identified"),
    Field("mentions", "mention", "a value of a facet that the work only names", ("mention",)),
    Field("is", "mark", "what the work is"),
    Field("has", "mark", "what is there"),
    Field("missing", "mark", "what is not there", ("no", "without", "lacks")),
)  # fmt: skip

#: What `is:` takes beside the marks of an entry itself.
RELATIVE = {
    "cited": "a held work cites it",
    "reference": "a held work cites it",
    "orphan": "no held work cites it, it is no review, and it bears no trace of yours",
    "unclassified": "it has no disease and no therapy",
}
_CITED = ("cites", "cited-by")
_BY_NAME: Mapping[str, Field] = {field.name: field for field in FIELDS}
_BY_SYNONYM: Mapping[str, Field] = {name: field for field in FIELDS for name in field.synonyms}


@dataclass(frozen=True)
class Fields:
    """All fields; the vocabulary is loaded when a name is none of the usual."""

    vocabulary: Callable[[], Vocabulary]

    @cached_property
    def facets(self) -> Mapping[str, Field]:
        """A field for each facet of the vocabulary, by its name."""
        return {
            one.name: Field(
                one.name, "facet", f"a value of {one.name}", title=one.title, open=one.open
            )
            for one in self.vocabulary().schemes
        }

    @cached_property
    def _called(self) -> Mapping[str, Field]:
        """The facets by their titles (`cell-source`) and, before these, their names."""
        titles = {
            one.title.casefold().replace(" ", "-"): self.facets[one.name]
            for one in self.vocabulary().schemes
        }
        return {**titles, **self.facets}

    @property
    def all(self) -> tuple[Field, ...]:
        """Every field; a facet of a usual field's name is not one."""
        return (*(one for one in self.facets.values() if one.name not in _BY_NAME), *FIELDS)

    def find(self, written: str) -> Field | None:
        """The field of a name or synonym, in any case."""
        name = written.casefold().replace("_", "-")
        return _BY_NAME.get(name) or self._called.get(name) or _BY_SYNONYM.get(name)

    def near(self, written: str) -> tuple[str, ...]:
        """The names of fields that are written like it, the nearest first."""
        names = {one.name: one.name for one in self.all} | {
            synonym: one.name for synonym, one in _BY_SYNONYM.items() if len(synonym) > 3
        }
        found = get_close_matches(written.casefold(), names, n=4, cutoff=0.6)
        return tuple(dict.fromkeys(names[one] for one in found))[:3]

    def marks(self, field: str) -> Mapping[str, str]:
        """What `is:`, `has:` and `missing:` take, and what each means."""
        if field == "is":
            return {**{one.name: one.meaning for one in IS}, **RELATIVE}
        facets = {one.name: f"a value of {one.name}" for one in self.facets.values()}
        held = {one.name: one.meaning for one in HAS}
        return {**facets, **held, **dict.fromkeys(_CITED, "a held work that cites it")}
