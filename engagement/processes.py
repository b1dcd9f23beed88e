"""Child processes that never outlive the process that started them."""

import ctypes
import gc
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import Any

PR_SET_PDEATHSIG = 1


def collect_seldom() -> None:
    """For processes in which thousands of messages live for a moment, beside much that stays as long as they do.

    Neither is garbage, and looking through them for it after every 700 took a tenth of the time.
    """
    gc.collect()
    gc.freeze()  # what is loaded by now stays
    gc.set_threshold(50_000, 20, 50)


def die_with_parent(sent: int = signal.SIGTERM) -> None:
    """Have Linux send a signal to this process when its parent dies, even by SIGKILL."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, sent)


def start(
    command: Sequence[str | Path], log: Path | None, on_parent_death: int = signal.SIGTERM, **how: Any
) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own: Ctrl-C reaches only the parent, which stops its children in order."""
    with log.open("ab") if log else nullcontext() as output:
        return subprocess.Popen(
            [str(word) for word in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if log else None,
            start_new_session=True,
            preexec_fn=partial(die_with_parent, on_parent_death),
            **how,
        )


def stop(child: subprocess.Popen[bytes], sent: int, patience_s: float) -> None:
    """Ask a child to stop; kill it when it has not done so in time."""
    if child.poll() is not None:
        return
    child.send_signal(sent)
    try:
        child.wait(patience_s)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def last_lines(log: Path, count: int = 12) -> str:
    with log.open("rb") as lines:
        lines.seek(max(0, log.stat().st_size - 20_000))
        return "\n".join(lines.read().decode(errors="replace").splitlines()[-count:])
