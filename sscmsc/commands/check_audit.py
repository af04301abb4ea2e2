"""The audit that `sscmsc check` asks for: works, lists and settings together."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from sscmsc.audit import UNREADABLE
from sscmsc.audit_finding import Check, Finding
from sscmsc.audit_settings import AuditSettings, load_audit_settings
from sscmsc.audit_works import Rules, Works, audit
from sscmsc.commands.check_report import Report
from sscmsc.commands.check_works import (
    list_paths,
    of_files,
    of_library,
    read_lists,
    today,
    unreadable,
)
from sscmsc.commands.options import Desk
from sscmsc.commands.settings import settings_of
from sscmsc.commands.vocabularies import vocabulary_of
from sscmsc.crossref import Crossref
from sscmsc.crossref_updates import find_updates
from sscmsc.errors import LibraryError, UsageError
from sscmsc.folder import find_unread
from sscmsc.formats.table import find_format
from sscmsc.journals import load_journals
from sscmsc.place import LIBRARY_TOML
from sscmsc.pubmed import PubMed
from sscmsc.retraction_lists import Listed
from sscmsc.session import Session
from sscmsc.standing_online import Told, Work, ask_about

#: Checks that look journals up in NLM's list, which takes a while to read.
_OF_JOURNALS = frozenset({"journal-abbreviation", "no-abbreviation"})


class Choice(NamedTuple):
    """What a command line asks for: checks, lists of retractions, services, the format of files."""

    checks: tuple[Check, ...]
    lists: tuple[str, ...] = ()
    online: bool = False
    input_format: str | None = None


class _Held(NamedTuple):
    works: Works
    number: int
    template: str = ""
    problems: tuple[Finding, ...] = ()
    unread: tuple[str, ...] = ()


def settings_for(desk: Desk, *, foreign: bool) -> AuditSettings:
    """The settings of the library at hand; for files, those of one that happens to be there."""
    try:
        return load_audit_settings(desk.folder / LIBRARY_TOML)
    except LibraryError:
        if not foreign:
            raise
    return AuditSettings()


def audited(
    desk: Desk, words: Sequence[str], choice: Choice, settings: AuditSettings, *, foreign: bool
) -> Report:
    """The report on the works that words ask for. Raises as reading them does."""
    held = _of_files(words, choice) if foreign else _of_library(desk, words)
    checks = choice.checks
    reviews = any(one.name == "cites-retracted" for one in checks)
    lists = read_lists(list_paths(desk, choice.lists, settings), held.works, lines=reviews)
    _tell_problems(desk, lists)
    told = _ask(desk, held.works) if choice.online else Told({})
    rules = Rules(
        checks, today(), held.template, settings.nih,
        load_journals() if any(one.name in _OF_JOURNALS for one in checks) else {},
        settings.ignored, lists, told.asked, cache(lambda: vocabulary_of(desk.folder)),
    )  # fmt: skip
    told_of = held.problems if any(one.name == UNREADABLE for one in checks) else ()
    found = [*told_of, *audit(held.works, rules)]
    shown = tuple(sorted((one for one in found if not one.reason), key=lambda one: one.order))
    silenced = tuple(sorted((one for one in found if one.reason), key=lambda one: one.order))
    return Report(held.number, shown, silenced, told.failures, foreign, held.unread)


def _ask(desk: Desk, works: Works) -> Told:
    """What PubMed and Crossref say of the works, in batches."""
    asked = [
        Work(entry.citekey, entry.record.pmid, entry.record.doi)
        for entry in works.each()
        if works.tells_of(entry.citekey) and entry.record.identifiers
    ]
    with Session(settings_of(desk, desk.chosen_folder)) as session:
        updates = find_updates(session, [one.doi for one in asked if one.doi])
        return ask_about(asked, PubMed(session), Crossref(session, follow_aliases=False), updates)


def _of_files(words: Sequence[str], choice: Choice) -> _Held:
    row = find_format(choice.input_format) if choice.input_format else None
    if choice.input_format and row is None:
        raise UsageError(f"'{choice.input_format}' is no format that can be read")
    found = of_files(words, row)
    return _Held(found.works, found.number, "", found.problems)


def _of_library(desk: Desk, words: Sequence[str]) -> _Held:
    works, loaded = of_library(desk, words)
    count = len(loaded.library) if works.chosen is None else len(works.chosen)
    template = settings_of(desk, desk.folder).citekey_template
    problems = tuple(unreadable(one) for one in loaded.problems)
    unread = tuple(map(str, find_unread(desk.folder, loaded))) if problems else ()
    return _Held(works, count, template, problems, unread)


def _tell_problems(desk: Desk, lists: Sequence[Listed]) -> None:
    for listed in lists:
        for problem in listed.problems[:3]:
            desk.screen.warn(problem)
        if len(listed.problems) > 3:
            desk.screen.warn(f"{len(listed.problems)} or more lines of that list cannot be read")
