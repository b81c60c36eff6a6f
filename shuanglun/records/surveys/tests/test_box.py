"""The ballot box and the ticket page as addresses: what they answer, and what they never see or keep."""

from __future__ import annotations

import json
import logging
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shuanglun.base.actor import acting
from shuanglun.base.audit.models import Entry
from shuanglun.records.surveys import operations
from shuanglun.records.surveys.models import Campaign, Envelope, RosterEntry
from shuanglun.records.surveys.secrecy import seal as sealing
from shuanglun.records.surveys.tests import factories as made

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_system")]
WHO = {
    "HTTP_COOKIE": "sessionid=abc; csrftoken=def", "HTTP_USER_AGENT": "Somebody's phone", "HTTP_REFERER": "https://in.house/",
    "HTTP_X_FORWARDED_FOR": "10.1.2.3", "HTTP_X_REAL_IP": "10.1.2.3", "HTTP_X_REQUEST_ID": "r1", "REMOTE_ADDR": "10.1.2.3",
    "HTTP_ACCEPT_LANGUAGE": "zh-CN", "HTTP_AUTHORIZATION": "Basic eA==", "HTTP_SEC_CH_UA_PLATFORM": "Android",
    "REMOTE_PORT": "51000", "QUERY_STRING": "from=me",
}  # fmt: skip


def moved(row: Campaign, **hours: float) -> Campaign:
    """The campaign with its windows moved to so many hours from now, as if time had passed."""
    now = timezone.now()
    Campaign.objects.filter(pk=row.pk).update(**{name: now + timedelta(hours=hour) for name, hour in hours.items()})
    row.refresh_from_db()
    return row


def issuing(row: Campaign) -> Campaign:
    return moved(row, issue_from=-1, issue_until=1, cast_from=3, cast_until=9)


def casting(row: Campaign) -> Campaign:
    return moved(row, issue_from=-9, issue_until=-3, cast_from=-1, cast_until=1)


@pytest.fixture
def campaign(signer):
    with signer.at(made.DURING_ISSUE):
        yield issuing(made.opened(made.make_campaign(made.make_house({"A": 5, "B": 5, "C": 5}, subjects=1))))


@pytest.fixture
def somebody(campaign) -> RosterEntry:
    rows = RosterEntry._base_manager.filter(campaign=campaign).select_related("person", "group", "campaign")
    return rows.order_by("pk")[0]


def box(row: Campaign, name: str) -> str:
    return reverse(f"box:{name}", args=[row.uid])


def post(row: Campaign, payload, **headers):
    return Client().post(box(row, "cast"), json.dumps(payload), content_type="application/json", **headers)


def ballot(entry: RosterEntry) -> dict:
    """A ballot as this person's browser posts it: the signing is done while the tickets are issued."""
    now = timezone.now()
    token = made.take(entry, made.ticket_of(entry), at=now)
    return made.filled(entry.campaign, entry.group, token, lambda slot: "a")


def test_somebody_signed_in_is_nobody_at_the_box(campaign, sign_in, somebody):
    client = sign_in("staff", person=somebody.person, name=somebody.person.name)
    answer = client.get(box(campaign, "page"))
    text = answer.content.decode()
    assert answer.status_code == 200 and somebody.person.name not in text and "csrf" not in text
    assert not answer.cookies and answer["Referrer-Policy"] == "no-referrer" and "X-Request-ID" not in answer
    assert not getattr(answer.wsgi_request.user, "pk", None)


def test_the_paper_is_the_same_for_everybody_and_names_no_voter(campaign, somebody):
    first, again = Client().get(box(campaign, "paper")), Client().get(box(campaign, "paper"), **WHO)
    assert first.content == again.content and first["Cache-Control"] == "no-store"
    paper = first.json()
    assert paper["phase"] == "before" and paper["campaign"] == campaign.uid and len(paper["groups"]) == 3
    assert somebody.person.name not in first.content.decode()
    casting(campaign)
    assert Client().get(box(campaign, "paper")).json()["phase"] == "open"


