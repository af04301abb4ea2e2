"""Hostile text in every field of a library, through every command to every output.

Nothing of it acts, nothing of it is lost, whatever a person or a service wrote: each payload is
followed by a mark, and wherever the mark is seen the payload stands before it, whole.
"""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import re
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import fields, is_dataclass, replace
from pathlib import Path

import pytest
import yaml
from lxml import etree
from lxml import html as lxml_html

from sscmsc.entry import Conflict, Entry, Facet
from sscmsc.formats.format import Format
from sscmsc.formats.native import write_entry
from sscmsc.formats.table import FORMATS
from sscmsc.record import MeshHeading
from sscmsc.reference import Candidate, Reference, ReferenceList
from sscmsc.text import clean, plain, visible
from tests.commands.conftest import Ran, Terminal
from tests.commands.every import KEY, Call, every_call
from tests.payloads import PAYLOADS, text
from tests.whole_entry import whole_entry

#: A file with a flood of accents is refused; see the tests of damage and of text.
TEXTS = {
    number: text(number, payload).replace("\ud800", "\ufffd").replace("\udfff", "\ufffd")
    for number, (name, payload) in enumerate(PAYLOADS.items())
    if name != "flood of marks"
}
KEYS = tuple(f"P{number:03}" for number in TEXTS)
ALL = "All2020"
BIB = "@article{kept2020, author={Amsel, Ada}, title={Cells}, journal={J}, year=2020}\n"
CALLS = tuple(every_call())
OF_ONE = tuple(call for call in CALLS if "<key>" in call.words)
OF_ALL = tuple(
    (call, output)
    for call in CALLS
    if "<key>" not in call.words
    for output in (("pipe", "terminal") if call.words[0] == "export" else ("colour", "json"))
)
#: How output is asked for: options, and whether the streams are a terminal.
OUTPUTS: dict[str, tuple[tuple[str, ...], bool]] = {
    "pipe": ((), False),
    "terminal": (("--color", "never"), True),
    "colour": (("--color", "always"), True),
    "colour in a pipe": (("--color", "always"), False),
    "json": (("--json",), False),
    "json on a terminal": (("--json",), True),
}
#: Colours, and on standard error the bar that shows how far a fetch is.
_STYLE = re.compile(r"\x1b\[[0-9;]*m")
_BAR = re.compile(r"\x1b\[\?25[lh]|\r|\x1b\[(?:2K|1A)")
_MARK = re.compile(r"seen(\d{3})\.")
#: Format characters that writing needs (joiners, the soft hyphen, signs of numbers and verses).
_HARMLESS = frozenset("\xad\u200c\u200d\u2060\u2061\u2062\u2063\u2064\u180e")


def acts(shown: str) -> list[str]:
    """The characters of an output that a terminal obeys or that nobody sees."""
    return [one for one in shown if is_active(one)]


def is_active(letter: str) -> bool:
    if letter in "\n\t" or letter in _HARMLESS:
        return False
    return unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp")


def squeezed(shown: str) -> str:
    return "".join(shown.split())


def talked(written: str) -> str:
    return visible(written).replace("\n", "\\x0a")


def forms(written: str) -> tuple[str, ...]:
    """What may be made of a text on its way: cleaned to one line, freed of inline tags."""
    return tuple({made for one in (written, plain(written)) for made in (one, clean(one, 50_000))})


FORMS = {number: forms(written) for number, written in TEXTS.items()}
#: A line of talk has no line feed of others in it.
SHOWN = {
    number: {squeezed(made) for one in found for made in (visible(one), talked(one))}
    for number, found in FORMS.items()
}


def unlike(shown: str, expected: Mapping[int, set[str]]) -> list[str]:
    """Each mark of an output that does not have its payload before it, with what it has."""
    found: list[str] = []
    joined = squeezed(shown)
    for mark in _MARK.finditer(joined):
        end = mark.end()
        if not any(joined.endswith(one, 0, end) for one in expected[int(mark[1])]):
            found.append(joined[max(0, end - 80) : end])
    return found


