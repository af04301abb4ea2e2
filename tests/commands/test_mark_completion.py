"""What the shell is offered for `sscmsc tag` and the other commands that change works."""

from __future__ import annotations

import pytest

from tests.commands.conftest import Terminal
from tests.commands.test_completion import offered, press_tab
from tests.commands.test_facets import OWN

__all__ = ("press_tab",)

TAGS = ("unread", "grant2026", "grant 2027", "$(touch pwned)", "Überblick", "x;ls", "see:later")


@pytest.fixture
def marked(press_tab: Terminal, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """The terminal of a shell, beside a library with tags and labels."""
    monkeypatch.delenv("_SSCMSC_COMPLETE")
    for key, *marks in (
        ("Varga2004", *(f"+{tag}" for tag in TAGS), "disease=SSc"),
        ("Velier2022", "+unread", "disease!=RA", "therapy=autologous HSCT"),
    ):
        assert press_tab("tag", key, *marks).code == 0
    press_tab("list")
    monkeypatch.setenv("_SSCMSC_COMPLETE", "complete_bash")
    return press_tab


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("sscmsc tag V", ["Varga2004", "Velier2022"]),
        ("sscmsc tag Varga2004 Vel", ["Velier2022"]),
        ("sscmsc tag Varga2004 +", ["+grant2026", "+see:later", "+unread", "+Überblick"]),
        ("sscmsc tag Varga2004 +gr", ["+grant2026"]),
        ("sscmsc tag Varga2004 --remove un", ["unread"]),
        ("sscmsc tag Varga2004 --remove dis", ["disease!=RA", "disease=SSc"]),
        ("sscmsc tag Varga2004 dis", ["disease="]),
        ("sscmsc tag Varga2004 disease=SS", ["disease=SSc"]),
        ("sscmsc tag Varga2004 disease!=ss", ["disease!=ssc"]),
        # Bash breaks words at a `=` and completes what stands behind it.
        ("sscmsc tag Varga2004 disease = SS", ["SSc"]),
        ("sscmsc tag Varga2004 disease! = ss", ["ssc"]),
        ("sscmsc tag Varga2004 +nothing", []),
        ("sscmsc note Varg", ["Varga2004"]),
        ("sscmsc edit Varg", ["Varga2004"]),
        ("sscmsc edit Varga2004 --set titl", ["title="]),
        ("sscmsc edit Varga2004 --unset no", ["note"]),
        ("sscmsc rename Varg", ["Varga2004"]),
        ("sscmsc rm Binks2001 Varg", ["Varga2004"]),
        ("sscmsc -l nowhere tag X +", []),
    ],
)
def test_bash(
    marked: Terminal, monkeypatch: pytest.MonkeyPatch, typed: str, expected: list[str]
) -> None:
    assert offered(marked, monkeypatch, typed) == expected


def test_a_file_that_cannot_be_read_is_no_matter(
    marked: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = marked.library / "entries"
    (entries / "Bad.yaml").write_bytes(b'tags:\n  - "\\ud8 \n  - \xff\n  - good\n')
    (entries / "Folder.yaml").mkdir()
    assert offered(marked, monkeypatch, "sscmsc tag Varga2004 +go") == ["+good"]


def test_the_facets_of_the_library_itself(
    marked: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    toml = marked.library / "sscmsc.toml"
    toml.write_text(OWN)
    assert offered(marked, monkeypatch, "sscmsc tag Varga2004 ge") == ["gene="]
    assert offered(marked, monkeypatch, "sscmsc tag Varga2004 gene=k") == ["gene=kLEE"]
    toml.write_text("schema = [")
    assert offered(marked, monkeypatch, "sscmsc tag Varga2004 ge") == []
    assert offered(marked, monkeypatch, "sscmsc tag Varga2004 disease=SS") == ["disease=SSc"]


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_zsh_and_fish(marked: Terminal, monkeypatch: pytest.MonkeyPatch, shell: str) -> None:
    monkeypatch.setenv("_TYPER_COMPLETE_FISH_ACTION", "get-args")
    monkeypatch.setenv("_SSCMSC_COMPLETE", f"complete_{shell}")
    for typed, expected in (
        ("+gr", "+grant2026"),
        ("disease=SS", "disease=SSc"),
        ("therapy!=HS", "therapy!=HSCT"),
        ("Vel", "Velier2022"),
    ):
        monkeypatch.setenv("_TYPER_COMPLETE_ARGS", f"sscmsc tag Varga2004 {typed}")
        ran = marked()
        assert (ran.code, ran.err) == (0, "")
        assert expected in ran.out
        assert "touch" not in ran.out
