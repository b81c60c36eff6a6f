"""What the surveys room hands to evidence, row by row."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from shuanglun.base.actor import Actor, acting
from shuanglun.records.people.tests.factories import make_person
from shuanglun.records.surveys import facts
from shuanglun.records.surveys.choices import Head
from shuanglun.records.surveys.models import PublishedMean

pytestmark = pytest.mark.django_db
YEAR = (date(2025, 1, 1), date(2026, 1, 1))


@pytest.mark.parametrize("mean", ["0", "87.65", "100", "33.33", "70.1"])
def test_means_are_whole_hundredths_with_the_number_of_opinions(mean: str) -> None:
    person = make_person()
    with acting(Actor.system("test")):
        for head, on in (("conduct", date(2025, 12, 31)), ("capability", date(2026, 1, 1))):
            row = PublishedMean.objects.create(
                person=person, campaign="年度", head=head, mean=Decimal(mean), opinions=7, published_on=on
            )
        conduct = PublishedMean.objects.get(head="conduct")
        assert facts.means(Head.CONDUCT)(*YEAR).get() == (
            person.pk, date(2025, 12, 31), int(Decimal(mean) * 100), 7, conduct.pk,
        )  # fmt: skip
        assert not facts.means(Head.CAPABILITY)(*YEAR).exists()
        assert facts.describe_means([row.pk])[row.pk] == f"年度 · 履职能力 平均 {Decimal(mean):.2f} 分（7 票）"
