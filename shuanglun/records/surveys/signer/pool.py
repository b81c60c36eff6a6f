"""Keys made ahead. They stay in memory only, so a key that no campaign took leaves no trace on the disk.

A child process makes them, at idle priority: a thread of that priority would hold Python's lock while others wait to sign.
"""

from __future__ import annotations

import base64
import os
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress

from shuanglun.records.surveys.signer import raw

DEFAULT_SIZE = 8


class Pool:
    """`size` prepared keys, made again as they are taken; `make` gives one when none is left."""

    def __init__(self, size: int = DEFAULT_SIZE, make: Callable[[], bytes] = raw.make) -> None:
        self.size, self._make = size, make
        self._ready: deque[bytes] = deque()
        self._making = threading.Lock()

    def __len__(self) -> int:
        return len(self._ready)

    def take(self) -> bytes:
        """A private key (DER); 0.1 to 1 s when none is ready."""
        try:
            key = self._ready.popleft()
        except IndexError:
            key = self._make()
        self.refill()
        return key

    def give_back(self, key: bytes) -> None:
        """A key that was taken for nothing."""
        self._ready.append(key)

    def refill(self) -> None:
        """Have the missing keys made, in the background; one child at a time."""
        if len(self._ready) < self.size and self._making.acquire(blocking=False):
            threading.Thread(target=self._fill, name="pool", daemon=True).start()

    def _fill(self) -> None:
        try:
            while (missing := self.size - len(self._ready)) > 0:
                command = [sys.executable, "-m", "shuanglun.records.surveys.signer.pool", str(missing)]
                with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as child:
                    for line in child.stdout or ():
                        self._ready.append(base64.b64decode(line))
                if child.returncode:
                    return  # keys are made when they are asked for
        finally:
            self._making.release()


def main(count: int) -> None:
    """The child: print so many keys, base64 of DER, one a line."""
    os.nice(19)
    with suppress(OSError, AttributeError):
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    with suppress(BrokenPipeError):
        for _ in range(count):
            sys.stdout.write(base64.b64encode(raw.make()).decode() + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]))
