"""Exact shares of a capped sum: who gave how much when the parts together hit the ceiling.

For parts x and a ceiling the game is v(S) = min(ceiling, Σ x in S); the Shapley value averages a part's
marginal gain over all orders. All in integers over n!, so the shares sum to the capped value exactly.
Source: docs/algorithms/scoring.md, "Contributions".
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

MAX_PARTS = 15
SAFE_PARTS = 12  # up to here 10^9 · n! stays inside 64 bits


def capped_shares(parts: NDArray[np.int64], ceiling: int) -> NDArray[np.int64]:
    """Return each part's share of min(ceiling, Σ parts), row by row.

    `parts` is (rows, n), non-negative integers, n at most 15; the answer has the same shape and its rows
    sum exactly to the capped sums. Units left over by division go to the largest remainders, the first
    part first among equals.
    """
    rows, n = parts.shape
    if n > MAX_PARTS:
        raise ValueError(f"{n} parts; exact shares are computed for at most {MAX_PARTS}")
    if n == 0:
        return parts.copy()
    kind: type = np.int64 if n <= SAFE_PARTS else object
    numerators: np.ndarray = np.zeros((rows, n), dtype=kind)
    worth = _worth(parts.astype(kind), ceiling)
    sizes = [mask.bit_count() for mask in range(1 << n)]
    for mask, size in enumerate(sizes):
        for part in range(n):
            if mask >> part & 1:
                continue
            orders = math.factorial(size) * math.factorial(n - size - 1)
            numerators[:, part] += orders * (worth[:, mask | 1 << part] - worth[:, mask])
    whole = np.minimum(parts.astype(np.int64).sum(axis=1), ceiling)
    return _settled(numerators, math.factorial(n), whole)


def _worth(parts: NDArray, ceiling: int) -> NDArray:
    rows, n = parts.shape
    sums = np.zeros((rows, 1 << n), dtype=parts.dtype)
    for mask in range(1, 1 << n):
        lowest = (mask & -mask).bit_length() - 1
        sums[:, mask] = sums[:, mask & (mask - 1)] + parts[:, lowest]
    return np.minimum(sums, ceiling)


def _settled(numerators: NDArray, den: int, whole: NDArray[np.int64]) -> NDArray[np.int64]:
    """Divide, then hand the units left over to the largest remainders."""
    shares = (numerators // den).astype(np.int64)
    order = np.argsort(-(numerators % den).astype(np.int64), axis=1, kind="stable")
    left = whole - shares.sum(axis=1)
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.arange(order.shape[1])[None, :].repeat(len(order), 0), axis=1)
    return shares + (ranks < left[:, None])
