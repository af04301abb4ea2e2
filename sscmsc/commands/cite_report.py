"""What `sscmsc cite` tells: the works cited, where, and the keys that name none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sscmsc.audit_settings import load_audit_settings
from sscmsc.audit_works import Works
from sscmsc.commands.check_works import list_paths, read_lists
from sscmsc.commands.options import Desk
from sscmsc.commands.wording import counted, first_few
from sscmsc.manuscript import Citation
from sscmsc.manuscript_matching import Cited, Matched, Other, Uncertain
from sscmsc.place import LIBRARY_TOML
from sscmsc.present import Json
from sscmsc.present_cells import Column
from sscmsc.retraction import Standing, standing
from sscmsc.retraction_signs import Level
from sscmsc.text import plain

COLUMNS = (
    Column("Citekey", most=16, style="cyan"),
    Column("Cited", most=5, right=True),
    Column("First at", most=28, style="green"),
    Column("Title"),
)


class Noticed(NamedTuple):
    """A cited work, and what became of it."""

    work: Cited
    standing: Standing


def noticed_works(desk: Desk, works: Sequence[Cited]) -> list[Noticed]:
    """The works that a notice is known of: a retraction, a concern, a correction; by what the
    library holds and the lists of retractions that its settings name.

    Raises `InputError` for settings or a list that cannot be read.
    """
    settings = load_audit_settings(desk.folder / LIBRARY_TOML)
    entries = [one.entry for one in works]
    every = Works(lambda: iter(entries), lambda key: next(e for e in entries if e.citekey == key))
    lists = read_lists(list_paths(desk, (), settings), every, lines=False)
    found: list[Noticed] = []
    for work in works:
        record = work.entry.record
        own = (*record.identifiers, *record.superseded_dois)
        stands = standing(work.entry, [notice for one in lists for notice in one.about(own)])
        if stands.notices:
            found.append(Noticed(work, stands))
    return found


def show_list(desk: Desk, works: Sequence[Cited]) -> None:
    """The works as a table, in a pipe as lines of key, times cited, place and title."""
    times = sum(len(one.citations) for one in works)
    caption = f"{counted(len(works), 'work')}, cited {counted(times, 'time')}"
    desk.screen.table(COLUMNS, [_row(one) for one in works], caption=caption)


def warn(desk: Desk, matched: Matched, noticed: Sequence[Noticed]) -> None:
    """Name on standard error what is wrong, each with every place where it is cited."""
    for one in matched.unknown:
        near = f"; nearest: {', '.join(one.citekeys)}" if one.citekeys else ""
        fetched = f"; `sscmsc fetch {one.identifier}` brings it in" if one.identifier else ""
        desk.screen.warn(f"{_places(one.citations)}: no work '{one.key}'{near}{fetched}")
    for one in matched.ambiguous:
        named = " and ".join(one.citekeys)
        desk.screen.warn(f"{_places(one.citations)}: '{one.key}' names {named}")
    for work, stands in noticed:
        places = f"{_places(work.citations)}: " if work.citations else ""
        told = f"{places}{work.entry.citekey} {_stands(stands)}"
        if stands.is_unsound or stands.level is Level.CONCERN:
            desk.screen.warn(told)
        else:
            desk.screen.say(told)


def _stands(stands: Standing) -> str:
    """What became of a work: `is retracted 2010-02-06 by PMID 77`."""
    first = stands.notices[0]
    verb = "is under an" if first.level is Level.CONCERN else "is"
    when = f" {first.date}" if first.date else ""
    ids = (f"PMID {first.pmid}" if first.pmid else "", f"doi {first.doi}" if first.doi else "")
    by = " ".join(filter(None, ids))
    return f"{verb} {first.level}{when}{f' by {by}' if by else ''}"


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


def as_json(matched: Matched, noticed: Sequence[Noticed]) -> dict[str, Json]:
    """The object that `--json` prints."""
    held = {one.work.entry.citekey: one.standing for one in noticed}
    return {
        "works": [
            _as_work(one, held.get(one.entry.citekey) or standing(one.entry))
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


def _as_work(one: Cited, stands: Standing) -> Json:
    return {
        "citekey": one.entry.citekey,
        "title": plain(one.entry.record.shown_title or ""),
        "times": len(one.citations),
        "places": _as_places(one.citations),
        "retracted": stands.is_unsound,
        "standing": str(stands.level) if stands.level else None,
    }


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
