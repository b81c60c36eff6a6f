"""Sign in as each role of the demo and take every screen, on a desktop and on a phone, into shots/.

    python scripts/shots.py [--base http://127.0.0.1:8000] [--only people,scoring] [--readme]

Without --base it serves a demo of its own (200 people) from a throw-away folder. --readme also refreshes the few
pictures which the README shows (docs/img). Prints pages that answer with an error or scroll sideways.

At the end of its round, personnel imports two sample sheets of the demo, as links alone do not lead to an import on its
way. Afterwards one batch is undone and the other given up. With --base the sheets come from the folder `samples` of
SHUANGLUN_DATA (else ./var).
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
from urllib.parse import urlsplit
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.fixtures.chromium import DESKTOP, FLAGS, PHONE, chromium  # noqa: E402

PASSWORD = "shuanglun-demo"
ROLES = ["renshi", "zhenggong", "ronghe", "bumen", "shuji", "zhigong", "shenji", "anquan"]
SIZES = {"desktop": DESKTOP, "phone": PHONE}
MOST_PER_ROLE = 200
SKIP = re.compile(r"(logout|export=|template|download|\?|#|\.csv|\.xlsx|mailto)")
README = {
    "home": ("ronghe", r"^/$"),
    "import": ("renshi", r"^/people/import/roster/\d+/check/$"),
    "snapshot": ("ronghe", r"^/snapshots/\d+/$"),
    "scheme": ("ronghe", r"^/indicators/\d+/$"),
    "result": ("zhigong", r"^/scoring/results/person/\d+/$"),
}
IMPORTER, ROSTER = "renshi", "/people/import/roster/"
CLEAN, MISTAKES = "人员名册.xlsx", "人员名册（有问题的）.xlsx"
PORT = 8123


@contextmanager
def served(people: int) -> Iterator[tuple[str, Path]]:
    """A demo institution on a port of its own, and its data folder; stopped and removed at the end."""
    with tempfile.TemporaryDirectory(prefix="shuanglun-shots-") as folder:
        env = os.environ | {"SHUANGLUN_DATA": folder, "SHUANGLUN_DEMO": "1", "SHUANGLUN_LOG_LEVEL": "ERROR"}
        command = [sys.executable, "-m", "shuanglun.front.site.cli"]
        subprocess.run([*command, "migrate", "-v", "0"], env=env, cwd=ROOT, check=True)
        subprocess.run([*command, "demo", "--people", str(people)], env=env, cwd=ROOT, check=True)
        server = subprocess.Popen([*command, "runserver", "--noreload", f"127.0.0.1:{PORT}"], env=env, cwd=ROOT)
        try:
            base = f"http://127.0.0.1:{PORT}"
            _wait(base)
            yield base, Path(folder)
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


class Round:
    """One role at one size of screen: walks about, takes pictures, collects complaints."""

    def __init__(self, page, base: str, size: str, role: str, readme: bool) -> None:
        self.page, self.base, self.size, self.role, self.readme = page, base, size, role, readme
        self.complaints: list[str] = []
        self.folder = ROOT / "shots" / size / role
        self.folder.mkdir(parents=True, exist_ok=True)
        page.set_default_timeout(90_000)
        page.on("response", self._answered)
        page.on("pageerror", lambda error: self.complain(f"script error: {error}"))

    def complain(self, words: str) -> None:
        """Keep a line for the end."""
        self.complaints.append(f"{self.size} {self.role}: {words}")

    def _answered(self, answer) -> None:
        if answer.status >= 400:
            self.complain(f"{answer.status} {answer.url}")

    def sign_in(self, picture: Path | None) -> None:
        """Past the login page, of which a picture may be taken."""
        self.page.goto(f"{self.base}/accounts/login/")
        if picture:
            self.page.screenshot(path=picture)
        self.page.fill("input[name=username]", self.role)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.click("button.btn-primary")

    def crawl(self, only: list[str]) -> None:
        """Pages reachable by links, one of each kind, breadth first."""
        waiting, seen = ["/"], {"/"}
        for _ in range(MOST_PER_ROLE):
            if not waiting:
                return
            self.page.goto(self.base + waiting.pop(0))
            self.shoot()
            for href in self.page.eval_on_selector_all("a[href]", "links => links.map(a => a.getAttribute('href'))"):
                if not href.startswith("/") or SKIP.search(href) or kind_of(href) in seen:
                    continue
                if only and not any(href.startswith(f"/{room}") for room in only):
                    continue
                seen.add(kind_of(href))
                waiting.append(href)
        if waiting:
            self.complain(f"stopped after {MOST_PER_ROLE} pages; {len(waiting)} not taken, first {waiting[0]}")

    def import_samples(self, samples: Path) -> None:
        """A clean roster is committed and undone; one with mistakes is mapped, checked and given up."""
        missing = [name for name in (CLEAN, MISTAKES) if not (samples / name).is_file()]
        if missing:
            self.complain(
                f"no import taken: {samples} lacks {'、'.join(missing)} (SHUANGLUN_DATA names the data folder)"
            )
            return
        self._upload(samples / CLEAN)
        self._press("检查数据")
        commit = self.page.get_by_role("button", name=re.compile(r"^导入 \d+ 行$"))
        if commit.count():
            self._leave(commit)
            self.shoot()
            self._press("撤销这一批次")
            self.shoot()
            self._press("撤销这一批次")
        else:
            self.complain(f"no committed batch taken: {CLEAN} has nothing new, or has problems")
            self._give_up()
        self._upload(samples / MISTAKES)
        self.shoot()
        self._press("检查数据")
        self.shoot()
        self._give_up()

    def shoot(self) -> None:
        """A picture of the page as it stands, one for each kind of page; complains when it scrolls sideways."""
        path = urlsplit(self.page.url).path
        name = kind_of(path).strip("/").replace("/", "_") or "home"
        if self.readme and self.size == "desktop":
            for picture, (who, pattern) in README.items():
                if who == self.role and re.match(pattern, path):
                    self.page.screenshot(path=ROOT / "docs/img" / f"{picture}.png")
        self.page.screenshot(path=self.folder / f"{name}.png", full_page=True)
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 1:
            self.complain(f"{path} scrolls sideways by {wide} px")

    def _upload(self, file: Path) -> None:
        self.page.goto(self.base + ROSTER)
        self.page.set_input_files("input[type=file]", file)
        self._press("上传文件")

    def _press(self, words: str) -> None:
        main = self.page.locator("main")
        button, link = (main.get_by_role(role, name=words, exact=True) for role in ("button", "link"))
        self._leave(button.or_(link).first)

    def _give_up(self) -> None:
        self.page.locator("main").get_by_role("button", name="放弃", exact=True).click()
        self._leave(self.page.locator("#ask .btn-primary"))

    def _leave(self, target) -> None:
        """Click what leads to another page, and wait for that page."""
        with self.page.expect_navigation():
            target.click()


def take(base: str, samples: Path, only: list[str], roles: list[str], readme: bool) -> list[str]:
    """All pictures; returns the complaints."""
    from playwright.sync_api import sync_playwright

    complaints: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        for size, (width, height) in SIZES.items():
            for role in roles:
                context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
                walk = Round(context.new_page(), base, size, role, readme)
                walk.sign_in(ROOT / "shots" / size / "login.png" if role == roles[0] else None)
                walk.crawl(only)
                if role == IMPORTER and (not only or "people" in only):
                    walk.import_samples(samples)
                complaints += walk.complaints
                context.close()
        browser.close()
    return complaints


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
        data = Path(os.environ.get("SHUANGLUN_DATA") or ROOT / "var")
        complaints = take(words.base, data / "samples", only, roles, words.readme)
    else:
        with served(words.people) as (base, data):
            complaints = take(base, data / "samples", only, roles, words.readme)
    for complaint in dict.fromkeys(complaints):
        print(complaint)
    print(f"shots/: {len(list((ROOT / 'shots').rglob('*.png')))} pictures, {len(complaints)} complaints")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
