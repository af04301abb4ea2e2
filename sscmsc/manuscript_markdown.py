"""Citations in Markdown of pandoc, R Markdown and Quarto, and in plain text.

Rules: the Pandoc User's Guide, "Citation syntax", "Verbatim (code) blocks" and "Numbered example
lists"; the Quarto guide, "Cross References" (prefixes that are kept for them).
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator

from sscmsc.identifiers import find
from sscmsc.manuscript_text import Mention, blanked, bracketed_identifiers

_DOI_KEY = r"(?:doi:|https?://(?:dx\.)?doi\.org/)10\.\d{4,9}/(?:(?!;[\s@])[^\s\]])+"
_BARE_KEY = r"[^\W_](?:\w|[:.#$%&\-+?<>~/](?=\w))*|_(?:\w|[:.#$%&\-+?<>~/](?=\w))+"
_AT = re.compile(
    rf"(?<![^\W_])(?<![\\/@])@(?:\{{(?P<braced>[^{{}}\s]+)\}}|(?P<doi>{_DOI_KEY})"
    rf"|(?P<bare>{_BARE_KEY})|(?P<all>\*))",
    re.I,
)
#: What Quarto and pandoc-crossref keep for figures, tables, sections and the like.
_CROSS = re.compile(
    r"(?:fig|tbl|tab|sec|eq|lst|thm|lem|cor|prp|cnj|def|exm|exr|sol|rem|alg|tip|nte|wrn|imp|cau)[-:]"
)
_FENCE = re.compile(r" {0,3}(?:> ?)*(`{3,}|~{3,})(.*)")
_INDENTED = re.compile(r"(?: {4}| {0,3}\t)[ \t]*\S")
_ITEM = re.compile(
    r"[ \t]*(?:[-*+]|\(?(?:\d{1,9}|[A-Za-z]|#|@[\w-]*)[.)]|\[\^[^\]]*\]:|:|~)(?:\s|$)"
)
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")
_TICKS = re.compile(r"(?<!\\)`+|(?:\r\n|\r|\n)[ \t]*(?=\r|\n)")
_ASIDE = re.compile(r"<!--.*?(?:-->|\Z)|(?<![@{:])\bhttps?://[^\s)>\]]+", re.DOTALL)
_HEADER = re.compile(
    r"\ufeff?---[ \t]*(?:\r\n|\r|\n)(.*?)(?:\r\n|\r|\n)(?:---|\.\.\.)[ \t]*(?=[\r\n]|\Z)", re.DOTALL
)
_NOCITE = re.compile(r"^nocite[ \t]*:.*(?:(?:\r\n|\r|\n)(?:[ \t-].*|(?=[\r\n]|\Z)))*", re.M)
_EXAMPLE = re.compile(r"^[ \t]{0,3}\(@([\w-]+)\)(?=\s)", re.M)


def find_markdown(text: str) -> Iterator[Mention]:
    """The keys that a Markdown text cites, in order; `*` is every work (`nocite: '@*'`).

    Code, comments, web and e-mail addresses, escaped `\\@` and labels of example lists count for
    nothing; labels of figures and the like, and what stands in the header but in `nocite`, only
    if there is such a work.
    """
    seen = blanked(text, _blocks(text))
    seen = blanked(seen, _spans(seen))
    seen = blanked(seen, (found.span() for found in _ASIDE.finditer(seen)))
    examples = {found.group(1) for found in _EXAMPLE.finditer(seen)}
    header = _HEADER.match(seen)
    end = header.end() if header else 0
    nocite = _NOCITE.search(header.group(1)) if header else None
    listed = (
        (nocite.start() + header.start(1), nocite.end() + header.start(1))
        if header and nocite
        else (0, 0)
    )
    for mention in find_marked(seen):
        if mention.key in examples and seen[mention.start - 2 : mention.start] == "(@":
            continue
        is_listed = listed[0] <= mention.start < listed[1]
        if mention.key == "*" and not is_listed:
            continue
        is_sure = mention.sure and (mention.start >= end or is_listed)
        yield mention._replace(sure=is_sure)


def find_marked(text: str) -> Iterator[Mention]:
    """Every `@key`, `@{key}` and `@doi:10...` of a text, whatever stands around it."""
    for found in _AT.finditer(text):
        group = found.lastgroup or "bare"
        key, start = found.group(group), found.start(group)
        if group == "doi":
            inner = next(iter(find(key)), None)
            key = key[: inner.end] if inner else key
        yield Mention(key, start, start + len(key), not _CROSS.match(key))


def find_plain(text: str) -> Iterator[Mention]:
    """The citations of a plain text, in order: `[@key; @key]`, and PMIDs, PMCIDs and DOIs in
    brackets. A key outside of brackets counts only if there is such a work."""
    keys = list(find_marked(text))
    marked = [mention for mention in keys if mention.key != "*"]
    taken = {place for one in marked for place in (one.start, one.end)}
    loose = (
        one for one in bracketed_identifiers(text)
        if one.start not in taken and one.end not in taken and not _is_within(one, marked)
    )  # fmt: skip
    brackets = [found.span() for found in re.finditer(r"\[[^\[\]]*\]", text)]
    sure = (one._replace(sure=_is_inside(one.start, brackets)) for one in marked)
    yield from sorted((*sure, *loose), key=lambda one: one.start)


def _is_inside(place: int, spans: list[tuple[int, int]]) -> bool:
    from bisect import bisect_right

    at = bisect_right(spans, (place, place)) - 1
    return at >= 0 and spans[at][0] < place < spans[at][1]


def _is_within(mention: Mention, others: list[Mention]) -> bool:
    return _is_inside(mention.start, [(one.start - 1, one.end) for one in others])


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Fenced and indented code."""
    fence, opened = "", 0
    is_blank, in_list, in_code = True, False, False
    for found in _LINE.finditer(text):
        line = found.group()
        mark = _FENCE.match(line)
        if fence:
            if mark and mark.group(1).startswith(fence) and not mark.group(2).strip():
                yield opened, found.end()
                fence = ""
            continue
        if mark and ("`" not in mark.group(2) or mark.group(1)[0] == "~"):
            fence, opened, is_blank, in_code = mark.group(1), found.start(), False, False
            continue
        if not line.strip():
            is_blank = True
            continue
        if _INDENTED.match(line):
            in_code = (in_code or is_blank) and not in_list
            if in_code:
                yield found.span()
        else:
            in_code = False
            in_list = bool(_ITEM.match(line)) or (in_list and (not is_blank or line[0] in " \t"))
        is_blank = False
    if fence:
        yield opened, len(text)


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Code within a line of text: between runs of as many backticks in one paragraph."""
    runs: list[re.Match[str]] = []
    for found in (*_TICKS.finditer(text), None):
        if found is not None and found.group().startswith("`"):
            runs.append(found)
            continue
        yield from _paired(runs)
        runs = []


def _paired(runs: list[re.Match[str]]) -> Iterator[tuple[int, int]]:
    places: dict[int, deque[int]] = {}
    for number, run in enumerate(runs):
        places.setdefault(len(run.group()), deque()).append(number)
    after = 0
    for number, run in enumerate(runs):
        same = places[len(run.group())]
        while same and same[0] <= number:
            same.popleft()
        if number >= after and same:
            yield run.start(), runs[same[0]].end()
            after = same[0] + 1
