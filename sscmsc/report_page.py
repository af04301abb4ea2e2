"""A page of its own that shows works, what they are about, and what reviews make of them.

It asks for nothing from elsewhere: script, style and pictures stand in it, and a policy in its head
forbids all else (Content Security Policy Level 3, hashes of the two inline parts).
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from html import escape
from importlib.resources import files
from typing import NamedTuple

from sscmsc.text import harmless

_NUMBER = ' class="number"'


class Section(NamedTuple):
    """A part of the page below the works: the name of its place, a heading, and HTML."""

    name: str
    heading: str
    html: str


def text(value: str) -> str:
    """Text that nothing in HTML acts on, in an element or in an attribute."""
    return escape(harmless(value))


def picture(drawn: bytes, alternative: str, caption: str = "") -> str:
    """A figure of an SVG or PNG picture; `alternative` says what it shows."""
    kind = "png" if drawn.startswith(b"\x89PNG") else "svg+xml"
    data = base64.b64encode(drawn).decode()
    told = f"<figcaption>{text(caption)}</figcaption>" if caption else ""
    return (
        f'<figure><img class="plot" alt="{text(alternative)}" '
        f'src="data:image/{kind};base64,{data}">{told}</figure>'
    )


def table(
    head: Sequence[str], rows: Sequence[Sequence[str | int]], *, caption: str, kind: str = ""
) -> str:
    """A table of texts and numbers; the first cell of a row names it."""
    numbers = [any(isinstance(row[place], int) for row in rows) for place in range(len(head))]
    heads = "".join(
        f'<th scope="col"{_NUMBER if number else ""}>{text(one)}</th>'
        for one, number in zip(head, numbers, strict=True)
    )
    body = "".join(f"<tr>{''.join(_cells(row))}</tr>" for row in rows)
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{text(caption)}">'
        f'<table class="{kind}"><caption>{text(caption)}</caption><thead><tr>{heads}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _cells(row: Sequence[str | int]) -> Iterator[str]:
    first, *rest = row
    yield f'<th scope="row">{text(str(first))}</th>'
    for one in rest:
        yield f"<td{_NUMBER if isinstance(one, int) else ''}>{text(str(one))}</td>"


def make_page(
    title: str, told: Sequence[str], data: str, texts: str, sections: Sequence[Section]
) -> Iterator[str]:
    """The page, piece by piece. `told` are sentences below the title, `data` and `texts` what
    `report_works.works_data` makes."""
    style, script = _resource("report.css"), _resource("report.js")
    policy = (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    yield (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{text(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n"
        '<a class="skip" href="#works">To the works</a>\n'
    )
    yield f"<header><h1>{text(title)}</h1>\n"
    yield "".join(f"<p>{text(one)}</p>\n" for one in told)
    links = [("works", "Works"), *((one.name, one.heading) for one in sections)]
    yield '<nav aria-label="Parts of this page"><ul>'
    yield "".join(f'<li><a href="#{name}">{text(heading)}</a></li>' for name, heading in links)
    yield "</ul></nav></header>\n<main>\n"
    yield _WORKS
    for one in sections:
        yield f'<section id="{one.name}"><h2>{text(one.heading)}</h2>\n{one.html}\n</section>\n'
    yield '</main>\n<div id="said" role="status" aria-live="polite"></div>\n'
    yield f'<script type="application/json" id="data">{data}</script>\n'
    yield f'<script type="text/plain" id="texts">{texts}</script>\n'
    yield f"<script>{script}</script>\n</body>\n</html>\n"


def _resource(name: str) -> str:
    return (files("sscmsc") / "data" / name).read_text(encoding="utf-8")


def _hash(inline: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode()


_WORKS = """<section id="works"><h2 id="works-head" tabindex="-1">Works</h2>
<noscript><p>The list of works needs JavaScript, which stands in this page itself.</p></noscript>
<div class="tools">
<div><label for="search">Find in title, authors, journal, labels, identifiers</label>
<input type="search" id="search" autocomplete="off" spellcheck="false"></div>
<button type="button" id="clear">Show all</button>
<p id="number" role="status" aria-live="polite"></p>
</div>
<div id="works-layout">
<details id="filters-box" open><summary>Filters</summary>
<div id="filters" role="group" aria-label="Filters"></div></details>
<div class="scroll" tabindex="0" role="region" aria-label="List of works">
<table id="list"><caption>Each heading sorts the list by its column.</caption>
<thead><tr>
<th scope="col" aria-sort="ascending"><button type="button" data-by="key">Citekey</button></th>
<th scope="col" class="number"><button type="button" data-by="year">Year</button></th>
<th scope="col"><button type="button" data-by="title">Work</button></th>
<th scope="col" class="number"><button type="button" data-by="cited">Cited by</button></th>
</tr></thead><tbody id="rows"></tbody></table>
<button type="button" id="more" hidden>Show more</button>
</div></div></section>
"""
