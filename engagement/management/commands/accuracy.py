"""`manage.py accuracy --data DIR`: how exact the measures are, on pictures of which the truth is known."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TextIO, cast

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.table import Table as Printed

from analysis.benchmarks.accuracy import beside, card, client, limits, peer, run
from analysis.benchmarks.accuracy.browser import BrowserError, BrowserLandmarker, in_browser
from analysis.benchmarks.accuracy.context import Context
from analysis.benchmarks.accuracy.folders import DataError
from analysis.benchmarks.accuracy.section import Section, Table

# Of what is not a terminal.
WIDTH = 160


class Command(BaseCommand):
    help = "Compare what is measured with what is known, and write the accuracy card."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder with folders of pictures")
        parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures, with the machine, as JSON")
        parser.add_argument("--card", action="store_true", help="write docs/accuracy.md and docs/accuracy.json")
        parser.add_argument("--only", nargs="+", metavar="SECTION", choices=[*run.SECTIONS], help="of all sections")
        parser.add_argument("--peer", metavar="PYTHON", help="interpreter with mediapipe, to be measured beside ours")
        parser.add_argument("--client", action="store_true", help="measure the browser's own pipeline beside Python's")
        parser.add_argument("--workers", type=int, metavar="N", help="processes (default: one a core)")

    def handle(self, *args: Any, **options: Any) -> None:
        self.console = Console(file=cast("TextIO", self.stdout), width=None if self.stdout.isatty() else WIDTH)
        if options["workers"] is not None and options["workers"] < 0:
            raise CommandError(f"--workers is {options['workers']}; expected 0 (this process alone) or more.")
        try:
            with ExitStack() as stack:
                # What is missing for it is told before minutes have been spent.
                browser = stack.enter_context(in_browser(settings.FRONTEND_DIST)) if options["client"] else None
                context = stack.enter_context(Context(options["data"], workers=options["workers"]))
                sections = self.measure(context, options, browser)
        except (DataError, peer.PeerError, BrowserError) as error:
            raise CommandError(str(error)) from error
        except ModuleNotFoundError as error:
            said = f"{error.name} is not installed; to measure takes what requirements/dev.txt lists."
            raise CommandError(said) from error
        if not sections:
            raise CommandError(f"{options['data']} holds nothing to measure with; see the README for what is expected.")
        self.write(sections, options)

    def measure(self, context: Context, options: dict[str, Any], browser: BrowserLandmarker | None) -> list[Section]:
        sections = []
        for name, section in self.timed(self.sections(context, options, browser)):
            if section is None:
                self.console.print(f"{name}: skipped, {context.data} has no data for it.")
            else:
                self.show(section)
                sections.append(section)
        return sections

    def sections(
        self, context: Context, options: dict[str, Any], browser: BrowserLandmarker | None
    ) -> Iterator[tuple[str, Section | None]]:
        """Ours, and then what others make of the same pictures."""
        wanted = options["only"] or [*run.SECTIONS]
        ours: list[Section] = []
        for name, section in run.run(context, wanted):
            ours += [] if section is None else [section]
            yield name, section
        if options["peer"]:
            with peer.Mediapipe(options["peer"]) as other:
                yield "peer", beside.measure(context, other, "peer", peer.NAME, ours)
        if browser is not None:
            yield client.NAME, client.measure(context, client.Client(browser), wanted)

    def timed(self, sections: Iterator[tuple[str, Section | None]]) -> Iterator[tuple[str, Section | None]]:
        started = time.monotonic()
        for name, section in sections:
            yield name, section
            self.console.print(f"{name}: {time.monotonic() - started:.0f} s\n", style="dim")
            started = time.monotonic()

    def show(self, section: Section) -> None:
        self.console.rule(section.title, align="left")
        self.console.print(section.summary, markup=False, highlight=False)
        for table in section.tables:
            self.console.print(_printed(table))

    def write(self, sections: list[Section], options: dict[str, Any]) -> None:
        whole = card.make(sections)
        self.show(limits.section(whole["figures"]))
        if options["json"]:
            try:
                options["json"].write_text(card.as_json({**whole, "machine": card.machine()}), encoding="utf-8")
            except OSError as error:
                raise CommandError(f"{options['json']} cannot be written ({error.strerror}).") from error
        if options["card"]:
            docs = settings.BASE_DIR / "docs"
            # A part of the sections renews a part of the card.
            earlier = card.read(docs) if options["only"] else None
            card.write(card.make(card.of_any_machine(sections), earlier), docs)
            self.console.print(f"Written: {docs / 'accuracy.md'} and accuracy.json.")


def _printed(table: Table) -> Printed:
    printed = Printed(title=table.title, caption=table.note or None, title_justify="left", caption_justify="left")
    for index, column in enumerate(table.columns):
        printed.add_column(column, justify="left" if index == 0 else "right")
    for row in table.rows:
        printed.add_row(*map(card.text, row))
    return printed
