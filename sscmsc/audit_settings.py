"""What a library's `sscmsc.toml` says of its audit: `[check]`, `[[check.ignore]]` and `[nih]`."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from sscmsc.audit import LEVELS, NAMES, NEVER
from sscmsc.audit_digits import orcid_is_right
from sscmsc.audit_finding import Nih
from sscmsc.audit_works import Ignored
from sscmsc.config import load_shared
from sscmsc.errors import InputError
from sscmsc.toml_table import FormError, Table, find_line


class AuditSettings(NamedTuple):
    """Checks to leave out, at what `check` fails, lists of retractions (paths, relative to the
    library's folder), checks silenced for works, and whose work is the user's own."""

    skip: tuple[str, ...] = ()
    fail_on: str | None = None
    retraction_watch: tuple[str, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    nih: Nih = Nih()


def load_audit_settings(library_toml: Path) -> AuditSettings:
    """The settings of a library; the defaults where it has none.

    Raises `InputError`, with file and line, for a key that is none or a value of another kind.
    """
    shared = load_shared(library_toml)
    try:
        return _read(Table({name: shared[name] for name in ("check", "nih") if name in shared}))
    except FormError as error:
        line = find_line(library_toml.read_text(encoding="utf-8"), error.place)
        where = f"{library_toml}:{line}" if line else str(library_toml)
        raise InputError(
            f"{where}: {error.message}", hint="docs/checks.md shows what can stand there."
        ) from None


def _read(tables: Table) -> AuditSettings:
    check, nih = tables.table("check"), tables.table("nih")
    check.only("skip", "fail_on", "retraction_watch", "ignore")
    nih.only("authors", "orcids", "grants")
    skip = check.texts("skip")
    for one in skip:
        _known(check, "skip", one)
    fail_on = check.text("fail_on") if "fail_on" in check.values else None
    if fail_on is not None and fail_on not in (*LEVELS, NEVER):
        _known(check, "fail_on", fail_on)
    orcids = tuple(one.rpartition("/")[2] for one in nih.texts("orcids"))
    for one in orcids:
        if not orcid_is_right(one):
            raise nih.error("orcids", f"'{one}' is no ORCID")
    lists = check.values.get("retraction_watch")
    paths = (lists,) if isinstance(lists, str) else check.texts("retraction_watch")
    return AuditSettings(
        skip,
        fail_on,
        paths,
        tuple(_ignored(one) for one in check.tables("ignore")),
        Nih(nih.texts("authors"), orcids, nih.texts("grants")),
    )


def _ignored(table: Table) -> Ignored:
    table.only("work", "check", "reason")
    for key in ("work", "check", "reason"):
        if key not in table.values:
            raise table.error(key, f"[[check.ignore]] must have a '{key}'")
    name = table.text("check")
    if name != "*":
        _known(table, "check", name)
    return Ignored(table.text("work"), name, table.text("reason"))


def _known(table: Table, key: str, name: str) -> None:
    if name not in NAMES:
        raise table.error(key, f"there is no check '{name}'")
