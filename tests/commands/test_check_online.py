"""`check --online`, over loopback copies of PubMed and Crossref."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.commands.conftest import Terminal
from tests.upstream.records import Records
from tests.upstream.server import Upstream

NOTICE = {
    "DOI": "10.5555/notice.1",
    "type": "journal-article",
    "title": ["Retraction: Cells"],
    "issued": {"date-parts": [[2021, 5, 4]]},
    "update-to": [
        {
            "DOI": "10.5555/cells.1",
            "type": "retraction",
            "label": "Retraction",
            "source": "retraction-watch",
            "updated": {"date-parts": [[2021, 5, 4]]},
        },
        {"DOI": "10.5555/cells.2", "type": "withdrawal", "source": "publisher"},
        {"DOI": "10.5555/cells.3", "type": "correction", "source": "publisher"},
        {"DOI": "10.5555/cells.4", "type": "new_version", "source": "publisher"},
    ],
}


def bib(*dois: str) -> str:
    return "\n".join(
        f"@article{{W{number}, author={{Amsel, Ada}}, title={{A study {number}}}, journal={{J}}, "
        f"year={{2019}}, doi={{{doi}}}}}"
        for number, doi in enumerate(dois, start=1)
    )


@pytest.fixture
def asked(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> Iterator[Upstream]:
    """Services that know one notice, and nothing of the works that it is about."""
    with Upstream(Records(works={str(NOTICE["DOI"]): NOTICE})) as running:
        for name, value in running.environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.delenv("SSCMSC_OFFLINE")
        yield running


def test_notices_that_say_what_they_update(terminal: Terminal, asked: Upstream) -> None:
    names = [f"10.5555/cells.{number}" for number in range(1, 6)]
    (terminal.folder / "x.bib").write_text(bib(*names))
    ran = terminal("check", "x.bib", "--online")
    assert ran.code == 1
    assert [(row[1], row[2]) for row in ran.rows] == [
        ("W1", "retracted"), ("W2", "withdrawn"), ("W3", "corrected"),
    ]  # fmt: skip
    assert ran.rows[0][3].startswith(
        "retracted 2021-05-04 by DOI 10.5555/notice.1; said by Retraction Watch; no answer from "
        "PubMed: the work has no PMID, Crossref: Crossref does not list this DOI"
    )
    questions = [one for one in asked.requests if "updates" in str(one)]
    assert len(questions) == 1


def test_what_crossref_says_of_the_work_itself(online: Terminal) -> None:
    (online.folder / "x.bib").write_text(bib("10.5555/ssc.6"))
    assert online("check", "x.bib").code == 0
    ran = online("check", "x.bib", "--online", "--only", "retracted")
    assert ran.code == 1
    assert "by DOI 10.5555/ssc.6.retraction; said by the publisher, Retraction Watch" in ran.out


def test_what_pubmed_says(online: Terminal) -> None:
    (online.folder / "x.nbib").write_text("PMID- 99000036\nTI  - A study.\nAU  - Amsel A\n")
    ran = online("check", "x.nbib", "--online", "--only", "retracted")
    assert ran.code == 1
    assert "said by PubMed" in ran.out


def test_nothing_is_kept_in_the_library(online: Terminal) -> None:
    (online.folder / "x.bib").write_text(bib("10.5555/ssc.6"))
    online("import", "x.bib")
    before = online.files()
    assert online("check", "--online").code == 1
    assert online.files() == before
    assert online("check", "--only", "retracted").code == 0


def test_without_a_network(terminal: Terminal) -> None:
    (terminal.folder / "x.bib").write_text(bib("10.5555/a"))
    ran = terminal("check", "x.bib", "--online")
    assert (ran.code, ran.out) == (5, "")
    assert ran.err.startswith("warning: Crossref: ")
    assert terminal("check", "x.bib", "--online", "--offline", "--json").json
