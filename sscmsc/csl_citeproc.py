"""citeproc-py as an engine: the default one, pure Python, its locales with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import citeproc
from citeproc import DATES, LANGUAGE_NAMES, NAMES, PRIMARY_DIALECTS, VARIABLES
from citeproc.source import CitationItem, Date, LiteralDate, Name, Reference, VariableError
from citeproc.string import String
from lxml import etree

from sscmsc.csl import CSL, FACES, Formatted, Item, Style
from sscmsc.csl_citeproc_base import Faces
from sscmsc.csl_citeproc_elements import element_classes, make_parser
from sscmsc.csl_citeproc_names import Name as NameElement
from sscmsc.csl_text import cut
from sscmsc.errors import InputError
from sscmsc.jsontext import Json, items, number_member, objects, text_member

_DEFAULT_LOCALE = "en-US"


class CiteprocPy:
    """The engine; it keeps nothing between two bibliographies."""

    @property
    def name(self) -> str:
        return f"citeproc-py {citeproc.__version__}"

    def format(self, style: Style, items: Sequence[Item]) -> tuple[Formatted, ...]:
        """As `csl.Engine` says. Raises `InputError` for a style without a bibliography, or one
        that citeproc-py cannot render."""
        root = _read_style(style)
        layout = root.find(f"{CSL}bibliography/{CSL}layout")
        if layout is None:
            raise InputError(f"style {style.name} has no bibliography to print")
        works = [_Work(item) for item in items]
        sort = root.find(f"{CSL}bibliography/{CSL}sort")
        try:
            if sort is not None:
                works = sort.sort(works, layout)
            for number, work in enumerate(works, start=1):
                work.number = String(number)
            _tell_apart(root, works)
            return tuple(
                Formatted(work.citekey, line.label, cut(line.text))
                for work, line in zip(works, layout.lines(works), strict=True)
            )
        except (
            AttributeError, LookupError, TypeError, ValueError, AssertionError, RecursionError,
            VariableError,
        ) as error:  # fmt: skip
            raise InputError(
                f"citeproc-py cannot format with style {style.name}: {error}",
                hint="Another style may do, or `--format csl-json` for another program.",
            ) from error


def _tell_apart(root: Any, works: Sequence[_Work]) -> None:
    """Letters after the year (`2018a`) for works that are cited alike, where the style has them."""
    citation = root.find(f"{CSL}citation")
    if citation is None or citation.get("disambiguate-add-year-suffix") != "true":
        return
    citation.cites = []  # what was cited before: here each work is cited for the first time
    alike: list[tuple[str, list[_Work]]] = []
    lines = citation.find(f"{CSL}layout").lines(works)
    for work, line in zip(works, lines, strict=True):
        for text, group in alike:
            if text == line.text and not _differ(citation, text, group[0], work):
                group.append(work)
                break
        else:
            alike.append((line.text, [work]))
    printed = any(one.get("variable") == "year-suffix" for one in root.iter(f"{CSL}text"))
    for _, same in alike:
        for number, work in enumerate(same if len(same) > 1 else ()):
            letter = String(_letters(number))
            work.reference["year_suffix"] = letter
            if not printed and "issued" in work.reference:
                work.reference["issued"]["letter"] = letter


def _differ(citation: Any, cited: str, one: _Work, other: _Work) -> bool:
    """Whether names that the style adds to a citation tell two works apart."""
    names = [tuple(_cited_names(citation, work, cited)) for work in (one, other)]
    return any(left != right for left, right in zip(*names, strict=False))


def _cited_names(citation: Any, work: _Work, cited: str) -> Iterable[str]:
    adds_names = citation.get("disambiguate-add-names") == "true"
    adds_given = citation.get("disambiguate-add-givenname") == "true"
    for name in work.reference.get("author") or ():
        family = name.get("family") or name.get("literal") or ""
        if family not in cited:
            yield family if adds_names else ""
        else:
            given = (name.get("given") or "").replace(".", " ").split() if adds_given else ()
            yield family + "".join(part[0] for part in given)


def _letters(number: int) -> str:
    """`a` to `z` for 0 to 25, then `aa`."""
    letter = chr(ord("a") + number % 26)
    return letter if number < 26 else _letters(number // 26 - 1) + letter


class _Work(CitationItem):
    """A work as citeproc-py's elements ask for it."""

    number = String("1")

    def __init__(self, item: Item) -> None:
        super().__init__(item.citekey)
        self.__dict__["citekey"] = item.citekey
        self.__dict__["work"] = _reference(item)

    def __setattr__(self, name: str, value: object) -> None:
        self.__dict__[name] = value

    @property
    def reference(self) -> Reference:
        return self.__dict__["work"]

    def get_field(self, field: str) -> str | None:
        value = self.reference.get(field)
        return None if value is None else str(value)


