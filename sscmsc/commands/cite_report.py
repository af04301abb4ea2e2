"""What `sscmsc cite` tells: the works cited, where, and the keys that name none."""

from __future__ import annotations

from collections.abc import Sequence

from sscmsc.commands.options import Desk
from sscmsc.commands.wording import counted, first_few
from sscmsc.entry import Entry
from sscmsc.manuscript import Citation
from sscmsc.manuscript_matching import Cited, Matched, Other, Uncertain
from sscmsc.present import Json
from sscmsc.present_cells import Column
from sscmsc.retraction import standing
from sscmsc.text import plain

COLUMNS = (
    Column("Citekey", most=16, style="cyan"),
    Column("Cited", most=5, right=True),
    Column("First at", most=28, style="green"),
    Column("Title"),
)


def is_retracted(entry: Entry) -> bool:
    """Whether a retraction or withdrawal of the work is known (`retraction.standing`)."""
    return standing(entry).is_unsound


def show_list(desk: Desk, works: Sequence[Cited]) -> None:
    """The works as a table, in a pipe as lines of key, times cited, place and title."""
    times = sum(len(one.citations) for one in works)
    caption = f"{counted(len(works), 'work')}, cited {counted(times, 'time')}"
    desk.screen.table(COLUMNS, [_row(one) for one in works], caption=caption)


def warn(desk: Desk, matched: Matched, retracted: Sequence[Cited]) -> None:
    """Name on standard error what is wrong, each with every place where it is cited."""
    for one in matched.unknown:
        near = f"; nearest: {', '.join(one.citekeys)}" if one.citekeys else ""
        fetched = f"; `sscmsc fetch {one.identifier}` brings it in" if one.identifier else ""
        desk.screen.warn(f"{_places(one.citations)}: no work '{one.key}'{near}{fetched}")
    for one in matched.ambiguous:
        named = " and ".join(one.citekeys)
        desk.screen.warn(f"{_places(one.citations)}: '{one.key}' names {named}")
    for work in retracted:
        places = f"{_places(work.citations)}: " if work.citations else ""
        desk.screen.warn(f"{places}{work.entry.citekey} is retracted")


def tell_others(desk: Desk, others: Sequence[Other]) -> None:
    """Name the keys that a bibliography of the library does not have."""
    for one in others:
        how = "was renamed" if one.former else "stands for"
        desk.screen.say(f"{_places(one.citations)}: '{one.key}' {how} {one.citekey}")
    if others:
        desk.screen.say(
            "exports have the citekeys of the library: `sscmsc cite --rewrite` puts them into the "
            "text, or --as-cited the keys of the text into the export"
        )


def as_json(matched: Matched, retracted: Sequence[Cited]) -> dict[str, Json]:
    """The object that `--json` prints."""
    marked = {one.entry.citekey for one in retracted}
    return {
        "works": [
            {
                "citekey": one.entry.citekey,
                "title": plain(one.entry.record.shown_title or ""),
                "times": len(one.citations),
                "places": _as_places(one.citations),
                "retracted": one.entry.citekey in marked or is_retracted(one.entry),
            }
            for one in matched.works
        ],
        "unknown": [_as_uncertain(one, "nearest") for one in matched.unknown],
        "ambiguous": [_as_uncertain(one, "citekeys") for one in matched.ambiguous],
        "other_keys": [
            {
                "key": one.key, "citekey": one.citekey, "former": one.former,
                "places": _as_places(one.citations),
            }
            for one in matched.others
        ],
    }  # fmt: skip


def _as_uncertain(one: Uncertain, name: str) -> Json:
    return {"key": one.key, name: list(one.citekeys), "places": _as_places(one.citations)}


def _as_places(citations: Sequence[Citation]) -> Json:
    return [
        {"file": one.path, "part": one.part.strip(" ()") or None, "line": one.line,
         "column": one.column or None}
        for one in citations
    ]  # fmt: skip


def _row(work: Cited) -> tuple[str, ...]:
    record = work.entry.record
    first = work.citations[0].place if work.citations else ""
    title = plain(record.shown_title or "")
    return (work.entry.citekey, str(len(work.citations)), first, title)


def _places(citations: Sequence[Citation]) -> str:
    return first_few(list(dict.fromkeys(one.place for one in citations)), 5)
