"""Surveys (测评问卷): for now the published aggregates of democratic appraisals. It never holds who said what, and
nothing below the smallest group that may be shown."""