def strings(value: object) -> Iterator[str]:
    """Every text in a value of JSON or in a record."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from (*strings(key), *strings(one))
    elif isinstance(value, list | tuple):
        for one in value:
            yield from strings(one)
    elif is_dataclass(value) and not isinstance(value, type):
        for part in fields(value):
            yield from strings(getattr(value, part.name))


def all_in_one() -> Entry:
    """An entry with every payload in each of its fields, one after the other, and one by one in
    each of its lists."""
    texts = tuple(TEXTS.values())
    entry = whole_entry(ALL, " ".join(texts), 900)
    lines = tuple(
        Reference(
            number, one, notes=(one,), sources=("pubmed",), rejected=(one,),
            candidates=(Candidate(one, one, 2001, one, found_by=one, penalties=(one,)),),
        )
        for number, one in enumerate(texts, start=1)
    )  # fmt: skip
    return replace(
        entry,
        record=replace(entry.record, keywords=texts, mesh=tuple(MeshHeading(one) for one in texts)),
        references=ReferenceList(lines),
        facets=(*entry.facets, *(Facet("disease", one, (one,)) for one in texts)),
        conflicts=tuple(Conflict("volume", one, (("pubmed", one),)) for one in texts),
        tags=texts,
        labels=tuple(f"therapy={one}" for one in texts),
    )


def made(folder: Path, *entries: Entry) -> Path:
    """A library of these entries."""
    (folder / "entries").mkdir(parents=True)
    (folder / "sscmsc.toml").write_text("schema = 1\n")
    for entry in entries:
        path = folder / "entries" / f"{entry.citekey}.yaml"
        path.write_text(write_entry(entry), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def hostile_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One entry a payload, with the payload in every field."""
    works = (
        whole_entry(key, written, number + 1)
        for key, (number, written) in zip(KEYS, TEXTS.items(), strict=True)
    )
    return made(tmp_path_factory.mktemp("hostile") / "refs", *works)


@pytest.fixture(scope="session")
def crowded_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One entry with every payload in every field, and one that cites it."""
    citing = replace(
        whole_entry("Citing2021", TEXTS[0], 901),
        references=ReferenceList((Reference(1, TEXTS[0], citekey=ALL, matched_by="doi"),)),
    )
    return made(tmp_path_factory.mktemp("crowded") / "refs", all_in_one(), citing)


@pytest.fixture
def wide(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal that is wide enough for every line to be seen whole."""
    monkeypatch.setenv("COLUMNS", "30000")
    (terminal.folder / "good.bib").write_text(BIB)
    return terminal


def run(terminal: Terminal, call: Call, key: str, *more: str, tty: bool = False) -> Ran:
    words = call.with_names(
        key=key, other_key=key, new_key="Newly2020", file="good.bib", out="out.bib"
    )
    return terminal(*words, *more, tty=tty)


def check(ran: Ran, call: Call, output: str) -> int:
    """Everything that must hold of one output; returns how many marks were seen in it."""
    out, err = ran.out, ran.err
    if "colour" in output:
        out = _STYLE.sub("", out)
    if "colour" in output or output == "json on a terminal":
        err = _BAR.sub("", _STYLE.sub("", err))
    assert "Traceback" not in err
    assert acts(out.replace("\r\n", "\n") if call.words[0] == "export" else out) == []
    assert acts(err) == []
    assert unlike(err, SHOWN) == []
    # A formatted reference has initials, quotation marks and punctuation of its style; an audit
    # quotes the part of a text that is wrong, and says what would be right.
    if call.words[0] in ("copy", "cite", "check") or "--style" in call.words:
        return 0
    if "json" in output and ran.out and call.words[0] != "export":
        return check_json(ran)
    assert call.words[0] in ("export", "report") or unlike(out, SHOWN) == []
    return len(_MARK.findall(squeezed(out + err)))


def check_json(ran: Ran) -> int:
    seen = 0
    for one in strings(json.loads(ran.out)):
        for mark in _MARK.finditer(one):
            end = mark.end()
            known = FORMS[int(mark[1])]
            unquoted = re.sub(r'\\(["\\])', r"\1", one[:end])  # a value in a query
            assert any(text.endswith(known) for text in (one[:end], unquoted)), one[:end][-80:]
            seen += 1
    return seen


def outside(folder: Path) -> set[str]:
    """What the commands made beside the library."""
    return {one.name for one in folder.iterdir()} - {"refs", "good.bib", "out.bib", "out.pmids.txt"}


@pytest.mark.parametrize(
    ("call", "output"), OF_ALL, ids=[f"{call.name}-{output}" for call, output in OF_ALL]
)
def test_a_library_of_hostile_works(
    wide: Terminal, hostile_library: Path, call: Call, output: str
) -> None:
    shutil.copytree(hostile_library, wide.library)
    options, tty = OUTPUTS[output]
    ran = run(wide, call, KEYS[0], *options, tty=tty)
    assert ran.code in (*call.codes, 2 if "json" in output else 0), ran.err
    check(ran, call, output)
    assert outside(wide.folder) == set()


