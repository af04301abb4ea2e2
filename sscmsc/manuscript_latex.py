"""Citations in LaTeX: sources (`.tex`) and what LaTeX writes for BibTeX and biber (`.aux`).

Commands are those of LaTeX itself, natbib (its manual, section 2), biblatex (its manual, section
3.9) and csquotes; the `.aux` commands those of LaTeX and of biblatex.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sscmsc.manuscript_text import Mention, blanked

#: Commands with one list of keys: `\\cite[see][p. 3]{key,key}`.
_SINGLE = frozenset(
    "cite citep citet Citep Citet citealp citealt Citealp Citealt citeauthor Citeauthor "
    "citefullauthor citeyear citeyearpar citenum citen citeonline onlinecite shortcite nocite "
    "autocite Autocite parencite Parencite textcite Textcite footcite footcitetext smartcite "
    "Smartcite supercite fullcite footfullcite citetitle citedate citeurl notecite Notecite "
    "pnotecite Pnotecite fnotecite citefield citelist citename citetalias citepalias "
    "defcitealias bibentry textcquote blockcquote".split()
)
#: Commands with several: `\\cites(see)()[3]{key}[4]{key}`.
_MULTIPLE = frozenset(
    "cites Cites parencites Parencites textcites Textcites autocites Autocites footcites "
    "footcitetexts smartcites Smartcites supercites fullcites footfullcites".split()
)
#: Commands with a volume first: `\\volcite{2}[3]{key}`.
_VOLUME = frozenset(
    "volcite Volcite pvolcite Pvolcite fvolcite ftvolcite svolcite Svolcite tvolcite Tvolcite "
    "avolcite Avolcite".split()
)
_COMMAND = re.compile(r"\\([A-Za-z]+)\*?")
_BLANK = re.compile(r"[ \t]*(?:\r\n|\r|\n)?[ \t]*")
_OVERLAY = re.compile(r"<[^<>\r\n]{0,40}>")
_PARENTHESIS = re.compile(r"\([^()]{0,400}\)")
_GROUP = re.compile(r"\{([^{}]{0,20000})\}")
#: How long an optional argument may be, and how many `]` in braces it may have.
_OPTION_LIMIT = 2_000
_OPTION_TRIES = 50
_KEY = re.compile(r"[^\s,](?:[^,]*[^\s,])?")

_HIDING = re.compile(
    r"(?P<comment>%[^\r\n]*)"
    r"|\\begin\s*\{(?P<environment>verbatim\*?|[BL]?Verbatim\*?|lstlisting|minted|comment"
    r"|filecontents\*?)\}"
    r"|\\(?:verb\*?|lstinline(?:\[[^\]\r\n]*\])?|mintinline(?:\[[^\]\r\n]*\])?\{[^{}\r\n]*\})"
    r"(?P<delimiter>[^A-Za-z\s*])"
    r"|(?P<address>\\(?:url|nolinkurl|path|href)\s*\{[^{}\r\n]*\})"
    r"|(?P<false>\\iffalse(?![A-Za-z@]))"
    r"|(?P<end>\\end\s*\{document\})"
    r"|\\."
)
_SHUT = re.compile(r"\\(?:fi|else)(?![A-Za-z@])")
_INPUT = re.compile(r"\\(?:input|include|subfile)\s*\{([^{}\r\n]{1,400})\}")
_AUX = re.compile(r"\\(?:(citation)|abx@aux@cite\{\d+\}|abx@aux@cite)\{([^{}\r\n]*)\}")
#: What packages cite to hand settings to BibTeX.
_CONTROL = re.compile(r"biblatex-control|(?:REVTEX|apsrev|achemso|aps)[\w-]*[Cc]ontrol|acs-\w+")


def find_latex(text: str) -> Iterator[Mention]:
    """The keys that a LaTeX source cites, in order; `*` is every work (`\\nocite{*}`).

    Comments, verbatim text, addresses, `\\iffalse` and what follows `\\end{document}` count
    for nothing; nor do the parameters of a command that is being defined (`#1`).
    """
    seen = blanked(text, _hidden(text))
    for found in _COMMAND.finditer(seen):
        name, place = found.group(1), found.end()
        if name in _SINGLE:
            yield from _mentions(seen, place)
        elif name in _MULTIPLE:
            yield from _several(seen, place)
        elif name in _VOLUME and (volume := _GROUP.match(seen, _options(seen, place))):
            yield from _mentions(seen, volume.end())


def find_inputs(text: str) -> Iterator[Mention]:
    """The other files that a LaTeX source takes in, as it names them."""
    for found in _INPUT.finditer(blanked(text, _hidden(text))):
        if not set(found.group(1)) & set("#\\"):
            yield Mention(found.group(1).strip(), found.start(1), found.end(1))


def find_aux(text: str) -> Iterator[Mention]:
    """The keys in an `.aux` file, in order, each as often as LaTeX met it."""
    found = list(_AUX.finditer(text))
    # biblatex writes a second command for the same citation where BibTeX is to read the file.
    if any(one.group(1) is None for one in found):
        found = [one for one in found if one.group(1) is None]
    for one in found:
        for mention in _keys(one, 2):
            if not _CONTROL.fullmatch(mention.key):
                yield mention


def _hidden(text: str) -> Iterator[tuple[int, int]]:
    place = 0
    while (found := _HIDING.search(text, place)) is not None:
        place = _end_of(text, found)
        if not _is_escape(found):
            yield found.start(), place


def _is_escape(found: re.Match[str]) -> bool:
    return found.lastgroup is None


def _end_of(text: str, found: re.Match[str]) -> int:
    """Where the part ends that `found` begins."""
    if found.group("end"):
        return len(text)
    if found.group("false"):
        shut = _SHUT.search(text, found.end())
        return shut.end() if shut else len(text)
    if name := found.group("environment"):
        end = text.find(f"\\end{{{name}}}", found.end())
        return len(text) if end < 0 else end
    if delimiter := found.group("delimiter"):
        closer = "}" if delimiter == "{" else delimiter
        line = re.compile(r"[^\r\n]*").match(text, found.end())
        end = text.find(closer, found.end(), line.end() if line else found.end())
        return found.end() if end < 0 else end + 1
    return found.end()


def _several(text: str, place: int) -> Iterator[Mention]:
    for _ in range(2):
        if note := _PARENTHESIS.match(text, _blank(text, place)):
            place = note.end()
    while (group := _GROUP.match(text, _options(text, place))) is not None:
        yield from _keys(group, 1)
        place = group.end()


def _mentions(text: str, place: int) -> Iterator[Mention]:
    if group := _GROUP.match(text, _options(text, place)):
        yield from _keys(group, 1)


def _keys(found: re.Match[str], group: int) -> Iterator[Mention]:
    shift = found.start(group)
    for one in _KEY.finditer(found.group(group)):
        if not set(one.group()) & set("#\\"):
            yield Mention(one.group(), shift + one.start(), shift + one.end())


def _options(text: str, place: int) -> int:
    """Where the optional arguments that begin there end, blanks after them included."""
    place = _blank(text, place)
    if overlay := _OVERLAY.match(text, place):
        place = _blank(text, overlay.end())
    while text.startswith("[", place):
        end = _option_end(text, place)
        if end is None:
            return place
        place = _blank(text, end)
    return place


def _option_end(text: str, place: int) -> int | None:
    """Where an optional argument ends: at the first `]` that no brace of it encloses."""
    at = place
    for _ in range(_OPTION_TRIES):
        at = text.find("]", at + 1, place + _OPTION_LIMIT)
        if at < 0:
            return None
        if text.count("{", place, at) <= text.count("}", place, at):
            return at + 1
    return None


def _blank(text: str, place: int) -> int:
    found = _BLANK.match(text, place)
    return found.end() if found else place
