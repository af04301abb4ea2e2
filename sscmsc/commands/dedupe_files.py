"""The duplicates within files, which are read but not imported."""

from __future__ import annotations

from collections.abc import Sequence

from sscmsc.commands.options import Desk
from sscmsc.commands.reading import read_input
from sscmsc.duplicates import Duplicates, find_duplicates
from sscmsc.errors import InputError
from sscmsc.ingest import Source, detect
from sscmsc.record import Record


def read_records(desk: Desk, names: Sequence[str]) -> dict[str, Record]:
    """The works of files, by their number in the file (`3`, or `scopus.ris:3` of several).

    Parts that cannot be read are told. Raises `InputError` for a file of no known format.
    """
    found: dict[str, Record] = {}
    for name in names:
        source = Source(*read_input(name))
        row = detect(source)
        if row.read is None:
            raise InputError(f"{name}: {row.title} can be written but not read")
        reading = row.read(source.data, source.path)
        for problem in reading.problems:
            desk.screen.warn(problem)
        before = f"{name}:" if len(names) > 1 else ""
        for number, work in enumerate(reading.works, start=1):
            found[f"{before}{number}"] = work.work.record
    return found


def file_duplicates(records: dict[str, Record]) -> Duplicates[str]:
    return find_duplicates(records.items())