@pytest.mark.parametrize("output", ["pipe", "terminal", "colour", "json"])
@pytest.mark.parametrize("call", OF_ONE, ids=lambda call: call.name)
def test_an_entry_crowded_with_hostile_text(
    wide: Terminal, crowded_library: Path, call: Call, output: str
) -> None:
    shutil.copytree(crowded_library, wide.library)
    options, tty = OUTPUTS[output]
    ran = run(wide, call, ALL, *options, tty=tty)
    assert ran.code in (*call.codes, 2 if "json" in output else 0), ran.err
    check(ran, call, output)
    assert outside(wide.folder) == set()


# Files that others open


@pytest.fixture(scope="session")
def hostile_entries() -> tuple[Entry, ...]:
    works = zip(KEYS, TEXTS.items(), strict=True)
    return tuple(whole_entry(key, written, number + 1) for key, (number, written) in works)


def check_bibtex(written: str) -> None:
    """No command but those that set text, no character code, and every brace has its partner."""
    commands = set(re.findall(r"\\([A-Za-z]+)", written))
    assert commands <= {
        "textbackslash", "textbraceleft", "textbraceright", "textasciitilde", "textasciicircum",
        "textasciigrave", "textless", "textgreater", "textbar", "textit", "textbf",
        "textsuperscript", "textsubscript", "ensuremath", "ldots", "textmu", "v", "c", "u", "k",
        "r", "H", "d", "b",
    }  # fmt: skip
    assert "^^" not in written
    depth = 0
    for brace in re.findall("[{}]", written):
        depth += 1 if brace == "{" else -1
        assert depth >= 0
    assert depth == 0
    assert len(re.findall("^@", written, re.M)) == len(TEXTS)


def check_lines(head: str, start: str) -> Callable[[str], None]:
    """Each line begins a field or goes on with one, and works are no more than there are."""

    def check_them(written: str) -> None:
        assert all(re.match(head, line) for line in written.splitlines() if line)
        assert len(re.findall(start, written, re.M)) == len(TEXTS)

    return check_them


def check_json_text(written: str) -> None:
    assert len(json.loads(written)) == len(TEXTS)


def check_xml(written: str) -> None:
    """Nothing is declared, nothing is a comment or an instruction, elements are the format's."""
    assert "<!" not in written
    assert written.count("<?") == 1
    root = etree.fromstring(written.encode(), etree.XMLParser(resolve_entities=False))
    names = {str(one.tag) for one in root.iter()}
    assert names.isdisjoint({"script", "img", "svg", "b", "i", "sup", "sub"})
    assert len(root.findall(".//record")) == len(TEXTS)


class Bare(csv.excel):
    """Cells in which a quote is a quote."""

    quoting = csv.QUOTE_NONE


def check_table(between: str) -> Callable[[str], None]:
    """No cell is a formula, and none is more than one."""

    def check_cells(written: str) -> None:
        dialect = csv.excel if between == "," else Bare
        rows = list(csv.reader(io.StringIO(written, ""), dialect, delimiter=between))
        assert len(rows) == len(TEXTS) + 1
        assert {len(row) for row in rows} == {len(rows[0])}
        cells = [cell.strip() for row in rows for cell in row]
        assert [one for one in cells if one.startswith(tuple("=+-@"))] == []

    return check_cells


def check_yaml(written: str) -> None:
    """YAML that names no type, no anchor and no alias, and is as many works as there are."""
    for event in yaml.parse(written, Loader=yaml.CSafeLoader):
        assert not isinstance(event, yaml.AliasEvent)
        assert getattr(event, "anchor", None) is None
        assert getattr(event, "tag", None) is None
    assert len(yaml.load(written, Loader=yaml.CSafeLoader)) == len(TEXTS)


#: Where a list of references may lead.
_PLACES = ("https://doi.org/", "https://pubmed.ncbi.nlm.nih.gov/", "https://pmc.ncbi.nlm.nih.gov/")


def check_markdown(written: str) -> None:
    """One line a work; no tag, no code, no picture, and links only to the works."""
    lines = [line for line in written.splitlines() if line]
    assert len(lines) == len(TEXTS)
    for number, line in enumerate(lines, start=1):
        assert line.startswith(f"{number}. ")
        bare = re.sub(r"\\[!-/:-@\[-`{-~]", "", line)
        assert re.sub("</?su[bp]>", "", bare).count("<") == 0
        assert "`" not in bare
        assert "![" not in bare
        assert all(one.startswith(_PLACES) for one in re.findall(r"\]\(([^)]*)\)", bare))


