"""Starts the processes of Headway, starts those again that die, and stops them in order."""

import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Protocol

from engagement import processes
from engagement.embedded import ServiceError

FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 30.0
# A process that lived this long was healthy: its next death starts with the short pause again.
HEALTHY_AFTER_S = 60.0
# A program that dies this often while we wait for it to get ready will not get ready.
HOPELESS_AFTER = 3
TICK_S = 0.1


class Service(Protocol):
    """Something with one process: `Program` below, or one of `embedded`'s servers."""

    process: subprocess.Popen[bytes]

    @property
    def log(self) -> Path | None: ...

    def start(self) -> None: ...
    def stop(self) -> None: ...


@dataclass
class Program:
    """A program of ours that is stopped by SIGTERM and then finishes what it has begun."""

    command: Sequence[str | Path]
    # None: the terminal.
    log: Path | None
    environment: dict[str, str]
    patience_s: float
    inherited: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] = field(init=False)

    def start(self) -> None:
        self.process = processes.start(self.command, self.log, env=self.environment, pass_fds=self.inherited)

    def stop(self) -> None:
        processes.stop(self.process, signal.SIGTERM, self.patience_s)


@dataclass
class Charge:
    """A service under the supervisor's care."""

    name: str
    service: Service
    started: float
    # A program with an end: status 0 means that its work is done.
    may_end: bool = False
    deaths: int = 0
    pause_s: float = FIRST_PAUSE_S
    # Not None while it is dead: when to start it again.
    again_at: float | None = None


class Supervisor:
    """Services in the order in which they were started; they stop in the opposite order."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.say = say
        self.charges: list[Charge] = []
        self.stopping = False

    def listen_for_signals(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop_soon)

    def _stop_soon(self, _number: int, _frame: FrameType | None) -> None:
        if self.stopping:
            self.say("Still stopping; nothing is lost if you wait.")
        self.stopping = True

    def start(self, name: str, service: Service, may_end: bool = False) -> None:
        service.start()
        self.charges.append(Charge(name, service, time.monotonic(), may_end))

    def watch(self) -> None:
        """Until a signal asks to stop: start again what died."""
        while not self.stopping:
            self.tend()
            time.sleep(TICK_S)

    def wait_for(self, is_ready: Callable[[], bool], within_s: float) -> bool:
        """Tend the services until something is ready. False when it takes too long, or we are to stop."""
        deadline = time.monotonic() + within_s
        while not self.stopping and not self._is_hopeless() and time.monotonic() < deadline:
            if is_ready():
                return True
            self.tend()
            time.sleep(TICK_S)
        return False

    def tend(self) -> None:
        now = time.monotonic()
        for charge in list(self.charges):
            if charge.again_at is None and charge.service.process.poll() is not None:
                self._note_death(charge, now)
            elif charge.again_at is not None and now >= charge.again_at:
                self._start_again(charge)

    def _is_hopeless(self) -> bool:
        return any(charge.deaths >= HOPELESS_AFTER for charge in self.charges)

    def stop_all(self, before_stopping: Callable[[str], None] = lambda name: None) -> None:
        for charge in reversed(self.charges):
            before_stopping(charge.name)
            charge.service.stop()
        self.charges.clear()

    def _note_death(self, charge: Charge, now: float) -> None:
        status = charge.service.process.returncode
        if status == 0 and charge.may_end:
            self.charges.remove(charge)
            return
        charge.deaths += 1
        if now - charge.started > HEALTHY_AFTER_S:
            charge.pause_s, charge.deaths = FIRST_PAUSE_S, 1
        self._try_later(charge, f"The {charge.name} {_how_it_ended(status)}")

    def _try_later(self, charge: Charge, what_happened: str) -> None:
        where = f" (more in {charge.service.log})" if charge.service.log else ""
        self.say(f"{what_happened}; starting it again in {charge.pause_s:.0f} s{where}.")
        charge.again_at = time.monotonic() + charge.pause_s
        charge.pause_s = min(2 * charge.pause_s, LONGEST_PAUSE_S)

    def _start_again(self, charge: Charge) -> None:
        charge.again_at, charge.started = None, time.monotonic()
        try:
            charge.service.start()
        except ServiceError as error:
            self._try_later(charge, str(error).splitlines()[0])
        else:
            self.say(f"The {charge.name} was started again.")


def _how_it_ended(returncode: int) -> str:
    if returncode < 0:
        return f"was killed ({signal.Signals(-returncode).name})"
    return f"ended with status {returncode}"
