"""Rows of the trail: entries, the objects of a batch entry, the salts of commitments, and the head.

Database triggers refuse UPDATE and DELETE on entries (migration 0002). Salts may be erased (right to erasure): the
log stays valid and the values become unreadable.
"""

from __future__ import annotations

from django.db import models

from shuanglun.base.scope import scoped


class Entry(models.Model):
    """One act, written in the same transaction as the act itself."""

    seq = models.BigIntegerField("序号", primary_key=True)
    at = models.DateTimeField("时间", db_index=True)
    act = models.CharField("操作", max_length=80, db_index=True)
    actor = models.CharField("操作人", max_length=120, db_index=True)
    person_id = models.BigIntegerField("操作人编号", null=True, db_index=True)
    object = models.CharField("对象", max_length=120, db_index=True)
    trail_id = models.CharField("留痕号", max_length=40, db_index=True)
    canonical = models.TextField("规范文本")
    leaf = models.BinaryField("叶哈希", max_length=32)

    # The trail is read by auditors over the whole house only; there is no part of it that belongs to one unit.
    objects = scoped()

    class Meta:
        ordering = ["-seq"]
        verbose_name = verbose_name_plural = "留痕"

    def __str__(self) -> str:
        return self.trail_id


class EntryObject(models.Model):
    """One object of a batch entry: its `after` hash, so that a replay can check each row."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="parts")
    position = models.IntegerField()
    object = models.CharField(max_length=120, db_index=True)
    after = models.BinaryField(max_length=32)

    objects = scoped()

    class Meta:
        verbose_name = verbose_name_plural = "留痕批量对象"
        constraints = [models.UniqueConstraint(fields=["entry", "position"], name="entry_object_position")]


class Salt(models.Model):
    """The salt of the commitments of one object in one entry; erasing it makes the personal values unreadable."""

    entry_seq = models.BigIntegerField(db_index=True)
    object = models.CharField(max_length=120, db_index=True)
    salt = models.BinaryField(max_length=16)

    objects = scoped()

    class Meta:
        verbose_name = verbose_name_plural = "留痕盐值"


class Head(models.Model):
    """The single row that knows how long the log is and the roots of its complete subtrees."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    size = models.BigIntegerField(default=0)
    frontier = models.BinaryField(default=b"")

    objects = scoped()

    class Meta:
        verbose_name = verbose_name_plural = "留痕链头"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_head")]
