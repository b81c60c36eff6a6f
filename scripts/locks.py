"""No lock and no client setting names an address: where packages come from is the machine's affair."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CHECKED = ("requirements*.lock", "requirements*.in", "package-lock.json", ".npmrc", "*/.npmrc")
FUNDING = re.compile(r'"url":')
ADDRESS = re.compile(r"https?://")


def main() -> int:
    listed = subprocess.run(["git", "ls-files", *CHECKED], cwd=ROOT, capture_output=True, text=True, check=True)
    found = [
        f"{name}:{number}: {line.strip()}"
        for name in listed.stdout.split()
        for number, line in enumerate((ROOT / name).read_text(encoding="utf-8").splitlines(), 1)
        if ADDRESS.search(line) and not FUNDING.search(line)
    ]
    print("\n".join(found) if found else "locks name no address")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
