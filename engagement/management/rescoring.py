"""Which scoring `manage.py rescore` is asked for."""

from __future__ import annotations

import json
from pathlib import Path

from django.core.management.base import CommandError

from analysis.attentiveness import Scoring
from engagement.models import Scoring as ScoringRow
from engagement.models import Session
from engagement.pipeline import rescoring, scorings


def chosen(session: Session, wanted: str | None) -> Scoring:
    """The session's own scoring, the stored one of a version, or its own changed by a file's parameters."""
    if session.scoring is None:
        raise CommandError("Nothing of this session has been scored yet; there is nothing to score again.")
    own = scorings.of_row(session.scoring)
    if wanted is None:
        return own
    if wanted.isdecimal():
        return _of_version(int(wanted))
    try:
        return rescoring.numbered({**own.as_dict(), **_read(Path(wanted))})
    except (TypeError, ValueError) as error:
        raise CommandError(f"This is no scoring: {error}") from error


def _of_version(version: int) -> Scoring:
    row = ScoringRow.objects.filter(version=version).first()
    if row is None:
        known = ", ".join(str(one) for one in ScoringRow.objects.order_by("pk").values_list("pk", flat=True))
        raise CommandError(f"There is no scoring of version {version}; there are: {known}.")
    return scorings.of_row(row)


def _read(path: Path) -> dict[str, object]:
    try:
        parameters = json.loads(path.read_text())
    except (OSError, ValueError) as error:
        raise CommandError(f"{path} cannot be read as JSON: {error}") from error
    if not isinstance(parameters, dict):
        raise CommandError(f"{path} holds no JSON object; expected parameters by their names.")
    return parameters
