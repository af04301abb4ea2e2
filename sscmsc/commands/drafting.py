"""Letting a person write a text in their editor, and losing nothing of it whatever happens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import typer

from sscmsc.commands.asking import can_ask, confirm
from sscmsc.commands.editor import find_editor, run_editor
from sscmsc.commands.options import Desk
from sscmsc.drafts import Draft
from sscmsc.entry import Entry
from sscmsc.errors import InputError, SscmscError, UsageError

T = TypeVar("T")


def draft_of(folder: Path, entry: Entry, suffix: str) -> Draft:
    """The draft of a text of an entry (`.yaml`, `.note`): the one there is, which may have been
    begun under a citekey that the entry had then, or the one to be begun."""
    # The keys of what was merged into it are former ones too; their drafts are of other works.
    others = {one.citekey for merger in entry.merged for one in merger.before[1:]}
    former = (key for key in reversed(entry.former_keys) if key not in others)
    drafts = [Draft(folder, f"{key}{suffix}") for key in (entry.citekey, *former)]
    return next((one for one in drafts if one.exists), drafts[0])


def choose_draft(desk: Desk, draft: Draft, *, go_on: bool, discard: bool) -> bool:
    """Whether to go on with the draft that an earlier edit left; False where there is none.

    Without a choice on the command line a person is asked; where nobody can answer, raises
    `UsageError`. A draft that is given up is taken away.
    """
    if go_on and discard:
        raise UsageError("--continue and --discard contradict each other")
    if not draft.exists:
        if go_on:
            raise InputError(f"no earlier version was kept at {draft.path}")
        return False
    if discard:
        draft.drop()
        return False
    draft.check()
    if go_on:
        return True
    if not can_ask(desk):
        raise UsageError(
            f"an earlier version is kept at {draft.path}",
            hint="Give --continue to go on with it, or --discard to begin anew.",
        )
    desk.screen.say(f"an earlier version is kept at {draft.path}")
    if confirm("Go on with it?", default=True):
        return True
    if not confirm("Throw it away and begin anew?"):
        raise UsageError("the earlier version was left as it is")
    draft.drop()
    return False


def write(
    desk: Desk, draft: Draft, start: bytes, parse: Callable[[bytes], T], *, is_new: bool
) -> T | None:
    """What a person makes of `start` in their editor, parsed; None when they left it as it is.

    The draft is there already unless `is_new`; it is taken away only when it holds nothing new.
    Where `parse` raises `InputError` a person can edit again; else the draft is kept and the
    error tells where.
    """
    editor = find_editor(desk.environment, is_terminal=can_ask(desk))
    if is_new:
        draft.begin(start)
    while True:
        try:
            run_editor(editor, draft.path)
        except (SscmscError, KeyboardInterrupt):
            if draft.is_of(start):
                draft.drop()
            with kept(desk, draft):
                raise
        with kept(desk, draft):
            data = draft.read()
            if data == start:
                draft.drop()
                return None
            try:
                return parse(data)
            except InputError as error:
                if not can_ask(desk):
                    raise
                desk.screen.warn(error.message)
                if not confirm("Edit it again?", default=True):
                    raise


@contextmanager
def kept(desk: Desk, draft: Draft) -> Iterator[None]:
    """An error in here tells where the person's version is, if there is one."""
    told = f"Your version is kept at {draft.path}: --continue goes on with it."
    try:
        yield
    except SscmscError as error:
        if draft.exists:
            error.hint = f"{error.hint} {told}".strip()
        raise
    except (KeyboardInterrupt, typer.Abort):
        if draft.exists:
            desk.screen.warn(told)
        raise
