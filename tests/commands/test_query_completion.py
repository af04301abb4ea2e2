"""What the shell is offered while a query is typed."""

from __future__ import annotations

import pytest

from tests.commands.conftest import Terminal
from tests.commands.test_completion import offered, press_tab

__all__ = ["press_tab"]

TOML = """schema = 1
[queries]
trials = "design>=cohort"
"a b" = "x"
"$(id)" = "x"
[facet.organ]
[[facet.organ.value]]
name = "heart"
"""


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("sscmsc list dis", ["disease:"]),
        ("sscmsc list ti", ["title:"]),
        ("sscmsc list DO", ["DOnor:", "DOi:"]),
        ("sscmsc list disease:SS", ["disease:SSc"]),
        ("sscmsc list disease=ss", ["disease=ssc"]),
        ("sscmsc list design:pr", ["design:preclinical", "design:protocol"]),
        ("sscmsc search subject:hu", ["subject:human"]),
        ("sscmsc list is:re", ["is:retracted", "is:review", "is:reference"]),
        ("sscmsc list missing:pm", ["missing:pmid", "missing:pmcid"]),
        ("sscmsc list has:don", ["has:donor"]),
        ("sscmsc list kind:article-m", ["kind:article-magazine"]),
        ("sscmsc list language:fr", ["language:french"]),
        ("sscmsc list cited-by:Vel", ["cited-by:Velier2022"]),
        ("sscmsc list cites:var", ["cites:varga2004"]),
        ("sscmsc list key:Shou", ["key:Shouval2018"]),
        ("sscmsc list tag:gr", ["tag:grant"]),
        ("sscmsc list @tr", ["@trials"]),
        ("sscmsc list query:tr", ["query:trials"]),
        ("sscmsc list @", ["@trials"]),
        ("sscmsc list organ:h", ["organ:heart"]),
        ("sscmsc list nothing:x", []),
        ("sscmsc list title:x", []),
        ("sscmsc export Shou", ["Shouval2018"]),
        ("sscmsc export dis", ["disease:"]),
        ("sscmsc list --columns ti", ["title"]),
        ("sscmsc list --columns citekey,des", ["citekey,design"]),
        ("sscmsc list --count-by disease,th", ["disease,therapy"]),
        ("sscmsc list --count-by ab", []),
        ("sscmsc list --sort des", ["design"]),
        ("sscmsc list --sort design,-ye", ["design,-year"]),
        ("sscmsc list --design RC", ["RCT"]),
    ],
)
def test_fields_values_and_columns(
    press_tab: Terminal, monkeypatch: pytest.MonkeyPatch, typed: str, expected: list[str]
) -> None:
    (press_tab.library / "sscmsc.toml").write_text(TOML)
    with monkeypatch.context() as patch:
        patch.delenv("_SSCMSC_COMPLETE")
        assert press_tab("tag", "Varga2004", "+grant").code == 0
    assert offered(press_tab, monkeypatch, typed) == expected


def test_bash_takes_a_colon_for_a_word_of_its_own(
    press_tab: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert offered(press_tab, monkeypatch, "sscmsc list klee disease : SS") == ["SSc"]
    assert offered(press_tab, monkeypatch, "sscmsc list donor = aut") == ["autologous"]


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_zsh_and_fish_say_what_a_field_and_a_value_are(
    press_tab: Terminal, monkeypatch: pytest.MonkeyPatch, shell: str
) -> None:
    monkeypatch.setenv("_SSCMSC_COMPLETE", f"complete_{shell}")
    monkeypatch.setenv("_TYPER_COMPLETE_FISH_ACTION", "get-args")
    for typed, told in (
        ("sscmsc list refe", "how many lines its list of references has"),
        ("sscmsc list disease:SS", "systemic sclerosis"),
        ("sscmsc list is:orp", "no held work cites it"),
    ):
        monkeypatch.setenv("_TYPER_COMPLETE_ARGS", typed)
        assert told in press_tab().out


def test_what_is_wrong_is_not_told_now(
    press_tab: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    (press_tab.library / "sscmsc.toml").write_text("[facet\n")
    for typed in ("sscmsc list dis", "sscmsc list disease:S", "sscmsc list @t"):
        assert offered(press_tab, monkeypatch, typed) == []
    assert offered(press_tab, monkeypatch, "sscmsc -l nowhere list tag:x") == []
