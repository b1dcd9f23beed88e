"""Chromium by raw DevTools commands: Playwright keeps every page visible, and some must be hidden.

Nor does it pass Playwright's switches, some of which spare pages in the background.
"""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

from analysis.benchmarks.accuracy.browser import BrowserError, program

# As harsh to timers a second after the tab is hidden as Chromium otherwise is after five minutes.
SWITCHES = [
    "--headless=new",
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--remote-debugging-port=0",
    "--enable-features=IntensiveWakeUpThrottling:grace_period_seconds/1",
]


class Tab:
    """One page of the browser; its commands block until they are answered."""

    def __init__(self, socket: ClientConnection, session: str) -> None:
        self.socket, self.session = socket, session
        self.number = 0

    def send(self, method: str, **words: Any) -> Any:
        self.number += 1
        return _ask(self.socket, self.number, method, words, self.session)

    def evaluate(self, expression: str) -> Any:
        """The value of an expression; of what a promise resolves to, for a promise."""
        answer = self.send("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            raise BrowserError(f"The page failed: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def wait_for(self, condition: str, seconds: float = 30) -> None:
        """Asks a worker for the time: the timers of this page may be throttled."""
        found = self.evaluate(
            f"""new Promise((resolve) => {{
                const clock = `setInterval(() => postMessage(0), 100)`;
                const worker = new Worker(URL.createObjectURL(new Blob([clock])));
                const end = performance.now() + {1000 * seconds};
                worker.onmessage = () => {{
                    const holds = Boolean({condition});
                    if (!holds && performance.now() < end) return;
                    worker.terminate();
                    resolve(holds);
                }};
            }})"""
        )
        if not found:
            said = self.evaluate("document.body.innerText")
            raise BrowserError(f"{condition} did not hold within {seconds} s; the page says: {said}")


class Chromium:
    def __init__(self, address: str) -> None:
        self.address = address

    def processes(self) -> list[dict[str, Any]]:
        with connect(self.address, max_size=None) as socket:
            found: list[dict[str, Any]] = _ask(socket, 1, "SystemInfo.getProcessInfo", {})["processInfo"]
            return found

    @contextmanager
    def tab(self, url: str, before: str = "") -> Iterator[Tab]:
        """Opens a page in front; `before` runs before its own scripts do."""
        with connect(self.address, max_size=None) as socket:
            target = _ask(socket, 1, "Target.createTarget", {"url": "about:blank"})["targetId"]
            session = _ask(socket, 2, "Target.attachToTarget", {"targetId": target, "flatten": True})["sessionId"]
            tab = Tab(socket, session)
            tab.send("Page.enable")
            tab.send("Page.setBypassCSP", enabled=True)  # for the worker of `wait_for`
            if before:
                tab.send("Page.addScriptToEvaluateOnNewDocument", source=before)
            tab.send("Page.navigate", url=url)
            yield tab
            _ask(socket, 10**6, "Target.closeTarget", {"targetId": target})


def _ask(socket: ClientConnection, number: int, method: str, words: dict[str, Any], session: str | None = None) -> Any:
    command = {"id": number, "method": method, "params": words}
    socket.send(json.dumps(command if session is None else {**command, "sessionId": session}))
    while True:
        answer = json.loads(socket.recv(timeout=60))
        if answer.get("id") == number and answer.get("sessionId") == session:
            if "error" in answer:
                raise BrowserError(f"Chromium refused {method}: {answer['error']}")
            return answer["result"]


@contextmanager
def chromium(folder: Path, *switches: str) -> Iterator[Chromium]:
    command = [program(), *SWITCHES, f"--user-data-dir={folder}", *switches, "about:blank"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            line = next(line for line in process.stderr if "DevTools listening on" in line)
            yield Chromium(line.split()[-1])
        finally:
            process.terminate()
            process.communicate(timeout=30)
