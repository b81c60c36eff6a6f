"""Many at once, and killed at any moment (trust B2, B4): every voter has one ticket and one ballot, and the counts agree."""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from shuanglun.base.verdicts import RefusedError
from shuanglun.records.surveys import queries
from shuanglun.records.surveys.models import Ballot, Campaign, Envelope, RosterEntry
from shuanglun.records.surveys.rules import ballots
from shuanglun.records.surveys.secrecy import tickets
from shuanglun.records.surveys.secrecy.tickets import Ticket
from shuanglun.records.surveys.tests import factories as made
from shuanglun.records.surveys.tests.crowd import CAST, ISSUE, REFUSED, Crowd, gathered
from tests.fixtures.signer import SignerProcess

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("as_system")]
LONG = [pytest.mark.nightly, pytest.mark.timeout(3600)]


def one_group(voters: int) -> Campaign:
    """Two of the three classes are too small and merge with the third."""
    return made.opened(made.make_campaign(made.make_house({"A": 1, "B": 2, "C": voters - 3})))


def roster(campaign: Campaign) -> list[RosterEntry]:
    rows = RosterEntry._base_manager.filter(campaign=campaign).select_related("person", "group", "campaign")
    return list(rows.order_by("pk"))


def leaf(campaign: Campaign, payload: dict) -> str:
    return tickets.leaf(campaign.uid, payload["group"], payload["key"], ballots.commitment(payload))


def filled(campaign: Campaign, entry: RosterEntry, token: dict, draw: Random) -> dict:
    return made.filled(campaign, entry.group, token, lambda _: draw.choice("abcd"), {"-:advice": f"意见{entry.pk}"})


