"""`sscmsc tag`: tags and labels given, taken away and listed."""

from __future__ import annotations

import pytest

from tests.commands.conftest import Terminal

REVIEW = "10.3389/fimmu.2018.02013"


def marks(terminal: Terminal, key: str) -> str:
    (row,) = terminal("tag", key).rows
    return row[1]


@pytest.mark.parametrize(
    "words",
    [
        ("Varga2004", "+read", "+grant 2026"),
        ("Varga2004", "read", "grant 2026"),
        ("+read", "Varga2004", "+grant 2026"),
        ("varga2004", "+read", "+grant 2026", "+read"),
        ("Varga2004", "Varga2004", "read", "grant 2026"),
    ],
)
def test_tags_are_given(seeded: Terminal, words: tuple[str, ...]) -> None:
    ran = seeded("tag", *words)
    assert (ran.code, ran.out, ran.err) == (0, "", "Varga2004: +read +grant 2026\n")
    assert marks(seeded, "Varga2004") == "read, grant 2026"


def test_several_works_and_marks_at_once_in_one_change(seeded: Terminal) -> None:
    seeded("tag", "Velier2022", "+old")
    ran = seeded("tag", "Varga2004", "Velier2022", "+new", "disease=D012595", "--remove", "old")
    assert ran.code == 0
    assert ran.err == ("Varga2004: +new +disease=SSc\nVelier2022: +new +disease=SSc -old\n")
    assert marks(seeded, "Velier2022") == "new, disease=SSc"


@pytest.mark.parametrize("option", [("-old",), ("--remove", "old"), ("--remove=old",), ("-OLD",)])
def test_a_tag_is_taken_away(seeded: Terminal, option: tuple[str, ...]) -> None:
    seeded("tag", "Varga2004", "+old", "+new")
    assert seeded("tag", "Varga2004", *option).code == 0
    assert marks(seeded, "Varga2004") == "new"


@pytest.mark.parametrize("tag", ["lupus", "news", "note", "10", "quiet", "-json"])
def test_a_dash_and_a_word_is_a_tag_whatever_its_letters(seeded: Terminal, tag: str) -> None:
    seeded("tag", "Varga2004", "+other", "--remove", "none")
    for name in (tag.lstrip("-"), "other"):
        assert seeded("tag", "Varga2004", f"+{name}").code == 0
    assert seeded("tag", "-l", "refs", "Varga2004", f"-{tag.lstrip('-')}", "-q").code == 0
    assert marks(seeded, "Varga2004") == "other"


def test_a_tag_that_looks_like_an_option_of_one_letter(seeded: Terminal) -> None:
    seeded("tag", "Varga2004", "+n")
    before = seeded.files()
    assert seeded("tag", "Varga2004", "+x", "-n").code == 0  # a dry run
    assert seeded.files() == before
    assert seeded("tag", "Varga2004", "--remove", "n").code == 0
    assert marks(seeded, "Varga2004") == ""


def test_what_is_there_already_changes_nothing(seeded: Terminal) -> None:
    seeded("tag", "Varga2004", "+read", "disease=SSc")
    before = seeded.files()
    ran = seeded("tag", "Varga2004", "+read", "disease=scleroderma")
    assert (ran.code, ran.err) == (0, "Varga2004: unchanged\n")
    assert seeded.files() == before


def test_all_tags_are_listed_with_counts(seeded: Terminal) -> None:
    seeded("tag", "Varga2004", "Velier2022", "+read")
    seeded("tag", "Velier2022", "+Also", "disease!=RA")
    assert seeded("tag").rows == [["Also", "1"], ["read", "2"], ["disease!=RA", "1"]]
    assert seeded("tag", "--json").json == [
        {"tag": "Also", "works": 1, "is_label": False},
        {"tag": "read", "works": 2, "is_label": False},
        {"tag": "disease!=RA", "works": 1, "is_label": True},
    ]
    shown = seeded("tag", "Varga2004", "Velier2022", "--json").json
    assert shown == [
        {"citekey": "Varga2004", "tags": ["read"], "labels": []},
        {"citekey": "Velier2022", "tags": ["read", "Also"], "labels": ["disease!=RA"]},
    ]


def test_no_tag_at_all_is_said_on_a_terminal(seeded: Terminal) -> None:
    assert seeded("tag").out == ""
    assert "No work has a tag" in seeded("tag", tty=True).out


def test_json_tells_what_changed(seeded: Terminal) -> None:
    seeded("tag", "Varga2004", "+old")
    ran = seeded("tag", "Varga2004", "Velier2022", "+new", "-old", "--json", "--dry-run")
    assert ran.json == {
        "dry_run": True,
        "works": [
            {"citekey": "Varga2004", "what": "changed", "added": ["new"], "removed": ["old"],
             "tags": ["new"], "labels": []},
            {"citekey": "Velier2022", "what": "changed", "added": ["new"], "removed": [],
             "tags": ["new"], "labels": []},
        ],
    }  # fmt: skip
    assert marks(seeded, "Varga2004") == "old"


def test_a_label_wins_over_what_was_found(seeded: Terminal) -> None:
    def listed(disease: str) -> set[str]:
        return {row[0] for row in seeded("list", "--disease", disease).rows}

    assert "ShiND" in listed("RA")
    assert "Varga2004" not in listed("RA")
    assert seeded("tag", "ShiND", "disease!=RA").code == 0
    assert seeded("tag", "Varga2004", "disease=rheumatoid arthritis").code == 0
    assert "ShiND" not in listed("RA")
    assert "Varga2004" in listed("RA")
    shown = seeded("show", "Varga2004", "--json").objects[0]
    assert {one["value"]: one["evidence"][0] for one in shown["facets"]}["RA"] == "user"
    assert seeded("tag", "Varga2004", "-disease=RA").code == 0
    assert "Varga2004" not in listed("RA")


