"""The fictional institution (演示): a research institute that does not exist, with a known truth inside, so that
screens look like life and an analysis can be checked against what was put in. Everything is made from a seed; no
name, number or place belongs to anybody. It knows every room and no room knows it."""
