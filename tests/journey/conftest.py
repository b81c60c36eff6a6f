"""What the journey needs before its chapters are imported."""

import pytest

CHAPTERS = ("recording", "freezing", "deciding", "scoring", "reading")
for chapter in CHAPTERS:
    pytest.register_assert_rewrite(f"tests.journey.{chapter}")
