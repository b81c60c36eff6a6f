"""Scoring (计分): runs of the engine over a frozen snapshot under published schemes, the scores they gave, and the way
from every figure down to the record it came from. It knows evidence and the engine; it must never know an appraisal, a
grade or a quota, and no score here sets the status of anybody (G-10)."""
