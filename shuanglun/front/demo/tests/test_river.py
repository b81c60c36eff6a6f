"""The fictional institution from its records to a finished run."""

import pytest

from shuanglun.base.actor import Actor, acting
from shuanglun.evidence.indicators.models import SchemeVersion
from shuanglun.evidence.snapshots.models import Snapshot
from shuanglun.front.demo import campaigns
from shuanglun.records.surveys.models import Campaign, RosterEntry
from shuanglun.records.surveys.secrecy.tickets import Ticket
from shuanglun.records.surveys.signer.pool import Pool
from shuanglun.scores.scoring.models import Run
from tests.fixtures.signer import quick_keys


@pytest.fixture
def signing(settings, monkeypatch, tmp_path):
    """The play's own signing process, with keys that cost no search for primes."""
    settings.SIGNER_DIR = tmp_path / "signer"
    monkeypatch.setattr(campaigns, "Pool", lambda size: Pool(size, quick_keys()))


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("signing")
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
    states = dict(Campaign.objects.values_list("version__instrument__code", "state"))
    assert states == {"MZCP": "released", "ZZSZ": "open", "MYD": "open", "HYTJ": "open", "YBG": "submitted"}
    kept = RosterEntry._base_manager.get(person__user__username="zhigong", campaign__version__instrument__code="ZZSZ")
    ticket = Ticket(campaigns.CODE, kept.campaign.uid, kept.group.uid, int(kept.group.modulus, 16))
    assert ticket.blinded == kept.blinded and ticket.finish(kept.signature)["key"] == ticket.key
