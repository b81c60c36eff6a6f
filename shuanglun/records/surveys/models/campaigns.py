"""Campaigns: who is asked about whom, when, in which groups. Nothing here knows a ballot."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from shuanglun.base.review import Reviewed
from shuanglun.base.scope import PathField, scoped
from shuanglun.records.organization.models import Unit
from shuanglun.records.people.models import Person
from shuanglun.records.surveys.choices import LEVELS, Mode, SubjectKind, Way
from shuanglun.records.surveys.models.instruments import InstrumentVersion
from shuanglun.records.surveys.rules import campaigns as rules
from shuanglun.records.surveys.rules.campaigns import CAMPAIGN_FLOW, Windows


def new_uid() -> str:
    """32 hexadecimal digits that say nothing."""
    return uuid.uuid4().hex


class Campaign(Reviewed):
    """One asking, from draft to release. `Reviewed` holds the two officers who open it: who submits, who approves.

    slots: the places of a ballot's marks, fixed at opening. roster_hash: SHA-256 over the frozen roster.
    box_key: public key under which ballots lie until the box is opened. root: Merkle root of the sealed ballots. cast:
    ballots by group, from the sealing on. rejected: envelopes left out. unaccounted: signatures beyond the roster's tickets.
    """

    flow = CAMPAIGN_FLOW
    uid = models.CharField("测评标识", max_length=32, default=new_uid, unique=True, editable=False)
    title = models.CharField("测评名称", max_length=80, unique=True)
    version = models.ForeignKey(InstrumentVersion, verbose_name="测评表", on_delete=models.PROTECT)
    mode = models.CharField("方式", max_length=10, choices=Mode, default=Mode.ONLINE)
    purpose = models.TextField("说明", max_length=1000, blank=True)
    picks = models.SmallIntegerField("推荐名额", default=0)
    level = models.SmallIntegerField("分组层级", choices=LEVELS, default=0)
    issue_from = models.DateTimeField("领票开始", null=True, blank=True)
    issue_until = models.DateTimeField("领票截止", null=True, blank=True)
    cast_from = models.DateTimeField("投票开始")
    cast_until = models.DateTimeField("投票截止", db_index=True)
    slots = models.JSONField("票面格", default=list, blank=True)
    roster_size = models.IntegerField("应参加人数", default=0)
    roster_hash = models.CharField("名册散列", max_length=64, blank=True)
    box_key = models.CharField("票箱公钥", max_length=64, blank=True)
    opened_at = models.DateTimeField("启动时间", null=True, blank=True)
    reminder = models.CharField("提醒", max_length=200, blank=True)
    reminded_at = models.DateTimeField("提醒时间", null=True, blank=True)
    sealed_at = models.DateTimeField("封箱时间", null=True, blank=True)
    ballots = models.IntegerField("票数", null=True, blank=True)
    cast = models.JSONField("各组票数", default=dict, blank=True)
    rejected = models.IntegerField("剔除封套", default=0)
    unaccounted = models.IntegerField("名册以外的签名", default=0)
    root = models.CharField("封箱根", max_length=64, blank=True)
    tally_digest = models.CharField("计票散列", max_length=64, blank=True)
    released_by = models.CharField("公布人", max_length=120, blank=True)
    released_at = models.DateTimeField("公布时间", null=True, blank=True)
    keys_gone_at = models.DateTimeField("签名密钥销毁时间", null=True, blank=True)
    ballots_gone_at = models.DateTimeField("原始票销毁时间", null=True, blank=True)

    objects = models.Manager()

    class Meta:
        verbose_name = verbose_name_plural = "测评"
        constraints = [
            models.CheckConstraint(condition=Q(cast_until__gt=F("cast_from")), name="campaign_cast_window"),
            models.CheckConstraint(
                condition=Q(issue_until=None) | Q(cast_from__gt=F("issue_until")), name="campaign_windows_apart"
            ),
            models.CheckConstraint(
                condition=Q(issue_until=None, mode="onsite") | Q(issue_until__gt=F("issue_from"), mode="online"),
                name="campaign_issue_window",
            ),
        ]
        indexes = [models.Index(fields=["cast_from", "id"], name="campaign_by_day")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The campaign's page."""
        return reverse("surveys:campaign", args=[self.pk])

    @property
    def is_online(self) -> bool:
        """Whether tickets are issued by blind signature."""
        return self.mode == Mode.ONLINE

    @property
    def windows(self) -> Windows:
        """Its two windows."""
        return Windows(self.issue_from, self.issue_until, self.cast_from, self.cast_until)

    @property
    def lamp(self) -> str:
        """The lamp of the state."""
        return rules.LAMPS[self.state]

    @property
    def is_editable(self) -> bool:
        """Whether roster, subjects and windows may still change."""
        return self.state in rules.EDITABLE


