"""Talks, and what was promised in them. What was said is sealed and opens to both sides; everybody else who may know of
the talk reads that it took place, on which day and by whom."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from shuanglun.base.actor import current
from shuanglun.base.scope import ScopedQuerySet, scoped
from shuanglun.base.sealed import EncryptedTextField
from shuanglun.records.life.choices import Reach, TalkActKind, TalkKind, Trigger
from shuanglun.records.life.models.candid import CandidMeeting, SelfCheck
from shuanglun.records.life.models.care import Care, Kept
from shuanglun.records.life.rules.talks import AWAITING, BY_TWO, FLOW, HELD, LAMPS, PLANNED
from shuanglun.records.people.models import Person


class TalkQuerySet(ScopedQuerySet):
    """Verbs of talks."""

    def held(self) -> TalkQuerySet:
        """Those that took place."""
        return self.filter(state__in=HELD)

    def planned(self) -> TalkQuerySet:
        """Those that still have to take place."""
        return self.filter(state=PLANNED)


class Talk(Kept):
    """One talk between whoever leads it (at some kinds two) and the person it is with.

    `on` is the planned day until it was held, then the day of the talk. All words are sealed. `kept_account` set it
    down first (as a plan, say), `recorded_account` wrote the words of the talk: each sees again what was its own.
    """

    PERSONAL = ("topic", "outline", "content", "subject_view", "subject_note", "place")

    number = models.CharField("编号", max_length=20, unique=True)
    kind = models.CharField("类型", max_length=10, choices=TalkKind)
    trigger = models.CharField("由来", max_length=20, choices=Trigger, default=Trigger.REGULAR)
    on = models.DateField("日期")
    place = models.CharField("地点", max_length=60, blank=True)
    talker = models.ForeignKey(Person, verbose_name="谈话人", on_delete=models.PROTECT, related_name="talks_led")
    second = models.ForeignKey(
        Person, verbose_name="第二谈话人", null=True, blank=True, on_delete=models.PROTECT, related_name="talks_joined"
    )
    subject = models.ForeignKey(Person, verbose_name="谈话对象", on_delete=models.CASCADE, related_name="talks")
    recorder = models.CharField("记录人", max_length=60, blank=True)
    recorded_account = models.BigIntegerField("记录账号", null=True, blank=True, db_index=True)
    topic = EncryptedTextField("主题（加密）", blank=True)
    outline = EncryptedTextField("提纲（加密）", blank=True)
    content = EncryptedTextField("主要内容（加密）", blank=True)
    subject_view = EncryptedTextField("对象意见（加密）", blank=True)
    subject_note = EncryptedTextField("不确认的理由（加密）", blank=True)
    reach = models.CharField("可见范围", max_length=10, choices=Reach, default=Reach.REVIEW)
    state = models.CharField("状态", max_length=10, choices=FLOW.choices, default=PLANNED, db_index=True)
    talker_signed_at = models.DateTimeField("谈话人确认时间", null=True, blank=True)
    second_signed_at = models.DateTimeField("第二谈话人确认时间", null=True, blank=True)
    answered_at = models.DateTimeField("本人答复时间", null=True, blank=True)
    candid = models.ForeignKey(
        CandidMeeting, verbose_name="生活会", null=True, blank=True, on_delete=models.SET_NULL, related_name="talks"
    )

    objects = scoped(
        unit="subject__unit_path", party="subject__branch_path", own=("subject", "talker", "second"),
        queryset=TalkQuerySet,
    )  # fmt: skip

    class Meta:
        verbose_name = verbose_name_plural = "谈心谈话"
        indexes = [models.Index(fields=["-on", "id"], name="talk_by_day")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(talker=F("subject"))
                & (Q(second=None) | (~Q(second=F("subject")) & ~Q(second=F("talker")))),
                name="talk_sides",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=[TalkKind.REMIND, TalkKind.ADMONISH]) | Q(second__isnull=False),
                name="talk_by_two",
            ),
        ]

    def __str__(self) -> str:
        return f"谈话 {self.number}"

    @property
    def is_by_two(self) -> bool:
        """Whether its very kind says something about the person, so that it is told to few."""
        return self.kind in BY_TWO

    @property
    def lamp(self) -> str:
        """The lamp of the state."""
        return LAMPS[self.state]

    @property
    def page(self) -> str:
        """Its page in the books of those who keep talks, or among the own ones."""
        return reverse("life:talk" if current().may("life.talk") else "life:my_talk", args=[self.pk])

    @property
    def is_held(self) -> bool:
        """Whether it took place."""
        return self.state in HELD

    @property
    def waits_for_subject(self) -> bool:
        """Whether the person's own answer is due."""
        return self.state == AWAITING

    def has_side(self, person_id: int | None) -> bool:
        """Whether somebody has a part in it."""
        return person_id is not None and person_id in (self.talker_id, self.second_id, self.subject_id)

    def leads(self, person_id: int | None) -> bool:
        """Whether somebody sits on the institution's side."""
        return person_id is not None and person_id in (self.talker_id, self.second_id)

    def opens_to(self, person_id: int | None) -> bool:
        """Whether somebody reads its words without a reason: who leads it, and the person it is with once it was held."""
        return self.leads(person_id) or (self.is_held and self.has_side(person_id))


