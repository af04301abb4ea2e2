"""What `merge`, `unmerge` and `dedupe` share: files as they are, works beside each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from sscmsc.disk import open_file
from sscmsc.duplicates import Finding
from sscmsc.entry import Entry
from sscmsc.errors import ChangedError, LibraryError
from sscmsc.folder import SUFFIX, Loaded
from sscmsc.formats.native import write_entry
from sscmsc.library import Library
from sscmsc.place import ENTRIES
from sscmsc.present import Json, Screen
from sscmsc.present_cells import width_of, wrap
from sscmsc.record import Group, Person, Record
from sscmsc.store import Store
from sscmsc.text import plain
from sscmsc.transaction import digest

#: Authors that are shown of a work beside another, and letters of an abstract.
AUTHORS = 4
ABSTRACT = 160
#: What stands before a field in which two works differ.
DIFFERS = "*"


def text_reader(
    store: Store, loaded: Loaded, library: Callable[[], Library]
) -> Callable[[str], str]:
    """What reads the file of an entry, byte for byte; of one that was changed in `library` since
    it was loaded, what would be written."""

    def read(citekey: str) -> str:
        entry = library().entries[citekey]
        written = write_entry(entry)
        stamp = loaded.files.get(citekey)
        if loaded.library.entries.get(citekey) != entry or stamp is None:
            return written
        if digest(written.encode()) == stamp.digest:
            return written
        path = store.folder / ENTRIES / f"{citekey}{SUFFIX}"
        with open_file(path) as file:
            data = file.read()
        if digest(data) != stamp.digest:
            raise ChangedError(
                f"{path}: changed by someone else since it was read; nothing was saved",
                hint="Run the command again.",
            )
        return data.decode("utf-8")

    return read


def check_heirs(library: Library, removed: Iterable[str]) -> None:
    """Raises `LibraryError` where a citekey that goes would lead to no entry: whoever merges
    removes nothing that could not be found any more."""
    for key in removed:
        if key in library or library.former_keys.get(key.casefold()) is None:
            raise LibraryError(f"'{key}' would lead to no entry any more; nothing was saved")


def show_beside(screen: Screen, entries: Sequence[Entry], library: Library) -> None:
    """Works beside each other on standard error, fields in which they differ marked."""
    columns = [_told(one, library) for one in entries]
    names = list(columns[0])
    margin = max(map(len, names)) + 3
    room = max(12, (screen.width - margin) // len(entries) - 2)
    for name in names:
        values = [column[name] for column in columns]
        if not any(values):
            continue
        mark = DIFFERS if name != "Citekey" and len({one.casefold() for one in values}) > 1 else " "
        cells = [wrap(" ".join(value.splitlines()), room, most=4) for value in values]
        for number in range(max(map(len, cells))):
            head = f"{mark} {name}" if not number else ""
            line = "  ".join(_padded(cell, number, room) for cell in cells)
            style = "yellow" if mark == DIFFERS else ""
            screen.say(f"{head:<{margin}}{line}".rstrip(), style=style)


def _padded(lines: Sequence[str], number: int, room: int) -> str:
    line = lines[number] if number < len(lines) else ""
    return line + " " * (room - width_of(line))


def _told(entry: Entry, library: Library) -> dict[str, str]:
    record = entry.record
    container = record.container
    lines = len(entry.references.references) if entry.references else 0
    return {
        "Citekey": entry.citekey,
        "Title": plain(record.shown_title or ""),
        "Authors": _authors(record),
        "Year": str(record.year or ""),
        "Journal": (container.title or container.short or "") if container else "",
        "Volume": f"{record.volume or ''}{f'({record.issue})' if record.issue else ''}",
        "Pages": record.pages or record.article_number or "",
        "Kind": record.kind,
        "DOI": str(record.doi or ""),
        "PMID": str(record.pmid or ""),
        "PMCID": str(record.pmcid or ""),
        "Trials": ", ".join(one.number for one in record.trials),
        "Abstract": " ".join(plain(one.text) for one in record.abstract)[:ABSTRACT],
        "Source": record.source,
        "References": str(lines or ""),
        "Cited by": str(len(library.cited_by(entry.citekey)) or ""),
        "Tags": ", ".join(entry.tags),
        "Note": entry.note or "",
    }


def _authors(record: Record) -> str:
    names = [
        one.name if isinstance(one, Group) else _short(one) for one in record.authors[:AUTHORS]
    ]
    more = " et al." if len(record.authors) > AUTHORS or not record.authors_complete else ""
    return ", ".join(names) + more


def _short(person: Person) -> str:
    return f"{person.family} {person.initials or person.given or ''}".strip()


def finding_json(finding: Finding) -> dict[str, Json]:
    return {
        "verdict": finding.verdict,
        "score": finding.score,
        "penalties": dict(finding.penalties),
        "reasons": list(finding.reasons),
    }