@pytest.mark.whole
@pytest.mark.parametrize(("processes", "tokens"), [(8, 24), pytest.param(8, 200, marks=LONG)])
def test_processes_that_post_the_same_tickets_at_once_fill_the_box_once(
    processes, tokens, tmp_path, signer, child_environment
):
    """Every process posts every ticket, half of them with other marks: of each ticket one ballot is kept, everybody who
    posted that very ballot is told so, and everybody else is refused."""
    with signer.at(made.DURING_ISSUE):
        campaign, draw = one_group(tokens), Random(2)
        given = [(entry, made.take(entry, made.ticket_of(entry))) for entry in roster(campaign)]
    kinds = [[filled(campaign, entry, token, draw) for entry, token in given] for _ in range(2)]
    with gathered(tmp_path, child_environment) as crowd:
        running = []
        for number in range(processes):
            kind = number % 2
            work = [{"name": f"{kind} {p['key']}", "campaign": campaign.uid, "payload": p} for p in kinds[kind]]
            crowd.give(CAST, work)
            running.append(crowd.fork(CAST, f"p{number}", seed=number // 2))
        crowd.go()
        assert [crowd.wait(pid) for pid in running] == [0] * processes
        said = crowd.said()
    assert len(said) == processes * tokens
    answers = defaultdict(Counter)
    for kind, key, told, *words in said:
        assert told == "taken" or "已经投过" in words[0]
        answers[key][kind, told] += 1
    half = processes // 2
    for counts in answers.values():
        assert sorted(counts.values()) == [half, half] and {told for _, told in counts} == {"taken", REFUSED}
    assert Envelope._base_manager.count() == len(answers) == tokens
    with signer.at(made.AFTER):
        row = made.sealed(campaign)
    kept = {key: int(next(kind for kind, told in counts if told == "taken")) for key, counts in answers.items()}
    expected = sorted(leaf(row, p) for kind in (0, 1) for p in kinds[kind] if kept[p["key"]] == kind)
    assert (row.ballots, row.rejected, queries.leaves(row)) == (tokens, 0, expected)
    if tokens >= 200:
        assert set(kept.values()) == {0, 1}, "the processes raced"


class MovedSigner(SignerProcess):
    """The signing process as a process, with a clock that a file sets."""

    SCRIPT = (
        "import sys; from pathlib import Path\n"
        "from shuanglun.records.surveys.signer.pool import Pool\n"
        "from shuanglun.records.surveys.signer.server import Server\n"
        "folder, clock = Path(sys.argv[1]), Path(sys.argv[2])\n"
        "Server(folder, Pool(0), clock=lambda: float(clock.read_text())).serve_forever()\n"
    )

    def at(self, moment) -> None:
        self._clock().write_text(str(moment.timestamp()))

    def _clock(self) -> Path:
        return self.folder.parent / "clock"

    def start(self) -> None:
        self.process = subprocess.Popen([sys.executable, "-c", self.SCRIPT, str(self.folder), str(self._clock())])
        self.wait()


@pytest.fixture
def own_signer(tmp_path, settings):
    running = MovedSigner(tmp_path / "signer")
    settings.SIGNER_DIR = running.folder
    running.at(made.DURING_ISSUE)
    try:
        running.start()
        yield running
    finally:
        running.kill()


def killed(crowd: Crowd, signer: MovedSigner, task: str, kills: int, draw: Random) -> None:
    """Two workers work through the whole list; one of them or the signing process is killed again and again, at any
    moment; at last one works through it undisturbed."""
    running = [crowd.fork(task, f"{task}-{number}", number + 1) for number in range(2)]
    crowd.go()
    for number in range(kills):
        time.sleep(draw.uniform(0.0, 0.06))
        if draw.random() < 0.25:
            signer.kill()
            signer.start()
            continue
        crowd.kill(running.pop(draw.randrange(2)))
        running.append(crowd.fork(task, f"{task}-{number + 2}", draw.randrange(1, 10**6)))
    for pid in running:
        assert crowd.wait(pid) == 0
    assert crowd.wait(crowd.fork(task, f"{task}-last", 1)) == 0


@pytest.mark.whole
@pytest.mark.parametrize(("kills", "voters"), [(12, 24), pytest.param(200, 300, marks=LONG)])
def test_killed_at_any_moment_nobody_loses_the_vote_and_nobody_gets_two(
    kills, voters, tmp_path, own_signer, child_environment
):
    campaign, draw = one_group(voters), Random(kills)
    entries = {str(entry.pk): entry for entry in roster(campaign)}
    held = {name: made.ticket_of(entry) for name, entry in entries.items()}
    environment = {**child_environment, "SHUANGLUN_SIGNER": str(own_signer.folder)}
    with gathered(tmp_path, environment) as crowd:
        crowd.give(ISSUE, [{"name": name, "blinded": ticket.blinded} for name, ticket in held.items()])
        killed(crowd, own_signer, ISSUE, kills // 2, draw)
        tokens = one_ticket_each(crowd, own_signer, campaign, held)
        posted = {name: filled(campaign, entries[name], token, draw) for name, token in tokens.items()}
        own_signer.at(made.DURING_CAST)
        work = [{"name": name, "campaign": campaign.uid, "payload": payload} for name, payload in posted.items()]
        crowd.give(CAST, work)
        killed(crowd, own_signer, CAST, kills - kills // 2, draw)
        said = crowd.said("cast-*")
    assert {name for name, _ in said} == set(entries) and {told for _, told in said} == {"taken"}
    assert Envelope._base_manager.count() == voters
    own_signer.at(made.AFTER)
    row = made.sealed(campaign)
    assert (row.ballots, row.rejected, Ballot._base_manager.count()) == (voters, 0, voters)
    assert queries.leaves(row) == sorted(leaf(row, payload) for payload in posted.values())
    [line] = queries.board(row)
    assert (line.issued, line.cast, line.group.eligible) == (voters, voters, voters)


def one_ticket_each(
    crowd: Crowd, signer: MovedSigner, campaign: Campaign, held: dict[str, Ticket]
) -> dict[str, dict[str, str]]:
    """Everybody was told one signature, however often they asked, and a second ticket is refused by both processes."""
    answers: dict[str, set[str]] = defaultdict(set)
    for name, told in crowd.said("issue-*"):
        answers[name].add(told)
    assert set(answers) == set(held)
    assert {len(told) for told in answers.values()} == {1}
    [group] = campaign.groups.all()
    assert signer.client.issued(campaign.uid) == {group.uid: len(held)}
    refuses: Callable[..., object] = lambda: pytest.raises(RefusedError, match=r"已经领过|已经签过")  # noqa: E731
    for entry in roster(campaign):
        assert {entry.signature} == answers[str(entry.pk)]
        other = made.ticket_of(entry)
        with refuses():
            made.take(entry, other)
        with refuses():
            signer.client.sign(campaign.uid, group.uid, str(entry.pk), other.blinded)
    return {name: held[name].finish(*answers[name]) for name in held}
