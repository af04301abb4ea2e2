"""Every way in which the file of an entry may be spoiled, and what is to be said of it."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

#: A sound entry of which each damage below makes a bad one; lines are counted from 1.
SOUND = """\
citekey: "{key}"
record:
  kind: article-journal
  title: "Stromal cells in SSc: {key}"
  authors:
    - "Amsel, Ada (A)"
  volume: "9"
  issued: "2020-03"
  source: pubmed
references:
  list:
    - position: 1
      text: "A line as printed. 2001"
tags:
  - grant
note: "Read again."
"""
END = SOUND.count("\n") + 1


class Damage(NamedTuple):
    """What is done to the file at a path, and what the complaint of it has (line 0: none)."""

    make: Callable[[Path], None]
    line: int
    words: str


def bytes_of(change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        path.write_bytes(change(path.read_bytes()))

    return make


def whole(data: bytes) -> Callable[[Path], None]:
    return bytes_of(lambda _: data)


def end(*lines: str) -> Callable[[Path], None]:
    """Lines added at the end of the file."""
    added = "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogateescape")
    return bytes_of(lambda old: old + added)


def at(number: int, line: str) -> Callable[[Path], None]:
    """One line put in the place of another."""

    def change(old: bytes) -> bytes:
        lines = old.splitlines(keepends=True)
        lines[number - 1] = line.encode("utf-8", "surrogateescape") + b"\n"
        return b"".join(lines)

    return bytes_of(change)


def other(make: Callable[[Path], None]) -> Callable[[Path], None]:
    """Something else in the place of the file."""

    def change(path: Path) -> None:
        path.unlink()
        make(path)

    return change


def outside(path: Path) -> None:
    """A link to a file that is not in the library."""
    target = path.parent.parent.parent / "outside.yaml"
    target.write_text(SOUND.format(key=path.stem), encoding="utf-8")
    path.symlink_to(target)


def loop(path: Path) -> None:
    turn = path.with_name(f".{path.name}.turn")
    turn.symlink_to(path.name)
    path.symlink_to(turn.name)


def piped(path: Path) -> None:
    os.mkfifo(path.with_name(".pipe"))
    path.symlink_to(".pipe")


def bound(path: Path) -> None:
    """A socket; its name may be too long to bind where the test stands."""
    here = Path.cwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(here)


def large(size: int) -> Callable[[Path], None]:
    """A file of that many bytes, most of them a hole."""

    def make(path: Path) -> None:
        with path.open("r+b") as file:
            file.truncate(size)

    return make


BOMB = [f"b{n}: &b{n} [{', '.join([f'*b{n - 1}'] * 9)}]" for n in range(1, 9)]

#: What may be wrong with the file of an entry.
ENTRY: dict[str, Damage] = {
    # what editors, mergers and transfers leave behind
    "git conflict": Damage(
        end("<<<<<<< HEAD", "tags: []", "=======", ">>>>>>> other"), END, "unfinished git merge"
    ),
    "git conflict within": Damage(
        at(4, '<<<<<<< HEAD\n  title: "one"\n=======\n  title: "two"\n>>>>>>> x'), 4, "git merge"
    ),
    "git conflict, last half": Damage(end(">>>>>>> other"), END, "unfinished git merge"),
    "git conflict with base": Damage(end("||||||| 1f2e3d4", "======="), END, "git merge"),
    "empty": Damage(whole(b""), 1, "the file is empty"),
    "blank": Damage(whole(b"\n  \n\n"), 1, "the file is empty"),
    "only comments": Damage(whole(b"# citekey: X\n# record:\n"), 1, "the file is empty"),
    "only a BOM": Damage(whole(b"\xef\xbb\xbf"), 1, "the file is empty"),
    "zeros": Damage(whole(b"\0" * 4096), 1, "a NUL byte"),
    "ends within a string": Damage(bytes_of(lambda old: old[:65]), 4, "a quote that is never"),
    "ends within a key": Damage(bytes_of(lambda old: old[:26]), 2, "no 'key: value'"),
    "ends within a character": Damage(
        bytes_of(lambda old: old + "note2: é".encode()[:-1]), END, "is not UTF-8"
    ),
    "NUL": Damage(end('x: "a\0b"'), END, "a NUL byte"),
    "bad UTF-8": Damage(end("x: \udcff"), END, "byte 0xff is not UTF-8"),
    "a surrogate in UTF-8": Damage(end("x: \udced\udca0\udc80"), END, "is not UTF-8"),
    "overlong UTF-8": Damage(end("x: \udcc0\udc80"), END, "byte 0xc0 is not UTF-8"),
    "Latin-1": Damage(at(6, '    - "M\udcfcller, Ada"'), 6, "byte 0xfc is not UTF-8"),
    "UTF-16": Damage(bytes_of(lambda old: old.decode().encode("utf-16")), 1, "UTF-16"),
    "binary": Damage(whole(b"\x89PNG\r\n\x1a\n\x00\x00"), 3, "a NUL byte"),
    "gzip": Damage(whole(b"\x1f\x8b\x08\x01\x02\x03"), 1, "byte 0x8b is not UTF-8"),
    "another format": Damage(whole(b"@article{x,\n  title = {y},\n}\n"), 1, "no YAML"),
    "JSON": Damage(whole(b'{"citekey": "x"}\n'), 1, "'record' is missing"),
    "HTML": Damage(whole(b"<html>\n<body>404</body></html>\n"), 1, "found text"),
    "an old-Mac file with an error": Damage(
        bytes_of(lambda old: old.replace(b"\n", b"\r") + b"x: &a b\r"), END, "anchors"
    ),
    "a DOS file with an error": Damage(
        bytes_of(lambda old: old.replace(b"\n", b"\r\n") + b"x: &a b\r\n"), END, "anchors"
    ),
    # YAML that is none, or not ours
    "tab indent": Damage(at(4, '\ttitle: "Cells"'), 4, "indent with blanks"),
    "wrong indent": Damage(at(4, '   title: "Cells"'), 4, "no YAML"),
    "no blank after the colon": Damage(at(4, '  title:"Cells"'), 4, "no 'key: value'"),
    "a colon in plain text": Damage(at(4, "  title: Cells: a review"), 4, "put the text in quotes"),
    "unclosed quote": Damage(at(16, 'note: "never closed'), 16, "a quote that is never closed"),
    "unclosed quote above": Damage(at(4, '  title: "never closed'), 6, "is a quote above it"),
    "unclosed list": Damage(end("x: [a, b"), END, "a bracket that is never closed"),
    "bad escape": Damage(at(4, r'  title: "a \q b"'), 4, "an escape that there is not"),
    "two documents": Damage(end("---", 'citekey: "Other"'), END, "no YAML"),
    "a directive": Damage(end("%YAML 9.9"), END, "no YAML"),
    "duplicate key": Damage(end("tags: []"), END, "'tags' stands twice"),
    "duplicate key in the record": Damage(at(7, '  title: "x"'), 7, "'title' stands twice"),
    "duplicate citekey": Damage(end('citekey: "Other"'), END, "'citekey' stands twice"),
    "anchor": Damage(at(16, "note: &a text"), 16, "anchors"),
    "alias": Damage(end("x: *a"), END, "aliases"),
    "merge key": Damage(end("x: &a {b: c}", "y:", "  <<: *a"), END, "anchors"),
    "alias bomb": Damage(end("b0: &b0 lol", *BOMB), END, "anchors"),
    "python object": Damage(
        end('x: !!python/object/apply:os.system ["touch pwned"]'), END, "tags (!)"
    ),
    "python name": Damage(end("x: !!python/name:os.system"), END, "tags (!)"),
    "custom tag": Damage(at(4, "  title: !mine Cells"), 4, "tags (!)"),
    "binary tag": Damage(end("x: !!binary aGVsbG8="), END, "tags (!)"),
    "complex key": Damage(end("? [a, b]", ": c"), END, "expected a key"),
    "a list as a key": Damage(end("[a, b]: c"), END, "expected a key"),
    "a long key": Damage(end("k" * 101 + ": c"), END, "a key of up to 100 characters"),
    # sizes
    "deep lists": Damage(end("x: " + "[" * 100_000), END, "levels deep"),
    "deep and closed": Damage(end("x: " + "[" * 50_000 + "]" * 50_000), END, "levels deep"),
    "deep mappings": Damage(end("x: " + "{a: " * 100_000), END, "levels deep"),
    "deep dashes": Damage(end("x:", "  " + "- " * 100_000 + "a"), END + 1, "levels deep"),
    "deep indent": Damage(
        end("x:", *(" " * n + "k:" for n in range(1, 300))), END + 22, "levels deep"
    ),
    "5 MB of brackets": Damage(end("x: " + "[" * 5_000_000), END, "levels deep"),
    "5 MB of braces": Damage(end("x: " + "{" * 5_000_000), END, "levels deep"),
    "100 MB": Damage(large(100_000_000), 0, "larger than 20 MB"),
    "1 TB": Damage(large(1_000_000_000_000), 0, "larger than 20 MB"),
    "a flood of accents": Damage(at(4, "  title: e" + "\u0301\u0327" * 50_000), 4, "30 accents"),
    "a flood of escapes": Damage(
        at(4, '  title: "e' + r"\u0301\x41\u0327" + r"\u0301\u0327" * 20 + '"'), 4, "30 accents"
    ),
    # types
    "a text": Damage(whole(b"just text\n"), 1, "found text"),
    "a list": Damage(whole(b"- citekey: x\n"), 1, "found a list"),
    "a number": Damage(whole(b"42\n"), 1, "found text"),
    "null": Damage(whole(b"null\n"), 1, "found nothing"),
    "no citekey": Damage(at(1, "cite: x"), 1, "'citekey' is missing"),
    "citekey a list": Damage(at(1, "citekey: [a]"), 1, "expected text, found a list"),
    "citekey null": Damage(at(1, "citekey:"), 1, "expected text, found nothing"),
    "citekey of another file": Damage(at(1, 'citekey: "Other2020"'), 1, "the file is named"),
    "citekey with escapes": Damage(at(1, r'citekey: "a\u202e\e[2J"'), 1, "the file is named"),
    "record text": Damage(whole(b"citekey: X\nrecord: text\n"), 2, "found text"),
    "record a list": Damage(whole(b"citekey: X\nrecord:\n- a\n"), 3, "found a list"),
    "record null": Damage(whole(b"citekey: X\nrecord:\n"), 2, "'source' is missing"),
    "no source": Damage(at(9, "  x: pubmed"), 3, "'source' is missing"),
    "unknown kind": Damage(at(3, "  kind: paper"), 3, "'paper' is none of"),
    "kind a list": Damage(at(3, "  kind: [a]"), 3, "found a list"),
    "title a list": Damage(at(4, "  title: [a, b]"), 4, "expected text, found a list"),
    "title keys": Damage(at(4, "  title: {a: b}"), 4, "found keys and values"),
    "authors text": Damage(at(6, "    Amsel, Ada"), 6, "expected a list"),
    "author of unknown keys": Damage(at(6, "    - famly: Amsel"), 6, "unknown key 'famly'"),
    "author a list": Damage(at(6, "    - [Amsel, Ada]"), 6, "found a list"),
    "author null": Damage(at(6, "    -"), 6, "found nothing"),
    "a bad PMID": Damage(at(7, "  pmid: 12x"), 7, "'12x' is no PMID"),
    "a huge PMID": Damage(at(7, "  pmid: " + "9" * 5000), 7, "is no PMID"),
    "a bad PMCID": Damage(at(7, "  pmcid: PMX12"), 7, "is no PMCID"),
    "a DOI that turns round": Damage(at(7, r'  doi: "10.1000/a\u202eb"'), 7, "is no DOI"),
    "a bad DOI": Damage(at(7, "  doi: eleven"), 7, "'eleven' is no DOI"),
    "a month 13": Damage(at(8, "  issued: 2020-13"), 8, "expected 2018, 2018-09"),
    "a day 32": Damage(at(8, "  issued: 2020-03-32"), 8, "expected 2018"),
    "a month 13 by keys": Damage(at(8, "  issued: {year: 2020, month: 13}"), 8, "no such date"),
    "a season of none": Damage(at(8, "  issued: {year: 2020, season: wet}"), 8, "no such date"),
    "a date without a year": Damage(at(8, "  issued: {month: 3}"), 8, "'year' is missing"),
    "a date in words": Damage(at(8, "  issued: March 3rd"), 8, "expected 2018"),
    "a date of YAML": Damage(at(8, "  issued: 2020-03-03T10:00:00Z"), 8, "expected 2018"),
    "a date a list": Damage(at(8, "  issued: [2020, 3]"), 8, "found a list"),
    "a flag in words": Damage(at(7, "  authors_complete: no"), 7, "expected true or false"),
    "a flag in quotes": Damage(at(7, '  authors_complete: "true"'), 7, "expected true or false"),
    "position text": Damage(at(12, "    - position: one"), 12, "a whole number"),
    "position huge": Damage(at(12, "    - position: " + "9" * 30), 12, "a whole number"),
    "position NaN": Damage(at(12, "    - position: .nan"), 12, "a whole number"),
    "position a float": Damage(at(12, "    - position: 1.5"), 12, "a whole number"),
    "position octal": Damage(at(12, "    - position: 0o17"), 12, "a whole number"),
    "score NaN": Damage(at(13, '      score: "nan"'), 13, "expected a number"),
    "score infinite": Damage(at(13, '      score: "1e999"'), 13, "expected a number"),
    "score huge": Damage(at(13, f'      score: "{"9" * 5000}"'), 13, "expected a number"),
    "references text": Damage(at(10, "references: text\nx:"), 10, "found text"),
    "references a list": Damage(at(10, "references: [a]\nx:"), 10, "found a list"),
    "a list of lines text": Damage(at(11, "  list: text\nx:"), 11, "expected a list"),
    "references of unknown keys": Damage(at(11, "  lines:"), 12, "unknown key 'lines'"),
    "a reference text": Damage(at(11, "  list: [one]\nx:"), 11, "found text"),
    "tags text": Damage(at(15, "  grant"), 15, "tags: expected a list"),
    "tags of nothing": Damage(at(15, "  -"), 15, "found nothing"),
    "tags of mappings": Damage(at(15, "  - a: b"), 15, "expected text"),
    "note a list": Damage(at(16, "note: [a]"), 16, "expected text, found a list"),
    "a field with two sources": Damage(
        end("provenance:", "  a: [doi]", "  b: [doi]"), END + 2, "two sources"
    ),
    "provenance a list": Damage(end("provenance: [a]"), END, "found a list"),
    "conflicts of texts": Damage(end("conflicts: [a]"), END, "found text"),
    "facets of texts": Damage(end("facets: [a]"), END, "found text"),
    "edits a list": Damage(end("edits: [a]"), END, "found a list"),
    # characters that YAML has no room for
    "ESC": Damage(end("x: \x1b[2J"), END, "U+001B"),
    "C1": Damage(end("x: \u009b31m"), END, "U+009B"),
    "DEL": Damage(end("x: a\x7fb"), END, "U+007F"),
    "a noncharacter": Damage(end("x: a\ufffeb"), END, "U+FFFE"),
    # what stands where the file should be
    "a folder": Damage(other(Path.mkdir), 0, "no file but a folder"),
    "a FIFO": Damage(other(os.mkfifo), 0, "no file but a pipe"),
    "a socket": Damage(other(bound), 0, "no file but a pipe or device"),
    "a device": Damage(other(lambda path: path.symlink_to("/dev/zero")), 0, "a link that leads"),
    "a link out": Damage(other(outside), 0, "a link that leads out of the library"),
    "a link to nowhere": Damage(other(lambda path: path.symlink_to("nowhere")), 0, "to nowhere"),
    "a link to itself": Damage(other(lambda path: path.symlink_to(path.name)), 0, "to nowhere"),
    "a loop of links": Damage(other(loop), 0, "a link to nowhere"),
    "a link to a FIFO": Damage(other(piped), 0, "no file but a pipe"),
    "a link to a folder": Damage(other(lambda path: path.symlink_to(".")), 0, "a link that leads"),
}  # fmt: skip
