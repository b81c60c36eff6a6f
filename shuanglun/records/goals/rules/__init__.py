"""Judgements of the goals room: the tree and its weights, the progress of KPIs."""
