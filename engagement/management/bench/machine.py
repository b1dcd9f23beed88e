"""What a figure was measured on, and what the processes took."""

import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from engagement import programs

MEBIBYTE = 2**20


def machine() -> dict[str, Any]:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return {
        "processor": _processor(),
        "cores": cores,
        "memory_gb": round(psutil.virtual_memory().total / 2**30),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
    }


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


@dataclass(frozen=True, slots=True)
class Usage:
    """CPU seconds and resident bytes of a group of processes."""

    cpu_s: float
    memory: int


def groups(root: psutil.Process) -> dict[str, list[psutil.Process]]:
    """The processes of `manage.py serve` by what they do."""
    found: dict[str, list[psutil.Process]] = {"web": [], "worker": [], "postgres": [], "valkey": []}
    for process in root.children(recursive=True):
        role = _role(process)
        if role:
            found[role].append(process)
    return found


def _role(process: psutil.Process) -> str | None:
    try:
        words = " ".join(process.cmdline())
    except psutil.Error:
        return None
    if f"--queues {programs.BACKGROUND}" in words:
        return None  # it measures nobody who is live
    signs = {"engagement.web": "web", "--pool prefork": "worker", "postgres": "postgres", "valkey": "valkey"}
    return next((role for sign, role in signs.items() if sign in words), None)


def usage(processes: Sequence[psutil.Process]) -> Usage:
    cpu_s, memory = 0.0, 0
    for process in processes:
        try:
            times, held = process.cpu_times(), process.memory_info().rss
        except psutil.NoSuchProcess:
            continue
        # PostgreSQL's backends come and go: what they took is kept by their parent.
        cpu_s += times.user + times.system + getattr(times, "children_user", 0) + getattr(times, "children_system", 0)
        memory += held
    return Usage(cpu_s, memory)


def usage_by_role(root: psutil.Process) -> dict[str, Usage]:
    """Of whatever processes there are now: PostgreSQL has one more for each connection."""
    return {role: usage(some) for role, some in groups(root).items()}


def spent(before: Mapping[str, Usage], after: Mapping[str, Usage]) -> dict[str, float]:
    """CPU seconds of each group in between."""
    return {role: after[role].cpu_s - before[role].cpu_s for role in before}
