"""`manage.py rescore SESSION [--scoring FILE.json] [--save]`: a finished session scored again, old beside new."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

import numpy as np
from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.table import Table

from analysis.attentiveness import Scoring
from engagement import access
from engagement.errors import Conflict
from engagement.management.rescoring import chosen
from engagement.models import Session
from engagement.pipeline import rescoring as pipeline
from engagement.pipeline.counting import STATES, Floats
from engagement.services import rescoring
from engagement.services.grid import Grid, grid_of


class Command(BaseCommand):
    help = "Score a recorded session's stored observations again and print old against new; --save keeps the new."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("session", help="number or join code of the session")
        parser.add_argument(
            "--scoring",
            metavar="FILE|VERSION",
            help="JSON file with the parameters to change, or a stored version (default: the session's own)",
        )
        parser.add_argument("--save", action="store_true", help="replace the session's windows and segments")

    def handle(self, *args: Any, **options: Any) -> None:
        session = _session(options["session"])
        scoring = chosen(session, options["scoring"])
        try:
            self.rescore(session, scoring, options["save"])
        except Conflict as error:
            raise CommandError(str(error.facts["what"])) from error

    def rescore(self, session: Session, scoring: Scoring, save: bool) -> None:
        people = list(access.participants_of(session).select_related("session"))
        rescoring.require_observations(session)
        if save:
            rescoring.require_fit_to_save(session, people)
            scoring = pipeline.keep(scoring)
        old = grid_of(session, people)
        rescored = rescoring.rescored(people, scoring, save)
        self.show(session, scoring, old, rescoring.grid_of(session, rescored, scoring), [one.name for one in people])
        if save:
            rescoring.save(session, rescored, scoring)
            self.stdout.write(f"Saved as scoring {scoring.version}.")

    def show(self, session: Session, scoring: Scoring, old: Grid, new: Grid, names: list[str]) -> None:
        before = session.scoring.version if session.scoring else 0
        table = Table(title=f"{session.title}: scoring {before} → {scoring.version}")
        for column in ("participant", "attentiveness", "known", *(f"{state} %" for state in STATES)):
            table.add_column(column.replace("_", " "), justify="left" if column == "participant" else "right")
        for row, name in enumerate(names):
            table.add_row(name, *_pairs(_numbers(old, [row]), _numbers(new, [row])))
        everybody = list(range(len(names)))
        table.add_row("everybody", *_pairs(_numbers(old, everybody), _numbers(new, everybody)), style="bold")
        console = Console(width=160)
        with console.capture() as rendered:
            console.print(table)
        self.stdout.write(rendered.get())


def _session(wanted: str) -> Session:
    key = {"pk": int(wanted)} if wanted.isdecimal() and len(wanted) != 6 else {"code": wanted.strip().upper()}
    session = Session.objects.select_related("scoring").filter(**key).first()
    if session is None and wanted.isdecimal():
        session = Session.objects.select_related("scoring").filter(pk=int(wanted)).first()
    if session is None:
        raise CommandError(f"There is no session {wanted}; give its number or its join code.")
    return session


def _numbers(grid: Grid, rows: list[int]) -> Floats:
    """(8,) attentiveness, known share and the share of each state, in percent: of one person, or the mean of all."""
    attentiveness, known_share = (values[rows] for values in grid.totals)
    seconds = grid.seconds[rows].sum(axis=(0, 1))
    shares = seconds / seconds.sum() if seconds.any() else np.full(len(STATES), np.nan)
    known = attentiveness[~np.isnan(attentiveness)]
    mean = known.mean() if len(known) else np.nan
    share = known_share.mean() if len(known_share) else np.nan
    return 100 * np.concatenate([[mean, share], shares])


def _pairs(old: Floats, new: Floats) -> list[str]:
    return [f"{_percent(one)} → {_percent(other)}" for one, other in zip(old, new, strict=True)]


def _percent(value: float) -> str:
    return "–" if np.isnan(value) else f"{value:.1f}"
