"""`manage.py bench`: figures of speed and memory, measured on the running product."""

import json
import os
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.table import Column, Table

from analysis.benchmarks.accuracy.browser import BrowserError

INSIDE = "HEADWAY_BENCH"
SERVED = ("ingest", "soak", "pages", "live", "client", "hidden", "first")  # what needs the product running
# A table in a file has room.
CONSOLE = Console(width=None if sys.stdout.isatty() else 150)


class Command(BaseCommand):
    help = "Measure speed and memory of the running product; each benchmark starts what it needs and ends by itself."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        benches = parser.add_subparsers(dest="bench", required=True)
        ingest = benches.add_parser("ingest", help="many participants at once, from socket to database and dashboard")
        ingest.add_argument("--participants", type=int, default=1000)
        ingest.add_argument("--rate", type=float, default=5.0, help="messages a second of each participant")
        ingest.add_argument("--seconds", type=float, default=60.0)
        ingest.add_argument("--frames", type=int, default=0, help="participants beside them who send pictures at 2 Hz")
        ingest.add_argument("--workers", type=int, default=1, help="worker processes")
        ingest.add_argument("--compare", action="store_true", help="the same load on a bare echo and two usual designs")
        pose = benches.add_parser("pose", help="landmarks to pose and state, beside OpenCV's SQPNP")
        frames = benches.add_parser("frames", help="a JPEG to an observation, stage by stage, beside mediapipe")
        frames.add_argument("--peer", metavar="PYTHON", help="interpreter of an environment with mediapipe==0.10.21")
        frames.add_argument(
            "--data", type=Path, metavar="DIR", help="pictures of DIR/genki/images; default: one of ours"
        )
        frames.add_argument("--rounds", type=int, default=12, help="turns of each row, six pictures each (%(default)s)")
        soak = benches.add_parser("soak", help="the same people for long: memory by the minute, and nothing lost")
        soak.add_argument("--participants", type=int, default=300)
        soak.add_argument("--rate", type=float, default=5.0, help="messages a second of each participant")
        soak.add_argument("--minutes", type=float, default=20.0)
        pages = benches.add_parser("pages", help="every page and address on a database with a long history")
        pages.add_argument("--sessions", type=int, default=100, help="of an hour each (%(default)s)")
        pages.add_argument("--people", type=int, default=100, help="of each session (%(default)s)")
        live = benches.add_parser("live", help="the live page of a class in Chromium: broadcast to DOM, main thread")
        live.add_argument("--participants", "--people", type=int, default=100)
        live.add_argument("--minutes", type=float, help="one page for so long: busy main thread and the tab's memory")
        live.add_argument("--seconds", type=float, default=20.0, help="of each view (%(default)s)")
        live.add_argument("--view", action="append", choices=["laptop", "phone", "everybody"], help="default: all")
        client = benches.add_parser("client", help="what measuring costs a participant's browser, in Chromium")
        client.add_argument("--seconds", type=float, default=20.0, help="of each way (%(default)s)")
        hidden = benches.add_parser(
            "hidden", help="an hour behind another tab in Chromium: how often, longest gap, memory"
        )
        hidden.add_argument("--minutes", type=float, default=60.0)
        first = benches.add_parser("first", help="pages opened in Chromium with nothing cached: usable after how long")
        first.add_argument("--rounds", type=int, default=7, help="of each page (%(default)s)")
        for one in (ingest, pose, frames, soak, pages, live, client, hidden, first):
            one.add_argument("--json", type=Path, help="write the figures here too")

    def handle(self, *_: Any, **options: Any) -> None:
        if options["bench"] in SERVED and INSIDE not in os.environ:
            sys.exit(_run_inside())
        try:
            figures = getattr(self, options["bench"])(options)
        except BrowserError as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            options["json"].write_text(json.dumps(figures, indent=2) + "\n")
        _print(f"bench {options['bench']}", figures)

    def ingest(self, options: dict[str, Any]) -> dict[str, Any]:
        from engagement.management.bench import ingest  # psutil comes with the development list

        who = {name: options[name] for name in ("participants", "seconds", "workers", "frames")}
        return ingest.measure(ingest.Load(rate_hz=options["rate"], **who), options["compare"])

    def pages(self, options: dict[str, Any]) -> dict[str, Any]:
        from engagement.management.bench import filling, pages

        return pages.measure(filling.Size(options["sessions"], options["people"]))

    def live(self, options: dict[str, Any]) -> dict[str, Any]:
        from engagement.management.bench import live, tab

        if options["minutes"]:
            return tab.measure(options["participants"], options["minutes"], options["view"] or ())
        return live.measure(options["participants"], options["seconds"], options["view"] or ())

    def client(self, options: dict[str, Any]) -> dict[str, Any]:
        from engagement.management.bench import client

        return client.measure(options["seconds"])

    def hidden(self, options: dict[str, Any]) -> dict[str, Any]:
        from engagement.management.bench import hidden

        return hidden.measure(options["minutes"])

    def first(self, options: dict[str, Any]) -> dict[str, Any]:
        from engagement.management.bench import first

        return first.measure(options["rounds"])

    def soak(self, options: dict[str, Any]) -> dict[str, Any]:
        from engagement.management.bench import ingest, soak

        load = ingest.Load(options["participants"], options["rate"], 60 * options["minutes"])
        return soak.measure(load)

    def pose(self, _: dict[str, Any]) -> dict[str, Any]:
        from engagement.management.bench import pose

        return pose.measure()

    def frames(self, options: dict[str, Any]) -> dict[str, Any]:
        from engagement.management.bench import frames

        return frames.measure(options["peer"], options["data"], options["rounds"])


def _run_inside() -> int:
    """Settings are read at start: the same command again, with a folder of its own for the services."""
    with tempfile.TemporaryDirectory(prefix="headway-bench-") as var:
        free = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
        return subprocess.run([sys.executable, *sys.argv], env={**free, "HEADWAY_VAR": var, INSIDE: "1"}).returncode


def _print(title: str, figures: dict[str, Any]) -> None:
    rows = figures.get("rows")
    if rows:
        CONSOLE.print(_table(title, rows))
    table = Table("figure", "value", title=title)
    for name, value in figures.items():
        if name != "rows":
            table.add_row(name, _text(value))
    CONSOLE.print(table)


def _table(title: str, rows: list[dict[str, Any]]) -> Table:
    table = Table(*(Column(name, overflow="fold") for name in rows[0]), title=title)
    for row in rows:
        table.add_row(*map(_text, row.values()))
    return table


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return "  ".join(f"{name} {_text(one)}" for name, one in value.items())
    if isinstance(value, float):
        return f"{value:,.3g}" if abs(value) < 100 else f"{value:,.0f}"
    return "-" if value is None else str(value)
