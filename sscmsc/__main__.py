"""`python -m sscmsc` and the installed command; answers --version before anything loads."""

from __future__ import annotations

import gc
import sys

from sscmsc import __version__


def main() -> None:
    """Run the command line on the process's arguments and exit with its code."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        sys.stdout.write(f"sscmsc {__version__}\n")
        return
    # Importing makes many objects and no garbage; `run` turns collection on again.
    gc.disable()
    from sscmsc.cli import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