def test_labels_and_tags_survive_a_refresh(online: Terminal) -> None:
    assert online("fetch", REVIEW, "--no-references").code == 0
    (found,) = online("show", REVIEW, "--json").objects
    assert "SSc" in {one["value"] for one in found["facets"]}
    assert online("tag", REVIEW, "+mine", "disease!=SSc", "disease=lupus").code == 0
    assert online("fetch", REVIEW).code == 0
    (again,) = online("show", REVIEW, "--json").objects
    values = {one["value"] for one in again["facets"] if one["facet"] == "disease"}
    assert "SLE" in values
    assert "SSc" not in values
    assert again["tags"] == ["mine"]
    assert {row[0] for row in online("list", "--disease", "SLE").rows} >= {found["citekey"]}


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["Nobody", "+x"], 4, "no entry 'Nobody'"),
        (["Varga2004", "Velier202", "+x"], 4, "Did you mean Velier2022"),
        (["Varga2004", "Velier202"], 4, "For a tag write +Velier202."),
        (["Varga2004", "10.1000/nothing"], 4, "For a tag write +10.1000/nothing."),
        (["Varga2004", "-nothing"], 4, "no tag 'nothing' on Varga2004"),
        (["Varga2004", "--remove", "disease=SSc"], 4, "no label 'disease=SSc' on Varga2004"),
        (["Varga2004", "disease=sclerodrma"], 3, "SSc"),
        (["Varga2004", "diseas=SSc"], 3, "there is no facet 'diseas'"),
        (["Varga2004", "disease!="], 3, "no disease is called ''"),
        (["Varga2004", "+"], 3, "an empty tag"),
        (["Varga2004", "+a,b"], 3, "has a comma"),
        (["Varga2004", "++a"], 3, "+ and - stand before one"),
        (["Varga2004", "+" + "x" * 101], 3, "too long"),
        (["+x"], 2, "say which works"),
        (["--remove", "x"], 2, "say which works"),
        (["Varga2004", "+x", "-z"], 4, "no tag 'z' on Varga2004"),
    ],
)
def test_what_makes_no_sense_changes_nothing(
    seeded: Terminal, words: list[str], code: int, told: str
) -> None:
    before = seeded.files()
    ran = seeded("tag", *words)
    assert (ran.code, ran.out) == (code, "")
    assert told in ran.err
    assert seeded.files() == before


def test_the_same_mark_both_ways_is_wrong_usage(seeded: Terminal) -> None:
    seeded("tag", "Varga2004", "+x")
    ran = seeded("tag", "Varga2004", "+x", "-x")
    assert (ran.code, marks(seeded, "Varga2004")) == (2, "x")


def test_works_are_named_by_any_identifier(seeded: Terminal) -> None:
    assert seeded("tag", f"https://doi.org/{REVIEW}", "+read").err == "Peltzer2018: +read\n"
    assert seeded("tag", REVIEW, "--remove", "read").code == 0


def test_a_hand_written_label_that_is_none_can_be_taken_away(seeded: Terminal) -> None:
    path = seeded.library / "entries" / "Varga2004.yaml"
    path.write_text(path.read_text() + "labels:\n  - disease=nonsense\n")
    assert seeded("tag", "Varga2004", "--remove", "disease=nonsense").code == 0
    assert marks(seeded, "Varga2004") == ""


def test_a_number_of_people_and_a_registration(seeded: Terminal) -> None:
    assert seeded("tag", "Varga2004", "n=12").code == 0
    assert seeded("tag", "Varga2004", "n=20", "trial=nct00114530").err == (
        "Varga2004: +n=20 +trial=NCT00114530 -n=12\n"
    )
    (row,) = seeded("list", "key:Varga2004", "--columns", "n,trial").rows
    assert row == ["20", "NCT00114530"]
    before = seeded.files()
    for wrong, hint in (("n=abc", "n=120"), ("trial=foo", "trial=NCT00114530")):
        ran = seeded("tag", "Varga2004", wrong)
        assert (ran.code, hint in ran.err) == (3, True)
    assert seeded.files() == before


def test_a_tag_in_another_case_is_the_same_tag(seeded: Terminal) -> None:
    assert seeded("tag", "Varga2004", "+case").code == 0
    assert seeded("tag", "Varga2004", "+Case").err == "Varga2004: unchanged\n"
    assert seeded("tag", "Velier2022", "+CASE", "+New", "+new").err == "Velier2022: +case +New\n"
    assert seeded("tag").rows == [["case", "2"], ["New", "1"]]
    assert seeded("tag", "Varga2004", "-case", "+Case").err == "Varga2004: +Case -case\n"


@pytest.mark.parametrize("words", [("-x",), ("--", "-x"), ("+y", "--", "-x", "+z"), ("-x", "-q")])
def test_a_tag_of_one_letter_is_taken_away(seeded: Terminal, words: tuple[str, ...]) -> None:
    seeded("tag", "Varga2004", "+x", "+other")
    assert seeded("tag", "Varga2004", *words).code == 0
    assert "x" not in marks(seeded, "Varga2004").split(", ")


def test_a_tag_that_is_an_option(seeded: Terminal) -> None:
    seeded("tag", "Varga2004", "+n", "+l")
    assert seeded("tag", "Varga2004", "--", "-n").code == 0
    assert seeded("tag", "-l", "refs", "Varga2004", "--remove", "l").code == 0
    assert marks(seeded, "Varga2004") == ""
    ran = seeded("tag", "Varga2004", "+-x")
    assert (ran.code, "`sscmsc tag KEY --remove x` removes one" in ran.err) == (3, True)
