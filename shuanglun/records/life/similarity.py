"""Which texts are nearly equal to an earlier one: shingles, MinHash, banding, then an exact count. No Django, no clock.

1. A text loses what may differ between a copy and its original without meaning anything: blanks, punctuation, digits and
   dates ("三月", "15日"). What remains is cut into overlapping shingles of `SHINGLE` characters.
2. Equal texts are one text from here on, however many there are. One with fewer than `FEWEST` shingles is left out: two
   short notes are alike by chance.
3. `BANDS` × `ROWS` hash functions each keep the smallest hash over a text's shingles. Two texts agree in one of these
   with probability J, the Jaccard similarity (shared shingles / all shingles of both). They become a candidate when they
   agree in all rows of some band: P = 1 − (1 − J^ROWS)^BANDS, that is 0.9999 at J = 0.85, 0.998 at 0.80, 0.08 at 0.40.
   Where more than `NEIGHBORS` texts agree in a band, each meets the `NEIGHBORS` before it: a form that everybody fills
   in does not make a square of pairs.
4. Of a text's candidates the `VERIFIED` with the most agreeing hashes are counted exactly, shingle by shingle; nothing
   below the limit is reported, so there are no false pairs (but for a collision of 64-bit hashes).

The same texts in the same order give the same answer on every machine: the hash functions come from a fixed seed.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

SHINGLE, FEWEST = 5, 30
BANDS, ROWS = 20, 6
NEIGHBORS, VERIFIED = 16, 4
FULL = 10_000
"""Similarity is told in hundredths of a percent."""
SEED = 20_260_101
CHUNK = 500
"""Texts hashed at once: their shingles fit the processor's cache."""
MARGIN = 0.13
"""Candidates whose hashes agree this much less than the limit asks are not counted: four standard deviations of the
estimate, which has BANDS × ROWS = 120 samples."""

Hashes = npt.NDArray[np.uint64]
Keys = npt.NDArray[np.int64]
Tell = Callable[[int, int], object]

DROPPED = re.compile(r"[\W_]*[0-9０-９〇零一二三四五六七八九十]+\s*[年月日号]|[\W\d_]+")


@dataclass(frozen=True)
class Near:
    """A text's nearest earlier one: its place in the list, the similarity in hundredths of a percent, the place of the
    first text of the group of nearly equal ones, and how many the group holds."""

    place: int
    similarity: int
    first: int
    size: int


def normalized(text: str) -> str:
    """The text without blanks, punctuation, digits and dates."""
    return DROPPED.sub("", text)


def similarity(one: str, other: str) -> int:
    """The Jaccard similarity of two texts in hundredths of a percent, rounded down; two texts too short for a single
    shingle are 0."""
    return _similarity(_set(normalized(one)), _set(normalized(other)))


