"""Sign in as each role of the demo and take every screen, on a desktop and on a phone, into shots/.

    python scripts/shots.py [--base http://127.0.0.1:8000] [--only people,scoring] [--readme]

Without --base it serves a demo of its own (200 people) from a throw-away folder. --readme also refreshes the few
pictures which the README shows (docs/img). Prints pages that answer with an error or scroll sideways.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.fixtures.chromium import DESKTOP, FLAGS, PHONE, chromium  # noqa: E402

PASSWORD = "shuanglun-demo"
ROLES = ["renshi", "zhenggong", "ronghe", "bumen", "shuji", "zhigong", "shenji", "anquan"]
SIZES = {"desktop": DESKTOP, "phone": PHONE}
MOST_PER_ROLE = 60
SKIP = re.compile(r"(logout|export=|template|download|\?|#|\.csv|\.xlsx|mailto)")
README = {
    "home": ("ronghe", r"^/$"),
    "import": ("renshi", r"^/people/import/roster/$"),
    "snapshot": ("ronghe", r"^/snapshots/\d+/$"),
    "scheme": ("ronghe", r"^/indicators/\d+/$"),
    "result": ("zhigong", r"^/scoring/results/person/\d+/$"),
}
PORT = 8123


@contextmanager
def served(people: int) -> Iterator[str]:
    """A demo institution on a port of its own; stopped and removed at the end."""
    with tempfile.TemporaryDirectory(prefix="shuanglun-shots-") as folder:
        env = os.environ | {"SHUANGLUN_DATA": folder, "SHUANGLUN_DEMO": "1", "SHUANGLUN_LOG_LEVEL": "ERROR"}
        command = [sys.executable, "-m", "shuanglun.front.site.cli"]
        subprocess.run([*command, "migrate", "-v", "0"], env=env, cwd=ROOT, check=True)
        subprocess.run([*command, "demo", "--people", str(people)], env=env, cwd=ROOT, check=True)
        server = subprocess.Popen([*command, "runserver", "--noreload", f"127.0.0.1:{PORT}"], env=env, cwd=ROOT)
        try:
            base = f"http://127.0.0.1:{PORT}"
            _wait(base)
            yield base
        finally:
            server.terminate()
            server.wait()


def _wait(base: str) -> None:
    for _ in range(120):
        try:
            urlopen(f"{base}/healthz")
            return
        except URLError:
            time.sleep(0.5)
    raise SystemExit("the server did not start")


def kind_of(path: str) -> str:
    """An address without its numbers: one picture for each kind of page."""
    return re.sub(r"\d+", "N", path)


def crawl(page, base: str, only: list[str]) -> Iterator[str]:
    """Addresses reachable by links, one of each kind, breadth first; the page stands at the one yielded."""
    waiting, seen = ["/"], {"/"}
    while waiting:
        path = waiting.pop(0)
        page.goto(base + path)
        yield path
        for href in page.eval_on_selector_all("a[href]", "links => links.map(a => a.getAttribute('href'))"):
            if not href.startswith("/") or SKIP.search(href) or kind_of(href) in seen:
                continue
            if only and not any(href.startswith(f"/{room}") for room in only):
                continue
            seen.add(kind_of(href))
            waiting.append(href)
        if len(seen) > MOST_PER_ROLE * 2:
            return


def shoot(page, folder: Path, path: str) -> str:
    """One picture; returns what is wrong with the page, or nothing."""
    name = kind_of(path).strip("/").replace("/", "_") or "home"
    page.screenshot(path=folder / f"{name}.png", full_page=True)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return f"{path} scrolls sideways by {wide} px" if wide > 1 else ""


def take(base: str, only: list[str], roles: list[str], readme: bool) -> list[str]:
    """All pictures; returns the complaints."""
    from playwright.sync_api import sync_playwright

    complaints: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        for size, (width, height) in SIZES.items():
            for role in roles:
                folder = ROOT / "shots" / size / role
                folder.mkdir(parents=True, exist_ok=True)
                context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
                page = context.new_page()
                page.set_default_timeout(90_000)
                page.on("response", lambda answer: _note(answer, complaints))
                page.on("pageerror", lambda error: complaints.append(f"script error: {error}"))
                page.goto(f"{base}/accounts/login/")
                if role == roles[0]:
                    page.screenshot(path=ROOT / "shots" / size / "login.png")
                page.fill("input[name=username]", role)
                page.fill("input[name=password]", PASSWORD)
                page.click("button.btn-primary")
                for path in crawl(page, base, only):
                    if wrong := shoot(page, folder, path):
                        complaints.append(f"{size} {role} {wrong}")
                    if readme and size == "desktop":
                        _for_readme(page, role, path)
                context.close()
        browser.close()
    return complaints


def _note(answer, complaints: list[str]) -> None:
    if answer.status >= 400:
        complaints.append(f"{answer.status} {answer.url}")


def _for_readme(page, role: str, path: str) -> None:
    for name, (who, pattern) in README.items():
        target = ROOT / "docs/img" / f"{name}.png"
        if who == role and re.match(pattern, path):
            target.parent.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=target)


def main() -> int:
    """Parse the words, take the pictures, print the complaints; 1 when there are any."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", default="")
    parser.add_argument("--only", default="")
    parser.add_argument("--roles", default=",".join(ROLES))
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--readme", action="store_true")
    words = parser.parse_args()
    only = [room for room in words.only.split(",") if room]
    roles = words.roles.split(",")
    if words.base:
        complaints = take(words.base, only, roles, words.readme)
    else:
        with served(words.people) as base:
            complaints = take(base, only, roles, words.readme)
    for complaint in dict.fromkeys(complaints):
        print(complaint)
    print(f"shots/: {len(list((ROOT / 'shots').rglob('*.png')))} pictures, {len(complaints)} complaints")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
