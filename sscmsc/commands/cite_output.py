"""What `cite` gives of the works that are cited: a list, or a file in a format or a style."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from sscmsc.commands.cite_report import show_list, tell_others
from sscmsc.commands.options import Desk
from sscmsc.commands.shapes import Shape
from sscmsc.commands.wording import counted
from sscmsc.entry import Entry
from sscmsc.manuscript_matching import Cited, Matched
from sscmsc.present import Json


def give(
    desk: Desk,
    matched: Matched,
    chosen: Shape | None,
    output: Path | None,
    report: dict[str, Json],
    *,
    as_cited: bool,
    listed: bool,
) -> None:
    """The list, or the works in a format."""
    if chosen is None:
        if not desk.screen.as_json:
            show_list(desk, matched.works)
            tell_others(desk, matched.others)
        return
    told = chosen.write(desk, _entries(matched, as_cited=as_cited))
    if not as_cited:
        tell_others(desk, matched.others)
    if is_file(output):
        report["written"] = {"file": str(output), "format": chosen.name, **told}
        if listed and not desk.screen.as_json:
            show_list(desk, matched.works)
        number = counted(len(matched.works), "work")
        if not desk.screen.as_json:
            desk.screen.say(f"{number} written to {output} as {chosen.title}")


def same(one: Matched, other: Matched) -> bool:
    """Whether two readings of a manuscript cite the same works by the same keys, as they are."""
    return _told(one) == _told(other)


def _told(matched: Matched) -> tuple[object, ...]:
    works = tuple((one.entry, _keys(one)) for one in matched.works)
    unknown = tuple(dict.fromkeys(one.key for one in matched.unknown))
    return works, unknown, tuple(one.key for one in matched.ambiguous)


def is_file(output: Path | None) -> bool:
    """Whether the output is a file and no pipe."""
    return output is not None and str(output) != "-"


def _entries(matched: Matched, *, as_cited: bool) -> Iterator[Entry]:
    """The entries to write, with `as_cited` under each key of the text that names them."""
    for one in matched.works:
        keys = _keys(one) if as_cited else ()
        if not keys:
            yield one.entry
        for key in keys:
            yield replace(one.entry, citekey=key)


def _keys(work: Cited) -> tuple[str, ...]:
    return tuple(dict.fromkeys(citation.key for citation in work.citations))
