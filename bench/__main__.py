"""All measurements one after the other, each in a process of its own so that its memory is its own.

python -m bench [score freeze run imports lists books hints checkin ballots]
"""

from __future__ import annotations

import subprocess
import sys

PARTS = ("score", "freeze", "run", "imports", "lists", "books", "hints", "checkin", "ballots")


def main(wanted: list[str]) -> int:
    """Exit code 1 when a mark is missed, 2 for a measurement nobody knows."""
    if unknown := set(wanted) - set(PARTS):
        print(f"no such measurement: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}", file=sys.stderr)
        return 2
    missed = []
    for name in wanted or PARTS:
        print(f"── {name} ──", flush=True)
        if subprocess.run([sys.executable, "-m", f"bench.{name}"]).returncode:
            missed.append(name)
    print(f"missed: {', '.join(missed)}" if missed else "every mark kept")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
