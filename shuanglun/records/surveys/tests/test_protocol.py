"""A campaign from its draft to the sealed box, and everything that may go wrong on the way."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from shuanglun.base.actor import acting
from shuanglun.base.jobs import Progress
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.surveys import operations, queries
from shuanglun.records.surveys.models import Ballot, Campaign, Envelope, RosterEntry
from shuanglun.records.surveys.operations import sealing
from shuanglun.records.surveys.rules import ballots
from shuanglun.records.surveys.secrecy import box, tickets
from shuanglun.records.surveys.signer.client import signer as site
from shuanglun.records.surveys.tests import factories as made

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_system")]


def best(slot):
    return "a"


@pytest.fixture
def campaign(signer):
    with signer.at(made.DURING_ISSUE):
        yield made.opened(made.make_campaign(made.make_house({"A": 5, "B": 6, "C": 9})))


def entries(campaign) -> list[RosterEntry]:
    rows = RosterEntry._base_manager.filter(campaign=campaign).select_related("person", "group", "campaign")
    return list(rows.order_by("pk"))


def test_two_officers_open_it_and_everything_is_fixed(campaign):
    assert campaign.state == "open"
    assert [(group.label, group.eligible) for group in campaign.groups.all()] == [
        ("领导班子成员", 5), ("中层、同级人员", 6), ("职工、服务对象", 9),
    ]  # fmt: skip
    assert campaign.roster_size == 20 and len(campaign.roster_hash) == 64
    assert len({group.modulus for group in campaign.groups.all()}) == 3
    with acting(made.PREPARES), pytest.raises(RefusedError, match="名册、对象和时间不能再改"):
        operations.remove_voter(entry=entries(campaign)[0])


def test_one_officer_alone_opens_nothing(signer):
    row = made.make_campaign(made.make_house({"A": 5, "B": 5, "C": 5}), title="独自启动")
    with acting(made.PREPARES):
        operations.submit(campaign=row, at=made.BEGIN - timedelta(days=1))
        with pytest.raises(RefusedError, match="两人"):
            operations.approve(campaign=row, at=made.BEGIN - timedelta(days=1))


def test_a_whole_campaign_counts_what_was_cast_and_nobody_knows_who(campaign, signer):
    posted = made.votes(campaign, best)
    assert Envelope._base_manager.count() == 20 and not Ballot._base_manager.exists()
    with signer.at(made.AFTER):
        row = made.sealed(campaign)
    assert (row.state, row.ballots, Envelope._base_manager.count()) == ("sealed", 20, 0)
    counts = queries.by_database(row)
    assert counts == queries.by_hand(row)
    assert {group.label: counts[group.uid][0] for group in row.groups.all()} == {
        "领导班子成员": {"a": 5}, "中层、同级人员": {"a": 6}, "职工、服务对象": {"a": 9},
    }  # fmt: skip
    assert queries.root_now(row) == row.root
    leaf = tickets.leaf(row.uid, posted[0][1]["group"], posted[0][1]["key"], ballots.commitment(posted[0][1]))
    assert leaf in queries.leaves(row)


def test_the_same_blinded_message_gets_the_same_answer_and_another_one_none(campaign):
    entry = entries(campaign)[0]
    ticket = made.ticket_of(entry)
    assert made.take(entry, ticket) == made.take(entry, ticket)
    with pytest.raises(RefusedError, match="已经领过"):
        made.take(entry, made.ticket_of(entry))
    again = made.ticket_of(entry, ticket.code)
    assert made.take(entry, again, at=made.AFTER)["key"] == ticket.key, "the code brings the ticket back at any time"


def test_a_signature_that_the_database_lost_is_given_again(campaign):
    """The server was killed between signing and answering: the signing process remembers, the row does not."""
    entry = entries(campaign)[0]
    ticket = made.ticket_of(entry)
    first = made.take(entry, ticket)
    RosterEntry._base_manager.filter(pk=entry.pk).update(way="", blinded="", signature="")
    entry.refresh_from_db(from_queryset=RosterEntry._base_manager.select_related("person", "group", "campaign"))
    with pytest.raises(RefusedError, match="已经领过"):
        made.take(entry, made.ticket_of(entry))
    assert made.take(entry, ticket) == first


def test_a_ballot_is_taken_once_and_its_repetition_changes_nothing(campaign):
    entry = entries(campaign)[0]
    payload = made.filled(campaign, entry.group, made.take(entry, made.ticket_of(entry)), best)
    for _ in range(3):
        operations.cast(campaign=campaign, payload=payload, at=made.DURING_CAST)
    assert Envelope._base_manager.count() == 1
    other = {**payload, "marks": "b" + payload["marks"][1:]}
    with pytest.raises(RefusedError, match="已经投过"):
        operations.cast(campaign=campaign, payload=other, at=made.DURING_CAST)


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (made.DURING_ISSUE, "还没有开始"),
        (made.CAST_FROM - timedelta(seconds=1), "还没有开始"),
        (made.CAST_UNTIL, "已经截止"),
    ],
)
def test_the_box_is_shut_outside_its_window(campaign, at, said):
    entry = entries(campaign)[0]
    payload = made.filled(campaign, entry.group, made.take(entry, made.ticket_of(entry)), best)
    with pytest.raises(RefusedError, match=said):
        operations.cast(campaign=campaign, payload=payload, at=at)
    assert not Envelope._base_manager.exists()


@pytest.mark.parametrize(
    ("at", "said"), [(made.BEGIN - timedelta(hours=1), "还没有开始"), (made.ISSUE_UNTIL, "已经截止")]
)
def test_no_ticket_is_issued_outside_its_window(campaign, at, said):
    entry = entries(campaign)[0]
    with pytest.raises(RefusedError, match=said):
        made.take(entry, made.ticket_of(entry), at=at)


def test_tokens_of_another_group_or_campaign_or_with_a_flipped_bit_are_refused(campaign, signer):
    first, last = entries(campaign)[0], entries(campaign)[-1]
    token = made.take(first, made.ticket_of(first))
    good = made.filled(campaign, first.group, token, best)
    other = made.opened(made.make_campaign(made.make_house({"A": 5, "B": 5, "C": 5}), title="另一次测评"))
    wrong = [
        (campaign, {**good, "group": last.group.uid}),
        (other, {**good, "group": other.groups.first().uid}),
        *[(campaign, {**good, name: flipped(good[name])}) for name in ("key", "random", "signature")],
    ]
    for row, payload in wrong:
        with pytest.raises(RefusedError, match="不属于这次测评"):
            operations.cast(campaign=row, payload=payload, at=made.DURING_CAST)
    assert not Envelope._base_manager.exists()


@pytest.mark.parametrize("junk", [{"a": 1}, "01234-56789-ABCDE-FGHJK", ["x"], 7])
def test_what_is_no_part_of_a_ballot_is_not_kept_and_cannot_stop_the_count(campaign, signer, junk):
    """A ticket's code least of all: it leads to the blinded message, and that to the person."""
    entry = entries(campaign)[0]
    token = made.take(entry, made.ticket_of(entry))
    payload = made.filled(campaign, entry.group, token, best) | {"code": junk, "paper": junk, "time": "09:31"}
    operations.cast(campaign=campaign, payload=payload, at=made.DURING_CAST)
    with signer.at(made.AFTER):
        [plain] = signer.client.open_box(campaign.uid, [bytes(Envelope._base_manager.get().sealed)])
        assert set(json.loads(plain)) == {"group", "key", "random", "signature", "marks", "salt", "words_salt"}
        row = made.sealed(campaign)
    assert (row.ballots, row.rejected) == (1, 0)
    assert Ballot._base_manager.get().proof == f"{token['random']}.{token['signature']}"