class FollowUpQuerySet(ScopedQuerySet):
    """Verbs of what was promised."""

    def running(self) -> FollowUpQuerySet:
        """What somebody still has to do."""
        return self.filter(done_on=None, revoked_on=None)


class FollowUp(models.Model):
    """What was promised in a talk or with care: who does it until when, and what came of it."""

    PERSONAL = ("what", "result")

    uid = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    talk = models.ForeignKey(
        Talk, verbose_name="谈心谈话", null=True, blank=True, on_delete=models.CASCADE, related_name="follow_ups"
    )
    care = models.ForeignKey(
        Care, verbose_name="关怀记录", null=True, blank=True, on_delete=models.CASCADE, related_name="follow_ups"
    )
    about = models.ForeignKey(Person, verbose_name="人员", on_delete=models.CASCADE, related_name="+")
    what = EncryptedTextField("事项（加密）")
    owner = models.ForeignKey(Person, verbose_name="责任人", on_delete=models.PROTECT, related_name="follow_ups")
    due_on = models.DateField("期限", db_index=True)
    done_on = models.DateField("办结日期", null=True, blank=True)
    revoked_on = models.DateField("撤销日期", null=True, blank=True)
    result = EncryptedTextField("结果（加密）", blank=True)

    objects = scoped(
        unit="about__unit_path", party="about__branch_path", own=("owner", "about"), queryset=FollowUpQuerySet
    )

    class Meta:
        verbose_name = verbose_name_plural = "跟踪事项"
        constraints = [
            models.CheckConstraint(
                condition=Q(talk=None, care__isnull=False) | Q(talk__isnull=False, care=None), name="follow_up_of_one"
            ),
            models.CheckConstraint(condition=Q(done_on=None) | Q(revoked_on=None), name="follow_up_ends_once"),
        ]

    def __str__(self) -> str:
        return f"跟踪事项（期限 {self.due_on}）"

    @property
    def is_running(self) -> bool:
        """Whether somebody still has to do it."""
        return self.done_on is None and self.revoked_on is None

    @property
    def origin(self) -> Talk | Care:
        """The talk or the care it belongs to."""
        return self.talk or self.care  # type: ignore[return-value]


class TalkAct(models.Model):
    """Something that was done with a talk, or with what was promised, and needs its words kept: who, when, why. Of a
    refusal it keeps the record that was refused, because the next round overwrites it."""

    PERSONAL = ("words", "content")

    uid = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    talk = models.ForeignKey(
        Talk, verbose_name="谈心谈话", null=True, blank=True, on_delete=models.CASCADE, related_name="acts"
    )
    follow_up = models.ForeignKey(
        FollowUp, verbose_name="跟踪事项", null=True, blank=True, on_delete=models.CASCADE, related_name="acts"
    )
    about = models.ForeignKey(Person, verbose_name="人员", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField("类型", max_length=10, choices=TalkActKind)
    name = models.CharField("办理人", max_length=120)
    account = models.BigIntegerField("办理账号", null=True, blank=True)
    at = models.DateTimeField("时间")
    words = EncryptedTextField("说明（加密）", blank=True)
    content = EncryptedTextField("当时的记录（加密）", blank=True)

    objects = scoped(
        unit="about__unit_path", party="about__branch_path",
        own=("about", "talk__talker", "talk__second", "follow_up__owner"),
    )  # fmt: skip

    class Meta:
        verbose_name = verbose_name_plural = "谈话经过"
        constraints = [
            models.CheckConstraint(
                condition=Q(talk=None, follow_up__isnull=False) | Q(talk__isnull=False, follow_up=None),
                name="talk_act_of_one",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d}"


class Opening(models.Model):
    """Somebody outside opened what was said or written: who, when, why. The person it is about sees it."""

    talk = models.ForeignKey(
        Talk, verbose_name="谈心谈话", null=True, blank=True, on_delete=models.CASCADE, related_name="openings"
    )
    self_check = models.ForeignKey(
        SelfCheck, verbose_name="对照检查", null=True, blank=True, on_delete=models.CASCADE, related_name="openings"
    )
    about = models.ForeignKey(Person, verbose_name="人员", on_delete=models.CASCADE, related_name="+")
    name = models.CharField("查阅人", max_length=120)
    reason = models.CharField("理由", max_length=400)
    at = models.DateTimeField("查阅时间")

    objects = scoped(unit="about__unit_path", party="about__branch_path", own="about")

    class Meta:
        verbose_name = verbose_name_plural = "内容查阅"
        constraints = [
            models.CheckConstraint(
                condition=Q(talk=None, self_check__isnull=False) | Q(talk__isnull=False, self_check=None),
                name="opening_of_one",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d}"
