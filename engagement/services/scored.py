"""With which version of the parameters a session is scored, and which ones it had before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engagement.models import Rescoring, Session
from engagement.models import Scoring as ScoringRow
from engagement.pipeline import scorings


def of_session(session: Session) -> dict[str, Any]:
    """`scoring` is null before anything was scored; the former ones are in the order in which they were replaced."""
    rescorings = list(session.rescorings.select_related("before", "by"))
    return {
        "scoring": session.scoring and {**_told(session.scoring), "rescored": _last(session.scoring, rescorings)},
        "former": [{**_told(one.before), "replaced_at": one.at, "by": _name(one)} for one in rescorings],
    }


def version_of(session: Session, version: int) -> ScoringRow | None:
    """Its own or a former one."""
    former = ScoringRow.objects.filter(pk=version, pk__in=session.rescorings.values("before"))
    return session.scoring if version == session.scoring_id else former.first()


def _told(row: ScoringRow) -> dict[str, Any]:
    """All its values: a row may be older than some parameters, and then these had their defaults."""
    return {"version": row.pk, "parameters": scorings.of_row(row).as_dict()}


def _last(current: ScoringRow, rescorings: Sequence[Rescoring]) -> dict[str, Any] | None:
    """When it got the version that it has, and by whom; null for the first."""
    last = rescorings[-1] if rescorings else None
    return {"at": last.at, "by": _name(last)} if last and last.after_id == current.pk else None


def _name(rescoring: Rescoring) -> str | None:
    """Empty from the command line, and once the account is gone."""
    return str(rescoring.by) if rescoring.by else None
