"""The ballot box. No row here leads to a person, and none holds a time, an address, a device or a place in an order:
no foreign key, no number of its own (trust B; a test walks the schema).

While the box is open a ballot lies as an `Envelope`, encrypted under a key that only the signing process can open, named
by a tag that only that process can compute. Minute-by-minute backups would otherwise give every ballot its minute, and
the sign-ins of that minute a name. When the box is opened all become `Ballot` rows at once, sorted by key.
"""

from __future__ import annotations

from django.db import models

from shuanglun.base.scope import scoped


class Envelope(models.Model):
    """A ballot in the closed box. `digest` tells a repeated posting of the same ballot from a second one."""

    tag = models.CharField("封套标识", max_length=64, primary_key=True)
    campaign = models.CharField("测评标识", max_length=32, db_index=True)
    sealed = models.BinaryField("封存内容")
    digest = models.CharField("内容散列", max_length=64)

    objects = scoped()

    class Meta:
        verbose_name = verbose_name_plural = "封存票"


class Ballot(models.Model):
    """A sealed ballot: key = H(serial), the group that its signing key stands for, the marks. `proof` is what shows that
    it was issued: the blind signature with its random prefix, or the slip's code. It is empty for all ballots of a group
    in which some came on paper: those have none, and the roster names who voted on paper."""

    key = models.CharField("票号散列", max_length=64, primary_key=True)
    campaign = models.CharField("测评标识", max_length=32)
    group = models.CharField("分组标识", max_length=32)
    marks = models.TextField("选项")
    salt = models.CharField("盐值", max_length=32)
    words_digest = models.CharField("文字意见散列", max_length=64)
    proof = models.TextField("凭证")

    objects = scoped()

    class Meta:
        verbose_name = verbose_name_plural = "选票"
        indexes = [models.Index(fields=["campaign", "group"], name="ballot_by_group")]
