"""Real child processes: what dies is started again, what is stopped is gone."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from engagement import processes, supervisor
from engagement.supervisor import Program, Supervisor


@pytest.fixture
def lines() -> list[str]:
    return []


@pytest.fixture
def watcher(lines: list[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Supervisor]:
    monkeypatch.setattr(supervisor, "FIRST_PAUSE_S", 0.01)
    watcher = Supervisor(lines.append)
    yield watcher
    watcher.stop_all()


def program(log: Path, code: str) -> Program:
    return Program([sys.executable, "-c", code], log, dict(os.environ), patience_s=5)


SLEEP = "import time; time.sleep(60)"


def test_a_killed_program_is_started_again_and_said_so(watcher: Supervisor, lines: list[str], tmp_path: Path) -> None:
    sleeper = program(tmp_path / "log", SLEEP)
    watcher.start("sleeper", sleeper)
    watcher.charges[0].pause_s = 0.01
    killed = sleeper.process
    killed.kill()
    assert watcher.wait_for(lambda: len(lines) == 2, within_s=5)
    assert "sleeper was killed (SIGKILL)" in lines[0]
    assert sleeper.process.pid != killed.pid
    assert sleeper.process.poll() is None


def test_the_pause_grows_while_it_keeps_dying(watcher: Supervisor, lines: list[str], tmp_path: Path) -> None:
    watcher.start("broken part", program(tmp_path / "log", "raise SystemExit(3)"))
    watcher.charges[0].pause_s = 0.01
    assert watcher.wait_for(lambda: len(lines) >= 4, within_s=10)
    assert "broken part ended with status 3" in lines[0]
    assert watcher.charges[0].pause_s >= 0.04


def test_waiting_ends_when_a_program_cannot_start(watcher: Supervisor, lines: list[str], tmp_path: Path) -> None:
    watcher.start("broken part", program(tmp_path / "log", "raise SystemExit(3)"))
    watcher.charges[0].pause_s = 0.01
    assert not watcher.wait_for(lambda: False, within_s=60)
    assert watcher.charges[0].deaths == 3


def test_a_program_with_an_end_may_end(watcher: Supervisor, lines: list[str], tmp_path: Path) -> None:
    task = program(tmp_path / "log", "")
    watcher.start("task", task, may_end=True)
    assert watcher.wait_for(lambda: not watcher.charges, within_s=5)
    assert lines == []


def test_services_stop_in_the_opposite_order(watcher: Supervisor, tmp_path: Path) -> None:
    for name in ("first", "second", "third"):
        watcher.start(name, program(tmp_path / name, SLEEP))
    order: list[str] = []
    watcher.stop_all(order.append)
    assert order == ["third", "second", "first"]


def test_a_child_dies_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    if sys.platform != "linux":
        pytest.skip("only Linux tells a process that its parent died")
    log = tmp_path / "log"
    code = (
        "import sys, time; from pathlib import Path; from engagement import processes\n"
        f"child = processes.start([sys.executable, '-c', {SLEEP!r}], Path({str(log)!r}))\n"
        "print(child.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.kill()
    assert _ends(child)


def test_a_program_that_ignores_the_request_is_killed(tmp_path: Path) -> None:
    code = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
    )
    log = tmp_path / "log"
    child = processes.start([sys.executable, "-c", code], log)
    while "deaf" not in log.read_text():
        os.sched_yield()
    processes.stop(child, signal.SIGTERM, patience_s=0.05)
    assert child.returncode == -signal.SIGKILL


def _ends(process: int) -> bool:
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        stat = Path(f"/proc/{process}/stat")
        if not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        os.sched_yield()
    return False
