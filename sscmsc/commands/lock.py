"""`sscmsc lock`."""

from __future__ import annotations

from collections.abc import Sequence

from sscmsc.cache import KeptFiles
from sscmsc.commands.levels import DryRun
from sscmsc.commands.options import Desk, command
from sscmsc.commands.settings import settings_of
from sscmsc.commands.wording import counted
from sscmsc.config import default_cache_dir
from sscmsc.frozen import LOCK, Drift
from sscmsc.frozen_files import Freezer
from sscmsc.present import Json


@command
def run(desk: Desk, dry_run: DryRun = False) -> None:
    """Write refs.lock: what the library holds now, to be compared and restored later.

    It has the identifiers of every work, digests of its file and of each part of it, and the
    days of its sources' answers, and belongs under version control. `sscmsc verify --frozen`
    tells what is not as it was locked; `sscmsc rebuild` makes the same files again.

    \b
    Examples:
      sscmsc lock
      sscmsc lock --dry-run
      sscmsc verify --frozen
    """
    done = freezer_of(desk).lock(dry_run=dry_run)
    if desk.screen.as_json:
        differ = None if done.drifts is None else drifts_json(done.drifts)
        desk.screen.json(
            {"dry_run": dry_run, "works": done.works, "kept": done.kept, "drift": differ}
        )
    else:
        for one in done.drifts or ():
            desk.screen.say(described(one))
        would = "would be " if dry_run else ""
        news = "; as it was" if done.drifts == () else ""
        desk.screen.say(f"{counted(done.works, 'work')} {would}locked in {LOCK}{news}")
    if not done.kept:
        desk.screen.warn("their files could not be kept in the cache: rebuild will lack them")
    desk.screen.saved(done.warning)


def freezer_of(desk: Desk) -> Freezer:
    """What locks the library that a command works on. Raises `LibraryError`."""
    settings = settings_of(desk, desk.folder)
    kept = KeptFiles(settings.cache_dir or default_cache_dir())
    return Freezer(desk.folder, kept, waiting=desk.screen.say)


def described(one: Drift) -> str:
    """A drift in words."""
    named = ["your own marks" if part == "own" else part for part in one.parts]
    parts = f" in {', '.join(named)}" if named else ""
    return f"{one.name}: {one.what}{parts} since it was locked"


def drifts_json(drifts: Sequence[Drift]) -> list[Json]:
    """What `--json` prints of drifts."""
    return [{"name": one.name, "what": one.what, "parts": list(one.parts)} for one in drifts]
