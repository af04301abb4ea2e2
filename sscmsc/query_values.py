"""One term of a query to a check: how the values of each kind of field are read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress

from sscmsc.errors import IdentifierError, InputError
from sscmsc.query_checks import (
    EVERYTHING,
    Among,
    AnyValue,
    Check,
    CitedBy,
    Citing,
    Either,
    Keyed,
    Like,
    Marked,
    Named,
    Within,
    Without,
    Words,
    ascii_lower,
)
from sscmsc.query_fields import Field
from sscmsc.query_reading import COMPARISONS, Reading, equality, is_pattern, unknown
from sscmsc.query_tree import Term
from sscmsc.query_words import NAMES, TEXTS, name_words, text_words, value_key

#: MEDLINE's codes (ISO 639-2/B) of languages, by their names and their codes of two letters.
LANGUAGES: Mapping[str, str] = {
    name: code
    for code, names in {
        "ara": "arabic ar", "chi": "chinese zh zho", "cze": "czech cs ces", "dan": "danish da",
        "dut": "dutch nl nld", "eng": "english en", "fin": "finnish fi", "fre": "french fr fra",
        "ger": "german de deu", "gre": "greek el ell", "heb": "hebrew he", "hun": "hungarian hu",
        "ita": "italian it", "jpn": "japanese ja", "kor": "korean ko", "nor": "norwegian no",
        "per": "persian fa fas", "pol": "polish pl", "por": "portuguese pt",
        "rum": "romanian ro ron", "rus": "russian ru", "spa": "spanish es", "swe": "swedish sv",
        "tur": "turkish tr", "ukr": "ukrainian uk",
    }.items()
    for name in (code, *names.split())
}  # fmt: skip

_RANGE = re.compile(r"(\d{1,9})?\s*(?:[-–:]|\.\.)\s*(\d{1,9})?|(\d{1,9})", re.ASCII)
_NUMBER = re.compile(r"\d{1,9}", re.ASCII)


def read_anywhere(value: str, *, quoted: bool) -> Check:
    """The check of a value without a field: words anywhere, or what is clearly an identifier.

    Raises `InputError` for what has no letter or digit.
    """
    if value == "*" and not quoted:
        return EVERYTHING
    found = _phrase(value, quoted=quoted)
    number = value if _NUMBER.fullmatch(value) else ""
    if len(number) == 4 and "1500" <= number <= "2100":
        return Either((found, Within("year", int(number), int(number))))
    if 5 <= len(number) <= 8:
        return Either((found, Like("pmid", number)))
    identifier = None if number or "*" in value else _identifier(value)
    return found if identifier is None else identifier


def _phrase(
    value: str, columns: tuple[str, ...] = (), *, quoted: bool, whole: bool = False
) -> Check:
    begun = value.endswith("*") and not quoted
    if "*" in value.rstrip("*") and not quoted:
        raise InputError(
            f"in '{value}' a * stands before the end", hint="Words can be cut at their end: scler*"
        )
    name = tuple(name_words(value))
    if not name:
        raise _wordless(value)
    text = tuple(text_words(value))
    if begun:  # what is cut has no ending
        text = (*(one for word in name[:-1] for one in text_words(word)), name[-1])
    if not columns and text == name:
        return Words(name, (), begun, whole)
    texts = tuple(one for one in columns or TEXTS if one not in NAMES)
    names = tuple(one for one in columns or NAMES if one in NAMES)
    checks = [
        Words(words, some, begun, whole) for words, some in ((text, texts), (name, names)) if some
    ]
    return checks[0] if len(checks) == 1 else Either(tuple(checks))


def _identifier(value: str) -> Check | None:
    # Their patterns take a while to compile, and few words are identifiers.
    if "/" not in value and not value.casefold().startswith("pmc"):
        return None
    from sscmsc.identifiers import parse

    try:
        found = parse(value)
    except IdentifierError:
        return None
    return Like(found.scheme, ascii_lower(found.value))


@equality
def read_words(term: Term, field: Field, reading: Reading) -> Check:
    if not field.columns:
        return read_anywhere(term.value, quoted=term.quoted)
    if term.value == "*" and not term.quoted:
        return Marked(f"has:{field.name}")
    return _phrase(term.value, field.columns, quoted=term.quoted, whole=term.relation != ":")


@equality
def read_author(term: Term, field: Field, reading: Reading) -> Check:
    words = tuple(name_words(term.value))
    if term.value == "*" and not term.quoted:
        return Marked("has:author")
    if not words:
        raise _wordless(term.value)
    return Named(words, begun=term.relation == ":" or is_pattern(term))


@equality
def read_value(term: Term, field: Field, reading: Reading) -> Check:
    """A tag, a kind of work or a language."""
    if is_pattern(term):
        pattern = "*".join(value_key(part) for part in term.value.split("*"))
        return AnyValue(field.name) if pattern == "*" else Like(field.name, pattern)
    key = value_key(term.value)
    if not key:
        raise _wordless(term.value)
    if field.name == "language":
        key = _language(term.value, key)
    if field.name == "kind":
        from sscmsc.record import KINDS

        kinds = {value_key(one): one for one in KINDS}
        if key not in kinds:
            raise unknown("kind of work", term.value, kinds, kinds.values())
    return Among(field.name, frozenset({key}))


def _language(written: str, key: str) -> str:
    if key in LANGUAGES:
        return LANGUAGES[key]
    if re.fullmatch("[a-z]{3}", key):
        return key
    names = {one: one for one in LANGUAGES if len(one) > 3}
    raise unknown("language", written, names, ("the codes of MEDLINE", "eng", "fre", "ger"))


@equality
def read_identifier(term: Term, field: Field, reading: Reading) -> Check:
    """A DOI, PMID or PMCID: bare, labelled or as an address. Raises `InputError`."""
    from sscmsc.identifiers import parse, parse_doi, parse_pmcid, parse_pmid

    if term.value == "*" and not term.quoted:
        return Marked(f"has:{field.name}")
    if is_pattern(term):
        return Like(field.name, ascii_lower(term.value))
    with suppress(IdentifierError):
        found = parse(term.value)
        if found.scheme == field.name:
            return Like(field.name, ascii_lower(found.value))
    own = {"doi": parse_doi, "pmid": parse_pmid, "pmcid": parse_pmcid}[field.name]
    return Like(field.name, ascii_lower(own(term.value).value))


@equality
def read_key(term: Term, field: Field, reading: Reading) -> Check:
    if is_pattern(term):
        return Like("key", term.value.casefold())
    return Keyed(frozenset({reading.find_key(term.value)}))


def read_entry(term: Term, field: Field, reading: Reading) -> Check:
    """`cited-by:KEY`, and by how many with `cited-by>=2`."""
    return (
        read_range(term, "cites")
        if term.relation in COMPARISONS
        else _cited_by(term, field, reading)
    )


@equality
def _cited_by(term: Term, field: Field, reading: Reading) -> Check:
    if term.value == "*" and not term.quoted:
        return Within("cites", 1)
    return CitedBy(reading.find_key(term.value))


@equality
def _cites(term: Term, field: Field, reading: Reading) -> Check:
    return Citing(reading.find_key(term.value))


def read_number(term: Term, field: Field, reading: Reading) -> Check:
    if term.value == "*" and not term.quoted:
        return Within(field.name, 1 if field.name == "cites" else 0)
    if field.name == "cites" and term.relation not in COMPARISONS:
        return (
            read_range(term, "cites")
            if _RANGE.fullmatch(term.value)
            else _cites(term, field, reading)
        )
    return read_range(term, field.name)


def read_range(term: Term, name: str) -> Check:
    """The numbers that a term takes. Raises `InputError`."""
    if term.relation in COMPARISONS:
        if not _NUMBER.fullmatch(term.value.strip()):
            raise InputError(f"'{term.value}' is no number")
        number = int(term.value)
        return {
            ">=": Within(name, number), ">": Within(name, number + 1),
            "<=": Within(name, None, number), "<": Within(name, None, number - 1),
        }[term.relation]  # fmt: skip
    check = Within(name, *parse_range(term.value, year=name == "year"))
    return Without(check) if term.relation == "!=" else check


def parse_range(text: str, *, year: bool = False) -> tuple[int | None, int | None]:
    """`2015-2022`, `2015..2022`, `2015-`, `-2022` or `2018` as an inclusive range.

    Raises `InputError`; a `year` has four digits.
    """
    found = _RANGE.fullmatch(text.strip())
    first, last, single = found.groups() if found else (None, None, None)
    given = [one for one in (first, last, single) if one is not None]
    if not given or (year and any(len(one) != 4 for one in given)):
        what, like = (
            ("year", "2018, 2015-2022, 2015- or -2022")
            if year
            else ("number", "20, 20-100, 20- or -100")
        )
        raise InputError(f"'{text}' is no {what} or range of {what}s", hint=f"Write {like}.")
    if single:
        return int(single), int(single)
    low, high = (int(first) if first else None), (int(last) if last else None)
    if low is not None and high is not None and low > high:
        raise InputError(f"the range {text} runs backwards", hint=f"Write {high}-{low}.")
    return low, high


def _wordless(value: str) -> InputError:
    return InputError(f"'{value}' has no letter or digit to look for")
