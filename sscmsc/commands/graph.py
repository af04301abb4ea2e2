"""`sscmsc graph`."""

from __future__ import annotations

from typing import Annotated

import typer

from sscmsc.commands import selection, tabulating, tallying
from sscmsc.commands.graph_report import Part, summed, told_of
from sscmsc.commands.options import Desk, command
from sscmsc.commands.output import write_output
from sscmsc.errors import NotFoundError, UsageError
from sscmsc.graph import CITES, KINDS, Network, find_communities, make_network
from sscmsc.graph_files import Drawn, write_dot, write_graphml
from sscmsc.graph_path import find_main_path

Command = selection.Command
FILES = {"graphml": write_graphml, "dot": write_dot}


def kinds(incomplete: str) -> list[str]:
    """The kinds of networks, for the shell to offer."""
    return [one for one in KINDS if one.startswith(incomplete)]


def formats(incomplete: str) -> list[str]:
    """The ways to print, for the shell to offer."""
    return [one for one in (*tabulating.NAMES, *FILES) if one.startswith(incomplete)]


Format = Annotated[
    str | None,
    typer.Option(
        "--format",
        "-f",
        metavar="NAME",
        autocompletion=formats,
        help="How: table, csv, tsv, md, json, graphml, dot, svg or png; by default as the file "
        "name ends.",
    ),
]


@command
def run(
    desk: Desk,
    terms: tallying.Terms = None,
    by: Annotated[
        str,
        typer.Option(
            metavar="LINK",
            autocompletion=kinds,
            help="cites; co-citation: works cited together; coupling: works that cite the same.",
        ),
    ] = CITES,
    least: Annotated[
        int, typer.Option("--least", metavar="N", min=1, help="Only links of this weight or more.")
    ] = 1,
    links: Annotated[bool, typer.Option("--links", help="The links, not the works.")] = False,
    main_path: Annotated[
        bool, typer.Option("--main-path", help="Only the works of the main path, oldest first.")
    ] = False,
    isolated: Annotated[
        bool, typer.Option("--isolated", help="Works without a link, too.")
    ] = False,
    format_: Format = None,
    output: tabulating.OutputFile = None,
) -> None:
    """Show which works cite each other, as a table, a file for other programs, or a picture.

    Each work has a community (Louvain's method) and, where works cite each other, may be on the
    main path: the line of works along which most paths of citations run. GraphML is read by
    Gephi and Cytoscape, DOT by Graphviz; JSON is node-link data.

    \b
    Examples:
      sscmsc graph
      sscmsc graph disease:SSc -o network.graphml
      sscmsc graph --by co-citation --least 3 -o together.svg
      sscmsc graph --by coupling is:review --links
      sscmsc graph --main-path
    """
    if by not in KINDS:
        raise UsageError(f"--by takes {', '.join(KINDS)}, not '{by}'")
    if links and main_path:
        raise UsageError("--links and --main-path contradict each other")
    if main_path and by != CITES:
        raise UsageError(f"there is no main path of {by}", hint="It is one of works that cite.")
    shape = tabulating.check_format(desk, format_, output, pictures=True, more=tuple(FILES))
    chosen = tallying.choose_works(desk, terms or [])
    network = make_network(chosen.library, chosen.entries, by, least=least, isolated=isolated)
    _check(network, len(chosen.entries), least)
    path = find_main_path(network) if network.directed else None
    drawn = Drawn(network, find_communities(network), path)
    if shape in FILES:
        write_output(desk.screen, output, FILES[shape](drawn))
        if output is not None and str(output) != "-":
            desk.screen.say(f"written to {output}")
    else:
        part = Part.LINKS if links else Part.PATH if main_path else Part.WORKS
        tabulating.tell(desk, told_of(drawn, part), shape, output)
    for line in summed(drawn, shape):
        desk.screen.say(line)


def _check(network: Network, works: int, least: int) -> None:
    """Raises `NotFoundError` where there is no link."""
    if network.links:
        return
    what = {
        CITES: "cites another", "co-citation": "is cited together with another",
        "coupling": "cites what another cites",
    }[network.kind]  # fmt: skip
    often = f" {least} times or more" if least > 1 else ""
    raise NotFoundError(
        f"none of {works} works {what}{often}" if works > 1 else "one work has no network",
        hint="A smaller --least takes weaker links."
        if least > 1
        else "`sscmsc fetch DOI` brings in a review with its reference list.",
    )
