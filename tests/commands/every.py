"""Every command in each way it is used, for tests of what must hold of all of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sscmsc.cli import COMMANDS
from sscmsc.formats.table import FORMATS

#: What stands in a command line for things of the library at hand.
KEY, OTHER, NEW, FILE, OUT = "<key>", "<other key>", "<new key>", "<file>", "<out>"


class Call(NamedTuple):
    """A command line. `changes` tells whether it saves something; `codes` are the exit codes it
    may have in a library that is well, without a network; `reads` is False where it looks at
    no entry, or tells what is wrong with one as its data."""

    words: tuple[str, ...]
    changes: bool = False
    codes: tuple[int, ...] = (0,)
    reads: bool = True

    @property
    def name(self) -> str:
        return " ".join(self.words)

    def with_names(self, **names: str) -> list[str]:
        """The words with what stands for a thing (`key="Peltzer2018"`) in its place."""
        given = {f"<{name.replace('_', ' ')}>": value for name, value in names.items()}
        return [given.get(word, word) for word in self.words]


def _call(
    line: str, *, changes: bool = False, codes: tuple[int, ...] = (0,), reads: bool = True
) -> Call:
    words = line.split(" ")
    named = {"KEY": KEY, "OTHER": OTHER, "NEW": NEW, "FILE": FILE, "OUT": OUT}
    return Call(tuple(named.get(word, word) for word in words), changes, codes, reads)


_ABSENT = "10.5555/absent.1"
_CALLS: dict[str, tuple[Call, ...]] = {
    "init": (_call("init", reads=False),),
    "fetch": (
        _call(f"fetch {_ABSENT}", changes=True, codes=(5,)),
        _call(f"fetch -n {_ABSENT}", codes=(5,)),
    ),
    "import": (_call("import -n FILE"), _call("import FILE", changes=True)),
    "list": (
        _call("list"), _call("list --sort -title"), _call("list --limit 3"),
        _call("list cells --year 2000-2030"),
    ),
    "show": (_call("show KEY"), _call("show KEY OTHER"), _call("show --references KEY"),
        _call("show --provenance --conflicts KEY")),
    "facets": (_call("facets"), _call("facets disease"), _call("facets --relabel", changes=True)),
    "refs": (_call("refs KEY"), _call("refs KEY --unresolved")),
    "resolve": (_call("resolve KEY"), _call("resolve KEY --reject 1", changes=True)),
    "cited-by": (_call("cited-by KEY"),),
    "export": (
        _call("export --bibtex"), _call("export --bibtex KEY"), _call("export --bibtex -o OUT"),
        *(_call(f"export --format {row.name}") for row in FORMATS if row.write),
        *(_call(f"export --style nlm --output-format {name}") for name in
          ("text", "markdown", "html", "rtf")),
        _call("export --style apa --output-format docx -o OUT"),
        _call("export --style nih --lines"), _call("export --my-bibliography -o OUT"),
    ),
    "cite": (
        _call("cite FILE"), _call("cite FILE --bibtex"), _call("cite FILE --style nlm"),
        _call("cite FILE --rewrite -n"),
    ),
    "search": (_call("search cells"), _call("search cells --limit 3")),
    "overlap": (_call("overlap"), _call("overlap --works any"), _call("overlap --format md")),
    "gaps": (_call("gaps KEY", codes=(0, 4)),),
    "matrix": (
        _call("matrix disease therapy"), _call("matrix therapy design --by subject --format md"),
    ),
    "timeline": (
        _call("timeline"), _call("timeline --by disease"), _call("timeline --ages", codes=(0, 4)),
    ),
    "journals": (_call("journals"), _call("journals --top 3")),
    "authors": (
        _call("authors"), _call("authors --groups"), _call("authors --self-citations"),
    ),
    "graph": (
        _call("graph", codes=(0, 4)), _call("graph --links --format csv", codes=(0, 4)),
        *(_call(f"graph --format {name}", codes=(0, 4)) for name in ("graphml", "dot")),
    ),
    "browse": (_call("browse", codes=(2,), reads=False),),
    "report": (_call("report"), _call("report KEY -o OUT")),
    "copy": (_call("copy KEY"), _call("copy KEY --style apa")),
    "open": (_call("open KEY --print", codes=(0, 4)),),
    "tag": (
        _call("tag"), _call("tag KEY"), _call("tag -n KEY +read"),
        _call("tag KEY +read", changes=True),
    ),
    "note": (_call("note KEY"), _call("note KEY again", changes=True)),
    "edit": (_call("edit KEY --set volume=12", changes=True),),
    "rename": (_call("rename -n KEY NEW"), _call("rename KEY NEW", changes=True)),
    "dedupe": (
        _call("dedupe"), _call("dedupe year:1900-2100 --versions"), _call("dedupe -n --json"),
        _call("dedupe --yes", changes=True),
    ),
    "merge": (
        _call("merge -n --force KEY OTHER", codes=(0, 2)),
        _call("merge -y --force KEY OTHER", changes=True, codes=(0, 2)),
    ),
    "unmerge": (
        _call("unmerge -n KEY", codes=(0, 3, 4)),
        _call("unmerge KEY", changes=True, codes=(0, 3, 4)),
    ),
    "trial": (_call("trial"), _call("trial --all"), _call("trial NCT01234567", codes=(0, 4))),
    "rm": (_call("rm -n KEY"), _call("rm -y KEY", changes=True)),
    "history": (_call("history", reads=False),),
    "undo": (_call("undo", changes=True, codes=(0, 4)),),
    "redo": (_call("redo", changes=True, codes=(0, 4)),),
    "check": (
        *(
            _call(line, codes=(0, 1))
            for line in ("check", "check --all --reviews", "check --format sarif",
                         "check --format junit", "check --format github", "check --all --fix -n")
        ),
        _call("check FILE", codes=(0, 1), reads=False),
        _call("check --all --fix -y", changes=True),
    ),
    "prefer": (
        _call("prefer KEY --list"), _call("prefer -n KEY title pubmed", codes=(0, 3)),
        _call("prefer KEY title pubmed", changes=True, codes=(0, 3)),
    ),
    "update": (_call("update", codes=(0, 5), changes=True), _call("update -n KEY", codes=(0, 5))),
    "lock": (
        _call("lock -n", codes=(0, 6), reads=False),
        _call("lock", changes=True, codes=(0, 6), reads=False),
    ),
    "rebuild": (_call("rebuild -n", codes=(4,), reads=False),),
    "verify": (_call("verify", codes=(0, 1), reads=False),),
}  # fmt: skip


def every_call() -> Iterator[Call]:
    """Each way of using each command that there is, as far as it has a row above."""
    for row in COMMANDS:
        yield from _CALLS.get(row.name, ())


def uncalled() -> tuple[str, ...]:
    """The commands that have no row above: with one, what holds of all is tested of them too."""
    return tuple(row.name for row in COMMANDS if row.name not in _CALLS)
