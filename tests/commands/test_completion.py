"""What the shell is offered while a command is typed."""

from __future__ import annotations

import subprocess
import sys

import pytest

from sscmsc.cli import COMMANDS
from tests.commands.conftest import Ran, Terminal


@pytest.fixture
def press_tab(seeded: Terminal, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """The terminal of a shell that asks what could come next."""
    seeded("list")
    monkeypatch.setenv("_SSCMSC_COMPLETE", "complete_bash")
    return seeded


def offered(terminal: Terminal, monkeypatch: pytest.MonkeyPatch, typed: str) -> list[str]:
    """What bash would show after a tab at the end of `typed`."""
    monkeypatch.setenv("COMP_WORDS", typed)
    monkeypatch.setenv("COMP_CWORD", str(len(typed.split(" ")) - 1))
    ran: Ran = terminal()
    assert (ran.code, ran.err) == (0, "")
    return ran.out.split()


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("sscmsc ", [row.name for row in COMMANDS]),
        ("sscmsc sh", ["show"]),
        ("sscmsc show V", ["Varga2004", "Velier2022"]),
        ("sscmsc show pel", ["peltzer2018"]),
        ("sscmsc show Binks2001 V", ["Varga2004", "Velier2022"]),
        ("sscmsc refs Pel", ["Peltzer2018"]),
        ("sscmsc --json cited-by Sul", ["Sullivan2018"]),
        ("sscmsc export --bibtex Sh", ["ShiND", "Shouval2018"]),
        ("sscmsc list --cited-by Vel", ["Velier2022"]),
        ("sscmsc list --disease S", ["SSc", "SLE", "Sjögren"]),
        ("sscmsc list --therapy a", ["adipose-derived", "aDSC"]),
        ("sscmsc list --sort c", ["citekey", "cites"]),
        ("sscmsc list --color a", ["auto", "always"]),
        ("sscmsc list --ci", ["--cited-by"]),
        ("sscmsc export --format b", ["bibtex", "biblatex"]),
        ("sscmsc import --format pubmed-", ["pubmed-xml", "pubmed-page"]),
        ("sscmsc -l nowhere show V", []),
        ("sscmsc show --library nowhere V", []),
        ("sscmsc show nothing", []),
    ],
)
def test_bash(
    press_tab: Terminal, monkeypatch: pytest.MonkeyPatch, typed: str, expected: list[str]
) -> None:
    assert offered(press_tab, monkeypatch, typed) == expected


def test_the_library_that_is_named_counts(
    press_tab: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    (press_tab.folder / "other" / "entries").mkdir(parents=True)
    (press_tab.folder / "other" / "entries" / "Other1999.yaml").touch()
    for typed in (
        "sscmsc -l other show O",
        "sscmsc show -l other O",
        "sscmsc refs --library=other O",
    ):
        assert offered(press_tab, monkeypatch, typed) == ["Other1999"]


def test_nothing_that_a_shell_would_act_on_is_offered(
    press_tab: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("$(touch pwned).yaml", "V`id`.yaml", "V;ls.yaml", 'V".yaml', "V\n.yaml"):
        (press_tab.library / "entries" / name).touch()
    assert offered(press_tab, monkeypatch, "sscmsc show V") == ["Varga2004", "Velier2022"]


def test_zsh_and_fish_say_what_a_key_is(
    press_tab: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("_TYPER_COMPLETE_ARGS", "sscmsc show Shi")
    monkeypatch.setenv("_TYPER_COMPLETE_FISH_ACTION", "get-args")
    for shell in ("zsh", "fish"):
        monkeypatch.setenv("_SSCMSC_COMPLETE", f"complete_{shell}")
        assert "Mesenchymal stem cells and connective tissue" in press_tab().out


def test_a_title_is_harmless_to_a_shell(
    press_tab: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    (press_tab.folder / "x.bib").write_text(
        "@article{Zz1, author = {Amsel, Ada}, year = 2020, journal = {J},"
        ' title = {A "; touch pwned; \' $(id) \\textbackslash" | (b) [c]}}'
    )
    monkeypatch.delenv("_SSCMSC_COMPLETE")
    assert press_tab("import", "x.bib").code == 0
    press_tab("list")
    monkeypatch.setenv("_SSCMSC_COMPLETE", "complete_zsh")
    monkeypatch.setenv("_TYPER_COMPLETE_ARGS", "sscmsc show Zz")
    offered = press_tab().out
    assert "Zz1" in offered
    assert not set(";$|\\`") & set(offered.partition("(")[2])


@pytest.mark.parametrize("arguments", [[], ["-l", "refs"]])
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_of_each_shell_calls_back(
    terminal: Terminal, arguments: list[str], shell: str
) -> None:
    code = f"from sscmsc.cli import run; run({[*arguments, '--show-completion', shell]!r})"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=terminal.folder, capture_output=True, text=True,
        check=True, env={"_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"},
    )  # fmt: skip
    assert f"_SSCMSC_COMPLETE=complete_{shell}" in done.stdout


def test_completion_can_be_installed(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION", "1")
    monkeypatch.setenv("HOME", str(terminal.folder))
    ran = terminal("--install-completion", "fish")
    assert ran.code == 0
    (script,) = terminal.folder.rglob("sscmsc.fish")
    assert "_SSCMSC_COMPLETE=complete_fish" in script.read_text()