def test_every_envelope_of_a_campaign_has_one_length(campaign):
    """Length would tell who wrote much, and the minute of the envelope who that was."""
    for entry, text in zip(entries(campaign), ["", "好", "说" * 500, "\U00020000" * 500, '"' * 500], strict=False):
        token = made.take(entry, made.ticket_of(entry))
        words = {"-:advice": text} if text else {}
        operations.cast(
            campaign=campaign, payload=made.filled(campaign, entry.group, token, best, words), at=made.DURING_CAST
        )
    lengths = {len(sealed) for sealed in Envelope._base_manager.values_list("sealed", flat=True)}
    assert (Envelope._base_manager.count(), lengths) == (5, {4096 + 48})


def flipped(text: str) -> str:
    return f"{int(text[0], 16) ^ 1:x}{text[1:]}"


def test_windows_that_touch_are_refused(signer):
    house = made.make_house({"A": 5, "B": 5, "C": 5})
    for begin in (made.ISSUE_UNTIL - timedelta(minutes=1), made.ISSUE_UNTIL, made.ISSUE_UNTIL + timedelta(minutes=59)):
        with pytest.raises(RefusedError, match="投票须在领票截止"):
            made.make_campaign(house, title=f"重叠 {begin}", cast_from=begin)
    assert not Campaign.objects.exists()


