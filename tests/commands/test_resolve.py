"""`sscmsc resolve`: what a person decides, and what a search finds, for lines nobody identified."""

from __future__ import annotations

import pytest

from tests.commands.conftest import Terminal
from tests.upstream.faults import Fault
from tests.upstream.server import Upstream

REVIEW = "10.3389/fimmu.2018.02013"


@pytest.fixture
def fetched(online: Terminal) -> Terminal:
    """A library with the demonstration review, of which lines 15 and 22 are open."""
    assert online("fetch", REVIEW).code == 0
    return online


def keys(terminal: Terminal) -> dict[str, str]:
    return {row[0]: row[1] for row in terminal("refs", "Peltzer2018").rows}


def test_the_open_lines_are_shown(fetched: Terminal) -> None:
    rows = fetched("resolve", "Peltzer2018").rows
    assert [row[0] for row in rows] == ["15", "22"]
    listed = fetched("resolve", "Peltzer2018", "--json").json
    assert isinstance(listed, list)
    assert [one["status"] for one in listed] == ["unresolved", "identified"]


def test_a_typed_identifier_brings_the_work(fetched: Terminal) -> None:
    ran = fetched("resolve", "Peltzer2018", "--id", "22=10.5555/ssc.10")
    assert ran.code == 0
    assert keys(fetched)["22"] == "Amsel2013a"
    before = fetched.files()
    assert "nothing new" in fetched("fetch", REVIEW).err
    assert fetched.files() == before


def test_a_typed_identifier_of_a_held_work_needs_no_network(fetched: Terminal) -> None:
    ran = fetched("resolve", "Peltzer2018", "--offline", "--id", "15=10.1056/NEJMra0806188")
    assert ran.code == 0
    assert keys(fetched)["15"] == "Gabrielli2009"


def test_a_dry_run_changes_nothing(fetched: Terminal) -> None:
    before = fetched.files()
    fetched("resolve", "Peltzer2018", "--id", "22=10.5555/ssc.10", "--dry-run")
    assert fetched.files() == before


def test_a_search_finds_what_the_page_only_prints(
    seeded: Terminal, upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in upstream.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("SSCMSC_OFFLINE")
    path = seeded.library / "entries" / "Velier2022.yaml"
    text = path.read_text().replace('      citekey: "Binks2001"\n      matched_by: text\n', "")
    path.write_text(text)
    (seeded.library / "entries" / "Binks2001.yaml").unlink()
    assert seeded("refs", "Velier2022", "--unresolved").rows[0][0] == "2"
    ran = seeded("resolve", "Velier2022", "--search")
    assert ran.code == 0
    assert keys_of(seeded, "Velier2022")["2"] == "Binks2001"
    shown = seeded("show", "Binks2001", "--json").objects[0]
    assert shown["pmid"] == "99000017"


def keys_of(terminal: Terminal, key: str) -> dict[str, str]:
    return {row[0]: row[1] for row in terminal("refs", key).rows}


def test_a_service_that_fails_is_named(fetched: Terminal, upstream: Upstream) -> None:
    upstream.faults.add(Fault("html", role="crossref"))
    ran = fetched("resolve", "Peltzer2018", "--id", "22=10.5555/ssc.10")
    assert ran.code == 5
    assert "Crossref" in ran.err
    assert keys(fetched)["22"] == ""


@pytest.mark.parametrize(
    ("option", "value", "code"),
    [("--id", "99=1", 4), ("--accept", "15=1", 4), ("--accept", "x", 3), ("--id", "15=nonsense", 3),
     ("--id", "15", 3), ("--reject", "15=2", 4)],
)  # fmt: skip
def test_decisions_that_make_no_sense(
    fetched: Terminal, option: str, value: str, code: int
) -> None:
    before = fetched.files()
    assert fetched("resolve", "Peltzer2018", option, value).code == code
    assert fetched.files() == before


def test_a_work_without_a_list(fetched: Terminal) -> None:
    assert fetched("resolve", "Varga2004").code == 4


def test_an_identifier_of_no_work_is_not_found(fetched: Terminal) -> None:
    ran = fetched("resolve", "Peltzer2018", "--id", "15=10.5555/nothing.here")
    assert ran.code == 4
    assert "10.5555/nothing.here" in ran.err


def test_a_wrong_identifier_takes_nothing_away(fetched: Terminal) -> None:
    """Neither the work that a line points at, nor what is printed of an open one."""
    before = fetched.files()
    for more in ((), ("--offline",)):
        for line in ("1", "15"):
            ran = fetched("resolve", "Peltzer2018", "--id", f"{line}=88888888", *more)
            if line == "1" or not more:
                assert ran.code == 4
                assert f"line {line} stays as it was" in ran.err
                assert fetched.files() == before
    assert keys(fetched)["1"] == "Gabrielli2009"


def test_a_decision_touches_the_line_it_names_alone(fetched: Terminal) -> None:
    ran = fetched("resolve", "Peltzer2018", "--id", "15=10.1056/nejmra0806188")
    assert (ran.code, ran.err) == (0, "")
    assert keys(fetched)["15"] == "Gabrielli2009"


def test_looking_alone_needs_no_writable_library(fetched: Terminal) -> None:
    before = fetched.files()
    assert fetched("resolve", "Peltzer2018").code == 0
    assert fetched("resolve", "Peltzer2018", "-l", "nowhere").code in (4, 6)
    assert fetched.files() == before
