"""The elements of a CSL style as citeproc-py renders them, with what it gets wrong put right.

The rules are those of the CSL 1.0.2 specification (docs.citationstyles.org); the numbers of the
reference processor's answers are in tests/golden/styles.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from citeproc import model
from citeproc.string import String
from lxml import etree

from sscmsc.csl import CSL, QUOTED
from sscmsc.csl_citeproc_base import Kept
from sscmsc.csl_citeproc_case import Cased
from sscmsc.csl_citeproc_dates import Date, DatePart
from sscmsc.csl_text import raised, tidied
from sscmsc.text import folded

_AFTER_NUMBERS = 10**30
#: A page: letters, or digits and letters, and its number.
_NUMBERED = re.compile(r"(.*[A-Za-z]|)(\d+)", re.S)
_SINGLE = re.compile(r"‘([^‘’]*(?:(?<=\w)’(?=\w)[^‘’]*)*)’")


class Pages:
    """Mixed into what prints ranges of pages."""

    def _format_last_page(self: Any, first: str, last: str) -> str:
        """The last page by `page-range-format` (CSL 1.0.2, Page Ranges).

        Only of numbers of one length, behind the same letters, are those digits left out that
        are the same: `S12–9`, but `S1–14`, `12–120` and `12A–15A`.
        """
        found, other = _NUMBERED.fullmatch(first), _NUMBERED.fullmatch(last)
        shortens = self.get_root().get("page-range-format") not in (None, "expanded")
        if not shortens or found is None or other is None or found[1] != other[1]:
            return last
        if len(found[2]) != len(other[2]) or found[2] == other[2]:
            return other[2]
        made: str = super()._format_last_page(found[2], other[2])  # type: ignore[misc]
        return made


class Text(Pages, Cased, model.Text):
    """`cs:text`."""

    def process(self, item: Any, context: Any = None, **options: Any) -> Any:
        """A macro is a group: it is left out where every variable that it calls is empty."""
        if self.get("macro") is None:
            return super().process(item, context, **options)
        layout = (self if context is None else context).get_layout()
        outer, layout.tried = layout.tried, []
        try:
            made, language = super().process(item, context, **options)
        finally:
            inner, layout.tried = layout.tried, [*outer, *layout.tried]
        return (made if any(inner) or not inner else None), language

    def _variable(self, item: Any, context: Any) -> Any:
        """The value of a variable, None where `cs:substitute` has printed it already."""
        name = str(self.get("variable"))
        layout = context.get_layout()
        if name in layout.suppressed:
            return None
        if name not in self.generated_variables:
            layout.tried.append(False)
        value = super()._variable(item, context)
        if value:
            layout.printed.add(name)
            layout.tried.append(True)
        return value

    def quote(self, value: Any) -> Any:
        """Quotation marks, with those within made the other ones."""
        if self.get("quotes", "false") != "true":
            return value
        opened = str(self.get_single_term(name="open-quote"))
        closed = self.get_single_term(name="close-quote")
        inner = str(value)
        if opened == "“":
            inner = inner.replace("“", "‘").replace("”", "’")
        elif opened == "‘":
            inner = _SINGLE.sub(r"“\1”", inner)
        within = self.get_locale_option("punctuation-in-quote") == "true"
        return String(f"{opened}{inner}{closed}{QUOTED if within else ''}")


class Names(model.Names):
    def process(
        self, item: Any, names_context: Any = None, context: Any = None, **options: Any
    ) -> Any:
        """`cs:names`; editors that stand for the authors are not printed as editors again."""
        layout = (context if context is not None else self).get_layout()
        stated = str(self.get("variable"))
        roles = [role for role in stated.split() if role not in layout.suppressed]
        if not roles:
            raise model.VariableError
        if names_context is None and not len(self):
            # Its form is that of what it stands for, also within `cs:choose`.
            names_context = next(
                (one.getparent() for one in self.iterancestors(f"{CSL}substitute")), None
            )
        there = [role for role in roles if role in item.reference]
        layout.printed.update(there)
        layout.tried.append(bool(there))
        self.set("variable", " ".join(roles))
        try:
            made = super().process(item, names_context, context, **options)
        finally:
            self.set("variable", stated)
        layout.tried.append(made is not None)
        return made


class Substitute(model.Substitute):
    def render(self, item: Any, context: Any = None, **options: Any) -> Any:
        """`cs:substitute`: what it prints is printed nowhere else."""
        layout = context.get_layout()
        outer, layout.printed = layout.printed, set()
        made = super().render(item, context=context, **options)
        if made:
            layout.suppressed |= layout.printed
            if layout.first_names is None and layout.sort_options is None:
                layout.first_names = (str(made),)
                if layout.first_names == layout.names_before:
                    made = layout.getparent().get("subsequent-author-substitute", made)
        layout.printed |= outer
        return made


class Number(Pages, Cased, model.Number):
    def process(self, item: Any, context: Any = None, **options: Any) -> Any:
        """`cs:number`: variables have a hyphen in the style and none in the engine."""
        name = str(self.get("variable"))
        tried = (self if context is None else context).get_layout().tried
        tried.append(False)
        value = item.reference["page" if name == "page-first" else name.replace("-", "_")]
        tried.append(True)
        return self._process(value, name)


class Label(Cased, model.Label):
    def _is_plural(self, item: Any) -> bool:
        name = str(self.get("variable")).replace("-", "_")
        value = str(item.reference.get(name) or "")
        if name.startswith("number_of"):
            return value.isdigit() and int(value) > 1
        return bool(self.RE_MULTIPLE_NUMBERS.search(value))

    def process(self, item: Any, variable: Any = None, plural: Any = None, **options: Any) -> Any:
        """`cs:label`; the label of a variable that the work lacks is none."""
        own = self.get("variable")
        if variable is None and own is not None and own.replace("-", "_") not in item.reference:
            return None
        return super().process(item, variable, plural, **options)


class NamePart(Cased, model.Name_Part):
    pass


class If(model.If):
    #: What CSL counts as a number: `3`, `3rd`, `S12`, `2-4`, `2, 3`, `2 & 3`.
    re_numeric = re.compile(r"^[A-Za-z]*\d+[A-Za-z]*(?:\s*(?:[-–,&])\s*[A-Za-z]*\d+[A-Za-z]*)*$")


class ElseIf(model.Else_If):
    re_numeric = If.re_numeric


class Key(model.Key):
    def sort_key(self, item: Any, layout: Any) -> Any:
        """What one item sorts by."""
        layout.begin()
        layout.sort_options = {"name-as-sort-order": "all"} | {
            name.replace("names", "et-al"): self.get(name)
            for name in ("names-min", "names-use-first", "names-use-last")
            if name in self.attrib
        }
        return self.sort_keys([item], layout)[0]


class Sort(model.Sort):
    def sort(self, items: Sequence[Any], context: Any) -> list[Any]:
        """Items by every key of the style, letters without regard to accents and case; what
        lacks a key comes last."""
        ordered = list(items)
        for key in reversed(self.findall(f"{CSL}key")):
            down = key.get("sort", "ascending") == "descending"
            keys = [key.sort_key(item, context) for item in ordered]
            pairs = [(_sort_key(value), item) for value, item in zip(keys, ordered, strict=True)]
            there = [pair for pair in pairs if pair[0] is not None]
            there.sort(key=lambda pair: pair[0] or (0, ""), reverse=down)
            ordered = [one for _, one in there]
            ordered += [one for value, one in pairs if value is None]
        return ordered


def _sort_key(value: Any) -> tuple[int, str] | None:
    """Numbers by their value and before words, as the reference processor has them."""
    plain = str(value) if value is not None else ""
    if not plain:
        return None
    return (int(plain), "") if plain.isdecimal() else (_AFTER_NUMBERS, _alphabetical(plain))


def _alphabetical(value: str) -> str:
    return " , ".join(folded(part) for part in unicodedata.normalize("NFC", value).split(","))


class Line(NamedTuple):
    """A reference rendered: the number before it where the style sets it apart, and the rest."""

    label: str
    text: str


class Layout(model.Layout):
    def begin(self) -> None:
        """Forget what the last reference has printed."""
        self.repressed: dict[str, list[str]] = {}
        self.suppressed: set[str] = set()
        self.printed: set[str] = set()
        self.sort_options: dict[str, str] | None = None
        #: Of every variable called in the macro at hand, whether it had a value.
        self.tried: list[bool] = []
        #: The names printed first, by which a line is told from the next of the same authors.
        self.first_names: tuple[str, ...] | None = None
        self.names_before: tuple[str, ...] | None = None

    def lines(self, items: Iterable[Any]) -> Iterable[Line]:
        """Each item rendered. With `second-field-align` the first field is the label."""
        apart = self.getparent().get("second-field-align") is not None
        before = None
        for item in items:
            self.begin()
            self.names_before = before
            first = ""
            rest: list[Any] = []
            for child in self.iterchildren():
                try:
                    made = child.render(item)
                except model.VariableError:
                    continue
                if made is None:
                    continue
                if apart and not first and not rest:
                    first = str(made)
                else:
                    rest.append(made)
            before = self.first_names
            body = model.join(rest, "")
            yield Line(tidied(first), tidied(raised(str(self.format(self.wrap(body))))))


_OURS = {
    "text": Text, "number": Number, "label": Label, "date": Date, "date-part": DatePart,
    "name-part": NamePart, "if": If, "names": Names, "substitute": Substitute, "key": Key,
    "sort": Sort, "layout": Layout,
}  # fmt: skip


def element_classes(names: type[Any]) -> dict[str, type[Any]]:
    """The class of every CSL element by its tag; `names` is that of `cs:name`."""
    known = {
        one.__name__.replace("_", "-").lower(): one
        for one in model.CitationStylesElement.__subclasses__()
    }
    known |= {**_OURS, "else-if": ElseIf, "name": names}
    return {tag: type(one.__name__, (Kept, one), {}) for tag, one in known.items()}


def make_parser(classes: dict[str, type[Any]]) -> etree.XMLParser:
    """A parser of CSL that reads no other file and makes elements of these classes."""
    lookup = etree.ElementNamespaceClassLookup()
    namespace = lookup.get_namespace(CSL[1:-1])
    namespace[None] = model.CitationStylesElement
    namespace.update(classes)
    parser = etree.XMLParser(
        remove_comments=True, remove_pis=True, no_network=True, resolve_entities=False,
        load_dtd=False,
    )  # fmt: skip
    parser.set_element_class_lookup(lookup)
    return parser
