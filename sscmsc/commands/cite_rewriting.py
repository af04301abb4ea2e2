"""`sscmsc cite --rewrite`: the keys of manuscripts changed to those that their works have now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import typer

from sscmsc.commands.asking import can_ask, confirm
from sscmsc.commands.options import Desk
from sscmsc.commands.output import replace_bytes
from sscmsc.commands.reading import STANDARD_INPUT
from sscmsc.commands.wording import counted
from sscmsc.errors import INTERRUPTED, UsageError
from sscmsc.manuscript import WRITTEN, Citation, kind_of
from sscmsc.manuscript_matching import Matched
from sscmsc.manuscript_rewriting import diff_lines, rewrite
from sscmsc.manuscript_text import decoded
from sscmsc.present import Json


class Rewritten(NamedTuple):
    """A manuscript with its keys changed: how many, the bytes before and after, and the diff."""

    path: str
    keys: int
    before: bytes
    after: bytes
    diff: tuple[str, ...]


def rewrite_files(
    desk: Desk,
    files: Mapping[str, bytes],
    matched: Matched,
    *,
    identifiers: bool,
    sure: bool,
    dry_run: bool,
) -> Json:
    """Show what would change as a unified diff, and change it when a person says so or `sure`.

    Keys that identifiers stand for are changed only with `identifiers`. Returns the object for
    `--json`. Raises `UsageError` where nobody can be asked, and `ChangedError` for a file that
    is not as it was read.
    """
    done = _rewritten(desk, files, matched, identifiers=identifiers)
    if not desk.screen.as_json:
        desk.screen.write("".join(f"{line}\n" for one in done for line in one.diff))
    keys = sum(one.keys for one in done)
    what = f"{counted(keys, 'key')} in {counted(len(done), 'file')}"
    if done and not dry_run:
        if not sure:
            _ask(desk, what)
        for one in done:
            replace_bytes(Path(one.path), one.after, before=one.before)
    if not desk.screen.as_json:
        would = "would be" if dry_run else "is" if keys == 1 else "are"
        desk.screen.say(f"{what} {would} changed" if done else "every key is its work's already")
    return [{"file": one.path, "keys": one.keys, "diff": list(one.diff)} for one in done]


def _rewritten(
    desk: Desk, files: Mapping[str, bytes], matched: Matched, *, identifiers: bool
) -> Sequence[Rewritten]:
    changes: dict[str, list[tuple[Citation, str]]] = {}
    for other in matched.others:
        for citation in other.citations:
            if citation.identifier is None or identifiers:
                changes.setdefault(citation.path, []).append((citation, other.citekey))
    done: list[Rewritten] = []
    for path, wanted in changes.items():
        data = files[path]
        if path == STANDARD_INPUT or kind_of(path, data) not in WRITTEN:
            desk.screen.warn(f"{path}: no text file, so no key in it can be changed here")
            continue
        text, encoding = decoded(data, path)
        after = rewrite(text, wanted)
        diff = tuple(diff_lines(path, text, after))
        done.append(Rewritten(path, len(wanted), data, after.encode(encoding), diff))
    return done


def _ask(desk: Desk, what: str) -> None:
    if not can_ask(desk):
        raise UsageError(
            "cite asks before it changes a manuscript, and nobody can answer here",
            hint="Give --yes to change it all the same, or --dry-run to see what would change.",
        )
    if not confirm(f"Change {what}?"):
        desk.screen.say("nothing was changed")
        raise typer.Exit(INTERRUPTED)
