"""A loopback server that answers as PubMed, PMC and its ID converter, Crossref, Europe PMC, doi.org
and iCite do.

It reads a folder of records and answers from them in the shapes the services have:

    pubmed/*.xml       PubmedArticleSet files (also .xml.gz)
    pmc/*.xml          JATS articles
    crossref/*.json    work messages, one a file or a list of them
    crossref/aliases.json   alias DOI -> prime DOI (optional)
    idconv.json        a list of {pmid, pmcid, doi}, added to what the PubMed records say (optional)
    europepmc/SOURCE/ID.json   a list, the references of a work in its own words (optional);
                       who cites a work follows from them

    python -m tests.upstream --records DIR --port N

`/_requests` gives what was asked of it and how many connections that took,
`/_faults` makes it fail (`tests/upstream/faults.py`).
"""

from tests.upstream.faults import Fault, Faults
from tests.upstream.records import Records
from tests.upstream.server import Logged, Upstream

__all__ = ["Fault", "Faults", "Logged", "Records", "Upstream"]
