"""Names as CSL prints them, for citeproc-py: initials, particles, `et al.`, `and`."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from citeproc import model
from citeproc.string import String

from sscmsc.csl import ET_AL, FACES

_OWN = re.compile("|".join(FACES["own"]))
#: Han, Kana and Hangul: in these there are no initials.
_EAST_ASIAN = re.compile(
    "[\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
    r"\s]+"
)
_OPTIONS = (
    "and", "delimiter", "delimiter-precedes-et-al", "delimiter-precedes-last", "et-al-min",
    "et-al-use-first", "et-al-use-last", "initialize-with", "initialize-with-hyphen",
    "name-as-sort-order", "sort-separator", "form", "demote-non-dropping-particle",
)  # fmt: skip


class Options(NamedTuple):
    """The options of `cs:name` as CSL 1.0.2 has them, inherited ones included."""

    and_: str | None
    delimiter: str
    before_et_al: str
    before_last: str
    least: int
    first: int
    use_last: bool
    initialize_with: str | None
    with_hyphen: bool
    as_sort_order: str | None
    sort_separator: str
    form: str
    demote: str
    in_full: bool = False


class Name(model.Name):
    """`cs:name`."""

    def process(
        self, item: Any, variable: str, context: Any = None, sort_options: Any = None, **rest: Any
    ) -> Any:
        """The names of a variable; a number for the form `count`."""
        place = context if context is not None else self
        sort_options = sort_options or place.get_layout().sort_options
        sorting = tuple(sorted((sort_options or {}).items()))
        known = self.kept(
            ("options", place.get_layout().getparent().tag, sorting),
            lambda: self._options(place, sort_options),
        )
        names = list(item.reference.get(variable) or ())
        complete = not names or names[-1].parts()[1] != ET_AL
        names = names if complete else names[:-1]
        cut = bool(known.least) and len(names) >= known.least and len(names) > known.first
        if known.form == "count":
            return min(len(names), known.first) if cut else len(names)
        last = names[-1] if cut and known.use_last and complete else None
        shown = names[: known.first] if cut else names
        written = [self._one(one, not at, known, place) for at, one in enumerate(shown)]
        if sorting:
            return known.delimiter.join(written)
        again = _again(written, names, place.get_layout())
        if isinstance(again, str):
            return again
        written = again
        if last is not None and known.first <= len(names) - 2:
            written.append(f"… {self._one(last, False, known, place)}")
            return known.delimiter.join(written)
        if cut or not complete:
            return self._with_et_al(written, known, cut)
        return self._with_and(written, known, bool(shown) and "literal" in shown[-1])

    def _options(self, context: Any, sort_options: Any) -> Options:
        said = Options(*(self.get_option(one, context, sort_options) for one in _OPTIONS))
        places = (self, context.get_layout().getparent(), self.get_root())
        stated = next((one for place in places if (one := place.get("initialize"))), "true")
        if sort_options and said.demote == "sort-only":
            said = said._replace(demote="display-and-sort")
        return said if stated == "true" else said._replace(in_full=True)

    def _with_et_al(self, written: list[str], known: Options, cut: bool) -> str:
        # A list that its source cut is printed as the style prints the long ones it cuts itself.
        several = len(written) > 1 or (not cut and known.first > 1)
        after = {"always": True, "never": False}.get(known.before_et_al, several)
        if known.before_et_al == "after-inverted-name":
            after = known.as_sort_order == "all" or (
                known.as_sort_order == "first" and len(written) == 1
            )
        et_al = str(self.et_al() or "")
        listed = known.delimiter.join(written)
        return f"{listed}{known.delimiter if after else ' '}{et_al}" if et_al else listed

    def _with_and(self, written: list[str], known: Options, is_group: bool) -> str:
        if known.and_ is None or len(written) < 2:
            return known.delimiter.join(written)
        word = "&" if known.and_ == "symbol" else str(self.get_single_term(name="and"))
        after = {"always": True, "never": False}.get(known.before_last, len(written) > 2)
        if is_group:
            # The reference processor has regard to this option among people only.
            after = len(written) > 2
        elif known.before_last == "after-inverted-name":
            after = known.as_sort_order == "all" or (
                known.as_sort_order == "first" and len(written) == 2
            )
        between = known.delimiter if after else " "
        return f"{known.delimiter.join(written[:-1])}{between}{word} {written[-1]}"

    def markup(self, text: Any) -> Any:
        return text or None

    def _one(self, name: Any, is_first: bool, known: Options, context: Any) -> str:
        """A name in the typeface of `cs:name`, with what stands before and after each."""
        written = self._written(name, is_first, known, context)
        return written if "literal" in name else str(self.wrap(self.format(written)))

    def _written(self, name: Any, is_first: bool, known: Options, context: Any) -> str:
        given, family, dropping, particle, suffix = name.parts()
        if "literal" in name:
            return str(self._parts(None, family)[1])
        if given and _EAST_ASIAN.fullmatch(_OWN.sub("", f"{family}{given}")):
            # CSL 1.0.2, Names: names in scripts without case are family and given, unspaced.
            return str(self._parts(None, f"{family}{given}")[1])
        if given and known.initialize_with is not None:
            given = (
                _with_stops(given, known.initialize_with)
                if known.in_full
                else self.initialize(given, known.initialize_with, context)
            )
        if known.form == "short":
            return str(self._parts(given, _spaced(particle, family))[1])
        if known.as_sort_order == "all" or (known.as_sort_order == "first" and is_first):
            if known.demote == "display-and-sort":
                given = _spaced(given, dropping, particle)
            else:
                given, family = _spaced(given, dropping), _spaced(particle, family)
            given, family = self._parts(given, family)
            order = [str(one) for one in (family, given, suffix) if one]
            return known.sort_separator.join(order)
        given, family = self._parts(given, _spaced(dropping, particle, family))
        return _spaced(given, family, suffix)

    def _parts(self, given: Any, family: Any) -> tuple[Any, Any]:
        for part in self.findall("cs:name-part", self.nsmap):
            if part.get("name") == "given" and not given:
                continue
            given, family = part.format_part(String(given or ""), String(family or ""))
        return given, family

    def initialize(self, given: str, mark: str, context: Any) -> str:
        """Given names as initials; a name of the user's own keeps its marks."""
        bare = _OWN.sub("", given)
        hyphen = self.get_option("initialize-with-hyphen", context)
        made = str(_initials(bare, mark, hyphen))
        return made if bare == given else f"{FACES['own'][0]}{made}{FACES['own'][1]}"


