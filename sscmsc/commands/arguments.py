"""Arguments and options that several commands take, each worded once."""

from __future__ import annotations

from typing import Annotated

import typer

from sscmsc.commands import completion, query_completion

Key = Annotated[
    str,
    typer.Argument(
        metavar="KEY",
        help="A citekey, DOI, PMID or PMCID.",
        autocompletion=completion.citekeys,
    ),
]
Disease = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME",
        help="SSc, 'systemic sclerosis', a MeSH term or UI.",
        autocompletion=query_completion.diseases,
    ),
]
Therapy = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME",
        help="MSC, HSCT, adipose, EV, a MeSH term or UI.",
        autocompletion=query_completion.therapies,
    ),
]
Design = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME",
        help="RCT, cohort, review, a publication type.",
        autocompletion=query_completion.designs,
    ),
]
Year = Annotated[str | None, typer.Option(metavar="YEARS", help="2018, 2015-2022, 2015- or -2022.")]
Author = Annotated[
    list[str] | None, typer.Option(metavar="NAME", help="Any author's name, or its beginning.")
]
CitedBy = Annotated[
    list[str] | None,
    typer.Option(
        metavar="KEY",
        help="Only works that this entry cites.",
        autocompletion=completion.citekeys,
    ),
]
Sort = Annotated[
    str,
    typer.Option(
        metavar="ORDER",
        autocompletion=query_completion.sorts,
        help="Fields or facets, as -year,author: a leading - is downwards.",
    ),
]
