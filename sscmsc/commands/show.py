"""`sscmsc show`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from sscmsc.commands import completion, show_facets, show_provenance, show_references
from sscmsc.commands.options import Desk, command
from sscmsc.commands.refs import summary
from sscmsc.commands.shelf import load, resolve
from sscmsc.commands.vocabularies import vocabulary_of
from sscmsc.commands.wording import source_name
from sscmsc.entry import Entry
from sscmsc.errors import UsageError
from sscmsc.identifiers import url
from sscmsc.library import Library
from sscmsc.present import Json
from sscmsc.record import Group, Record
from sscmsc.retraction import standing
from sscmsc.text import plain


@command
def run(
    desk: Desk,
    keys: Annotated[
        list[str],
        typer.Argument(
            metavar="KEY...",
            help="Citekeys, DOIs, PMIDs or PMCIDs.",
            autocompletion=completion.citekeys,
        ),
    ],
    references: Annotated[
        bool, typer.Option("--references", help="How complete their reference lists are.")
    ] = False,
    facets: Annotated[
        bool, typer.Option("--facets", help="Every facet, its labels and why they were given.")
    ] = False,
    provenance: Annotated[
        bool, typer.Option("--provenance", help="The source of every field, and since when.")
    ] = False,
    conflicts: Annotated[
        bool, typer.Option("--conflicts", help="Only fields on which sources differ.")
    ] = False,
) -> None:
    """Show works: the record, facets with their evidence, sources that disagree, citations.

    \b
    Examples:
      sscmsc show Peltzer2018
      sscmsc show 10.3389/fimmu.2018.02013 --json
      sscmsc show Peltzer2018 --references
      sscmsc show Peltzer2018 --facets
      sscmsc show Peltzer2018 --provenance --conflicts
    """
    loaded = load(desk)
    library = loaded.library
    entries = [resolve(loaded, key) for key in keys]
    if facets + references + (provenance or conflicts) > 1:
        raise UsageError(
            "--facets, --references and --provenance are views of their own: give one of them"
        )
    if provenance or conflicts:
        _show_provenance(desk, entries, whole=provenance)
        return
    if facets:
        _show_facets(desk, entries)
        return
    if desk.screen.as_json:
        desk.screen.json([_object(entry, library) for entry in entries])
        return
    for number, entry in enumerate(entries):
        if number:
            desk.screen.write("\n")
        if references:
            desk.screen.fields(entry.citekey, show_references.fields(entry, library))
        else:
            desk.screen.fields(entry.citekey, fields_of(entry, library.cited_by(entry.citekey)))


def _show_provenance(desk: Desk, entries: Sequence[Entry], *, whole: bool) -> None:
    if desk.screen.as_json:
        desk.screen.json([show_provenance.as_json(entry, whole=whole) for entry in entries])
        return
    for number, entry in enumerate(entries):
        if number:
            desk.screen.write("\n")
        desk.screen.fields(entry.citekey, show_provenance.fields(entry, whole=whole))
        if not entry.conflicts and not whole:
            desk.screen.say(f"{entry.citekey}: its sources agree")


def _show_facets(desk: Desk, entries: Sequence[Entry]) -> None:
    vocabulary = vocabulary_of(desk.folder)
    if desk.screen.as_json:
        desk.screen.json([show_facets.as_json(entry, vocabulary) for entry in entries])
        return
    for number, entry in enumerate(entries):
        if number:
            desk.screen.write("\n")
        desk.screen.fields(entry.citekey, show_facets.fields(entry, vocabulary))


def _object(entry: Entry, library: Library) -> Json:
    shown = as_json(entry, library.cited_by(entry.citekey))
    return {**shown, "reference_list": show_references.as_json(entry, library)}


def as_json(entry: Entry, cited_by: tuple[str, ...]) -> dict[str, Json]:
    """The object that `--json` prints for one entry."""
    record = entry.record
    return {
        "citekey": entry.citekey,
        "title": plain(record.shown_title or ""),
        "authors": author_names(record),
        "authors_complete": record.authors_complete,
        "year": record.year,
        "journal": record.container.short if record.container else None,
        "volume": record.volume,
        "issue": record.issue,
        "pages": record.pages,
        "article_number": record.article_number,
        "issued": str(record.issued) if record.issued else None,
        "online": str(record.online) if record.online else None,
        "doi": record.doi.value if record.doi else None,
        "pmid": record.pmid.value if record.pmid else None,
        "pmcid": record.pmcid.value if record.pmcid else None,
        "kind": record.kind,
        "publication_types": [one.name for one in record.publication_types],
        "mesh": [one.descriptor for one in record.mesh],
        "keywords": list(record.keywords),
        "abstract": _abstract(record) or None,
        "facets": [show_facets.label_as_json(one) for one in entry.labelled],
        "references": len(entry.references.references) if entry.references else None,
        "cited_by": list(cited_by),
        "former_keys": list(entry.former_keys),
        "tags": list(entry.tags),
        "note": entry.note,
        "provenance": dict(entry.provenance),
        "conflicts": [
            {"field": one.field, "kept": one.kept, "values": dict(one.values)}
            for one in entry.conflicts
        ],
    }  # fmt: skip


def author_names(record: Record) -> list[str]:
    """Authors as `Family, Given`, groups by their name."""
    names: list[str] = []
    for one in record.authors:
        if isinstance(one, Group):
            names.append(one.name)
        else:
            given = one.given or one.initials
            names.append(f"{one.family}, {given}" if given else one.family)
    return names


def fields_of(entry: Entry, cited_by: tuple[str, ...]) -> list[tuple[str, str]]:
    """Named values of one entry, some of them empty, in the order in which they are shown."""
    record = entry.record
    names = "; ".join(author_names(record))
    return [
        ("Title", plain(record.shown_title or "")),
        ("Original title", plain(record.original_title or "") if record.title else ""),
        ("Authors", names if record.authors_complete else f"{names}; et al."),
        ("In", _place(record)),
        ("Published", _dates(record)),
        ("DOI", url(record.doi) if record.doi else ""),
        ("PMID", f"{record.pmid}  {url(record.pmid)}" if record.pmid else ""),
        ("PMCID", f"{record.pmcid}  {url(record.pmcid)}" if record.pmcid else ""),
        ("Type", ", ".join(one.name for one in record.publication_types) or record.kind),
        ("Disease", _facets(entry, "disease")),
        ("Therapy", _facets(entry, "therapy")),
        ("Labels", "; ".join(entry.labels)),
        ("MeSH", "; ".join(f"{one.descriptor}{'*' * one.is_major}" for one in record.mesh)),
        ("Keywords", "; ".join(record.keywords)),
        ("Standing", _standing(entry)),
        ("Notices", "\n".join(f"{one.kind} {one.text or ''}" for one in record.relations)),
        ("Abstract", _abstract(record)),
        ("References", summary(entry.references) if entry.references else ""),
        ("Cited by", ", ".join(cited_by)),
        ("Former keys", ", ".join(entry.former_keys)),
        ("Tags", ", ".join(entry.tags)),
        ("Note", entry.note or ""),
        ("Conflicts", _conflicts(entry)),
        ("Sources", _sources(entry)),
    ]


def _place(record: Record) -> str:
    name = (record.container.title or record.container.short or "") if record.container else ""
    volume = f" {record.volume}" if record.volume else ""
    issue = f"({record.issue})" if record.issue else ""
    pages = record.pages or record.article_number
    return f"{name}{volume}{issue}{f':{pages}' if pages else ''}".strip()


def _dates(record: Record) -> str:
    issued = str(record.issued) if record.issued else ""
    return f"{issued} (online {record.online})".strip() if record.online else issued


def _facets(entry: Entry, facet: str) -> str:
    return "\n".join(
        f"{one.value}{'' if one.grade == 'about' else f' ({one.grade})'}: {'; '.join(one.evidence)}"
        for one in entry.labelled
        if one.facet == facet
    )


def _standing(entry: Entry) -> str:
    """What became of the work, and who says so."""
    told: list[str] = []
    for one in standing(entry).notices:
        when = f" {one.date}" if one.date else ""
        told.append(f"{one.level}{when}, says {', '.join(map(source_name, one.said_by))}")
    return "\n".join(told)


def _abstract(record: Record) -> str:
    return "\n".join(
        f"{part.label}: {plain(part.text)}" if part.label else plain(part.text)
        for part in record.abstract
    )


def _conflicts(entry: Entry) -> str:
    return "\n".join(
        f"{_words(one.field)}: {one.kept} kept; "
        + ", ".join(f"{source_name(source)} says {value}" for source, value in one.values)
        for one in entry.conflicts
    )


def _sources(entry: Entry) -> str:
    fields: dict[str, list[str]] = {}
    for name, source in entry.provenance.items():
        fields.setdefault(source, []).append(_words(name))
    lines = [f"{source_name(source)}: {', '.join(names)}" for source, names in fields.items()]
    if entry.hand_edited and lines:
        lines.append(show_provenance.BY_HAND)
    return "\n".join(lines)


def _words(field: str) -> str:
    return field.replace("_", " ")
