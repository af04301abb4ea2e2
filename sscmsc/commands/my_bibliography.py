"""What My Bibliography of NCBI takes: works of PubMed by PMID, all others in a file.

A work that comes in by its PMID keeps the link to its record, by which My Bibliography tells
whether it complies with the Public Access Policy; one that comes in by a file has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from sscmsc.commands.options import Desk
from sscmsc.commands.output import write_output
from sscmsc.commands.shapes import Shape
from sscmsc.commands.wording import counted
from sscmsc.entry import Entry
from sscmsc.errors import UsageError
from sscmsc.formats.table import find_format
from sscmsc.formats.writing import Options, prepared_writer
from sscmsc.present import Json

NBIB = "nbib"


def my_bibliography_shape(target: Path | None) -> Shape:
    """NBIB in `target`, and beside it the PMIDs of the works that have one, one a line.

    Raises `UsageError` where no file is named.
    """
    row = find_format(NBIB)
    if target is None or str(target) == "-":
        raise UsageError(
            "--my-bibliography writes two files", hint="Name the first with -o mine.nbib."
        )
    assert row is not None
    write_nbib = prepared_writer(row, Options())
    beside = target.with_name(f"{target.stem}.pmids.txt")

    def write(desk: Desk, entries: Iterable[Entry]) -> Mapping[str, Json]:
        works = tuple(entries)
        others = [one for one in works if one.record.pmid is None]
        pmids = [one.record.pmid.value for one in works if one.record.pmid is not None]
        write_output(desk.screen, target, write_nbib(others))
        write_output(desk.screen, beside, (f"{pmid}\n" for pmid in pmids))
        if not desk.screen.as_json:
            desk.screen.say(
                f"{counted(len(pmids), 'PMID')} in {beside}: search PubMed for them, then Send "
                "to, My Bibliography"
            )
            desk.screen.say(
                f"{counted(len(others), 'other work')} in {target}: in My Bibliography, Add "
                "citations, From a file"
            )
        return {"pmids_file": str(beside), "pmids": list[Json](pmids), "others": len(others)}

    return Shape(NBIB, "NBIB and PMIDs for My Bibliography", write)
