"""The row of an attachment; rooms add the record it belongs to and who may see it."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any, TypeVar

from django.db import models

from shuanglun.base.actor import current
from shuanglun.base.files import kinds, store

F = TypeVar("F", bound="StoredFile")


class StoredFile(models.Model):
    """One attachment, as it was uploaded by somebody at a moment. It is never changed, only taken away."""

    PERSONAL = ("name",)

    name = models.CharField("文件名", max_length=120)
    media_type = models.CharField("类型", max_length=100)
    size = models.IntegerField("字节数")
    sha256 = models.CharField("散列", max_length=64)
    place = models.CharField("存放位置", max_length=40)
    added_by = models.CharField("上传人", max_length=120)
    added_at = models.DateTimeField("上传时间")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @classmethod
    def made(cls: type[F], *, name: str, content: bytes, at: datetime, **owner: Any) -> F:
        """A new row (unsaved) whose content is kept. Raises RefusedError for what may not be attached."""
        kind = kinds.told(content)
        content = kinds.without_whereabouts(content)
        stem = name.replace("\\", "/").rpartition("/")[2].strip()[-100:] or "附件"
        known = stem.lower().endswith(kind.ending) or (kind.ending == ".jpg" and stem.lower().endswith(".jpeg"))
        return cls(
            name=stem if known else stem + kind.ending, media_type=kind.type, size=len(content),
            sha256=hashlib.sha256(content).hexdigest(), place=store.put(content), added_by=current().name, added_at=at,
            **owner,
        )  # fmt: skip

    def content(self) -> bytes:
        """What was uploaded. Raises RefusedError when it cannot be had."""
        return store.get(self.place)

    @property
    def size_words(self) -> str:
        """The size as people say it."""
        return f"{self.size / 1024:.0f} KB" if self.size < 1024 * 1024 else f"{self.size / 1024 / 1024:.1f} MB"
