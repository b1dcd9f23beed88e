"""`manage.py rescore SESSION [--scoring FILE.json] [--save]`: a finished session scored again, old beside new."""

from __future__ import annotations

from argparse import ArgumentParser
from dataclasses import replace
from typing import Any

import numpy as np
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import Exists, OuterRef
from rich.console import Console
from rich.table import Table

from analysis.attentiveness import Scoring
from engagement import access
from engagement.management import rescoring
from engagement.models import Observation, Participant, Session
from engagement.pipeline import scorings, store
from engagement.pipeline.counting import STATES, Floats
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
        scoring = rescoring.chosen(session, options["scoring"])
        people = list(access.participants_of(session).select_related("session"))
        _require_observations(session)
        if options["save"]:
            _require_finished(session, people)
            _require_all_observations(session, people)
        old = grid_of(session, people)
        rescored = self.rescore(session, people, scoring, options["save"])
        self.show(session, scoring, old, rescoring.grid_of(session, rescored, scoring), [one.name for one in people])
        if options["save"]:
            self.stdout.write(f"Saved as scoring {scoring.version}.")

    @transaction.atomic
    def rescore(
        self, session: Session, people: list[Participant], scoring: Scoring, save: bool
    ) -> list[rescoring.Rescored]:
        """Person by person: the observations of all of them might not fit into memory."""
        if save:
            Session.objects.filter(pk=session.pk).update(scoring=scorings.stored(scoring))
        done = []
        for person in people:
            one = rescoring.rescore(person, scoring)
            if save:
                store.replace_history(person.pk, one.history)
            done.append(replace(one, changed=one.changed[:0]))
        return done

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


def _require_observations(session: Session) -> None:
    if not Observation.objects.filter(day=session.day, participant__session=session).exists():
        raise CommandError("No observations of this session are kept; it cannot be scored again.")


def _require_all_observations(session: Session, people: list[Participant]) -> None:
    """While a session is forgotten person by person, whose observations are gone would lose their history too."""
    observed = Observation.objects.filter(day=session.day, participant=OuterRef("pk"))
    counted = Participant.objects.filter(pk__in=[one.pk for one in people]).exclude(windows=None)
    if counted.filter(~Exists(observed)).exists():
        raise CommandError("Not all observations of this session are kept any more; a new history would have gaps.")


def _require_finished(session: Session, people: list[Participant]) -> None:
    if session.status != Session.Status.CLOSED or any(person.ended_at is None for person in people):
        raise CommandError("The session is still going on; save when it is closed and everything is stored.")


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
