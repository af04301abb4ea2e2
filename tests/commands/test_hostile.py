"""Hostile titles, names, keys and paths: shown as the text they are, and nothing in them acts."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pytest

from tests.commands.conftest import Ran, Terminal

#: What may stand in a title, and a part of it that must be seen in every listing.
PAYLOADS = {
    "markup": ("[red]seen one[/red]", "[red]seen one[/red]"),
    "unbalanced": ("[/bold] seen two [ [/]", "[/bold] seen two [ [/]"),
    "link": ("[link=file:///etc/passwd]seen three", "[link=file:///etc/passwd]seen three"),
    "emoji": (":smile: seen four", ":smile: seen four"),
    "backslash": ("seen five \\textbackslash", "seen five \\"),
    "title escape": ("\x1b]0;owned\x07\x1b[2Jseen six", "seen six"),
    "c1": ("\x9b31mseen seven", "seen seven"),
    "right to left": ("\u202eseen eight\u202c\u2066\u061c", "seen eight"),
    "newlines": ("seen nine\r\nfeed\ttab", "seen nine"),
    "tag characters": ("seen ten\U000e0041\U000e007f", "seen ten"),
    "script": ("<script>alert(1)</script> seen eleven", "<script>alert(1)</script> seen eleven"),
    "formula": ("=cmd|' /C calc'!A0 seen twelve", "seen twelve"),
    "format": ("%s %(x)s seen thirteen", "%s %(x)s seen thirteen"),
    "shell": ("$(touch pwned) `id` seen fourteen", "seen fourteen"),
    "sql": ("'; DROP TABLE row; -- seen fifteen", "seen fifteen"),
    "translated": ("[seen sixteen.]", "[seen sixteen"),
    "wide": ("关键词seen seventeen", "seen seventeen"),
    "null": ("\x00seen eighteen", "seen eighteen"),
}
LIST = [["list"], ["list", "--sort", "title"], ["list", "--json"], ["export", "--bibtex"]]


def page(title: str, number: int) -> str:
    return (
        f"Made Up Lung J. 2020 Spring.\ndoi: 10.1000/bare.{number}. Online ahead of print.\n\n"
        f"{title}\n\nAffiliations\n\n{title}\n\nSanne de Vries. Made Up Lung J. 2020 Spring.\n\n"
        "No abstract available\n\nPubMed Disclaimer\n"
    )


def bib(title: str, number: int) -> str:
    author = f"Amsel{number}" + re.sub(r"[{}\\]", "", title)
    balanced = title if title.count("{") == title.count("}") else re.sub("[{}]", "", title)
    return (
        f"@article{{key{number},\n  author = {{{author}, Ada}},\n  title = {{{balanced}}},\n"
        f"  journal = {{{balanced}}},\n  year = {{2020}},\n  note = {{{balanced}}},\n}}\n"
    )


def article(title: str, number: int) -> str:
    legal = html.escape(re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", title))
    return (
        f'<PubmedArticle><MedlineCitation><PMID Version="1">{99200001 + number}</PMID>'
        "<Article><Journal><JournalIssue><PubDate><Year>2020</Year></PubDate></JournalIssue>"
        f"<Title>{legal}</Title></Journal><ArticleTitle>{legal}</ArticleTitle><AuthorList><Author>"
        f"<LastName>{legal}</LastName><ForeName>Ada</ForeName></Author></AuthorList></Article>"
        "</MedlineCitation><PubmedData><ReferenceList><Reference>"
        f"<Citation>{legal}</Citation></Reference></ReferenceList></PubmedData></PubmedArticle>"
    )


def write_file(folder: Path, kind: str, titles: list[str]) -> list[str]:
    """Files of one kind that hold works of these titles; their names."""
    if kind == "page":
        names = [f"{number}.txt" for number in range(len(titles))]
        for number, title in enumerate(titles):
            (folder / names[number]).write_bytes(page(title, number).encode())
        return names
    if kind == "bib":
        text = "".join(bib(title, number) for number, title in enumerate(titles))
    else:
        articles = "".join(article(title, number) for number, title in enumerate(titles))
        text = f'<?xml version="1.0"?>\n<PubmedArticleSet>{articles}</PubmedArticleSet>'
    (folder / f"hostile.{kind}").write_bytes(text.encode())
    return [f"hostile.{kind}"]


def acts(ran: Ran) -> list[str]:
    """The characters of an output that a terminal would not simply show."""
    return [
        letter for letter in ran.out + ran.err if not letter.isprintable() and letter not in "\n\t"
    ]


def joined(text: str) -> str:
    """What a table or a pipe shows, with the lines of a cell on one line."""
    return " ".join(text.split())


@pytest.fixture(params=["bib", "xml", "page"])
def hostile(request: pytest.FixtureRequest, terminal: Terminal) -> Terminal:
    """A terminal beside a library of works with hostile titles, imported from one kind of file."""
    titles = [title for title, _ in PAYLOADS.values()]
    names = write_file(terminal.folder, request.param, titles)
    ran = terminal("import", *names)
    assert ran.code == 0, ran.err
    assert acts(ran) == []
    return terminal


@pytest.mark.parametrize("tty", [False, True])
def test_every_listing_shows_the_text_and_nothing_acts(
    hostile: Terminal, tty: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "400")
    keys = [row[0] for row in hostile("list").rows]
    assert len(keys) == len(PAYLOADS)
    for arguments in (*LIST, ["show", *keys], ["show", "--json", *keys]):
        ran = hostile(*arguments, "--color", "never", tty=tty)
        assert ran.code == 0
        assert acts(ran) == []
        if "--json" in arguments:
            titles = json.dumps([one["title"] for one in json.loads(ran.out)], ensure_ascii=False)
        if arguments[0] == "list":
            shown = joined(" ".join(json.loads(titles)) if "--json" in arguments else ran.out)
            assert [seen for _, seen in PAYLOADS.values() if seen not in shown] == []
    assert not list(hostile.folder.glob("pwned*"))


@pytest.mark.parametrize("width", ["400", "80", "20", "1"])
def test_no_width_lets_anything_through(
    hostile: Terminal, width: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", width)
    ran = hostile("list", "--color", "never", tty=True)
    assert (ran.code, acts(ran)) == (0, [])


def test_colour_adds_only_styles(hostile: Terminal) -> None:
    ran = hostile("list", "--color", "always", tty=True)
    bare = re.sub(r"\x1b\[[0-9;]*m", "", ran.out)
    assert bare == hostile("list", "--color", "never", tty=True).out


def test_reference_lists_show_hostile_lines(terminal: Terminal) -> None:
    titles = [title for title, _ in PAYLOADS.values()]
    terminal("import", *write_file(terminal.folder, "xml", titles))
    for key in (row[0] for row in terminal("list").rows):
        for options in ([], ["--json"], ["--unresolved"]):
            for tty in (False, True):
                ran = terminal("refs", key, *options, "--color", "never", tty=tty)
                assert (ran.code, acts(ran)) == (0, [])


@pytest.mark.parametrize(
    "key",
    ["../../../escaped", "/abs/olute", "a/b", "..", "[red]k[/red]", "k\x1b[31m", "x" * 300, "CON",
     "key with blanks", "Ключ"],
)  # fmt: skip
def test_hostile_keys_of_a_bib_file_make_no_file_elsewhere(terminal: Terminal, key: str) -> None:
    (terminal.folder / "keys.bib").write_text(
        f"@article{{{key},\n author = {{Amsel, Ada}},\n title = {{Cells}},\n year = {{2020}},\n"
        " journal = {J Synth Examples},\n}\n"
    )
    ran = terminal("import", "keys.bib")
    assert ran.code in (0, 3)
    assert acts(ran) == []
    assert "Traceback" not in ran.err
    outside = {path.name for path in terminal.folder.iterdir()} - {"keys.bib", "refs"}
    assert outside == set()
    assert not (terminal.folder.parent / "escaped.yaml").exists()
    for one in (terminal.library / "entries").glob("*"):
        assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_:.-]{0,99}\.yaml", one.name)


def test_hostile_names_on_the_command_line(
    seeded: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    for number, text in enumerate(
        ("\x1b[2J", "\u202eabc", "a\nb", "[red]", "\udcff", "%s", "x" * 5000)
    ):
        for place, arguments in enumerate((
            ["show", text], ["refs", text], ["fetch", text], ["import", text],
            ["list", "--cited-by", text], ["list", "--disease", text], ["list", "--sort", text],
            ["list", "--year", text], ["export", "--bibtex", text], ["export", "--format", text],
            [text], ["list", f"--{text}"], ["list", "-l", text], ["list", "--color", text],
        )):  # fmt: skip
            # Each command line has some of the texts on a terminal, the others in a pipe.
            tty = (number + place) % 2 == 1
            ran = seeded(*arguments, tty=tty)
            assert ran.code in (2, 3, 4, 6), arguments
            assert acts(ran) == []
            assert tty or ran.err.count("\n") <= 2, ran.err


def test_what_a_hand_wrote_into_an_entry_does_not_act(seeded: Terminal) -> None:
    path = seeded.library / "entries" / "Varga2004.yaml"
    text = path.read_text()
    written = re.sub(r"(?m)^(\s+title: ).*$", r'\1"\\e[2Jby \\u202ehand\\x9b [red]"', text, count=1)
    assert written != text
    path.write_text(written)
    for arguments in (["list"], ["list", "--json"], ["show", "Varga2004"], ["export", "--bibtex"],
                      ["refs", "Peltzer2018"], ["show", "Varga2004", "--json"]):  # fmt: skip
        for tty in (False, True):
            ran = seeded(*arguments, "--color", "never", tty=tty)
            assert (ran.code, acts(ran)) == (0, [])


@pytest.mark.parametrize("kind", ["bib", "xml", "page"])
def test_a_title_of_a_million_letters_is_cut(terminal: Terminal, kind: str) -> None:
    names = write_file(terminal.folder, kind, ["word " * 200_000])
    formats = {"bib": "bibtex", "xml": "pubmed-xml", "page": "pubmed-page"}
    assert terminal("import", "--format", formats[kind], *names).code == 0
    (row,) = terminal("list").rows
    assert len(row[3]) <= 20_000
    assert row[3].endswith("…")
    assert len(terminal("list", "--color", "never", tty=True).out.splitlines()) < 20
    assert terminal("export", "--bibtex").code == 0


def test_json_is_json_when_something_is_wrong(seeded: Terminal) -> None:
    (seeded.library / "entries" / "Varga2004.yaml").write_bytes(b"<<<<<<< HEAD\n\x1b[2J\n")
    ran = seeded("list", "--json", tty=True)
    assert len(json.loads(ran.out)) == 12
    assert "Varga2004.yaml:1:" in joined(ran.err)
    for arguments in (["show", "Varga2004"], ["refs", "nobody"], ["fetch", "nonsense"],
                      ["import", "nowhere.bib"], ["list", "--disease", "none"]):  # fmt: skip
        ran = seeded(*arguments, "--json")
        assert ran.code in (3, 4, 6)
        assert ran.out == ""
        assert ran.err
