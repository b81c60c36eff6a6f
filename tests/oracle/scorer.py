"""An independent scorer, from docs/algorithms/*.md alone: plain Python, fractions, Polars for reading.
It shares no code with `shuanglun.engine` and is never optimised: one person, one indicator at a time."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction
from itertools import permutations
from pathlib import Path
from typing import Any

import polars as pl
import yaml

N = 10**9


def half_up(x: Fraction) -> int:
    return math.floor(x + Fraction(1, 2))


class Snapshot:
    def __init__(self, directory: Path) -> None:
        period = json.loads((directory / "manifest.json").read_text())["period"]
        self.begin, self.end = date.fromisoformat(period["from"]), date.fromisoformat(period["until"])
        self.directory = directory
        self.measures = {row["measure"]: row for row in self.read("measures")}
        self.intervals, self.kpis = self.by_subject("subjects"), self.by_subject("kpis")
        self.exemptions, self.facts = self.by_subject("exemptions"), defaultdict(list)
        for row in self.read("facts"):
            if self.begin <= row["on"] < self.end:
                self.facts[row["subject_id"], row["measure"]].append(row)

    def read(self, name: str) -> list[dict[str, Any]]:
        return pl.read_parquet(self.directory / f"{name}.parquet").rows(named=True)

    def by_subject(self, name: str) -> dict[str, list[dict[str, Any]]]:
        rows = defaultdict(list)
        for row in self.read(name):
            rows[row["subject_id"]].append(row)
        return rows

    def in_force(self, subject: str) -> dict[str, Any] | None:
        last = self.end - timedelta(days=1)
        rows = self.intervals[subject]
        return next((r for r in rows if r["from"] <= last and (r["until"] is None or r["until"] > last)), None)

    def months_present(self, subject: str) -> int:
        days = defaultdict(int)
        for row in self.intervals[subject]:
            day, end = max(row["from"], self.begin), min(row["until"] or self.end, self.end)
            while day < end:
                turn = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
                days[day.year, day.month] += (min(turn, end) - day).days
                day = min(turn, end)
        return sum(1 for count in days.values() if count >= 15)

    def exempt(self, fact: dict[str, Any]) -> bool:
        for e in self.exemptions[fact["subject_id"]]:
            if e["measure"] not in (None, fact["measure"]):
                continue
            inside = e["from"] <= fact["on"] and (e["until"] is None or fact["on"] < e["until"])
            if e["fact_ref"] == fact["ref"] or (e["fact_ref"] is None and inside):
                return True
        return False


def attainment(k: dict[str, Any]) -> int:
    return half_up(N * min(Fraction(1), max(Fraction(0), Fraction(k["actual"] - k["bound"], k["target"] - k["bound"]))))


def line(snap: Snapshot, subject: str, item: dict[str, Any]) -> dict[str, Any]:
    measure = snap.measures[item["measure"]]
    facts = snap.facts[subject, item["measure"]]
    cap = half_up(N * Fraction(item.get("cap", "1")))
    out = {"status": "missing", "value": None, "low": 0, "high": cap, "covered": Fraction(0)}
    done = sum(f["quantity"] for f in facts)
    ratio = None
    if measure["kind"] == "rate":
        due = sum(f["due"] for f in facts if not (f["quantity"] == 0 and snap.exempt(f)))
        ratio = Fraction(done, due) if due else None
    elif measure["kind"] == "target":
        goal = Fraction(item["target"]["value"]) * measure["scale"]
        if item["target"].get("prorate", "months") == "months":
            goal = goal * snap.months_present(subject) / 12
        ratio = Fraction(done) / goal if facts and goal else None
    elif measure["kind"] == "mean":
        n = sum(f["due"] for f in facts)
        if n:
            mean = Fraction(sum(f["quantity"] * f["due"] for f in facts), n)
            ratio = (mean - measure["low"]) / (measure["high"] - measure["low"])
    else:
        kpis = snap.kpis[subject]
        everything, known = sum(k["weight"] for k in kpis), [k for k in kpis if k["actual"] is not None]
        total, covered = sum(k["weight"] * attainment(k) for k in known), sum(k["weight"] for k in known)
        if everything:
            out["low"] = min(cap, half_up(Fraction(total, everything)))
            out["high"] = min(cap, half_up(Fraction(total + N * (everything - covered), everything)))
        if not known:
            return out
        value = min(cap, half_up(Fraction(total, covered)))
        return out | {"status": "value", "value": value, "covered": Fraction(covered, everything)}
    if ratio is None:
        return out
    value = min(half_up(N * ratio), cap, N)
    return {"status": "value", "value": value, "low": value, "high": value, "covered": Fraction(1)}


def largest_remainder(shares: list[Fraction], whole: int) -> list[int]:
    floors = [math.floor(s) for s in shares]
    order = sorted(range(len(shares)), key=lambda i: (-(shares[i] - floors[i]), i))
    for i in order[: whole - sum(floors)]:
        floors[i] += 1
    return floors


def shapley(parts: list[int]) -> list[int]:
    gains = [0] * len(parts)
    for order in permutations(range(len(parts))):
        so_far = 0
        for i in order:
            gains[i] += min(N, so_far + parts[i]) - min(N, so_far)
            so_far += parts[i]
    shares = [Fraction(g, math.factorial(len(parts))) for g in gains]
    return largest_remainder(shares, min(N, sum(parts)))


def dimension(snap: Snapshot, subject: str, spec: dict[str, Any], bonuses: list[dict[str, Any]], groups: set[str]):
    lines, out = {}, {"number": None, "base": None, "low": None, "high": None}
    for item in spec["indicators"]:
        wanted = set(item.get("for") or groups)
        applies = bool(wanted & groups) and not set(item.get("not_for") or ()) & groups
        lines[item["id"]] = line(snap, subject, item) if applies else {"status": "not_applicable", "value": None}
    used = [i for i in spec["indicators"] if lines[i["id"]]["status"] != "not_applicable"]
    valued = [i for i in used if lines[i["id"]]["value"] is not None]
    applicable, weights = sum(int(i["weight"]) for i in used), sum(int(i["weight"]) for i in valued)
    coverage = sum((int(i["weight"]) * lines[i["id"]]["covered"] for i in valued), Fraction(0)) / (applicable or 1)
    extra = {}
    for bonus in bonuses:
        lines[bonus["id"]] = line(snap, subject, bonus)
        if lines[bonus["id"]]["value"] is not None:
            extra[bonus["id"]] = half_up(Fraction(lines[bonus["id"]]["value"] * int(bonus["points"]), 100))
    plus = sum(extra.values())
    out |= {"coverage": half_up(N * coverage), "bonus": plus, "lines": lines, "shares": {}, "final": {}}
    if not weights or coverage < Fraction(spec["minimum_coverage"]):
        return out
    raw = [Fraction(int(i["weight"]) * lines[i["id"]]["value"], weights) for i in valued]
    base = half_up(sum(raw, Fraction(0)))
    shares = largest_remainder(raw, base)
    names = [i["id"] for i in valued] + list(extra)
    parts = shares + list(extra.values())
    final = shapley(parts) if base + plus > N else parts
    for side in ("low", "high"):
        total = sum(int(i["weight"]) * lines[i["id"]][side] for i in used)
        out[side] = min(N, half_up(Fraction(total, applicable)) + plus)
    out |= {"number": min(N, base + plus), "base": base}
    return out | {"shares": dict(zip(names, parts, strict=True)), "final": dict(zip(names, final, strict=True))}


def half_up_double(x: float) -> int:
    return math.floor(x * 1e9 + 0.5)


def pair(p: int, b: int, w: Fraction, upper: Fraction) -> dict[str, Any]:
    level = half_up(w * p + (1 - w) * b)
    c = math.sqrt(((N - abs(p - b)) * min(p, b)) / (N * max(p, b)) if max(p, b) else 0.0)
    strong = (p >= upper * N / 100, b >= upper * N / 100)
    return {
        "arithmetic": level,
        "level": level,
        "geometric": half_up_double((p / 1e9) ** float(w) * (b / 1e9) ** float(1 - w)),
        "coupling": half_up_double(c),
        "coordination": half_up_double(math.sqrt(c * (level / 1e9))),
        "quadrant": {(True, True): "both", (True, False): "work", (False, True): "political"}.get(strong, "support"),
    }


def score(directory: Path, scheme_files: list[Path]) -> dict[str, dict[str, Any]]:
    """Return subject → {scheme, political, work, pair} for everybody whom a scheme fits."""
    snap = Snapshot(Path(directory))
    schemes = [yaml.load(Path(f).read_text("utf-8"), yaml.BaseLoader) for f in scheme_files]
    answer = {}
    for subject in snap.intervals:
        row = snap.in_force(subject)
        fitting = [s for s in schemes if row and set(s["applies_to"]) & set(row["groups"])]
        if not fitting:
            continue
        (scheme,), groups = fitting, set(row["groups"])
        sides = {}
        for spec in scheme["dimensions"]:
            bonuses = [b for b in scheme.get("bonus") or [] if b.get("dimension", "political") == spec["id"]]
            sides[spec["id"]] = dimension(snap, subject, spec, bonuses, groups)
        p, b = sides["political"]["number"], sides["work"]["number"]
        upper = Fraction(scheme.get("thresholds", {}).get("upper", "80"))
        both = pair(p, b, Fraction(scheme.get("w", "0.5")), upper) if None not in (p, b) else None
        answer[subject] = {"scheme": scheme["id"], "pair": both, **sides}
    return answer
