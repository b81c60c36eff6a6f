"""Strict and lenient raters: departments are brought to one mean before they are compared.

For reading beside the raw figures, never instead of them, and only where every department has enough ratings.
Source: methods §1 (德, weighting to compare departments).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

LEAST = 5


def scaled(ratings: Mapping[str, Sequence[float]], least: int = LEAST) -> dict[str, list[float]]:
    """Return every rating × grand mean / mean of its department; the grand mean is over all ratings.

    Raises ValueError when a department has fewer than `least` ratings, or a mean of 0.
    """
    few = [name for name, values in ratings.items() if len(values) < least]
    if few:
        raise ValueError(f"fewer than {least} ratings: {', '.join(few)}")
    everything = [value for values in ratings.values() for value in values]
    grand = math.fsum(everything) / len(everything)
    means = {name: math.fsum(values) / len(values) for name, values in ratings.items()}
    if not all(means.values()):
        raise ValueError("a department whose mean is 0 cannot be scaled")
    return {name: [value * grand / means[name] for value in values] for name, values in ratings.items()}


def standardised(values: Sequence[float]) -> list[float]:
    """Return z-scores by the standard deviation of the population; all 0 where nothing differs."""
    mean = math.fsum(values) / len(values)
    spread = math.sqrt(math.fsum((value - mean) ** 2 for value in values) / len(values))
    return [(value - mean) / spread if spread else 0.0 for value in values]
