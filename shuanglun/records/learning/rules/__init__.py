"""Judgements of the learning room with their reasons: courses, sessions, quizzes, hours. No database, no clock."""
