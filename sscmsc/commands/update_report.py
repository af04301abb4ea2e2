"""What `sscmsc update` tells: what moved, by kind and by work, and what could not be asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sscmsc.commands.wording import counted, first_few
from sscmsc.movements import SERIOUS, Movement
from sscmsc.present import Json, Screen
from sscmsc.present_cells import Column
from sscmsc.renewal import Renewal

#: Each kind of movement in words, as a sum of them is told.
KINDS = {
    "retraction": "new retraction", "concern": "new expression of concern",
    "correction": "new correction", "published": "preprint now published",
    "issue": "now in an issue", "place": "other volume, issue or pages", "pmid": "other PMID",
    "pmcid": "new PMCID", "doi": "other DOI", "title": "other title",
    "authors": "other authors", "dates": "other dates", "mesh": "other MeSH headings",
    "abstract": "other abstract", "types": "other publication types", "other": "other fields",
}  # fmt: skip


COLUMNS = (
    Column("Citekey", most=20, style="cyan"), Column("What moved", most=12, style="magenta"),
    Column("Before"), Column("After"),
)  # fmt: skip


def tell(screen: Screen, done: Sequence[Renewal], dry_run: bool) -> None:
    """What moved: on standard output a line a movement, on standard error the sum of it."""
    rows = [
        (one.after.citekey, moved.kind, moved.before, moved.after)
        for one in sorted(done, key=lambda one: not one.is_serious)
        for moved in one.moved
    ]
    if rows:
        screen.table(COLUMNS, rows)
    number = Counter(kind for one in done for kind in {moved.kind for moved in one.moved})
    for kind, told in KINDS.items():
        if number[kind]:
            keys = [one.after.citekey for one in done if any(m.kind == kind for m in one.moved)]
            say = screen.warn if kind in SERIOUS else screen.say
            say(f"{told}: {first_few(keys)}")
    _tell_troubles(screen, done)
    changed = sum(one.is_changed for one in done)
    would = "would be changed" if dry_run else "changed"
    what = f"{changed} {would}" if changed else "nothing moved: the library is unchanged"
    screen.say(f"{_asked(done)} asked for, {what}")


def _asked(done: Sequence[Renewal]) -> str:
    """How many works every source was asked for, of how many where some could not be."""
    asked = sum(bool(one.before.record.identifiers) and not one.failures for one in done)
    works = counted(len(done), "work")
    return works if asked == len(done) else f"{asked} of {works}"


def _tell_troubles(screen: Screen, done: Sequence[Renewal]) -> None:
    for one in done:
        for identifier in one.gone:
            screen.say(
                f"{one.before.citekey}: PubMed has no {identifier.scheme.upper()} {identifier} now"
            )
        if one.refused:
            screen.warn(f"{one.before.citekey} was left as it is: {one.refused}")
    if unknown := sum(not one.before.record.identifiers for one in done):
        have = "has" if unknown == 1 else "have"
        screen.say(f"{counted(unknown, 'work')} {have} no identifier to ask by")
    for failure, number in Counter(one for renewal in done for one in renewal.failures).items():
        cause = failure.partition(": ")[2]
        screen.warn(f"{counted(number, 'work')} could not be asked for: {cause}")


def as_json(
    done: Sequence[Renewal], dry_run: bool, *, interrupted: bool = False
) -> dict[str, Json]:
    """The object that `--json` prints."""
    kinds = Counter(kind for one in done for kind in {moved.kind for moved in one.moved})
    return {
        "dry_run": dry_run,
        "interrupted": interrupted,
        "asked": len(done),
        "changed": [one.after.citekey for one in done if one.is_changed],
        "serious": [one.after.citekey for one in done if one.is_serious],
        "kinds": {kind: kinds[kind] for kind in KINDS if kinds[kind]},
        "works": [
            {"citekey": one.after.citekey, "moved": [_movement(moved) for moved in one.moved]}
            for one in done
            if one.is_changed
        ],
        "gone": [
            {"citekey": one.before.citekey, "identifier": str(identifier)}
            for one in done
            for identifier in one.gone
        ],
        "refused": [
            {"citekey": one.before.citekey, "reason": one.refused} for one in done if one.refused
        ],
        "troubles": list(dict.fromkeys(failure for one in done for failure in one.failures)),
    }


def _movement(moved: Movement) -> Json:
    return {
        "kind": moved.kind, "before": moved.before, "after": moved.after,
        "serious": moved.is_serious,
    }  # fmt: skip