def test_a_ballot_is_taken_once_and_every_refusal_has_its_answer(campaign, somebody):
    payload = ballot(somebody)
    early = post(campaign, payload)
    assert (early.status_code, early.json()["over"]) == (410, False)
    casting(campaign)
    taken = post(campaign, payload, **WHO)
    assert (taken.status_code, taken.json()) == (200, {"ok": True, "group": somebody.group.uid})
    assert not taken.cookies
    assert post(campaign, payload).status_code == 200 and Envelope._base_manager.count() == 1
    other = {**payload, "marks": payload["marks"].replace("a", "b", 1)}
    assert post(campaign, other).status_code == 409
    assert [post(campaign, wrong).status_code for wrong in ([], "x", {**payload, "marks": "a"})] == [400, 400, 422]
    assert post(campaign, {**payload, "signature": "0" * 768}).json()["field"] == "token"
    assert Client().get(box(campaign, "cast")).status_code == 405
    late = post(moved(campaign, issue_from=-9, issue_until=-8, cast_from=-6, cast_until=-1), payload)
    assert (late.status_code, late.json()["over"]) == (410, True)
    assert Envelope._base_manager.count() == 1


def test_casting_writes_no_line_and_no_entry(campaign, somebody, caplog):
    payload, entries = ballot(somebody), Entry._base_manager.count()
    casting(campaign)
    with caplog.at_level(logging.DEBUG):
        codes = [post(campaign, item).status_code for item in (payload, [], {**payload, "marks": "a"})]
    assert codes == [200, 400, 422]
    assert [record.getMessage() for record in caplog.records if "ballot" in record.getMessage()] == []
    assert Entry._base_manager.count() == entries


def test_the_box_waits_for_the_signing_process(campaign, somebody, signer):
    payload = ballot(somebody)
    casting(campaign)
    with signer.down():
        answer = post(campaign, payload)
    assert answer.status_code == 503 and "签票进程" in answer.json()["error"]
    assert post(campaign, payload).status_code == 200


def test_nobody_finds_a_campaign_before_it_is_opened_nor_a_list_before_it_is_sealed(campaign, signer):
    draft = made.make_campaign(made.make_house({"A": 5, "B": 5, "C": 5}, subjects=1), title="还没有启动")
    assert {Client().get(box(draft, name)).status_code for name in ("page", "paper", "check", "seal", "result")} == {
        404
    }
    assert {Client().get(box(campaign, name)).status_code for name in ("seal", "result")} == {404}


def test_everybody_gets_the_whole_list_of_the_sealed_box(campaign, somebody, signer):
    payload = ballot(somebody)
    post(casting(campaign), payload)
    moved(campaign, issue_from=-30, issue_until=-25, cast_from=-20, cast_until=-10)
    with signer.at(made.AFTER):
        made.sealed(campaign)
    file = Client().get(box(campaign, "seal")).json()
    assert (file["kind"], file["size"], file["title"]) == ("shuanglun-seal", 1, campaign.title)
    assert file["root"] == sealing.root(file["leaves"]) == Campaign.objects.get(pk=campaign.pk).root


def test_the_threats_are_told_to_anybody_both_ways():
    text = Client().get(reverse("box:threats")).content.decode()
    told = (
        "RFC 9474",
        "盯着网络的人",
        "逼您当面投",
        "换一套网页",
        "领出减投出",
        "三样都没有",
        "文风",
        "每分钟的备份",
        "手机或电脑本身",
    )
    assert [word for word in told if word not in text] == []


def ticket(row: Campaign, name: str = "ticket") -> str:
    return reverse(f"surveys:{name}", args=[row.uid])


def data_of(client: Client, row: Campaign) -> dict:
    text = client.get(ticket(row)).content.decode()
    return json.loads(text.partition('id="ticket-data" type="application/json">')[2].partition("</script>")[0])


