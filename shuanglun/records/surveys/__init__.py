"""Surveys (测评问卷): instruments, campaigns, secret ballots, counts with disclosure control, one release. Nothing here
can tell who cast which ballot, and nothing below the smallest group that may be shown leaves the room."""
