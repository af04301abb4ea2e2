"""What `export` and `cite` write: entries in a file format, or formatted references."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from sscmsc.commands.options import Desk
from sscmsc.commands.output import write_output
from sscmsc.commands.style_options import Wish
from sscmsc.commands.wording import first_few
from sscmsc.entry import Entry
from sscmsc.errors import UsageError
from sscmsc.formats.format import Format
from sscmsc.formats.table import FORMATS, find_format
from sscmsc.formats.writing import Options, prepared_writer
from sscmsc.present import Json
from sscmsc.retraction import standing


class Shape(NamedTuple):
    """What is written: a name and a title for it, and how the entries get there; what is told
    of it comes back, to stand in JSON too."""

    name: str
    title: str
    write: Callable[[Desk, Iterable[Entry]], Mapping[str, Json]]


def reference_shape(wish: Wish, target: Path | None) -> Shape:
    """Formatted references, by the suffix of `target` where no output format is named.

    Raises `UsageError` for an output that there is not, or that needs a file.
    """
    # A citation processor takes longer to load than all else, and few exports need one.
    from sscmsc.commands import styling

    output = styling.check_output(wish.output_format, target)

    def write(desk: Desk, entries: Iterable[Entry]) -> Mapping[str, Json]:
        made = styling.formatted(desk, _telling(desk, entries), wish)
        styling.write_formatted(desk, output, target, made)
        return styling.tell_length(desk, output, made, wish)

    return Shape(output.name, output.title, write)


def format_shape(name: str, options: Options, target: Path | None) -> Shape:
    """A file format. Raises `UsageError` for one that cannot be written."""
    row = find_format(name)
    if row is None:
        raise UsageError(f"there is no format '{name}' to write", hint=formats_written())
    if row.styled:
        if options != Options():
            raise UsageError(f"--abbreviate, --ascii and --fields are not for {row.title}")
        return reference_shape(Wish(output_format=row.name), target)
    if row.write is None:
        raise UsageError(f"{row.title} can be read but not written", hint=formats_written())
    write = prepared_writer(row, options)

    def written(desk: Desk, entries: Iterable[Entry]) -> Mapping[str, Json]:
        write_output(desk.screen, target, write(_telling(desk, entries)))
        return {}

    return Shape(row.name, row.title, written)


def _telling(desk: Desk, entries: Iterable[Entry]) -> Iterator[Entry]:
    """The entries; those that do not stand as they were published are told of in the end."""
    unsound: list[str] = []
    for entry in entries:
        if standing(entry).is_unsound:
            unsound.append(entry.citekey)
        yield entry
    if unsound:
        verb = "was" if len(unsound) == 1 else "were"
        desk.screen.warn(f"{first_few(unsound)} {verb} retracted: `sscmsc show` tells by whom")


def cited_shape(name: str | None, wish: Wish, output: Path | None) -> Shape | None:
    """What is to be written: references in a style, a format by its name, else by the suffix of
    the output; None for the list. Raises `UsageError`."""
    refuse_references(wish)
    if wish.style is not None:
        if name is not None:
            raise UsageError("--style and --format contradict each other")
        return reference_shape(wish, output)
    if name is None and output is not None:
        row = format_of_suffix(output)
        if row is None:
            raise UsageError(f"say which format {output} is to have", hint=formats_written())
        name = row.name
    return format_shape(name, Options(), output) if name is not None else None


def format_name(bibtex: bool, name: str | None) -> str | None:
    """The name of the format asked for. Raises `UsageError` for two."""
    if bibtex and name is not None and name.casefold() != "bibtex":
        raise UsageError(f"--bibtex and --format {name} contradict each other")
    return "bibtex" if bibtex else name


def format_of_suffix(target: Path) -> Format | None:
    """The first format with the suffix of a file that can be written."""
    suffix = target.suffix.lower()
    return next((one for one in FORMATS if one.written and suffix in one.suffixes), None)


def formats(incomplete: str) -> list[str]:
    """The names of the formats that can be written, for the shell to offer."""
    return [one.name for one in FORMATS if one.written and one.name.startswith(incomplete)]


def formats_written() -> str:
    """A hint that names the formats there are."""
    names = ", ".join(row.name for row in FORMATS if row.written)
    return f"Formats written: --format {names}."


def refuse_references(wish: Wish) -> None:
    """Raises `UsageError` for options of formatted references where no style is named."""
    if wish.style is None and wish.is_of_references:
        raise UsageError(
            "--output-format, --bold-author, --engine, --submission and --lines are for "
            "formatted references",
            hint="Name a style too: --style nlm.",
        )