def test_a_group_of_three_is_merged_before_any_ballot_exists(signer):
    row = made.opened(made.make_campaign(made.make_house({"A": 3, "B": 6, "C": 8}), title="小组"))
    assert [(group.label, group.classes, group.eligible) for group in row.groups.all()] == [
        ("领导班子成员、中层、同级人员", ["A", "B"], 9), ("职工、服务对象", ["C"], 8),
    ]  # fmt: skip


def test_a_voter_who_leaves_between_the_windows_keeps_the_ballot(campaign, signer):
    entry = entries(campaign)[0]
    payload = made.filled(campaign, entry.group, made.take(entry, made.ticket_of(entry)), best)
    entry.person.standing = "left"
    entry.person.save()
    operations.cast(campaign=campaign, payload=payload, at=made.DURING_CAST)
    with signer.at(made.AFTER):
        assert made.sealed(campaign).ballots == 1


def test_the_box_stays_shut_until_the_voting_is_over(campaign, signer):
    with acting(made.PREPARES), pytest.raises(RefusedError, match="还没有截止"):
        operations.open_and_seal(campaign, at=made.DURING_CAST, progress=Progress())
    assert [line.cast for line in queries.board(campaign)] == [None] * 3


def test_what_was_put_into_the_box_past_the_page_is_left_out_and_told(campaign, signer):
    made.votes(campaign, best)
    row = Envelope._base_manager.order_by("tag").first()
    Envelope._base_manager.filter(pk=row.pk).update(sealed=bytes(row.sealed)[:-1] + b"\0")
    copy = Envelope._base_manager.order_by("tag").last()
    forged = box.seal(campaign.box_key, campaign.uid, b'{"marks":"a","words":{}}')
    Envelope._base_manager.create(tag="0" * 64, campaign=campaign.uid, sealed=forged, digest="0" * 64)
    Envelope._base_manager.create(tag="1" * 64, campaign=campaign.uid, sealed=copy.sealed, digest=copy.digest)
    with signer.at(made.AFTER):
        row = made.sealed(campaign)
    assert (row.ballots, row.rejected) == (19, 3)


