"""A batch, what is wrong with its rows, and what is needed to take it back."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.urls import reverse

from shuanglun.base.actor import Actor, current, right_in_use
from shuanglun.base.imports.headers import Header
from shuanglun.base.imports.rules import ACTIONS, BIG, FLOW, UPLOADED
from shuanglun.base.imports.sheet import SHEETS, Sheet
from shuanglun.base.scope import ScopedManager


def uploaded_by(actor: Actor, prefix: str = "") -> models.Q:
    """Batches of the acting human being, through whichever account; officers from outside have no staff file."""
    own = models.Q(pk__in=())
    for name, key in (("account_id", actor.account_id), ("person_id", actor.person_id)):
        if key is not None:
            own |= models.Q(**{f"{prefix}{name}": key})
    return own


class OwnBatches(ScopedManager):
    """Those who hold the right over the whole house see every batch, others the batches they uploaded."""

    def __init__(self, prefix: str = "") -> None:
        super().__init__()
        self.prefix = prefix

    def get_queryset(self) -> models.QuerySet:
        """Raises NoActor when nobody acts; no right in use sees nothing."""
        actor, right = current(), right_in_use()
        queryset: models.QuerySet = models.QuerySet(self.model, using=self._db)
        if actor.everything:
            return queryset
        grants = actor.ranges(right) if right else ()
        if any(grant.path == "/" and grant.kind != "own" for grant in grants):
            return queryset
        return queryset.filter(uploaded_by(actor, self.prefix)) if grants else queryset.none()


class Batch(models.Model):
    """One uploaded file on its way: mapped, checked, committed, undone."""

    PERSONAL = ("preview", "head", "file_name")

    kind = models.CharField("种类", max_length=60)
    file_name = models.CharField("文件", max_length=200)
    sha256 = models.CharField("文件指纹", max_length=64)
    size = models.IntegerField("字节数")
    stored = models.CharField("存放", max_length=120)
    tab = models.CharField("工作表", max_length=120, blank=True)
    head = models.JSONField("表头", default=list)
    mapping = models.JSONField("对应关系", default=dict)
    remarks = models.JSONField("提示", default=list)
    preview = models.JSONField("变化预览", default=list, encoder=DjangoJSONEncoder)
    state = models.CharField("状态", max_length=10, choices=FLOW.choices, default=UPLOADED)
    rows = models.IntegerField("数据行", default=0)
    new = models.IntegerField("新增", default=0)
    changed = models.IntegerField("修改", default=0)
    unchanged = models.IntegerField("没有变化", default=0)
    bad_rows = models.IntegerField("问题行", default=0)
    only_clean = models.BooleanField("只导入无问题的行", default=False)
    created_by = models.CharField("上传人", max_length=120)
    person_id = models.BigIntegerField("上传人编号", null=True)
    account_id = models.BigIntegerField("上传账号", null=True)
    created_at = models.DateTimeField("上传时间", auto_now_add=True)
    checked_at = models.DateTimeField("检查时间", null=True)
    committed_at = models.DateTimeField("导入时间", null=True)
    undone_at = models.DateTimeField("撤销时间", null=True)
    wiped_at = models.DateTimeField("清理时间", null=True, help_text="此后不再保存任何单元格内容和原值")

    objects = OwnBatches()

    class Meta:
        verbose_name = verbose_name_plural = "导入批次"
        indexes = [
            models.Index(fields=["kind", "-id"], name="batch_by_kind"),
            models.Index(fields=["kind", "sha256"], name="batch_by_file"),
            models.Index(fields=["state", "created_at"], condition=models.Q(wiped_at=None), name="batch_unwiped"),
        ]

    def __str__(self) -> str:
        return f"{self.sheet.label} #{self.pk}" if self.kind in SHEETS else f"{self.kind} #{self.pk}"

    def get_absolute_url(self) -> str:
        """The page of the batch: the next step, or the result."""
        return reverse(self.sheet.url_name("batch"), args=[self.pk])

    @property
    def sheet(self) -> Sheet:
        """The sheet the file was uploaded for."""
        return SHEETS[self.kind]

    @property
    def path(self) -> Path:
        """The sealed rows of the uploaded file."""
        return uploads() / self.stored

    @property
    def columns(self) -> list[Header]:
        """The columns found in the file."""
        return [Header(item["index"], item["label"], tuple(item["forms"])) for item in self.head]

    def forget_cells(self) -> None:
        """Drop what was kept of the file's cells for the pages before the commit (unsaved): personal values."""
        self.preview = []
        self.head = [{**column, "samples": []} for column in self.head]

    @property
    def is_big(self) -> bool:
        """Whether the work is for a job, not for a request."""
        return self.rows > BIG

    @property
    def writes(self) -> int:
        """Rows of the file that would change something, or did."""
        return self.new + self.changed


def locked(batch: Batch) -> Batch:
    """The batch as it stands, locked until the transaction ends."""
    return Batch._base_manager.select_for_update().get(pk=batch.pk)


class BatchProblem(models.Model):
    """One thing wrong with one row, as the last check found it."""

    PERSONAL = ("problem",)

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="problems")
    row_no = models.IntegerField("行")
    place = models.CharField("列", max_length=120)
    problem = models.CharField("问题", max_length=300)
    suggestion = models.CharField("建议", max_length=300, blank=True)

    objects = OwnBatches("batch__")

    class Meta:
        verbose_name = verbose_name_plural = "导入问题"
        indexes = [models.Index(fields=["batch", "row_no", "id"], name="problem_by_row")]


class BatchRow(models.Model):
    """One database row that a batch wrote: what it was before, and a hash of what it became."""

    PERSONAL = ("before", "label")

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="written")
    row_no = models.IntegerField("行")
    label = models.CharField("对象", max_length=120)
    model = models.CharField("表", max_length=80)
    key = models.BigIntegerField("主键")
    action = models.CharField("变化", max_length=10, choices=list(ACTIONS.items()))
    before = models.JSONField("原值", null=True)
    after = models.CharField("写入后的指纹", max_length=64)

    objects = OwnBatches("batch__")

    class Meta:
        verbose_name = verbose_name_plural = "导入明细"
        indexes = [models.Index(fields=["batch", "row_no", "id"], name="batch_row_by_row")]


def uploads() -> Path:
    """The folder of what was uploaded, readable by this account only."""
    folder = Path(settings.DATA_DIR) / "uploads"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
