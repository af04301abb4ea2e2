"""`python -m bench [TOPIC]`: run every topic, or one; exit 1 when a figure misses its bound."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
NO_TOPICS = {"__init__", "__main__", "exports", "figure", "libraries", "peers"}


def main() -> int:
    """Run the topics named on the command line, or all, each as a process of its own."""
    topics = sorted(path.stem for path in HERE.glob("*.py") if path.stem not in NO_TOPICS)
    wanted = sys.argv[1:] or topics
    unknown = [topic for topic in wanted if topic not in topics]
    if unknown:
        print(f"no topic {', '.join(unknown)}; there are {', '.join(topics)}", file=sys.stderr)
        return 2
    asked = ["whole"] if sys.argv[1:] else []  # what takes long only where it is asked for
    codes = [
        subprocess.run([sys.executable, "-m", f"bench.{topic}", *asked], check=False).returncode
        for topic in wanted
    ]
    return 1 if any(codes) else 0


if __name__ == "__main__":
    sys.exit(main())
