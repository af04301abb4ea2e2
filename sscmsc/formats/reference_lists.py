"""Reference lists to be read by people, written: Markdown and HTML, one numbered line a work.

The layout is our own and simple. In Markdown whatever could be markup has a backslash before it
(CommonMark 0.31, section 2.4); in HTML all text is escaped, links go to doi.org, PubMed and PMC
alone, and a policy in the head forbids everything else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape

from sscmsc import identifiers, text
from sscmsc.entry import Entry
from sscmsc.formats.reference_line import reference_line
from sscmsc.identifiers import Identifier
from sscmsc.record import Record

_LABELS = {"doi": "doi", "pmid": "PMID", "pmcid": "PMCID"}
_MARKDOWN = re.compile(r"[\\`*_{}\[\]<>#|~^$&@!]|(?<=\d)[.)](?=\s)")
_SPACES = re.compile(r"(\s*)(.*?)(\s*)", re.S)
_HEAD = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>References</title>
<style>
body { font-family: serif; max-width: 45em; margin: 2em auto; line-height: 1.4 }
li { margin-bottom: 0.5em }
</style>
</head>
<body>
<ol>
"""
_TAIL = "</ol>\n</body>\n</html>\n"


def write_markdown(entries: Iterable[Entry]) -> Iterator[str]:
    """A numbered list, one line a work."""
    for number, entry in enumerate(entries, start=1):
        yield f"{number}. {_markdown_line(entry.record)}\n"


def write_html(entries: Iterable[Entry]) -> Iterator[str]:
    """A whole page with one numbered list; each item's id is the citekey."""
    yield _HEAD
    for entry in entries:
        key = escape(text.harmless(entry.citekey))
        yield f'<li id="{key}">{_html_line(entry.record)}</li>\n'
    yield _TAIL


def _own(record: Record) -> tuple[Identifier, ...]:
    return tuple(one for one in (record.doi, record.pmid, record.pmcid) if one is not None)


def _markdown_line(record: Record) -> str:
    line = "".join(_markdown_run(run, tags) for run, tags in text.runs(reference_line(record)))
    links = (
        f"{_LABELS[one.scheme]}: [{markdown_text(one.value)}]({_address(one)})"
        for one in _own(record)
    )
    return " ".join([line, *(f"{link}." for link in links)])


def _markdown_run(run: str, tags: tuple[str, ...]) -> str:
    """Text with its markup, blanks at its ends outside of that: `* x*` would not be one."""
    run = text.harmless(run)
    found = _SPACES.fullmatch(run)
    assert found is not None
    before, inner, after = found.groups()
    if not inner:
        return run
    written = markdown_text(inner)
    for tag in reversed(tags):
        mark = {"i": "*", "b": "**"}.get(tag)
        written = f"{mark}{written}{mark}" if mark else f"<{tag}>{written}</{tag}>"
    return f"{before}{written}{after}"


def markdown_text(value: str) -> str:
    """Text in which nothing is Markdown."""
    return _MARKDOWN.sub(r"\\\g<0>", text.harmless(value))


def _html_line(record: Record) -> str:
    pieces: list[str] = []
    for run, tags in text.runs(reference_line(record)):
        ends = "".join(f"</{tag}>" for tag in reversed(tags))
        begins = "".join(f"<{tag}>" for tag in tags)
        pieces.append(f"{begins}{escape(text.harmless(run), quote=False)}{ends}")
    links = (
        f'{_LABELS[one.scheme]}: <a href="{escape(_address(one))}">'
        f"{escape(text.harmless(one.value), quote=False)}</a>."
        for one in _own(record)
    )
    return " ".join(["".join(pieces), *links])


def _address(one: Identifier) -> str:
    """The page of an identifier; parentheses would end a link of Markdown."""
    return identifiers.url(one).replace("(", "%28").replace(")", "%29")
