"""A reader of what is published of one question, who shares no code with the proof: linear programs over how often each
class or unit gave each option (as any number, not only whole ones), in fractions."""

from __future__ import annotations

from fractions import Fraction

Row = dict[str, Fraction]
"""Name of a variable → coefficient; "" is the right side."""


def _most(rows: list[Row], goal: Row) -> Fraction:
    """The greatest Σ goal·x with Σ row·x = row[""] and x ≥ 0: the simplex method with Bland's rule, which always ends."""
    table = []
    for at, row in enumerate(rows):
        sign = -1 if row.get("", 0) < 0 else 1
        table.append({name: sign * value for name, value in row.items() if value} | {f"~{at:03}": Fraction(1)})
    basis = [f"~{at:03}" for at in range(len(table))]
    _climb(table, basis, {f"~{at:03}": Fraction(-1) for at in range(len(table))})
    assert not any(row.get("", 0) for row, name in zip(table, basis, strict=True) if name[0] == "~"), "contradictory"
    for at, name in enumerate(list(basis)):  # what is left of the helping variables stands at nought
        if name[0] == "~" and (other := next((key for key in table[at] if key and key[0] != "~"), None)):
            _pivot(table, basis, at, other)
    kept = [at for at, name in enumerate(basis) if name[0] != "~"]
    table = [{name: value for name, value in table[at].items() if name[:1] != "~"} for at in kept]
    return _climb(table, [basis[at] for at in kept], goal)


def _climb(table: list[Row], basis: list[str], goal: Row) -> Fraction:
    names = sorted({name for row in table for name in row} - {""})
    while True:

        def gain(name):
            return goal.get(name, Fraction(0)) - sum(
                (goal.get(inside, Fraction(0)) * row.get(name, Fraction(0)) for inside, row in zip(basis, table, strict=True)),
                Fraction(0),
            )  # fmt: skip

        enter = next((name for name in names if name not in basis and gain(name) > 0), None)
        if enter is None:
            return -gain("") + goal.get("", Fraction(0))
        rows = [at for at, row in enumerate(table) if row.get(enter, 0) > 0]
        _pivot(table, basis, min(rows, key=lambda at: (table[at].get("", 0) / table[at][enter], basis[at])), enter)


def _pivot(table: list[Row], basis: list[str], at: int, enter: str) -> None:
    by = table[at][enter]
    table[at] = {name: value / by for name, value in table[at].items()}
    for other, row in enumerate(table):
        if other != at and (times := row.get(enter, Fraction(0))):
            for name, value in table[at].items():
                row[name] = row.get(name, Fraction(0)) - times * value
            table[other] = {name: value for name, value in row.items() if value}
    basis[at] = enter


class Reader:
    """Knows the published rules, the options' values, n of each part, and what is shown of one question."""

    def __init__(self, parts: dict[str, dict[Fraction, int]], weights: dict[str, int] | None = None) -> None:
        """parts: the truth, by label: value → opinions. It is looked at only through what is said to be shown."""
        self.parts, self.weights, self.rows = parts, weights or {}, []
        for label, given in parts.items():
            self._is({f"{label}|{value}": Fraction(1) for value in given}, sum(given.values()))

    def n(self, label: str) -> int:
        return sum(self.parts[label].values())

    def part(self, label: str, state: str) -> None:
        """The mean of one part is shown so."""
        self._told(self._mean(label), self.n(label), state)

    def whole(self, state: str) -> None:
        """The mean of all."""
        n = sum(map(self.n, self.parts))
        self._told(self._over({label: Fraction(self.n(label), n) for label in self.parts}), n, state)

    def score(self, state: str) -> None:
        """The weighted score."""
        whole = sum(self.weights.values())
        self._told(
            self._over({label: Fraction(weight, whole) for label, weight in self.weights.items()}),
            99,
            state,
            rule=False,
        )

    def options(self) -> None:
        """The distribution over all."""
        for value in {value for given in self.parts.values() for value in given}:
            self._is(
                {f"{label}|{value}": Fraction(1) for label, given in self.parts.items() if value in given},
                sum(given.get(value, 0) for given in self.parts.values()),
            )

    def width(self, label: str) -> Fraction:
        """How many points of the mean of a part are left open."""
        goal = self._mean(label)
        return _most(self.rows, goal) + _most(self.rows, {name: -value for name, value in goal.items()})

    def _mean(self, label: str) -> Row:
        return {f"{label}|{value}": Fraction(value) / self.n(label) for value in self.parts[label]}

    def _over(self, shares: dict[str, Fraction]) -> Row:
        return {name: share * value for label, share in shares.items() for name, value in self._mean(label).items()}

    def _told(self, mean: Row, n: int, state: str, *, rule: bool = True) -> None:
        truth = sum(
            value * self.parts[name.split("|")[0]][Fraction(name.split("|")[1])] for name, value in mean.items()
        )
        if state == "exact":
            self._is(mean, truth)
        elif state == "coarse":
            apart = Fraction(100, n) if rule and n >= 10 else 10
            self._within(mean, *((100 - apart, 100) if truth >= 90 else (0, apart)))
        elif rule and n < 10:
            self._within(mean, 10, 90)

    def _within(self, mean: Row, low: Fraction | int, high: Fraction | int) -> None:
        slack = f"slack|{len(self.rows)}"
        self._is(mean | {slack + "a": Fraction(-1)}, low)
        self._is(mean | {slack + "b": Fraction(1)}, high)

    def _is(self, row: Row, right: Fraction | int) -> None:
        self.rows.append(row | {"": Fraction(right)})


def narrow(figure: dict, tables: dict[str, dict[Fraction, int]], weights: dict[str, int] | None = None) -> list[str]:
    """What the reader works out of a published question: parts whose mean is not shown and yet known, and coarse ones known
    to less than one point (of nine opinions, in a larger part). tables, weights: by label of a single part."""
    parts, by = {}, {}
    for part in figure["parts"]:
        names = part["label"].split("、")
        parts[part["label"]] = {
            Fraction(value): sum(tables[name].get(value, 0) for name in names) for value in tables[names[0]]
        }
        by[part["label"]] = sum((weights or {}).get(name, 0) for name in names)
    if not parts:
        return []
    reader = Reader(parts, by if weights else None)
    if any(part["mean"]["state"] != "hidden" for part in figure["parts"]):  # else all are held back, whatever they are
        for part in figure["parts"]:
            reader.part(part["label"], part["mean"]["state"])
    reader.whole(figure["mean"]["state"])
    if weights:
        reader.score(figure["score"]["state"])
    if figure["options"]:
        reader.options()
    found = []
    for part in figure["parts"]:
        least = Fraction(min(part["n"], 9), part["n"]) if part["mean"]["state"] == "coarse" else 0
        if part["mean"]["state"] != "exact" and ((width := reader.width(part["label"])) < least or not width):
            found.append(part["label"])
    return found
