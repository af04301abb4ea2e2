"""The shape of the house: layers, sizes, and who may touch the network, the disk, the terminal."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import ROOT

PACKAGE = ROOT / "sscmsc"

#: From the bottom up. A module imports only from rows below its own; modules of one row do
#: not import each other, unless the row says so by listing them as one group.
LAYERS: tuple[tuple[str, ...], ...] = (
    ("errors", "place", "disk", "words", "toml_table"),
    ("history", "blocks", "schema", "stamps"),
    ("chronicle", "ahead"),
    ("pending", "lock", "vocabulary_patterns"),
    ("identifiers", "text", "dates", "redaction", "vocabulary_names", "vocabulary_cues",
     "transaction", "shrinkage"),
    ("record", "config", "pages", "patience", "drafts", "vocabulary_values"),
    ("reference", "reply", "jsontext", "limits", "connections", "likeness",
     "quarantine", "public_access", "registrations",
     "vocabulary_search", "vocabulary_tables"),
    ("entry", "services", "citation*", "printed_line", "source", "cache"),
    ("facts", "medline*", "jats*", "crossref_work*", "session*", "vocabulary", "holdings", "index*",
     "ecitmatch", "retraction*", "journals"),
    ("citekey", "library"),
    ("formats*", "match", "merge*", "classify*", "pubmed*", "pmc", "crossref", "query*",
     "pmc_articles", "europepmc*", "icite", "marks", "renaming"),
    ("traits", "movements", "manuscript*", "tabulated", "plots*", "crossref_updates"),
    ("csl*",),
    ("styles*",),
    ("relabelling", "align", "catalogue", "folder", "summary", "candidates", "completeness",
     "citing", "duplicates*", "trials"),
    ("kept_lines", "links", "disagreement", "answers", "overlap"),
    ("statements", "audit*", "overlap_lists", "overlap_picture"),
    ("tally*", "graph*", "gaps*"),
    ("report*",),
    ("hand_edits", "removal", "preference"),
    ("refresh",),
    ("union",),
    ("separation", "pairing"),
    ("shelved", "derivation", "telling*"),
    ("upkeep",),
    ("moment",),
    ("unwinding", "accession", "store", "resolution", "settlement", "revision"),
    ("line_search", "reversal", "verification*", "frozen*", "listed_reviews", "review_lists",
     "shared_identifiers", "sources", "standing_online"),
    ("cited_works",),
    ("gather", "ingest", "renewal"),
    ("fetched",),
    ("fetch", "settling"),
    ("present_cells",),
    ("present",),
    ("present_hits",),
    ("commands*",),
    ("cli",),
    ("__main__",),
)  # fmt: skip

MODULE_LINES = 300
FUNCTION_LINES = 40

#: Own modules imported inside a function, and why.
LATE_IMPORTS = {
    "__main__": "--version answers before anything else loads",
    "commands.shapes": "few exports need a citation processor, which is slow to load",
    "commands.style_options": "only the shell asks for the names of thousands of styles",
    "commands.browse_changes": "the screen is there before what a change needs is loaded",
    "commands.browse_merging": "the screen is there before what a merge needs is loaded",
    "commands.browse": "the screen needs Textual, which few commands do and may not be there",
    "commands.cited_online": "citing works in the library need no network",
    "commands.selection": "most lists have no query",
    "candidates": "few lines are read as printed, and the patterns of reading them are many",
    "query_values": "few queries name an identifier or a kind of work",
    "commands.columns": "few lists show what only the entries have",
    "commands.listing": "few lists choose their columns or count",
    "commands.query_completion": "most that is completed is no query",
    "commands.shelf": "a list from the index needs no entry, and entries are slow to import",
}


def module_name(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__") or "__init__"


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def layer(name: str) -> tuple[int, str]:
    """The row of a module and the group within it."""
    top = name.partition(".")[0]
    for number, row in enumerate(LAYERS):
        for group in row:
            if top == group or (group.endswith("*") and top.startswith(group[:-1])):
                return number, group
    raise AssertionError(f"{name} has no layer: give it a row in LAYERS and in the design")


def imported(node: ast.AST) -> list[str]:
    """Own modules that an import statement names, without the package."""
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        if node.module == "sscmsc":
            return [alias.name for alias in node.names if not alias.name.startswith("__")]
        if node.module.startswith("sscmsc."):
            return [node.module.removeprefix("sscmsc.")]
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
        return [name.removeprefix("sscmsc.") for name in names if name.startswith("sscmsc.")]
    return []


def top_level_imports(path: Path) -> Iterator[str]:
    for node in tree(path).body:
        if isinstance(node, ast.If):
            continue  # TYPE_CHECKING: names for the checker, nothing at run time
        yield from imported(node)


@pytest.mark.parametrize("path", modules(), ids=module_name)
def test_imports_only_from_lower_layers(path: Path) -> None:
    name = module_name(path)
    if name == "__init__":
        assert list(top_level_imports(path)) == []
        return
    row, group = layer(name)
    for other in top_level_imports(path):
        other_row, other_group = layer(other)
        allowed = other_row < row or (other_row == row and other_group == group)
        assert allowed, f"{name} imports {other}"


@pytest.mark.parametrize("path", modules(), ids=module_name)
def test_sizes(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= MODULE_LINES
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0]
            documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
            start = node.body[1].lineno if documented and len(node.body) > 1 else first.lineno
            assert (node.end_lineno or 0) - start < FUNCTION_LINES, f"{node.name} is too long"


@pytest.mark.parametrize("path", modules(), ids=module_name)
def test_own_modules_are_imported_at_the_top(path: Path) -> None:
    name = module_name(path)
    late = [
        other
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef)
        for inner in ast.walk(node)
        for other in imported(inner)
    ]
    assert not late or name in LATE_IMPORTS, f"{name} imports {late} inside a function"


def names_used(path: Path, library: str) -> bool:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import) and any(
            alias.name.partition(".")[0] == library for alias in node.names
        ):
            return True
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == library:
            return True
    return False


@pytest.mark.parametrize(
    ("library", "owners"),
    [
        ("requests", ("session", "reply")),
        ("typer", ("cli", "commands")),
        ("rich", ("present",)),
        ("bibtexparser", ("formats",)),
        ("lxml", ("medline", "jats", "formats", "csl_citeproc")),
        ("citeproc", ("csl_citeproc",)),
        ("matplotlib", ("plots",)),
        ("textual", ("commands.browse",)),
        ("networkx", ("graph",)),
        ("sqlite3", ("index", "cache")),
        ("yaml", ("formats",)),
    ],
)
def test_each_library_has_its_place(library: str, owners: tuple[str, ...]) -> None:
    users = {module_name(path) for path in modules() if names_used(path, library)}
    strangers = {name for name in users if not name.startswith(owners)}
    assert not strangers


def test_only_the_store_and_the_index_write_files() -> None:
    writers = {"write_text", "write_bytes", "rename", "replace", "unlink", "mkdir", "fsync"}
    allowed = {
        "disk", "store", "lock", "chronicle", "transaction", "quarantine", "index_schema", "cache",
        "limits",
        "commands.output", "drafts",
    }  # fmt: skip
    for path in modules():
        if module_name(path) in allowed:
            continue
        for node in ast.walk(tree(path)):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            called = node.func
            on_path = called.attr in writers - {"replace"} or (
                called.attr == "replace" and isinstance(called.value, ast.Name)
                and called.value.id in {"os", "path", "Path"}
            )  # fmt: skip
            assert not on_path, f"{module_name(path)} line {node.lineno}: {called.attr}"


def test_nothing_prints_and_no_handler_is_broad() -> None:
    for path in modules():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id != "print", f"{module_name(path)}:{node.lineno}"
            if isinstance(node, ast.ExceptHandler):
                reraises = any(isinstance(inner, ast.Raise) for inner in ast.walk(node))
                named = node.type is not None and not (
                    isinstance(node.type, ast.Name)
                    and node.type.id in {"Exception", "BaseException"}
                )
                assert named or reraises, f"{module_name(path)}:{node.lineno}"


def test_no_grab_bags() -> None:
    refused = {"utils", "util", "helpers", "common", "misc", "manager", "handler"}
    assert not {path.stem for path in modules()} & refused