class VoterClass(models.Model):
    """A class of voters (A 领导班子, B 中层/同级, C 职工/服务对象); its weight in basis points."""

    campaign = models.ForeignKey(Campaign, verbose_name="测评", on_delete=models.CASCADE, related_name="classes")
    code = models.CharField("代号", max_length=2)
    label = models.CharField("评价主体", max_length=40)
    weight = models.IntegerField("权重")
    order = models.SmallIntegerField("次序", default=0)

    objects = models.Manager()

    class Meta:
        verbose_name = verbose_name_plural = "评价主体类别"
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "code"], name="voter_class_once"),
            models.CheckConstraint(condition=Q(weight__gte=0, weight__lte=10_000), name="voter_class_weight"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"

    @property
    def percent(self) -> str:
        """The weight in words."""
        return f"{self.weight / 100:g}%"


class Subject(models.Model):
    """Whom or what the campaign is about; a person, or a body such as the leading team of a unit."""

    PERSONAL = ("label", "post")

    campaign = models.ForeignKey(Campaign, verbose_name="测评", on_delete=models.CASCADE, related_name="subjects")
    kind = models.CharField("对象类别", max_length=10, choices=SubjectKind)
    person = models.ForeignKey(
        Person, verbose_name="人员", null=True, blank=True, on_delete=models.PROTECT, related_name="asked_about"
    )
    unit_path = PathField("部门路径")
    label = models.CharField("对象", max_length=80)
    post = models.CharField("职务", max_length=80, blank=True)
    order = models.SmallIntegerField("次序", default=0)

    objects = scoped(unit="unit_path", own="person")

    class Meta:
        verbose_name = verbose_name_plural = "测评对象"
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "label", "post"], name="subject_once"),
            models.CheckConstraint(
                condition=Q(kind="person", person__isnull=False) | Q(kind="body", person__isnull=True),
                name="subject_person",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Group(models.Model):
    """A reporting group: voter classes × units, at least five on the roster, one signing key. `modulus` is the key's
    public n (hexadecimal, e = 65537); on-site campaigns have none. `paper_void`: spoiled paper ballots, known at sealing."""

    uid = models.CharField("分组标识", max_length=32, default=new_uid, unique=True, editable=False)
    campaign = models.ForeignKey(Campaign, verbose_name="测评", on_delete=models.CASCADE, related_name="groups")
    label = models.CharField("分组", max_length=200)
    classes = models.JSONField("评价主体", default=list)
    units = models.JSONField("部门", default=list, blank=True)
    eligible = models.IntegerField("应参加人数")
    modulus = models.TextField("公钥", blank=True)
    order = models.SmallIntegerField("次序", default=0)
    paper_issued = models.IntegerField("发出纸质票", default=0)
    paper_void = models.IntegerField("纸质废票", default=0)

    objects = models.Manager()

    class Meta:
        verbose_name = verbose_name_plural = "统计分组"
        ordering = ["order", "pk"]
        constraints = [models.CheckConstraint(condition=Q(eligible__gte=5), name="group_of_five")]

    def __str__(self) -> str:
        return self.label


class RosterEntry(models.Model):
    """One person who may vote. `way` says how they take part; `blinded` and `signature` are the blind request and its
    answer, kept so that a retry gets the same one: neither tells the ballot (RFC 9474 §7)."""

    campaign = models.ForeignKey(Campaign, verbose_name="测评", on_delete=models.CASCADE, related_name="roster")
    person = models.ForeignKey(Person, verbose_name="人员", on_delete=models.PROTECT, related_name="rosters")
    voter_class = models.ForeignKey(VoterClass, verbose_name="评价主体", on_delete=models.CASCADE)
    unit = models.ForeignKey(Unit, verbose_name="部门", on_delete=models.PROTECT)
    unit_path = PathField("部门路径")
    group = models.ForeignKey(Group, verbose_name="统计分组", null=True, blank=True, on_delete=models.SET_NULL)
    way = models.CharField("参加方式", max_length=10, choices=Way, blank=True)
    blinded = models.TextField("盲化消息", blank=True)
    signature = models.TextField("盲签名", blank=True)

    objects = scoped(unit="unit_path", own="person")

    class Meta:
        verbose_name = verbose_name_plural = "测评名册"
        constraints = [models.UniqueConstraint(fields=["campaign", "person"], name="roster_once")]
        indexes = [models.Index(fields=["campaign", "group", "way"], name="roster_by_group")]

    def __str__(self) -> str:
        return f"{self.person.name} · {self.campaign.title}"
