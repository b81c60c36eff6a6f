"""The fictional institution from its records to a finished run."""

import pytest

from shuanglun.base.actor import Actor, acting
from shuanglun.evidence.indicators.models import SchemeVersion
from shuanglun.evidence.snapshots.models import Snapshot
from shuanglun.scores.scoring.models import Run


@pytest.mark.django_db(transaction=True)
def test_the_river_runs_once(play, told):
    play.run()
    with acting(Actor.system("test")):
        assert SchemeVersion.objects.filter(state="published").count() == 2
        snapshot = Snapshot.objects.get()
        run = Run.objects.get()
    assert snapshot.is_frozen
    assert snapshot.facts > 2_000
    assert run.state == "done"
    assert run.people > 50
    assert "完成" in told[-1]
