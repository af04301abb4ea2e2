"""The numbers under which trials are registered, as they stand in a text or are written by hand.

Sources of the forms: the registries of WHO's ICTRP, as their identifiers are printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sscmsc.record import TrialRegistration

#: The registries, and the numbers by which they are known wherever they stand.
_REGISTRIES = (
    ("ClinicalTrials.gov", r"NCT\s?0\d{7}"),
    ("ISRCTN", r"ISRCTN\s?\d{8}"),
    ("EudraCT", r"(?:EudraCT|EUCTR)[^0-9]{0,20}\d{4}-\d{6}-\d{2}"),
    ("CTIS", r"20\d\d-5\d{5}-\d\d-\d\d"),
    ("ChiCTR", r"ChiCTR(?:-[A-Z]{2,5})?-?\s?\d{8,10}"),
    ("UMIN-CTR", r"UMIN\s?(?:CTR\s?)?0{3}\d{6}"),
    ("JapicCTI", r"JapicCTI-?\s?\d{6}"),
    ("jRCT", r"jRCTs?[0-9a-z]{10}"),
    ("ANZCTR", r"ACTRN\s?126\d{11}"),
    ("DRKS", r"DRKS\s?\d{8}"),
    ("IRCT", r"IRCT\s?\d{8,14}(?:N\d{1,3})?"),
    ("CTRI", r"CTRI/\d{4}/\d{2,3}/\d{6}"),
    ("NTR", r"(?<![A-Z])NTR\s?\d{3,5}(?!\d)"),
    ("CRiS", r"KCT\s?\d{7}"),
    ("TCTR", r"TCTR\s?\d{11}"),
    ("PACTR", r"PACTR\s?\d{12,18}"),
    ("ReBEC", r"RBR-\s?[0-9a-z]{6,8}"),
    ("RPCEC", r"RPCEC\s?\d{8}"),
    ("SLCTR", r"SLCTR/\d{4}/\d{3}"),
)  # fmt: skip
_IN_TEXT = re.compile(
    "|".join(f"(?P<r{number}>{form})" for number, (_, form) in enumerate(_REGISTRIES)), re.I
)
#: What each of them has, which few other texts have, and which is found sooner.
_DIGITS = re.compile(r"\d{5}")
_TELLING = ("NTR", "CTRI/", "SLCTR/", "RBR-", "jRCT")
_EUDRACT = re.compile(r"\d{4}-\d{6}-\d{2}(?!-)")


def find_registrations(text: str) -> Iterator[TrialRegistration]:
    """The registrations that stand in running text, in order; each as often as it stands there."""
    if not _DIGITS.search(text) and not any(one in text for one in _TELLING):
        return
    for found in _IN_TEXT.finditer(text):
        assert found.lastgroup is not None
        name, _ = _REGISTRIES[int(found.lastgroup[1:])]
        yield TrialRegistration(name, bare_number(found.group()))


def read_registration(text: str) -> str | None:
    """The number that a text is, with nothing beside it, as labels have it: without blanks, its
    letters as the registry writes them, and with the registry's name where it is but digits.

    None for what is no number of a registry known here.
    """
    written = text.strip()
    if _EUDRACT.fullmatch(written):
        return f"EudraCT {written}"
    found = _IN_TEXT.fullmatch(written)
    if found is None:
        return None
    assert found.lastgroup is not None
    registry, _ = _REGISTRIES[int(found.lastgroup[1:])]
    number = re.sub(r"\s", "", written)
    if registry == "EudraCT" or number[0].isdigit():
        return f"{registry} {bare_number(written)}"
    if number.casefold().startswith(registry.casefold()):
        return registry + number[len(registry) :]
    return re.sub(r"^[a-z]+", lambda letters: letters.group().upper(), number, flags=re.I)


def bare_number(written: str) -> str:
    """A number in capitals, without blanks and the name of a registry that only some print."""
    if (found := _EUDRACT.search(written)) is not None:
        return found.group()
    return re.sub(r"\s", "", written).upper()