def nearest(texts: Sequence[str], limit: int, tell: Tell = lambda done, total: None) -> dict[int, Near]:
    """For each text that is at least `limit` (hundredths of a percent) similar to an earlier one: the nearest of those,
    of equally near ones the latest. `tell(done, total)` hears of the progress in texts, and may raise to stop."""
    places = _places(texts)
    distinct = list(places)
    edges = _verified(distinct, limit, lambda done: tell(done * len(texts) // max(len(distinct), 1), len(texts)))
    firsts = [places[text][0] for text in distinct]
    groups = _Groups(len(distinct))
    best: dict[int, tuple[int, int]] = {}
    for earlier, later, alike in edges:
        groups.join(earlier, later)
        known = places[distinct[earlier]]
        place = known[bisect_left(known, firsts[later]) - 1]
        best[later] = max(best.get(later, (0, 0)), (alike, place))
    sizes = groups.sizes([len(places[text]) for text in distinct])
    found: dict[int, Near] = {}
    for number, text in enumerate(distinct):
        group = groups.of(number)
        if number in best:
            alike, place = best[number]
            found[firsts[number]] = Near(place, alike, firsts[group], sizes[group])
        for before, place in pairwise(places[text]):
            found[place] = Near(before, FULL, firsts[group], sizes[group])
    return found


def _places(texts: Sequence[str]) -> dict[str, list[int]]:
    """Where each distinct text stands, in the order in which they come up; without the short ones."""
    places: dict[str, list[int]] = {}
    for place, text in enumerate(texts):
        bare = normalized(text)
        if len(bare) >= FEWEST + SHINGLE - 1:
            places.setdefault(bare, []).append(place)
    return places


def _verified(texts: list[str], limit: int, tell: Callable[[int], object]) -> Iterator[tuple[int, int, int]]:
    """Pairs of distinct texts at or above the limit: earlier, later, similarity."""
    if len(texts) < 2:
        return
    signatures = _signatures(texts, tell)
    pairs, agreeing = _candidates(signatures, (limit / FULL - MARGIN) * BANDS * ROWS)
    later = pairs // len(texts)
    ranked = np.lexsort((-agreeing, later))
    ends = np.flatnonzero(np.diff(later[ranked], append=-1)) + 1
    begin = 0
    sets: dict[int, Hashes] = {}
    for end in map(int, ends):
        for index in ranked[begin : min(end, begin + VERIFIED)]:
            two, one = divmod(int(pairs[index]), len(texts))
            for number in (one, two):
                if number not in sets:
                    sets[number] = _set(texts[number])
            alike = _similarity(sets[one], sets[two])
            if alike >= limit:
                yield one, two, alike
        begin = end


def _shingles(text: str) -> Hashes:
    """A hash for each stretch of `SHINGLE` characters, in order: a polynomial over the code points, then mixed."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    count = len(codes) - SHINGLE + 1
    if count < 1:
        return np.empty(0, dtype=np.uint64)
    hashes = np.zeros(count, dtype=np.uint64)
    for offset in range(SHINGLE):
        hashes *= np.uint64(0x9E3779B97F4A7C15)
        hashes += codes[offset : offset + count]
    return _mixed(hashes)


def _mixed(hashes: Hashes) -> Hashes:
    """The finalizer of SplitMix64: every bit depends on every other."""
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        hashes = (hashes ^ (hashes >> np.uint64(shift))) * np.uint64(factor)
    return hashes ^ (hashes >> np.uint64(31))


def _set(text: str) -> Hashes:
    return np.unique(_shingles(text))


def _similarity(one: Hashes, other: Hashes) -> int:
    shared = len(np.intersect1d(one, other, assume_unique=True))
    return shared * FULL // max(len(one) + len(other) - shared, 1)


def _signatures(texts: list[str], tell: Callable[[int], object]) -> npt.NDArray[np.uint32]:
    """The smallest hash of each text under each of BANDS × ROWS functions x → (a·x + b) / 2³²."""
    random = np.random.Generator(np.random.PCG64(SEED))
    factors = random.integers(0, 2**64, size=(BANDS * ROWS, 2), dtype=np.uint64)
    factors[:, 0] |= np.uint64(1)
    signatures = np.empty((len(texts), BANDS * ROWS), dtype=np.uint32)
    for begin in range(0, len(texts), CHUNK):
        parts = [_shingles(text) for text in texts[begin : begin + CHUNK]]
        starts = np.cumsum([0, *(len(part) for part in parts[:-1])])
        hashes = np.concatenate(parts)
        for number, (factor, summand) in enumerate(factors):
            scattered = (hashes * factor + summand) >> np.uint64(32)
            signatures[begin : begin + CHUNK, number] = np.minimum.reduceat(scattered.astype(np.uint32), starts)
        tell(min(begin + CHUNK, len(texts)))
    return signatures


def _candidates(signatures: npt.NDArray[np.uint32], least: float) -> tuple[Keys, Keys]:
    """Pairs that agree in all rows of some band and in at least `least` hashes altogether, each as later · n + earlier,
    with how many hashes agree."""
    keys, counts = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
    for band in range(BANDS):
        for earlier, later in _neighbors(signatures[:, band * ROWS : (band + 1) * ROWS]):
            agreeing = _agreeing(signatures, earlier, later)
            enough = agreeing >= least
            keys.append(later[enough] * np.int64(len(signatures)) + earlier[enough])
            counts.append(agreeing[enough])
    pairs, where = np.unique(np.concatenate(keys), return_index=True)
    return pairs, np.concatenate(counts)[where]


def _neighbors(rows: npt.NDArray[np.uint32]) -> Iterator[tuple[Keys, Keys]]:
    """Texts that agree in all these rows: (earlier, later), for each distance within the bucket."""
    key = np.zeros(len(rows), dtype=np.uint64)
    for column in rows.T:
        key = _mixed(key + column)
    order = np.argsort(key, kind="stable")
    key = key[order]
    for distance in range(1, NEIGHBORS + 1):
        same = np.flatnonzero(key[distance:] == key[:-distance])
        if not len(same):
            return
        yield order[same], order[same + distance]


def _agreeing(signatures: npt.NDArray[np.uint32], one: Keys, other: Keys) -> Keys:
    found = np.empty(len(one), dtype=np.int64)
    for begin in range(0, len(one), 4 * CHUNK):
        part = slice(begin, begin + 4 * CHUNK)
        found[part] = np.count_nonzero(signatures[one[part]] == signatures[other[part]], axis=1)
    return found


class _Groups:
    """Which texts hang together; each group is called by its first member."""

    def __init__(self, count: int) -> None:
        self.parents = list(range(count))

    def of(self, number: int) -> int:
        """The first member of its group."""
        while self.parents[number] != number:
            self.parents[number] = self.parents[self.parents[number]]
            number = self.parents[number]
        return number

    def join(self, one: int, other: int) -> None:
        """Both are in one group from now on."""
        first, second = sorted((self.of(one), self.of(other)))
        self.parents[second] = first

    def sizes(self, weights: list[int]) -> dict[int, int]:
        """How many texts each group holds; a distinct text weighs as many as say the same."""
        found: dict[int, int] = {}
        for number, weight in enumerate(weights):
            group = self.of(number)
            found[group] = found.get(group, 0) + weight
        return found


def shared_parts(one: str, other: str) -> tuple[list[tuple[str, bool]], list[tuple[str, bool]]]:
    """Both texts cut into stretches (text, is shared): a character is shared when some shingle over it stands in the
    other text too, wherever. What normalizing drops goes with the characters around it."""
    sets = [set(_shingles(normalized(text)).tolist()) for text in (one, other)]
    return _parts(one, sets[1]), _parts(other, sets[0])


def _parts(text: str, others: set[int]) -> list[tuple[str, bool]]:
    kept = _kept(text)
    marked = [False] * len(text)
    for start, value in enumerate(_shingles(normalized(text)).tolist()):
        if value in others:
            first, last = kept[start], kept[start + SHINGLE - 1]
            marked[first : last + 1] = [True] * (last + 1 - first)
    for before, after in pairwise(kept):
        if after - before > 1 and marked[before] and marked[after]:
            marked[before:after] = [True] * (after - before)
    parts: list[tuple[str, bool]] = []
    begin = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or marked[place] != marked[begin]:
            parts.append((text[begin:place], marked[begin]))
            begin = place
    return parts


def _kept(text: str) -> list[int]:
    """Places of the characters that normalizing keeps."""
    places: list[int] = []
    begin = 0
    for gap in DROPPED.finditer(text):
        places += range(begin, gap.start())
        begin = gap.end()
    return [*places, *range(begin, len(text))]
