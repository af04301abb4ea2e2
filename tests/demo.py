"""`make demo`: the product at work without a network, on a loopback copy of the services.

    python -m tests.demo

Every line that starts with `$` is a command that is really run; what follows is what it printed.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.upstream.plugin import RECORDS
from tests.upstream.server import Upstream

ROOT = Path(__file__).resolve().parent.parent
REVIEW = "10.3389/fimmu.2018.02013"


def main() -> int:
    """Run the demonstration; 1 when a command ends as it should not."""
    with tempfile.TemporaryDirectory(prefix="sscmsc-demo-") as scratch:
        library = Path(scratch) / "refs"
        with Upstream(RECORDS / "ssc-review") as upstream:
            environment = {
                **os.environ, **upstream.environment,
                "SSCMSC_CACHE_DIR": str(Path(scratch) / "cache"),
                "SSCMSC_EMAIL": "demo@example.org",
            }  # fmt: skip
            show("A review and its whole reference list, from a loopback copy of the services")
            good = all(
                run(line, environment, library)
                for line in (
                    f"sscmsc fetch {REVIEW}",
                    f"sscmsc fetch {REVIEW}",
                    "sscmsc list --disease SSc --sort -year",
                    "sscmsc refs Peltzer2018 --unresolved",
                    "sscmsc cited-by Gabrielli2009",
                    "sscmsc export --bibtex --therapy HSCT --year 2018-",
                )
            )
        show("The library in refs/ of this checkout, without any service")
        offline = {**environment, "SSCMSC_OFFLINE": "1", "SSCMSC_CACHE_DIR": f"{scratch}/none"}
        return 0 if good and all(
            run(line, offline, ROOT / "refs")
            for line in (
                "sscmsc list --disease SSc",
                "sscmsc show Peltzer2018",
                f"sscmsc fetch {REVIEW}",
                "sscmsc export --bibtex --author Gabrielli",
            )
        ) else 1  # fmt: skip


def show(heading: str) -> None:
    sys.stdout.write(f"\n== {heading}\n")


def run(line: str, environment: dict[str, str], library: Path) -> bool:
    """Run one command line on a library and show both; whether it ended with 0."""
    sys.stdout.write(f"\n$ {line}\n")
    sys.stdout.flush()
    arguments = shlex.split(line)[1:]
    color = ["--color", "always"] if sys.stdout.isatty() else []
    done = subprocess.run(
        [sys.executable, "-m", "sscmsc", "--library", str(library), *color, *arguments],
        env=environment, cwd=ROOT, check=False, stderr=subprocess.STDOUT,
    )  # fmt: skip
    if done.returncode:
        sys.stdout.write(f"(exit code {done.returncode})\n")
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