def test_the_ticket_page_signs_once_and_gives_the_same_answer_again(campaign, somebody, sign_in):
    client = sign_in("staff", person=somebody.person, name=somebody.person.name)
    data = data_of(client, campaign)
    assert (data["phase"], data["issued"], data["blinded"], len(data["n"])) == ("open", False, "", 768)
    blinded = made.ticket_of(somebody).blinded
    first = client.post(ticket(campaign, "sign"), json.dumps({"blinded": blinded}), content_type="application/json")
    again = client.post(ticket(campaign, "sign"), json.dumps({"blinded": blinded}), content_type="application/json")
    assert first.status_code == again.status_code == 200 and first.json() == again.json()
    other = json.dumps({"blinded": made.ticket_of(somebody).blinded})
    refused = client.post(ticket(campaign, "sign"), other, content_type="application/json")
    assert refused.status_code == 409 and "一人两票" in refused.json()["error"]
    after = data_of(client, campaign)
    assert (after["issued"], after["blinded"], after["signature"]) == (True, blinded, first.json()["signature"])
    assert somebody.person.name not in json.dumps(after, ensure_ascii=False) and str(somebody.pk) != after["voter"]


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"blinded": 7}', '{"blinded": "zz"}'])
def test_a_request_that_is_none_is_refused_in_words(campaign, somebody, sign_in, body):
    client = sign_in("staff", person=somebody.person, name=somebody.person.name)
    answer = client.post(ticket(campaign, "sign"), body, content_type="application/json")
    assert answer.status_code in (400, 409) and "重试" in answer.json()["error"]


def test_a_ticket_is_for_those_on_the_roster_and_needs_the_token_of_the_page(campaign, somebody, sign_in):
    stranger = sign_in("staff", person=made.make_person(unit=somebody.unit))
    assert stranger.get(ticket(campaign)).status_code == 404
    client = Client(enforce_csrf_checks=True)
    client.force_login(
        sign_in("staff", person=somebody.person).user, backend="django.contrib.auth.backends.ModelBackend"
    )
    assert client.post(ticket(campaign, "sign"), "{}", content_type="application/json").status_code == 403


def test_my_list_tells_what_is_asked_of_me_and_not_whether_i_voted(campaign, somebody, sign_in):
    client = sign_in("staff", person=somebody.person, name=somebody.person.name)
    text = client.get(reverse("surveys:mine")).content.decode()
    assert campaign.title in text and "领票中" in text and "已投" not in text
    made.take(somebody, made.ticket_of(somebody), at=timezone.now())
    assert "我的票据" in client.get(reverse("surveys:mine")).content.decode()


def test_what_waits_for_a_voter_leads_where_it_can_be_done_and_says_so(campaign, somebody, sign_in):
    house = made.make_house({"A": 4, "B": 5, "C": 5}, subjects=0)
    house.voters["A"].append(somebody.person)
    meeting = made.make_campaign(house, "team", "年底会议测评", mode="onsite", issue_from=None, issue_until=None)
    with acting(made.PREPARES):
        operations.add_subjects(campaign=meeting, body="第二研究所领导班子")
    moved(made.opened(meeting), cast_from=-1, cast_until=1)
    client = sign_in("staff", person=somebody.person, name=somebody.person.name)

    def waiting() -> dict[str, str]:
        text = client.get("/").content.decode()
        links = re.findall(r'<a[^>]*href="(/surveys/[^"]*)"[^>]*>\s*(\S+：\S+)\s*</a>', text)
        assert {client.get(path).status_code for path, _ in links} == {200}
        return {words: path for path, words in links}

    mine = reverse("surveys:mine")
    assert waiting() == {f"领票：{campaign.title}": ticket(campaign), f"到会场投票：{meeting.title}": mine}
    RosterEntry._base_manager.filter(pk=somebody.pk).update(way="paper")
    assert waiting() == {f"投纸质票：{campaign.title}": mine, f"到会场投票：{meeting.title}": mine}
    RosterEntry._base_manager.filter(pk=somebody.pk).update(way="ticket")
    casting(campaign)
    assert waiting()[f"投票：{campaign.title}"] == ticket(campaign)
