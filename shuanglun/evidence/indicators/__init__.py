"""Indicators (指标方案): which measures count, for whom, with what weight, as versioned data that two people publish.

A scheme is a YAML text read by `engine.scheme`; this room keeps its versions, judges them (`rules`), shows them as a
person reads them (`reading`) and lets nobody change one that was published. It must never know a score or a person's
record: it says what may count, not what anybody got.
"""
