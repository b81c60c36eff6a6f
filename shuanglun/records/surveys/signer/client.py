"""How the site speaks to the signing process. Every act may be repeated: the same request has the same answer."""

from __future__ import annotations

import base64
import json
import socket
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from shuanglun.base.verdicts import RefusedError
from shuanglun.records.surveys.signer import place

ANSWER_SECONDS = 30.0  # a key made on the spot may take some seconds on a loaded machine
START_SECONDS = 2.0  # a process that died is back within that time
BATCH_BYTES, BATCH_COUNT = 1024 * 1024, 500
DOWN = "签票进程没有运行，暂时不能领票、投票或开箱；已经办好的不受影响。请稍后再试，并告诉系统管理员"
REFUSALS = {
    "window": "领票时间已过，不再签发新的票",
    "limit": "本组的票已按名册人数签完，不再签发。请联系组织测评的部门核对名册",
    "different": "这个人的票已经签过，与这一次的不同，不再重签。请使用原来的票据文件，或用原来的找回码恢复",
    "unknown": "签票进程没有这次测评或这个分组的密钥。请联系组织测评的部门",
    "early": "还没有到开箱时间，票箱不能打开",
    "destroyed": "这次测评的密钥已经销毁，不能再签票或开箱",
    "bad": "数据不完整或格式不对，没有办理。请刷新页面后重试",
}


class SignerDown(RefusedError):
    """The signing process cannot be reached or does not answer; the text is for a screen."""

    def __init__(self, words: str = DOWN) -> None:
        super().__init__(words)


class SignerRefused(RefusedError):
    """The signing process will not do it; `code` says why, the text is for a screen."""

    def __init__(self, code: str) -> None:
        super().__init__(REFUSALS.get(code, REFUSALS["bad"]))
        self.code = code


class Client:
    """The signing process of a folder, that of the site where none is named. One connection for each request: safe in
    threads and after a fork."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder

    @property
    def folder(self) -> Path:
        """Where its socket is."""
        if self._folder is not None:
            return self._folder
        from django.conf import settings

        return settings.SIGNER_DIR

    def ask(self, act: str, **values: Any) -> Any:
        """One request; `SignerDown`, `SignerRefused`. What a dying process did not answer is asked once more."""
        line = json.dumps({"act": act, **values}).encode() + b"\n"
        limit = time.monotonic() + START_SECONDS
        while True:
            try:
                found = json.loads(self._exchange(line))
                break
            except TimeoutError as fault:
                raise SignerDown from fault
            except (OSError, ValueError) as fault:
                if time.monotonic() > limit:
                    raise SignerDown from fault
                time.sleep(0.05)
        if "refused" in found:
            raise SignerRefused(found["refused"])
        if "ok" not in found:
            raise SignerDown("签票进程出错，没有办理。请稍后再试，并告诉系统管理员")
        return found["ok"]

    def _exchange(self, line: bytes) -> bytes:
        with socket.socket(socket.AF_UNIX) as connection, place.reach(self.folder, place.SOCKET) as address:
            connection.settimeout(ANSWER_SECONDS)
            connection.connect(address)
            connection.sendall(line)
            with connection.makefile("rb") as answers:
                return answers.readline()

    def make_key(self, campaign: str, group: str, limit: int, until: datetime) -> str:
        """The modulus (hex) of a group's key, for at most `limit` signatures until `until`."""
        return str(self.ask("make_key", campaign=campaign, group=group, limit=limit, until=until.timestamp()))

    def sign(self, campaign: str, group: str, voter: str, blinded: str) -> str:
        """The blind signature (hex) of a voter's one blinded message."""
        return str(self.ask("sign", campaign=campaign, group=group, voter=voter, blinded=blinded))

    def issued(self, campaign: str) -> dict[str, int]:
        """Signatures given so far, by group, as the signing process counts them."""
        return dict(self.ask("issued", campaign=campaign))

    def make_box(self, campaign: str, opens: datetime) -> str:
        """The public key (hex) of a box that opens not before `opens`."""
        return str(self.ask("make_box", campaign=campaign, opens=opens.timestamp()))

    def tag(self, campaign: str, key: str, commitment: str) -> tuple[str, str]:
        """Name of a ballot's envelope, and a digest that tells the same ballot from another one."""
        name, digest = self.ask("tag", campaign=campaign, key=key, commitment=commitment)
        return name, digest

    def open_box(self, campaign: str, sealed: list[bytes]) -> list[bytes | None]:
        """Ballots from envelopes, in their order; None for an envelope that was forged or changed."""
        opened: list[bytes | None] = []
        for batch in _batches(sealed):
            found = self.ask("open_box", campaign=campaign, sealed=[base64.b64encode(item).decode() for item in batch])
            opened += [None if item is None else base64.b64decode(item) for item in found]
        return opened

    def destroy_keys(self, campaign: str) -> None:
        """End all signing in a campaign for ever."""
        self.ask("destroy_keys", campaign=campaign)

    def destroy_box(self, campaign: str) -> None:
        """End all opening of a campaign's box for ever."""
        self.ask("destroy_box", campaign=campaign)

    def status(self) -> dict[str, int]:
        """pool, pool_size, keys, boxes, signed."""
        return dict(self.ask("status"))


def _batches(sealed: list[bytes]) -> Iterator[list[bytes]]:
    """At least one batch, so that a refusal is heard even for an empty box."""
    batch: list[bytes] = []
    weight = 0
    for envelope in sealed:
        if batch and (weight + len(envelope) > BATCH_BYTES or len(batch) == BATCH_COUNT):
            yield batch
            batch, weight = [], 0
        batch.append(envelope)
        weight += len(envelope)
    yield batch


signer = Client()
"""The signing process of the site; operations speak to it."""
