"""Checks of authors: missing, incomplete, misread."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from sscmsc.audit_finding import Case, Change, Fix, Hit
from sscmsc.record import Author, Group, Person
from sscmsc.retraction_signs import is_notice

_ET_AL = re.compile(r"(?:and\s+)?(?:et\.?\s*al\.?|others|et\s+coll?\.?)", re.I)
_ET_AL_WITHIN = re.compile(r"\bet\.?\s+al\b", re.I)
_SEVERAL = re.compile(r"[^\W\d_][\w'-]+ [A-Z]{1,3}(?:, | and |; )[^\W\d_][\w'-]+ [A-Z]{1,3}\b")
_NO_GIVEN = re.compile(r"\d|[;:@|{}\[\]\\]")
_NO_FAMILY = re.compile(_NO_GIVEN.pattern + r"|\s(?:and|und|et)\s")
#: Works that have authors: others, such as a web page, often have none.
_AUTHORED = frozenset({"article-journal", "article", "chapter", "thesis", "paper-conference"})
#: So many names in capitals that the list is, and not one person's name.
_CAPITAL_SHARE, _CAPITAL_LETTERS = 0.8, 4


def no_authors(case: Case) -> Iterator[Hit]:
    """No author, where no source states that the work is anonymous."""
    record = case.record
    if record.authors or record.kind not in _AUTHORED or is_notice(record):
        return
    if not case.sources & {"pubmed", "nbib"} and not (record.editors and record.kind == "chapter"):
        yield Hit("has no author", "authors")


def incomplete(case: Case) -> Iterator[Hit]:
    record = case.record
    if not record.authors_complete and record.authors:
        number = len(record.authors)
        told = f'authors end in "et al." after {number}'
        yield Hit(told, "authors")


def et_al(case: Case) -> Iterator[Hit]:
    """`et al.` as an author, in the place of an incomplete list."""
    authors = case.record.authors
    named = [one for one in authors if not _ET_AL.fullmatch(_whole(one))]
    if len(named) < len(authors):
        fix = None
        if named and not any(isinstance(one, Person) and "," in one.family for one in named):
            after = (*(_written(one) for one in named), "et al.")
            before = "; ".join(_written(one) for one in authors)
            fix = Fix((Change("authors", before, after),))
        yield Hit("'et al.' is listed as an author", "authors", fix)
    elif any(_ET_AL_WITHIN.search(_whole(one)) for one in authors):
        yield Hit("'et al.' is part of an author's name", "authors")


def name(case: Case) -> Iterator[Hit]:
    """A name that holds what no name does: digits, brackets, several people, no letter."""
    for one in (*case.record.authors, *case.record.editors):
        if isinstance(one, Group):
            if _SEVERAL.search(one.name):
                yield Hit(f"'{one.name[:60]}' is several people as one author", "authors")
            continue
        if _NO_FAMILY.search(one.family):
            yield Hit(f"'{one.family[:60]}' is hardly a family name", "authors")
        elif one.given and _NO_GIVEN.search(one.given):
            yield Hit(f"'{one.given[:60]}' is hardly the given name of {one.family}", "authors")


def capitals(case: Case) -> Iterator[Hit]:
    families = [one.family for one in case.record.authors if isinstance(one, Person)]
    long = [one for one in families if sum(map(str.isalpha, one)) >= _CAPITAL_LETTERS]
    shouted = [one for one in long if one.isupper()]
    if shouted and len(shouted) >= _CAPITAL_SHARE * len(long):
        yield Hit(f"authors are in capitals: {', '.join(shouted[:3])}", "authors")


def twice(case: Case) -> Iterator[Hit]:
    """One person twice: by an ORCID, or by a full name where no index has checked the list."""
    people = [one for one in case.record.authors if isinstance(one, Person)]
    for orcid, number in Counter(one.orcid for one in people if one.orcid).items():
        if number > 1:
            names = [one.family for one in people if one.orcid == orcid]
            yield Hit(
                f"{' and '.join(dict.fromkeys(names))}: ORCID {orcid} stands twice", "authors"
            )
            return
    if case.sources & {"pubmed", "nbib"}:
        return
    full = Counter((one.family, one.given) for one in people if one.given and len(one.given) > 3)
    for (family, given), number in full.items():
        if number > 1:
            yield Hit(f"{family}, {given} is listed {number} times", "authors")


def _whole(one: Author) -> str:
    if isinstance(one, Group):
        return one.name.strip()
    return " ".join(filter(None, (one.given, one.family))).strip()


def _written(one: Author) -> str:
    if isinstance(one, Group):
        return one.name
    parts = (one.family, one.suffix, one.given or one.initials or "")
    return ", ".join(part for part in parts if part is not None)
