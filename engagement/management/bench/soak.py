"""`bench soak`: the same people for a long time. Nothing may be lost, and memory must stay where it is."""

import statistics
from collections.abc import Sequence
from typing import Any

from engagement.management.bench import machine
from engagement.management.bench.ingest import LANDMARKS, Load, Watched, play
from engagement.management.bench.serving import serving

# Until caches are filled and buffers have their size: this share of the time, and not more than five samples.
WARM_UP_SHARE, WARM_UP_MOST = 0.25, 5
FLAT = 0.05
ROLES = ("web", "worker")


def measure(load: Load, every_s: float = 60.0) -> dict[str, Any]:
    """Memory by the minute, how far it strays from its median after the warm-up, and what was lost."""
    with serving(load.workers) as server:
        run = play(server, load, Watched(memory_every_s=every_s))
    megabytes = [{role: held / machine.MEBIBYTE for role, held in one.items()} for one in run.watched.memory]
    strays = {role: stray([one[role] for one in megabytes]) for role in ROLES}
    offered, acknowledged = (
        sum(int(result[name]) for result in run.results[LANDMARKS]) for name in ("offered", "acknowledged")
    )
    lost = {"unacknowledged": offered - acknowledged, "unstored": acknowledged - run.stored}
    return {
        "rows": [
            {"minute": (number + 1) * every_s / 60, **{f"{role}_mb": value for role, value in one.items()}}
            for number, one in enumerate(megabytes)
        ],
        "participants": load.participants,
        "rate_hz": load.rate_hz,
        "minutes": load.seconds / 60,
        "offered": offered,
        "acknowledged": acknowledged,
        "stored": run.stored,
        "stray": strays,
        "flat": all(value is not None and value <= FLAT for value in strays.values()),
        "lost": lost,
        "nothing_lost": not any(lost.values()),
        "queue_items": {"max": max(run.watched.waiting, default=0)},
        "machine": machine.machine(),
    }


def stray(samples: Sequence[float]) -> float | None:
    """The largest distance of a sample from the median after the warm-up, as a share; None for fewer than two."""
    settled = samples[min(round(len(samples) * WARM_UP_SHARE), WARM_UP_MOST) :]
    if len(settled) < 2:
        return None
    middle = statistics.median(settled)
    return max(abs(one - middle) for one in settled) / middle
