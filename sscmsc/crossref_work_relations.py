"""What a Crossref work says of other works about it -> relations in PubMed's words.

`updated-by` stands at the original, `update-to` at the notice, `relation` at either; Retraction
Watch's statements come beside the publisher's own, and both are kept.
"""

from __future__ import annotations

import re

from sscmsc.crossref_work_text import date_member
from sscmsc.errors import IdentifierError
from sscmsc.identifiers import DOI, parse_doi
from sscmsc.jsontext import Json, member, objects, text_member
from sscmsc.record import Relation
from sscmsc.text import clean

#: Crossref's update types -> PubMed's RefType: (at the original, at the notice). NLM takes a
#: withdrawal for a retraction ("Errata, Retractions, and Other Linked Citations in PubMed"); the
#: text of the relation keeps the two apart.
_UPDATES = {
    "retraction": ("RetractionIn", "RetractionOf"),
    "withdrawal": ("RetractionIn", "RetractionOf"),
    "correction": ("ErratumIn", "ErratumFor"),
    "corrigendum": ("ErratumIn", "ErratumFor"),
    "erratum": ("ErratumIn", "ErratumFor"),
    "expression_of_concern": ("ExpressionOfConcernIn", "ExpressionOfConcernFor"),
    "new_version": ("UpdateIn", "UpdateOf"),
    "new_edition": ("UpdateIn", "UpdateOf"),
}
#: Crossref's relation types -> PubMed's RefType; others keep their own name.
_RELATIONS = {
    "has-preprint": "UpdateOf",
    "is-preprint-of": "UpdateIn",
    "has-comment": "CommentIn",
    "is-comment-on": "CommentOn",
    "correction": "ErratumIn",
    "retraction": "RetractionIn",
    "expression-of-concern": "ExpressionOfConcernIn",
}
#: What a publisher deposits at the DOI of the work itself where it replaced the work by the notice.
_OF_ITSELF = frozenset({"RetractionIn", "ExpressionOfConcernIn", "removal"})
#: Relations that are no statement about the work but its reference list, or its readers'.
_CITATIONS = frozenset({"cites", "references", "is-cited-by", "is-referenced-by"})


def parse_relations(work: Json, own: DOI) -> tuple[Relation, ...]:
    """The relations of a work message whose DOI is `own`; a work's updates of itself are
    dropped, except that it is retracted, and so is what `relation` only repeats."""
    updates = [
        made
        for place, field in enumerate(("updated-by", "update-to"))
        for one in objects(work, field)
        if (made := _update(one, place, own)) is not None
    ]
    known = {(one.kind, one.doi) for one in updates}
    stated = [
        made
        for kind in _names(member(work, "relation"))
        if kind not in _CITATIONS
        for one in objects(work, "relation", kind)
        if (made := _relation(kind, one)) is not None and (made.kind, made.doi) not in known
    ]
    return tuple(
        dict.fromkeys(
            one for one in [*updates, *stated] if one.doi != own or one.kind in _OF_ITSELF
        )
    )


def _update(given: Json, place: int, own: DOI) -> Relation | None:
    name = re.sub(r"[\s-]+", "_", clean(text_member(given, "type") or "", 80).lower())
    doi = _doi(text_member(given, "DOI"))
    if not name or doi is None:
        return None
    kinds = _UPDATES.get(name)
    label = clean(text_member(given, "label") or "")
    told = label if not kinds else "Withdrawal" if name == "withdrawal" else ""
    return Relation(
        kinds[0 if doi == own else place] if kinds else name,
        text=told or None,
        doi=doi,
        date=date_member(given, "updated"),
        asserted_by=clean(text_member(given, "source") or "", 80) or None,
    )


def _relation(kind: str, given: Json) -> Relation | None:
    identifier = clean(text_member(given, "id") or "")
    if not identifier:
        return None
    is_doi = (text_member(given, "id-type") or "").lower() == "doi"
    doi = _doi(identifier) if is_doi else None
    return Relation(
        _RELATIONS.get(kind, clean(kind, 80)), text=None if doi else identifier, doi=doi
    )


def _doi(value: str | None) -> DOI | None:
    try:
        return parse_doi(value or "")
    except IdentifierError:
        return None


def _names(value: Json) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, dict) else ()
