"""Facts about the machine, printed above every figure: a time without its machine says nothing."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version
from pathlib import Path


def facts(*packages: str) -> str:
    """One line: processor, cores, memory, system, Python and the named packages."""
    model = next(
        (line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")),
        platform.machine(),
    )
    kilobytes = next((int(line.split()[1]) for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), 0)
    cores = len(os.sched_getaffinity(0))
    parts = [
        model, f"{cores} cores", f"{kilobytes / 1024**2:.0f} GiB", platform.platform(terse=True),
        f"Python {platform.python_version()}", *(f"{name} {version(name)}" for name in packages),
    ]  # fmt: skip
    return " · ".join(parts) + f" · load {os.getloadavg()[0]:.1f}"


def _lines(path: str) -> list[str]:
    return Path(path).read_text().splitlines() if Path(path).exists() else []