def _again(written: list[str], names: list[Any], layout: Any) -> list[str] | str:
    """Names as they are printed where the reference before has them too: by
    `subsequent-author-substitute`, all in one or each for itself."""
    if layout.first_names is not None or not names:
        return written
    layout.first_names = tuple(str(sorted(one.items())) for one in names)
    before = layout.names_before or ()
    place = layout.getparent()
    mark = place.get("subsequent-author-substitute")
    if mark is None or not before:
        return written
    rule = place.get("subsequent-author-substitute-rule", "complete-all")
    pairs = zip(layout.first_names, before, strict=False)
    same = next((at for at, (one, other) in enumerate(pairs) if one != other), None)
    number = min(len(before), len(names)) if same is None else same
    if rule.startswith("complete"):
        if layout.first_names != before:
            return written
        return mark if rule == "complete-all" else [mark] * len(written)
    number = min(number, 1) if rule == "partial-first" else number
    return [mark if at < number else one for at, one in enumerate(written)]


def _initials(given: str, mark: str, keep_hyphen: bool) -> str:
    """`Jean-Pierre A` as `J-PA`, `J.-P. A.`; words in lower case are particles and stay."""
    pieces: list[str] = []
    for word in re.split(r"[\s.]+", given):
        for number, part in enumerate(word.split("-")):
            if not part:
                continue
            if part[0].islower() and not number:
                pieces.append(f"{' ' if pieces else ''}{part} ")
                continue
            hyphen = "-" if number and keep_hyphen and pieces else ""
            if hyphen and pieces:
                pieces[-1] = pieces[-1].rstrip()
            pieces.append(f"{hyphen}{part[0].upper()}{mark}")
    return "".join(pieces).strip()


def _with_stops(given: str, mark: str) -> str:
    """Given names in full, in which an initial has the mark of the style (`James A.`)."""
    return re.sub(r"(?<!\w)([^\W\d_a-z])\.?(?!\w)", lambda one: one[1] + mark.strip(), given)


def _spaced(*parts: Any) -> str:
    """Parts with a blank between, but none after the apostrophe of `d’Arc` or in `al-One`."""
    said = ""
    for part in map(str, filter(None, parts)):
        joins = not said or _OWN.sub("", said).endswith(("’", "-"))
        said += part if joins else f" {part}"
    return said