def _reference(item: Item) -> Reference:
    said: dict[str, object] = {}
    for name, value in item.values.items():
        variable = name.replace("-", "_")
        if variable not in VARIABLES:
            continue
        made: object = None
        if variable in NAMES:
            made = _names(objects(item.values.get(name)))
        elif variable in DATES:
            made = _date(value)
        elif isinstance(value, str):
            made = value if variable == "language" else String(value)
        if made:
            said[variable] = made
    return Reference(item.citekey, text_member(dict(item.values), "type") or "document", **said)


def _names(names: Iterable[Mapping[str, Json]]) -> list[Name]:
    return [
        Name(**{part: value for part, value in name.items() if isinstance(value, str)})
        for name in names
    ]


def _date(value: Json) -> Date | LiteralDate | None:
    parts = items(value, "date-parts")
    numbers = parts[0] if parts else None
    if not isinstance(numbers, list) or not numbers:
        literal = text_member(value, "literal")
        return LiteralDate(String(literal)) if literal else None
    said = dict(zip(("year", "month", "day"), numbers, strict=False))
    season = number_member(value, "season")
    if season is not None:
        said["season"] = season
    return Date(**said)


def _read_style(style: Style) -> Any:
    """The root of a style with its locales, ready to render."""
    parser = make_parser(element_classes(NameElement))
    try:
        root: Any = etree.fromstring(style.xml, parser)
    except etree.XMLSyntaxError as error:
        raise InputError(f"style {style.name} is no XML: {error.msg}") from error
    if root.tag != f"{CSL}style":
        raise InputError(
            f"{style.name} is no CSL style", hint="A style's first element is <style>."
        )
    for names in root.iter(f"{CSL}names"):
        is_substitute = next(names.iterancestors(f"{CSL}substitute"), None) is not None
        if names.find(f"{CSL}name") is None and not is_substitute:
            names.insert(0, parser.makeelement(f"{CSL}name"))
    for term in root.iter(f"{CSL}term"):
        if term.get("form") == "long":
            del term.attrib["form"]
    root.language = style.locale.partition("-")[0]
    root.formatter = Faces(dict(FACES))
    root.locales = list(_locales(root, style.locale, parser))
    for locale in root.locales:
        locale.style = root
    # lxml makes an element's object anew, and forgets what it knows, unless something holds it.
    root.held = [list(one.iter()) for one in (root, *root.locales)]
    return root


def _locales(root: Any, locale: str, parser: etree.XMLParser) -> Iterable[Any]:
    """In-style locales first, then those that come with citeproc-py, English last."""
    language = locale.partition("-")[0]
    own = root.findall(f"{CSL}locale")
    for wanted in (locale, language, None):
        yield from (
            one for one in own if one.get("{http://www.w3.org/XML/1998/namespace}lang") == wanted
        )
    names = [locale] if locale in LANGUAGE_NAMES else []
    names += [PRIMARY_DIALECTS[language]] if language in PRIMARY_DIALECTS else []
    for name in dict.fromkeys([*names, _DEFAULT_LOCALE]):
        path = Path(citeproc.LOCALES_PATH) / f"locales-{name}.xml"
        yield etree.parse(str(path), parser).getroot()