def test_a_ballot_on_its_way_while_the_box_is_opened_is_never_told_to_be_taken_and_lost(campaign, signer):
    """Either it was in the box when the counting began, and the opening is repeated, or it is refused."""
    posted = made.votes(campaign, best)
    before = Campaign.objects.get(pk=campaign.pk)
    with signer.at(made.AFTER), acting(made.PREPARES):
        tags = list(Envelope._base_manager.order_by("tag").values_list("tag", flat=True))
        with pytest.raises(RefusedError, match="有变动"):
            sealing.seal(campaign=campaign, opened=sealing.Opened([], tags[1:], {}), at=made.AFTER, progress=Progress())
        assert Envelope._base_manager.count() == 20 and not Ballot._base_manager.exists()
        assert made.sealed(campaign).ballots == 20
    with pytest.raises(RefusedError, match="已经关闭"):
        operations.cast(campaign=before, payload=posted[0][1], at=made.DURING_CAST)
    assert not Envelope._base_manager.exists()


def test_without_the_signing_process_everybody_is_told_and_nothing_is_lost(campaign, signer):
    entry = entries(campaign)[0]
    ticket = made.ticket_of(entry)
    with signer.down(), pytest.raises(RefusedError, match="没有运行"):
        made.take(entry, ticket)
    assert made.take(entry, ticket)["key"] == ticket.key


def test_who_acts_on_what_a_screen_showed_earlier_undoes_nothing(campaign, signer):
    """Two officers, one row: the one who comes late acts on what stands now."""
    early = Campaign.objects.get(pk=campaign.pk)
    entry = entries(campaign)[0]
    made.votes(campaign, best)
    with signer.at(made.AFTER):
        row = made.sealed(campaign)
        with acting(made.APPROVES), pytest.raises(RefusedError, match="已封箱"):
            operations.cancel(campaign=early, reason="晚了一步")
        with pytest.raises(RefusedError, match="已封箱"):
            made.sealed(early)
    with acting(made.PREPARES), pytest.raises(RefusedError, match="不能再改"):
        operations.remove_voter(entry=entry)
    row.refresh_from_db()
    assert (row.state, row.ballots, sum(row.cast.values())) == ("sealed", 20, 20)


def test_no_ballot_is_taken_once_the_campaign_was_cancelled(campaign, signer):
    entry = entries(campaign)[0]
    early = Campaign.objects.get(pk=campaign.pk)
    payload = made.filled(campaign, entry.group, made.take(entry, made.ticket_of(entry)), best)
    with acting(made.PREPARES), pytest.raises(RefusedError, match="另一位负责人"):
        operations.cancel(campaign=campaign, reason="本人不能取消")
    with acting(made.APPROVES):
        row = operations.cancel(campaign=campaign, reason="范围有误")
        operations.destroy_keys(campaign=row, at=made.DURING_CAST)
    with pytest.raises(RefusedError, match="已经销毁"):
        operations.cast(campaign=early, payload=payload, at=made.DURING_CAST)
    with signer.at(made.AFTER), pytest.raises(RefusedError, match="已经销毁"):
        site.open_box(campaign.uid, [b"x"])


def test_signatures_given_past_the_site_are_counted_and_told(campaign, signer):
    made.votes(campaign, best)
    group = campaign.groups.last()
    with pytest.raises(RefusedError, match="签完"):
        site.sign(campaign.uid, group.uid, "ghost", made.ticket_of(entries(campaign)[-1]).blinded)
    RosterEntry._base_manager.filter(pk=entries(campaign)[-1].pk).update(way="", blinded="", signature="")
    with signer.at(made.AFTER):
        assert made.sealed(campaign).unaccounted == 1


def test_an_opening_that_failed_goes_back_to_whoever_prepares_it(signer):
    row = made.make_campaign(made.make_house({"A": 5, "B": 5, "C": 5}), title="启动失败")
    at = made.BEGIN - timedelta(days=1)
    with acting(made.PREPARES):
        operations.submit(campaign=row, at=at)
    with acting(made.APPROVES):
        operations.approve(campaign=row, at=at)
        with signer.down(), pytest.raises(RefusedError, match="没有运行"):
            operations.open_with_keys(row, at=at, progress=Progress())
        row = operations.send_back(campaign=row, reason="签票进程没有运行", at=at)
    assert row.state == "returned"
