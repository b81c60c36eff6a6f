"""One walk down the river: spreadsheets become records, records a frozen snapshot, the snapshot scores that open down to
the record they came from, and each reader sees exactly what is theirs."""

import pytest

from tests.fixtures.chromium import DESKTOP, PHONE
from tests.journey import deciding, freezing, reading, recording, scoring
from tests.journey.house import found, staff_moves_in
from tests.journey.screen import Visitor

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(
    params=[
        pytest.param(DESKTOP, id="desktop", marks=pytest.mark.sqlite),
        pytest.param(PHONE, id="phone", marks=pytest.mark.postgres),
    ]
)
def house(request, sign_in, open_page):
    """Everybody works at a desk, or everybody with a phone in the hand: a walk is long, so each database has its own."""
    return found(lambda role, **values: Visitor(sign_in(role, **values), open_page, request.param))


def test_from_spreadsheets_to_scores_that_explain_themselves(house):
    recording.the_roster(house)
    recording.the_records(house)
    staff_moves_in(house)
    recording.the_results_of_the_section(house)
    freezing.the_year(house)
    deciding.the_scheme(house)
    scoring.the_run(house)
    reading.what_is_theirs(house)
