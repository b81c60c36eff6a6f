"""The main job, walked once from end to end: real spreadsheets, real screens, a real browser, every role."""