def check_html(written: str) -> None:
    """Elements and attributes that set text, links only to the works, and nothing else."""
    root = lxml_html.document_fromstring(written)
    names = {str(one.tag) for one in root.iter()}
    assert names <= {
        "html", "head", "meta", "title", "style", "body", "ol", "li", "a", "i", "b", "em",
        "strong", "sup", "sub", "p", "h1", "span", "div",
    }  # fmt: skip
    attributes = {name for one in root.iter() for name in one.attrib}
    assert attributes <= {"lang", "charset", "http-equiv", "content", "name", "id", "href", "class"}
    assert all(one.get("href", _PLACES[0]).startswith(_PLACES) for one in root.iter())
    assert len(root.findall(".//li")) == len(TEXTS)
    assert "default-src 'none'" in written
    assert len(root.findall(".//style")) == 1


#: What makes text act in a format that is written, and that none of ours does.
INERT: dict[str, Callable[[str], None]] = {
    "bibtex": check_bibtex,
    "ris": check_lines("[A-Z][A-Z0-9]  - ", "^TY  - "),
    "nbib": check_lines("[A-Z]{2,4} *- |      ", "^(?:PMID|OWN)- "),
    "csl-json": check_json_text,
    "endnote-xml": check_xml,
    "csv": check_table(","),
    "tsv": check_table("\t"),
    "biblatex": check_bibtex,
    "hayagriva": check_yaml,
    "markdown": check_markdown,
    "html": check_html,
}
WRITTEN = tuple(row for row in FORMATS if row.write)


@pytest.mark.parametrize("row", WRITTEN, ids=lambda row: row.name)
def test_nothing_acts_in_a_file_that_is_written(
    row: Format, hostile_entries: tuple[Entry, ...]
) -> None:
    assert row.name in INERT, "say in INERT what could act in this format"
    assert row.write is not None
    written = "".join(row.write(hostile_entries))
    assert acts(written.replace("\r\n", "\n")) == []
    INERT[row.name](written)
    if row.write_ascii is not None:
        in_ascii = "".join(row.write_ascii(hostile_entries))
        assert in_ascii.isascii()
        INERT[row.name](in_ascii)
    if row.read is None:
        return
    reading = row.read(written.encode(), "written")
    assert reading.problems == ()
    assert len(reading.works) == len(hostile_entries)
    for number, held in zip(TEXTS, reading.works, strict=True):
        record = held.work.record
        shown = {squeezed(clean(form)) for form in FORMS[number]}
        told = [record.shown_title, record.container and record.container.title]
        assert None not in told
        for one in (*told, *(part.text for part in record.abstract)):
            bare = squeezed(plain(one or ""))
            if row.name != "endnote-xml" or "\uffff" not in TEXTS[number]:  # no XML may hold it
                assert bare in shown or f"{bare}." in shown or any(map(bare.endswith, shown)), bare


@pytest.mark.parametrize("number", TEXTS, ids=tuple(PAYLOADS).__getitem__)
def test_each_payload_in_an_entry_of_its_own(
    wide: Terminal, hostile_library: Path, number: int
) -> None:
    key, outputs = f"P{number:03}", tuple(OUTPUTS)
    (wide.library / "entries").mkdir(parents=True)
    path = wide.library / "entries" / f"{key}.yaml"
    shutil.copyfile(hostile_library / "entries" / path.name, path)
    show = Call(("show", KEY))
    for turn, call in enumerate((show, show, OF_ONE[number % len(OF_ONE)]), start=number):
        output = outputs[turn % len(outputs)]
        options, tty = OUTPUTS[output]
        ran = run(wide, call, key, *options, tty=tty)
        assert ran.code in (*call.codes, 2 if "json" in output else 0), (call.name, ran.err)
        assert check(ran, call, output) > 10 or call != show
    assert outside(wide.folder) == set()


@pytest.mark.parametrize(
    "words",
    [["list"], ["show", *KEYS], ["refs", KEYS[0]], ["show", "\x1b[2J"]],
    ids=lambda one: one[0],
)
def test_on_a_terminal_itself(
    wide: Terminal, hostile_library: Path, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(hostile_library, wide.library)
    monkeypatch.setenv("TERM", "xterm-256color")
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "sscmsc", *words]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(
        command, cwd=wide.folder, env=environment, stdin=theirs, stdout=theirs, stderr=theirs
    ) as process:
        os.close(theirs)
        shown = b""
        with suppress(OSError):  # what Linux says at the end of a terminal
            while piece := os.read(ours, 65536):
                shown += piece
    os.close(ours)
    told = _STYLE.sub("", shown.decode().replace("\r\n", "\n"))
    assert process.returncode == (4 if "\x1b" in words[-1] else 0)
    assert acts(told) == []
    assert unlike(told, SHOWN) == []
