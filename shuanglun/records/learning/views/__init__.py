"""Screens of the learning room: `catalogue`, `kinds`, `sessions`, `places`, `checkin`, `attendance`, `quizzes`,
`certificates`, `hours`, `mine`."""
