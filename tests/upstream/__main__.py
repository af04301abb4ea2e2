"""`python -m tests.upstream --records DIR --port N`: the services on loopback until interrupted."""

from __future__ import annotations

import argparse
import sys
import threading
from pathlib import Path

from tests.upstream.plugin import RECORDS
from tests.upstream.server import Upstream


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.upstream",
        description="Answer as PubMed, the ID converter, Crossref and Europe PMC do.",
    )
    parser.add_argument("--records", type=Path, default=RECORDS / "ssc-review", metavar="DIR")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument(
        "--latency", type=int, default=0, metavar="MS", help="added to each request"
    )
    parser.add_argument(
        "--connection-latency", type=int, default=0, metavar="MS", help="added to each connection"
    )
    parser.add_argument(
        "--separate", action="store_true", help="a port for each service, from N on"
    )
    parser.add_argument("--enforce-rate", action="store_true", help="refuse what NCBI would refuse")
    parser.add_argument(
        "--print-environment", action="store_true", help="print the addresses, flush, and serve"
    )
    given = parser.parse_args(arguments)
    if not given.records.is_dir():
        parser.error(f"{given.records} is no folder")
    running = Upstream(
        given.records,
        given.port,
        latency=given.latency / 1000,
        connection_latency=given.connection_latency / 1000,
        separate=given.separate,
        enforce_rate=given.enforce_rate,
    )
    with running:
        for name, address in running.environment.items():
            sys.stdout.write(f"export {name}={address}\n")
        sys.stdout.flush()
        if not given.print_environment:
            sys.stderr.write(
                f"{len(running.records.articles)} PubMed records and "
                f"{len(running.records.works)} Crossref works at {running.host()}; Ctrl-C ends.\n"
            )
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
