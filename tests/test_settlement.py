from __future__ import annotations

import pytest

from sscmsc.errors import InputError, NotFoundError
from sscmsc.identifiers import DOI, PMCID, PMID
from sscmsc.reference import Candidate, Reference, ReferenceList
from sscmsc.settlement import Decision, settle

ONE = Candidate("Scleroderma", "Gabrielli", 2009, pmid=PMID("1"), doi=DOI("10.5555/a"))
TWO = Candidate("Scleroderma in mice", "Other", 2010, pmid=PMID("2"))
LIST = ReferenceList(
    (
        Reference(1, "Gabrielli A. Scleroderma. 2009", candidates=(ONE, TWO)),
        Reference(2, "Known. 2010", doi=DOI("10.5555/b"), citekey="Known2010"),
    )
)


def line(listed: ReferenceList, position: int) -> Reference:
    return listed.references[position - 1]


def test_an_accepted_line_carries_the_identifiers_of_its_work() -> None:
    after = line(settle(LIST, [Decision(1, candidate=1)]), 1)
    assert after.identifiers == (PMID("1"), DOI("10.5555/a"))
    assert (after.matched_by, after.candidates, after.text) == (
        "user", (), "Gabrielli A. Scleroderma. 2009",
    )  # fmt: skip


def test_a_typed_identifier_replaces_what_the_line_had() -> None:
    after = line(settle(LIST, [Decision(2, identifier=PMCID("PMC7"))]), 2)
    assert after.identifiers == (PMCID("PMC7"),)
    assert (after.citekey, after.matched_by) == (None, "user")


def test_a_rejection_is_remembered() -> None:
    after = line(settle(LIST, [Decision(1, candidate=1, reject=True)]), 1)
    assert after.candidates == (TWO,)
    assert after.rejected == ("pmid:1", "doi:10.5555/a")
    both = line(settle(LIST, [Decision(1, reject=True)]), 1)
    assert (both.candidates, both.rejected) == ((), ("pmid:1", "doi:10.5555/a", "pmid:2"))


def test_decisions_are_taken_in_their_order() -> None:
    after = settle(LIST, [Decision(1, candidate=1, reject=True), Decision(1, candidate=1)])
    assert line(after, 1).identifiers == (PMID("2"),)
    assert line(after, 2) == line(LIST, 2)


@pytest.mark.parametrize("decision", [Decision(9), Decision(1, candidate=3), Decision(2, 1)])
def test_what_is_not_there_is_not_found(decision: Decision) -> None:
    with pytest.raises(NotFoundError, match=r"no line|no candidate"):
        settle(LIST, [decision])


def test_a_decision_must_say_something() -> None:
    with pytest.raises(InputError, match="line 1"):
        settle(LIST, [Decision(1)])
